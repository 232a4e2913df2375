//! On the day: the agency takes a lesson on, checks in with the code of the teacher's telephone,
//! and reports.

use reqwest::multipart::{Form, Part};
use serde_json::json;
use yimen::domain::order::State;
use yimen::web::check_in::check_in_code;

use crate::harness::lines::{Ordered, Wish, at, lesson, planned, school_day, visit};
use crate::harness::{Answer, Backend, Site, Visitor, Who, html};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde";

/// A lecture the court has, on the first school day, at half past nine.
async fn agreed(site: &Site) -> Ordered {
    let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
    let day = school_day(site, 0);
    let court = site.account(Who::Handler("court")).await;
    let who = site.lecturer("法官 陈静", "court", Some(court)).await;
    let order = site.screened_order(Who::Teacher, &[Wish::lecture(day), Wish::visit(day)]).await;
    let offer = lesson(&order.lines[0], &who, "court", at(day, 9, 30));
    planned(&planner, &teacher, &order, offer).await;
    order
}

fn page(name: &str, order: &Ordered) -> String {
    format!("/desk/{name}/{}/{}", order.code, order.lines[0])
}

async fn code(site: &Site, order: &Ordered) -> String {
    let agreed = site.order(order).await.line(&order.lines[0]).and_then(|line| line.agreed);
    check_in_code(&site.app().config.secret, &order.lines[0], agreed.expect("agreed"))
}

async fn state(site: &Site, order: &Ordered) -> State {
    site.order(order).await.line(&order.lines[0]).expect("the line").state
}

/// Goes to the hour of the lesson, and signs in anew.
async fn on_the_day(site: &Site, order: &Ordered, who: Who) -> Visitor {
    let start = site.bookings(&order.lines[0]).await[0].start;
    site.advance(start - site.app().clock.now());
    site.client(who).await
}

#[actix_web::test]
async fn an_agency_takes_a_line_on_or_gives_it_back_and_sees_no_other() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let order = agreed(&site).await;
        let court = site.client(Who::Handler("court")).await;
        let desk = format!("/desk/orders/{}", order.code);
        let page = court.page(&desk).await;
        assert_eq!(page.matches("<section class=\"line\"").count(), 1, "the other is not theirs");
        assert!(html::text(&page).contains("四(1)班") && !html::text(&page).contains("五(2)班"));
        site.client(Who::Handler("police")).await.get(&desk).await.expect(404);
        // Its handler's diary has what is to be known, and the way to take it on.
        let diary = court.page("/desk/diary").await;
        let text = html::text(&diary);
        for shown in ["法官 陈静", "学校报告厅", "旁观的同学能做什么", "测试第一小学", "45 人"]
        {
            assert!(text.contains(shown), "{shown}: {text}");
        }
        assert!(!text.contains("13877512345"), "a telephone number is shown for a reason only");
        let sign = format!("{desk}/lines/{}/sign", order.lines[0]);
        court.fill("/desk/diary", &sign, &[]).await.expect(303);
        assert_eq!(state(&site, &order).await, State::Handling);
        let back = format!("{desk}/lines/{}/return", order.lines[0]);
        let missing = court.fill(&desk, &back, &[("reason_code", "")]).await.expect(422).text();
        assert!(html::links(&missing).iter().any(|link| link == "#line-1-return-reason_code"));
        let why = [("reason_code", "lecturer_unavailable"), ("text", "当天有庭。")];
        let answer = court.fill(&desk, &back, &why).await.expect(303);
        assert_eq!(answer.location(), desk, "what it gave back it may still read");
        assert_eq!(state(&site, &order).await, State::Accepted);
    }
}

