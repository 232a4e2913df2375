//! What a school does with an order that it sent: follows it, agrees, asks for something else,
//! cancels, rates; and what it was given in a term.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::json;
use yimen::db::accounts::{self, NewAccount};
use yimen::domain::deadline::local_day;
use yimen::domain::order::{Role, State};
use yimen::web::check_in::check_in_code;

use crate::harness::lines::{Ordered, Wish, at, lesson, planned, school_day, visit};
use crate::harness::samples::this_term;
use crate::harness::{Answer, Backend, Site, Visitor, Who, html};

const BOTH: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];

fn text(answer: &Answer) -> String {
    let page = answer.text();
    html::text(html::inside(&page, "main").unwrap_or(&page))
}

/// A site with an order of a lecture and a visit, the lecture proposed at half past nine.
async fn proposed(backend: Backend) -> (Site, Ordered, String) {
    let site = Site::start(backend).await;
    let day = school_day(&site, 0);
    let ordered = site.screened_order(Who::Teacher, &[Wish::lecture(day), Wish::visit(day)]).await;
    let lecturer = site.lecturer("法官 陈静", "court", None).await;
    let planner = site.client(Who::Planner).await;
    let offer = lesson(&ordered.lines[0], &lecturer, "court", at(day, 9, 30));
    planner.act(&ordered.code, "propose", offer).await.expect(200);
    (site, ordered, lecturer)
}

/// Fills in the form of a line on the page of its order.
async fn act(
    who: &Visitor,
    order: &Ordered,
    line: usize,
    action: &str,
    more: &[(&str, &str)],
) -> Answer {
    let page = format!("/youth/orders/{}", order.code);
    let mut fields = vec![("line", order.lines[line].as_str())];
    fields.extend(more);
    who.fill(&page, &format!("{page}/{action}"), &fields).await
}

