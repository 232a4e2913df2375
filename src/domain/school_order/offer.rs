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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::course::LecturerKind;

    #[test]
    fn a_proposal_says_what_it_changes() {
        let offer = Offer {
            start: Some(Default::default()),
            end: Some(Default::default()),
            agency: "court".into(),
            lecturer: Some("wei".into()),
            lecturer_kind: Some(LecturerKind::Judge),
            room: None,
            seats: 40,
        };
        let same = changed((&offer, "报告厅"), (&offer, "报告厅"));
        assert_eq!(same, []);
        let other = Offer { start: None, seats: 80, lecturer: None, ..offer.clone() };
        let parts = changed((&offer, "报告厅"), (&other, "操场"));
        assert_eq!(parts, [Part::Time, Part::Lecturer, Part::Place, Part::Seats]);
        let agency = Offer { agency: "police".into(), ..offer.clone() };
        assert_eq!(changed((&offer, ""), (&agency, "")), [Part::Agency]);
    }
}
