//! Captions (WebVTT) as text: what is said, and when.

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
    let text = vtt.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    text.split("\n\n").filter_map(block).collect()
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
    fn odd_files_have_no_cues() {
        for odd in ["", "WEBVTT", "-->", "00:00 -->", "--> 00:01", "NaN:NaN --> inf:inf\nx"] {
            assert!(parse(odd).is_empty(), "{odd}");
        }
    }
}
