//! Lecturers: who stands before a class, what they teach, and when they can.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::course::{LecturerKind, Stage};
use super::week::Weekly;

/// One person is 法治副校长 of at most so many schools (domain facts, section 1).
pub const VICE_PRINCIPAL_SCHOOLS: usize = 2;

/// Somebody whom an agency sends to teach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lecturer {
    pub id: String,
    /// Slug of the agency they belong to.
    pub agency: String,
    pub name: String,
    pub kind: LecturerKind,
    /// Slugs of the courses they teach.
    pub courses: Vec<String>,
    /// When they can, in a week without a day off.
    pub weekly: Weekly,
    /// The most bookings in a calendar year.
    pub yearly_max: i32,
    /// The yearly record check was passed and holds until and with this day; none: never passed.
    /// Nothing else of a check is kept.
    pub vetting_valid_until: Option<NaiveDate>,
    /// The schools of a 法治副校长.
    pub schools: Vec<String>,
    /// The account that reads the diary.
    pub account: Option<String>,
    /// False: gone, kept for what they did.
    pub active: bool,
}

/// Whether somebody may stand before children on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vetting {
    /// Passed, or the audience are grown-ups.
    Fine,
    Never,
    /// It ends before the day.
    Ends(NaiveDate),
}

impl Lecturer {
    /// Whether they may stand before people of a stage on a day.
    pub fn vetted(&self, stage: Stage, day: NaiveDate) -> Vetting {
        match self.vetting_valid_until {
            _ if !stage.is_minors() => Vetting::Fine,
            None => Vetting::Never,
            Some(until) if until < day => Vetting::Ends(until),
            Some(_) => Vetting::Fine,
        }
    }

    /// Whether they teach at a school: a 法治副校长 only where they are appointed.
    pub fn comes_to(&self, school: &str) -> bool {
        self.kind != LecturerKind::VicePrincipal || self.schools.iter().any(|own| own == school)
    }

    /// Whether they teach a course.
    pub fn teaches(&self, course: &str) -> bool {
        self.courses.iter().any(|slug| slug == course)
    }
}
