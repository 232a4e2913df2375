//! Walks every line of the table of URLs as every role and as nobody, and compares with what is
//! written here by hand. A line that is not written here fails: say who may use it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use yimen::domain::order::Role;
use yimen::web::csrf;

use crate::harness::samples::World;
use crate::harness::{Answer, Backend, Visitor, Who};

use Role::{
    Admin, Business, Clerk, Dispatcher, Editor, Guest, Handler, Leader, Learner, Planner, Reviewer,
    Supervisor, Teacher,
};

const ALL: &[Role] = &[
    Guest, Business, Teacher, Learner, Clerk, Handler, Leader, Dispatcher, Planner, Supervisor,
    Reviewer, Editor, Admin,
];
const SIGNED: &[Role] = &[
    Business, Teacher, Clerk, Handler, Leader, Dispatcher, Planner, Supervisor, Reviewer, Editor,
    Admin,
];
const STAFF: &[Role] =
    &[Clerk, Handler, Leader, Dispatcher, Planner, Supervisor, Reviewer, Editor, Admin];
/// Those whom an open order of the business, led by the court, concerns.
const CONCERNED: &[Role] = &[Clerk, Handler, Leader, Dispatcher, Supervisor];
const ASKER_AND_CONCERNED: &[Role] = &[Business, Clerk, Handler, Leader, Dispatcher, Supervisor];

