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
