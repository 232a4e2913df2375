//! Language, theme and type size: plain links that set one cookie.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::locale::Lang;
use super::page::Theme;
use super::visit::{PREFERENCES_COOKIE, Visit};
use crate::error::Error;

/// What may be asked for; the rest stays as it is.
#[derive(Debug, Deserialize)]
pub struct Wish {
    lang: Option<String>,
    theme: Option<String>,
    large: Option<String>,
    back: Option<String>,
}

/// `GET /prefer?theme=dark&back=/path`
pub async fn set(visit: Visit, wish: web::Query<Wish>) -> Result<HttpResponse, Error> {
    let lang = wish.lang.as_deref().and_then(Lang::parse).unwrap_or(visit.lang);
    let theme = wish.theme.as_deref().map_or(visit.theme, Theme::parse);
    let large = wish.large.as_deref().map_or(visit.large, |word| word == "1");
    let theme = match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let value = format!("lang={}&theme={theme}&large={}", lang.tag(), u8::from(large));
    let cookie = Cookie::build(PREFERENCES_COOKIE, value)
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(visit.app.config.public_url.starts_with("https://"))
        .max_age(Duration::days(365))
        .finish();
    let back = without_lang(&local_path(wish.back.as_deref()));
    Ok(visit.redirect(&back).cookie(cookie).finish())
}

/// A path on this site; anything that leads elsewhere becomes the home page.
pub fn local_path(path: Option<&str>) -> String {
    let path = path.unwrap_or("/");
    let local =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if local { path.to_owned() } else { "/".to_owned() }
}

/// `?lang=` in the address would win over the wish just made.
fn without_lang(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        for away in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "evil",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local_path(Some(away)), "/", "{away}");
        }
        assert_eq!(local_path(Some("/enterprise/ask?step=2")), "/enterprise/ask?step=2");
        assert_eq!(without_lang("/a?lang=en&b=1"), "/a?b=1");
        assert_eq!(without_lang("/a?lang=en"), "/a");
    }
}
