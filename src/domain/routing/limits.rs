//! Times named in the text, and the legal periods that they come near to.

use serde::Deserialize;

use super::source::Both;
use super::text::Folded;

/// A period in a matter's file: its length, and what to say when a time in the text comes near.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    #[serde(default)]
    pub months: u32,
    #[serde(default)]
    pub days: u32,
    /// `{quote}` stands for the asker's words.
    pub say: Both,
}

/// A time named in a text, in days, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    days: f64,
    start: usize,
    end: usize,
}

const MONTH: f64 = 30.4;
const YEAR: f64 = 365.0;
/// From this share of a period on it presses, and to this one it may still be in time.
const NEAR: [f64; 2] = [0.75, 1.1];

/// What to say of the periods that a time named in the text comes near to.
pub(super) fn pressing(limits: &[Limit], text: &Folded) -> Vec<Both> {
    if limits.is_empty() {
        return Vec::new();
    }
    let spans = spans(text.as_str());
    let near = |limit: &&Limit| {
        let whole = f64::from(limit.months) * MONTH + f64::from(limit.days);
        let found = spans.iter().find(|span| (NEAR[0]..=NEAR[1]).contains(&(span.days / whole)));
        found.map(|span| {
            let quote = text.quote(span.start, span.end);
            Both {
                zh: limit.say.zh.replace("{quote}", quote),
                en: limit.say.en.replace("{quote}", quote),
            }
        })
    };
    limits.iter().filter_map(|limit| near(&limit)).collect()
}

/// Every length of time in a text: 两年零十个月, 55天, 半年, 1年半.
fn spans(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match length(&text[at..]) {
            Some((days, long)) => {
                // 两年 and 十个月 that touch are one time.
                let joined = spans.last_mut().filter(|last| {
                    let between = &text[last.end..at];
                    (between.is_empty() || between == "零" || between == "又") && days < last.days
                });
                match joined {
                    Some(last) => {
                        last.days += days;
                        last.end = at + long;
                    }
                    None => spans.push(Span { days, start: at, end: at + long }),
                }
                at += long;
            }
            // The rest of 2018 is not eighteen.
            None => at += digits(&text[at..]).max(c.len_utf8()),
        }
    }
    spans
}

/// A length of time at the beginning of a text: in days, and how many bytes say it.
fn length(text: &str) -> Option<(f64, usize)> {
    let (number, used) = number(text)?;
    let rest = &text[used..];
    let (rest, used, number) = match rest.strip_prefix('多') {
        Some(after) => (after, used + '多'.len_utf8(), number * 1.1),
        None => (rest, used, number),
    };
    // A year with four digits and a bare 月 or 日 are dates.
    let units =
        [("年半", YEAR), ("年", YEAR), ("个月", MONTH), ("个多月", MONTH * 1.1), ("天", 1.0)];
    let (unit, days) = units.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
    let half = if unit == "年半" { YEAR / 2.0 } else { 0.0 };
    let used = used + unit.len();
    let (number, used) = match text[used..].starts_with('多') {
        true => (number * 1.1, used + '多'.len_utf8()),
        false => (number, used),
    };
    (number < 1_000.0).then_some((number * days + half, used))
}

/// How many bytes of a number in digits a text begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count()
}

/// A number in digits or in Chinese, up to ninety-nine: its value and its bytes.
fn number(text: &str) -> Option<(f64, usize)> {
    let digits = digits(text);
    if digits > 0 {
        return text[..digits].parse().ok().map(|number| (number, digits));
    }
    let (mut value, mut used) = (None, 0);
    for c in text.chars() {
        let digit = "零一二三四五六七八九".chars().position(|digit| digit == c);
        value = match (c, digit) {
            ('半', _) if value.is_none() => Some(0.5),
            ('两', _) if value.is_none() => Some(2.0),
            ('十', _) => Some(value.unwrap_or(1.0) * 10.0),
            (_, Some(0)) if value.is_none() => None,
            (_, Some(digit)) => match value {
                None => Some(digit as f64),
                Some(tens) if tens >= 10.0 && tens % 10.0 == 0.0 && digit > 0 => {
                    Some(tens + digit as f64)
                }
                Some(_) => break,
            },
            _ => break,
        };
        value?;
        used += c.len_utf8();
    }
    value.map(|value| (value, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<i64> {
        spans(text).iter().map(|span| span.days.round() as i64).collect()
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        assert_eq!(days("欠了两年零十个月,又拖55天"), [1034, 55]);
        assert_eq!(days("半年前,一年半,2年半"), [183, 548, 913]);
        assert_eq!(days("2018年3月5日签的,十五个月后,二十一天"), [456, 21]);
        assert_eq!(days("三年多了,一个多月"), [1205, 33]);
        assert_eq!(days("没有时间,零年,十年"), [3650]);
        assert_eq!(days("年年有余,1.5.2天,九十九天天天"), [99]);
    }
}
