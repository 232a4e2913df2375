//! A page's file as a form shows it, and the form written back into the file: what was not changed
//! stays byte for byte as its author set it.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::fields::{Field, Shape, fields};
use super::form_values::{Fault, Values, checked};
use crate::domain::publication::PieceKind;

const FENCE: &str = "+++";

/// A file in its parts; together they are the file.
struct Parts<'a> {
    /// The first line, with what stands before it.
    open: &'a str,
    front: &'a str,
    /// The line that closes the front matter.
    close: &'a str,
    rest: &'a str,
}

fn split(text: &str) -> Option<Parts<'_>> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_start_matches('\u{feff}').trim_end() != FENCE {
        return None;
    }
    let mut end = first.len();
    for line in lines {
        if line.trim_end() == FENCE {
            let after = end + line.len();
            return Some(Parts {
                open: &text[..first.len()],
                front: &text[first.len()..end],
                close: &text[end..after],
                rest: &text[after..],
            });
        }
        end += line.len();
    }
    None
}

fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// What a file says, key by key, and its text; none where it is no page.
pub fn values(kind: PieceKind, text: &str) -> Option<(Values, String)> {
    let parts = split(text)?;
    let document: DocumentMut = unix(parts.front).parse().ok()?;
    let mut found = Values::default();
    for field in fields(kind) {
        read(field, document.get(field.name), field.name, &mut found);
    }
    Some((found, unix(parts.rest).trim().to_owned()))
}

/// The file of a page after a form was filled in: `before` with what the form changes, or a new
/// one. The form need not be complete by the rules of the whole site, only readable.
///
/// # Errors
/// Every field that is wrong.
pub fn write(
    kind: PieceKind,
    slug: &str,
    before: Option<&str>,
    form: &Values,
    body: &str,
) -> Result<String, Vec<Fault>> {
    let blank = format!("{FENCE}\nslug = \"{slug}\"\n{FENCE}\n");
    let before = before.filter(|text| split(text).is_some()).unwrap_or(&blank);
    let checked = checked(fields(kind), form)?;
    let Some(parts) = split(before) else { return Err(Vec::new()) };
    let (_, body_before) = values(kind, before).unwrap_or_default();
    let mut document: DocumentMut = parts.front.parse().unwrap_or_default();
    let mut changed = false;
    for field in fields(kind) {
        changed |= set(field, document.as_table_mut(), field.name, &checked);
    }
    let front = if changed { document.to_string() } else { parts.front.to_owned() };
    let body = unix(body);
    let rest = match body.trim() {
        same if same == body_before => parts.rest.to_owned(),
        "" => String::new(),
        new => format!("\n{new}\n"),
    };
    Ok([parts.open, &front, parts.close, &rest].concat())
}

fn texts(item: &Item) -> Vec<String> {
    let list = item.as_array().into_iter().flatten();
    list.filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn read(field: &Field, item: Option<&Item>, path: &str, out: &mut Values) {
    let Some(item) = item else { return };
    match field.shape {
        Shape::Number(..) => {
            out.extend(path, item.as_integer().map(|number| number.to_string()));
        }
        Shape::Flag => out.extend(path, item.as_bool().filter(|on| *on).map(|_| "true".into())),
        Shape::Words(_) | Shape::Many(_) | Shape::Ordered(..) | Shape::Lines { .. } => {
            out.extend(path, texts(item));
        }
        Shape::Rows(columns) => {
            for (at, row) in rows_of(item).into_iter().enumerate() {
                read_parts(columns, row, &format!("{path}.{at}"), out);
            }
        }
        Shape::Parts(parts) => {
            if let Some(table) = item.as_table_like() {
                read_parts(parts, table, path, out);
            }
        }
        Shape::Text(_) | Shape::Day | Shape::Word(_) | Shape::One(_) => {
            out.extend(path, item.as_str().map(str::to_owned));
        }
    }
}

fn read_parts(parts: &[Field], table: &dyn TableLike, path: &str, out: &mut Values) {
    for part in parts {
        read(part, table.get(part.name), &format!("{path}.{}", part.name), out);
    }
}

fn rows_of(item: &Item) -> Vec<&dyn TableLike> {
    if let Some(tables) = item.as_array_of_tables() {
        return ArrayOfTables::iter(tables).map(|table| table as &dyn TableLike).collect();
    }
    let list = item.as_array().into_iter().flatten();
    list.filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike)).collect()
}

