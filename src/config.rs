//! The only reader of the environment. A wrong value stops the start with one clear line.

use std::path::PathBuf;

/// Known to everybody, so good for nothing but trying things out.
const DEVELOPMENT_SECRET: &str = "yimen-development-secret-known-to-everybody";
/// A secret shorter than this can be guessed.
const SECRET_MIN: usize = 32;

/// Where we run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// Migrates, imports and works the outbox by itself; has demo accounts.
    Development,
    /// Refuses development secrets and demo accounts.
    Production,
}

/// Everything the environment says, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub environment: Environment,
    /// `host:port`.
    pub listen: String,
    pub data_dir: PathBuf,
    pub secret: Vec<u8>,
    /// Older secrets that still open what they sealed.
    pub old_secrets: Vec<Vec<u8>>,
    /// Without a trailing slash; what links in mail begin with.
    pub public_url: String,
    pub database_url: String,
    /// Absent: the embedded engine.
    pub search_url: Option<String>,
    pub meili_master_key: Option<String>,
    pub mail_url: String,
    pub mail_from: String,
    pub media_url: String,
    /// How the store of an `s3://` is reached; without an endpoint it is Amazon's own.
    pub s3_endpoint: Option<String>,
    pub s3_region: Option<String>,
    pub s3_access_key: Option<String>,
    pub s3_secret_key: Option<String>,
    /// Lets `/metrics` be read from elsewhere than loopback.
    pub metrics_token: Option<String>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
}

impl Config {
    /// Reads the process environment.
    ///
    /// # Errors
    /// One line that names the variable, what is wrong with it, and what it should be.
    pub fn from_env() -> Result<Config, String> {
        Config::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads from any source of variables, so that tests need not touch the process.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Config, String> {
        let environment = match get("YIMEN_ENV").as_deref() {
            None | Some("development") => Environment::Development,
            Some("production") => Environment::Production,
            Some(other) => {
                return Err(format!(
                    "YIMEN_ENV is “{other}”: it must be development or production"
                ));
            }
        };
        let listen = get("YIMEN_LISTEN").unwrap_or_else(|| "127.0.0.1:8080".into());
        check_listen(&listen)?;
        let data_dir = PathBuf::from(get("YIMEN_DATA_DIR").unwrap_or_else(|| "./var".into()));
        let secret = secret(environment, get("YIMEN_SECRET_KEY"))?;
        let public_url = match (get("YIMEN_PUBLIC_URL"), environment) {
            (Some(url), _) => checked_url("YIMEN_PUBLIC_URL", &url, &["http://", "https://"])?,
            (None, Environment::Development) => format!("http://{listen}"),
            (None, Environment::Production) => {
                return Err("YIMEN_PUBLIC_URL is not set: production needs it for the links in mail, e.g. https://fw.example.cn".into());
            }
        };
        let inside =
            |scheme: &str, name: &str| format!("{scheme}{}", data_dir.join(name).display());
        let checked = |name: &str, default: String, schemes: &[&str]| match get(name) {
            Some(url) => checked_url(name, &url, schemes),
            None => Ok(default),
        };
        Ok(Config {
            environment,
            public_url: public_url.trim_end_matches('/').to_owned(),
            database_url: checked(
                "DATABASE_URL",
                inside("sqlite://", "yimen.sqlite3"),
                &["sqlite://", "postgres://", "postgresql://"],
            )?,
            mail_url: checked(
                "MAIL_URL",
                inside("file:", "mail"),
                &["file:", "smtp://", "smtps://"],
            )?,
            media_url: checked("MEDIA_URL", inside("file:", "media"), &["file:", "s3://"])?,
            s3_endpoint: get("AWS_ENDPOINT_URL")
                .map(|url| checked_url("AWS_ENDPOINT_URL", &url, &["http://", "https://"]))
                .transpose()?,
            s3_region: get("AWS_REGION"),
            s3_access_key: get("AWS_ACCESS_KEY_ID"),
            s3_secret_key: get("AWS_SECRET_ACCESS_KEY"),
            search_url: get("SEARCH_URL")
                .map(|url| checked_url("SEARCH_URL", &url, &["http://", "https://"]))
                .transpose()?,
            meili_master_key: get("MEILI_MASTER_KEY"),
            mail_from: get("YIMEN_MAIL_FROM")
                .unwrap_or_else(|| "一门法务 <noreply@localhost>".into()),
            metrics_token: get("YIMEN_METRICS_TOKEN"),
            trusted_proxies: list(get("YIMEN_TRUSTED_PROXIES")),
            old_secrets: list(get("YIMEN_OLD_SECRET_KEYS"))
                .into_iter()
                .map(String::into_bytes)
                .collect(),
            listen,
            data_dir,
            secret,
        })
    }

    /// Where the papers lie that people hand in: always a folder of this machine.
    pub fn documents_url(&self) -> String {
        match self.media_url.starts_with("s3://") {
            true => format!("file:{}", self.data_dir.join("media").display()),
            false => self.media_url.clone(),
        }
    }

    /// Whether we run in development.
    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }
}

