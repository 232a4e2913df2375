//! The form by which an admin makes an account.

use crate::db::accounts::NewAccount;
use crate::db::schools;
use crate::domain::order::Role;
use crate::domain::school::{School, SchoolState};
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::visit::Visit;

/// Those whom an admin can make; a business opens its own account, and a teacher's is made from the
/// page of the school.
pub(super) const STAFF: [Role; 9] = [
    Role::Clerk,
    Role::Handler,
    Role::Leader,
    Role::Dispatcher,
    Role::Planner,
    Role::Supervisor,
    Role::Reviewer,
    Role::Editor,
    Role::Admin,
];

/// The school for which a teacher's account is made.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub(super) async fn school(visit: &Visit, id: &str) -> Result<School, Error> {
    let id = id.to_owned();
    Ok(visit.app.db.read(move |c| schools::find(c, &id)).await?)
}

/// The role that is asked for: one of the staff, or for a school a teacher.
fn read_role(form: &mut Form, school: Option<&School>) -> Option<Role> {
    match school {
        Some(School { state: SchoolState::Cancelled, .. }) => {
            form.refuse(FieldError::new("login", "accounts.wrong.school_cancelled"));
            return None;
        }
        Some(_) => return Some(Role::Teacher),
        None => {}
    }
    let role = form.word::<Role>("role").filter(|role| STAFF.contains(role));
    if role.is_none() && form.errors().iter().all(|error| error.field != "role") {
        form.refuse(FieldError::new("role", "field.choice"));
    }
    role
}

/// What the form says of a new account; its password is made later.
pub(super) fn read(visit: &Visit, form: &mut Form, school: Option<&School>) -> NewAccount {
    let login = form.required("login", 100).to_lowercase();
    if !login.is_empty() && (login.len() < 4 || login.chars().any(char::is_whitespace)) {
        form.refuse(FieldError::new("login", "field.login"));
    }
    let role = read_role(form, school);
    let agency = form.optional("agency", 60);
    let needs = matches!(role, Some(Role::Handler | Role::Leader));
    let known =
        agency.as_ref().is_none_or(|slug| visit.app.agencies().iter().any(|one| one.slug == *slug));
    if role.is_some() && (needs != agency.is_some() || !known) {
        form.refuse(FieldError::new(
            "agency",
            if needs { "accounts.wrong.agency" } else { "accounts.wrong.no_agency" },
        ));
    }
    let email = form.optional("email", 254);
    if email
        .as_deref()
        .is_some_and(|email| !email.contains('@') || email.contains(char::is_whitespace))
    {
        form.refuse(FieldError::new("email", "field.email"));
    }
    NewAccount {
        login,
        password_hash: String::new(),
        role: role.unwrap_or(Role::Clerk),
        agency,
        school: school.map(|school| school.id.clone()),
        name: form.required("name", 50),
        email,
        phone: form.optional("phone", 30),
        organisation: None,
        credit_code: None,
        lang: "zh-CN".to_owned(),
        demo: false,
    }
}
