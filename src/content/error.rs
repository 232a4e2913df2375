//! What is wrong with a file of `content/`, said so that its author finds the place.

use std::fmt;

use super::fault::{Fault, Saying};

/// One thing wrong in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentError {
    /// Relative to `content/`.
    pub file: String,
    /// Counted from 1; none when the file as a whole is meant.
    pub line: Option<usize>,
    pub message: String,
    /// How a page says it, where an editor can run into it.
    pub saying: Option<Saying>,
}

impl ContentError {
    /// About the file as a whole.
    pub fn new(file: &str, fault: impl Into<Fault>) -> ContentError {
        ContentError::placed(file, None, fault.into())
    }

    fn placed(file: &str, line: Option<usize>, fault: Fault) -> ContentError {
        ContentError { file: file.into(), line, message: fault.english, saying: fault.saying }
    }

    /// About one line of it.
    pub fn at(file: &str, line: usize, fault: impl Into<Fault>) -> ContentError {
        ContentError::placed(file, Some(line), fault.into())
    }

    /// About the first line of `text` that has `needle` in it; the whole file when none has.
    pub fn near(file: &str, text: &str, needle: &str, fault: impl Into<Fault>) -> ContentError {
        let line = text.lines().position(|line| line.contains(needle)).map(|at| at + 1);
        ContentError::placed(file, line, fault.into())
    }
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "content/{}:{line}: {}", self.file, self.message),
            None => write!(f, "content/{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for ContentError {}
