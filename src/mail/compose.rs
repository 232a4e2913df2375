//! A notice, or what somebody subscribed to, worded for one reader.
//!
//! The words are in `content/locales/*/mail.toml`, the forms in `templates/mail/<slug>/`. A mail
//! crosses networks and lies in inboxes that others open, so it names the code, a link and a date,
//! and nothing of the case: not the matter, not the agency, not a word of what was asked.

use super::Message;
use crate::domain::notice::Notice;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use tera::{Context, Tera};

/// What a notice needs to become a message.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The job's id; see [`Message::id`].
    pub id: &'a str,
    /// The address.
    pub to: &'a str,
    /// The recipient's name for the `To` line, or nothing.
    pub to_name: &'a str,
    /// `zh-CN` or `en`; whatever else is read as the first language.
    pub lang: &'a str,
    /// The order's code; nothing in a notice about an account.
    pub code: &'a str,
    /// The code of the order that it goes with; nothing where it stands alone.
    pub other: &'a str,
    /// Where to read on: an absolute address.
    pub link: &'a str,
    /// The day the notice is about, in China: bring it by, answered by, dispute until. The
    /// nominal day, never a rolled one: a reader must be able to rely on it.
    pub due: Option<NaiveDate>,
    /// The number of those who help by telephone.
    pub phone: &'a str,
}

/// What every message needs, whatever it says.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The job's id; see [`Message::id`].
    pub id: &'a str,
    /// The address.
    pub to: &'a str,
    /// The recipient's name for the `To` line, or nothing.
    pub to_name: &'a str,
    /// `zh-CN` or `en`; whatever else is read as the first language.
    pub lang: &'a str,
    /// See [`Message::unsubscribe`].
    pub unsubscribe: Option<&'a str>,
}

/// A template or a word is missing: a fault of the release, which trying again does not mend.
#[derive(Debug, thiserror::Error)]
#[error("the mail {template} cannot be worded: {source}")]
pub struct ComposeError {
    template: &'static str,
    source: tera::Error,
}

/// Words a notice. `tera` holds the templates and a function `t(key, …)` that speaks the language
/// of the context's `lang`.
pub fn compose(tera: &Tera, notice: Notice, letter: &Letter<'_>) -> Result<Message, ComposeError> {
    let mut context = Context::new();
    context.insert("code", letter.code);
    context.insert("other", letter.other);
    context.insert("link", letter.link);
    context.insert("phone", letter.phone);
    context.insert("due", &letter.due.map(|day| say_day(day, known(letter.lang))));
    let envelope = Envelope {
        id: letter.id,
        to: letter.to,
        to_name: letter.to_name,
        lang: letter.lang,
        unsubscribe: None,
    };
    word(tera, notice.slug(), &envelope, context)
}

/// Words what is no notice: the fields of `page` are the variables of `mail/<template>/`.
pub fn compose_page<P: Serialize>(
    tera: &Tera,
    template: &'static str,
    envelope: &Envelope<'_>,
    page: &P,
) -> Result<Message, ComposeError> {
    let context =
        Context::from_serialize(page).map_err(|source| ComposeError { template, source })?;
    word(tera, template, envelope, context)
}

fn word(
    tera: &Tera,
    template: &'static str,
    envelope: &Envelope<'_>,
    mut context: Context,
) -> Result<Message, ComposeError> {
    let lang = known(envelope.lang);
    context.insert("lang", lang);
    let render = |part: &str| {
        tera.render(&format!("mail/{template}/{part}"), &context)
            .map_err(|source| ComposeError { template, source })
    };
    Ok(Message {
        id: envelope.id.to_owned(),
        to: envelope.to.to_owned(),
        to_name: envelope.to_name.to_owned(),
        lang: lang.to_owned(),
        subject: render("subject.txt")?.trim().to_owned(),
        text: tidy(&render("body.txt")?),
        html: render("body.html")?,
        unsubscribe: envelope.unsubscribe.map(str::to_owned),
    })
}

/// One of the languages that there are words in.
fn known(lang: &str) -> &'static str {
    if lang == "en" { "en" } else { "zh-CN" }
}

/// The day with its weekday, as each language writes it.
fn say_day(day: NaiveDate, lang: &str) -> String {
    if lang == "en" {
        return day.format("%A %-d %B %Y").to_string();
    }
    let weekdays = ["一", "二", "三", "四", "五", "六", "日"];
    let weekday = weekdays[day.weekday().num_days_from_monday() as usize];
    format!("{}年{}月{}日（星期{weekday}）", day.year(), day.month(), day.day())
}

/// Plain text without the gaps that conditions leave behind.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_out() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 20).expect("a day");
        assert_eq!(say_day(day, "zh-CN"), "2026年9月20日（星期日）");
        assert_eq!(say_day(day, "en"), "Sunday 20 September 2026");
    }

    #[test]
    fn gaps_close() {
        assert_eq!(tidy("\n\n一  \n\n\n\n二\n\n"), "一\n\n二\n");
    }
}
