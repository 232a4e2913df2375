//! The tables that clocks are counted by: calendars and definitions.

use serde::de::DeserializeOwned;

use super::{ContentError, texts};
use crate::domain::deadline::{Calendar, CalendarFile, DefinitionFile, Definitions, OverlayFile};
use crate::domain::routing::places::Places;

/// The regional overlay's file; every other one in its folder is a year.
const OVERLAY: &str = "cn-gx.toml";

/// Reads `content/calendar/`.
///
/// # Errors
/// Everything that is wrong, with its file.
pub fn calendar() -> Result<Calendar, Vec<ContentError>> {
    let mut years = Vec::new();
    let mut overlay = None;
    for (path, text) in tables("calendar/") {
        if path.ends_with(OVERLAY) {
            overlay = Some(parse::<OverlayFile>(&path, &text)?);
        } else {
            years.push(parse::<CalendarFile>(&path, &text)?);
        }
    }
    Calendar::build(years, overlay).map_err(|problems| said("calendar/", problems))
}

/// Reads `content/clocks/`.
///
/// # Errors
/// Everything that is wrong, with its file.
pub fn definitions() -> Result<Definitions, Vec<ContentError>> {
    let files = tables("clocks/");
    let parsed: Result<Vec<_>, _> =
        files.iter().map(|(path, text)| parse::<DefinitionFile>(path, text)).collect();
    Definitions::build(parsed?).map_err(|problems| said("clocks/", problems))
}

/// Reads `content/places/city.toml`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn places() -> Result<Places, Vec<ContentError>> {
    let files = tables("places/");
    let [(path, text)] = files.as_slice() else {
        return Err(vec![ContentError::new("places/", "there must be one file".to_owned())]);
    };
    Places::from_toml(text).map_err(|problems| said(path, problems))
}

/// The TOML files of a folder; it may hold a README for whoever edits them.
pub fn tables(folder: &str) -> Vec<(String, String)> {
    texts(folder).into_iter().filter(|(path, _)| path.ends_with(".toml")).collect()
}

fn parse<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Vec<ContentError>> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
        vec![match line {
            Some(line) => ContentError::at(path, line, error.message()),
            None => ContentError::new(path, error.message()),
        }]
    })
}

fn said(folder: &str, problems: Vec<String>) -> Vec<ContentError> {
    problems.into_iter().map(|problem| ContentError::new(folder, problem)).collect()
}