/// Method, path, and who may use it. For `{queue}` it is the list of all. For a line with `{code}` it is an order of the business that
/// the court leads and has signed for.
const EXPECTED: &[(&str, &str, &[Role])] = &[
    // the house
    ("GET", "/", ALL),
    ("GET", "/prefer", ALL),
    ("GET", "/static/{hash}/{path:.*}", ALL),
    ("GET", "/healthz", ALL),
    ("GET", "/readyz", ALL),
    ("GET", "/metrics", ALL),
    // classes
    ("GET", "/youth/join", ALL),
    ("POST", "/youth/join", ALL),
    ("GET", "/youth/class", &[Learner]),
    ("POST", "/youth/class/leave", &[Learner]),
    ("GET", "/youth/class/forget", &[Learner]),
    ("POST", "/youth/class/forget", &[Learner]),
    ("GET", "/youth/classes", &[Teacher]),
    ("GET", "/youth/classes/new", &[Teacher]),
    ("POST", "/youth/classes/new", &[Teacher]),
    ("GET", "/youth/classes/{id}", &[Teacher]),
    ("GET", "/youth/classes/{id}/sheet", &[Teacher]),
    ("GET", "/youth/classes/{id}/report", &[Teacher]),
    ("GET", "/youth/classes/{id}/report.csv", &[Teacher]),
    ("GET", "/youth/classes/{id}/report.xlsx", &[Teacher]),
    ("GET", "/youth/classes/{id}/certificates", &[Teacher]),
    ("GET", "/youth/classes/{id}/certificates/{task}", &[Teacher]),
    ("GET", "/desk/lessons", &[Editor, Admin]),
    ("GET", "/youth/classes/{id}/delete", &[Teacher]),
    ("POST", "/youth/classes/{id}/delete", &[Teacher]),
    ("POST", "/youth/classes/{id}/{deed}", &[Teacher]),
    // the editor: films, and changes in law
    ("GET", "/desk/videos", &[Editor, Admin]),
    ("POST", "/desk/videos", &[Editor, Admin]),
    ("GET", "/desk/videos/{id}", &[Editor, Admin]),
    ("PUT", "/desk/videos/{id}/bytes", &[Editor, Admin]),
    ("POST", "/desk/videos/{id}/lesson", &[Editor, Admin]),
    // the editor: pages
    ("GET", "/desk/content", &[Editor, Admin]),
    ("GET", "/desk/content/pictures", &[Editor, Admin]),
    ("POST", "/desk/content/pictures", &[Editor, Admin]),
    ("POST", "/desk/content/render", &[Editor, Admin]),
    ("POST", "/desk/content/preview/{kind}", &[Editor, Admin]),
    ("GET", "/desk/content/new/{kind}", &[Editor, Admin]),
    ("POST", "/desk/content/new/{kind}", &[Editor, Admin]),
    ("GET", "/desk/content/{id}", &[Editor, Admin]),
    ("GET", "/desk/content/{id}/edit", &[Editor, Admin]),
    ("POST", "/desk/content/{id}/edit", &[Editor, Admin]),
    ("GET", "/desk/content/{id}/preview", &[Editor, Admin]),
    ("GET", "/desk/content/{id}/compare", &[Editor, Admin]),
    ("POST", "/desk/content/{id}/{deed}", &[Editor, Admin]),
    ("GET", "/pictures/{file}", ALL),
    ("POST", "/desk/videos/{id}/captions", &[Editor, Admin]),
    ("GET", "/desk/learning", &[Dispatcher]),
    ("POST", "/desk/learning/{id}/withdraw", &[Dispatcher]),
    // the rules of the routing
    ("GET", "/desk/routing", &[Dispatcher, Editor, Admin]),
    ("POST", "/desk/routing", &[Dispatcher, Editor, Admin]),
    ("GET", "/desk/routing/{set}", &[Dispatcher, Editor, Admin]),
    ("GET", "/desk/routing/{set}/files/{file}", &[Dispatcher, Editor, Admin]),
    ("POST", "/desk/routing/{set}/files/{file}", &[Dispatcher, Editor, Admin]),
    ("GET", "/desk/routing/{set}/rehearsal", &[Dispatcher, Editor, Admin]),
    ("POST", "/desk/routing/{set}/{deed}", &[Dispatcher, Editor, Admin]),
    ("GET", "/desk/laws", &[Editor, Admin]),
    ("POST", "/desk/laws", &[Editor, Admin]),
    // films: the address itself lets in
    ("GET", "/media/open/{id}/{path:.*}", ALL),
    ("GET", "/media/until/{expiry}/{signature}/{id}/{path:.*}", ALL),
    // accounts
    ("GET", "/account", SIGNED),
    ("GET", "/account/sign-in", ALL),
    ("POST", "/account/sign-in", ALL),
    ("POST", "/account/sign-out", ALL),
    ("GET", "/account/register", ALL),
    ("POST", "/account/register", ALL),
    ("GET", "/account/resume/{id}", SIGNED),
    // the enterprise side
    ("GET", "/enterprise", ALL),
    ("GET", "/enterprise/services", ALL),
    ("GET", "/enterprise/services/{slug}", ALL),
    ("GET", "/enterprise/guides", ALL),
    ("GET", "/enterprise/guides/{slug}", ALL),
    ("GET", "/enterprise/questions", ALL),
    ("GET", "/enterprise/questions/{slug}", ALL),
    ("GET", "/enterprise/ask", ALL),
    ("POST", "/enterprise/ask", ALL),
    ("GET", "/enterprise/ask/who", ALL),
    ("POST", "/enterprise/ask/who", ALL),
    ("GET", "/enterprise/ask/want", ALL),
    ("POST", "/enterprise/ask/want", ALL),
    ("GET", "/enterprise/ask/papers", ALL),
    ("POST", "/enterprise/ask/papers", ALL),
    ("POST", "/enterprise/ask/papers/remove", ALL),
    ("GET", "/enterprise/ask/reach", ALL),
    ("POST", "/enterprise/ask/reach", ALL),
    ("GET", "/enterprise/ask/review", ALL),
    ("POST", "/enterprise/ask/review", ALL),
    ("POST", "/enterprise/ask/restart", ALL),
    ("GET", "/enterprise/ask/receipt/{code}", &[Business]),
    ("GET", "/search", ALL),
    // the youth centre: the catalogue
    ("GET", "/youth", ALL),
    ("GET", "/youth/courses", ALL),
    ("GET", "/youth/courses/{slug}", ALL),
    ("GET", "/youth/courses/{slug}/lessons/{lesson}", ALL),
    // the questions of a lesson
    ("GET", "/youth/courses/{slug}/lessons/{lesson}/quiz", &[Learner]),
    ("POST", "/youth/courses/{slug}/lessons/{lesson}/quiz", &[Learner]),
    ("POST", "/youth/courses/{slug}/lessons/{lesson}/quiz/start", &[Learner]),
    ("GET", "/youth/courses/{slug}/lessons/{lesson}/quiz/answers", &[Teacher, Editor, Admin]),
    ("POST", "/api/v1/lessons/{id}/attempts", &[Learner]),
    ("POST", "/api/v1/attempts/{id}/answers", &[Learner]),
    ("GET", "/youth/centre", ALL),
    ("GET", "/youth/centre/{slug}", ALL),
    // lessons: what is watched and read
    ("POST", "/youth/courses/{slug}/lessons/{lesson}/read", &[Learner]),
    ("GET", "/api/v1/lessons/{id}", ALL),
    ("POST", "/api/v1/lessons/{id}/progress", &[Learner]),
    ("GET", "/youth/classes/{id}/screen/{lesson}", &[Teacher]),
    ("POST", "/youth/classes/{id}/screen/{lesson}", &[Teacher]),
    ("POST", "/api/v1/screenings/{id}/progress", &[Teacher]),
    ("GET", "/sw.js", ALL),
    ("GET", "/manifest.webmanifest", ALL),
    ("GET", "/offline", ALL),
    // An address that nobody was given is as if it were not there.
    ("GET", "/calendar/{kind}/{id}/{key}.ics", ALL),
    ("GET", "/account/calendars", SIGNED),
    ("POST", "/account/calendars/renew", SIGNED),
    ("GET", "/youth/packages", ALL),
    ("GET", "/youth/packages/{slug}", ALL),
    ("GET", "/youth/report", ALL),
    ("GET", "/api/v1/courses", ALL),
    // the bulletins
    ("GET", "/youth/bulletins", ALL),
    ("GET", "/youth/bulletins.atom", ALL),
    ("GET", "/youth/bulletins/subscribe", ALL),
    ("POST", "/youth/bulletins/subscribe", ALL),
    ("GET", "/youth/bulletins/confirm/{token}", ALL),
    ("POST", "/youth/bulletins/confirm/{token}", ALL),
    ("GET", "/youth/bulletins/unsubscribe/{token}", ALL),
    ("POST", "/youth/bulletins/unsubscribe/{token}", ALL),
    ("GET", "/youth/bulletins/{slug}", ALL),
    ("GET", "/youth/bulletins/{slug}/poster", ALL),
    // a school orders
    ("GET", "/youth/order", ALL),
    ("GET", "/youth/order/lines/{n}", &[Teacher]),
    ("POST", "/youth/order/lines/{n}", &[Teacher]),
    ("POST", "/youth/order/lines/{n}/remove", &[Teacher]),
    ("GET", "/youth/order/review", &[Teacher]),
    ("POST", "/youth/order/review", &[Teacher]),
    ("GET", "/youth/order/receipt/{code}", &[Teacher]),
    ("GET", "/youth/orders", &[Teacher]),
    ("GET", "/youth/orders/{code}", &[Teacher]),
    ("POST", "/youth/orders/{code}/{action}", &[Teacher]),
    ("GET", "/youth/reports/{term}", &[Teacher]),
    ("GET", "/youth/reports/{term}/lessons.xlsx", &[Teacher]),
    // following what was asked
    ("GET", "/track", ALL),
    ("POST", "/track", ALL),
    ("GET", "/track/key", ALL),
    ("POST", "/track/key", ALL),
    ("GET", "/track/key/{token}", ALL),
    ("POST", "/track/key/{token}", ALL),
    ("GET", "/track/{code}", &[Business]),
    ("GET", "/track/{code}/documents/{id}", &[Business]),
    ("POST", "/track/{code}/supply", &[Business]),
    ("POST", "/track/{code}/{action}", &[Business]),
    // schools and their teachers
    ("GET", "/youth/school/register", ALL),
    ("POST", "/youth/school/register", ALL),
    ("GET", "/youth/school/join/{token}", ALL),
    ("POST", "/youth/school/join/{token}", ALL),
    ("GET", "/account/join/{token}", ALL),
    ("POST", "/account/join/{token}", ALL),
    ("GET", "/account/school", &[Teacher]),
    ("POST", "/account/school/invite", &[Teacher]),
    ("POST", "/account/school/invitations/{id}/revoke", &[Teacher]),
    // Of handlers and leaders only those of the education bureau: see `schools`.
    ("GET", "/desk/schools/invite", &[]),
    ("POST", "/desk/schools/invite", &[]),
    ("POST", "/desk/schools/invite/{id}/revoke", &[]),
    ("GET", "/desk/schools", &[Admin]),
    ("GET", "/desk/schools/{id}", &[Admin]),
    ("POST", "/desk/schools/{id}/phone", &[Admin]),
    ("POST", "/desk/schools/{id}/{deed}", &[Admin]),
    // the desk
    ("GET", "/desk", STAFF),
    ("GET", "/desk/live", STAFF),
    ("GET", "/desk/queues/{queue}", &[Clerk, Dispatcher, Planner, Supervisor, Reviewer]),
    ("GET", "/desk/triage", &[Dispatcher]),
    ("POST", "/desk/triage/{code}", &[Dispatcher]),
    ("POST", "/desk/triage/{code}/split", &[Dispatcher]),
    ("GET", "/desk/supervision", &[Supervisor]),
    ("GET", "/desk/reviews", &[Reviewer]),
    ("GET", "/desk/orders/{code}", CONCERNED),
    ("GET", "/desk/orders/{code}/documents/{id}", CONCERNED),
    ("POST", "/desk/orders/{code}/{action}", CONCERNED),
    // planning lines, and holding them; the order is a school's, its line the court's
    ("GET", "/desk/planner", &[Planner]),
    ("GET", "/desk/planner/lists/{list}", &[Planner]),
    ("GET", "/desk/planner/propose/{code}/{line}", &[Planner]),
    ("POST", "/desk/planner/propose/{code}/{line}", &[Planner]),
    ("GET", "/desk/diary", &[Handler, Leader]),
    ("GET", "/desk/check-in/{code}/{line}", &[Handler, Leader, Planner]),
    ("POST", "/desk/check-in/{code}/{line}", &[Handler, Leader, Planner]),
    ("GET", "/desk/report/{code}/{line}", &[Handler, Leader, Planner]),
    ("POST", "/desk/report/{code}/{line}", &[Handler, Leader, Planner]),
    ("POST", "/desk/orders/{code}/lines/{line}/{action}", &[Handler, Leader]),
    // the counter and the telephone
    ("GET", "/desk/counter", &[Clerk]),
    ("POST", "/desk/counter", &[Clerk]),
    ("GET", "/desk/counter/find", &[Clerk]),
    ("GET", "/desk/counter/orders/{code}", &[Clerk]),
    ("POST", "/desk/counter/orders/{code}/key", &[Clerk]),
    ("GET", "/desk/calls", &[Clerk]),
    ("GET", "/desk/calls/{id}", &[Clerk]),
    ("POST", "/desk/calls/{id}/unmask", &[Clerk]),
    ("POST", "/desk/calls/{id}/outcome", &[Clerk]),
    ("POST", "/desk/calls/{id}/confirm", &[Clerk]),
    ("POST", "/desk/calls/{id}/dispute", &[Clerk]),
    // running the house
    ("GET", "/desk/outbox", &[Admin]),
    ("POST", "/desk/outbox/{id}/retry", &[Admin]),
    ("GET", "/desk/accounts", &[Admin]),
    ("POST", "/desk/accounts", &[Admin]),
    ("POST", "/desk/accounts/{id}/password", &[Admin]),
    ("POST", "/desk/accounts/{id}/close", &[Admin]),
    ("POST", "/desk/accounts/{id}/open", &[Admin]),
    ("GET", "/desk/agencies", &[Admin]),
    ("GET", "/desk/agencies/new", &[Admin]),
    ("GET", "/desk/agencies/{slug}", &[Admin]),
    ("POST", "/desk/agencies", &[Admin]),
    ("POST", "/desk/agencies/{slug}", &[Admin]),
    // the planner's lecturers
    ("GET", "/desk/lecturers", &[Planner]),
    ("POST", "/desk/lecturers", &[Planner]),
    ("GET", "/desk/lecturers/new", &[Planner]),
    ("GET", "/desk/lecturers/{id}", &[Planner]),
    ("POST", "/desk/lecturers/{id}", &[Planner]),
    // The lecturer's own too, and that of the leaders of the agency.
    ("GET", "/desk/lecturers/{id}/record/{year}", &[Planner, Leader]),
    ("POST", "/desk/lecturers/{id}/days-off", &[Planner]),
    ("POST", "/desk/lecturers/{id}/days-off/{off}/remove", &[Planner]),
    // programs
    ("GET", "/api", ALL),
    ("GET", "/api/openapi.json", ALL),
    ("POST", "/api/v1/session", ALL),
    ("POST", "/api/v1/requests", &[Guest, Business, Clerk]),
    ("POST", "/api/v1/route", ALL),
    ("GET", "/api/v1/search", ALL),
    ("GET", "/api/v1/search/suggest", ALL),
    ("GET", "/api/v1/orders/{code}", ASKER_AND_CONCERNED),
    ("POST", "/api/v1/orders/{code}/actions", ASKER_AND_CONCERNED),
    ("GET", "/api/v1/desk/orders", STAFF),
];

