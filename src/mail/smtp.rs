//! One SMTP conversation per message, every step of it within a time limit.
//!
//! lettre has the grammar, but its own sender waits for ever on a server that stalls, and waits
//! for the answer to QUIT before it says that a message was taken. So the steps are taken here.

use super::smtp_url::{Security, Server};
use super::{BadMailUrl, MailError};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Noop, Rcpt};
use lettre::transport::smtp::extension::{
    ClientId, Extension, MailBodyParameter, MailParameter, ServerInfo,
};
use lettre::{Address, Message};
use std::time::Duration;
use tokio::time::timeout;

/// How long a server may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For connection, greeting, EHLO and TLS together.
    pub connect: Duration,
    /// For each command.
    pub command: Duration,
    /// For the answer to the whole message. Longer than the others: a server that is cut off here
    /// may have taken the message, and it would be sent again (RFC 5321, 4.5.3.2.6).
    pub taking: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let ten = Duration::from_secs(10);
        Self { connect: ten, command: ten, taking: Duration::from_secs(30) }
    }
}

/// How long the readiness check waits.
const CHECK: Duration = Duration::from_secs(2);
/// How long a server may take to answer the farewell; it changes nothing any more.
const FAREWELL: Duration = Duration::from_secs(1);

impl Limits {
    /// Connect, AUTH, MAIL, RCPT, DATA, the message, QUIT.
    pub(super) fn longest_send(&self) -> Duration {
        self.connect + self.command * 4 + self.taking + FAREWELL
    }
}

/// A server to hand messages to.
#[derive(Clone)]
pub(super) struct Smtp {
    server: Server,
    tls: Option<TlsParameters>,
    hello: ClientId,
    pub(super) limits: Limits,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({:?}, {:?})", self.server, self.limits)
    }
}

impl Smtp {
    /// Prepares everything but the connection.
    pub(super) fn new(server: Server) -> Result<Self, BadMailUrl> {
        let parameters = || {
            // Opportunistic TLS keeps listeners out and nothing more; a self-made certificate
            // serves for that. Where a password travels, the certificate must be good.
            let lax = server.security == Security::Opportunistic && server.login.is_none();
            TlsParameters::builder(server.host.clone())
                .dangerous_accept_invalid_certs(lax)
                .dangerous_accept_invalid_hostnames(lax)
                .build()
                .map_err(|error| BadMailUrl(format!("TLS for mail: {error}")))
        };
        let tls = match server.security {
            Security::Never => None,
            Security::Tls | Security::Required | Security::Opportunistic => Some(parameters()?),
        };
        Ok(Self { server, tls, hello: ClientId::default(), limits: Limits::default() })
    }

    /// The same server with other limits.
    pub(super) fn with_limits(&self, limits: Limits) -> Self {
        Self { limits, ..self.clone() }
    }

    /// Hands one message over; the answer is what the server said when it took it.
    pub(super) async fn send(&self, message: &Message) -> Result<String, MailError> {
        let mut connection = self.open(self.limits.connect).await?;
        self.sign_in(&mut connection).await?;
        let result = self.hand_over(&mut connection, message).await;
        // Politeness only: the result stands, whatever becomes of the farewell.
        if !matches!(&result, Err(Failed::Silent(_))) {
            let _ = timeout(FAREWELL, connection.quit()).await;
        }
        result.map_err(MailError::from)
    }

    /// Connects, says hello and NOOP.
    pub(super) async fn check(&self) -> Result<(), MailError> {
        let asked = async {
            let mut connection = self.open(CHECK).await?;
            within(CHECK, connection.command(Noop)).await.map_err(MailError::from)?;
            let _ = timeout(FAREWELL, connection.quit()).await;
            Ok(())
        };
        timeout(CHECK, asked).await.unwrap_or_else(|_| Err(Failed::Silent(late(CHECK)).into()))
    }

