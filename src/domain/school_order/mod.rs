//! What a school asks for, line by line, before it is sent and after.
//!
//! - [`LineAsked`]: one line as the teacher filled it in; [`WishedDate`]: a day that would suit.
//! - [`check()`] and [`clashes`]: everything that is wrong with it, each beside its field.
//! - [`standing`]: where a line stands, in the words of whoever ordered it.
//! - [`changed`]: what a proposal changes against the one before.

mod check;
mod class;
mod offer;
mod standing;
mod wrong;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::course::{Form, LecturerKind, LineForm, Stage};
use super::room::Room;

pub use check::{Around, MAX_DATES, MAX_LINES, check, clashes, minutes};
pub use class::{is_class, is_group, tidy_classes};
pub use offer::{Part, changed};
pub use standing::{Standing, standing};
pub use wrong::{Arg, Why, Wrong};

/// A date that a school would like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishedDate {
    pub day: NaiveDate,
    /// Minutes since midnight in China; none: any time of that day.
    pub start_minute: Option<i32>,
}

/// One line of an order as a teacher filled it in; half filled in while it waits in the basket.
/// There is no place in it for the name of a pupil.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAsked {
    pub form: LineForm,
    /// Slug of a course.
    pub course: Option<String>,
    /// Slug of a package.
    pub package: Option<String>,
    /// Slugs of function rooms.
    pub rooms: Vec<String>,
    pub lecturer_kind: Option<LecturerKind>,
    pub stage: Option<Stage>,
    pub class_count: Option<i32>,
    /// Names of classes, such as 四(1)班.
    pub class_names: Vec<String>,
    pub pupils: Option<i32>,
    pub place: String,
    pub equipment: String,
    /// What matters most; for a lecture without a course its theme.
    pub emphasis: String,
    /// Whatever else there is to say; a wish is nothing but this.
    pub remarks: String,
    /// The dearest first.
    pub dates: Vec<WishedDate>,
    /// The school does mean the weekend or holiday among the dates.
    pub day_meant: bool,
}

impl LineAsked {
    /// A line of which nothing is known but its form.
    pub fn new(form: LineForm) -> LineAsked {
        LineAsked {
            form,
            course: None,
            package: None,
            rooms: Vec::new(),
            lecturer_kind: None,
            stage: None,
            class_count: None,
            class_names: Vec::new(),
            pupils: None,
            place: String::new(),
            equipment: String::new(),
            emphasis: String::new(),
            remarks: String::new(),
            dates: Vec::new(),
            day_meant: false,
        }
    }

    /// Whether people meet for it at a time.
    pub fn is_met(&self) -> bool {
        matches!(self.form, LineForm::Lecture | LineForm::Visit)
    }

    /// Who comes: what most lines of one order have in common, for the next one to begin with.
    #[must_use]
    pub fn with_the_people_of(mut self, other: &LineAsked) -> LineAsked {
        self.stage = other.stage;
        self.class_count = other.class_count;
        self.class_names = other.class_names.clone();
        self.pupils = other.pupils;
        self
    }
}

/// The facts of a course that an order is checked by.
#[derive(Debug, Clone, Copy)]
pub struct CourseFacts<'a> {
    pub stages: &'a [Stage],
    pub forms: &'a [Form],
    pub lecturers: &'a [LecturerKind],
    /// Slugs of the rooms of the centre where it can take place.
    pub rooms: &'a [String],
    pub minutes: i32,
    /// The largest group for the forms in which people meet.
    pub max_pupils: i32,
}

impl CourseFacts<'_> {
    /// The forms of a line in which the course can be had, the liveliest first. A mock court is at
    /// the centre where the course names a room for it, and else at the school.
    pub fn line_forms(&self) -> Vec<LineForm> {
        let here = |form: &Form| self.forms.contains(form);
        let (mock, at_centre) = (here(&Form::MockCourt), !self.rooms.is_empty());
        let lecture = here(&Form::Lecture) || here(&Form::Drama) || (mock && !at_centre);
        let visit = here(&Form::Visit) || (mock && at_centre);
        [
            (LineForm::Lecture, lecture),
            (LineForm::Visit, visit),
            (LineForm::Package, here(&Form::Online)),
        ]
        .into_iter()
        .filter_map(|(form, possible)| possible.then_some(form))
        .collect()
    }
}

/// What the centre has to offer.
pub trait Shelf {
    /// A course, if there is one of that slug.
    fn course_facts(&self, slug: &str) -> Option<CourseFacts<'_>>;
    /// The stages that a package is for, if there is one of that slug.
    fn package_stages(&self, slug: &str) -> Option<&[Stage]>;
    /// A function room, if there is one of that slug.
    fn room_facts(&self, slug: &str) -> Option<&Room>;
}
