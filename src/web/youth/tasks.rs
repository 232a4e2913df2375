//! What a class is given to do, in words.

use chrono::NaiveDate;
use serde::Serialize;

use super::titled;
use crate::content::Lesson;
use crate::db::classes::TaskRow;
use crate::domain::deadline::local_day;
use crate::web::visit::Visit;

/// A task as pupils and teachers read it.
#[derive(Debug, Clone, Serialize)]
pub struct Task {
    pub id: String,
    pub title: String,
    pub due_on: Option<NaiveDate>,
    /// `today`, `soon`, `later`, `past`, or empty where there is no day.
    pub when: &'static str,
    pub lessons: Vec<TaskLesson>,
}

/// A lesson of a task.
#[derive(Debug, Clone, Serialize)]
pub struct TaskLesson {
    pub slug: String,
    pub title: String,
    pub href: String,
    pub minutes: u16,
}

/// A task in words; none where the catalogue no longer has it.
pub fn shown(visit: &Visit, row: &TaskRow) -> Option<Task> {
    let content = &visit.content;
    let title = match row.kind.as_str() {
        "package" => {
            let package = content.package(&row.slug)?;
            titled(visit, &package.title, &package.title_en)
        }
        _ => {
            let course = content.course(&row.slug)?;
            titled(visit, &course.title, &course.title_en)
        }
    };
    let lessons = lessons(visit, row).into_iter().map(|lesson| TaskLesson {
        slug: lesson.slug.clone(),
        title: titled(visit, &lesson.title, &lesson.title_en),
        href: format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
        minutes: lesson.minutes,
    });
    Some(Task {
        id: row.id.clone(),
        title,
        due_on: row.due_on,
        when: row.due_on.map_or("", |due| when(due, local_day(visit.now))),
        lessons: lessons.collect(),
    })
}

/// The lessons of a task, in teaching order; none of what the catalogue no longer has.
pub fn lessons<'a>(visit: &'a Visit, row: &TaskRow) -> Vec<&'a Lesson> {
    let content = &visit.content;
    let courses = match row.kind.as_str() {
        "package" => content.package(&row.slug).map(|one| one.courses.clone()).unwrap_or_default(),
        _ => vec![row.slug.clone()],
    };
    courses.iter().flat_map(|course| content.lessons_of(course)).collect()
}

/// How near a day is: friendly, never a threat.
fn when(due: NaiveDate, today: NaiveDate) -> &'static str {
    match (due - today).num_days() {
        ..0 => "past",
        0 => "today",
        1..=3 => "soon",
        _ => "later",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_near_or_far() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-12-01");
        for (due, wanted) in [
            ("2026-11-30", "past"),
            ("2026-12-01", "today"),
            ("2026-12-04", "soon"),
            ("2026-12-05", "later"),
        ] {
            assert_eq!(when(day(due), today), wanted);
        }
    }
}
