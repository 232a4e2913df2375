//! Whether everything that must be recorded is there, and fit to be kept.

use super::clocks::pause_reason;
use super::row::{Record, Row};
use super::terms::Terms;
use super::{Input, Order, Refusal, Time, china_day};

/// Longest text we keep, in characters.
const LONGEST: usize = 20_000;
/// Most days that can be asked for or given at once.
const MOST_DAYS: i32 = 366;
/// Most people at one lesson or visit.
const MOST_HEADS: i32 = 5_000;
/// Most agencies, items or documents in one step.
const MOST: usize = 50;

/// The first thing that is missing or wrong.
pub(super) fn complete(
    row: &Row,
    input: &Input,
    order: &Order,
    terms: &Terms,
    now: Time,
) -> Result<(), Refusal> {
    sound(input, now)?;
    row.records.iter().try_for_each(|record| one(*record, input, order, terms))
}

fn one(record: Record, input: &Input, order: &Order, terms: &Terms) -> Result<(), Refusal> {
    match record {
        Record::Consent => there(input.consent == Some(true), "consent"),
        Record::Channel => there(input.channel.is_some(), "channel"),
        Record::Matter => there(input.matter.is_some() || order.matter.is_some(), "matter"),
        Record::RulesVersion => {
            there(input.rules_version.is_some() || order.rules_version.is_some(), "rules_version")
        }
        Record::Reason => there(
            input.reason_code.is_some() || words(&input.text) || words(&input.internal),
            "reason_code",
        ),
        Record::ReturnReason => listed(input, &terms.return_reasons),
        Record::DeclineGround => listed(input, &terms.decline_grounds),
        Record::Code => there(input.reason_code.is_some(), "reason_code"),
        Record::Text => there(words(&input.text), "text"),
        Record::Internal => there(words(&input.internal), "internal"),
        Record::Supplied => there(words(&input.text) || !input.documents.is_empty(), "text"),
        Record::Items => there(input.items.iter().any(|i| !i.trim().is_empty()), "items"),
        Record::Days => there(input.days.is_some(), "days"),
        Record::Lead => there(input.lead.is_some(), "lead"),
        Record::Co => there(!input.co.is_empty(), "co"),
        Record::Agency => there(input.agency.is_some(), "agency"),
        Record::Handler => there(input.handler.is_some(), "handler"),
        Record::PauseReason => pause_reason(input).map(|_| ()),
        Record::Contacted => there(input.contacted.is_some(), "contacted"),
        Record::Solved => there(input.solved.is_some(), "solved"),
        Record::Rating => there(input.rating.is_some(), "rating"),
        Record::Score => there(input.score.is_some(), "score"),
        Record::Rework => there(input.rework.is_some(), "rework"),
        Record::ReceiptOn => there(input.receipt_on.is_some(), "receipt_on"),
        Record::Offer => match &input.offer {
            Some(offer) if offer.start.zip(offer.end).is_some_and(|(from, to)| to <= from) => {
                Err(Refusal::Invalid { field: "offer", why: "range" })
            }
            offer => there(offer.is_some(), "offer"),
        },
        Record::Headcount => there(input.headcount.is_some(), "headcount"),
        Record::LineRating => there(input.line_rating.is_some(), "rating"),
        Record::Order => match &input.order {
            Some(other) if *other == order.id => {
                Err(Refusal::Invalid { field: "order", why: "itself" })
            }
            other => there(other.is_some(), "order"),
        },
    }
}

fn there(present: bool, field: &'static str) -> Result<(), Refusal> {
    if present { Ok(()) } else { Err(Refusal::Missing { field }) }
}

fn words(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|t| !t.trim().is_empty())
}

/// A code of a list of the kind; a kind without such a list takes any code.
fn listed(input: &Input, list: &[String]) -> Result<(), Refusal> {
    match &input.reason_code {
        None => Err(Refusal::Missing { field: "reason_code" }),
        Some(code) if list.is_empty() || list.contains(code) => Ok(()),
        Some(_) => Err(Refusal::Invalid { field: "reason_code", why: "unknown" }),
    }
}

/// What is wrong with a value wherever it comes: events keep codes for ever, so nothing else may
/// slip in under that name.
fn sound(input: &Input, now: Time) -> Result<(), Refusal> {
    let codes = [
        ("reason_code", &input.reason_code),
        ("matter", &input.matter),
        ("lead", &input.lead),
        ("agency", &input.agency),
        ("handler", &input.handler),
        ("clock", &input.clock),
        ("order", &input.order),
        ("line", &input.line),
        ("supervision", &input.supervision),
        ("rules_version", &input.rules_version),
    ];
    for (field, value) in codes {
        sound_code(field, value.as_deref())?;
    }
    input.co.iter().try_for_each(|code| sound_code("co", Some(code)))?;
    input.documents.iter().try_for_each(|code| sound_code("documents", Some(code)))?;
    sound_text("text", input.text.as_deref())?;
    sound_text("internal", input.internal.as_deref())?;
    sound_text("receipt", input.receipt.as_deref())?;
    input.items.iter().try_for_each(|item| sound_text("items", Some(item)))?;
    sound_case_number(input.case_number.as_deref())?;
    sound_numbers(input)?;
    let many = [("co", &input.co), ("items", &input.items), ("documents", &input.documents)];
    for (field, list) in many {
        fit(list.len() <= MOST, field, "too_many")?;
    }
    let future = input.receipt_on.is_some_and(|day| day > china_day(now));
    fit(!future, "receipt_on", "future")
}

fn sound_numbers(input: &Input) -> Result<(), Refusal> {
    let within = |value: Option<i32>, low, high| value.is_none_or(|v| (low..=high).contains(&v));
    fit(within(input.days, 1, MOST_DAYS), "days", "range")?;
    fit(within(input.rating, 1, 5), "rating", "range")?;
    fit(within(input.headcount, 0, MOST_HEADS), "headcount", "range")?;
    let rating = input.line_rating.into_iter();
    let mut rated = rating.flat_map(|r| [r.content, r.lecturer, r.organisation]);
    fit(rated.all(|value| (1..=5).contains(&value)), "rating", "range")?;
    fit(within(input.score, 0, 100), "score", "range")?;
    let confident = input.confidence.is_none_or(|c| (0.0..=1.0).contains(&c));
    fit(confident, "confidence", "range")
}

fn sound_code(field: &'static str, code: Option<&str>) -> Result<(), Refusal> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.:+/".contains(c);
    let good = code.is_none_or(|c| !c.is_empty() && c.len() <= 80 && c.chars().all(plain));
    fit(good, field, "code")
}

fn sound_text(field: &'static str, text: Option<&str>) -> Result<(), Refusal> {
    let Some(text) = text else { return Ok(()) };
    fit(!text.contains('\0'), field, "characters")?;
    fit(text.chars().count() <= LONGEST, field, "too_long")
}

fn sound_case_number(number: Option<&str>) -> Result<(), Refusal> {
    let Some(number) = number else { return Ok(()) };
    fit(!number.trim().is_empty() && number.chars().count() <= 60, "case_number", "too_long")?;
    fit(!number.chars().any(char::is_control), "case_number", "characters")
}

fn fit(good: bool, field: &'static str, why: &'static str) -> Result<(), Refusal> {
    if good { Ok(()) } else { Err(Refusal::Invalid { field, why }) }
}
