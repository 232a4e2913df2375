//! One visit of one person to one page: who they are, how they read, what they may.
//!
//! `web::gate` makes it once per request; a handler takes it as an argument.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::locale::Lang;
use super::page::{Flash, FlashKind, Frame, FrameUser, Site, Theme};
use super::{csrf, session};
use crate::app::App;
use crate::content::Content;
use crate::db::accounts::Account;
use crate::db::learners::Learner;
use crate::domain::Time;
use crate::domain::order::{Actor, Order, Role};
use crate::domain::school::may_invite_schools;
use crate::error::Error;

/// The cookie that ties a guest's forms and drafts together; says nothing about them.
pub const GUEST_COOKIE: &str = "yimen_visit";
/// How long a guest's browser is known, in days.
pub const GUEST_DAYS: i64 = 30;
/// Language, theme and type size.
pub const PREFERENCES_COOKIE: &str = "yimen_prefs";
/// What was just done, as a key of `content/locales/`.
pub const FLASH_COOKIE: &str = "yimen_flash";
/// The orders whose key this browser has shown.
pub const PASSES_COOKIE: &str = "yimen_passes";

/// One visit.
#[derive(Clone)]
pub struct Visit {
    pub app: web::Data<App>,
    pub lang: Lang,
    pub theme: Theme,
    pub large: bool,
    /// Path with query.
    pub path: String,
    /// Taken once, so that everything in one request happens at the same time.
    pub now: Time,
    pub account: Option<Account>,
    /// What the public reads, of one edition in one request.
    pub content: Arc<Content>,
    /// The pupil who is signed in; then there is no account.
    pub learner: Option<Learner>,
    pub session: Option<String>,
    /// Random, from the guest's cookie.
    pub guest: String,
    fresh_guest: bool,
    flash: Option<String>,
    passes: session::Passes,
    /// The address the request came from, for limits only; never stored with an order.
    pub address: String,
}

impl Visit {
    /// Reads the cookies of a request; who is signed in is filled in by the gate.
    pub fn begin(app: web::Data<App>, request: &HttpRequest) -> Visit {
        let cookie = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
        let preferences = cookie(PREFERENCES_COOKIE).unwrap_or_default();
        let preference = |name: &str| {
            let mut pairs = preferences.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
        let asked =
            query.ok().and_then(|q| q.iter().find(|(k, _)| k == "lang").map(|(_, v)| v.clone()));
        let accept = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        let known = cookie(GUEST_COOKIE).filter(|id| id.len() == 32 && id.is_ascii());
        let now = app.clock.now();
        Visit {
            lang: Lang::choose(asked.as_deref(), preference("lang").as_deref(), accept),
            theme: Theme::parse(preference("theme").as_deref().unwrap_or_default()),
            large: preference("large").as_deref() == Some("1"),
            path: request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            now,
            account: None,
            learner: None,
            session: None,
            content: app.published(),
            fresh_guest: known.is_none(),
            guest: known
                .unwrap_or_else(|| data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>())),
            flash: cookie(FLASH_COOKIE).filter(|key| key.starts_with("flash.")),
            passes: cookie(PASSES_COOKIE)
                .and_then(|token| session::open(&app, &token))
                .unwrap_or_default(),
            address: super::limit::address(&app.config, request),
            app,
        }
    }

    /// The actor of whoever is here.
    pub fn actor(&self) -> Actor {
        let account = self.account.as_ref();
        let nobody = if self.learner.is_some() { Role::Learner } else { Role::Guest };
        Actor {
            account: account.map(|account| account.id.clone()),
            role: account.map_or(nobody, |account| account.role),
            agency: account.and_then(|account| account.agency.clone()),
            on_behalf: account.is_some_and(|account| account.role == Role::Clerk),
            holds_key: false,
            school: account.and_then(|account| account.school.clone()),
        }
    }

    /// The actor for one order: a guest who has shown its key, in its present generation, acts
    /// as its asker.
    pub fn actor_for(&self, order: &Order, key_generation: i32) -> Actor {
        let shown =
            self.passes.orders.iter().any(|(code, g)| *code == order.code && *g == key_generation);
        Actor { holds_key: shown, ..self.actor() }
    }

