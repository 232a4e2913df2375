//! Bars, drawn by the server: a scale of 100 that the page's style sheet gives its colours.

use serde::Serialize;

/// One bar with its name and number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar {
    pub label: String,
    pub n: i64,
    /// Of 100; the longest is 100, and what is there at all can be seen.
    pub width: i64,
}

/// Bars on one scale.
pub fn bars(counts: Vec<(String, i64)>) -> Vec<Bar> {
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or_default().max(1);
    let width = |n: i64| if n > 0 { (n * 100 / most).max(1) } else { 0 };
    counts.into_iter().map(|(label, n)| Bar { label, n, width: width(n) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_whole_and_none_disappears() {
        let of = |counts: &[i64]| -> Vec<i64> {
            let named = counts.iter().map(|n| (n.to_string(), *n)).collect();
            bars(named).iter().map(|bar| bar.width).collect()
        };
        assert_eq!(of(&[50, 200, 1, 0]), [25, 100, 1, 0]);
        assert_eq!(of(&[0]), [0]);
        assert_eq!(of(&[]), [] as [i64; 0]);
    }
}
