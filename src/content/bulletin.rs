//! A bulletin of 校园安全信息速递: one danger, what to do, and a poster for the school's wall.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{ContentError, front_matter, markdown};
use crate::domain::course::Stage;
use crate::domain::topic::Topic;

/// Whom a poster may tell people to call: numbers that somebody answers everywhere.
pub const PHONES: [&str; 9] =
    ["110", "119", "120", "122", "12345", "12348", "12355", "12356", "96110"];
/// Words that the site itself has under `/youth/bulletins/`.
const RESERVED: [&str; 3] = ["subscribe", "confirm", "unsubscribe"];
/// What can be read from two metres: characters of a title, of a line, of a warning.
const TITLE_MAX: usize = 18;
const LINE_MAX: usize = 18;
const DONT_MAX: usize = 16;

/// A bulletin with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bulletin {
    #[serde(flatten)]
    pub facts: Facts,
    /// The page's text as written.
    pub markdown: String,
    /// The same, rendered and safe to print.
    pub html: String,
}

/// What the front matter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub slug: String,
    /// It can be read from this day on.
    pub date: NaiveDate,
    pub title: String,
    pub title_en: String,
    pub summary: String,
    pub topic: Topic,
    pub stages: Vec<Stage>,
    /// What to do, in the order to do it.
    pub poster: Vec<String>,
    pub dont: Vec<String>,
    /// Whom to call, the first first.
    pub phones: Vec<String>,
    /// The agency that answers for it.
    pub responsible: String,
    pub reviewed: NaiveDate,
}

impl std::ops::Deref for Bulletin {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// What the facts lack by themselves: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self) -> Vec<(&'static str, Fault)> {
        let mut wrong = Vec::new();
        if RESERVED.contains(&self.slug.as_str()) {
            wrong.push((
                "slug",
                Fault::said(
                    "reserved",
                    &[("slug", &self.slug)],
                    format!("`{}` is a page of its own", self.slug),
                ),
            ));
        }
        let mut short = |part: &'static str, text: &str, max: usize| {
            if text.is_empty() || text.chars().count() > max {
                let (english, most) =
                    (format!("“{text}” must have 1–{max} characters"), max.to_string());
                let values = [("part", part), ("text", text), ("most", &most)];
                wrong.push((part, Fault::said("long", &values, english)));
            }
        };
        short("title", &self.title, TITLE_MAX);
        self.poster.iter().for_each(|line| short("poster", line, LINE_MAX));
        self.dont.iter().for_each(|line| short("dont", line, DONT_MAX));
        if !(3..=5).contains(&self.poster.len()) {
            let english = format!("{} lines; there must be 3–5", self.poster.len());
            wrong.push(("poster", Fault::count("poster", self.poster.len(), 3, 5, english)));
        }
        if !(2..=3).contains(&self.dont.len()) {
            let english = format!("{} lines; there must be 2–3", self.dont.len());
            wrong.push(("dont", Fault::count("dont", self.dont.len(), 2, 3, english)));
        }
        if self.stages.is_empty() {
            wrong.push(("stages", Fault::empty("stages", "at least one stage is needed")));
        }
        if !(1..=3).contains(&self.phones.len()) {
            let english = format!("{} numbers; there must be 1–3", self.phones.len());
            wrong.push(("phones", Fault::count("phones", self.phones.len(), 1, 3, english)));
        }
        for phone in self.phones.iter().filter(|phone| !PHONES.contains(&phone.as_str())) {
            let english = format!("`{phone}` is no number that the site names");
            wrong.push(("phones", Fault::said("phone", &[("slug", phone)], english)));
        }
        wrong
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Bulletin, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Bulletin { facts, markdown, html })
}

#[cfg(test)]
mod tests {
    use super::super::{Content, files};

    /// A good bulletin, as an editor writes one.
    const GOOD: &str = r#"+++
slug = "good"
date = "2026-11-23"
title = "降温了，烤火要开窗"
title_en = "Leave a window open"
summary = "关着窗烧炭会中毒。"
topic = "weather"
stages = ["parents"]
poster = ["窗户留一条缝", "头晕，马上开窗", "人到屋外，再打120"]
dont = ["不关着门窗烧炭", "不把头晕当感冒睡"]
phones = ["120", "119"]
responsible = "education"
reviewed = "2026-11-26"
+++

## 学校这周做什么

看[这一期](/youth/bulletins/good)。
"#;

    /// The shipped content with this bulletin besides, or what is complained about.
    fn with(text: &str) -> Result<Content, Vec<String>> {
        let mut all = files("");
        all.push(("bulletins/good.md".into(), text.as_bytes().to_vec()));
        Content::from_files(all).map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_good_one_is_read_and_found() {
        let content = with(GOOD).unwrap();
        let bulletin = content.bulletin("good").unwrap();
        assert!(bulletin.html.contains("<h2>学校这周做什么</h2>"));
        let before = "2026-11-22T15:59:59".parse().unwrap();
        let after = "2026-11-22T16:00:00".parse().unwrap();
        let out = |now| content.bulletins_out(now).any(|one| one.slug == "good");
        assert_eq!((out(before), out(after)), (false, true));
        assert!(content.bulletins.is_sorted_by(|a, b| a.date >= b.date), "the newest first");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let table = [
            ("slug = \"good\"", "slug = \"other\"", "no such file"),
            ("\"窗户留一条缝\", ", "", "2 lines; there must be 3–5"),
            ("\"窗户留一条缝\"", "\"把家里每一扇窗户都留出一条缝来透气\"", ""),
            ("\"窗户留一条缝\"", "\"把家里每一扇窗户都留出一条透气的大缝隙\"", "1–18 characters"),
            ("\"不关着门窗烧炭\", ", "", "1 lines; there must be 2–3"),
            ("\"119\"", "\"13800138000\"", ":11: `13800138000` is no number"),
            ("responsible = \"education\"", "responsible = \"moon\"", ":12: unknown agency `moon`"),
            ("\"weather\"", "\"gossip\"", ":7: unknown Topic: gossip"),
            ("[\"parents\"]", "[]", ":8: at least one stage"),
            ("/youth/bulletins/good", "/youth/bulletins/bad", "unknown bulletin `bad`"),
            ("/youth/bulletins/good", "/youth/courses/bad", "unknown course `bad`"),
            ("phones", "tel", "unknown field `tel`"),
        ];
        for (good, bad, said) in table {
            let got = with(&GOOD.replace(good, bad)).err().unwrap_or_default();
            assert_eq!(said.is_empty(), got.is_empty(), "{bad}: {got:?}");
            assert!(said.is_empty() || got.iter().any(|c| c.contains(said)), "{bad}: {got:?}");
        }
        let own = with(&GOOD.replace("slug = \"good\"", "slug = \"confirm\"")).unwrap_err();
        assert!(own.iter().any(|c| c.contains("is a page of its own")), "{own:?}");
    }
}
