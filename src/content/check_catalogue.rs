//! The catalogue as a whole: lessons belong to courses, packages hold courses, links lead somewhere.

use super::check::{Check, quoted, taken};
use super::fault::Fault;
use super::{Content, Lesson};

impl Check<'_> {
    /// Courses, lessons and packages.
    pub(super) fn catalogue(&mut self, content: &Content) {
        self.named_for_slug("courses/", "md", content.courses.iter().map(|c| &c.facts.slug));
        self.named_for_slug("lessons/", "md", content.lessons.iter().map(|l| &l.facts.slug));
        self.named_for_slug("packages/", "md", content.packages.iter().map(|p| &p.facts.slug));
        self.courses(content);
        self.lessons(content);
        self.packages(content);
        self.videos(content);
    }

    fn courses(&mut self, content: &Content) {
        for course in &content.courses {
            let file = format!("courses/{}.md", course.slug);
            for (needle, message) in course.lacks() {
                self.complain(&file, needle, message);
            }
            self.agency(&file, &course.responsible);
            for room in &course.rooms {
                if content.room(room).is_none() {
                    self.complain(&file, &quoted(room), Fault::unknown("room", room));
                }
            }
            if content.lessons_of(&course.slug).is_empty() {
                self.complain(
                    &file,
                    "slug",
                    Fault::said("no_lesson", &[], "the course has no lesson"),
                );
            }
            self.body(&file, &course.markdown);
        }
    }

    fn lessons(&mut self, content: &Content) {
        let mut before: Option<&Lesson> = None;
        // They stand by course and position.
        for lesson in &content.lessons {
            let file = format!("lessons/{}.md", lesson.slug);
            for (needle, message) in lesson.lacks() {
                self.complain(&file, needle, message);
            }
            self.course(content, &file, &lesson.course);
            if let Some(video) = lesson.video.as_ref().filter(|id| content.video(id).is_none()) {
                let english = format!("there is no film media/{video}/video.toml");
                let values = [("what", "video"), ("slug", video.as_str())];
                self.complain(&file, "video", Fault::said("unknown", &values, english));
            }
            if let Some(other) = before.filter(|other| {
                (&other.course, other.position) == (&lesson.course, lesson.position)
            }) {
                let fault = taken("position", lesson.position, &other.slug);
                self.complain(&file, "position", fault);
            }
            self.body(&file, &lesson.markdown);
            before = Some(lesson);
        }
    }

    fn videos(&mut self, content: &Content) {
        for video in &content.videos {
            let file = format!("media/{}/video.toml", video.id);
            for (needle, message) in video.lacks() {
                self.complain(&file, needle, message);
            }
        }
    }

    fn packages(&mut self, content: &Content) {
        for package in &content.packages {
            let file = format!("packages/{}.md", package.slug);
            for (needle, message) in package.lacks() {
                self.complain(&file, needle, message);
            }
            self.agency(&file, &package.responsible);
            package.courses.iter().for_each(|course| self.course(content, &file, course));
            self.body(&file, &package.markdown);
        }
    }

    fn course(&mut self, content: &Content, file: &str, slug: &str) {
        if content.course(slug).is_none() {
            self.complain(file, &quoted(slug), Fault::unknown("course", slug));
        }
    }
}
