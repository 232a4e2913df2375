//! What templates may do to a value: dates as people say them, telephone numbers as links.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Timelike};
use tera::{Error, Filter, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::locale::Lang;

/// China has had one time zone and no summer time since 1991.
const CHINA: Duration = Duration::hours(8);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Numbers that are dialled, not read: emergencies, fraud, and the public lines the site names.
const PHONES: [&str; 15] = [
    "110", "119", "120", "122", "96110", "12309", "12315", "12333", "12338", "12345", "12348",
    "12351", "12355", "12356", "12368",
];

/// Gives the templates their filters.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("date", |at: &str, kw: Kwargs, state: &State| {
        let weekday = kw.get::<bool>("weekday")?.unwrap_or(false);
        Ok::<_, Error>(date(local(at)?.date(), lang(state)?, weekday))
    });
    tera.register_filter("datetime", |at: &str, _: Kwargs, state: &State| {
        datetime(local(at)?, lang(state)?)
    });
    tera.register_filter("day", |at: &str, _: Kwargs, state: &State| {
        Ok::<_, Error>(day(local(at)?.date(), lang(state)?))
    });
    tera.register_filter("daytime", |at: &str, _: Kwargs, state: &State| {
        let at = local(at)?;
        let day = day(at.date(), lang(state)?);
        Ok::<_, Error>(format!("{day} {:02}:{:02}", at.hour(), at.minute()))
    });
    tera.register_filter("ago", |at: &str, _: Kwargs, state: &State| {
        let now = state.get::<String>("now")?.ok_or_else(|| Error::message("ago needs `now`"))?;
        ago(local(at)?, local(&now)?, lang(state)?)
    });
    tera.register_filter("machine", |at: &str, _: Kwargs, _: &State| {
        Ok::<_, Error>(match parse(at)? {
            Moment::Day(day) => day.to_string(),
            Moment::Instant(at) => at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        })
    });
    tera.register_filter("query", |text: &str, _: Kwargs, _: &State| {
        urlencoding::encode(text).into_owned()
    });
    tera.register_filter("of", |errors: &[Value], kw: Kwargs, _: &State| {
        of(errors, kw.must_get::<&str>("field")?)
    });
    tera.register_filter("phones", Phones);
    tera.register_filter("lines", Lines);
}

fn lang(state: &State) -> TeraResult<Lang> {
    super::page::lang_of(state)
}

enum Moment {
    Day(NaiveDate),
    Instant(NaiveDateTime),
}

/// The text of a field's error among `[{field, text}]`, or nothing: the list feeds both the summary
/// of errors and the fields.
fn of(errors: &[Value], field: &str) -> TeraResult<Value> {
    let about =
        |error: &&Value| error.get_from_path("field").and_then(Value::as_str) == Some(field);
    let found = errors.iter().find(about);
    let text = found.and_then(|error| error.get_from_path("text"));
    Ok(text.cloned().unwrap_or_else(|| Value::from("")))
}

/// A day (`2026-08-03`), an instant without zone, which is UTC, or RFC 3339.
fn parse(text: &str) -> TeraResult<Moment> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(Moment::Day(day));
    }
    text.parse::<NaiveDateTime>()
        .or_else(|_| DateTime::parse_from_rfc3339(text).map(|at| at.naive_utc()))
        .map(Moment::Instant)
        .map_err(|_| Error::message(format!("`{text}` is not a time")))
}

/// The same moment on a clock in China. A bare day is already a Chinese day.
fn local(text: &str) -> TeraResult<NaiveDateTime> {
    Ok(match parse(text)? {
        Moment::Day(day) => day.and_time(chrono::NaiveTime::MIN),
        Moment::Instant(at) => at + CHINA,
    })
}

fn month(day: NaiveDate) -> &'static str {
    MONTHS.get(day.month0() as usize).copied().unwrap_or_default()
}

fn weekday(day: NaiveDate, lang: Lang) -> String {
    let at = day.weekday().num_days_from_monday() as usize;
    match lang {
        Lang::Zh => format!("（周{}）", WEEKDAYS_ZH.get(at).copied().unwrap_or_default()),
        Lang::En => format!("{} ", WEEKDAYS_EN.get(at).copied().unwrap_or_default()),
    }
}

/// `2026年8月3日`, `3 August 2026`; with the weekday `2026年8月3日（周一）`, `Mon 3 August 2026`.
pub fn date(day: NaiveDate, lang: Lang, with_weekday: bool) -> String {
    let weekday = if with_weekday { weekday(day, lang) } else { String::new() };
    match lang {
        Lang::Zh => format!("{}年{}月{}日{weekday}", day.year(), day.month(), day.day()),
        Lang::En => format!("{weekday}{} {} {}", day.day(), month(day), day.year()),
    }
}

