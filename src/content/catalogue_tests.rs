//! The catalogue's files: what is wrong in one is named with its line.

use super::*;
use crate::domain::catalogue::{self, Chosen, Facet};

const COURSE: &str = "+++
slug = \"one\"
line = \"rule_of_law\"
title = \"第一门课\"
title_en = \"One\"
summary = \"一句话。\"
stages = [\"junior\"]
minutes = 40
forms = [\"lecture\", \"visit\"]
max_pupils = 60
equipment = []
lecturers = [\"judge\"]
rooms = [\"criminal-court\"]
topics = [\"bullying\"]
outcomes = [\"能说出一件事\"]
questions = [\"为什么？\"]
laws = [{ law = \"宪法\", checked = \"2026-11-26\" }]
responsible = \"court\"
reviewed = \"2026-11-26\"
+++

## 这节课讲什么

讲一件事。
";
const LESSON: &str = "+++
slug = \"one-first\"
course = \"one\"
position = 1
title = \"第一课\"
title_en = \"First\"
minutes = 8
summary = \"读一读。\"
laws = []
reviewed = \"2026-11-26\"
+++

读一读。

## 想一想

- 为什么？
";
const PACKAGE: &str = "+++
slug = \"pack\"
title = \"一个课程包\"
title_en = \"A package\"
summary = \"两门课。\"
stages = [\"junior\"]
courses = [\"one\", \"two\"]
responsible = \"justice\"
reviewed = \"2026-11-26\"
+++

先上第一门。
";

fn renamed(text: &str, from: &str, to: &str) -> String {
    text.replace(&format!("\"{from}"), &format!("\"{to}"))
}

/// A catalogue of two courses and a package, beside the shipped agencies and kinds.
fn shelf() -> Vec<(String, String)> {
    let mut all = texts("");
    all.retain(|(path, _)| {
        // The bulletins lead on to courses of the real catalogue.
        let away =
            ["courses/", "lessons/", "packages/", "bulletins/", "quizzes/", "media/", "home/"];
        !away.iter().any(|folder| path.starts_with(folder))
    });
    let own = [
        ("courses/one.md", COURSE.to_owned()),
        ("courses/two.md", renamed(COURSE, "one", "two").replace("rule_of_law", "moral")),
        ("lessons/one-first.md", LESSON.to_owned()),
        ("lessons/two-first.md", renamed(LESSON, "one", "two")),
        ("packages/pack.md", PACKAGE.to_owned()),
    ];
    all.extend(own.map(|(path, text)| (path.to_owned(), text)));
    all
}

fn read(files: Vec<(String, String)>) -> Result<Content, Vec<String>> {
    let bytes = files.into_iter().map(|(path, text)| (path, text.into_bytes()));
    Content::from_files(bytes).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

/// The catalogue with a file changed is refused with just these complaints.
#[track_caller]
fn refused(path: &str, change: impl Fn(&str) -> String, expected: &[&str]) {
    let mut files = shelf();
    let file = files.iter_mut().find(|(have, _)| have == path).expect("a file");
    let changed = change(&file.1);
    assert_ne!(changed, file.1, "nothing was changed");
    file.1 = changed;
    assert_eq!(read(files).expect_err("must be refused"), expected);
}

#[test]
fn a_small_catalogue_is_read() {
    let content = read(shelf()).unwrap();
    let lines: Vec<_> = content.courses.iter().map(|course| course.line.as_str()).collect();
    assert_eq!(lines, ["rule_of_law", "moral"]);
    assert_eq!(content.lessons_of("two").len(), 1);
    assert!(content.lessons_of("on").is_empty() && content.lessons_of("onf").is_empty());
    assert_eq!(content.packages_with("two").count(), 1);
    assert_eq!(content.packages_with("pack").count(), 0);
    let lesson = &content.lessons_of("one")[0];
    assert_eq!(lesson.html, "<p>读一读。</p>\n");
    assert!(lesson.questions_html.contains("<li>为什么？</li>"), "{}", lesson.questions_html);
}

#[test]
fn an_unknown_word_is_named_with_its_line() {
    let file = "courses/one.md";
    let swap = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    let lessonless = "content/lessons/one-first.md:3: unknown course `one`";
    let packless = "content/packages/pack.md:7: unknown course `one`";
    for (from, to, complaint) in [
        ("rule_of_law", "law", "content/courses/one.md:3: unknown CourseLine: law"),
        ("junior", "middle", "content/courses/one.md:7: unknown Stage: middle"),
        ("\"lecture\"", "\"talk\"", "content/courses/one.md:9: unknown Form: talk"),
        ("\"judge\"", "\"king\"", "content/courses/one.md:12: unknown LecturerKind: king"),
        ("\"bullying\"", "\"bulling\"", "content/courses/one.md:14: unknown Topic: bulling"),
        ("minutes = 40", "minutes = forty", "content/courses/one.md:8: "),
    ] {
        let mut files = shelf();
        files.iter_mut().filter(|(path, _)| path == file).for_each(|(_, text)| {
            *text = swap(from, to)(text);
        });
        let errors = read(files).expect_err("must be refused");
        assert!(errors[0].starts_with(complaint) && errors[0].contains(file), "{errors:?}");
        assert_eq!(errors[1..], [lessonless, packless]);
    }
}

#[test]
fn what_a_course_lacks_is_named() {
    let file = "courses/one.md";
    refused(
        file,
        |t| t.replace("outcomes = [\"能说出一件事\"]", "outcomes = []"),
        &["content/courses/one.md:15: `outcomes` is empty"],
    );
    refused(
        file,
        |t| t.replace("minutes = 40", "minutes = 4"),
        &["content/courses/one.md:8: 4 minutes is no lesson"],
    );
    refused(
        file,
        |t| t.replace("[\"criminal-court\"]", "[]"),
        &["content/courses/one.md:13: say in `rooms` where a visit leads"],
    );
    refused(
        file,
        |t| t.replace("\"criminal-court\"", "\"attic\""),
        &["content/courses/one.md:13: unknown room `attic`"],
    );
    refused(
        file,
        |t| t.replace("\"court\"", "\"courts\""),
        &["content/courses/one.md:18: unknown agency `courts`"],
    );
    refused(
        file,
        |t| t.replace("讲一件事。", "见[那门](/youth/courses/three)。"),
        &["content/courses/one.md:24: a link to an unknown course `three`"],
    );
}

#[test]
fn a_lesson_belongs_to_a_course_and_has_a_place_of_its_own() {
    refused(
        "lessons/two-first.md",
        |t| t.replace("course = \"two\"", "course = \"none\""),
        &[
            "content/courses/two.md:2: the course has no lesson",
            "content/lessons/two-first.md:3: unknown course `none`",
        ],
    );
    refused(
        "lessons/two-first.md",
        |t| t.replace("course = \"two\"", "course = \"one\""),
        &[
            "content/courses/two.md:2: the course has no lesson",
            "content/lessons/two-first.md:4: position 1 is taken by `one-first`",
        ],
    );
    refused(
        "lessons/one-first.md",
        |t| t.replace("## 想一想", "## 问题"),
        &["content/lessons/one-first.md:1: the lesson does not end with `## 想一想`"],
    );
    refused(
        "lessons/one-first.md",
        |t| t.replace("\"one-first\"", "\"first\""),
        &["content/lessons/first.md: no such file, but one of lessons/ has this slug"],
    );
}

#[test]
fn a_package_holds_courses_that_exist_each_once() {
    let file = "packages/pack.md";
    refused(
        file,
        |t| t.replace("\"two\"", "\"three\""),
        &["content/packages/pack.md:7: unknown course `three`"],
    );
    refused(
        file,
        |t| t.replace("\"two\"", "\"one\""),
        &["content/packages/pack.md:7: `one` stands in it twice"],
    );
    refused(
        file,
        |t| t.replace(", \"two\"", ""),
        &["content/packages/pack.md:7: a package holds two courses or more"],
    );
}

/// What the catalogue promises: 三课, and something for every stage, form and length.
#[test]
fn the_shipped_catalogue_has_something_for_everybody() {
    let content = Content::load().unwrap();
    assert!(content.courses.len() >= 24, "{} courses", content.courses.len());
    let marks = content.courses.iter().map(|course| course.marks);
    let sifted = catalogue::sift(marks, &Chosen::default());
    for facet in [Facet::Line, Facet::Stage, Facet::Form, Facet::Length] {
        for (at, word) in facet.words().into_iter().enumerate() {
            assert!(sifted.count(facet, at) > 0, "no course for {facet} {word}");
        }
    }
    assert!(content.packages.len() >= 3, "{} packages", content.packages.len());
}