/// Lines whose sample does not exist, so that those who may enter get 404 where others are stopped
/// before.
const NOTHING_THERE: &[&str] = &[
    "/account/resume/{id}",
    "/calendar/{kind}/{id}/{key}.ics",
    "/media/open/{id}/{path:.*}",
    "/pictures/{file}",
    "/youth/classes/{id}/sheet",
    "/youth/classes/{id}/certificates/{task}",
    "/desk/orders/{code}/documents/{id}",
    "/track/{code}/documents/{id}",
    "/track/key/{token}",
    "/youth/school/join/{token}",
    "/account/join/{token}",
    "/account/school/invitations/{id}/revoke",
    "/desk/outbox/{id}/retry",
    "/youth/bulletins/confirm/{token}",
    "/youth/bulletins/unsubscribe/{token}",
    "/desk/lecturers/{id}/days-off/{off}/remove",
    "/youth/courses/{slug}/lessons/{lesson}/read",
    "/youth/classes/{id}/screen/{lesson}",
    "/api/v1/screenings/{id}/progress",
    "/api/v1/attempts/{id}/answers",
];

/// What a mail program posts to by itself, without a page and a token of ours (RFC 8058): the
/// address is signed. Nothing else may stand here.
const WITHOUT_TOKEN: &[&str] = &["/youth/bulletins/unsubscribe/{token}"];

