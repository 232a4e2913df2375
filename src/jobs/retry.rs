//! When a job that did not work is tried again, and when it is given up.

use chrono::TimeDelta;

/// A job begun this often without success waits for a person. With the pauses below that is a
/// little more than three days: a mail server that is away over a weekend loses nothing.
pub const MOST_ATTEMPTS: i32 = 20;
/// The first pause.
const FIRST_SECONDS: i64 = 30;
/// No pause is longer.
const LONGEST_SECONDS: i64 = 6 * 3600;

/// Why a job did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It may work later.
    Passing(String),
    /// It will never work like this.
    Final(String),
}

impl Fault {
    /// What is shown to an admin.
    pub fn text(&self) -> &str {
        match self {
            Fault::Passing(text) | Fault::Final(text) => text,
        }
    }
}

/// How long to wait after the `attempts`th try failed, or none where it is given up. `jitter` is
/// 0..=1 and spreads the pause over a fifth of it, so that jobs that failed together do not all
/// come back together.
pub fn pause(fault: &Fault, attempts: i32, jitter: f64) -> Option<TimeDelta> {
    if matches!(fault, Fault::Final(_)) || attempts >= MOST_ATTEMPTS {
        return None;
    }
    let doublings = u32::try_from((attempts - 1).clamp(0, 20)).unwrap_or_default();
    let seconds = (FIRST_SECONDS << doublings).min(LONGEST_SECONDS);
    let spread = (seconds as f64 / 5.0 * jitter.clamp(0.0, 1.0)) as i64;
    Some(TimeDelta::seconds(seconds + spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_six_hours_and_end() {
        let passing = Fault::Passing("421".to_owned());
        let table = [
            (0, Some(30)),
            (1, Some(30)),
            (2, Some(60)),
            (3, Some(120)),
            (6, Some(960)),
            (10, Some(15_360)),
            (11, Some(21_600)),
            (19, Some(21_600)),
            (20, None),
            (i32::MAX, None),
        ];
        for (attempts, seconds) in table {
            let expected = seconds.map(TimeDelta::seconds);
            assert_eq!(pause(&passing, attempts, 0.0), expected, "{attempts}");
        }
        assert_eq!(pause(&passing, 1, 1.0), Some(TimeDelta::seconds(36)));
        assert_eq!(pause(&passing, 11, 7.0), Some(TimeDelta::seconds(21_600 + 4_320)));
        assert_eq!(pause(&Fault::Final("550".to_owned()), 1, 0.0), None);
    }

    #[test]
    fn a_weekend_is_outlasted() {
        let passing = Fault::Passing(String::new());
        let pauses = (1..MOST_ATTEMPTS).filter_map(|attempts| pause(&passing, attempts, 0.0));
        assert!(pauses.sum::<TimeDelta>() > TimeDelta::hours(60));
    }
}
