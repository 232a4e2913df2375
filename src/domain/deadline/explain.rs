//! A reading in sentences: "working day 3 of 5; paused 2 working days for materials; 10 Oct is a
//! make-up workday". Only keys and values here; the words are in `content/locales/*/clock.toml`.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{Light, Note, Reading, Unit};

/// One thing to say: a locale key and what goes into its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    pub key: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// What goes into a place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Arg {
    Number(i64),
    Date(NaiveDate),
    /// Another locale key.
    Key(&'static str),
}

/// Says why the clock stands where it stands, the most important first.
pub fn explain(reading: &Reading) -> Vec<Sentence> {
    let mut sentences = vec![position(reading)];
    if reading.late.is_some() {
        sentences.insert(0, lateness(reading));
    }
    sentences.extend(reading.notes.iter().map(|note| note_sentence(note, reading.unit)));
    sentences
}

/// The sentences in one line. `text` looks a locale key up.
pub fn say(sentences: &[Sentence], text: &dyn Fn(&str) -> String) -> String {
    let said: Vec<String> = sentences.iter().map(|sentence| filled(sentence, text)).collect();
    said.join(&text("clock.join"))
}

fn filled(sentence: &Sentence, text: &dyn Fn(&str) -> String) -> String {
    let mut line = text(sentence.key);
    for (name, arg) in &sentence.args {
        let value = match arg {
            Arg::Number(number) => number.to_string(),
            Arg::Date(day) => date(*day, text),
            Arg::Key(key) => text(key),
        };
        line = line.replace(&format!("{{{name}}}"), &value);
    }
    line
}

fn date(day: NaiveDate, text: &dyn Fn(&str) -> String) -> String {
    text("clock.date")
        .replace("{month}", &text(month_key(day.month())))
        .replace("{day}", &day.day().to_string())
}

const fn month_key(month: u32) -> &'static str {
    match month {
        1 => "clock.month.1",
        2 => "clock.month.2",
        3 => "clock.month.3",
        4 => "clock.month.4",
        5 => "clock.month.5",
        6 => "clock.month.6",
        7 => "clock.month.7",
        8 => "clock.month.8",
        9 => "clock.month.9",
        10 => "clock.month.10",
        11 => "clock.month.11",
        _ => "clock.month.12",
    }
}

fn position(reading: &Reading) -> Sentence {
    let total = i64::from(reading.total);
    let key = match (reading.light, reading.unit) {
        (Light::Stopped, Unit::Hours) => "clock.used.hours",
        (Light::Stopped, Unit::WorkingDays) => "clock.used.working_days",
        (Light::Stopped, Unit::CalendarDays) => "clock.used.calendar_days",
        (Light::Stopped, Unit::Months) => "clock.used.months",
        (_, Unit::WorkingDays) if reading.elapsed == 0 => "clock.begins.working_days",
        (_, Unit::CalendarDays) if reading.elapsed == 0 => "clock.begins.calendar_days",
        (_, Unit::Months) if reading.elapsed == 0 => "clock.begins.months",
        (_, Unit::Hours) => "clock.position.hours",
        (_, Unit::WorkingDays) => "clock.position.working_days",
        (_, Unit::CalendarDays) => "clock.position.calendar_days",
        (_, Unit::Months) => "clock.position.months",
    };
    let begins = reading.elapsed == 0 && reading.light != Light::Stopped;
    let total_arg = ("total", Arg::Number(total));
    if begins && reading.unit != Unit::Hours {
        return Sentence { key, args: vec![total_arg] };
    }
    Sentence { key, args: vec![("n", Arg::Number(reading.running)), total_arg] }
}

fn lateness(reading: &Reading) -> Sentence {
    let key = match (reading.late_by, reading.unit) {
        (0, _) => "clock.late.just",
        (1, Unit::Hours) => "clock.late.hours.one",
        (1, Unit::WorkingDays) => "clock.late.working_days.one",
        (1, Unit::CalendarDays | Unit::Months) => "clock.late.days.one",
        (_, Unit::Hours) => "clock.late.hours",
        (_, Unit::WorkingDays) => "clock.late.working_days",
        (_, Unit::CalendarDays | Unit::Months) => "clock.late.days",
    };
    Sentence { key, args: vec![("n", Arg::Number(reading.late_by))] }
}

fn note_sentence(note: &Note, unit: Unit) -> Sentence {
    match note {
        Note::Paused { reason, amount, open } => {
            let reason = ("reason", Arg::Key(reason.waiting_key()));
            Sentence {
                key: paused_key(*amount, *open, unit),
                args: vec![reason, ("n", Arg::Number(*amount))],
            }
        }
        Note::Extended { times: 1 } => Sentence { key: "clock.extended.one", args: vec![] },
        Note::Extended { times } => {
            Sentence { key: "clock.extended", args: vec![("n", Arg::Number(i64::from(*times)))] }
        }
        Note::MakeUpDay { day } => {
            Sentence { key: "clock.make_up_day", args: vec![("date", Arg::Date(*day))] }
        }
        Note::Rest { from, to, .. } => {
            let key = if from == to { "clock.rest_day" } else { "clock.rest_days" };
            let args = vec![("from", Arg::Date(*from)), ("to", Arg::Date(*to))];
            Sentence { key, args }
        }
        Note::Rolled { from, to } => {
            let args = vec![("from", Arg::Date(*from)), ("to", Arg::Date(*to))];
            Sentence { key: "clock.rolled", args }
        }
        Note::Provisional { year } => {
            let args = vec![("year", Arg::Number(i64::from(*year)))];
            Sentence { key: "clock.provisional", args }
        }
    }
}

fn paused_key(amount: i64, open: bool, unit: Unit) -> &'static str {
    match (open, amount, unit) {
        (true, 0, _) => "clock.paused.now",
        (_, 1, Unit::Hours) => "clock.paused.hours.one",
        (_, 1, Unit::WorkingDays) => "clock.paused.working_days.one",
        (_, 1, Unit::CalendarDays | Unit::Months) => "clock.paused.days.one",
        (_, _, Unit::Hours) => "clock.paused.hours",
        (_, _, Unit::WorkingDays) => "clock.paused.working_days",
        (_, _, Unit::CalendarDays | Unit::Months) => "clock.paused.days",
    }
}