/// Forms that carry a file.
const WITH_FILES: &[&str] = &[
    "/enterprise/ask/papers",
    "/desk/videos",
    "/desk/videos/{id}/captions",
    "/desk/content/pictures",
];

/// What an answer means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// They may, though what they sent may have been wrong.
    Let,
    /// Sign in first.
    SignIn,
    /// Not you; or, of an order, as if it were not there.
    Refused,
    /// No answer at all is right.
    Broken,
}

fn verdict(answer: &Answer, path: &str) -> Verdict {
    let missing_sample = NOTHING_THERE.contains(&path);
    match answer.status {
        200..=299 | 304 | 400 | 409 | 410 | 422 | 429 => Verdict::Let,
        303 if answer.location().starts_with("/account/sign-in") => Verdict::SignIn,
        303 if answer.location().starts_with("/youth/join?") => Verdict::SignIn,
        // The page that asks for the key of this order.
        303 if answer.location().starts_with("/track?") => Verdict::Refused,
        // Staff are shown to their own page of it.
        303 if path.starts_with("/track/") && answer.location().starts_with("/desk/") => {
            Verdict::Refused
        }
        303 => Verdict::Let,
        401 if answer.json()["error"]["code"] == "wrong_credentials" => Verdict::Let,
        401 => Verdict::SignIn,
        // The address was refused, whoever brought it.
        403 if path.starts_with("/media/until/") => Verdict::Let,
        403 => Verdict::Refused,
        404 if missing_sample => Verdict::Let,
        404 => Verdict::Refused,
        _ => Verdict::Broken,
    }
}

