//! Reads and checks the folder `content/`.
//!
//! The folder is embedded in the release binary and read from disk in a debug build, so an edit
//! shows at the next start without a rebuild. [`Content::load`] reads what has a type of its own
//! (kinds, agencies, services, guides, questions, rooms, courses, lessons, packages, bulletins); the tables of
//! other modules (`routing/`, `clocks/`, `calendar/`, `locales/`) are handed out as text by
//! [`texts`].

mod bulletin;
mod check;
mod check_catalogue;
mod course;
mod error;
mod fault;
pub mod fields;
mod folder;
mod form_values;
mod front_matter;
mod guide;
mod home;
mod lesson;
mod manuscript;
pub mod markdown;
mod package;
mod pieces;
mod question;
mod quiz;
mod review;
mod room;
mod service;
mod shelf;
pub mod tables;
mod toml_file;
mod video;

use std::sync::Arc;

use serde::Serialize;

use crate::domain::Time;
use crate::domain::agency::{Agency, House};
use crate::domain::bulletin as bulletin_rules;
use crate::domain::kind::Kind;

pub use bulletin::{Bulletin, PHONES};
pub use course::Course;
pub use error::ContentError;
pub use fault::Saying;
pub use folder::{files, texts};
pub use form_values::{Fault, ROWS_MAX, Values};
pub use guide::Guide;
pub use home::Home;
pub use lesson::{Facts as LessonFacts, Lesson};
pub use manuscript::{read_on, values, write};
pub use package::Package;
pub use pieces::{Edit, PieceFacts, page_of, text_of};
pub use question::Question;
pub use quiz::Quiz;
pub use room::Room;
pub use service::{Applicant, Basis, Limit, Material, Service};
pub use video::{Captions, FilmFile, Hls, Thumbs, Video};

/// Everything typed that `content/` holds, checked against each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Content {
    /// By slug.
    pub kinds: Vec<Kind>,
    /// By slug.
    pub agencies: Vec<Agency>,
    /// By number.
    pub services: Vec<Service>,
    /// In the order they are shown.
    pub guides: Vec<Guide>,
    /// In the order they are shown.
    pub questions: Vec<Question>,
    /// By position.
    pub rooms: Vec<Room>,
    /// By line, then by title.
    pub courses: Vec<Course>,
    /// By id.
    pub videos: Vec<Video>,
    /// By course, then as they follow in it.
    pub lessons: Vec<Lesson>,
    /// By title.
    pub packages: Vec<Package>,
    /// The questions of lessons.
    pub quizzes: Vec<Quiz>,
    /// The newest first, those of coming days among them.
    pub bulletins: Vec<Bulletin>,
    /// What the two home pages put forward.
    pub homes: Vec<Home>,
    /// After so many days a page has to be read again.
    pub review_days: u16,
    /// The files it was read from, by path.
    #[serde(skip)]
    pub sources: Arc<Vec<(String, String)>>,
}

impl Content {
    /// Reads the folder `content/`, or says everything that is wrong with it.
    pub fn load() -> Result<Content, Vec<ContentError>> {
        Content::from_files(folder::files_where(video::is_text))
    }

    /// The same for files given by path (relative to `content/`) and bytes.
    pub fn from_files(
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Content, Vec<ContentError>> {
        let mut errors = Vec::new();
        let files = files.into_iter().filter(|(path, _)| video::is_text(path));
        let mut texts = folder::as_texts(files, &mut errors);
        texts.sort();
        let mut content = read(&texts, &mut errors);
        content.sources = Arc::new(texts);
        errors.extend(content.complaints());
        if errors.is_empty() { Ok(content) } else { Err(errors) }
    }

    /// What is wrong with all of it together: links that lead nowhere, slugs that stand twice.
    pub fn complaints(&self) -> Vec<ContentError> {
        let mut errors = check::check(self, &self.sources);
        errors.extend(quiz::check(self, &self.sources));
        errors
    }

    /// A kind by its slug.
    pub fn kind(&self, slug: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.slug == slug)
    }

    /// An agency by its slug.
    pub fn agency(&self, slug: &str) -> Option<&Agency> {
        self.agencies.iter().find(|agency| agency.slug == slug)
    }

