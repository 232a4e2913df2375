//! Mail, through one of three doors: an SMTP server, a folder of `.eml` files, or memory.
//!
//! [`compose()`] words a notice; [`Mailer::send`] hands it over and says whether to try again.
//! Nothing here repeats or remembers: that is the outbox's work in `jobs`. Two promises help it:
//! a job's message always carries the same `Message-ID`, and [`Sent`] is said the moment the
//! server has taken the message, whatever the connection does after that.

mod compose;
mod file;
mod message;
mod smtp;
mod smtp_url;

pub use compose::{ComposeError, Envelope, Letter, compose, compose_page};
pub use message::{Message, is_address};
pub use smtp::Limits;

use lettre::message::Mailbox;
use std::sync::{Arc, Mutex, PoisonError};

/// The message was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The `Message-ID` it carries.
    pub message_id: String,
    /// What the other side said to it: the server's answer, or the file's path.
    pub answer: String,
}

/// The message was not taken. The text is for an operator; the recipient's address is blotted out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It may work later: try again.
    #[error("temporary: {0}")]
    Temporary(String),
    /// It will never work like this: give up, and say so.
    #[error("permanent: {0}")]
    Permanent(String),
}

impl MailError {
    /// Whether trying again makes sense.
    pub fn is_temporary(&self) -> bool {
        matches!(self, MailError::Temporary(_))
    }
}

/// `MAIL_URL` or the sender's address cannot be understood; the text says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadMailUrl(pub String);

/// Sends messages. Cheap to clone; clones of a memory mailer share their messages.
#[derive(Debug, Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Transport,
}

#[derive(Debug, Clone)]
enum Transport {
    Smtp(Arc<smtp::Smtp>),
    File(Arc<file::Folder>),
    Memory(Arc<Mutex<Vec<Message>>>),
}

impl Mailer {
    /// Opens the transport that `url` names, without connecting yet: `smtp://`, `smtps://`
    /// (see the README for their options), `file:DIR` or `memory:`. `from` is an address, or
    /// `Name <address>`.
    pub fn from_url(url: &str, from: &str) -> Result<Self, BadMailUrl> {
        let from: Mailbox = from
            .parse()
            .map_err(|_| BadMailUrl(format!("the sender {from:?} is not an e-mail address")))?;
        let transport = match url.split_once(':') {
            Some(("smtp" | "smtps", _)) => {
                Transport::Smtp(Arc::new(smtp::Smtp::new(smtp_url::parse(url)?)?))
            }
            Some(("file", path)) => Transport::File(Arc::new(file::Folder::from_path(path)?)),
            Some(("memory", _)) => Transport::Memory(Arc::default()),
            _ => {
                return Err(BadMailUrl(format!(
                    "{:?} is not a mail URL: write smtp://host:port, smtps://host or file:DIR",
                    url.split(':').next().unwrap_or_default()
                )));
            }
        };
        Ok(Self { from, transport })
    }

    /// Sets how long an SMTP server may take; the other transports do not care.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        if let Transport::Smtp(smtp) = &self.transport {
            self.transport = Transport::Smtp(Arc::new(smtp.with_limits(limits)));
        }
        self
    }

    /// Hands over one message and waits until it is taken or refused.
    pub async fn send(&self, message: &Message) -> Result<Sent, MailError> {
        let letter = message.seal(&self.from)?;
        let answer = match &self.transport {
            Transport::Smtp(smtp) => smtp.send(&letter).await,
            Transport::File(folder) => folder.write(&message.id, letter.formatted()).await,
            Transport::Memory(messages) => {
                let mut messages = messages.lock().unwrap_or_else(PoisonError::into_inner);
                messages.push(message.clone());
                Ok(format!("message {} in memory", messages.len()))
            }
        };
        match answer {
            Ok(answer) => Ok(Sent { message_id: message.message_id(&self.from), answer }),
            Err(error) => Err(message.without_address(error)),
        }
    }

    /// Whether mail could be sent now: the SMTP server greets us within two seconds, the folder
    /// can be written to. Sends nothing and shows no password.
    pub async fn check(&self) -> Result<(), MailError> {
        match &self.transport {
            Transport::Smtp(smtp) => smtp.check().await,
            Transport::File(folder) => folder.check().await,
            Transport::Memory(_) => Ok(()),
        }
    }

    /// How long one [`send`](Self::send) can take at most. A job that sends must be held longer
    /// than this, or a second worker takes it and the message goes twice.
    pub fn longest_send(&self) -> std::time::Duration {
        match &self.transport {
            Transport::Smtp(smtp) => smtp.limits.longest_send(),
            Transport::File(_) | Transport::Memory(_) => std::time::Duration::from_secs(5),
        }
    }

    /// What a memory mailer was given so far; nothing for the others.
    pub fn messages(&self) -> Vec<Message> {
        match &self.transport {
            Transport::Memory(messages) => {
                messages.lock().unwrap_or_else(PoisonError::into_inner).clone()
            }
            Transport::Smtp(_) | Transport::File(_) => Vec::new(),
        }
    }
}
