//! `yimen routing …`: the router on its own. `predict` answers one JSON line with another, in
//! order; `eval` measures it; `rehearse` tries a draft of the rules on what was really asked. Nothing is
//! stored.

pub mod eval;
mod questions;
pub mod rehearse;

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use rust_embed::Embed;
use serde::{Deserialize, Serialize};

use crate::domain::routing::{Facts, Fault, Learned, Reason, Rules, Urgent, route};

/// The rules as they were when this was built; a folder given on the command line replaces them.
#[derive(Embed)]
#[folder = "content/routing/"]
struct Shipped;

/// Why nothing could be predicted.
#[derive(Debug, thiserror::Error)]
pub enum PredictError {
    #[error("the routing rules are wrong:\n{}", .0.join("\n"))]
    Rules(Vec<String>),
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    #[error("no line holds a text and its answer")]
    NoRows,
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// What was done, for a line on standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub learned: usize,
    /// Confirmations that could not be read or name no matter and no label.
    pub skipped: usize,
    pub answered: usize,
    pub broken: usize,
}

#[derive(Deserialize)]
struct Question {
    text: String,
}

#[derive(Deserialize)]
struct Confirmation {
    text: String,
    matter: Option<String>,
    label: Option<String>,
}

/// A text, and the matter or the label that a person said it is.
struct Taught {
    text: String,
    target: String,
}

#[derive(Serialize)]
struct Answer {
    matter: String,
    label: String,
    lead: String,
    confidence: f64,
    top: Vec<(String, f64)>,
    top_labels: Vec<(String, f64)>,
    reasons: Vec<Reason>,
    abstain: bool,
    urgent: Option<Urgent>,
    co: Vec<String>,
    rules_version: String,
}

#[derive(Serialize)]
struct Broken {
    error: String,
}

/// The rules of a folder, or the shipped ones.
pub fn rules(folder: Option<&Path>) -> Result<Rules, PredictError> {
    let files = match folder {
        Some(folder) => read_folder(folder)?,
        None => Shipped::iter()
            .filter_map(|name| Shipped::get(&name).map(|file| (name, file)))
            .map(|(name, file)| {
                (name.into_owned(), String::from_utf8_lossy(&file.data).into_owned())
            })
            .collect(),
    };
    Rules::from_toml(files).map_err(|faults| PredictError::Rules(lines(&faults)))
}

/// Faults as lines.
fn lines(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(Fault::to_string).collect()
}

/// Learns the confirmations of `learn`, then answers each line of `input`.
pub fn predict(
    rules: &Rules,
    learn: Option<&Path>,
    mut input: impl BufRead,
    mut output: impl Write,
) -> Result<Tally, PredictError> {
    let mut tally = Tally::default();
    let mut learned = Learned::default();
    if let Some(path) = learn {
        let file = File::open(path).map_err(|error| PredictError::File(path.into(), error))?;
        confirmations(BufReader::new(file), |one| {
            let known = one.is_some_and(|one| learned.learn(rules, &one.text, &one.target));
            *if known { &mut tally.learned } else { &mut tally.skipped } += 1;
        })?;
    }
    let mut line = Vec::new();
    while next_line(&mut input, &mut line)? {
        match serde_json::from_slice::<Question>(&line) {
            Ok(question) => {
                tally.answered += 1;
                json_line(&mut output, &answer(rules, &learned, question))?;
            }
            Err(error) => {
                tally.broken += 1;
                json_line(&mut output, &Broken { error: error.to_string() })?;
            }
        }
    }
    output.flush()?;
    Ok(tally)
}

/// Reads confirmations line by line; what can't be read is handed on as `None`.
fn confirmations(
    mut input: impl BufRead,
    mut each: impl FnMut(Option<Taught>),
) -> Result<(), PredictError> {
    let mut line = Vec::new();
    while next_line(&mut input, &mut line)? {
        let read = serde_json::from_slice::<Confirmation>(&line).ok();
        each(
            read.and_then(|one| Some(Taught { target: one.matter.or(one.label)?, text: one.text })),
        );
    }
    Ok(())
}

fn answer(rules: &Rules, learned: &Learned, question: Question) -> Answer {
    let facts = Facts { body: question.text, ..Facts::default() };
    let decision = route(&facts, rules, learned);
    Answer {
        matter: decision.matter,
        label: decision.label,
        lead: decision.lead_name,
        confidence: decision.confidence,
        top: decision.top,
        top_labels: decision.top_labels,
        reasons: decision.reasons,
        abstain: decision.abstain,
        urgent: decision.urgent,
        co: decision.co,
        rules_version: decision.rules_version,
    }
}

/// Reads one line of bytes: a line that is not UTF-8 is answered with an error, not a stop.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, PredictError> {
    line.clear();
    Ok(input.read_until(b'\n', line)? > 0)
}

fn json_line(output: &mut impl Write, value: &impl Serialize) -> Result<(), PredictError> {
    serde_json::to_writer(&mut *output, value).map_err(std::io::Error::from)?;
    Ok(output.write_all(b"\n")?)
}

fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, PredictError> {
    let failed = |error| PredictError::File(folder.into(), error);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path)
                .map_err(|error| PredictError::File(path.clone(), error))?;
            files.push((path.to_string_lossy().into_owned(), text));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], learn: Option<&Path>) -> (Vec<serde_json::Value>, Tally) {
        let mut out = Vec::new();
        let tally = predict(&rules(None).unwrap(), learn, input, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), tally)
    }

    #[test]
    fn answers_every_line_in_order_and_names_broken_ones() {
        let input =
            "{\"text\":\"供应商货款不给\",\"more\":1}\nnot json\n{\"text\":5}\n\n{\"text\":\"\"}";
        let mut bytes = input.as_bytes().to_vec();
        bytes.extend_from_slice(b"\n{\"text\":\"\xff\xfe\"}\n");
        let (out, tally) = lines(&bytes, None);
        assert_eq!(out.len(), 6);
        assert_eq!((tally.answered, tally.broken), (2, 4));
        assert!(out[0]["lead"].is_string() && out[0]["urgent"].is_null());
        assert!(out[0]["top"][0][0].is_string() && out[0]["top"][0][1].is_number());
        assert!(out[1]["error"].is_string() && out[2]["error"].is_string());
        assert_eq!(out[4]["abstain"], true);
    }

    #[test]
    fn learns_from_a_file_first_and_counts_what_it_could_not_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut body = "{\"text\":\"蓝鲸灯塔计划怎么报名\",\"label\":\"知识产权\"}\n".repeat(12);
        body.push_str("{\"text\":\"蓝鲸灯塔计划\",\"matter\":\"intellectual_property\"}\n");
        body.push_str("{\"text\":\"x\",\"label\":\"没有这一类\"}\n{broken\n");
        std::fs::write(file.path(), body).unwrap();
        let (out, tally) = lines("{\"text\":\"蓝鲸灯塔计划\"}\n".as_bytes(), Some(file.path()));
        assert_eq!((tally.learned, tally.skipped), (13, 2));
        assert_eq!(out[0]["matter"], "intellectual_property");
        let missing = predict(
            &rules(None).unwrap(),
            Some(Path::new("/nowhere/at/all")),
            &b""[..],
            &mut Vec::new(),
        );
        assert!(missing.unwrap_err().to_string().contains("/nowhere/at/all"));
    }
}