    /// A service by its slug.
    pub fn service(&self, slug: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.slug == slug)
    }

    /// A guide by its slug.
    pub fn guide(&self, slug: &str) -> Option<&Guide> {
        self.guides.iter().find(|guide| guide.slug == slug)
    }

    /// A question by its slug.
    pub fn question(&self, slug: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.slug == slug)
    }

    /// A function room by its slug.
    pub fn room(&self, slug: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.slug == slug)
    }

    /// A bulletin by its slug, be it out or not.
    pub fn bulletin(&self, slug: &str) -> Option<&Bulletin> {
        self.bulletins.iter().find(|bulletin| bulletin.slug == slug)
    }

    /// The bulletins that may be read now, the newest first.
    pub fn bulletins_out(&self, now: Time) -> impl Iterator<Item = &Bulletin> {
        self.bulletins.iter().filter(move |one| bulletin_rules::is_out(one.date, now))
    }

    /// What a home page puts forward: `enterprise` or `youth`.
    pub fn home(&self, slug: &str) -> Option<&Home> {
        self.homes.iter().find(|home| home.slug == slug)
    }

    /// The services on one shelf, by number.
    pub fn services_on(&self, shelf: House) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(move |service| service.shelf == shelf)
    }

    /// The services that deal with a matter, by number.
    pub fn services_for<'a>(&'a self, matter: &'a str) -> impl Iterator<Item = &'a Service> {
        self.services.iter().filter(move |service| service.category.iter().any(|m| m == matter))
    }

    /// The guides for a matter.
    pub fn guides_for<'a>(&'a self, matter: &'a str) -> impl Iterator<Item = &'a Guide> {
        self.guides.iter().filter(move |guide| guide.matters.iter().any(|m| m == matter))
    }

    /// A course by its slug.
    pub fn course(&self, slug: &str) -> Option<&Course> {
        self.courses.iter().find(|course| course.slug == slug)
    }

    /// The lessons of a course, in their order.
    pub fn lessons_of(&self, course: &str) -> &[Lesson] {
        let from = self.lessons.partition_point(|lesson| lesson.course.as_str() < course);
        let to = self.lessons.partition_point(|lesson| lesson.course.as_str() <= course);
        &self.lessons[from..to]
    }

    /// A lesson by its slug.
    pub fn lesson(&self, slug: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|lesson| lesson.slug == slug)
    }

    /// A film by its id.
    pub fn video(&self, id: &str) -> Option<&Video> {
        self.videos.iter().find(|video| video.id == id)
    }

    /// A package by its slug.
    pub fn package(&self, slug: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.slug == slug)
    }

    /// The questions of a lesson, if it has any.
    pub fn quiz(&self, lesson: &str) -> Option<&Quiz> {
        self.quizzes.iter().find(|quiz| quiz.lesson == lesson)
    }

    /// The packages that hold a course.
    pub fn packages_with<'a>(&'a self, course: &'a str) -> impl Iterator<Item = &'a Package> {
        self.packages.iter().filter(move |package| package.courses.iter().any(|c| c == course))
    }
}

fn read(texts: &[(String, String)], errors: &mut Vec<ContentError>) -> Content {
    let mut content = Content { review_days: review::DAYS, ..Content::default() };
    for (path, text) in texts {
        match path.split_once('/') {
            Some(("kinds", _)) => push(&mut content.kinds, toml_file::read(path, text), errors),
            Some(("agencies", _)) => {
                push(&mut content.agencies, toml_file::read(path, text), errors);
            }
            Some(("services", _)) => push(&mut content.services, service::read(path, text), errors),
            Some(("guides", _)) => push(&mut content.guides, guide::read(path, text), errors),
            Some(("questions", _)) => {
                push(&mut content.questions, question::read(path, text), errors);
            }
            Some(("rooms", _)) => push(&mut content.rooms, room::read(path, text), errors),
            Some(("courses", _)) => push(&mut content.courses, course::read(path, text), errors),
            Some(("lessons", _)) => push(&mut content.lessons, lesson::read(path, text), errors),
            Some(("media", rest)) if rest.ends_with("/video.toml") => {
                push(&mut content.videos, video::read(path, text, texts), errors);
            }
            Some(("packages", _)) => push(&mut content.packages, package::read(path, text), errors),
            Some(("quizzes", _)) => push(&mut content.quizzes, quiz::read(path, text), errors),
            Some(("bulletins", _)) => {
                push(&mut content.bulletins, bulletin::read(path, text), errors);
            }
            None if path == review::FILE => match review::read(path, text) {
                Ok(days) => content.review_days = days,
                Err(error) => errors.push(error),
            },
            Some(("home", _)) => push(&mut content.homes, home::read(path, text), errors),
            _ => {}
        }
    }
    sort(&mut content);
    content
}

fn sort(content: &mut Content) {
    content.rooms.sort_by_key(|room| room.position);
    content.kinds.sort_by(|a, b| a.slug.cmp(&b.slug));
    content.agencies.sort_by(|a, b| a.slug.cmp(&b.slug));
    content.services.sort_by_key(|service| service.number);
    content.guides.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
    content.questions.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
    let on_shelf = |course: &Course| (course.line, course.title.clone(), course.slug.clone());
    content.courses.sort_by_cached_key(on_shelf);
    let in_course = |lesson: &Lesson| (lesson.course.clone(), lesson.position, lesson.slug.clone());
    content.lessons.sort_by_cached_key(in_course);
    content.packages.sort_by(|a, b| (&a.title, &a.slug).cmp(&(&b.title, &b.slug)));
    content.bulletins.sort_by(|a, b| (b.date, &a.slug).cmp(&(a.date, &b.slug)));
}

fn push<T>(list: &mut Vec<T>, read: Result<T, ContentError>, errors: &mut Vec<ContentError>) {
    match read {
        Ok(item) => list.push(item),
        Err(error) => errors.push(error),
    }
}

#[cfg(test)]
mod catalogue_tests;
#[cfg(test)]
mod tests;
