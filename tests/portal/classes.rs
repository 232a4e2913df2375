//! Classes without names: a teacher makes one, pupils come in, come back, and go without a trace.

use reqwest::Method;
use serde_json::json;
use yimen::db::Conn;
use yimen::db::classes::{self, TaskRow};
use yimen::db::learners;

use crate::harness::{Answer, Backend, Site, Visitor, Who, html};

const BOTH: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];
const NEW: &str = "/youth/classes/new";
const JOIN: &str = "/youth/join";

/// A class of so many seats, as its teacher makes it: its page, and the code on the sheet.
async fn make(teacher: &Visitor, size: &str) -> (String, String) {
    let fields = [("name", "七年级2班"), ("stage", "junior"), ("size", size), ("consent", "1")];
    let made = teacher.fill(NEW, NEW, &fields).await.expect(303);
    let (page, code) = made.location().split_once("/sheet?code=").expect("the sheet");
    (page.to_owned(), code.to_owned())
}

/// One pupil types code and seat, and chooses three pictures.
async fn join(pupil: &Visitor, code: &str, seat: &str, pictures: [&str; 3]) -> Answer {
    let csrf = pupil.csrf(JOIN).await;
    let fields = [
        ("csrf", csrf.as_str()),
        ("code", code),
        ("seat", seat),
        ("step", "pin"),
        ("picture1", pictures[0]),
        ("picture2", pictures[1]),
        ("picture3", pictures[2]),
    ];
    pupil.post(JOIN, &fields).await
}

async fn seats(site: &Site, page: &str) -> Vec<i32> {
    let class = page.rsplit('/').next().expect("an id").to_owned();
    let read = move |c: &mut Conn| learners::seats(c, &class);
    let seats = site.app().db.read(read).await.expect("the seats");
    seats.into_iter().map(|one| one.seat).collect()
}

const MINE: [&str; 3] = ["sun", "fish", "sun"];

#[actix_web::test]
async fn a_pupil_comes_in_leaves_and_comes_back_by_three_pictures() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let teacher = site.client(Who::Teacher).await;
        let (page, code) = make(&teacher, "45").await;
        let sheet = teacher.page(&format!("{page}/sheet?code={code}")).await;
        assert!(sheet.contains(&format!("{} {}", &code[..4], &code[4..])), "{sheet}");
        assert!(!teacher.page(&page).await.contains(&code[4..]), "only the sheet has it");

        let pupil = site.client(Who::Nobody).await;
        assert!(pupil.get("/youth/class").await.expect(303).location().starts_with("/youth/join?"));
        let asked = pupil.fill(JOIN, JOIN, &[("code", &code.to_lowercase()), ("seat", "12")]).await;
        assert!(asked.expect(200).text().contains("picture3"), "the pictures are asked for");
        let done = join(&pupil, &code, "12", MINE).await.expect(200).text();
        assert!(done.contains("记住这三张图") && done.contains("鱼"), "{done}");
        let home = pupil.page("/youth/class").await;
        assert!(home.contains("七年级2班") && home.contains("12号座位"), "{home}");
        assert_eq!(seats(&site, &page).await, [12]);

        // The next one on the same tablet.
        pupil.fill("/youth/class", "/youth/class/leave", &[]).await.expect(303);
        pupil.get("/youth/class").await.expect(303);
        join(&pupil, &code, "13", ["tree", "moon", "kite"]).await.expect(200);
        pupil.fill("/youth/class", "/youth/class/leave", &[]).await.expect(303);
        // Wrong order is no way in; the right one is, and the seat is the same.
        let wrong = join(&pupil, &code, "12", ["fish", "sun", "sun"]).await.expect(422);
        assert!(wrong.text().contains("图或先后不对"));
        assert!(!wrong.text().contains("checked"), "a guess is not shown to who looks on");
        assert_eq!(join(&pupil, &code, "12", MINE).await.expect(303).location(), "/youth/class");
        assert_eq!(seats(&site, &page).await, [12, 13]);
        // A program comes in the same way.
        let body = json!({"class": code, "seat": 12, "pin": "sun-fish-sun"});
        let said = site.client(Who::Nobody).await.post_json("/api/v1/session", &body).await;
        assert_eq!(said.expect(200).json()["role"], "learner");
        let body = json!({"class": code, "seat": 12, "pin": "sun-fish-moon"});
        let said = site.client(Who::Nobody).await.post_json("/api/v1/session", &body).await;
        assert!(said.expect(422).json()["error"]["fields"]["pin"].is_string());
    }
}