    /// The passes of this browser with one more order, as a cookie.
    ///
    /// # Errors
    /// [`Error::Internal`] if the token can't be written.
    pub fn pass_cookie(&self, code: &str, key_generation: i32) -> Result<Cookie<'static>, Error> {
        let mut orders = self.passes.orders.clone();
        orders.retain(|(known, _)| known != code);
        orders.push((code.to_owned(), key_generation));
        // A cookie has 4 KB; an office that follows more signs in.
        let first = orders.len().saturating_sub(20);
        let exp = session::expires_at(self.now).and_utc().timestamp();
        let passes = session::Passes { orders: orders.split_off(first), exp };
        let token = session::sign(&self.app.config, &passes).map_err(Error::internal)?;
        Ok(session::cookie(&self.app.config, PASSES_COOKIE, token))
    }

    /// The CSRF token of this visit's forms.
    pub fn csrf(&self) -> String {
        csrf::token(&self.app.config.secret, self.session.as_deref().unwrap_or(&self.guest))
    }

    /// A text of the interface in the visit's language.
    pub fn text(&self, key: &str, args: &[(&str, String)]) -> String {
        self.app.pages.locale().text(self.lang, key, args)
    }

    /// The frame of a page with this title.
    pub fn frame(&self, site: Site, title: &str) -> Frame {
        let mut frame = Frame::new(self.lang, site, &self.path, title, self.now);
        frame.theme = self.theme;
        frame.large = self.large;
        frame.csrf = self.csrf();
        frame.user = self.account.as_ref().map(|account| FrameUser {
            name: account.name.clone(),
            role: account.role.to_string(),
            role_label: self.text(&format!("role.{}", account.role), &[]),
            unread: 0,
            invites_schools: may_invite_schools(&self.actor()),
        });
        if let Some(learner) = &self.learner {
            frame.user = Some(self.learner_shown(learner));
        }
        frame.flash = self
            .flash
            .as_ref()
            .map(|key| Flash { kind: flash_kind(key), text: self.text(key, &[]) });
        frame
    }

    /// A pupil as the frame shows one: class and seat, which is all there is.
    fn learner_shown(&self, learner: &Learner) -> FrameUser {
        let args = [("class", learner.class_name.clone()), ("n", learner.seat.to_string())];
        FrameUser {
            name: self.text("class.learner", &args),
            role: Role::Learner.to_string(),
            role_label: self.text("role.learner", &[]),
            unread: 0,
            invites_schools: false,
        }
    }

    /// A page with status 200.
    ///
    /// # Errors
    /// [`Error::Internal`] if the template fails.
    pub fn page<P: Serialize>(
        &self,
        site: Site,
        template: &str,
        title: &str,
        page: &P,
    ) -> Result<HttpResponse, Error> {
        self.page_with(HttpResponse::Ok(), site, template, title, page)
    }

    /// A page with a status of its own, e.g. 422 with the values kept.
    ///
    /// # Errors
    /// As [`Visit::page`].
    pub fn page_with<P: Serialize>(
        &self,
        mut response: HttpResponseBuilder,
        site: Site,
        template: &str,
        title: &str,
        page: &P,
    ) -> Result<HttpResponse, Error> {
        let body = self
            .app
            .pages
            .render(template, &self.frame(site, title), page)
            .map_err(Error::internal)?;
        self.set_cookies(&mut response);
        Ok(response.content_type("text/html; charset=utf-8").body(body))
    }

    /// The same visit to content that nobody else sees, and that says so.
    pub fn previewing(&self, content: Arc<Content>) -> Visit {
        Visit { content, flash: Some("flash.warn.preview".to_owned()), ..self.clone() }
    }

    fn set_cookies(&self, response: &mut HttpResponseBuilder) {
        if self.fresh_guest {
            response.cookie(self.guest_cookie());
        }
        if self.flash.is_some() {
            let mut cookie = session::cookie(&self.app.config, FLASH_COOKIE, String::new());
            cookie.make_removal();
            response.cookie(cookie);
        }
    }

    /// Kept as long as a draft is, so that a closed page is found again.
    fn guest_cookie(&self) -> Cookie<'static> {
        let mut cookie = session::cookie(&self.app.config, GUEST_COOKIE, self.guest.clone());
        cookie.set_max_age(actix_web::cookie::time::Duration::days(GUEST_DAYS));
        cookie
    }

    /// 303 to a page of ours.
    pub fn redirect(&self, to: &str) -> HttpResponseBuilder {
        let mut response = HttpResponse::SeeOther();
        response.insert_header((header::LOCATION, to));
        if self.fresh_guest {
            response.cookie(self.guest_cookie());
        }
        response
    }

    /// 303 to a page of ours that says once what was just done; `key` begins with `flash.`.
    pub fn redirect_saying(&self, to: &str, key: &str) -> HttpResponse {
        let cookie = session::cookie(&self.app.config, FLASH_COOKIE, key.to_owned());
        self.redirect(to).cookie(cookie).finish()
    }
}

/// How a message is meant, by its key: `flash.warn.…` says what was not done.
fn flash_kind(key: &str) -> FlashKind {
    if key.starts_with("flash.warn.") { FlashKind::Warn } else { FlashKind::Ok }
}

impl FromRequest for Visit {
    type Error = Error;
    type Future = Ready<Result<Visit, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let visit = request.extensions().get::<Visit>().cloned();
        ready(visit.ok_or_else(|| Error::internal("a route outside the gate asks for a visit")))
    }
}

/// The CSRF token that forms of this request's visit carry.
pub fn csrf_of(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<Visit>().map(Visit::csrf)
}
