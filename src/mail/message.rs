//! One message, and its form on the wire.

use super::MailError;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

/// A message as the outbox knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The job's id: letters, digits, `-`, `_` and `.`. The `Message-ID` is made of it, so that a
    /// message sent again after a crash can be recognised as the same one.
    pub id: String,
    /// The recipient's address.
    pub to: String,
    /// The recipient's name, or nothing. Stands in the `To` line only.
    pub to_name: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as a page.
    pub html: String,
    /// For what comes by subscription: the address that ends it by one POST (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// The longest name that is shown; longer ones are no names.
const NAME_CHARS: usize = 40;
/// The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3).
const ADDRESS_BYTES: usize = 254;
/// What RFC 8058, 3.1, wants to the letter.
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

impl Message {
    /// The `Message-ID` this message has when `from` sends it.
    pub(super) fn message_id(&self, from: &Mailbox) -> String {
        format!("<{}@{}>", self.id, from.email.domain())
    }

    /// Puts the message in its envelope.
    pub(super) fn seal(&self, from: &Mailbox) -> Result<lettre::Message, MailError> {
        self.check_id()?;
        let name = Some(shown_name(&self.to_name)).filter(|name| !name.is_empty());
        let mut builder = lettre::Message::builder()
            .message_id(Some(self.message_id(from)))
            .from(from.clone())
            .to(Mailbox::new(name, self.address()?))
            .subject(one_line(&self.subject))
            .raw_header(plain_header("Content-Language", one_line(&self.lang)))
            // Tells holiday responders to keep quiet (RFC 3834, 5).
            .raw_header(plain_header("Auto-Submitted", "auto-generated".to_owned()));
        if let Some(url) = &self.unsubscribe {
            builder = builder
                .raw_header(plain_header("List-Unsubscribe", in_brackets(url)?))
                .raw_header(plain_header("List-Unsubscribe-Post", ONE_CLICK.to_owned()));
        }
        builder
            .multipart(MultiPart::alternative_plain_html(self.text.clone(), self.html.clone()))
            .map_err(|error| MailError::Permanent(error.to_string()))
    }

    fn check_id(&self) -> Result<(), MailError> {
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if self.id.is_empty() || self.id.starts_with('.') || !self.id.chars().all(good) {
            return Err(MailError::Permanent("the job's id cannot be a Message-ID".to_owned()));
        }
        Ok(())
    }

    fn address(&self) -> Result<Address, MailError> {
        let wrong = || MailError::Permanent("the address is not an e-mail address".to_owned());
        address(&self.to).ok_or_else(wrong)
    }

    /// The error without the recipient's address, which servers like to repeat and which is
    /// sealed everywhere else.
    pub(super) fn without_address(&self, error: MailError) -> MailError {
        let blot = |text: String| {
            let (lower, to) = (text.to_ascii_lowercase(), self.to.trim().to_ascii_lowercase());
            if to.is_empty() {
                return text;
            }
            let mut clean = String::new();
            let mut from = 0;
            for (at, _) in lower.match_indices(&to) {
                clean.push_str(&text[from..at]);
                clean.push_str("***");
                from = at + to.len();
            }
            clean + &text[from..]
        };
        match error {
            MailError::Temporary(text) => MailError::Temporary(blot(text)),
            MailError::Permanent(text) => MailError::Permanent(blot(text)),
        }
    }
}

/// Whether a message could be addressed to this text.
pub fn is_address(text: &str) -> bool {
    address(text).is_some()
}

fn address(text: &str) -> Option<Address> {
    let to = text.trim();
    let broken = to.len() > ADDRESS_BYTES || to.chars().any(|c| c.is_control());
    to.parse::<Address>().ok().filter(|_| !broken)
}

/// An address of the web as headers carry it (RFC 2369, 2); anything odd would end the brackets.
fn in_brackets(url: &str) -> Result<String, MailError> {
    let odd = |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | ',');
    if url.chars().any(odd) {
        return Err(MailError::Permanent("the address to unsubscribe at is no URL".to_owned()));
    }
    Ok(format!("<{url}>"))
}

fn plain_header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// The text on one line: whatever could begin a new header becomes a space.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_whitespace() || c.is_control();
    text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The name, if it can be one. Anybody may fill in the form with somebody else's address: a name