fn expected(path: &str, may: &[Role], role: Role) -> Vec<Verdict> {
    match (may.contains(&role), role) {
        (true, _) => vec![Verdict::Let],
        // What a guest may not see of an order is as if it were not there.
        (false, Guest | Learner) => vec![Verdict::SignIn, Verdict::Refused],
        // The missing document of an order that is not theirs is just as missing.
        (false, _) if NOTHING_THERE.contains(&path) => vec![Verdict::Refused, Verdict::Let],
        (false, _) => vec![Verdict::Refused],
    }
}

/// The path of a line with its holes filled.
fn sample(world: &World, path: &str) -> String {
    let code = match path {
        "/desk/triage/{code}" | "/desk/triage/{code}/split" => &world.triage.code,
        path if path.contains("{line}") => &world.ordered.code,
        path if path.starts_with("/youth/order") => &world.ordered.code,
        _ => &world.handling.code,
    };
    let slug = match path {
        "/enterprise/services/{slug}" => "payment-order",
        "/enterprise/guides/{slug}" => "breach",
        "/enterprise/questions/{slug}" => "no-written-contract",
        "/youth/packages/{slug}" => world.package(),
        "/youth/centre/{slug}" => "criminal-court",
        path if path.starts_with("/youth/courses/") => "drugs",
        path if path.starts_with("/youth/bulletins/") => "drowning-wild-water",
        _ => "court",
    };
    let action = match path {
        path if path.starts_with("/track/") => "supply",
        path if path.contains("/lines/") => "sign",
        path if path.starts_with("/youth/orders/") => "agree",
        _ => "note",
    };
    let id = match path {
        path if path.starts_with("/desk/calls/") => world.call.as_str(),
        path if path.starts_with("/youth/classes/") => world.class.as_str(),
        path if path.starts_with("/desk/videos/") => world.video.as_str(),
        path if path.starts_with("/desk/content/") => "service_payment-order",
        path if path.starts_with("/desk/accounts/") => world.stranger.as_str(),
        path if path.starts_with("/desk/lecturers/") => world.lecturer.as_str(),
        path if path.starts_with("/desk/schools/{id}") => world.school.as_str(),
        path if path.starts_with("/api/v1/lessons/") => "drugs-in-disguise",
        _ => "00000000000000000000000000",
    };
    let filled = [
        ("{slug}", slug),
        ("{kind}", if path.starts_with("/desk/content/") { "bulletin" } else { "school" }),
        ("{file}", if path.starts_with("/desk/routing/") { "debt.toml" } else { "none.png" }),
        ("{set}", "1"),
        ("{key}", "not-a-key"),
        ("{lesson}", "drugs-in-disguise"),
        ("{token}", "not-a-token"),
        ("{hash}", "0"),
        ("{expiry}", "1"),
        ("{signature}", "none"),
        ("{path:.*}", "css/base.css"),
        ("{code}", code),
        ("{action}", action),
        ("{queue}", "all"),
        ("{list}", "unplanned"),
        ("{line}", &world.ordered.lines[0]),
        (
            "{deed}",
            match path {
                path if path.starts_with("/youth/classes/") => "revoke",
                path if path.starts_with("/desk/content/") => "check",
                path if path.starts_with("/desk/routing/") => "drop",
                _ => "verify",
            },
        ),
        ("{id}", id),
        ("{task}", "00000000000000000000000000"),
        ("{year}", "2026"),
        ("{off}", "00000000000000000000000000"),
        ("{n}", "1"),
        ("{term}", "2026-autumn"),
    ];
    let path = filled.iter().fold(path.to_owned(), |path, (hole, value)| path.replace(hole, value));
    assert!(!path.contains('{'), "say in access_walk.rs what fills {path}");
    path
}