#[actix_web::test]
async fn what_does_not_open_says_why() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let (page, code) = make(&teacher, "30").await;
    let pupil = site.client(Who::Nobody).await;
    for (typed, seat, said) in [
        ("", "3", "请输入班级码"),
        ("12", "3", "八位字母和数字"),
        ("ZZZZZZZZ", "3", "没有这个班级码"),
        (code.as_str(), "31", "1 到 30 之间"),
        (code.as_str(), "0", "1 到 30 之间"),
        (code.as_str(), "", "1 到 30 之间"),
        (code.as_str(), "三", "1 到 30 之间"),
    ] {
        let answer = pupil.fill(JOIN, JOIN, &[("code", typed), ("seat", seat)]).await.expect(422);
        let text = answer.text();
        assert!(text.contains(said), "{typed} {seat}: {}", answer.shown());
        assert!(text.contains(&format!("value=\"{typed}\"")) || typed.is_empty(), "it is kept");
    }
    let missing = join(&pupil, &code, "3", ["sun", "", "sun"]).await.expect(422).text();
    assert!(missing.contains("每一行选一张图"));
    assert_eq!(seats(&site, &page).await, [] as [i32; 0]);

    let renewed = teacher.fill(&page, &format!("{page}/code"), &[]).await.expect(303);
    let newer = renewed.location().rsplit('=').next().expect("a code").to_owned();
    assert!(join(&pupil, &code, "3", MINE).await.expect(422).text().contains("已经停用"));
    join(&pupil, &newer, "3", MINE).await.expect(200);
    teacher.fill(&page, &format!("{page}/revoke"), &[]).await.expect(303);
    assert!(join(&pupil, &newer, "3", MINE).await.expect(422).text().contains("已经停用"));
    let renewed = teacher.fill(&page, &format!("{page}/code"), &[]).await.expect(303);
    let newest = renewed.location().rsplit('=').next().expect("a code").to_owned();
    site.advance(chrono::TimeDelta::days(61));
    assert!(join(&pupil, &newest, "3", MINE).await.expect(422).text().contains("过期"));
}

#[actix_web::test]
async fn guessing_is_slow_for_one_seat_and_for_one_class_and_harms_no_other() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let (_, code) = make(&teacher, "45").await;
    let (_, other) = make(&teacher, "45").await;
    let pupil = site.client(Who::Nobody).await;
    join(&pupil, &code, "1", MINE).await.expect(200);
    let guesser = site.client(Who::Nobody).await;
    for _ in 0..8 {
        join(&guesser, &code, "1", ["moon", "moon", "moon"]).await.expect(422);
    }
    join(&guesser, &code, "1", MINE).await.expect(429);
    // The child in the next seat, and the class next door, come in.
    join(&guesser, &code, "2", MINE).await.expect(200);
    for n in 0..30 {
        let guess = format!("{}{:04}", &other[..4], n);
        join(&guesser, &guess, "1", MINE).await.expect(422);
    }
    join(&guesser, &other, "1", MINE).await.expect(429);
    join(&guesser, &code, "3", MINE).await.expect(200);
}

#[actix_web::test]
async fn guesses_that_come_together_are_no_more_than_guesses_one_by_one() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let teacher = site.client(Who::Teacher).await;
        let (_, code) = make(&teacher, "45").await;
        join(&site.client(Who::Nobody).await, &code, "1", MINE).await.expect(200);
        let guesser = site.client(Who::Nobody).await;
        let guess = || join(&guesser, &code, "1", ["moon", "moon", "moon"]);
        let said = futures_util::future::join_all((0..40).map(|_| guess())).await;
        let looked = said.iter().filter(|answer| answer.status == 422).count();
        assert_eq!(looked, 8, "so many were compared at all");
        assert!(said.iter().all(|answer| matches!(answer.status, 422 | 429)));
    }
}

#[actix_web::test]
async fn a_code_is_counted_once_a_seat_however_many_come_at_once() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let teacher = site.client(Who::Teacher).await;
        // Five more than the class has seats.
        let (page, code) = make(&teacher, "3").await;
        let mut pupils = Vec::new();
        for n in 0..12 {
            let pupil = site.client(Who::Nobody).await;
            let (code, seat) = (code.clone(), (n % 3 + 1).to_string());
            pupils.push(async move { join(&pupil, &code, &seat, MINE).await.status });
        }
        let said = futures_util::future::join_all(pupils).await;
        // Some were first; the others of the seat had the same pictures and count as coming back,
        // or came in the same moment and were told so.
        assert!(said.iter().all(|status| matches!(status, 200 | 303 | 422)), "{said:?}");
        assert_eq!(said.iter().filter(|status| **status == 200).count(), 3, "{said:?}");
        assert_eq!(seats(&site, &page).await, [1, 2, 3]);
        let class = page.rsplit('/').next().expect("an id").to_owned();
        let code = site.app().db.read(move |c| classes::newest_code(c, &class)).await;
        assert_eq!(code.expect("read").expect("a code").uses, 3);
    }
}

