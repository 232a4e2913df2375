//! Somebody who visits the site: a browser without a window.

use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

use super::html;
use yimen::domain::order::Role;

/// Who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Not signed in.
    Nobody,
    /// Not signed in, with every question answered and nothing sent. Made by `World::visitor`.
    Asking,
    /// Not signed in, and has shown the key of an order. Made by `World::visitor`.
    KeyHolder,
    /// A business with an account of its own.
    Business,
    /// Another business, which has nothing to do with the first.
    OtherBusiness,
    /// A teacher of a verified school.
    Teacher,
    /// A teacher of another verified school.
    OtherTeacher,
    /// A pupil of a class of the teacher's school.
    Learner,
    /// The counter and the telephone.
    Clerk,
    /// Somebody who handles cases at this agency.
    Handler(&'static str),
    /// A colleague of the handler, at the same agency.
    SecondHandler(&'static str),
    /// Who signs for this agency.
    Leader(&'static str),
    Dispatcher,
    /// Who plans the lines of the youth centre's orders.
    Planner,
    Supervisor,
    Reviewer,
    Editor,
    Admin,
}

impl Who {
    /// Nobody, and one of every role; handler and leader of the court.
    pub const EACH: [Who; 13] = [
        Who::Nobody,
        Who::Business,
        Who::Teacher,
        Who::Learner,
        Who::Clerk,
        Who::Handler("court"),
        Who::Leader("court"),
        Who::Dispatcher,
        Who::Planner,
        Who::Supervisor,
        Who::Reviewer,
        Who::Editor,
        Who::Admin,
    ];

    /// The role, and the agency where the role has one.
    pub fn role(self) -> (Role, Option<&'static str>) {
        match self {
            Who::Nobody | Who::Asking | Who::KeyHolder => (Role::Guest, None),
            Who::Business | Who::OtherBusiness => (Role::Business, None),
            Who::Teacher | Who::OtherTeacher => (Role::Teacher, None),
            Who::Learner => (Role::Learner, None),
            Who::Clerk => (Role::Clerk, None),
            Who::Handler(agency) | Who::SecondHandler(agency) => (Role::Handler, Some(agency)),
            Who::Leader(agency) => (Role::Leader, Some(agency)),
            Who::Dispatcher => (Role::Dispatcher, None),
            Who::Planner => (Role::Planner, None),
            Who::Supervisor => (Role::Supervisor, None),
            Who::Reviewer => (Role::Reviewer, None),
            Who::Editor => (Role::Editor, None),
            Who::Admin => (Role::Admin, None),
        }
    }

    /// Name and district of the school that somebody acts for.
    pub fn school(self) -> Option<(&'static str, &'static str)> {
        match self {
            Who::Teacher => Some(("测试第一小学", "玉州区")),
            Who::OtherTeacher => Some(("测试第二中学", "北流市")),
            _ => None,
        }
    }

    /// The login of the account.
    pub fn login(self) -> String {
        format!("{self:?}@test").to_lowercase().replace(['(', ')', '"'], "-").replace("-@", "@")
    }
}

/// What the site answered.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    pub headers: HeaderMap,
    /// Bytes as they came over the wire.
    pub wire: Vec<u8>,
    /// The path that was asked, for messages.
    pub asked: String,
}

impl Answer {
    async fn of(asked: String, response: Response) -> Answer {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let wire = response.bytes().await.expect("a whole body").to_vec();
        Answer { status, headers, wire, asked }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.wire).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.wire).unwrap_or_else(|error| {
            panic!("{}: {}: {error}: {}", self.asked, self.status, self.text())
        })
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Itself, if the status is this one; else a failure that shows the page's text.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.shown());
        self
    }

    /// The beginning of what a person would read.
    pub fn shown(&self) -> String {
        let page = self.text();
        html::text(html::inside(&page, "main").unwrap_or(&page)).chars().take(200).collect()
    }
}

