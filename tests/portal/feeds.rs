//! Calendars to subscribe to: what stands in them, who is given the address, and a real client.

use std::path::Path;
use std::process::Command;

use chrono::{Duration, NaiveDate};
use yimen::content::Content;
use yimen::db::bookings::{self, NewBooking};
use yimen::db::{lecturers, new_id, orders, school_orders};
use yimen::domain::Time;
use yimen::domain::booking::Meeting;
use yimen::domain::course::{LecturerKind, LineForm, Stage};
use yimen::domain::deadline::at_minute;
use yimen::domain::lecturer::Lecturer;
use yimen::domain::order::{Action, Line, State};
use yimen::domain::week::Weekly;

use crate::harness::orders::{contact, order, step};
use crate::harness::site::{Backend, Site};
use crate::harness::visitor::Who;

/// 10:00 in China on a Tuesday to come.
fn tuesday(week: u64) -> Time {
    let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap() + chrono::Days::new(7 * week);
    at_minute(day, 10 * 60)
}

/// A lecture of a school that was ordered, with what is asked; order and line.
async fn ordered(site: &Site, school: &str) -> (String, String) {
    let mut order = order("court");
    order.site = "youth".into();
    order.school = Some(school.into());
    order.lines = vec![Line::new(new_id(), 0, Some("lecture".into()), State::Submitted)];
    order.assignments.clear();
    order.clocks.clear();
    let (id, line) = (order.id.clone(), order.lines[0].id.clone());
    let detail = school_orders::LineDetail {
        line_id: line.clone(),
        order_id: id.clone(),
        form: LineForm::Lecture,
        course: Some("drugs".into()),
        package: None,
        rooms: vec![],
        lecturer_kind: Some(LecturerKind::Police),
        stage: Stage::Junior,
        class_count: 1,
        class_names: vec!["八(2)班".into()],
        pupils: 45,
        place: "阶梯教室".into(),
        equipment: String::new(),
        emphasis: String::new(),
        remarks: String::new(),
        dates: vec![],
    };
    let made = step(order, Action::Submit, State::Draft);
    site.app()
        .db
        .write(move |c| {
            orders::create(c, &made, "禁毒课", &contact(&made.order.id))?;
            school_orders::add_details(c, &[detail])
        })
        .await
        .unwrap();
    (id, line)
}

/// Books the line and makes it firm; the id of the booking.
async fn book(site: &Site, ordered: &(String, String), school: &str, lecturer: &str, start: Time) {
    let new = NewBooking {
        order_id: ordered.0.clone(),
        line_id: ordered.1.clone(),
        revision: 1,
        meeting: Meeting {
            start,
            end: start + Duration::minutes(40),
            lecturer: Some(lecturer.into()),
            room: None,
            place: "阶梯教室".into(),
            seats: 45,
            school: school.into(),
            classes: vec!["八(2)班".into()],
        },
        expires_at: start,
    };
    let now = site.app().clock.now();
    site.app()
        .db
        .write(move |c| {
            bookings::release_line(c, &new.line_id, now)?;
            let held = bookings::hold(c, &new, now)?;
            bookings::confirm(c, &held.id, None, now).map(drop)
        })
        .await
        .unwrap();
}

async fn lecturer(site: &Site, account: Option<String>) -> String {
    let lecturer = Lecturer {
        id: new_id(),
        agency: "police".into(),
        name: "民警 陆一鸣".into(),
        kind: LecturerKind::Police,
        courses: vec!["drugs".into()],
        weekly: Weekly::default(),
        yearly_max: 20,
        vetting_valid_until: None,
        schools: vec![],
        account,
        active: true,
    };
    let (id, now) = (lecturer.id.clone(), site.app().clock.now());
    site.app().db.write(move |c| lecturers::create(c, &lecturer, now)).await.unwrap();
    id
}

/// The address of the calendar whose owner begins so, as the page of calendars gives it.
async fn address(site: &Site, who: Who, owner: &str) -> String {
    let page = site.client(who).await.get("/account/calendars").await.expect(200).text();
    let values = page.split("value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = values.filter(|value| value.contains("/calendar/"));
    let mut found = found.filter(|value| value.contains(&format!("/calendar/{owner}/")));
    let url = found.next().unwrap_or_else(|| panic!("no calendar of {owner}: {page}"));
    url[url.find("/calendar/").unwrap()..].to_owned()
}

async fn calendar(site: &Site, path: &str) -> String {
    let answer = site.client(Who::Nobody).await.get(path).await.expect(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    answer.text().replace("\r\n ", "")
}

/// The value of a property of the only event.
fn value<'a>(calendar: &'a str, property: &str) -> &'a str {
    let event = calendar.split("BEGIN:VEVENT").nth(1).unwrap_or_else(|| panic!("{calendar}"));
    let line = event.lines().find(|line| line.starts_with(property));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value).unwrap_or_default()
}

