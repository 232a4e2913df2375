//! Every string of the interface, in both languages.
//!
//! The texts live in `content/locales/<language>/<area>.toml`: flat tables of dotted keys. All files
//! of a language are merged into one table, so a key is unique in the whole site. A text may hold
//! `{name}`, replaced by the argument of that name, and `{n|day|days}`, which picks the first form
//! when `n` is 1 and the second otherwise (English needs it, Chinese never does).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

/// A language the interface speaks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Lang {
    /// 简体中文, the first language.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// Both, the first language first.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The language tag, as in `<html lang>` and the names of the folders.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Reads one language tag: `zh`, `zh-CN`, `zh-Hans-CN`, `en`, `en-GB` …
    pub fn parse(tag: &str) -> Option<Lang> {
        let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match first.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Reads an `Accept-Language` header: the known language with the greatest weight.
    pub fn accept(header: &str) -> Option<Lang> {
        let mut best: Option<(f32, Lang)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let Some(lang) = pieces.next().and_then(Lang::parse) else {
                continue;
            };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }

    /// What was asked for in the address wins over the cookie, the cookie over the browser.
    pub fn choose(query: Option<&str>, cookie: Option<&str>, accept: Option<&str>) -> Lang {
        query
            .and_then(Lang::parse)
            .or_else(|| cookie.and_then(Lang::parse))
            .or_else(|| accept.and_then(Lang::accept))
            .unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// What is wrong with the files of `content/locales/`, one line each.
#[derive(Debug, thiserror::Error)]
#[error("content/locales: {}", .0.join("; "))]
pub struct LocaleError(pub Vec<String>);

/// The texts of the interface in every language.
#[derive(Debug, Clone, Default)]
pub struct Locale {
    tables: BTreeMap<Lang, BTreeMap<String, String>>,
}

impl Locale {
    /// Merges the given files, each named by its path under `content/locales/` (`zh-CN/base.toml`).
    /// Reports unreadable files, keys given twice, keys one language lacks, and placeholders that
    /// differ between the languages: all at once, so that they are mended at once.
    pub fn new(files: Vec<(String, String)>) -> Result<Locale, LocaleError> {
        let mut wrong = Vec::new();
        let mut locale = Locale::default();
        for (name, text) in &files {
            locale.add(name, text, &mut wrong);
        }
        locale.compare(&mut wrong);
        match wrong.is_empty() {
            true => Ok(locale),
            false => Err(LocaleError(wrong)),
        }
    }

    fn add(&mut self, name: &str, text: &str, wrong: &mut Vec<String>) {
        let folder = name.rsplit('/').nth(1).unwrap_or(name);
        let Some(lang) = Lang::parse(folder) else {
            wrong.push(format!("{name}: not a known language"));
            return;
        };
        let entries = match text.parse::<toml::Table>() {
            Ok(entries) => entries,
            Err(error) => {
                wrong.push(format!("{name}: {}", error.message()));
                return;
            }
        };
        let table = self.tables.entry(lang).or_default();
        for (key, value) in entries {
            let toml::Value::String(value) = value else {
                wrong.push(format!("{name}: {key} is not a text"));
                continue;
            };
            if table.insert(key.clone(), value).is_some() {
                wrong.push(format!("{name}: {key} is given twice"));
            }
        }
    }

    fn compare(&self, wrong: &mut Vec<String>) {
        let keys: BTreeSet<&String> = self.tables.values().flat_map(BTreeMap::keys).collect();
        for key in keys {
            let mut names = Vec::new();
            for lang in Lang::ALL {
                match self.find(lang, key) {
                    Some(text) => names.push(placeholders(text)),
                    None => wrong.push(format!("{lang}: {key} is missing")),
                }
            }
            if names.windows(2).any(|pair| pair[0] != pair[1]) {
                wrong.push(format!("{key}: the languages use different placeholders"));
            }
        }
    }

    fn find(&self, lang: Lang, key: &str) -> Option<&str> {
        self.tables.get(&lang)?.get(key).map(String::as_str)
    }

    /// Whether there is a text for this key.
    pub fn has(&self, key: &str) -> bool {
        self.find(Lang::Zh, key).is_some()
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let table = self.tables.get(&Lang::Zh);
        table.into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// The text of `key` with its placeholders filled. A key that nobody wrote is shown as `⟦key⟧`,
    /// which the page tests look for.
    pub fn text(&self, lang: Lang, key: &str, args: &[(&str, String)]) -> String {
        match self.find(lang, key) {
            Some(text) => fill(text, args),
            None => {
                tracing::error!(%lang, key, "no such text");
                format!("⟦{key}⟧")
            }
        }
    }
}

impl Locale {
    /// The text of `key` with its placeholders as they stand, for who fills them elsewhere.
    pub fn pattern(&self, lang: Lang, key: &str) -> String {
        self.find(lang, key).map_or_else(|| format!("⟦{key}⟧"), str::to_owned)
    }
}

/// Splits a text into pieces: plain text, and the insides of `{…}`.
fn pieces(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once('{') {
        let Some((inside, tail)) = after.split_once('}') else {
            break;
        };
        found.push((plain, Some(inside)));
        rest = tail;
    }
    found.push((rest, None));
    found
}

/// The names of the placeholders of a text; how often and in which order does not matter.
fn placeholders(text: &str) -> BTreeSet<&str> {
    pieces(text)
        .into_iter()
        .filter_map(|(_, inside)| inside)
        .map(|inside| inside.split('|').next().unwrap_or(inside))
        .collect()
}

fn fill(text: &str, args: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    for (plain, inside) in pieces(text) {
        out.push_str(plain);
        let Some(inside) = inside else { continue };
        let mut forms = inside.split('|');
        let name = forms.next().unwrap_or_default();
        let Some((_, value)) = args.iter().find(|(known, _)| *known == name) else {
            tracing::error!(name, text, "a placeholder without its argument");
            out.push_str(&format!("⟦{name}⟧"));
            continue;
        };
        match (forms.next(), forms.next()) {
            (Some(one), Some(many)) => out.push_str(if value == "1" { one } else { many }),
            _ => out.push_str(value),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(lang: &str, text: &str) -> (String, String) {
        (format!("{lang}/base.toml"), text.to_owned())
    }

    #[test]
    fn a_language_is_chosen_by_query_then_cookie_then_browser() {
        assert_eq!(Lang::choose(None, None, None), Lang::Zh);
        assert_eq!(Lang::choose(None, None, Some("en-GB,zh;q=0.5")), Lang::En);
        assert_eq!(Lang::choose(None, Some("zh-CN"), Some("en")), Lang::Zh);
        assert_eq!(Lang::choose(Some("en"), Some("zh-CN"), None), Lang::En);
        assert_eq!(Lang::choose(Some("xx"), None, Some("fr,de;q=0.5")), Lang::Zh);
        assert_eq!(Lang::accept("fr, en;q=0.4, zh-Hans;q=0.9"), Some(Lang::Zh));
        assert_eq!(Lang::accept("en;q=0"), None);
    }

    #[test]
    fn texts_are_filled_and_counted() {
        let locale = Locale::new(vec![
            file("zh-CN", "\"a\" = \"{n} 天，{who}\""),
            file("en", "\"a\" = \"{n} {n|day|days}, {who}\""),
        ])
        .unwrap();
        let args = |n: u8| [("n", n.to_string()), ("who", "{n}".to_owned())];
        assert_eq!(locale.text(Lang::En, "a", &args(1)), "1 day, {n}");
        assert_eq!(locale.text(Lang::En, "a", &args(3)), "3 days, {n}");
        assert_eq!(locale.text(Lang::Zh, "a", &args(3)), "3 天，{n}");
        assert_eq!(locale.text(Lang::Zh, "b", &[]), "⟦b⟧");
        assert_eq!(locale.text(Lang::Zh, "a", &[("n", "1".into())]), "1 天，⟦who⟧");
    }

    #[test]
    fn every_fault_of_the_files_is_told() {
        let LocaleError(wrong) = Locale::new(vec![
            file("zh-CN", "\"a\" = \"{n}\"\n\"b\" = \"\"\n\"e\" = 1"),
            file("en", "\"a\" = \"{m}\"\n\"c\" = \"\""),
            file("zh-CN", "\"a\" = \"again\""),
            file("fr", ""),
            file("en", "= ="),
        ])
        .unwrap_err();
        for part in
            ["e is not a text", "a is given twice", "fr/base.toml", "b is missing", "c is missing"]
        {
            assert!(wrong.iter().any(|line| line.contains(part)), "{part}: {wrong:?}");
        }
        assert!(wrong.iter().any(|line| line.contains("different placeholders")));
    }
}
