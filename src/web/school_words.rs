//! What the pages about schools have in common: the fields of a school, and why it is barred.

use serde::Serialize;

use crate::db::schools::NewSchool;
use crate::domain::course::Stage;
use crate::domain::school::{self, Barred, School};
use crate::error::FieldError;
use crate::web::form::Form;
use crate::web::visit::Visit;

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

/// Why a school is barred from something, beside a field.
pub fn barred(field: &str, barred: Barred, school: &School) -> FieldError {
    FieldError::new(field, barred.key())
        .with("school", &school.name)
        .with("reason", school.reason.as_deref().unwrap_or_default())
}

/// The stages of pupils, to tick.
pub fn stages(visit: &Visit) -> Vec<Choice> {
    let stage = |stage: Stage| Choice {
        value: stage.to_string(),
        label: visit.text(&format!("course.stage.{stage}"), &[]),
        hint: None,
    };
    school::stages().map(stage).collect()
}

/// The districts, to choose from; the first is none.
pub fn districts(visit: &Visit) -> Vec<Choice> {
    let none = Choice {
        value: String::new(),
        label: visit.text("school.district.choose", &[]),
        hint: None,
    };
    let district = |name: &str| Choice { value: name.into(), label: name.into(), hint: None };
    std::iter::once(none).chain(school::DISTRICTS.map(district)).collect()
}

/// Reads a school's fields; name and district as they were given before, where they were.
pub fn read(form: &mut Form, named: Option<(String, String)>) -> NewSchool {
    let (name, district) = named.unwrap_or_else(|| (read_name(form), read_district(form)));
    let address = form.required("address", 120);
    let ticked = form.all("stages");
    let stages: Vec<Stage> =
        school::stages().filter(|stage| ticked.iter().any(|one| one == stage.as_str())).collect();
    if stages.is_empty() || stages.len() != ticked.len() {
        form.refuse(FieldError::new("stages", "school.wrong.stages"));
    }
    NewSchool { name, district, address, stages, phone: None }
}

fn read_name(form: &mut Form) -> String {
    school::tidy(&form.required("school", school::NAME_MAX))
}

fn read_district(form: &mut Form) -> String {
    let given = form.required("district", 20);
    let known = school::DISTRICTS.contains(&given.as_str());
    if !given.is_empty() && !known {
        form.refuse(FieldError::new("district", "field.choice"));
    }
    given
}
