//! What is wrong with a page: in English for the command line, and in a form that a page can say to
//! its editor in the editor's language.

/// One thing wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub(super) english: String,
    pub(super) saying: Option<Saying>,
}

/// The text `content.fault.<key>` and what is filled into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    pub key: &'static str,
    /// A value named `what` or `part` is itself a word of the interface.
    pub values: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault that editors run into.
    pub(super) fn said(
        key: &'static str,
        values: &[(&'static str, &str)],
        english: impl Into<String>,
    ) -> Fault {
        let values = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Fault { english: english.into(), saying: Some(Saying { key, values }) }
    }

    /// It names something that is not there.
    pub(super) fn unknown(what: &'static str, slug: &str) -> Fault {
        Fault::said(
            "unknown",
            &[("what", what), ("slug", slug)],
            format!("unknown {what} `{slug}`"),
        )
    }

    /// A part that has to be filled in.
    pub(super) fn empty(part: &'static str, english: impl Into<String>) -> Fault {
        Fault::said("empty", &[("part", part)], english)
    }

    /// A number of things, or a length, out of its bounds.
    pub(super) fn count(
        part: &'static str,
        found: usize,
        least: usize,
        most: usize,
        english: impl Into<String>,
    ) -> Fault {
        let [found, least, most] = [found, least, most].map(|n| n.to_string());
        let values = [("part", part), ("found", &found), ("least", &least), ("most", &most)];
        Fault::said("count", &values, english)
    }
}

/// A fault that only whoever works on the folder runs into.
impl From<String> for Fault {
    fn from(english: String) -> Fault {
        Fault { english, saying: None }
    }
}

impl From<&str> for Fault {
    fn from(english: &str) -> Fault {
        english.to_owned().into()
    }
}
