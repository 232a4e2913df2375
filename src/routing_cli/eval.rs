//! `yimen routing eval`: how well the router does on files of texts whose answer is known.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::questions::Asked;
use super::{PredictError, Taught, confirmations, next_line};
use crate::domain::routing::measure::{Answered, Figures, Truth, measure};
use crate::domain::routing::{Facts, Learned, Rules, route};

/// What to measure.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    pub files: Vec<PathBuf>,
    /// Confirmations to learn from first.
    pub learn: Option<PathBuf>,
    /// Also after each of [`STEPS`] confirmations of `learn`.
    pub curve: bool,
    /// Also what each question brings by itself.
    pub questions: bool,
    /// Only rows whose `by` says so.
    pub by: Option<String>,
}

/// Where the learning curve is measured.
const STEPS: [usize; 7] = [0, 50, 100, 200, 500, 1_000, 2_000];

/// A text with its answer: of forum questions (`label`, `alt`), or of a business (`matter`,
/// `matter_alt`, `agency`, `agency_alt`).
#[derive(Deserialize)]
struct Row {
    text: String,
    #[serde(alias = "matter")]
    label: String,
    #[serde(default, alias = "matter_alt")]
    alt: Vec<String>,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    agency_alt: Vec<String>,
    #[serde(default)]
    by: Option<String>,
}

impl Row {
    fn truth(&self, rules: &Rules) -> Truth {
        let mut leads = self.agency_alt.clone();
        leads.extend(Some(self.agency.clone()).filter(|agency| !agency.is_empty()));
        let label = rules.label_of_slug(&self.label).unwrap_or(&self.label).to_owned();
        Truth { label, also: self.alt.clone(), leads }
    }
}

/// Measures, and writes what was found to `out`.
///
/// # Errors
/// When a file can't be read or holds no row with an answer.
pub fn eval(rules: &Rules, what: &Evaluation, mut out: impl Write) -> Result<(), PredictError> {
    let (rows, skipped) = rows(what)?;
    if rows.is_empty() {
        return Err(PredictError::NoRows);
    }
    writeln!(out, "rules {}; {} texts, {skipped} lines left out", rules.version(), rows.len())?;
    let taught = match &what.learn {
        Some(path) => taught(path)?,
        None => Vec::new(),
    };
    let mut learned = Learned::default();
    if what.curve {
        writeln!(
            out,
            "{:>8} {:>6} {:>6} {:>6} {:>6}",
            "learned", "top-1", "any", "top-3", "3 any"
        )?;
        for steps in STEPS.iter().filter(|steps| **steps < taught.len()) {
            let from = learned.count();
            teach(rules, &mut learned, &taught[from..*steps]);
            let (figures, _) = figures(rules, &learned, &rows);
            if let Some(figures) = figures {
                curve_line(&mut out, learned.count(), &figures)?;
            }
        }
    }
    let from = learned.count();
    teach(rules, &mut learned, &taught[from..]);
    let (found, each) = figures(rules, &learned, &rows);
    let Some(found) = found else { return Err(PredictError::NoRows) };
    if what.curve {
        curve_line(&mut out, learned.count(), &found)?;
    }
    print(&mut out, &found, each, &learned)?;
    let asked = Asked::of(rules, &learned, rows.iter().map(|row| (&*row.text, row.truth(rules))));
    asked.print(&mut out)?;
    if what.questions {
        asked.print_each(rules, rows.len(), &mut out)?;
    }
    Ok(out.flush()?)
}

fn rows(what: &Evaluation) -> Result<(Vec<Row>, usize), PredictError> {
    let (mut rows, mut skipped) = (Vec::new(), 0);
    for path in &what.files {
        let file = File::open(path).map_err(|error| PredictError::File(path.clone(), error))?;
        let (mut input, mut line) = (BufReader::new(file), Vec::new());
        while next_line(&mut input, &mut line)? {
            match serde_json::from_slice::<Row>(&line) {
                Ok(row) if what.by.is_none() || row.by.is_none() || row.by == what.by => {
                    rows.push(row);
                }
                _ => skipped += 1,
            }
        }
    }
    Ok((rows, skipped))
}

fn taught(path: &Path) -> Result<Vec<Taught>, PredictError> {
    let file = File::open(path).map_err(|error| PredictError::File(path.into(), error))?;
    let mut taught = Vec::new();
    confirmations(BufReader::new(file), |one| {
        taught.extend(one);
    })?;
    Ok(taught)
}

