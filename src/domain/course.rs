//! The words of the youth centre's shelf: 三课一速递, for whom, in which form, by whom.

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// 三课: the three lines of courses. The fourth, the bulletins, is no course.
    pub enum CourseLine {
        RuleOfLaw = "rule_of_law",
        Moral = "moral",
        Counselling = "counselling",
    }
}

text_enum! {
    /// 学段: whom a course is for.
    pub enum Stage {
        PrimaryLow = "primary_low",
        PrimaryHigh = "primary_high",
        Junior = "junior",
        Senior = "senior",
        Parents = "parents",
        Teachers = "teachers",
    }
}

impl Stage {
    /// Whether children sit there: then nobody unvetted may stand before them.
    pub fn is_minors(self) -> bool {
        !matches!(self, Stage::Parents | Stage::Teachers)
    }
}

text_enum! {
    /// How a course is given.
    pub enum Form {
        Online = "online",
        Lecture = "lecture",
        MockCourt = "mock_court",
        Drama = "drama",
        Visit = "visit",
    }
}

text_enum! {
    /// Who may teach a course, and what a lecturer is.
    pub enum LecturerKind {
        Judge = "judge",
        Prosecutor = "prosecutor",
        Police = "police",
        JusticeOfficer = "justice_officer",
        Lawyer = "lawyer",
        FireOfficer = "fire_officer",
        Counsellor = "counsellor",
        /// 法治副校长
        VicePrincipal = "vice_principal",
    }
}

text_enum! {
    /// What one line of a school's order asks for.
    pub enum LineForm {
        /// A package or course to watch in class.
        Package = "package",
        /// Somebody comes to the school.
        Lecture = "lecture",
        /// The class comes to the centre.
        Visit = "visit",
        /// In the school's own words.
        Wish = "wish",
    }
}

text_enum! {
    /// 二庭五室二基地
    pub enum RoomGroup {
        Court = "court",
        Room = "room",
        Base = "base",
    }
}

/// A law that a page cites, and the day somebody last read it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawCited {
    pub law: String,
    pub checked: chrono::NaiveDate,
}
