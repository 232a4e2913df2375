//! The week of a lecturer as a grid of clock times: two spans a day, each from–to.

use serde::Serialize;

use crate::domain::week::{Span, Weekday, Weekly, clock, minute};
use crate::error::FieldError;
use crate::web::form::Form;
use crate::web::words::FieldText;

/// So many spans there are for a day: before noon and after it.
const PARTS: [u8; 2] = [1, 2];
const MORNING: Span = Span { from: 9 * 60, to: 11 * 60 + 30 };
const AFTERNOON: Span = Span { from: 14 * 60 + 30, to: 17 * 60 };

/// One day of the grid.
#[derive(Serialize)]
pub(super) struct DayRow {
    day: &'static str,
    parts: Vec<PartRow>,
    wrong: String,
}

/// One span of a day.
#[derive(Serialize)]
struct PartRow {
    n: u8,
    from_name: String,
    from: String,
    to_name: String,
    to: String,
}

fn field(day: Weekday, part: u8, end: &str) -> String {
    format!("{day}_{part}_{end}")
}

/// Monday to Friday, morning and afternoon.
pub(super) fn usual() -> Vec<(String, String)> {
    let mut week = Weekly::default();
    for day in Weekday::ALL.iter().take(5) {
        week.add(*day, MORNING);
        week.add(*day, AFTERNOON);
    }
    typed(&week)
}

/// A week as the grid's fields.
pub(super) fn typed(week: &Weekly) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for day in Weekday::ALL {
        for (part, span) in PARTS.iter().zip(week.on(*day)) {
            pairs.push((field(*day, *part, "from"), clock(span.from)));
            pairs.push((field(*day, *part, "to"), clock(span.to)));
        }
    }
    pairs
}

/// The week that was typed; what is wrong stands at the day's first field.
pub(super) fn read(form: &mut Form) -> Weekly {
    let mut week = Weekly::default();
    for day in Weekday::ALL {
        let mut spans = Weekly::default();
        for part in PARTS {
            let (from, to) = (field(*day, part, "from"), field(*day, part, "to"));
            let ends = [form.raw(&from).to_owned(), form.raw(&to).to_owned()];
            if ends.iter().all(String::is_empty) {
                continue;
            }
            match (minute(&ends[0]), minute(&ends[1])) {
                (Some(from), Some(to)) => spans.add(*day, Span { from, to }),
                (None, _) => form.refuse(FieldError::new(&from, "lecturer.wrong.clock")),
                (_, None) => form.refuse(FieldError::new(&to, "lecturer.wrong.clock")),
            }
        }
        if spans.lacks().is_some() {
            let first = field(*day, PARTS[0], "from");
            form.refuse(FieldError::new(&first, "lecturer.wrong.spans"));
            continue;
        }
        spans.on(*day).iter().for_each(|span| week.add(*day, *span));
    }
    if week.is_empty() && form.check().is_ok() {
        let monday = field(Weekday::Mon, PARTS[0], "from");
        form.refuse(FieldError::new(&monday, "lecturer.wrong.week"));
    }
    week
}

/// The grid, with what was typed and what is wrong with it.
pub(super) fn rows(form: &Form, errors: &[FieldText]) -> Vec<DayRow> {
    let row = |day: &Weekday| {
        let part = |n: &u8| {
            let (from, to) = (field(*day, *n, "from"), field(*day, *n, "to"));
            PartRow {
                n: *n,
                from: form.raw(&from).to_owned(),
                to: form.raw(&to).to_owned(),
                from_name: from,
                to_name: to,
            }
        };
        let prefix = format!("{day}_");
        let wrong = errors.iter().find(|error| error.field.starts_with(&prefix));
        DayRow {
            day: day.as_str(),
            parts: PARTS.iter().map(part).collect(),
            wrong: wrong.map(|error| error.text.clone()).unwrap_or_default(),
        }
    };
    Weekday::ALL.iter().map(row).collect()
}
