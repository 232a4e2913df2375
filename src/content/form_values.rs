//! The values of a form by the paths of their keys, and what is wrong with them.

use super::fields::{Field, Shape, Source, phones};

/// A form asks for no more rows of a little table.
pub const ROWS_MAX: usize = 30;

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path of the key: `limit.zh`, `materials.0.name`.
    pub path: String,
    /// The key of the text that says what is wrong.
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// Values in their order; a list is several of one path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// Of pairs of path and value; an empty value is none.
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Values {
        Values(pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect())
    }

    /// The first value of a path, empty where there is none.
    pub fn get(&self, path: &str) -> &str {
        self.all(path).first().copied().unwrap_or_default()
    }

    /// All values of a path.
    pub fn all(&self, path: &str) -> Vec<&str> {
        let of = self.0.iter().filter(|(have, _)| have == path);
        of.map(|(_, value)| value.as_str()).collect()
    }

    /// All pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// How many rows the little table of a path has.
    pub fn rows(&self, path: &str) -> usize {
        let row = |have: &str| {
            have.strip_prefix(path)?.strip_prefix('.')?.split('.').next()?.parse().ok()
        };
        self.0.iter().filter_map(|(have, _)| row(have)).map(|at: usize| at + 1).max().unwrap_or(0)
    }

    pub(super) fn extend(&mut self, path: &str, values: impl IntoIterator<Item = String>) {
        self.0.extend(values.into_iter().map(|value| (path.to_owned(), value)));
    }

    pub(super) fn below(&self, path: &str) -> Values {
        let under = |have: &str| {
            have.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        Values(self.0.iter().filter(|(have, _)| under(have)).cloned().collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn sorted(&self) -> Vec<&(String, String)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort();
        all
    }
}

/// The values as they are stored: trimmed, lists cut into lines, empty rows left out.
///
/// # Errors
/// Every field that is wrong.
pub fn checked(fields: &[Field], form: &Values) -> Result<Values, Vec<Fault>> {
    let mut check = Check { form, out: Values::default(), faults: Vec::new() };
    fields.iter().for_each(|field| check.field(field, field.name, field.name));
    if check.faults.is_empty() { Ok(check.out) } else { Err(check.faults) }
}

struct Check<'a> {
    form: &'a Values,
    out: Values,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn wrong(&mut self, path: &str, key: &'static str, args: &[(&'static str, usize)]) {
        let args = args.iter().map(|(name, value)| (*name, value.to_string())).collect();
        self.faults.push(Fault { path: path.to_owned(), key, args });
    }

    /// Reads a field at `from` in the form and keeps it at `to`.
    fn field(&mut self, field: &Field, from: &str, to: &str) {
        match field.shape {
            Shape::Rows(columns) => return self.rows(columns, from, to),
            Shape::Parts(parts) => {
                if field.always || !self.form.below(from).is_empty() {
                    for part in parts {
                        let name = part.name;
                        self.field(part, &format!("{from}.{name}"), &format!("{to}.{name}"));
                    }
                }
                return;
            }
            Shape::Words(_) | Shape::Many(_) | Shape::Ordered(..) | Shape::Lines { .. } => {
                return self.list(field, from, to);
            }
            _ => {}
        }
        let text = self.form.get(from).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            if field.always && !matches!(field.shape, Shape::Flag) {
                self.wrong(from, "field.required", &[]);
            }
            return;
        }
        if let Some((key, args)) = wrong_with(&field.shape, &text) {
            self.wrong(from, key, &args);
        }
        let flag = matches!(field.shape, Shape::Flag);
        self.out.extend(to, [if flag { "true".to_owned() } else { text }]);
    }

    fn list(&mut self, field: &Field, from: &str, to: &str) {
        let mut kept: Vec<String> = Vec::new();
        let typed: Vec<String> = self.form.all(from).into_iter().map(str::to_owned).collect();
        let lines = typed.iter().flat_map(|value| value.lines());
        for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
            if !kept.iter().any(|have| have == line) {
                kept.push(line.to_owned());
            }
        }
        let (least, most) = match &field.shape {
            Shape::Lines { least, most, .. } => (*least, *most),
            Shape::Ordered(Source::Phones, most) => (1, *most),
            Shape::Ordered(_, most) => (0, *most),
            Shape::Words(_) => (usize::from(field.always && field.name != "topics"), usize::MAX),
            _ => (0, usize::MAX),
        };
        if kept.len() < least && least == 1 {
            self.wrong(from, "field.required", &[]);
        } else if kept.len() < least || kept.len() > most {
            self.wrong(from, "content.wrong.lines", &[("least", least), ("most", most)]);
        }
        for line in &kept {
            match &field.shape {
                Shape::Lines { each, .. } if line.chars().count() > *each => {
                    let long = [("max", *each), ("length", line.chars().count())];
                    self.wrong(from, "content.wrong.line", &long);
                }
                Shape::Words(words) if !(words.words)().contains(&line.as_str()) => {
                    self.wrong(from, "field.choice", &[]);
                }
                Shape::Ordered(Source::Phones, _) if !phones().contains(&line.as_str()) => {
                    self.wrong(from, "field.choice", &[]);
                }
                _ => {}
            }
        }
        self.out.extend(to, kept);
    }

    fn rows(&mut self, columns: &[Field], from: &str, to: &str) {
        let mut kept = 0;
        for at in 0..self.form.rows(from).min(ROWS_MAX) {
            let row = format!("{from}.{at}");
            let says = |column: &Field| {
                !matches!(column.shape, Shape::Flag)
                    && !self.form.get(&format!("{row}.{}", column.name)).is_empty()
            };
            if !columns.iter().any(says) {
                continue;
            }
            for column in columns {
                let name = column.name;
                self.field(column, &format!("{row}.{name}"), &format!("{to}.{kept}.{name}"));
            }
            kept += 1;
        }
    }
}

type Wrong = (&'static str, Vec<(&'static str, usize)>);

fn wrong_with(shape: &Shape, text: &str) -> Option<Wrong> {
    let length = text.chars().count();
    match shape {
        Shape::Text(max) if length > *max => {
            Some(("field.too_long", vec![("max", *max), ("length", length)]))
        }
        Shape::Number(least, most) => match text.parse::<i64>() {
            Ok(number) if (*least..=*most).contains(&number) => None,
            Ok(_) => {
                let (least, most) = (*least as usize, *most as usize);
                Some(("content.wrong.between", vec![("least", least), ("most", most)]))
            }
            Err(_) => Some(("field.number", vec![])),
        },
        Shape::Day if text.parse::<chrono::NaiveDate>().is_err() => Some(("field.day", vec![])),
        Shape::Word(words) if !(words.words)().contains(&text) => Some(("field.choice", vec![])),
        _ => None,
    }
}
