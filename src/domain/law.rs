//! Whether what a page says about the law is still current.

use chrono::NaiveDate;

use super::course::LawCited;

/// A law was amended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawChange {
    pub law: String,
    /// From when the new text holds.
    pub changed_on: NaiveDate,
}

/// The laws that were amended after somebody last read them for this page. A law checked on the
/// very day is taken as read in its new text.
pub fn outdated<'a>(cited: &'a [LawCited], changes: &[LawChange]) -> Vec<&'a str> {
    let since = |cited: &LawCited| {
        changes.iter().any(|change| change.law == cited.law && cited.checked < change.changed_on)
    };
    cited.iter().filter(|cited| since(cited)).map(|cited| cited.law.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_before_the_amendment_is_outdated() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let cited = [
            LawCited { law: "刑法".into(), checked: day("2026-11-26") },
            LawCited { law: "民法典".into(), checked: day("2026-11-26") },
        ];
        let changed = |on: &str| [LawChange { law: "刑法".into(), changed_on: day(on) }];
        assert_eq!(outdated(&cited, &changed("2026-11-27")), ["刑法"]);
        assert!(outdated(&cited, &changed("2026-11-26")).is_empty());
        assert!(outdated(&cited, &[]).is_empty());
    }
}
