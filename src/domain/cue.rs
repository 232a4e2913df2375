//! Captions (WebVTT) as text: what is said, and when.

use crate::text_enum;

/// One cue.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Cue {
    /// Seconds.
    pub from: f64,
    pub to: f64,
    /// Without tags and line ends.
    pub text: String,
}

/// The cues of a WebVTT file, as they follow in it. What is no cue (notes, styles, regions, a cue
/// without a readable time) is passed over, as players do.
pub fn parse(vtt: &str) -> Vec<Cue> {
    let text = unified(vtt);
    text.split("\n\n").filter_map(block).collect()
}

text_enum! {
    /// What is wrong with a line of captions.
    pub enum Why {
        /// The file does not begin as one of WebVTT.
        Head = "head",
        /// There is no cue in it.
        Empty = "empty",
        /// Times that can't be read.
        Time = "time",
        /// It ends before it begins.
        Reversed = "reversed",
        /// It ends after the film.
        Late = "late",
        /// Times without words.
        Silent = "silent",
        /// Words without times.
        Untimed = "untimed",
    }
}

/// The first thing that is wrong with captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    pub why: Why,
}

/// How much longer than its film a cue may last, in seconds.
const ROOM: f64 = 1.0;

/// Reads captions that somebody wrote for a film of so many seconds; unlike a player it passes over
/// nothing that was meant as a cue.
///
/// # Errors
/// The first line that is none.
pub fn check(vtt: &str, film: f64) -> Result<Vec<Cue>, Fault> {
    let text = unified(vtt);
    let lines: Vec<&str> = text.split('\n').collect();
    let head = lines.first().and_then(|line| line.strip_prefix("WEBVTT"));
    if !head.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return Err(Fault { line: 1, why: Why::Head });
    }
    // The head lasts to the first empty line.
    let mut at = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
    while at < lines.len() {
        let rest = &lines[at..];
        let length = rest.iter().position(|line| line.is_empty()).unwrap_or(rest.len());
        if length > 0 {
            written(&rest[..length], film)
                .map_err(|(after, why)| Fault { line: at + after + 1, why })?;
        }
        at += length + 1;
    }
    let cues = parse(vtt);
    if cues.is_empty() { Err(Fault { line: 1, why: Why::Empty }) } else { Ok(cues) }
}

/// Whether the lines of one block are a cue, or something else that may stand there; else which of
/// them is wrong.
fn written(lines: &[&str], film: f64) -> Result<(), (usize, Why)> {
    let aside = ["NOTE", "STYLE", "REGION"];
    if lines.first().is_some_and(|first| aside.iter().any(|word| first.starts_with(word))) {
        return Ok(());
    }
    // The name of a cue may stand above its times.
    let timed = lines.iter().take(2).position(|line| line.contains("-->"));
    let timed = timed.ok_or((0, Why::Untimed))?;
    let (from, rest) = lines[timed].split_once("-->").ok_or((timed, Why::Time))?;
    let to = rest.split_whitespace().next().unwrap_or_default();
    let times = exact(from.trim()).zip(exact(to)).ok_or((timed, Why::Time))?;
    match times {
        (from, to) if from >= to => Err((timed, Why::Reversed)),
        (_, to) if to > film + ROOM => Err((timed, Why::Late)),
        _ if lines[timed + 1..].iter().all(|line| plain(line).is_empty()) => {
            Err((timed, Why::Silent))
        }
        _ => match lines[timed + 1..].iter().position(|line| line.contains("-->")) {
            Some(after) => Err((timed + 1 + after, Why::Time)),
            None => Ok(()),
        },
    }
}

/// A time as WebVTT wants it: two digits for minutes and seconds, three behind a point.
fn exact(text: &str) -> Option<f64> {
    let (clock, thousandths) = text.rsplit_once('.')?;
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let parts: Vec<&str> = clock.split(':').collect();
    let fits = thousandths.len() == 3
        && digits(thousandths)
        && parts.iter().all(|part| part.len() >= 2 && digits(part))
        && parts.iter().rev().take(2).all(|part| part.len() == 2 && *part < "60");
    seconds(text).filter(|_| fits)
}

