//! The words of a mail: the templates under `templates/mail/`, compiled once for a worker.

use rust_embed::RustEmbed;
use tera::{Kwargs, State, Tera};

use crate::domain::notice::Notice;
use crate::mail::{ComposeError, Envelope, Letter, Message, compose, compose_page};
use crate::web::locale::{Lang, Locale};

#[derive(RustEmbed)]
#[folder = "templates/mail/"]
#[prefix = "mail/"]
struct Templates;

/// The number of those who help by telephone: the public legal service line.
pub const HELP_LINE: &str = "12348";

/// Every notice, ready to be worded.
pub struct Letters {
    tera: Tera,
}

impl Letters {
    /// Compiles the templates; a wrong one stops the worker before it takes a job.
    ///
    /// # Errors
    /// Which template is wrong, and why.
    pub fn new(locale: &Locale) -> Result<Letters, String> {
        let mut tera = Tera::default();
        let locale = locale.clone();
        tera.register_function("t", move |kwargs: Kwargs, state: &State| {
            let key = kwargs.must_get::<&str>("key")?;
            let lang = state.get::<String>("lang")?;
            let lang = lang.as_deref().and_then(Lang::parse).unwrap_or_default();
            let args: Vec<(&str, String)> = kwargs
                .iter()
                .filter_map(|(name, value)| Some((name.as_str()?, value.to_string())))
                .filter(|(name, _)| *name != "key")
                .collect();
            Ok::<_, tera::Error>(locale.text(lang, key, &args))
        });
        let sources: Vec<(String, String)> = Templates::iter()
            .filter_map(|name| {
                let file = Templates::get(&name)?;
                Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
            })
            .collect();
        tera.add_raw_templates(sources).map_err(|error| format!("templates/mail: {error}"))?;
        Ok(Letters { tera })
    }

    /// Words one.
    ///
    /// # Errors
    /// A template or a word is missing: a fault of the release.
    pub fn word(&self, notice: Notice, letter: &Letter<'_>) -> Result<Message, String> {
        compose(&self.tera, notice, letter).map_err(|error| with_cause(&error))
    }

    /// Words what is no notice.
    ///
    /// # Errors
    /// As [`Letters::word`].
    pub fn page<P: serde::Serialize>(
        &self,
        template: &'static str,
        envelope: &Envelope<'_>,
        page: &P,
    ) -> Result<Message, String> {
        compose_page(&self.tera, template, envelope, page).map_err(|error| with_cause(&error))
    }
}

fn with_cause(error: &ComposeError) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    format!("{error}: {}", cause.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content;

    #[test]
    fn every_notice_can_be_worded_in_both_languages() {
        let locale = Locale::new(content::texts("locales/")).unwrap();
        let letters = Letters::new(&locale).unwrap();
        for notice in Notice::ALL {
            for lang in ["zh-CN", "en"] {
                let letter = Letter {
                    id: "job",
                    to: "a@b.example",
                    to_name: "",
                    lang,
                    code: if notice.names_order() { "YM26-7K3F-92QX-C" } else { "" },
                    other: "",
                    link: "https://yimen.example/track/YM26-7K3F-92QX-C",
                    due: chrono::NaiveDate::from_ymd_opt(2026, 9, 18),
                    phone: HELP_LINE,
                };
                let message = letters.word(notice, &letter).unwrap();
                for text in [&message.subject, &message.text, &message.html] {
                    assert!(!text.is_empty() && !text.contains('⟦'), "{notice:?} {lang}: {text}");
                }
            }
        }
    }
}