/// that holds a link or an address is an advertisement and is left out.
fn shown_name(name: &str) -> String {
    let name = one_line(name);
    let odd = name.contains(['@', '/', ':', '<', '>', '\\', '"']);
    if odd || name.chars().count() > NAME_CHARS { String::new() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(to: &str, to_name: &str, subject: &str) -> Message {
        Message {
            id: "job-1".to_owned(),
            to: to.to_owned(),
            to_name: to_name.to_owned(),
            lang: "zh-CN".to_owned(),
            subject: subject.to_owned(),
            text: "正文".to_owned(),
            html: "<p>正文</p>".to_owned(),
            unsubscribe: None,
        }
    }

    fn from() -> Mailbox {
        "一门法务 <no-reply@yimen.example>".parse().expect("an address")
    }

    #[test]
    fn the_message_id_depends_on_the_job_alone() {
        let one = message("a@b.example", "甲", "一").seal(&from()).expect("sealed");
        let two = message("c@d.example", "乙", "二").seal(&from()).expect("sealed");
        let id = |m: &lettre::Message| m.headers().get_raw("Message-ID").map(str::to_owned);
        assert_eq!(id(&one).as_deref(), Some("<job-1@yimen.example>"));
        assert_eq!(id(&one), id(&two));
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let evil = "甲\r\nBcc: other@evil.example\r\n\r\nbody";
        let sealed = message("a@b.example", evil, evil).seal(&from()).expect("sealed");
        let wire = String::from_utf8(sealed.formatted()).expect("ASCII");
        let head = wire.split("\r\n\r\n").next().expect("a head");
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(sealed.envelope().to().len(), 1);
        assert!(wire.is_ascii());
    }

    #[test]
    fn a_subscription_s_mail_says_how_to_end_it_on_lines_that_nothing_folds() {
        let url = format!("https://fw.example.cn/youth/bulletins/unsubscribe/{}", "x".repeat(67));
        let with = |url: &str| Message {
            unsubscribe: Some(url.to_owned()),
            ..message("a@b.example", "", "主题")
        };
        let wire = with(&url).seal(&from()).expect("sealed").formatted();
        let wire = String::from_utf8(wire).expect("ASCII");
        assert!(wire.contains(&format!("\r\nList-Unsubscribe: <{url}>\r\n")), "{wire}");
        assert!(wire.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        for odd in ["https://x/>\r\nBcc: a@b", "https://x/,<y", "https://x/门", "https://x/ y"] {
            assert!(with(odd).seal(&from()).is_err(), "{odd}");
        }
        let plain = message("a@b.example", "", "主题").seal(&from()).expect("sealed").formatted();
        assert!(!String::from_utf8(plain).expect("ASCII").contains("List-"));
    }

    #[test]
    fn an_advertisement_is_no_name() {
        assert_eq!(shown_name("  张 \t三 "), "张 三");
        assert_eq!(shown_name("中奖请点 http://evil.example"), "");
        assert_eq!(shown_name("win@evil.example"), "");
        assert_eq!(shown_name(&"长".repeat(41)), "");
    }

    #[test]
    fn a_bad_address_is_permanent() {
        let long = format!("{}@b.example", "a".repeat(300));
        let bad = ["", "nobody", "a@b@c", "a b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>"];
        for to in bad.into_iter().chain([long.as_str(), "a@b.example, c@d.example", "甲 <a@b.c>"])
        {
            let error = message(to, "", "主题").seal(&from()).expect_err(to);
            assert!(!error.is_temporary(), "{to}");
        }
        assert!(message(" a@b.example ", "", "主题").seal(&from()).is_ok());
    }

    #[test]
    fn a_job_without_a_proper_id_is_permanent() {
        for id in ["", "a b", "a>\r\nBcc: x", "../etc/passwd", ".hidden", "a/b"] {
            let message = Message { id: id.to_owned(), ..message("a@b.example", "", "x") };
            assert!(message.seal(&from()).is_err(), "{id:?}");
        }
    }

    #[test]
    fn errors_do_not_repeat_the_address() {
        let text = "550 5.1.1 <Zhang@B.example>: zhang@b.example unknown 用户".to_owned();
        let error = message("zhang@b.example", "", "x").without_address(MailError::Permanent(text));
        let clean = "550 5.1.1 <***>: *** unknown 用户".to_owned();
        assert_eq!(error, MailError::Permanent(clean));
    }
}