fn unified(vtt: &str) -> String {
    vtt.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

fn block(block: &str) -> Option<Cue> {
    let mut lines = block.lines().skip_while(|line| !line.contains("-->"));
    let (from, rest) = lines.next()?.split_once("-->")?;
    let (from, to) = (seconds(from.trim())?, seconds(rest.split_whitespace().next()?)?);
    let said = lines.map(plain).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    (from < to && !said.is_empty()).then(|| Cue { from, to, text: joined(&said) })
}

/// Lines of Chinese follow each other as they are; between words of Latin letters stands a space.
fn joined(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        if text.ends_with(|c: char| c.is_ascii()) && line.starts_with(|c: char| c.is_ascii()) {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

/// `01:02:03.400` or `02:03.400`
fn seconds(text: &str) -> Option<f64> {
    let parts: Option<Vec<f64>> = text.split(':').map(|part| part.parse().ok()).collect();
    let parts = parts.filter(|parts| (2..=3).contains(&parts.len()))?;
    let whole = parts.iter().fold(0.0, |sum, part| sum * 60.0 + part);
    (whole.is_finite() && parts.iter().all(|part| *part >= 0.0)).then_some(whole)
}

/// A line without its tags, and with its escapes read.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&amp;", "&")];
    escapes.iter().fold(text, |text, (escape, c)| text.replace(escape, c)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_read_and_all_else_is_passed_over() {
        let vtt = "\u{feff}WEBVTT - 课文\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE a --> b\r\n\r\n\
            1\r\n00:01.000 --> 00:03.500 align:start\r\n<v 小秦>今天，\r\n我们<i>说</i>一件事。\r\n\r\n\
            01:00:02.250 --> 01:00:04.000\r\nTom &amp; Ann\r\nsay &lt;no&gt;\r\n\r\n\
            00:09.000 --> 00:08.000\r\nreversed\r\n\r\nx --> 00:10.000\r\nodd\r\n\r\n00:11.000 --> 00:12.000\r\n";
        let cues = parse(vtt);
        assert_eq!(cues.len(), 2, "{cues:?}");
        assert_eq!(cues[0], Cue { from: 1.0, to: 3.5, text: "今天，我们说一件事。".into() });
        assert_eq!(cues[1].text, "Tom & Ann say <no>");
        assert!((cues[1].from - 3602.25).abs() < 1e-9);
    }

    #[test]
    fn a_wrong_line_is_named() {
        let head = "WEBVTT\n\n";
        let good = "1\n00:01.000 --> 00:03.500 line:80%\n今天\n\nNOTE --> nothing\n\n";
        assert_eq!(check(&format!("{head}{good}"), 9.0).map(|cues| cues.len()), Ok(1));
        let crlf = format!("\u{feff}{head}{good}").replace('\n', "\r\n");
        assert_eq!(check(&crlf, 9.0).map(|cues| cues.len()), Ok(1));
        for (text, line, why) in [
            (String::new(), 1, Why::Head),
            ("1\n00:00:01,000 --> 00:00:02,000\n今天\n".into(), 1, Why::Head),
            ("WEBVTTX\n".into(), 1, Why::Head),
            (head.into(), 1, Why::Empty),
            (format!("{head}00:00:01,000 --> 00:00:02,000\n今天\n"), 3, Why::Time),
            (format!("{head}{good}0:1.000 --> 00:02.000\n今天\n"), 9, Why::Time),
            (format!("{head}{good}00:75.000 --> 02:02.000\n今天\n"), 9, Why::Time),
            (format!("{head}{good}00:01.000 -->\n今天\n"), 9, Why::Time),
            (format!("{head}{good}2\n00:04.000 --> 00:04.000\n今天\n"), 10, Why::Reversed),
            (format!("{head}{good}00:08.000 --> 00:10.500\n今天\n"), 9, Why::Late),
            (format!("{head}{good}00:05.000 --> 00:06.000\n\n今天\n"), 9, Why::Silent),
            (format!("{head}{good}今天\n明天\n后天\n"), 9, Why::Untimed),
            (
                format!("{head}00:01.000 --> 00:02.000\n今天\n00:03.000 --> 00:04.000\n"),
                5,
                Why::Time,
            ),
        ] {
            assert_eq!(check(&text, 9.0), Err(Fault { line, why }), "{text:?}");
        }
    }

    #[test]
    fn odd_files_have_no_cues() {
        for odd in ["", "WEBVTT", "-->", "00:00 -->", "--> 00:01", "NaN:NaN --> inf:inf\nx"] {
            assert!(parse(odd).is_empty(), "{odd}");
        }
    }
}
