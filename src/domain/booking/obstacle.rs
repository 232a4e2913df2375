//! Reasons why a meeting can't be, each with its word and what its sentence needs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Time;

/// One reason why not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "word", rename_all = "snake_case")]
pub enum Obstacle {
    /// It ends before it begins, or goes past midnight.
    Times,
    /// It would begin in the past.
    Past,
    /// A public holiday. The school may mean it.
    Holiday { day: NaiveDate, name: String },
    /// A weekend day that is not worked in exchange. The school may mean it.
    Weekend { day: NaiveDate },
    /// The lecturer no longer teaches.
    Gone { lecturer: String },
    /// The lecturer is not there at this time of the week.
    OutsideHours { lecturer: String },
    /// The lecturer is away.
    DayOff { lecturer: String, until: NaiveDate },
    /// The lecturer has as many bookings this year as there may be.
    YearlyMaximum { lecturer: String, maximum: i32 },
    /// No record check was ever passed, and children are there.
    NeverVetted { lecturer: String },
    /// The record check runs out before the day, and children are there.
    VettingRunsOut { lecturer: String, until: NaiveDate },
    /// The lecturer does not teach this course.
    NotTaught { lecturer: String },
    /// A 法治副校长 teaches at the schools they are appointed to, and this is none of them.
    NotTheirSchool { lecturer: String },
    /// The lecturer has something else then, the way there and back included.
    LecturerBusy { lecturer: String, from: Time, to: Time },
    /// No class is received in this room.
    AgencyOnly { room: String },
    /// The room is not open then.
    RoomClosed { room: String },
    /// The room is closed for days.
    RoomDayOff { room: String, until: NaiveDate },
    /// More people than places; `left` are those that others have not taken.
    TooMany { room: String, capacity: i32, left: i32 },
    /// Somebody else has the room then, setting up included.
    RoomTaken { room: String, from: Time, to: Time },
    /// The class is somewhere else then.
    ClassBusy { class: String, from: Time, to: Time },
}

/// What stands in a placeholder of the sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i32),
    Day(NaiveDate),
    /// Slug of a room, to be named.
    Room(String),
    /// A time of the day.
    Clock(Time),
}

impl Obstacle {
    /// The word for it in JSON and in its locale key.
    pub const fn word(&self) -> &'static str {
        match self {
            Obstacle::Times => "times",
            Obstacle::Past => "past",
            Obstacle::Holiday { .. } => "holiday",
            Obstacle::Weekend { .. } => "weekend",
            Obstacle::Gone { .. } => "gone",
            Obstacle::OutsideHours { .. } => "outside_hours",
            Obstacle::DayOff { .. } => "day_off",
            Obstacle::YearlyMaximum { .. } => "yearly_maximum",
            Obstacle::NeverVetted { .. } => "never_vetted",
            Obstacle::VettingRunsOut { .. } => "vetting_runs_out",
            Obstacle::NotTaught { .. } => "not_taught",
            Obstacle::NotTheirSchool { .. } => "not_their_school",
            Obstacle::LecturerBusy { .. } => "lecturer_busy",
            Obstacle::AgencyOnly { .. } => "agency_only",
            Obstacle::RoomClosed { .. } => "room_closed",
            Obstacle::RoomDayOff { .. } => "room_day_off",
            Obstacle::TooMany { .. } => "too_many",
            Obstacle::RoomTaken { .. } => "room_taken",
            Obstacle::ClassBusy { .. } => "class_busy",
        }
    }

    /// The locale key of the sentence.
    pub fn key(&self) -> String {
        format!("obstacle.{}", self.word())
    }

    /// Whether it goes away when the school says that it means this day.
    pub const fn may_be_meant(&self) -> bool {
        matches!(self, Obstacle::Holiday { .. } | Obstacle::Weekend { .. })
    }

    /// What fills the placeholders of the sentence.
    pub fn args(&self) -> Vec<(&'static str, Arg)> {
        use Obstacle::*;
        let text = |text: &str| Arg::Text(text.to_owned());
        let times = |from: &Time, to: &Time| [("from", Arg::Clock(*from)), ("to", Arg::Clock(*to))];
        let mut args = match self {
            Times | Past => vec![],
            Holiday { day, name } => vec![("day", Arg::Day(*day)), ("name", text(name))],
            Weekend { day } => vec![("day", Arg::Day(*day))],
            Gone { lecturer }
            | OutsideHours { lecturer }
            | DayOff { lecturer, .. }
            | YearlyMaximum { lecturer, .. }
            | NeverVetted { lecturer }
            | VettingRunsOut { lecturer, .. }
            | NotTaught { lecturer }
            | NotTheirSchool { lecturer }
            | LecturerBusy { lecturer, .. } => vec![("lecturer", text(lecturer))],
            AgencyOnly { room }
            | RoomClosed { room }
            | RoomDayOff { room, .. }
            | TooMany { room, .. }
            | RoomTaken { room, .. } => vec![("room", Arg::Room(room.clone()))],
            ClassBusy { class, .. } => vec![("class", text(class))],
        };
        match self {
            DayOff { until, .. } | VettingRunsOut { until, .. } | RoomDayOff { until, .. } => {
                args.push(("until", Arg::Day(*until)));
            }
            YearlyMaximum { maximum, .. } => args.push(("maximum", Arg::Number(*maximum))),
            TooMany { capacity, left, .. } => {
                args.extend([("capacity", Arg::Number(*capacity)), ("left", Arg::Number(*left))]);
            }
            LecturerBusy { from, to, .. }
            | RoomTaken { from, to, .. }
            | ClassBusy { from, to, .. } => args.extend(times(from, to)),
            _ => {}
        }
        args
    }
}