/// What the log holds: `YIMEN_LOG` in the words of `tracing`, or what an operator wants to read.
pub fn log_filter() -> tracing_subscriber::EnvFilter {
    let wished =
        std::env::var("YIMEN_LOG").unwrap_or_else(|_| "info,tantivy=warn,html5ever=error".into());
    tracing_subscriber::EnvFilter::new(wished)
}

fn list(value: Option<String>) -> Vec<String> {
    let value = value.unwrap_or_default();
    value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn check_listen(listen: &str) -> Result<(), String> {
    let port = listen.rsplit_once(':').map(|(host, port)| (host.is_empty(), port.parse::<u16>()));
    match port {
        Some((false, Ok(_))) => Ok(()),
        _ => Err(format!("YIMEN_LISTEN is “{listen}”: it must be host:port, e.g. 127.0.0.1:8080")),
    }
}

fn secret(environment: Environment, given: Option<String>) -> Result<Vec<u8>, String> {
    match (environment, given) {
        (Environment::Development, None) => Ok(DEVELOPMENT_SECRET.into()),
        (Environment::Production, None) => Err(format!(
            "YIMEN_SECRET_KEY is not set: production needs a random secret of at least {SECRET_MIN} characters"
        )),
        (Environment::Production, Some(key)) if key == DEVELOPMENT_SECRET => {
            Err("YIMEN_SECRET_KEY is the development secret, which everybody knows: make your own"
                .into())
        }
        (_, Some(key)) if key.len() < SECRET_MIN => Err(format!(
            "YIMEN_SECRET_KEY has {} characters: it needs at least {SECRET_MIN}",
            key.len()
        )),
        (_, Some(key)) => Ok(key.into_bytes()),
    }
}

fn checked_url(name: &str, url: &str, schemes: &[&str]) -> Result<String, String> {
    if schemes.iter().any(|scheme| url.starts_with(scheme) && url.len() > scheme.len()) {
        return Ok(url.to_owned());
    }
    // The value may hold a password: only its scheme is shown.
    let shown = url.split("://").next().unwrap_or_default();
    Err(format!("{name} begins with “{shown}”: it must begin with {}", schemes.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, String> {
        Config::read(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_is_development_under_var() {
        let config = read(&[]).unwrap();
        assert!(config.is_development());
        assert_eq!(config.listen, "127.0.0.1:8080");
        assert_eq!(config.database_url, "sqlite://./var/yimen.sqlite3");
        assert_eq!(config.mail_url, "file:./var/mail");
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert!(config.search_url.is_none());
    }

    #[test]
    fn every_wrong_value_is_named() {
        let long = "k".repeat(40);
        for (pairs, name) in [
            (vec![("YIMEN_ENV", "prod")], "YIMEN_ENV"),
            (vec![("YIMEN_LISTEN", "8080")], "YIMEN_LISTEN"),
            (vec![("YIMEN_LISTEN", "localhost:99999")], "YIMEN_LISTEN"),
            (vec![("DATABASE_URL", "mysql://x")], "DATABASE_URL"),
            (vec![("MAIL_URL", "imap://x")], "MAIL_URL"),
            (vec![("MEDIA_URL", "ftp://x")], "MEDIA_URL"),
            (vec![("AWS_ENDPOINT_URL", "minio:9000")], "AWS_ENDPOINT_URL"),
            (vec![("SEARCH_URL", "localhost:7700")], "SEARCH_URL"),
            (vec![("YIMEN_SECRET_KEY", "short")], "YIMEN_SECRET_KEY"),
            (vec![("YIMEN_ENV", "production")], "YIMEN_SECRET_KEY"),
            (
                vec![("YIMEN_ENV", "production"), ("YIMEN_SECRET_KEY", DEVELOPMENT_SECRET)],
                "YIMEN_SECRET_KEY",
            ),
            (vec![("YIMEN_ENV", "production"), ("YIMEN_SECRET_KEY", &long)], "YIMEN_PUBLIC_URL"),
        ] {
            let error = read(&pairs).unwrap_err();
            assert!(error.contains(name) && !error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        let error = read(&[("DATABASE_URL", "mysql://me:hunter2@host/db")]).unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
