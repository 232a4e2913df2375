//! Every URL of the site, one line each, with who may use it.
//!
//! The area is checked by `web::gate` through `domain::access::may_enter`; what may be done to one order
//! is decided by `domain::access` again, in the handler. A test walks the table as every role and nobody.

mod line;

use std::collections::HashMap;
use std::sync::LazyLock;

pub use self::line::configure;
use self::line::{get, post, put};
use crate::domain::access::Area;
use crate::web::enterprise::ask;
use crate::web::youth::{bulletins, classes, join, order, orders, reports};
use crate::web::{
    account, api, assets, desk, enterprise, feeds, films, health, home, pictures, prefer, pwa,
    resume, search, track, youth,
};

/// One URL.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub area: Area,
    handler: Box<dyn Fn() -> actix_web::Route>,
}

/// The site's table of URLs.
pub fn table() -> Vec<Route> {
    use Area::*;
    vec![
        // the house
        get("/", Public, home::show),
        get("/prefer", Public, prefer::set),
        get("/static/{hash}/{path:.*}", Public, assets::serve),
        get("/healthz", Public, health::live),
        get("/readyz", Public, health::ready),
        get("/metrics", Public, health::metrics),
        // what everybody may read
        get("/enterprise", Public, enterprise::home::show),
        get("/enterprise/services", Public, enterprise::services::list),
        get("/enterprise/services/{slug}", Public, enterprise::services::show),
        get("/enterprise/guides", Public, enterprise::guides::list),
        get("/enterprise/guides/{slug}", Public, enterprise::guides::show),
        get("/enterprise/questions", Public, enterprise::questions::list),
        get("/enterprise/questions/{slug}", Public, enterprise::questions::show),
        get("/search", Public, search::show),
        // the youth centre: the catalogue
        get("/youth", Public, youth::home::show),
        get("/youth/courses", Public, youth::courses::show),
        get("/youth/courses/{slug}", Public, youth::course::show),
        get("/youth/courses/{slug}/lessons/{lesson}", Public, youth::lessons::show),
        get("/youth/packages", Public, youth::packages::list),
        get("/youth/packages/{slug}", Public, youth::packages::show),
        get("/youth/report", Public, youth::report::show),
        get("/youth/centre", Public, youth::centre::list),
        get("/youth/centre/{slug}", Public, youth::centre::show),
        // lessons: what is watched and read
        post("/youth/courses/{slug}/lessons/{lesson}/read", Class, youth::lessons::read),
        get("/api/v1/lessons/{id}", Public, api::lessons::show),
        post("/api/v1/lessons/{id}/progress", Class, api::progress::of_pupil),
        get("/youth/classes/{id}/screen/{lesson}", School, youth::screen::show),
        post("/youth/classes/{id}/screen/{lesson}", School, youth::screen::begin),
        post("/api/v1/screenings/{id}/progress", School, api::progress::of_screening),
        get("/sw.js", Public, pwa::worker),
        get("/manifest.webmanifest", Public, pwa::manifest),
        get("/offline", Public, pwa::offline),
        // the films of the lessons
        get("/media/open/{id}/{path:.*}", Public, films::open),
        get("/media/until/{expiry}/{signature}/{id}/{path:.*}", Public, films::until),
        // the questions of a lesson
        get("/youth/courses/{slug}/lessons/{lesson}/quiz", Class, youth::quiz::show),
        post("/youth/courses/{slug}/lessons/{lesson}/quiz", Class, youth::quiz::answer),
        post("/youth/courses/{slug}/lessons/{lesson}/quiz/start", Class, youth::quiz::begin),
        get("/youth/courses/{slug}/lessons/{lesson}/quiz/answers", Answers, youth::quiz::key::show),
        post("/api/v1/lessons/{id}/attempts", Class, api::attempts::begin),
        post("/api/v1/attempts/{id}/answers", Class, api::attempts::answer),
        // calendars to subscribe to
        get("/calendar/{kind}/{id}/{key}.ics", Public, feeds::serve),
        get("/account/calendars", Signed, feeds::show),
        post("/account/calendars/renew", Signed, feeds::renew),
        get("/api/v1/courses", Public, api::courses::list),
        // the bulletins of the youth centre
        get("/youth/bulletins", Public, bulletins::list::show),
        get("/youth/bulletins.atom", Public, bulletins::feed::serve),
        get("/youth/bulletins/subscribe", Public, bulletins::subscribe::show),
        post("/youth/bulletins/subscribe", Public, bulletins::subscribe::submit),
        get("/youth/bulletins/confirm/{token}", Public, bulletins::confirm::show),
        post("/youth/bulletins/confirm/{token}", Public, bulletins::confirm::submit),
        get("/youth/bulletins/unsubscribe/{token}", Public, bulletins::leave::show),
        post("/youth/bulletins/unsubscribe/{token}", Public, bulletins::leave::submit),
        get("/youth/bulletins/{slug}", Public, bulletins::show::show),
        get("/youth/bulletins/{slug}/poster", Public, bulletins::sheet::show),
        // a school orders
        get("/youth/order", Public, order::show),
        get("/youth/order/lines/{n}", School, order::line::show),
        post("/youth/order/lines/{n}", School, order::line::submit),
        post("/youth/order/lines/{n}/remove", School, order::remove),
        get("/youth/order/review", School, order::review::show),
        post("/youth/order/review", School, order::review::submit),
        get("/youth/order/receipt/{code}", School, order::receipt::show),
        // classes: pupils by seat, and their teachers
        get("/youth/join", Public, join::show),
        post("/youth/join", Public, join::submit),
        get("/youth/class", Class, youth::class::show),
        post("/youth/class/leave", Class, youth::class::leave),
        get("/youth/class/forget", Class, youth::class::ask),
        post("/youth/class/forget", Class, youth::class::forget),
        get("/youth/classes", School, classes::list),
        get("/youth/classes/new", School, classes::new::show),
        post("/youth/classes/new", School, classes::new::submit),
        get("/youth/classes/{id}", School, classes::show::show),
        get("/youth/classes/{id}/sheet", School, classes::sheet::show),
        get("/youth/classes/{id}/report", School, classes::report::show),
        get("/youth/classes/{id}/report.csv", School, classes::report::csv),
        get("/youth/classes/{id}/report.xlsx", School, classes::report::workbook),
        get("/youth/classes/{id}/certificates", School, classes::report::certificates),
        get("/youth/classes/{id}/certificates/{task}", School, classes::report::certificate),
        get("/youth/classes/{id}/delete", School, classes::deeds::ask),
        post("/youth/classes/{id}/delete", School, classes::deeds::delete),
        post("/youth/classes/{id}/{deed}", School, classes::deeds::submit),
        // what a school ordered, and what was given to it
        get("/youth/orders", School, orders::list::show),
        get("/youth/orders/{code}", School, orders::show::show),
        post("/youth/orders/{code}/{action}", School, orders::act::submit),
        get("/youth/reports/{term}", School, reports::show),
        get("/youth/reports/{term}/lessons.xlsx", School, reports::table),
        // following an order
        get("/track", Public, track::enter::form),
        post("/track", Public, track::enter::submit),
        get("/track/key", Public, track::key::form),
        post("/track/key", Public, track::key::submit),
        get("/track/key/{token}", Public, track::key::confirm),
        post("/track/key/{token}", Public, track::key::replace),
        get("/track/{code}", Public, track::show::show),
        get("/track/{code}/documents/{id}", Public, track::papers::serve),
        post("/track/{code}/supply", Public, track::supply::submit),
        post("/track/{code}/{action}", Public, track::act::submit),
        // asking
        get("/enterprise/ask", Public, ask::what::show),
        post("/enterprise/ask", Public, ask::what::submit),
        get("/enterprise/ask/who", Public, ask::who::show),
        post("/enterprise/ask/who", Public, ask::who::submit),
        get("/enterprise/ask/want", Public, ask::want::show),
        post("/enterprise/ask/want", Public, ask::want::submit),
        get("/enterprise/ask/papers", Public, ask::papers::show),
        post("/enterprise/ask/papers", Public, ask::papers::submit),
        post("/enterprise/ask/papers/remove", Public, ask::papers::remove),
        get("/enterprise/ask/reach", Public, ask::reach::show),
        post("/enterprise/ask/reach", Public, ask::reach::submit),
        get("/enterprise/ask/review", Public, ask::review::show),
        post("/enterprise/ask/review", Public, ask::review::submit),
        post("/enterprise/ask/restart", Public, ask::draft::restart),
        get("/enterprise/ask/receipt/{code}", Public, ask::receipt::show),
        // accounts
        get("/account", Signed, account::overview::show),
        get("/account/sign-in", Public, account::sign_in::show),
        post("/account/sign-in", Public, account::sign_in::submit),
        post("/account/sign-out", Public, account::sign_in::leave),
        get("/account/register", Public, account::register::show),
        post("/account/register", Public, account::register::submit),
        get("/account/resume/{id}", Signed, resume::show),
        // schools and their teachers
        get("/youth/school/register", Public, youth::school::show),
        post("/youth/school/register", Public, youth::school::submit),
        get("/youth/school/join/{token}", Public, youth::school_join::show),
        post("/youth/school/join/{token}", Public, youth::school_join::submit),
        get("/account/join/{token}", Public, account::join::show),
        post("/account/join/{token}", Public, account::join::submit),
        get("/account/school", School, account::school::show),
        post("/account/school/invite", School, account::school::send),
        post("/account/school/invitations/{id}/revoke", School, account::school::revoke),
        // whoever works here is let in, and the handler looks for the agency
        get("/desk/schools/invite", Desk, desk::schools_invite::show),
        post("/desk/schools/invite", Desk, desk::schools_invite::send),
        post("/desk/schools/invite/{id}/revoke", Desk, desk::schools_invite::revoke),
        get("/desk/schools", Administration, desk::schools::list),
        get("/desk/schools/{id}", Administration, desk::schools::show),
        post("/desk/schools/{id}/phone", Administration, desk::schools::phone),
        post("/desk/schools/{id}/{deed}", Administration, desk::schools::submit),
        // the counter and the telephone
        get("/desk/counter", Counter, desk::counter::show),
        post("/desk/counter", Counter, desk::counter::file),
        get("/desk/counter/find", Counter, desk::counter::find),
        get("/desk/counter/orders/{code}", Counter, desk::counter_order::order),
        post("/desk/counter/orders/{code}/key", Counter, desk::counter_order::replace_key),
        get("/desk/calls", Counter, desk::call_list::list),
        get("/desk/calls/{id}", Counter, desk::calls::show),
        post("/desk/calls/{id}/unmask", Counter, desk::calls::unmask),
        post("/desk/calls/{id}/outcome", Counter, desk::calls::outcome),
        post("/desk/calls/{id}/confirm", Counter, desk::calls::confirm),
        post("/desk/calls/{id}/dispute", Counter, desk::calls::dispute),
        // administration
        get("/desk/outbox", Administration, desk::outbox::show),
        post("/desk/outbox/{id}/retry", Administration, desk::outbox::retry),
        get("/desk/accounts", Administration, desk::accounts::list),
        post("/desk/accounts", Administration, desk::accounts::create),
        post("/desk/accounts/{id}/password", Administration, desk::accounts::reset),
        post("/desk/accounts/{id}/close", Administration, desk::accounts::close),
        post("/desk/accounts/{id}/open", Administration, desk::accounts::open),
        get("/desk/agencies", Administration, desk::agencies::list),
        get("/desk/agencies/new", Administration, desk::agencies::blank),
        get("/desk/agencies/{slug}", Administration, desk::agencies::show),
        post("/desk/agencies", Administration, desk::agencies::create),
        post("/desk/agencies/{slug}", Administration, desk::agencies::edit),
        // the planner's lecturers
        get("/desk/lecturers", Planning, desk::lecturers::list),
        post("/desk/lecturers", Planning, desk::lecturers::create),
        get("/desk/lecturers/new", Planning, desk::lecturers::blank),
        get("/desk/lecturers/{id}", Planning, desk::lecturers::show),
        post("/desk/lecturers/{id}", Planning, desk::lecturers::edit),
        get("/desk/lecturers/{id}/record/{year}", Desk, desk::service_record::show),
        post("/desk/lecturers/{id}/days-off", Planning, desk::lecturer_days::add),
        post("/desk/lecturers/{id}/days-off/{off}/remove", Planning, desk::lecturer_days::remove),
        // the editor: films, and changes in law
        get("/desk/videos", Editing, desk::videos::list),
        post("/desk/videos", Editing, desk::videos::create),
        get("/desk/videos/{id}", Editing, desk::videos::show),
        put("/desk/videos/{id}/bytes", Editing, desk::videos::bytes),
        post("/desk/videos/{id}/lesson", Editing, desk::videos::attach),
        get("/desk/lessons", Editing, desk::lessons::show),
        // the editor: pages
        get("/desk/content", Editing, desk::content::list::show),
        get("/desk/content/pictures", Editing, desk::content::pictures::list),
        post("/desk/content/pictures", Editing, desk::content::pictures::take),
        post("/desk/content/render", Editing, desk::content::preview::render),
        post("/desk/content/preview/{kind}", Editing, desk::content::preview::typed),
        get("/desk/content/new/{kind}", Editing, desk::content::create::show),
        post("/desk/content/new/{kind}", Editing, desk::content::create::submit),
        get("/desk/content/{id}", Editing, desk::content::piece::show),
        get("/desk/content/{id}/edit", Editing, desk::content::edit::show),
        post("/desk/content/{id}/edit", Editing, desk::content::edit::submit),
        get("/desk/content/{id}/preview", Editing, desk::content::preview::show),
        get("/desk/content/{id}/compare", Editing, desk::content::compare::show),
        post("/desk/content/{id}/{deed}", Editing, desk::content::act::submit),
        get("/pictures/{file}", Public, pictures::show),
        post("/desk/videos/{id}/captions", Editing, desk::videos::caption),
        get("/desk/laws", Editing, desk::laws::show),
        post("/desk/laws", Editing, desk::laws::submit),
        // JSON
        get("/api", Public, api::document::page),
        get("/api/openapi.json", Public, api::document::json),
        post("/api/v1/session", Public, api::session::open),
        post("/api/v1/requests", Asker, api::requests::file),
        post("/api/v1/route", Public, api::route::decide),
        get("/api/v1/search", Public, api::search::find),
        get("/api/v1/search/suggest", Public, api::search::suggest),
        get("/api/v1/orders/{code}", Public, api::orders::show),
        post("/api/v1/orders/{code}/actions", Public, api::actions::perform),
        get("/api/v1/desk/orders", Desk, api::desk::queue),
        // planning lines, and holding them
        get("/desk/planner", Planning, desk::planner::week::show),
        get("/desk/planner/lists/{list}", Planning, desk::planner::home::list),
        get("/desk/planner/propose/{code}/{line}", Planning, desk::planner::propose::show),
        post("/desk/planner/propose/{code}/{line}", Planning, desk::planner::propose::submit),
        get("/desk/diary", Desk, desk::diary::show),
        get("/desk/check-in/{code}/{line}", Desk, desk::check_in::show),
        post("/desk/check-in/{code}/{line}", Desk, desk::check_in::submit),
        get("/desk/report/{code}/{line}", Desk, desk::report::show),
        post("/desk/report/{code}/{line}", Desk, desk::report::submit),
        post("/desk/orders/{code}/lines/{line}/{action}", Desk, desk::lines::submit),
        // the desk
        get("/desk", Desk, desk::queue::home),
        get("/desk/live", Desk, desk::live::listen),
        get("/desk/queues/{queue}", Desk, desk::queue::show),
        get("/desk/triage", Triage, desk::triage::show),
        post("/desk/triage/{code}", Triage, desk::triage::submit),
        post("/desk/triage/{code}/split", Triage, desk::split::submit),
        get("/desk/learning", Triage, desk::learning::show),
        post("/desk/learning/{id}/withdraw", Triage, desk::learning::withdraw),
        get("/desk/routing", Rules, desk::rulebook::list::show),
        post("/desk/routing", Rules, desk::rulebook::list::draft),
        get("/desk/routing/{set}", Rules, desk::rulebook::set::show),
        get("/desk/routing/{set}/files/{file}", Rules, desk::rulebook::file::show),
        post("/desk/routing/{set}/files/{file}", Rules, desk::rulebook::file::submit),
        get("/desk/routing/{set}/rehearsal", Rules, desk::rulebook::rehearsal::show),
        post("/desk/routing/{set}/{deed}", Rules, desk::rulebook::act::submit),
        get("/desk/supervision", Supervision, desk::supervision::show),
        get("/desk/reviews", Reviews, desk::reviews::show),
        get("/desk/orders/{code}", Desk, desk::order::show),
        get("/desk/orders/{code}/documents/{id}", Desk, desk::documents::download),
        post("/desk/orders/{code}/{action}", Desk, desk::order::submit),
    ]
}

/// The area of a URL, or none where the table has no such line.
pub fn area(method: &str, pattern: &str) -> Option<Area> {
    static AREAS: LazyLock<HashMap<(&'static str, &'static str), Area>> = LazyLock::new(|| {
        table().iter().map(|route| ((route.method, route.path), route.area)).collect()
    });
    AREAS.get(&(method, pattern)).copied()
}