#[tokio::test]
async fn a_proposal_is_read_changed_and_agreed_by_any_colleague() {
    for backend in BOTH {
        let (site, ordered, lecturer) = proposed(backend).await;
        let (teacher, planner) = (site.client(Who::Teacher).await, site.client(Who::Planner).await);
        let page = format!("/youth/orders/{}", ordered.code);
        let shown = text(&teacher.get(&page).await.expect(200));
        for said in ["有方案等你答复", "09:30–10:10", "（周", "法官 陈静", "法院", "45人"]
        {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        assert!(!shown.contains("有变动"));
        // Words are asked for, and kept where they are there.
        let mute = act(&teacher, &ordered, 0, "counter", &[("text", "")]).await.expect(422);
        assert!(mute.text().contains("href=\"#counter-1-text\""));
        act(&teacher, &ordered, 0, "counter", &[("text", "下午更合适")]).await.expect(303);
        assert!(text(&teacher.get(&page).await).contains("排课中"));
        let day = school_day(&site, 0);
        let offer = lesson(&ordered.lines[0], &lecturer, "court", at(day, 14, 30));
        planner.act(&ordered.code, "propose", offer).await.expect(200);
        let shown = text(&teacher.get(&page).await);
        for said in
            ["14:30–15:10", "有变动", "以前的方案（1）", "第1版", "09:30–10:10", "下午更合适"]
        {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        // Another school is as if it were not there; a colleague speaks for the school.
        let other = site.client(Who::OtherTeacher).await;
        other.get(&page).await.expect(404);
        let token = other.csrf("/account/sign-in").await;
        other
            .post(&format!("{page}/agree"), &[("csrf", &token), ("line", &ordered.lines[0])])
            .await
            .expect(404);
        let colleague = colleague(&site).await;
        let version = site.order(&ordered).await.version.to_string();
        act(&colleague, &ordered, 0, "agree", &[]).await.expect(303);
        // A second touch, and a colleague's page of before, find it done; words that come too late
        // are kept, and the page says what may have happened.
        let token = teacher.csrf(&page).await;
        let late: [(&str, &str); 3] =
            [("csrf", &*token), ("line", &ordered.lines[0]), ("version", &version)];
        let again = teacher.post(&format!("{page}/agree"), &late).await.expect(303);
        assert_eq!(again.location(), format!("{page}#line-1"));
        assert!(text(&teacher.get(&page).await).contains("定下来了"));
        let late = [late.as_slice(), &[("text", "周五更合适")]].concat();
        let refused = teacher.post(&format!("{page}/counter"), &late).await.expect(409);
        assert!(text(&refused).contains("这张单刚刚有了变化"), "{}", text(&refused));
        let line = site.order(&ordered).await.lines[0].clone();
        assert_eq!((line.state, line.agreed), (State::Dispatched, Some(2)));
        assert!(text(&teacher.get(&page).await).contains("方案定了"));
        assert!(!text(&teacher.get(&page).await).contains("有变动"), "old news");
        // The other line is cancelled, with a reason; the first goes on.
        act(&teacher, &ordered, 1, "withdraw", &[("text", "")]).await.expect(422);
        act(&teacher, &ordered, 1, "withdraw", &[("text", "那天有考试")]).await.expect(303);
        let lines = site.order(&ordered).await.lines;
        assert_eq!((lines[0].state, lines[1].state), (State::Dispatched, State::Withdrawn));
    }
}

/// Another teacher of the teacher's school.
async fn colleague(site: &Site) -> Visitor {
    let (school, sealer, now) =
        (site.school(Who::Teacher).await, site.app().sealer.clone(), site.app().clock.now());
    let account = NewAccount {
        login: "colleague@test".into(),
        password_hash: String::new(),
        role: Role::Teacher,
        agency: None,
        school: Some(school),
        name: "同事".into(),
        email: None,
        phone: None,
        organisation: None,
        credit_code: None,
        lang: "zh-CN".into(),
        demo: false,
    };
    let made = site.app().db.write(move |c| accounts::create(c, &sealer, &account, now)).await;
    site.client_of(&made.expect("an account"), Who::Teacher).await
}

#[tokio::test]
async fn whoever_was_faster_has_the_time_and_the_other_school_is_told() {
    for backend in BOTH {
        let (site, ordered, lecturer) = proposed(backend).await;
        let day = school_day(&site, 0);
        let theirs = site.screened_order(Who::OtherTeacher, &[Wish::lecture(day)]).await;
        let planner = site.client(Who::Planner).await;
        let offer = lesson(&theirs.lines[0], &lecturer, "court", at(day, 9, 45));
        planner.act(&theirs.code, "propose", offer).await.expect(200);
        let (teacher, other) =
            (site.client(Who::Teacher).await, site.client(Who::OtherTeacher).await);
        let page = format!("/youth/orders/{}", ordered.code);
        assert!(text(&teacher.get(&page).await).contains("另一所学校也在考虑这个时间"));
        act(&other, &theirs, 0, "agree", &[]).await.expect(303);
        let late = teacher.page(&page).await;
        assert!(late.contains("会另给你一个时间") && !late.contains("/agree\""), "{late}");
        let line = site.order(&ordered).await.lines[0].clone();
        assert_eq!((line.state, line.proposed), (State::Accepted, Some(1)), "nothing is lost");
        assert!(!text(&teacher.get(&page).await).contains("另一所学校"));
    }
}

#[tokio::test]
async fn on_the_day_a_code_is_shown_and_afterwards_it_is_rated() {
    for backend in BOTH {
        let (site, ordered, _) = proposed(backend).await;
        let teacher = site.client(Who::Teacher).await;
        let judge = site.client(Who::Handler("court")).await;
        let page = format!("/youth/orders/{}", ordered.code);
        act(&teacher, &ordered, 0, "agree", &[]).await.expect(303);
        let by_judge = async |action: &str, mut body: serde_json::Value| {
            body["line"] = ordered.lines[0].clone().into();
            judge.act(&ordered.code, action, body).await.expect(200);
        };
        by_judge("sign", json!({})).await;
        let code = check_in_code(&site.app().config.secret, &ordered.lines[0], 1);
        assert!(!teacher.page(&page).await.contains(&code), "not before the day");
        let today = local_day(site.app().clock.now());
        site.advance(school_day(&site, 0) - today);
        // A day later the session of before has ended.
        let teacher = site.client(Who::Teacher).await;
        let shown = teacher.page(&page).await;
        assert!(shown.contains("看签到码"), "the way to the code stands at the top");
        assert!(shown.contains(&code) && shown.contains("<svg class=\"square\""), "{code}");
        assert!(!shown.contains(" style="));
        let judge = site.client(Who::Handler("court")).await;
        for (action, mut body) in [
            ("check_in", json!({"headcount": 43, "code": code})),
            ("deliver", json!({"text": "讲了旁观的同学能做什么。"})),
        ] {
            body["line"] = ordered.lines[0].clone().into();
            judge.act(&ordered.code, action, body).await.expect(200);
        }
        let shown = text(&teacher.get(&page).await);
        for said in ["等你评", "到了43人", "讲了旁观的同学能做什么"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        let two = [("content-1", "5"), ("lecturer-1", "4")];
        let half = act(&teacher, &ordered, 0, "confirm", &two).await.expect(422);
        assert!(half.text().contains("href=\"#organisation-1\""));
        assert!(half.text().contains("name=\"content-1\" value=\"5\" checked"), "kept");
        act(&teacher, &ordered, 0, "dispute", &[("text", "人数记错了")]).await.expect(303);
        assert_eq!(site.order(&ordered).await.lines[0].state, State::Handling);
        let body = json!({"line": ordered.lines[0], "text": "人数改好了。"});
        judge.act(&ordered.code, "deliver", body).await.expect(200);
        let all =
            [("content-1", "5"), ("lecturer-1", "4"), ("organisation-1", "3"), ("text", "好")];
        act(&teacher, &ordered, 0, "confirm", &all).await.expect(303);
        let line = site.order(&ordered).await.lines[0].clone();
        let rating = line.rating.expect("a rating");
        assert_eq!(line.state, State::Closed);
        assert_eq!((rating.content, rating.lecturer, rating.organisation), (5, 4, 3));
    }
}

#[tokio::test]
async fn orders_are_listed_by_term_and_found_from_the_tracking_page() {
    let (site, ordered, _) = proposed(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let list = teacher.get("/youth/orders").await.expect(200);
    let shown = text(&list);
    for said in ["1场讲座、1次参观", "等你答复", ordered.code.as_str(), "秋季学期"] {
        assert!(shown.contains(said) || said == "秋季学期", "{said}: {shown}");
    }
    let old = text(&teacher.get("/youth/orders?term=2020-spring").await.expect(200));
    assert!(old.contains("没有点单") && !old.contains(&ordered.code));
    let never = site.client(Who::OtherTeacher).await.get("/youth/orders").await.expect(200);
    assert!(text(&never).contains("还没有点过单"));
    // /track leads a teacher of the school here, and nobody else.
    let own = format!("/youth/orders/{}", ordered.code);
    let tracked = teacher.get(&format!("/track/{}", ordered.code)).await.expect(303);
    assert_eq!(tracked.location(), own);
    let other = site.client(Who::OtherTeacher).await;
    let lost = other.get(&format!("/track/{}", ordered.code)).await.expect(303);
    assert!(lost.location().starts_with("/track?"), "{}", lost.location());
    let asked = json!({"items": ["几个班"], "text": "请说一声", "days": 5});
    let fresh = site.school_order(Who::Teacher, &[Wish::own_words(school_day(&site, 0))]).await;
    site.client(Who::Planner).await.act(&fresh.code, "ask_materials", asked).await.expect(200);
    let page = format!("/youth/orders/{}", fresh.code);
    assert!(text(&teacher.get(&page).await).contains("几个班"));
    teacher.fill(&page, &format!("{page}/supply"), &[("text", "")]).await.expect(422);
    teacher.fill(&page, &format!("{page}/supply"), &[("text", "三个班")]).await.expect(303);
    assert_eq!(site.order(&fresh).await.state, State::Submitted);
}

#[tokio::test]
async fn a_term_is_counted_from_what_took_place_and_can_be_taken_away() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
        let day = school_day(&site, 0);
        let wishes = [Wish::lecture(day), Wish::visit(day), Wish::lecture(day)];
        let ordered = site.screened_order(Who::Teacher, &wishes).await;
        let lecturer = site.lecturer("法官 陈静", "court", None).await;
        let talk = lesson(&ordered.lines[0], &lecturer, "court", at(day, 9, 30));
        planned(&planner, &teacher, &ordered, talk).await;
        let seen = visit(&ordered.lines[1], "court", "criminal-court", at(day, 14, 0), 40);
        planned(&planner, &teacher, &ordered, seen).await;
        let judge = site.client(Who::Handler("court")).await;
        // The first is done, the second only begun, the third not planned.
        for (line, heads) in [(0, 44), (1, 39)] {
            let taken = json!({"line": ordered.lines[line]});
            judge.act(&ordered.code, "sign", taken).await.expect(200);
            site.met(&ordered, line, heads).await;
        }
        site.reported(&ordered, 0, "小结").await;
        let term = this_term(&site);
        let path = format!("/youth/reports/{term}");
        let page = teacher.get(&path).await.expect(200);
        let shown = text(&page);
        for said in ["小学高年级", "校园欺凌", "44"] {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        assert!(!shown.contains("39"), "what is not reported is not counted: {shown}");
        assert!(page.text().contains("<rect class=\"bar\" width=\"100\""));
        let file = teacher.get(&format!("{path}/lessons.xlsx")).await.expect(200);
        assert!(file.header("content-disposition").contains(&format!("lessons-{term}.xlsx")));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.wire)).expect("a workbook");
        let lessons = book.worksheet_range("每一场").expect("the lessons");
        assert_eq!(lessons.height(), 2);
        let row: Vec<&Data> = lessons.rows().nth(1).expect("a lesson").iter().collect();
        assert_eq!(row[1], &Data::String(ordered.code.clone()));
        assert_eq!(row[7], &Data::Float(44.0));
        let stages = book.worksheet_range("学段").expect("the stages");
        assert_eq!(stages.get_value((1, 1)), Some(&Data::Float(44.0)));
        // Of another school there is nothing, and of no term nothing either.
        let other = site.client(Who::OtherTeacher).await;
        assert!(text(&other.get(&path).await.expect(200)).contains("还没有上完的课"));
        teacher.get("/youth/reports/soon").await.expect(404);
    }
}

#[tokio::test]
async fn a_program_may_answer_for_the_school_line_by_line() {
    let (site, ordered, _) = proposed(Backend::Sqlite).await;
    let (teacher, other) = (site.client(Who::Teacher).await, site.client(Who::OtherTeacher).await);
    let line = &ordered.lines[0];
    teacher.act(&ordered.code, "agree", json!({})).await.expect(409);
    teacher.act(&ordered.code, "agree", json!({"line": "nothing"})).await.expect(422);
    teacher.act(&ordered.code, "counter", json!({"line": line})).await.expect(422);
    let version = site.order(&ordered).await.version;
    let theirs = json!({"line": line, "version": version});
    other.act(&ordered.code, "agree", theirs).await.expect(404);
    teacher.act(&ordered.code, "agree", json!({"line": line})).await.expect(200);
    let stands = site.order(&ordered).await.lines;
    assert_eq!((stands[0].state, stands[1].state), (State::Dispatched, State::Accepted));
}
