//! What is wrong with a request, field by field: the same words for the form, the API and the
//! counter. Fields are named as in the API; lengths come from the kind.

use super::form::text_error;
use super::intake::Request;
use crate::domain::kind::{Field, FieldType, Kind};
use crate::domain::reach::{is_email, is_phone};
use crate::domain::routing::Rules;
use crate::error::FieldError;

/// Everything that is wrong with a request of this kind, in the order of its fields.
pub fn check(request: &Request, kind: &Kind, rules: &Rules) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for field in &kind.fields {
        match field.type_ {
            FieldType::Flag => {
                if field.required && !flag(request, &field.name) {
                    wrong.push(FieldError::new(&field.name, "field.consent"));
                }
            }
            _ => wrong.extend(
                text(request, &field.name).and_then(|given| value_error(field, given, rules)),
            ),
        }
    }
    wrong.extend(text_error("service", &request.service, 80));
    wrong.extend(missing_of_groups(request, kind));
    let place = |error: &FieldError| kind.fields.iter().position(|field| field.name == error.field);
    wrong.sort_by_key(|error| place(error).unwrap_or(usize::MAX));
    wrong
}

/// The same request as people mean it: no blanks around, one kind of line end, and numbers and
/// addresses in half-width characters.
pub fn tidy(mut request: Request) -> Request {
    let texts = [
        &mut request.title,
        &mut request.body,
        &mut request.wish,
        &mut request.name,
        &mut request.enterprise,
        &mut request.place,
    ];
    for text in texts {
        *text = text.trim().replace("\r\n", "\n");
    }
    request.phone = half_width(&request.phone);
    request.email = half_width(&request.email);
    request.credit_code = half_width(&request.credit_code).to_uppercase();
    request.credit_code.retain(|c| !c.is_whitespace() && c != '-');
    request
}

