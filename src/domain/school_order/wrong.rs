//! What can be wrong with a line, and what its sentence needs.

use chrono::NaiveDate;

use crate::domain::course::{LecturerKind, LineForm, Stage};
use crate::domain::week::Span;

/// Something wrong, beside its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field as the form names it.
    pub field: &'static str,
    pub why: Why,
}

/// Why it can't be sent so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nothing is there, and has to be.
    Missing(&'static str),
    /// There is no such course, package or room.
    Unknown,
    /// The course or package is for others.
    NotFor {
        stages: Vec<Stage>,
    },
    /// The course is not held in this form.
    NotSo {
        forms: Vec<LineForm>,
    },
    /// None of those who may teach it.
    NotTaughtBy {
        kinds: Vec<LecturerKind>,
    },
    /// No class is received in this room.
    AgencyOnly {
        room: String,
    },
    Range {
        least: i32,
        most: i32,
    },
    TooLong {
        most: usize,
        length: usize,
    },
    TooMany {
        most: usize,
    },
    /// Not the name of a class.
    NoClass {
        name: String,
    },
    /// So many names, another number.
    CountDiffers {
        names: usize,
        count: i32,
    },
    /// More than the course's largest group.
    TooManyForCourse {
        most: i32,
        pupils: i32,
    },
    /// More than the room holds.
    TooManyForRoom {
        room: String,
        most: i32,
        pupils: i32,
    },
    Past {
        day: NaiveDate,
    },
    /// The day is today, and the time is over.
    PastToday {
        clock: i32,
    },
    /// Nobody plans so far ahead; a slip in the year, as a rule.
    TooFar {
        until: NaiveDate,
    },
    /// No lesson is held at that time of the day.
    OddHour {
        from: i32,
        to: i32,
    },
    /// The room is not open on that day.
    RoomShut {
        room: String,
        day: NaiveDate,
    },
    /// The room is open on that day, and not for all of the time.
    RoomHours {
        room: String,
        day: NaiveDate,
        open: Vec<Span>,
    },
    Holiday {
        day: NaiveDate,
        name: String,
    },
    Weekend {
        day: NaiveDate,
    },
    /// The class is on another line at that time; lines are counted from 1.
    SameClass {
        class: String,
        line: usize,
        from: i32,
        to: i32,
    },
}

/// What stands in a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    Text(String),
    Number(i64),
    Day(NaiveDate),
    /// Minutes since midnight.
    Clock(i32),
    /// Slug of a room, to be named.
    Room(String),
    Stages(Vec<Stage>),
    Forms(Vec<LineForm>),
    Lecturers(Vec<LecturerKind>),
    Hours(Vec<Span>),
}

impl Why {
    /// The key of the sentence that says it and what to do.
    pub const fn key(&self) -> &'static str {
        match self {
            Why::Missing(key) => key,
            Why::Unknown => "school_page.wrong.unknown",
            Why::NotFor { .. } => "school_page.wrong.not_for",
            Why::NotSo { .. } => "school_page.wrong.not_so",
            Why::NotTaughtBy { .. } => "school_page.wrong.not_taught_by",
            Why::AgencyOnly { .. } => "school_page.wrong.agency_only",
            Why::Range { .. } => "school_page.wrong.range",
            Why::TooLong { .. } => "school_page.wrong.too_long",
            Why::TooMany { .. } => "school_page.wrong.too_many",
            Why::NoClass { .. } => "school_page.wrong.no_class",
            Why::CountDiffers { .. } => "school_page.wrong.count_differs",
            Why::TooManyForCourse { .. } => "school_page.wrong.too_many_for_course",
            Why::TooManyForRoom { .. } => "school_page.wrong.too_many_for_room",
            Why::Past { .. } => "school_page.wrong.past",
            Why::PastToday { .. } => "school_page.wrong.past_today",
            Why::TooFar { .. } => "school_page.wrong.too_far",
            Why::OddHour { .. } => "school_page.wrong.odd_hour",
            Why::RoomShut { .. } => "school_page.wrong.room_shut",
            Why::RoomHours { .. } => "school_page.wrong.room_hours",
            Why::Holiday { .. } => "school_page.wrong.holiday",
            Why::Weekend { .. } => "school_page.wrong.weekend",
            Why::SameClass { .. } => "school_page.wrong.same_class",
        }
    }

    /// Whether it goes away when the school says that it means this day.
    pub const fn may_be_meant(&self) -> bool {
        matches!(self, Why::Holiday { .. } | Why::Weekend { .. })
    }

    /// What fills the placeholders of the sentence.
    pub fn args(&self) -> Vec<(&'static str, Arg)> {
        let number = |n: usize| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
        match self {
            Why::Missing(_) | Why::Unknown => vec![],
            Why::NotFor { stages } => vec![("stages", Arg::Stages(stages.clone()))],
            Why::NotSo { forms } => vec![("forms", Arg::Forms(forms.clone()))],
            Why::NotTaughtBy { kinds } => vec![("kinds", Arg::Lecturers(kinds.clone()))],
            Why::AgencyOnly { room } => vec![("room", Arg::Room(room.clone()))],
            Why::Range { least, most } => {
                vec![("least", Arg::Number((*least).into())), ("most", Arg::Number((*most).into()))]
            }
            Why::TooLong { most, length } => vec![
                ("most", number(*most)),
                ("length", number(*length)),
                ("over", number(length.saturating_sub(*most))),
            ],
            Why::TooMany { most } => vec![("most", number(*most))],
            Why::NoClass { name } => vec![("name", Arg::Text(name.clone()))],
            Why::CountDiffers { names, count } => {
                vec![("names", number(*names)), ("count", Arg::Number((*count).into()))]
            }
            Why::TooManyForCourse { most, pupils } => group(*most, *pupils),
            Why::TooManyForRoom { room, most, pupils } => {
                let mut args = group(*most, *pupils);
                args.push(("room", Arg::Room(room.clone())));
                args
            }
            Why::Past { day } | Why::Weekend { day } => vec![("day", Arg::Day(*day))],
            Why::PastToday { clock } => vec![("clock", Arg::Clock(*clock))],
            Why::TooFar { until } => vec![("until", Arg::Day(*until))],
            Why::OddHour { from, to } => {
                vec![("from", Arg::Clock(*from)), ("to", Arg::Clock(*to))]
            }
            Why::RoomShut { room, day } => {
                vec![("room", Arg::Room(room.clone())), ("day", Arg::Day(*day))]
            }
            Why::RoomHours { room, day, open } => vec![
                ("room", Arg::Room(room.clone())),
                ("day", Arg::Day(*day)),
                ("open", Arg::Hours(open.clone())),
            ],
            Why::Holiday { day, name } => {
                vec![("day", Arg::Day(*day)), ("name", Arg::Text(name.clone()))]
            }
            Why::SameClass { class, line, from, to } => vec![
                ("class", Arg::Text(class.clone())),
                ("line", number(*line)),
                ("from", Arg::Clock(*from)),
                ("to", Arg::Clock(*to)),
            ],
        }
    }
}

/// The largest group, the number asked for, and into how many groups it would have to be split.
fn group(most: i32, pupils: i32) -> Vec<(&'static str, Arg)> {
    let groups = (i64::from(pupils) + i64::from(most) - 1) / i64::from(most.max(1));
    vec![
        ("most", Arg::Number(most.into())),
        ("pupils", Arg::Number(pupils.into())),
        ("groups", Arg::Number(groups)),
    ]
}
