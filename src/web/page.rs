//! Templates, the frame around every page, and what templates may call.
//!
//! A page is a template under `templates/` that extends `base.html`, and a struct whose fields are
//! the template's variables. The [`Frame`] brings what every page has. A page field may not have the
//! name of a frame field: that would change the frame behind the reader's back, and is an error.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDateTime;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use tera::{Context, Error, Kwargs, State, Tera, TeraResult};

use super::locale::{Lang, Locale};
use super::{assets, filters};

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// A page could not be made; the cause chain says which template and line.
#[derive(thiserror::Error)]
#[error("page {template}: {}", causes(.source))]
pub struct PageError {
    /// The template that was asked for.
    pub template: String,
    source: Error,
}

/// As it is shown: the engine's own form holds the whole template.
impl fmt::Debug for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn causes(error: &Error) -> String {
    let mut said = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        said.push_str(": ");
        said.push_str(&cause.to_string());
        next = cause.source();
    }
    said
}

/// Light or dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    /// Reads the cookie's or the query's word; anything else is [`Theme::Auto`].
    pub fn parse(word: &str) -> Theme {
        match word {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }
}

/// Which part of the house a page belongs to: decides navigation, palette and the type of headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Site {
    /// The enterprise supermarket: indigo, headings in Song type.
    Enterprise,
    /// The youth centre: jade and amber.
    Youth,
    /// The desk: dense.
    Desk,
    /// Signing in, one's own data.
    Account,
    /// The home page and errors.
    #[default]
    None,
}

/// Who is signed in, as far as the frame shows it.
#[derive(Debug, Clone, Serialize)]
pub struct FrameUser {
    /// The name shown in the header.
    pub name: String,
    /// The role's word: `handler`, `leader` …
    pub role: String,
    /// The role as people say it, in the page's language.
    pub role_label: String,
    /// How many notices wait; 0 shows nothing.
    pub unread: u32,
    /// Works for the education bureau, which invites schools.
    pub invites_schools: bool,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashKind {
    /// It is done.
    Ok,
    /// Good to know.
    Info,
    /// Mind this.
    Warn,
    /// It was not done.
    Error,
}

/// A message about what was just done, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it is meant.
    pub kind: FlashKind,
    /// The message, already in the page's language.
    pub text: String,
}

/// What every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// The page's language.
    pub lang: Lang,
    /// Light, dark or as the device says.
    pub theme: Theme,
    /// Large type (大字).
    pub large: bool,
    /// Which part of the house.
    pub site: Site,
    /// The path with query, for coming back after changing language or theme.
    pub path: String,
    /// Who is signed in.
    pub user: Option<FrameUser>,
    /// The token every form carries.
    pub csrf: String,
    /// The nonce of the content security policy; the house's own templates need none.
    pub nonce: String,
    /// What was just done.
    pub flash: Option<Flash>,
    /// The page's title, without the site's name; empty on the home page.
    pub title: String,
    /// Now, in UTC: what `ago` counts from.
    pub now: NaiveDateTime,
}

impl Frame {
    /// A frame for a guest on a page without forms; the fields are public, set what differs.
    pub fn new(lang: Lang, site: Site, path: &str, title: &str, now: NaiveDateTime) -> Frame {
        Frame {
            lang,
            theme: Theme::Auto,
            large: false,
            site,
            path: path.to_owned(),
            user: None,
            csrf: String::new(),
            nonce: String::new(),
            flash: None,
            title: title.to_owned(),
            now,
        }
    }
}

/// All templates, compiled, with the functions and filters they may call.
#[derive(Clone)]
pub struct Pages {
    tera: Arc<Tera>,
    locale: Arc<Locale>,
}

impl Pages {
    /// Compiles every template; a wrong template stops the start.
    pub fn new(locale: Arc<Locale>) -> Result<Pages, PageError> {
        let mut tera = Tera::default();
        register(&mut tera, locale.clone());
        filters::register(&mut tera);
        // Mail has templates of its own kind, and its own place that compiles them.
        let sources: Vec<(String, String)> = Templates::iter()
            .filter(|name| !name.starts_with("mail/"))
            .filter_map(|name| {
                let file = Templates::get(&name)?;
                let text = String::from_utf8_lossy(&file.data).into_owned();
                Some((name.into_owned(), text))
            })
            .collect();
        tera.add_raw_templates(sources)
            .map_err(|source| PageError { template: "templates/".to_owned(), source })?;
        Ok(Pages { tera: Arc::new(tera), locale })
    }

    /// The texts the pages are written with.
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// Makes a page: `page` is a struct whose fields become the template's variables.
    pub fn render<P: Serialize>(
        &self,
        template: &str,
        frame: &Frame,
        page: &P,
    ) -> Result<String, PageError> {
        context(frame, page)
            .and_then(|context| self.tera.render(template, &context))
            .map_err(|source| PageError { template: template.to_owned(), source })
    }
}

fn context<P: Serialize>(frame: &Frame, page: &P) -> TeraResult<Context> {
    let mut context = Context::from_serialize(frame)?;
    let value = tera::Value::try_from_serializable(page)?;
    if value.is_none() {
        return Ok(context);
    }
    let fields = value.into_map().ok_or_else(|| Error::message("a page is a struct or a map"))?;
    for (name, value) in fields {
        let name = name.as_str().unwrap_or_default().to_owned();
        if context.contains_key(&name) {
            return Err(Error::message(format!("the page's field `{name}` is the frame's")));
        }
        context.insert_value(name, value);
    }
    Ok(context)
}

/// The language of the page a template function is called from. A component sees it only if it
/// declares the argument `@lang`.
pub(super) fn lang_of(state: &State) -> TeraResult<Lang> {
    let tag = state.get::<String>("lang")?;
    tag.as_deref().and_then(Lang::parse).ok_or_else(|| {
        Error::message("no `lang` here: a component that speaks declares the argument `@lang`")
    })
}

fn register(tera: &mut Tera, locale: Arc<Locale>) {
    tera.register_function("t", move |kwargs: Kwargs, state: &State| {
        let key = kwargs.must_get::<&str>("key")?;
        let args: Vec<(&str, String)> = kwargs
            .iter()
            .filter_map(|(name, value)| Some((name.as_str()?, value.to_string())))
            .filter(|(name, _)| *name != "key")
            .collect();
        Ok::<_, Error>(locale.text(lang_of(state)?, key, &args))
    });
    tera.register_function("asset", |kwargs: Kwargs, _: &State| {
        let path = kwargs.must_get::<&str>("path")?;
        assets::url(path).ok_or_else(|| Error::message(format!("no file static/{path}")))
    });
}
