//! What the front matter of each kind of page holds, so that a form can ask for it.

use super::bulletin::PHONES;
use super::home::FEATURES_MAX;
use crate::domain::course::{CourseLine, Form, LecturerKind, Stage};
use crate::domain::publication::PieceKind;
use crate::domain::topic::Topic;

/// One key of the front matter.
pub struct Field {
    pub name: &'static str,
    pub shape: Shape,
    /// The key has to be there; a text, number, day or choice must not be empty.
    pub always: bool,
}

/// What a key holds.
pub enum Shape {
    /// A line of so many characters.
    Text(usize),
    Number(i64, i64),
    Day,
    Flag,
    /// One of these words, or several.
    Word(Words),
    Words(Words),
    /// One of what there is, or several of it.
    One(Source),
    Many(Source),
    /// So many of what there is at most, in an order that matters.
    Ordered(Source, usize),
    /// Texts of so many characters, between so many and so many of them.
    Lines {
        each: usize,
        least: usize,
        most: usize,
    },
    /// Rows of a little table.
    Rows(&'static [Field]),
    /// A table of its own.
    Parts(&'static [Field]),
}

/// Words that a key may hold, and the beginning of the keys of their texts.
#[derive(Clone, Copy)]
pub struct Words {
    pub words: fn() -> Vec<&'static str>,
    pub texts: &'static str,
}

/// What of the site a key may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Agencies,
    Matters,
    Clocks,
    Services,
    Guides,
    Courses,
    Rooms,
    Films,
    Phones,
    /// Addresses of pages.
    Pages,
}

const SHELVES: Words = Words {
    words: || vec!["court", "procuratorate", "police", "justice", "other"],
    texts: "service.shelf.",
};
const APPLICANTS: Words =
    Words { words: || vec!["enterprise", "employee", "anyone"], texts: "service.applicant." };
const LINES: Words = Words {
    words: || CourseLine::ALL.iter().map(|word| word.as_str()).collect(),
    texts: "course.line.",
};
const STAGES: Words = Words {
    words: || Stage::ALL.iter().map(|word| word.as_str()).collect(),
    texts: "course.stage.",
};
const FORMS: Words =
    Words { words: || Form::ALL.iter().map(|word| word.as_str()).collect(), texts: "course.form." };
const LECTURERS: Words = Words {
    words: || LecturerKind::ALL.iter().map(|word| word.as_str()).collect(),
    texts: "course.lecturer.",
};
const TOPICS: Words = Words {
    words: || Topic::ALL.iter().map(|word| word.as_str()).collect(),
    texts: "bulletin.topic.",
};

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, always: true }
}

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, always: false }
}

/// Longest title, summary and other line.
const TITLE: usize = 40;
const ENGLISH: usize = 120;
const SUMMARY: usize = 100;
const LINE: usize = 200;

const WORDING: &[Field] = &[must("zh", Shape::Text(LINE)), must("en", Shape::Text(LINE))];
const LAWS: &[Field] = &[must("law", Shape::Text(TITLE)), must("checked", Shape::Day)];
const MATERIALS: &[Field] = &[
    must("name", Shape::Text(LINE)),
    may("note", Shape::Text(LINE)),
    must("required", Shape::Flag),
];
const BASIS: &[Field] = &[must("law", Shape::Text(TITLE)), may("article", Shape::Text(LINE))];
const LIMIT: &[Field] = &[
    must("zh", Shape::Text(LINE)),
    must("en", Shape::Text(LINE)),
    must("statutory", Shape::Flag),
    may("clock", Shape::One(Source::Clocks)),
];

const SERVICE: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    must("number", Shape::Number(1, 255)),
    must("shelf", Shape::Word(SHELVES)),
    must("agency", Shape::One(Source::Agencies)),
    may("co", Shape::Many(Source::Agencies)),
    must("category", Shape::Many(Source::Matters)),
    may("applicant", Shape::Word(APPLICANTS)),
    may("instead", Shape::Many(Source::Services)),
    must("common_materials", Shape::Flag),
    must("materials", Shape::Rows(MATERIALS)),
    must("basis", Shape::Rows(BASIS)),
    must("limit", Shape::Parts(LIMIT)),
    may("apply_within", Shape::Parts(WORDING)),
    must("outcome", Shape::Parts(WORDING)),
    must("online", Shape::Flag),
    must("responsible", Shape::One(Source::Agencies)),
    must("reviewed", Shape::Day),
];