    /// A connection on which mail may be sent. Whatever goes wrong before a message was even
    /// shown is no verdict on the message: it waits until the server, or its URL, is mended.
    async fn open(&self, limit: Duration) -> Result<AsyncSmtpConnection, MailError> {
        let Server { host, port, security, .. } = &self.server;
        let wrapper = self.tls.clone().filter(|_| *security == Security::Tls);
        let opening = async {
            let place = (host.as_str(), *port);
            let hello = &self.hello;
            let mut connection =
                AsyncSmtpConnection::connect_tokio1(place, None, hello, wrapper, None).await?;
            let wanted = match security {
                Security::Required => true,
                Security::Opportunistic => connection.can_starttls(),
                Security::Tls | Security::Never => false,
            };
            if let (true, Some(tls)) = (wanted, self.tls.clone()) {
                connection.starttls(tls, hello).await?;
            }
            Ok(connection)
        };
        within(limit, opening).await.map_err(|failed| {
            MailError::Temporary(format!("mail server {host}:{port}: {}", failed.text()))
        })
    }

    async fn sign_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), MailError> {
        let Some((user, password)) = self.server.login.clone() else { return Ok(()) };
        let credentials = Credentials::new(user, password);
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        match within(self.limits.command, connection.auth(&mechanisms, &credentials)).await {
            Ok(_) => Ok(()),
            Err(failed) => Err(MailError::Temporary(format!("sign-in: {}", failed.text()))),
        }
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<String, Failed> {
        let limit = self.limits.command;
        let (envelope, wire) = (message.envelope(), message.formatted());
        let options = options(connection.server_info(), envelope.to(), &wire)?;
        let sender = Mail::new(envelope.from().cloned(), options);
        within(limit, connection.command(sender)).await?;
        for recipient in envelope.to() {
            within(limit, connection.command(Rcpt::new(recipient.clone(), vec![]))).await?;
        }
        within(limit, connection.command(Data)).await?;
        let answer = within(self.limits.taking, connection.message(&wire)).await?;
        let lines: Vec<&str> = answer.message().collect();
        Ok(shorten(&format!("{} {}", answer.code(), lines.join(" "))))
    }
}

/// What the server must be told to expect, or that it cannot take such a message.
fn options(
    info: &ServerInfo,
    recipients: &[Address],
    wire: &[u8],
) -> Result<Vec<MailParameter>, Failed> {
    let mut options = Vec::new();
    if recipients.iter().any(|address| !address.to_string().is_ascii()) {
        if !info.supports_feature(Extension::SmtpUtfEight) {
            let why = "the mail server takes no address with letters beyond ASCII";
            return Err(Failed::Refused(why.to_owned()));
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    if !wire.is_ascii() {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(options)
}

/// How a step can fail.
#[derive(Debug)]
enum Failed {
    /// The server said no for good.
    Refused(String),
    /// The server said not now.
    Later(String),
    /// The server said nothing, or nothing that could be understood, or hung up.
    Silent(String),
}

impl Failed {
    fn text(self) -> String {
        match self {
            Failed::Refused(text) | Failed::Later(text) | Failed::Silent(text) => text,
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let text = shorten(&error.to_string());
        // 530, 534, 535, 538: the sign-in is at fault, not the message (RFC 4954, 6).
        let sign_in = matches!(error.status().map(u16::from), Some(530 | 534 | 535 | 538));
        match () {
            () if error.is_permanent() && !sign_in => Failed::Refused(text),
            () if error.is_permanent() || error.is_transient() => Failed::Later(text),
            () => Failed::Silent(text),
        }
    }
}

impl From<Failed> for MailError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(text) => MailError::Permanent(text),
            Failed::Later(text) | Failed::Silent(text) => MailError::Temporary(text),
        }
    }
}

async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failed> {
    match timeout(limit, step).await {
        Ok(done) => done.map_err(Failed::from),
        Err(_) => Err(Failed::Silent(late(limit))),
    }
}

fn late(limit: Duration) -> String {
    format!("no answer within {} s", limit.as_secs_f32())
}

/// Servers can be long-winded; the outbox keeps one line of it.
fn shorten(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(300).collect()
}