/// Puts what the form says into a table, where it says something else; true when it did.
fn set(field: &Field, table: &mut dyn TableLike, path: &str, form: &Values) -> bool {
    let mut stood = Values::default();
    read(field, table.get(field.name), path, &mut stood);
    let wanted = form.below(path);
    let there = table.contains_key(field.name);
    if same(field, &stood, &wanted) && (there || !field.always) {
        return false;
    }
    if let (Shape::Parts(parts), false) = (&field.shape, wanted.is_empty())
        && let Some(inner) = table.get_mut(field.name).and_then(Item::as_table_like_mut)
    {
        for part in *parts {
            set(part, inner, &format!("{path}.{}", part.name), form);
        }
        return true;
    }
    match value(field, path, form) {
        Some(value) => drop(table.insert(field.name, Item::Value(value))),
        None => drop(table.remove(field.name)),
    }
    true
}

/// In a choice of several the order means nothing.
fn same(field: &Field, stood: &Values, wanted: &Values) -> bool {
    match field.shape {
        Shape::Words(_) | Shape::Many(_) => stood.sorted() == wanted.sorted(),
        _ => stood == wanted,
    }
}

/// What a key shall hold; none where it shall not stand there.
fn value(field: &Field, path: &str, form: &Values) -> Option<Value> {
    let text = form.get(path);
    let list = form.all(path);
    match field.shape {
        Shape::Number(..) => text.parse::<i64>().ok().map(Value::from),
        Shape::Flag => (field.always || text == "true").then(|| Value::from(text == "true")),
        Shape::Words(_) | Shape::Many(_) | Shape::Ordered(..) | Shape::Lines { .. } => {
            let array: Array = list.iter().copied().collect();
            (field.always || !array.is_empty()).then(|| Value::Array(array))
        }
        Shape::Rows(columns) => {
            let mut array = Array::new();
            for at in 0..form.rows(path) {
                let row = inline(columns, &format!("{path}.{at}"), form);
                let mut row = Value::InlineTable(row);
                row.decor_mut().set_prefix("\n  ");
                array.push_formatted(row);
            }
            if !array.is_empty() {
                array.set_trailing("\n");
                array.set_trailing_comma(true);
            }
            (field.always || !array.is_empty()).then(|| Value::Array(array))
        }
        Shape::Parts(parts) => {
            let table = inline(parts, path, form);
            (!form.below(path).is_empty()).then(|| Value::InlineTable(table))
        }
        Shape::Text(_) | Shape::Day | Shape::Word(_) | Shape::One(_) => {
            (!text.is_empty()).then(|| Value::from(text))
        }
    }
}

fn inline(parts: &[Field], path: &str, form: &Values) -> InlineTable {
    let mut table = InlineTable::new();
    for part in parts {
        if let Some(value) = value(part, &format!("{path}.{}", part.name), form) {
            table.insert(part.name, value);
        }
    }
    table
}

/// The same file with another day on which it was last read.
pub fn read_on(text: &str, day: chrono::NaiveDate) -> Option<String> {
    let parts = split(text)?;
    let mut document: DocumentMut = parts.front.parse().ok()?;
    Table::insert(document.as_table_mut(), "reviewed", toml_edit::value(day.to_string()));
    Some([parts.open, &document.to_string(), parts.close, parts.rest].concat())
}

#[cfg(test)]
#[path = "manuscript_tests.rs"]
mod tests;
