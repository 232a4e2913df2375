//! Where a line stands, in the words of whoever ordered it.

use chrono::NaiveDate;

use crate::domain::order::{Line, State};
use crate::text_enum;

text_enum! {
    /// The situation of a line. In the order in which a list shows the one that matters: what waits
    /// for the teacher, then what comes next.
    pub enum Standing {
        /// A proposal waits for the school's word.
        Proposed = "proposed",
        /// It took place; the school has not rated it.
        Delivered = "delivered",
        /// It is today.
        Today = "today",
        /// The centre has a question about the whole order.
        Asked = "asked",
        Submitted = "submitted",
        /// The centre looks for time and lecturer.
        Planning = "planning",
        /// Agreed; the agency has not taken it on yet.
        Agreed = "agreed",
        /// The agency has taken it on.
        Fixed = "fixed",
        /// They met; the lecturer's report is not there yet.
        Met = "met",
        Closed = "closed",
        Declined = "declined",
        Withdrawn = "withdrawn",
    }
}

impl Standing {
    /// Whether the next step is the teacher's.
    pub const fn waits_for_school(self) -> bool {
        matches!(self, Standing::Proposed | Standing::Delivered | Standing::Asked)
    }

    /// Whether anything is still to come.
    pub const fn is_open(self) -> bool {
        !matches!(self, Standing::Closed | Standing::Declined | Standing::Withdrawn)
    }
}

/// Where a line stands; `day` is the day agreed on, if there is one.
pub fn standing(line: &Line, day: Option<NaiveDate>, today: NaiveDate) -> Standing {
    let dated = |otherwise: Standing| match day == Some(today) {
        true => Standing::Today,
        false => otherwise,
    };
    match line.state {
        State::Draft | State::Submitted | State::Suspended => Standing::Submitted,
        State::Waiting => Standing::Asked,
        State::Accepted if line.proposed.is_some() => Standing::Proposed,
        State::Accepted if line.agreed.is_some() => dated(Standing::Agreed),
        State::Accepted => Standing::Planning,
        State::Dispatched | State::Handling if line.checked_in_at.is_some() => Standing::Met,
        State::Dispatched => dated(Standing::Agreed),
        State::Handling => dated(Standing::Fixed),
        State::Replied => Standing::Delivered,
        State::Closed | State::Archived => Standing::Closed,
        State::Declined => Standing::Declined,
        State::Withdrawn => Standing::Withdrawn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stands_where_a_teacher_would_say_it_stands() {
        let today: NaiveDate = "2026-12-03".parse().unwrap();
        let line = |state: State| Line::new("l".into(), 0, Some("lecture".into()), state);
        let stands = |line: &Line, on: Option<&str>| {
            standing(line, on.map(|day: &str| day.parse().unwrap()), today)
        };
        let proposed = Line { proposed: Some(1), ..line(State::Accepted) };
        let agreed = Line { agreed: Some(1), ..line(State::Accepted) };
        let met = Line { checked_in_at: Some(Default::default()), ..line(State::Handling) };
        let (yes, other) = (Some("2026-12-03"), Some("2026-12-04"));
        for (line, on, wanted) in [
            (line(State::Submitted), None, Standing::Submitted),
            (line(State::Waiting), None, Standing::Asked),
            (line(State::Accepted), None, Standing::Planning),
            (proposed, other, Standing::Proposed),
            (agreed, other, Standing::Agreed),
            (line(State::Dispatched), other, Standing::Agreed),
            (line(State::Handling), other, Standing::Fixed),
            (line(State::Handling), yes, Standing::Today),
            (met, yes, Standing::Met),
            (line(State::Replied), yes, Standing::Delivered),
            (line(State::Closed), None, Standing::Closed),
            (line(State::Declined), None, Standing::Declined),
            (line(State::Withdrawn), None, Standing::Withdrawn),
        ] {
            assert_eq!(stands(&line, on), wanted, "{line:?}");
        }
        let waiting = Standing::ALL.iter().filter(|s| s.waits_for_school()).count();
        assert_eq!(waiting, 3);
        assert!(Standing::ALL.iter().filter(|s| s.waits_for_school()).all(|s| s.is_open()));
    }
}
