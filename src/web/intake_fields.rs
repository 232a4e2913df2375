//! What a request must bring, whatever it comes in by. Pure: the fields are named as in the API.

use crate::domain::kind::{FieldType, Kind};
use crate::domain::routing::Rules;
use crate::error::FieldError;
use crate::web::form;
use crate::web::intake::Request;

/// Everything that is wrong with a request; empty when nothing is.
pub fn check(request: &Request, kind: &Kind, rules: &Rules) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for field in &kind.fields {
        if let Some(error) = value_of(request, &field.name).and_then(|value| {
            wrong(&field.name, value, field.type_, field.max.unwrap_or(100), field.required, rules)
        }) {
            errors.push(error);
        }
    }
    let free = [("wish", &request.wish, 500), ("service", &request.service, 80)];
    errors
        .extend(free.into_iter().filter_map(|(name, text, max)| form::text_error(name, text, max)));
    if request.phone.is_empty() && request.email.is_empty() {
        errors.push(FieldError::new("contact.phone", "field.phone_or_email"));
    }
    if !request.consent {
        errors.push(FieldError::new("consent", "field.consent"));
    }
    errors
}

fn value_of<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    Some(match name {
        "title" => &request.title,
        "body" => &request.body,
        "enterprise" => &request.enterprise,
        "place" => &request.place,
        "credit_code" => &request.credit_code,
        "matter" => &request.matter,
        "contact.name" => &request.name,
        "contact.phone" => &request.phone,
        "contact.email" => &request.email,
        _ => return None,
    })
}

fn wrong(
    name: &str,
    value: &str,
    type_: FieldType,
    max: usize,
    required: bool,
    rules: &Rules,
) -> Option<FieldError> {
    if value.is_empty() {
        return required.then(|| FieldError::new(name, "field.required"));
    }
    if let Some(error) = form::text_error(name, value, max) {
        return Some(error);
    }
    let (fits, key) = match type_ {
        FieldType::Phone => (is_phone(value), "field.phone"),
        FieldType::Email => (is_email(value), "field.email"),
        FieldType::CreditCode => (is_credit_code(value), "field.credit_code"),
        FieldType::Matter => (rules.matters().any(|(slug, ..)| slug == value), "field.matter"),
        FieldType::Text | FieldType::LongText | FieldType::Flag => (true, ""),
    };
    (!fits).then(|| FieldError::new(name, key))
}

/// Digits with the marks people write between them, 7 to 20 digits.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || " +-()转".contains(c));
    plain && (7..=20).contains(&digits)
}

fn is_email(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
        && text.rsplit_once('@').is_some_and(|(_, domain)| domain.contains('.'))
}

fn is_credit_code(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_and_addresses_as_people_write_them() {
        for good in [
            "13800138000",
            "0775-1234567",
            "+86 138 0013 8000",
            "(0775) 1234567",
            "0775-1234567转801",
        ] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["12345", "电话", "138 0013 800a", "1".repeat(21).as_str()] {
            assert!(!is_phone(bad), "{bad}");
        }
        assert!(is_email("zhang@example.com") && is_email("a.b+c@mail.example.cn"));
        for bad in [
            "zhang",
            "zhang@",
            "@example.com",
            "a b@example.com",
            "zhang@localhost",
            "a@b\r\nBcc: c@d.e",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_credit_code("91450900MA5KXXXX1X") && !is_credit_code("9145"));
    }
}
