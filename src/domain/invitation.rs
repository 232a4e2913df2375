//! An invitation: a link that opens one door once, for a while.

use chrono::TimeDelta;

use super::Time;
use super::reach::{is_email, tidy_email};
use super::school::{self, tidy};
use crate::text_enum;

/// An invitation is good for so long.
pub const DAYS: i64 = 14;
/// This many schools in one go; a county has fewer.
pub const LINES_MAX: usize = 300;
/// No address is longer (RFC 5321).
pub const EMAIL_MAX: usize = 254;

text_enum! {
    /// Who is invited.
    pub enum Kind { School = "school", Teacher = "teacher" }
}

text_enum! {
    /// What an invitation is good for now.
    pub enum Standing {
        Open = "open",
        Used = "used",
        Revoked = "revoked",
        Expired = "expired",
    }
}

/// What an invitation made now is good until.
pub fn until(now: Time) -> Time {
    now + TimeDelta::days(DAYS)
}

/// What it is good for now. What was done with it goes before what time did to it.
pub fn standing(
    used_at: Option<Time>,
    revoked_at: Option<Time>,
    expires_at: Time,
    now: Time,
) -> Standing {
    match (used_at, revoked_at) {
        (Some(_), _) => Standing::Used,
        (None, Some(_)) => Standing::Revoked,
        (None, None) if expires_at <= now => Standing::Expired,
        (None, None) => Standing::Open,
    }
}

/// A school as the bureau names it on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The line it stands on, from 1.
    pub line: usize,
    pub school: String,
    pub district: String,
    pub email: String,
}

text_enum! {
    /// What is wrong with a line.
    pub enum LineFault {
        /// It has not the three parts.
        Parts = "parts",
        /// The district is none of ours.
        District = "district",
        Email = "email",
        /// A part is longer than anybody's.
        Long = "long",
        /// The address or the school stands on a line before.
        Twice = "twice",
    }
}

/// Reads "school, district, e-mail", one a line; blank lines are nothing. All lines that are wrong are
/// told, with their numbers.
pub fn read_lines(text: &str) -> Result<Vec<Named>, Vec<(usize, LineFault)>> {
    let mut named: Vec<Named> = Vec::new();
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match read_line(at + 1, line) {
            Ok(one) if named.iter().any(|other| same(other, &one)) => {
                faults.push((at + 1, LineFault::Twice));
            }
            Ok(one) => named.push(one),
            Err(fault) => faults.push((at + 1, fault)),
        }
    }
    if faults.is_empty() { Ok(named) } else { Err(faults) }
}

fn same(a: &Named, b: &Named) -> bool {
    a.email == b.email || (a.school == b.school && a.district == b.district)
}

fn read_line(line: usize, text: &str) -> Result<Named, LineFault> {
    let parts: Vec<&str> = text.split([',', '，', '\t', '；', ';']).map(str::trim).collect();
    let [name, district, email] = parts[..] else { return Err(LineFault::Parts) };
    let (name, email) = (tidy(name), tidy_email(email));
    if name.is_empty() {
        return Err(LineFault::Parts);
    }
    let district = school::district(district).ok_or(LineFault::District)?.to_owned();
    if name.chars().count() > school::NAME_MAX || email.chars().count() > EMAIL_MAX {
        return Err(LineFault::Long);
    }
    if is_email(&email) {
        Ok(Named { line, school: name, district, email })
    } else {
        Err(LineFault::Email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_goes_before_revoked_goes_before_expired() {
        let now = Time::default();
        let (later, earlier) = (until(now), now - TimeDelta::days(1));
        for (used, revoked, expires, right) in [
            (None, None, later, Standing::Open),
            (None, None, now, Standing::Expired),
            (None, None, earlier, Standing::Expired),
            (None, Some(now), later, Standing::Revoked),
            (None, Some(now), earlier, Standing::Revoked),
            (Some(now), None, later, Standing::Used),
            (Some(now), Some(now), earlier, Standing::Used),
        ] {
            assert_eq!(standing(used, revoked, expires, now), right);
        }
    }

    #[test]
    fn lines_are_read_however_they_are_separated() {
        let text = "云岭第二小学，玉州区，a@edu.example\n\n 北山中学, 北流市 , B@Edu.Example \r\n东门小学\t容县\tc@edu.example";
        let named = read_lines(text).unwrap();
        let read: Vec<_> =
            named.iter().map(|n| (n.line, &*n.school, &*n.district, &*n.email)).collect();
        assert_eq!(
            read,
            [
                (1, "云岭第二小学", "玉州区", "a@edu.example"),
                (3, "北山中学", "北流市", "b@edu.example"),
                (4, "东门小学", "容县", "c@edu.example"),
            ]
        );
        assert_eq!(read_lines(" \n"), Ok(Vec::new()));
    }

    #[test]
    fn every_wrong_line_is_named() {
        let long = format!("{},玉州区,d@edu.example", "长".repeat(61));
        let text = format!(
            "一小,玉州区,a@edu.example\n二小 玉州区 b@edu.example\n三小,玉州区,c@edu\n{long}\n四小,玉州区,A@edu.example\n一 小,玉州,e@edu.example\n,玉州区,f@edu.example\n五小,海淀区,g@edu.example"
        );
        let faults = read_lines(&text).unwrap_err();
        assert_eq!(
            faults,
            [
                (2, LineFault::Parts),
                (3, LineFault::Email),
                (4, LineFault::Long),
                (5, LineFault::Twice),
                (6, LineFault::Twice),
                (7, LineFault::Parts),
                (8, LineFault::District),
            ]
        );
    }
}