#[actix_web::test]
async fn pictures_are_freed_seats_cleared_and_everything_goes() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let teacher = site.client(Who::Teacher).await;
        let (page, code) = make(&teacher, "45").await;
        let (one, two) = (site.client(Who::Nobody).await, site.client(Who::Nobody).await);
        join(&one, &code, "1", MINE).await.expect(200);
        join(&two, &code, "2", MINE).await.expect(200);
        // Freed: signed out, and the pictures are chosen anew.
        teacher.fill(&page, &format!("{page}/free"), &[("seat", "1")]).await.expect(303);
        one.get("/youth/class").await.expect(303);
        join(&one, &code, "1", ["kite", "boat", "ball"]).await.expect(200);
        // A pupil has everything deleted.
        one.fill("/youth/class/forget", "/youth/class/forget", &[]).await.expect(303);
        assert_eq!(seats(&site, &page).await, [2]);
        let class = page.rsplit('/').next().expect("an id").to_owned();
        let newest = site.app().db.read(move |c| classes::newest_code(c, &class)).await;
        assert_eq!(newest.expect("read").expect("a code").uses, 1, "the seat can be taken again");
        one.get("/youth/class").await.expect(303);
        // The school has the class deleted, with every seat.
        let ask = format!("{page}/delete");
        assert!(teacher.page(&ask).await.contains("1个座位"));
        teacher.fill(&ask, &ask, &[]).await.expect(303);
        teacher.get(&page).await.expect(404);
        two.get("/youth/class").await.expect(303);
        assert_eq!(seats(&site, &page).await, [] as [i32; 0]);
    }
}

#[actix_web::test]
async fn a_class_is_made_with_consent_and_is_another_schools_business() {
    let site = Site::start(Backend::Sqlite).await;
    let (teacher, other) = (site.client(Who::Teacher).await, site.client(Who::OtherTeacher).await);
    let wrong = teacher.fill(NEW, NEW, &[("name", "七（2）"), ("size", "999")]).await.expect(422);
    let page = wrong.text();
    for field in ["#stage", "#size", "#consent"] {
        assert!(html::links(&page).iter().any(|link| link == field), "{field}");
    }
    assert!(page.contains("七（2）"), "it is kept");
    let (page, code) = make(&teacher, "45").await;
    for path in [page.clone(), format!("{page}/delete"), format!("{page}/sheet?code={code}")] {
        other.get(&path).await.expect(404);
    }
    let csrf = other.csrf(NEW).await;
    other.post(&format!("{page}/close"), &[("csrf", &csrf)]).await.expect(404);
    teacher.fill(&page, &format!("{page}/close"), &[]).await.expect(303);
    let pupil = site.client(Who::Nobody).await;
    assert!(join(&pupil, &code, "1", MINE).await.expect(422).text().contains("已经结束"));
}

#[actix_web::test]
async fn a_class_is_given_a_package_with_a_friendly_day() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let class = site.class().await;
    let page = format!("/youth/classes/{class}");
    let give = format!("{page}/give");
    let wrong = teacher.fill(&page, &give, &[("what", "package:none")]).await.expect(422);
    assert!(wrong.text().contains("请选一个课程包或一门课"));
    let past = [("what", "course:drugs"), ("due_on", "2020-01-01")];
    assert!(teacher.fill(&page, &give, &past).await.expect(422).text().contains("已经过了"));
    teacher.fill(&page, &give, &[("what", "package:starting-junior-school")]).await.expect(303);
    let twice = teacher.fill(&page, &give, &[("what", "package:starting-junior-school")]).await;
    assert!(twice.expect(422).text().contains("已经布置过"));
    let pupil = site.client(Who::Learner).await;
    let home = pupil.page("/youth/class").await;
    let lessons = html::links(&home).iter().filter(|link| link.contains("/lessons/")).count();
    assert!(lessons >= 3, "{home}");
    let of = class.clone();
    let given: Vec<TaskRow> =
        site.app().db.read(move |c| classes::tasks_of(c, &of)).await.expect("the tasks");
    let back = format!("{page}/take_back");
    teacher.fill(&page, &back, &[("task", &given[0].id)]).await.expect(303);
    assert!(pupil.page("/youth/class").await.contains("老师还没布置课"));
}

#[actix_web::test]
async fn a_program_without_a_seat_is_told_to_sit_down() {
    let site = Site::start(Backend::Sqlite).await;
    let visitor = site.client(Who::Nobody).await;
    let ask = visitor.request(Method::POST, "/api/v1/session").json(&json!({"class": "x"}));
    let said = visitor.send(ask).await.expect(422).json();
    assert!(said["error"]["fields"]["pin"].is_string(), "{said}");
}