const GUIDE: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    must("order", Shape::Number(1, 9999)),
    must("matters", Shape::Many(Source::Matters)),
    must("agencies", Shape::Ordered(Source::Agencies, 6)),
    may("services", Shape::Ordered(Source::Services, 8)),
    must("responsible", Shape::One(Source::Agencies)),
    must("reviewed", Shape::Day),
];

const QUESTION: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    may("asked", Shape::Lines { each: TITLE, least: 0, most: 20 }),
    must("order", Shape::Number(1, 9999)),
    must("matters", Shape::Ordered(Source::Matters, 4)),
    must("agencies", Shape::Ordered(Source::Agencies, 6)),
    may("services", Shape::Ordered(Source::Services, 8)),
    may("guides", Shape::Ordered(Source::Guides, 4)),
    must("responsible", Shape::One(Source::Agencies)),
    must("reviewed", Shape::Day),
];

const COURSE: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    must("line", Shape::Word(LINES)),
    must("stages", Shape::Words(STAGES)),
    must("minutes", Shape::Number(5, 480)),
    must("forms", Shape::Words(FORMS)),
    must("max_pupils", Shape::Number(1, 9999)),
    must("equipment", Shape::Lines { each: TITLE, least: 0, most: 20 }),
    must("lecturers", Shape::Words(LECTURERS)),
    must("rooms", Shape::Many(Source::Rooms)),
    must("topics", Shape::Words(TOPICS)),
    must("outcomes", Shape::Lines { each: LINE, least: 1, most: 12 }),
    must("questions", Shape::Lines { each: LINE, least: 1, most: 12 }),
    must("laws", Shape::Rows(LAWS)),
    must("responsible", Shape::One(Source::Agencies)),
    must("reviewed", Shape::Day),
];

const LESSON: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    must("course", Shape::One(Source::Courses)),
    must("position", Shape::Number(1, 999)),
    must("minutes", Shape::Number(1, 240)),
    may("video", Shape::One(Source::Films)),
    may("class_only", Shape::Flag),
    must("laws", Shape::Rows(LAWS)),
    must("reviewed", Shape::Day),
];

const PACKAGE: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    must("stages", Shape::Words(STAGES)),
    must("courses", Shape::Ordered(Source::Courses, 10)),
    must("responsible", Shape::One(Source::Agencies)),
    must("reviewed", Shape::Day),
];

const BULLETIN: &[Field] = &[
    must("title", Shape::Text(18)),
    must("title_en", Shape::Text(ENGLISH)),
    must("summary", Shape::Text(SUMMARY)),
    must("date", Shape::Day),
    must("topic", Shape::Word(TOPICS)),
    must("stages", Shape::Words(STAGES)),
    must("poster", Shape::Lines { each: 18, least: 3, most: 5 }),
    must("dont", Shape::Lines { each: 16, least: 2, most: 3 }),
    must("phones", Shape::Ordered(Source::Phones, 3)),
    must("responsible", Shape::One(Source::Agencies)),
    must("reviewed", Shape::Day),
];

const HOME: &[Field] = &[
    must("title", Shape::Text(TITLE)),
    must("title_en", Shape::Text(ENGLISH)),
    must("features", Shape::Ordered(Source::Pages, FEATURES_MAX)),
    must("reviewed", Shape::Day),
];

/// The keys of a kind, in the order in which a form asks for them.
pub fn fields(kind: PieceKind) -> &'static [Field] {
    match kind {
        PieceKind::Service => SERVICE,
        PieceKind::Guide => GUIDE,
        PieceKind::Question => QUESTION,
        PieceKind::Course => COURSE,
        PieceKind::Lesson => LESSON,
        PieceKind::Package => PACKAGE,
        PieceKind::Bulletin => BULLETIN,
        PieceKind::Home => HOME,
    }
}

/// The telephone numbers that a page may name.
pub fn phones() -> &'static [&'static str] {
    &PHONES
}
