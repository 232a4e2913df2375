//! `GET /api/v1/courses`: the catalogue, page by page.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::content::{Content, Course};
use crate::domain::course::{CourseLine, Stage};
use crate::error::{Error, FieldError};
use crate::web::visit::Visit;

/// So many courses unless asked otherwise, and at most so many.
const USUAL: usize = 24;
const MOST: usize = 100;

/// Which courses, and which page of them.
#[derive(Deserialize)]
pub struct Asked {
    line: Option<String>,
    stage: Option<String>,
    after: Option<String>,
    limit: Option<String>,
}

/// One page of the courses that fit, by line and title.
pub async fn list(visit: Visit, asked: web::Query<Asked>) -> Result<HttpResponse, Error> {
    let content = &visit.content;
    let mut wrong = Vec::new();
    let line = word::<CourseLine>(&asked.line, "line", "field.line", &mut wrong);
    let stage = word::<Stage>(&asked.stage, "stage", "field.stage", &mut wrong);
    let limit = match filled(&asked.limit).map_or(Ok(USUAL), str::parse::<usize>) {
        Ok(limit) if (1..=MOST).contains(&limit) => limit,
        _ => {
            wrong.push(FieldError::new("limit", "field.limit").with("max", MOST));
            USUAL
        }
    };
    let after = filled(&asked.after)
        .map(|slug| content.courses.iter().position(|course| course.slug == slug));
    if after == Some(None) {
        wrong.push(FieldError::new("after", "field.after"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let from = after.flatten().map_or(0, |at| at + 1);
    let fits = |course: &&Course| {
        line.is_none_or(|line| course.line == line)
            && stage.is_none_or(|stage| course.stages.contains(&stage))
    };
    let mut found = content.courses.iter().skip(from).filter(fits);
    let page: Vec<&Course> = found.by_ref().take(limit).collect();
    let next = found.next().and(page.last()).map(|course| &course.slug);
    let courses: Vec<Value> = page.iter().map(|course| course_json(content, course)).collect();
    Ok(HttpResponse::Ok().json(json!({"courses": courses, "next": next})))
}

fn course_json(content: &Content, course: &Course) -> Value {
    let lessons: Vec<&str> =
        content.lessons_of(&course.slug).iter().map(|lesson| lesson.slug.as_str()).collect();
    json!({
        "slug": course.slug,
        "title": course.title,
        "line": course.line,
        "stages": course.stages,
        "minutes": course.minutes,
        "forms": course.forms,
        "lessons": lessons,
        "url": format!("/youth/courses/{}", course.slug),
    })
}

/// What was really asked: an empty value asks nothing.
fn filled(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|text| !text.is_empty())
}

fn word<T: std::str::FromStr>(
    value: &Option<String>,
    field: &str,
    key: &str,
    wrong: &mut Vec<FieldError>,
) -> Option<T> {
    let read = filled(value)?.parse().ok();
    if read.is_none() {
        wrong.push(FieldError::new(field, key));
    }
    read
}
