//! What the centre has to offer, as an order is checked by it.

use super::Content;
use crate::domain::course::Stage;
use crate::domain::room::Room;
use crate::domain::school_order::{CourseFacts, Shelf};

impl Shelf for Content {
    fn course_facts(&self, slug: &str) -> Option<CourseFacts<'_>> {
        let course = self.course(slug)?;
        Some(CourseFacts {
            stages: &course.facts.stages,
            forms: &course.facts.forms,
            lecturers: &course.facts.lecturers,
            rooms: &course.facts.rooms,
            minutes: course.minutes.into(),
            max_pupils: course.max_pupils.into(),
        })
    }

    fn package_stages(&self, slug: &str) -> Option<&[Stage]> {
        self.package(slug).map(|package| package.facts.stages.as_slice())
    }

    fn room_facts(&self, slug: &str) -> Option<&Room> {
        self.room(slug).map(|room| &room.facts)
    }
}
