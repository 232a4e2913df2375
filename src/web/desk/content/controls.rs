//! The fields of a kind of page as a form shows them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::options;
use crate::content::Values;
use crate::content::fields::{Field, Shape};
use crate::web::visit::Visit;

/// Rows of a little table that stand ready to be filled in.
const SPARE_ROWS: usize = 2;

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// One control.
#[derive(Debug, Default, Serialize)]
pub struct Control {
    pub name: String,
    pub label: String,
    pub hint: String,
    /// `text`, `number`, `date`, `flag`, `select`, `checks`, `ordered`, `lines`, `rows`, `parts`.
    pub kind: &'static str,
    pub value: String,
    pub values: Vec<String>,
    pub options: Vec<Choice>,
    pub optional: bool,
    pub error: Option<String>,
    pub max: usize,
    /// Of a little table: its rows. Of a table: one.
    pub rows: Vec<Vec<Control>>,
}

/// The name of a field in a form.
pub fn name_of(path: &str) -> String {
    format!("f.{path}")
}

/// Makes the controls of a form.
pub struct Controls<'a> {
    pub visit: &'a Visit,
    pub values: &'a Values,
    pub wrong: &'a BTreeMap<String, String>,
}

impl Controls<'_> {
    /// All of them.
    pub fn all(&self, fields: &[Field]) -> Vec<Control> {
        fields.iter().map(|field| self.one(field, field.name, field.name)).collect()
    }

    /// One, at a path of the form; `text` is the end of the key of its label.
    fn one(&self, field: &Field, path: &str, text: &str) -> Control {
        let name = name_of(path);
        let hint = format!("content.hint.{text}");
        let control = Control {
            label: self.visit.text(&format!("content.field.{text}"), &[]),
            hint: match self.visit.app.pages.locale().has(&hint) {
                true => self.visit.text(&hint, &[]),
                false => String::new(),
            },
            value: self.values.get(path).to_owned(),
            values: self.values.all(path).into_iter().map(str::to_owned).collect(),
            optional: !field.always,
            error: self.wrong.get(&name).cloned(),
            name,
            ..Control::default()
        };
        self.shaped(field, path, text, control)
    }

    fn shaped(&self, field: &Field, path: &str, text: &str, control: Control) -> Control {
        match &field.shape {
            Shape::Text(max) => Control { kind: "text", max: *max, ..control },
            Shape::Number(..) => Control { kind: "number", ..control },
            Shape::Day => Control { kind: "date", ..control },
            Shape::Flag => Control { kind: "flag", ..control },
            Shape::Word(words) => Control {
                kind: "select",
                options: self.blank(options::words(self.visit, *words)),
                ..control
            },
            Shape::Words(words) => {
                Control { kind: "checks", options: options::words(self.visit, *words), ..control }
            }
            Shape::One(source) => Control {
                kind: "select",
                options: self.blank(options::of(self.visit, *source)),
                ..control
            },
            Shape::Many(source) => {
                Control { kind: "checks", options: options::of(self.visit, *source), ..control }
            }
            Shape::Ordered(source, most) => {
                let mut values = control.values;
                values.resize((*most).max(values.len()), String::new());
                let options = self.blank(options::of(self.visit, *source));
                Control { kind: "ordered", values, options, ..control }
            }
            Shape::Lines { most, .. } => {
                Control { kind: "lines", value: control.values.join("\n"), max: *most, ..control }
            }
            Shape::Parts(parts) => {
                Control { kind: "parts", rows: vec![self.row(parts, path, text)], ..control }
            }
            Shape::Rows(columns) => {
                let there = self.values.rows(path) + SPARE_ROWS;
                let row = |at| self.row(columns, &format!("{path}.{at}"), text);
                Control { kind: "rows", rows: (0..there).map(row).collect(), ..control }
            }
        }
    }

    fn row(&self, fields: &[Field], path: &str, text: &str) -> Vec<Control> {
        let one = |field: &Field| {
            self.one(field, &format!("{path}.{}", field.name), &format!("{text}.{}", field.name))
        };
        fields.iter().map(one).collect()
    }

    fn blank(&self, options: Vec<Choice>) -> Vec<Choice> {
        let none = Choice { value: String::new(), label: self.visit.text("content.choose", &[]) };
        std::iter::once(none).chain(options).collect()
    }
}