/// Whether the last character of an 18-character code agrees with the others (GB 32100). It is a
/// question to the asker, not a reason to refuse: some old codes do not.
pub fn credit_code_agrees(code: &str) -> bool {
    const SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Vec<usize> = code.chars().filter_map(|c| SYMBOLS.find(c)).collect();
    let [body @ .., check] = values.as_slice() else { return false };
    let mut weight = 1;
    let mut sum = 0;
    for value in body {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    body.len() == 17 && (31 - sum % 31) % 31 == *check
}

fn text<'a>(request: &'a Request, field: &str) -> Option<&'a str> {
    Some(match field {
        "title" => &request.title,
        "body" => &request.body,
        "wish" => &request.wish,
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

fn flag(request: &Request, field: &str) -> bool {
    match field {
        "consent" => request.consent,
        "urgent_seen" => request.urgent_seen,
        _ => false,
    }
}

fn value_error(field: &Field, given: &str, rules: &Rules) -> Option<FieldError> {
    if let Some(unfit) = text_error(&field.name, given, field.max.unwrap_or(usize::MAX)) {
        return Some(unfit);
    }
    if given.trim().is_empty() {
        return field.required.then(|| FieldError::new(&field.name, "field.required"));
    }
    let key = match field.type_ {
        FieldType::Phone => (!is_phone(given)).then_some("field.phone"),
        FieldType::Email => (!is_email(given)).then_some("field.email"),
        FieldType::CreditCode => credit_code_error(given),
        FieldType::Matter => {
            (!rules.matters().any(|(slug, ..)| slug == given)).then_some("field.matter")
        }
        FieldType::Text | FieldType::LongText | FieldType::Flag => None,
    };
    key.map(|key| FieldError::new(&field.name, key))
}

/// Of the fields of a group one is enough, and one there must be; the first is named.
fn missing_of_groups(request: &Request, kind: &Kind) -> Vec<FieldError> {
    let grouped: Vec<&Field> = kind.fields.iter().filter(|field| field.one_of.is_some()).collect();
    let filled =
        |field: &&&Field| text(request, &field.name).is_some_and(|given| !given.trim().is_empty());
    let mut wrong = Vec::new();
    for (at, field) in grouped.iter().enumerate() {
        let same = |other: &&&Field| other.one_of == field.one_of;
        let first = !grouped[..at].iter().any(|other| other.one_of == field.one_of);
        if first && !grouped.iter().filter(same).any(|other| filled(&other)) {
            wrong.push(FieldError::new(&field.name, "field.phone_or_email"));
        }
    }
    wrong
}

/// 18 characters of the unified code, or the 15 of an old registration number.
fn credit_code_error(given: &str) -> Option<&'static str> {
    let length = given.chars().count();
    // The letters that look like digits are in no code of 18 characters.
    let known = |c: char| c.is_ascii_alphanumeric() && !(length == 18 && "IOSVZ".contains(c));
    let fits = matches!(length, 15 | 18) && given.to_ascii_uppercase().chars().all(known);
    (!fits).then_some("field.credit_code")
}

/// What a Chinese keyboard makes of digits, letters and signs, as everybody else writes them.
fn half_width(text: &str) -> String {
    let fold = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '—' | '–' => '-',
        other => other,
    };
    text.trim().chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Content, tables};

    fn keys(change: impl FnOnce(&mut Request)) -> Vec<(String, String)> {
        let content = Content::load().unwrap();
        let rules = Rules::from_toml(tables::tables("routing/")).unwrap();
        let mut request = Request {
            body: "货款八万六没付".into(),
            name: "韦建国".into(),
            phone: "13800138000".into(),
            consent: true,
            ..Request::default()
        };
        change(&mut request);
        let kind = content.kind(super::super::intake::KIND).unwrap();
        check(&tidy(request), kind, &rules)
            .into_iter()
            .map(|error| (error.field, error.key))
            .collect()
    }

    fn one(field: &str, key: &str) -> Vec<(String, String)> {
        vec![(field.into(), key.into())]
    }

    #[test]
    fn a_complete_request_is_right_and_each_lack_is_named() {
        assert_eq!(keys(|_| ()), []);
        assert_eq!(keys(|r| r.body = " \n".into()), one("body", "field.required"));
        assert_eq!(keys(|r| r.body = "长".repeat(5001)), one("body", "field.too_long"));
        assert_eq!(keys(|r| r.body = "a\0b".into()), one("body", "field.control_characters"));
        assert_eq!(keys(|r| r.name.clear()), one("contact.name", "field.required"));
        assert_eq!(keys(|r| r.consent = false), one("consent", "field.consent"));
        assert_eq!(keys(|r| r.matter = "nonsense".into()), one("matter", "field.matter"));
        assert_eq!(keys(|r| r.matter = "debt".into()), []);
    }

    #[test]
    fn one_way_to_be_reached_is_enough_and_must_have_its_shape() {
        assert_eq!(keys(|r| r.phone.clear()), one("contact.phone", "field.phone_or_email"));
        assert_eq!(
            keys(|r| {
                r.phone.clear();
                r.email = "wei@shop.example".into();
            }),
            []
        );
        for good in [
            "１３８００１３８０００",
            "+86 138-0013-8000",
            "0775-2823456",
            "(0775) 2823456 转 8",
            "12345678",
        ] {
            assert_eq!(keys(|r| r.phone = good.into()), [], "{good}");
        }
        for bad in ["123", "1280013800０", "电话", "138001380001380013800138"] {
            assert_eq!(
                keys(|r| r.phone = bad.into()),
                one("contact.phone", "field.phone"),
                "{bad}"
            );
        }
        for bad in ["wei", "wei@", "@shop.cn", "wei@shop", "w ei@shop.cn", "a@b..cn"] {
            assert_eq!(
                keys(|r| r.email = bad.into()),
                one("contact.email", "field.email"),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_credit_code_has_18_or_15_characters_and_may_be_left_out() {
        assert_eq!(keys(|r| r.credit_code = "９１３５０１００ m000100y43".into()), []);
        assert_eq!(keys(|r| r.credit_code = "450900200012345".into()), []);
        assert_eq!(
            keys(|r| r.credit_code = "9135".into()),
            one("credit_code", "field.credit_code")
        );
        assert_eq!(
            keys(|r| r.credit_code = "91350100O000100Y43".into()),
            one("credit_code", "field.credit_code")
        );
        assert!(credit_code_agrees("91350100M000100Y43"));
        assert!(!credit_code_agrees("91350100M000100Y44"));
    }
}