/// The lines that the table and the list above both have.
fn known() -> Vec<(&'static str, &'static str, &'static [Role])> {
    let table = yimen::routes::table();
    let there = |method: &str, path: &str| {
        table.iter().any(|route| route.method == method && route.path == path)
    };
    EXPECTED.iter().copied().filter(|(method, path, _)| there(method, path)).collect()
}

#[test]
fn the_table_of_urls_is_the_one_written_here() {
    let lines: BTreeSet<(&str, &str)> =
        EXPECTED.iter().map(|(method, path, _)| (*method, *path)).collect();
    assert_eq!(lines.len(), EXPECTED.len(), "a line is written here twice");
    let table: BTreeSet<(&str, &str)> =
        yimen::routes::table().iter().map(|route| (route.method, route.path)).collect();
    let unknown: Vec<_> = table.difference(&lines).collect();
    let gone: Vec<_> = lines.difference(&table).collect();
    assert!(
        unknown.is_empty() && gone.is_empty(),
        "say who may use {unknown:#?}\nno longer there: {gone:#?}"
    );
}

#[tokio::test]
async fn every_line_lets_in_whom_it_should_and_nobody_else() {
    let world = World::new(Backend::Sqlite).await;
    let mut wrong = Vec::new();
    for (method, path, may) in known() {
        for who in Who::EACH {
            let visitor = world.site.client(who).await;
            let answer = knock(&world, &visitor, method, path, true).await;
            let (verdict, right) = (verdict(&answer, path), expected(path, may, who.role().0));
            if !right.contains(&verdict) {
                wrong.push(format!(
                    "{}: {} {verdict:?}, not {right:?}: {}",
                    answer.asked,
                    answer.status,
                    answer.shown()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One try; a form brings its token if `token` says so, and nothing else.
async fn knock(world: &World, visitor: &Visitor, method: &str, path: &str, token: bool) -> Answer {
    let url = sample(world, path);
    match (method, path.starts_with("/api/")) {
        ("GET", _) if path == "/desk/live" => head_of_stream(visitor, &url).await,
        ("GET", _) => visitor.get(&url).await,
        (_, true) => visitor.post_json(&url, &json!({})).await,
        ("PUT", _) => piece(visitor, &url, token).await,
        _ if WITH_FILES.contains(&path) => files(visitor, &url, token).await,
        _ if token => {
            let token = visitor.csrf("/account/sign-in").await;
            visitor.post(&url, &[(csrf::FIELD, &token)]).await
        }
        _ => visitor.post(&url, &[]).await,
    }
}

/// A piece of a film.
async fn piece(visitor: &Visitor, url: &str, token: bool) -> Answer {
    let mut request = visitor.request(reqwest::Method::PUT, &format!("{url}?offset=0"));
    if token {
        request = request.header("x-csrf", visitor.csrf("/account/sign-in").await);
    }
    visitor.send(request.body("x")).await
}

/// A form with files.
async fn files(visitor: &Visitor, url: &str, token: bool) -> Answer {
    let mut form = reqwest::multipart::Form::new();
    if token {
        form = form.text(csrf::FIELD, visitor.csrf("/account/sign-in").await);
    }
    let form = form.text("go", "on");
    visitor.send(visitor.request(reqwest::Method::POST, url).multipart(form)).await
}

/// A stream does not end: its status is enough.
async fn head_of_stream(visitor: &Visitor, url: &str) -> Answer {
    visitor.send(visitor.request(reqwest::Method::HEAD, url)).await
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let world = World::new(Backend::Sqlite).await;
    let before = counts(&world).await;
    let mut wrong = Vec::new();
    let pages = known()
        .into_iter()
        .filter(|(method, path, _)| *method == "POST" && !path.starts_with("/api/"))
        .filter(|(_, path, _)| !WITHOUT_TOKEN.contains(path));
    for (method, path, may) in pages {
        for who in Who::EACH {
            // The questions of the form are put to those who have begun it.
            let asking = path.starts_with("/enterprise/ask/");
            let visitor = world.visitor(if asking { Who::Asking } else { who }).await;
            // It has visited a page, so that there is a token it could have sent.
            visitor.get("/account/sign-in").await.expect(200);
            let answer = knock(&world, &visitor, method, path, false).await;
            let stopped = match may.contains(&who.role().0) {
                true => answer.status == 403,
                false => {
                    let elsewhere =
                        ["/account/sign-in", "/youth/join", "/track?code=", "/desk/orders/"];
                    matches!(answer.status, 403 | 404)
                        || elsewhere.iter().any(|path| answer.location().starts_with(path))
                }
            };
            if !stopped {
                wrong.push(format!("{}: {}: {}", answer.asked, answer.status, answer.shown()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(counts(&world).await, before, "something changed");
}

#[tokio::test]
async fn the_token_of_another_does_not_do() {
    let world = World::new(Backend::Sqlite).await;
    let (handler, other) = (
        world.site.client(Who::Handler("court")).await,
        world.site.client(Who::SecondHandler("court")).await,
    );
    let theirs = other.csrf("/account/sign-in").await;
    let url = format!("/desk/orders/{}/note", world.handling.code);
    handler.post(&url, &[(csrf::FIELD, &theirs), ("internal", "x")]).await.expect(403);
}

/// Versions of the sample orders: what a walk must not move.
async fn counts(world: &World) -> BTreeMap<String, i64> {
    let dispatcher = world.site.client(Who::Dispatcher).await;
    let mut versions = BTreeMap::new();
    for order in [
        &world.sent,
        &world.handling,
        &world.triage,
        &world.replied,
        &world.closed,
        &world.by_telephone,
    ] {
        let said =
            dispatcher.get(&format!("/api/v1/orders/{}", order.code)).await.expect(200).json();
        versions.insert(order.code.clone(), said["version"].as_i64().expect("a version"));
    }
    versions
}
