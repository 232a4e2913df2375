//! `smtp://user:password@host:port?starttls=required` and its relatives.

use super::BadMailUrl;
use std::net::IpAddr;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte (`smtps://`).
    Tls,
    /// TLS or nothing is sent (`starttls=required`).
    Required,
    /// TLS when the server offers it (`starttls=opportunistic`).
    Opportunistic,
    /// No TLS (`starttls=never`).
    Never,
}

/// A server, as its URL names it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    /// User and password.
    pub(super) login: Option<(String, String)>,
}

// The password stays out of every log.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Server { host, port, security, .. } = self;
        write!(f, "Server({host}:{port}, {security:?})")
    }
}

/// Reads the URL. Errors never repeat it, because it may hold a password.
pub(super) fn parse(url: &str) -> Result<Server, BadMailUrl> {
    let (scheme, rest) = url.split_once("://").ok_or_else(|| bad("write smtp://host:port"))?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (login, place) = match rest.rsplit_once('@') {
        Some((login, place)) => (Some(parse_login(login)?), place),
        None => (None, rest),
    };
    let (host, port) = parse_place(place.trim_end_matches('/'))?;
    let security = match (scheme, query) {
        ("smtps", "") => Security::Tls,
        ("smtp", "") => default_security(&host, login.is_some()),
        ("smtp", "starttls=required") => Security::Required,
        ("smtp", "starttls=opportunistic") => Security::Opportunistic,
        ("smtp", "starttls=never") => Security::Never,
        _ => {
            return Err(bad("after the ? of smtp:// only starttls=required, \
                            starttls=opportunistic or starttls=never may stand"));
        }
    };
    let port = port.unwrap_or(match security {
        Security::Tls => 465,
        Security::Required => 587,
        Security::Opportunistic | Security::Never => 25,
    });
    Ok(Server { host, port, security, login })
}

/// A password never crosses a network in the clear unless somebody wrote `starttls=never`.
fn default_security(host: &str, has_login: bool) -> Security {
    let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    if has_login && !here { Security::Required } else { Security::Opportunistic }
}

fn parse_login(login: &str) -> Result<(String, String), BadMailUrl> {
    let decode = |text: &str| match urlencoding::decode(text) {
        Ok(text) if !text.contains(['\r', '\n', '\0']) => Ok(text.into_owned()),
        _ => Err(bad("user or password is not proper percent-encoded text")),
    };
    match login.split_once(':') {
        Some((user, password)) if !user.is_empty() => Ok((decode(user)?, decode(password)?)),
        _ => Err(bad("before the @ there must be user:password, percent-encoded")),
    }
}

fn parse_place(place: &str) -> Result<(String, Option<u16>), BadMailUrl> {
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => match place.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = match port.map(str::parse) {
        None => None,
        Some(Ok(port)) if port != 0 => Some(port),
        Some(_) => return Err(bad("the port is not a number from 1 to 65535")),
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/@#".contains(c)) {
        return Err(bad("the host is missing or not a host"));
    }
    Ok((host.to_owned(), port))
}

fn bad(why: &str) -> BadMailUrl {
    BadMailUrl(format!("the SMTP URL cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> (String, u16, Security) {
        let server = parse(url).expect(url);
        (server.host, server.port, server.security)
    }

    #[test]
    fn each_form_has_its_port_and_its_protection() {
        let host = |s: &str| s.to_owned();
        assert_eq!(server("smtps://mail.example"), (host("mail.example"), 465, Security::Tls));
        assert_eq!(server("smtp://mail:1025"), (host("mail"), 1025, Security::Opportunistic));
        assert_eq!(server("smtp://mail/"), (host("mail"), 25, Security::Opportunistic));
        assert_eq!(server("smtp://m?starttls=required"), (host("m"), 587, Security::Required));
        assert_eq!(server("smtp://m:2?starttls=never"), (host("m"), 2, Security::Never));
        assert_eq!(server("smtp://[::1]:2525"), (host("::1"), 2525, Security::Opportunistic));
    }

    #[test]
    fn a_password_asks_for_tls_unless_the_server_is_here() {
        assert_eq!(server("smtp://u:p@mail.example").2, Security::Required);
        assert_eq!(server("smtp://u:p@127.0.0.1:25").2, Security::Opportunistic);
        assert_eq!(server("smtp://u:p@mail.example?starttls=never").2, Security::Never);
        let login = parse("smtps://a%40b.example:p%3A%40%2F@m").expect("read").login;
        assert_eq!(login, Some(("a@b.example".to_owned(), "p:@/".to_owned())));
    }

    #[test]
    fn what_cannot_be_read_says_so_without_the_password() {
        for url in [
            "smtp:mail",
            "smtp://",
            "smtp://:25",
            "smtp://mail:0",
            "smtp://mail:port",
            "smtp://mail:99999",
            "smtp://user@mail",
            "smtp://u:hunter2@",
            "smtp://u:hunter2@mail?tls=yes",
            "smtps://u:hunter2@mail?starttls=never",
            "smtp://u:hunter2%0d%0a@mail",
        ] {
            let error = parse(url).expect_err(url).to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
        let server = parse("smtp://u:hunter2@mail").expect("read");
        assert!(!format!("{server:?}").contains("hunter2"));
    }
}