/// Somebody with a cookie jar.
#[derive(Clone)]
pub struct Visitor {
    pub who: Who,
    /// Id of the account; empty for nobody.
    pub account: String,
    base: String,
    jar: Arc<Jar>,
    http: reqwest::Client,
}

impl Visitor {
    /// A visitor of the site at `base` that brings these cookies.
    pub fn new(base: &str, who: Who, account: String, cookies: &[(String, String)]) -> Visitor {
        let jar = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .cookie_provider(jar.clone())
            .no_proxy()
            // A connection that the site closes as a form is sent would fail the test, not the site.
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client");
        let visitor = Visitor { who, account, base: base.to_owned(), jar, http };
        for (name, value) in cookies {
            visitor.set_cookie(name, value);
        }
        visitor
    }

    /// Sets a cookie as if the site had.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let url = self.base.parse().expect("the base is a URL");
        self.jar.add_cookie_str(&format!("{name}={value}; Path=/"), &url);
    }

    /// Name and value of every cookie it has.
    pub fn cookies(&self) -> Vec<(String, String)> {
        let url = self.base.parse().expect("the base is a URL");
        let header = self.jar.cookies(&url);
        let text = header.as_ref().and_then(|header| header.to_str().ok()).unwrap_or_default();
        let pairs = text.split("; ").filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// A request to a path, to be completed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends a completed request.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().expect("a request");
        let asked = format!(
            "{:?}: {} {}",
            self.who,
            request.method(),
            &request.url().as_str()[self.base.len()..]
        );
        let response =
            self.http.execute(request).await.unwrap_or_else(|error| panic!("{asked}: {error}"));
        Answer::of(asked, response).await
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// GET of a page that has to be there, as text.
    pub async fn page(&self, path: &str) -> String {
        self.get(path).await.expect(200).text()
    }

    /// POST of a form as it is, without looking at a page first.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request(Method::POST, path);
        self.send(request.header("content-type", "application/x-www-form-urlencoded").body(body))
            .await
    }

    /// POST of JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// The CSRF token of this visitor's pages, read from a page that has a form.
    pub async fn csrf(&self, page: &str) -> String {
        let html = self.page(page).await;
        let found = html::hidden(&html).into_iter().find(|(name, _)| name == "csrf");
        found.unwrap_or_else(|| panic!("{page} has no form with a token")).1
    }

    /// Opens a page, fills in the form on it that posts to `action`, and sends it. Hidden fields
    /// are sent as the page has them, unless `fields` names them.
    pub async fn fill(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let html = self.page(page).await;
        let form = html::form(&html, action).unwrap_or_else(|| {
            let there: Vec<_> = html::tags(&html, "form")
                .into_iter()
                .filter_map(|tag| html::attribute(tag, "action"))
                .collect();
            panic!("{page} has no form to {action}, only to {there:?}")
        });
        let kept = html::hidden(form)
            .into_iter()
            .filter(|(name, _)| fields.iter().all(|(field, _)| field != name));
        let all: Vec<(String, String)> = kept
            .chain(fields.iter().map(|(name, value)| (name.to_string(), value.to_string())))
            .collect();
        let all: Vec<(&str, &str)> =
            all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(action, &all).await
    }

    /// Follows redirects of a GET to the page they end at.
    pub async fn follow(&self, answer: Answer) -> Answer {
        let mut answer = answer;
        for _ in 0..5 {
            if !(300..400).contains(&answer.status) {
                return answer;
            }
            let to =
                answer.location().strip_prefix(&self.base).unwrap_or(answer.location()).to_owned();
            answer = self.get(&to).await;
        }
        panic!("{}: redirected for ever", answer.asked)
    }

    /// Does something to an order through the API. `version` is read first unless it is given.
    pub async fn act(&self, code: &str, action: &str, mut body: Value) -> Answer {
        if body.get("version").is_none() {
            let order = self.get(&format!("/api/v1/orders/{code}")).await.expect(200).json();
            body["version"] = order["version"].clone();
        }
        body["action"] = action.into();
        self.post_json(&format!("/api/v1/orders/{code}/actions"), &body).await
    }
}