/// `8月3日`, `3 Aug`.
fn day(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}月{}日", day.month(), day.day()),
        Lang::En => format!("{} {:.3}", day.day(), month(day)),
    }
}

/// `8月3日（周一）`, `Mon 3 Aug`.
pub fn short_date(at: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}{}", day(at, lang), weekday(at, lang)),
        Lang::En => format!("{}{}", weekday(at, lang), day(at, lang)),
    }
}

/// `2026年8月3日 14:05`, `3 August 2026, 14:05`; takes a moment that is already local.
fn datetime(at: NaiveDateTime, lang: Lang) -> TeraResult<String> {
    let comma = if lang == Lang::En { "," } else { "" };
    let date = date(at.date(), lang, false);
    Ok(format!("{date}{comma} {:02}:{:02}", at.hour(), at.minute()))
}

/// `3 分钟前`, `3 min ago` within the day; an older moment is a date, which needs no counting back.
fn ago(at: NaiveDateTime, now: NaiveDateTime, lang: Lang) -> TeraResult<String> {
    let minutes = (now - at).num_minutes();
    Ok(match (minutes, lang) {
        (0, Lang::Zh) => "刚刚".to_owned(),
        (0, Lang::En) => "just now".to_owned(),
        (1..60, Lang::Zh) => format!("{minutes} 分钟前"),
        (1..60, Lang::En) => format!("{minutes} min ago"),
        (60..1440, Lang::Zh) => format!("{} 小时前", minutes / 60),
        (60..1440, Lang::En) => format!("{} h ago", minutes / 60),
        _ if now.year() == at.year() => day(at.date(), lang),
        _ => date(at.date(), lang, false),
    })
}

/// Escapes a text and makes the numbers people dial into links that dial.
struct Phones;

impl Filter<StringInput<'_>, TeraResult<String>> for Phones {
    fn call(&self, value: StringInput<'_>, _: Kwargs, state: &State) -> TeraResult<String> {
        Ok(phones(&value.rendered(state)?))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

impl Phones {
    fn link(number: &str) -> String {
        format!("<a class=\"tel\" href=\"tel:{number}\">{number}</a>")
    }
}

fn phones(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = &rest[start..];
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let number = &digits[..end];
        // `&#39;` and `&#x2F;` are escapes, not numbers.
        let entity = rest[..start].ends_with(['#', 'x']);
        out.push_str(&rest[..start]);
        match PHONES.contains(&number) && !entity {
            true => out.push_str(&Phones::link(number)),
            false => out.push_str(number),
        }
        rest = &digits[end..];
    }
    out.push_str(rest);
    out
}

/// Escapes what a person typed and keeps the line ends.
struct Lines;

impl Filter<StringInput<'_>, TeraResult<String>> for Lines {
    fn call(&self, value: StringInput<'_>, _: Kwargs, state: &State) -> TeraResult<String> {
        let text = value.rendered(state)?;
        Ok(text.trim_end().lines().collect::<Vec<_>>().join("<br>"))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_chinese_days_in_both_languages() {
        // 17:30 UTC is half past one the next morning.
        let at = local("2026-08-02T17:30:00").unwrap();
        assert_eq!(date(at.date(), Lang::Zh, true), "2026年8月3日（周一）");
        assert_eq!(date(at.date(), Lang::En, true), "Mon 3 August 2026");
        assert_eq!(datetime(at, Lang::Zh).unwrap(), "2026年8月3日 01:30");
        assert_eq!(datetime(at, Lang::En).unwrap(), "3 August 2026, 01:30");
        assert_eq!(day(at.date(), Lang::En), "3 Aug");
        assert_eq!(local("2026-08-02T17:30:00Z").unwrap(), at);
        assert_eq!(local("2026-08-02T17:30:00.123456").unwrap().date(), at.date());
        assert_eq!(local("2026-08-03").unwrap().date(), at.date());
        assert!(local("yesterday").is_err());
    }

    #[test]
    fn ago_counts_only_within_the_day() {
        let now = local("2026-08-03T08:00:00").unwrap();
        let said = |text: &str| ago(local(text).unwrap(), now, Lang::Zh).unwrap();
        assert_eq!(said("2026-08-03T07:59:30"), "刚刚");
        assert_eq!(said("2026-08-03T07:57:00"), "3 分钟前");
        assert_eq!(said("2026-08-03T05:57:00"), "2 小时前");
        assert_eq!(said("2026-08-01T05:57:00"), "8月1日");
        assert_eq!(said("2025-08-01T05:57:00"), "2025年8月1日");
    }

    #[test]
    fn phones_become_links_and_text_stays_escaped() {
        assert_eq!(phones("拨打110；"), "拨打<a class=\"tel\" href=\"tel:110\">110</a>；");
        assert_eq!(
            phones("1100 &#110; 12345"),
            "1100 &#110; <a class=\"tel\" href=\"tel:12345\">12345</a>"
        );
    }
}
