//! What a proposal changes against the one before.

use crate::domain::order::Offer;
use crate::text_enum;

text_enum! {
    /// A part of a proposal that a school looks at.
    pub enum Part {
        Time = "time",
        Lecturer = "lecturer",
        Agency = "agency",
        Place = "place",
        Seats = "seats",
    }
}

/// The parts that are not as they were; `place` is where they meet at the school.
pub fn changed(before: (&Offer, &str), after: (&Offer, &str)) -> Vec<Part> {
    let ((old, old_place), (new, new_place)) = (before, after);
    let differs = |part: &Part| match part {
        Part::Time => (old.start, old.end) != (new.start, new.end),
        Part::Lecturer => (&old.lecturer, old.lecturer_kind) != (&new.lecturer, new.lecturer_kind),
        Part::Agency => old.agency != new.agency,
        Part::Place => (&old.room, old_place) != (&new.room, new_place),
        Part::Seats => old.seats != new.seats,
    };
    Part::ALL.iter().copied().filter(|part| differs(part)).collect()
}