#[tokio::test]
async fn a_calendar_follows_what_is_moved_and_cancelled_under_the_same_name() {
    let site = Site::start(Backend::Sqlite).await;
    let school = site.school(Who::Teacher).await;
    let one = lecturer(&site, None).await;
    let other = lecturer(&site, None).await;
    let ordered = ordered(&site, &school).await;
    let path = address(&site, Who::Teacher, "school").await;
    assert!(!calendar(&site, &path).await.contains("VEVENT"), "nothing is planned yet");

    book(&site, &ordered, &school, &one, tuesday(1)).await;
    let first = calendar(&site, &path).await;
    let uid = value(&first, "UID").to_owned();
    assert_eq!(value(&first, "DTSTART"), "20261208T020000Z");
    assert_eq!(value(&first, "DTEND"), "20261208T024000Z");
    assert_eq!(value(&first, "STATUS"), "CONFIRMED");
    let course = Content::load().unwrap().course("drugs").unwrap().title.clone();
    assert_eq!(value(&first, "SUMMARY"), course);
    let number = |calendar: &str| value(calendar, "SEQUENCE").parse::<i32>().unwrap();

    book(&site, &ordered, &school, &other, tuesday(2)).await;
    let moved = calendar(&site, &path).await;
    assert_eq!(moved.matches("BEGIN:VEVENT").count(), 1, "{moved}");
    assert_eq!((value(&moved, "UID"), value(&moved, "STATUS")), (uid.as_str(), "CONFIRMED"));
    assert_eq!(value(&moved, "DTSTART"), "20261215T020000Z");
    assert!(number(&moved) > number(&first));

    let (line, now) = (ordered.1.clone(), site.app().clock.now());
    site.app().db.write(move |c| bookings::release_line(c, &line, now)).await.unwrap();
    let gone = calendar(&site, &path).await;
    assert_eq!((value(&gone, "UID"), value(&gone, "STATUS")), (uid.as_str(), "CANCELLED"));
    assert!(number(&gone) > number(&moved));
    for text in [&first, &moved, &gone] {
        assert!(!text.contains("王") && !text.contains("138"), "the teacher's data: {text}");
    }
}

#[tokio::test]
async fn an_address_is_secret_and_dies_when_it_is_renewed() {
    let site = Site::start(Backend::Sqlite).await;
    let path = address(&site, Who::Teacher, "school").await;
    calendar(&site, &path).await;
    let nobody = site.client(Who::Nobody).await;
    let guessed = path.replace("/calendar/school/", "/calendar/lecturer/");
    nobody.get(&guessed).await.expect(404);
    nobody.get(&format!("{}x.ics", path.trim_end_matches(".ics"))).await.expect(404);

    let teacher = site.client(Who::Teacher).await;
    let owner = format!("school:{}", site.school(Who::Teacher).await);
    let renew = "/account/calendars/renew";
    teacher.fill("/account/calendars", renew, &[("owner", owner.as_str())]).await.expect(303);
    nobody.get(&path).await.expect(404);
    let new = address(&site, Who::Teacher, "school").await;
    assert_ne!(new, path);
    calendar(&site, &new).await;

    let business = site.client(Who::Business).await;
    let csrf = business.csrf("/account").await;
    let asked = [("csrf", csrf.as_str()), ("owner", owner.as_str())];
    business.post(renew, &asked).await.expect(422);
    calendar(&site, &new).await;
    assert!(business.get("/account/calendars").await.expect(200).text().contains("还没有"));
}

/// A real calendar program takes it in, moves the event, and takes it out when it is cancelled.
#[tokio::test]
async fn khal_takes_the_calendar_in() {
    let site = Site::start(Backend::Sqlite).await;
    let school = site.school(Who::Teacher).await;
    let who = lecturer(&site, None).await;
    let ordered = ordered(&site, &school).await;
    let path = address(&site, Who::Teacher, "school").await;
    let home = tempfile::tempdir().unwrap();
    configure(home.path());

    book(&site, &ordered, &school, &who, tuesday(1)).await;
    import(home.path(), &calendar_bytes(&site, &path).await);
    let course = Content::load().unwrap().course("drugs").unwrap().title.clone();
    let listed = list(home.path());
    assert!(listed.contains(&course) && listed.contains("2026-12-08"), "{listed}");

    book(&site, &ordered, &school, &who, tuesday(2)).await;
    import(home.path(), &calendar_bytes(&site, &path).await);
    let listed = list(home.path());
    assert!(listed.contains("2026-12-15") && !listed.contains("2026-12-08"), "{listed}");

    let (line, now) = (ordered.1.clone(), site.app().clock.now());
    site.app().db.write(move |c| bookings::release_line(c, &line, now)).await.unwrap();
    import(home.path(), &calendar_bytes(&site, &path).await);
    let listed = list(home.path());
    assert!(listed.contains("CANCELLED"), "{listed}");
}

async fn calendar_bytes(site: &Site, path: &str) -> String {
    site.client(Who::Nobody).await.get(path).await.expect(200).text()
}

fn configure(home: &Path) {
    let text = format!(
        "[calendars]\n[[school]]\npath = {home}/school\n[sqlite]\npath = {home}/khal.db\n\
         [locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n\
         dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n\
         longdatetimeformat = %Y-%m-%d %H:%M\ntimeformat = %H:%M\n[default]\n\
         default_calendar = school\n",
        home = home.display()
    );
    std::fs::create_dir_all(home.join("school")).unwrap();
    std::fs::write(home.join("config"), text).unwrap();
}

fn khal(home: &Path, arguments: &[&str]) -> String {
    let done = Command::new("khal")
        .args(["-c", home.join("config").to_str().unwrap()])
        .args(arguments)
        .env("HOME", home)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("khal is not installed: `make tools` brings it");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

fn import(home: &Path, calendar: &str) {
    let file = home.join("feed.ics");
    std::fs::write(&file, calendar).unwrap();
    khal(home, &["import", "--batch", "-a", "school", file.to_str().unwrap()]);
}

fn list(home: &Path) -> String {
    khal(
        home,
        &[
            "list",
            "--format",
            "{start-date} {start-time} {title} {status}",
            "--day-format",
            "",
            "2026-12-01",
            "60d",
        ],
    )
}
