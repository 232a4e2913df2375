//! Who asked, as a clerk sees them; and what is wrong with what a clerk typed of them.

use serde::Serialize;

use crate::db::contacts::Contact;
use crate::domain::mask;
use crate::error::{Error, FieldError};
use crate::web::act::Loaded;
use crate::web::intake::Request;
use crate::web::visit::Visit;

/// A person's data, masked or whole.
#[derive(Debug, Default, Serialize)]
pub struct Person {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub organisation: String,
    /// `zh-CN` or `en`: how to speak with them.
    pub lang: String,
    pub whole: bool,
    /// Personal data was erased.
    pub erased: bool,
}

impl Person {
    /// With stars, as in every list.
    ///
    /// # Errors
    /// When the seal can't be opened.
    pub fn masked(visit: &Visit, loaded: &Loaded) -> Result<Person, Error> {
        let contact = loaded.contact.open(&visit.app.sealer)?;
        Ok(Person {
            name: mask::name(&contact.name),
            phone: contact.phone.as_deref().map(mask::phone).unwrap_or_default(),
            email: contact.email.as_deref().map(mask::email).unwrap_or_default(),
            ..Person::common(loaded, contact)
        })
    }

    /// Whole: only in the answer to an `unmask` that the engine has let through and recorded.
    ///
    /// # Errors
    /// When the seal can't be opened.
    pub fn whole(visit: &Visit, loaded: &Loaded) -> Result<Person, Error> {
        let contact = loaded.contact.open(&visit.app.sealer)?;
        Ok(Person {
            name: contact.name.clone(),
            phone: contact.phone.clone().unwrap_or_default(),
            email: contact.email.clone().unwrap_or_default(),
            whole: true,
            ..Person::common(loaded, contact)
        })
    }

    fn common(loaded: &Loaded, contact: Contact) -> Person {
        Person {
            organisation: contact.organisation.unwrap_or_default(),
            lang: loaded.order.lang.clone(),
            erased: loaded.contact.erased_at.is_some(),
            ..Person::default()
        }
    }
}

/// What is wrong with the fields of a request beyond their length.
pub fn wrong(request: &Request) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let mut check = |fine: bool, field: &str, key: &str| {
        if !fine {
            wrong.push(FieldError::new(field, key));
        }
    };
    check(request.consent, "consent", "counter.wrong.consent");
    let reachable = !request.phone.is_empty() || !request.email.is_empty();
    check(reachable, "phone", "counter.wrong.reach");
    check(request.phone.is_empty() || is_phone(&request.phone), "phone", "counter.wrong.phone");
    check(request.email.is_empty() || is_email(&request.email), "email", "counter.wrong.email");
    let code = &request.credit_code;
    check(code.is_empty() || is_credit_code(code), "credit_code", "counter.wrong.credit_code");
    wrong
}

/// Digits enough to be called, with the marks people put between them.
fn is_phone(text: &str) -> bool {
    let plain: String = text.chars().map(mask::half_width).collect();
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    (5..=15).contains(&digits) && plain.chars().all(|c| c.is_ascii_digit() || " +-()/".contains(c))
}

/// Whether a mail could go there; whether it arrives, only the mail can tell.
fn is_email(text: &str) -> bool {
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;".contains(c));
    plain
        && text
            .rsplit_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'))
}

fn is_credit_code(text: &str) -> bool {
    text.len() == 18 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clerk_types_is_checked_field_by_field() {
        let fine = Request { consent: true, phone: "0775-281 2345".into(), ..Request::default() };
        assert!(wrong(&fine).is_empty());
        let bad = Request {
            phone: "see below".into(),
            email: "a@b".into(),
            credit_code: "9145".into(),
            ..Request::default()
        };
        let fields: Vec<String> = wrong(&bad).into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["consent", "phone", "email", "credit_code"]);
        let nowhere = wrong(&Request { consent: true, ..Request::default() });
        assert_eq!(nowhere[0].key, "counter.wrong.reach");
    }
}