#[actix_web::test]
async fn a_lecturer_checks_in_on_the_day_with_the_code_of_the_teachers_telephone() {
    let site = Site::start(Backend::Sqlite).await;
    let order = agreed(&site).await;
    let court = site.client(Who::Handler("court")).await;
    court.act(&order.code, "sign", json!({"line": order.lines[0]})).await.expect(200);
    let check_in = page("check-in", &order);
    let early = html::text(&court.page(&check_in).await);
    assert!(early.contains("当天再来签到"), "{early}");
    let code = code(&site, &order).await;
    let csrf = court.csrf("/account/sign-in").await;
    let typed = [("csrf", csrf.as_str()), ("code", &code), ("headcount", "43"), ("version", "9")];
    court.post(&check_in, &typed).await.expect(422);

    let court = on_the_day(&site, &order, Who::Handler("court")).await;
    let brought = court.page(&format!("{check_in}?c={code}")).await;
    assert!(brought.contains(&format!("value=\"{code}\"")), "the square brings it along");
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let typed = [("code", wrong), ("headcount", "43")];
    let page = court.fill(&check_in, &check_in, &typed).await.expect(422).text();
    assert!(html::links(&page).iter().any(|link| link == "#code"));
    assert!(page.contains("value=\"43\""), "what was typed is kept");
    let typed = [("code", code.as_str()), ("headcount", "")];
    court.fill(&check_in, &check_in, &typed).await.expect(422);
    let (left, right) = code.split_at(3);
    let typed = format!("{left} {right}");
    court.fill(&check_in, &check_in, &[("code", &typed), ("headcount", "43")]).await.expect(303);
    let line = site.order(&order).await.line(&order.lines[0]).cloned().expect("the line");
    assert_eq!((line.headcount, line.checked_in_at.is_some()), (Some(43), true));
}

#[actix_web::test]
async fn codes_are_not_to_be_guessed_and_a_program_brings_one_too() {
    let site = Site::start(Backend::Sqlite).await;
    let order = agreed(&site).await;
    let court = site.client(Who::Handler("court")).await;
    court.act(&order.code, "sign", json!({"line": order.lines[0]})).await.expect(200);
    let court = on_the_day(&site, &order, Who::Handler("court")).await;
    let right = code(&site, &order).await;
    let wrong = if right == "000000" { "111111" } else { "000000" };
    let body = json!({"line": order.lines[0], "headcount": 43});
    court.act(&order.code, "check_in", body.clone()).await.expect(422);
    let check_in = page("check-in", &order);
    let mut last = 0;
    for _ in 0..8 {
        let typed = [("code", wrong), ("headcount", "43")];
        last = court.fill(&check_in, &check_in, &typed).await.status;
    }
    assert_eq!(last, 429, "after some tries even the right one has to wait");
    let typed = [("code", right.as_str()), ("headcount", "43")];
    court.fill(&check_in, &check_in, &typed).await.expect(429);
    site.advance(chrono::TimeDelta::minutes(20));
    let mut body = body;
    body["code"] = right.into();
    court.act(&order.code, "check_in", body).await.expect(200);
}

#[actix_web::test]
async fn afterwards_only_the_planner_checks_in_and_says_why() {
    let site = Site::start(Backend::Sqlite).await;
    let order = agreed(&site).await;
    let court = site.client(Who::Handler("court")).await;
    court.act(&order.code, "sign", json!({"line": order.lines[0]})).await.expect(200);
    let code = code(&site, &order).await;
    on_the_day(&site, &order, Who::Nobody).await;
    site.advance(chrono::TimeDelta::days(1));
    let (court, planner) =
        (site.client(Who::Handler("court")).await, site.client(Who::Planner).await);
    let check_in = page("check-in", &order);
    let late = html::text(&court.page(&check_in).await);
    assert!(late.contains("请联系排课员"), "{late}");
    let csrf = court.csrf("/account/sign-in").await;
    let typed = [("csrf", csrf.as_str()), ("code", &code), ("headcount", "43")];
    court.post(&check_in, &typed).await.expect(422);
    let typed = [("headcount", "43"), ("text", "")];
    planner.fill(&check_in, &check_in, &typed).await.expect(422);
    let typed = [("headcount", "43"), ("text", "讲师手机没电，电话里核对过人数。")];
    planner.fill(&check_in, &check_in, &typed).await.expect(303);
    assert_eq!(site.order(&order).await.line(&order.lines[0]).unwrap().headcount, Some(43));
}

