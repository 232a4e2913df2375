//! A square that telephones read: a check-in, the code of a class.

use qrcode::{Color, QrCode};
use serde::Serialize;

/// How many modules stay white around it.
const QUIET: usize = 4;

/// A square as one path on a grid; the page draws it, so that it has the page's colours.
#[derive(Debug, Clone, Serialize)]
pub struct Square {
    /// How many modules wide it is, with what stays white.
    pub size: usize,
    pub path: String,
}

/// The square of a text; none for a text that is too long for any.
pub fn square(text: &str) -> Option<Square> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET));
        }
    }
    Some(Square { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_has_its_three_corners() {
        let square = square("https://yimen.example/desk/check-in/x").unwrap();
        let last = square.size - QUIET - 1;
        for (x, y) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(square.path.contains(&format!("M{x} {y}h")), "{x} {y}");
        }
        assert!(!square.path.contains(&format!("M{} {}h", QUIET - 1, QUIET)));
        assert!(super::square(&"x".repeat(4_000)).is_none());
    }
}