fn teach(rules: &Rules, learned: &mut Learned, taught: &[Taught]) {
    for one in taught {
        learned.learn(rules, &one.text, &one.target);
    }
}

fn figures(rules: &Rules, learned: &Learned, rows: &[Row]) -> (Option<Figures>, Duration) {
    let start = Instant::now();
    let answers: Vec<Answered> = rows
        .iter()
        .map(|row| {
            let facts = Facts { body: row.text.clone(), ..Facts::default() };
            Answered::new(row.truth(rules), &route(&facts, rules, learned))
        })
        .collect();
    let each = start.elapsed() / rows.len().max(1) as u32;
    (measure(&answers), each)
}

fn curve_line(out: &mut impl Write, learned: usize, of: &Figures) -> Result<(), PredictError> {
    let [top1, any, top3, three_any] =
        [of.top1, of.any, of.top3, of.top3_any].map(|share| share * 100.0);
    Ok(writeln!(out, "{learned:>8} {top1:>6.1} {any:>6.1} {top3:>6.1} {three_any:>6.1}")?)
}

fn print(
    out: &mut impl Write,
    of: &Figures,
    each: Duration,
    learned: &Learned,
) -> Result<(), PredictError> {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    writeln!(out, "learned      {} ({} bytes)", learned.count(), learned.bytes())?;
    writeln!(out, "top-1        {}", percent(of.top1))?;
    writeln!(out, "any          {}", percent(of.any))?;
    writeln!(out, "top-3        {} (any {})", percent(of.top3), percent(of.top3_any))?;
    writeln!(out, "macro-F1     {}", percent(of.macro_f1))?;
    for kept in &of.kept {
        writeln!(
            out,
            "{} to a person: top-1 {}, any {} (confidence from {:.2})",
            percent(kept.abstained),
            percent(kept.top1),
            percent(kept.any),
            kept.from
        )?;
    }
    writeln!(
        out,
        "calibration  {:.3} off (any), {:.3} off (top-1)",
        of.calibration_error, of.calibration_error_top1
    )?;
    if let Some((right, texts)) = of.lead {
        writeln!(out, "lead agency  {} of {texts}", percent(right))?;
    }
    writeln!(out, "time         {:.1} µs a text", each.as_secs_f64() * 1e6)?;
    writeln!(out, "{:>6} {:>9} {:>7}  label", "texts", "precision", "recall")?;
    for (label, one) in &of.labels {
        let (precision, recall) = (percent(one.precision()), percent(one.recall()));
        writeln!(out, "{:>6} {precision:>9} {recall:>7}  {label}", one.texts)?;
    }
    writeln!(out, "wrong most often:")?;
    for ((truth, said), count) in of.confusions.iter().take(15) {
        writeln!(out, "{count:>6}  {truth} answered as {said}")?;
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn figures_are_printed_with_a_curve_and_unknown_lines_are_counted() {
        let rows = file(concat!(
            "{\"text\":\"老板拖欠工资\",\"label\":\"劳动纠纷\",\"alt\":[],\"by\":\"reader\"}\n",
            "{\"text\":\"老公出轨要离婚\",\"label\":\"婚姻家庭\",\"by\":\"statute\"}\n",
            "{\"text\":\"货款收不回\",\"matter\":\"债权债务\",\"agency\":\"法院\"}\nnot json\n",
        ));
        let learn = file(&"{\"text\":\"货款收不回\",\"matter\":\"debt\"}\n".repeat(60));
        let what = Evaluation {
            files: vec![rows.path().into()],
            learn: Some(learn.path().into()),
            curve: true,
            questions: true,
            by: Some("reader".to_owned()),
        };
        let mut out = Vec::new();
        eval(&super::super::rules(None).unwrap(), &what, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("2 texts, 2 lines left out"), "{out}");
        assert!(out.contains("top-1        100.0 %"), "{out}");
        assert!(out.contains("lead agency  100.0 % of 1"), "{out}");
        assert!(out.lines().any(|line| line.trim_start().starts_with("50 ")), "{out}");
        assert!(out.contains("each question"), "{out}");
        let nothing = Evaluation { files: vec![learn.path().into()], ..what };
        let rules = super::super::rules(None).unwrap();
        let empty = Evaluation { files: Vec::new(), ..nothing };
        assert!(matches!(eval(&rules, &empty, Vec::new()), Err(PredictError::NoRows)));
    }
}