#[actix_web::test]
async fn what_the_centre_leads_itself_the_planner_checks_in() {
    let site = Site::start(Backend::Sqlite).await;
    let order = agreed(&site).await;
    let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
    let start = site.bookings(&order.lines[0]).await[0].start;
    let offer = visit(&order.lines[1], "centre", "criminal-court", start, 45);
    // The school's other class: the hall and the centre at the same hour.
    planned(&planner, &teacher, &order, offer).await;
    let planner = on_the_day(&site, &order, Who::Planner).await;
    let page = format!("/desk/check-in/{}/{}", order.code, order.lines[1]);
    let typed = [("headcount", "44"), ("text", "中心自己带队。")];
    planner.fill(&page, &page, &typed).await.expect(303);
    let page = format!("/desk/report/{}/{}", order.code, order.lines[1]);
    planner.fill(&page, &page, &[("text", "参观了刑事审判庭。")]).await.expect(303);
    let line = site.order(&order).await.line(&order.lines[1]).cloned().expect("the line");
    assert_eq!((line.state, line.headcount), (State::Replied, Some(44)));
}

/// Sends a report with photographs.
async fn report(
    who: &Visitor,
    order: &Ordered,
    photos: Vec<(&'static str, Vec<u8>)>,
    consent: bool,
) -> Answer {
    let to = page("report", order);
    let html = who.page(&to).await;
    let mut form = Form::new();
    for (name, value) in html::hidden(html::form(&html, &to).expect("the form")) {
        form = form.text(name, value);
    }
    form = form.text("text", "讲了三个案例，学生问了两个问题。");
    if consent {
        form = form.text("consent", "true");
    }
    for (name, bytes) in photos {
        form = form.part("photos", Part::bytes(bytes).file_name(name));
    }
    who.send(who.request(reqwest::Method::POST, &to).multipart(form)).await
}

#[actix_web::test]
async fn a_report_may_show_the_venue_if_the_school_agrees_and_nothing_but_pictures() {
    let site = Site::start(Backend::Sqlite).await;
    let order = agreed(&site).await;
    let court = site.client(Who::Handler("court")).await;
    court.act(&order.code, "sign", json!({"line": order.lines[0]})).await.expect(200);
    court.get(&page("report", &order)).await.expect(409);
    let code = code(&site, &order).await;
    let court = on_the_day(&site, &order, Who::Handler("court")).await;
    let met = json!({"line": order.lines[0], "headcount": 43, "code": code});
    court.act(&order.code, "check_in", met).await.expect(200);

    let no_consent = report(&court, &order, vec![("场地.png", PNG.to_vec())], false).await;
    let page = no_consent.expect(422).text();
    assert!(html::links(&page).iter().any(|link| link == "#consent"));
    assert!(page.contains("讲了三个案例"), "the report is kept");
    let paper = report(&court, &order, vec![("名单.pdf", b"%PDF-1.7\n%...".to_vec())], true).await;
    assert!(html::links(&paper.expect(422).text()).iter().any(|link| link == "#photos"));
    let many = (0..5).map(|_| ("场地.png", PNG.to_vec())).collect();
    report(&court, &order, many, true).await.expect(422);
    assert_eq!(state(&site, &order).await, State::Handling);

    report(&court, &order, vec![("场地.png", PNG.to_vec())], true).await.expect(303);
    assert_eq!(state(&site, &order).await, State::Replied);
    let desk = court.page(&format!("/desk/orders/{}", order.code)).await;
    let links = html::links(&desk);
    let photo = links.iter().find(|link| link.contains("/documents/")).expect("the photograph");
    let served = court.get(photo).await.expect(200);
    assert_eq!((served.header("content-type"), served.wire.as_slice()), ("image/png", PNG));
    site.client(Who::Handler("police")).await.get(photo).await.expect(404);
    // The school reads the report and knows of the photograph.
    let teacher = site.client(Who::Teacher).await;
    let said = teacher.get(&format!("/api/v1/orders/{}", order.code)).await.expect(200).text();
    assert!(said.contains("讲了三个案例"), "{said}");
}
