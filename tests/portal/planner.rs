//! The planner's desk: from a line to be planned to a proposal in two clicks, the lists, the week.

use std::time::Instant;

use chrono::{Datelike, Days, NaiveDate};
use diesel::prelude::*;
use serde_json::json;
use yimen::db::ground::{Asked, Ground};
use yimen::db::line_queues::{self, LineFilter, LineQueue};
use yimen::db::{Conn, DbError};
use yimen::domain::booking::BookingState;
use yimen::domain::deadline::at_minute;
use yimen::domain::order::State;

use crate::harness::lines::{Ordered, Wish, at, lesson, no_time, planned, school_day, visit};
use crate::harness::queries::queries;
use crate::harness::{Backend, Site, Visitor, Who, html};

fn week(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("/desk/planner?week={}-W{:02}", week.year(), week.week())
}

fn chosen(order: &Ordered, line: usize) -> String {
    format!("/desk/planner?order={}&line={}", order.code, order.lines[line])
}

fn form(order: &Ordered, line: usize) -> String {
    format!("/desk/planner/propose/{}/{}", order.code, order.lines[line])
}

/// The controls of a form as a browser would send them: inputs, the chosen options, the texts.
fn filled(page: &str, action: &str) -> Vec<(String, String)> {
    let form = html::form(page, action).unwrap_or_else(|| panic!("no form to {action}"));
    let mut sent = Vec::new();
    for tag in html::tags(form, "input") {
        let kind = html::attribute(tag, "type").unwrap_or_default();
        let off = matches!(kind.as_str(), "checkbox" | "radio") && !tag.contains(" checked");
        let name = html::attribute(tag, "name").unwrap_or_default();
        if !off && !name.is_empty() {
            sent.push((name, html::attribute(tag, "value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = html::attribute(select.split('>').next().unwrap_or_default(), "name");
        let inside = select.split("</select>").next().unwrap_or_default();
        let options = html::tags(inside, "option");
        let first = options.first().copied();
        let on = options.into_iter().find(|tag| tag.contains(" selected")).or(first);
        sent.extend(name.zip(on.and_then(|tag| html::attribute(tag, "value"))));
    }
    sent
}

async fn send(who: &Visitor, action: &str, sent: &[(String, String)]) -> crate::harness::Answer {
    let pairs: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    who.post(action, &pairs).await
}

#[actix_web::test]
async fn a_line_is_proposed_with_two_clicks() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let day = school_day(&site, 0);
    let who = site.lecturer("法官 陈静", "court", None).await;
    site.lecturer("民警 韦东", "police", None).await;
    let order = site.screened_order(Who::Teacher, &[Wish::lecture(day)]).await;
    let page = planner.page("/desk/planner").await;
    assert!(html::links(&page).contains(&chosen(&order, 0)), "the line is to be planned");

    // The first click: who could, on the day that is wished for.
    let page = planner.page(&chosen(&order, 0)).await;
    assert!(page.contains("cal-wished"), "the day is seen in the week");
    let to = form(&order, 0);
    let links = html::links(&page);
    let could: Vec<&String> = links.iter().filter(|link| link.contains("lecturer=")).collect();
    assert!(could.len() >= 2, "{links:?}");
    let first = could.iter().find(|link| link.contains(&who)).expect("the judge could");

    // The second click sends the form as it stands.
    let page = planner.page(first).await;
    let sent = filled(&page, &to);
    let answer = send(&planner, &to, &sent).await.expect(303);
    assert_eq!(answer.location(), format!("/desk/orders/{}", order.code));
    let held = site.bookings(&order.lines[0]).await;
    assert_eq!(held.iter().map(|b| b.state).collect::<Vec<_>>(), [BookingState::Hold]);
    assert_eq!((held[0].start, held[0].lecturer.as_ref()), (at(day, 9, 30), Some(&who)));
    let page = planner.page(&week(day)).await;
    assert!(page.contains("booked booked-hold r7 s3 l1"), "the hold stands in its place");
    assert!(!html::links(&page).contains(&chosen(&order, 0)), "and is planned");
}

#[actix_web::test]
async fn what_is_not_possible_stays_in_sight_and_says_why() {
    let site = Site::start(Backend::Sqlite).await;
    let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
    let day = school_day(&site, 0);
    let who = site.lecturer("法官 陈静", "court", None).await;
    let free = site.lecturer("法官 李明", "court", None).await;
    let taken = site.screened_order(Who::Teacher, &[Wish::lecture(day)]).await;
    let offer = lesson(&taken.lines[0], &who, "court", at(day, 9, 30));
    planned(&planner, &teacher, &taken, offer).await;

    let wish = Wish { classes: &["三(2)班"], ..Wish::lecture(day) };
    let order = site.screened_order(Who::OtherTeacher, &[wish, Wish::visit(day)]).await;
    let page = planner.page(&chosen(&order, 0)).await;
    let text = html::text(&page);
    assert!(text.contains("陈静已有安排") || text.contains("法官 陈静"), "{text}");
    let links = html::links(&page);
    assert!(links.iter().any(|link| link.contains(&free)), "the other one could");
    assert!(!links.iter().any(|link| link.contains(&format!("lecturer={who}"))), "{links:?}");

    // By hand all the same: every reason at once, what was typed is kept, nothing is stored.
    let to = form(&order, 0);
    let far = format!("{to}?day={day}&start=09:30&lecturer={who}");
    let page = planner.page(&far).await;
    assert!(page.contains("notice-warn"), "told before it is sent");
    let mut sent = filled(&page, &to);
    sent.iter_mut().filter(|(name, _)| name == "day").for_each(|(_, v)| *v = "2020-01-05".into());
    let answer = send(&planner, &to, &sent).await.expect(422);
    let page = answer.text();
    for field in ["#day", "#lecturer"] {
        assert!(html::links(&page).iter().any(|link| link == field), "{field}");
    }
    assert!(page.contains("value=\"2020-01-05\""));
    assert!(site.bookings(&order.lines[0]).await.is_empty());

    // A room that is too small.
    let to = form(&order, 1);
    let page = planner.page(&format!("{to}?day={day}&start=10:00&room=lawyers-studio")).await;
    let mut sent = filled(&page, &to);
    sent.iter_mut().filter(|(name, _)| name == "seats").for_each(|(_, v)| *v = "900".into());
    let page = send(&planner, &to, &sent).await.expect(422).text();
    assert!(html::links(&page).iter().any(|link| link == "#seats"));
}

#[actix_web::test]
async fn a_holiday_is_only_had_by_those_who_mean_it() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let day = school_day(&site, 0);
    let order = site.screened_order(Who::Teacher, &[Wish::visit(day)]).await;
    let saturday = day
        .iter_days()
        .find(|day| {
            day.weekday() == chrono::Weekday::Sat && !site.app().calendar.is_working(*day, true)
        })
        .expect("a Saturday");
    let to = form(&order, 0);
    let first = format!("{to}?day={saturday}&start=09:30&room=criminal-court&minutes=60");
    let page = planner.page(&first).await;
    let mut sent = filled(&page, &to);
    let page = send(&planner, &to, &sent).await.expect(422).text();
    assert!(html::links(&page).iter().any(|link| link == "#day"), "a Saturday");
    assert!(page.contains("name=\"holiday\""), "which may be meant");
    sent.push(("holiday".into(), "true".into()));
    send(&planner, &to, &sent).await.expect(303);
    assert_eq!(site.bookings(&order.lines[0]).await.len(), 1);
}

#[actix_web::test]
async fn who_else_waits_for_the_time_is_a_note_and_nearby_times_are_offered() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let day = school_day(&site, 0);
    let who = site.lecturer("法官 陈静", "court", None).await;
    let first = site.screened_order(Who::Teacher, &[Wish::lecture(day)]).await;
    let second = site.screened_order(Who::OtherTeacher, &[Wish::lecture(day)]).await;
    let offer = lesson(&first.lines[0], &who, "court", at(day, 9, 30));
    planner.act(&first.code, "propose", offer).await.expect(200);
    let to = form(&second, 0);
    let page = planner.page(&format!("{to}?day={day}&start=09:30&lecturer={who}")).await;
    assert!(page.contains("notice-info") && page.contains("notice-ok"), "it fits, and is wanted");
    send(&planner, &to, &filled(&page, &to)).await.expect(303);
    assert!(planner.page(&week(day)).await.contains("booked-contested"));
    // At night nobody teaches; the times of the days around are links to the same form.
    let page = planner.page(&format!("{to}?day={day}&start=20:00&lecturer={who}")).await;
    let free: Vec<String> =
        html::links(&page).into_iter().filter(|link| link.contains("start=")).collect();
    assert!(free.len() > 2, "{free:?}");
    assert!(planner.page(&free[0]).await.contains("notice-ok"));
}

#[actix_web::test]
async fn a_wish_becomes_something_and_a_package_has_no_time() {
    let site = Site::start(Backend::Sqlite).await;
    let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
    let day = school_day(&site, 0);
    let order = site.screened_order(Who::Teacher, &[Wish::own_words(day), Wish::package()]).await;
    let to = form(&order, 0);
    let page = planner.page(&format!("{to}?day={day}&start=10:00&room=civil-court")).await;
    let sent = filled(&page, &to);
    assert!(sent.contains(&("becomes".into(), "visit".into())), "{sent:?}");
    send(&planner, &to, &sent).await.expect(303);
    assert_eq!(site.bookings(&order.lines[0]).await[0].room.as_deref(), Some("civil-court"));
    let to = form(&order, 1);
    let page = planner.page(&to).await;
    send(&planner, &to, &filled(&page, &to)).await.expect(303);
    assert!(site.bookings(&order.lines[1]).await.is_empty());
    teacher.act(&order.code, "agree", json!({"line": order.lines[1]})).await.expect(200);
    let stands = site.order(&order).await;
    assert_eq!(stands.lead_of(&order.lines[1]).map(|a| a.agency.as_str()), Some("centre"));
    // The planner opens it, and says so.
    let page = format!("/desk/report/{}/{}", order.code, order.lines[1]);
    planner.fill(&page, &page, &[("text", "三个班都能看了。")]).await.expect(303);
    assert_eq!(site.order(&order).await.line(&order.lines[1]).unwrap().state, State::Replied);
}

/// How many a list says it has, and how many rows it shows.
async fn counted(planner: &Visitor, list: &str) -> (usize, usize) {
    let path = format!("/desk/planner/lists/{list}");
    let page = planner.page(&path).await;
    let after = page.split(&format!("href=\"{path}\"")).nth(1).expect("its tab");
    let number = after.split("<b>").nth(1).and_then(|rest| rest.split("</b>").next());
    let number = number.and_then(|text| text.parse().ok()).expect("a number");
    (number, page.matches("<th scope=\"row\"").count())
}

#[actix_web::test]
async fn the_lists_are_what_their_counters_say_at_every_step() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
        let court = site.client(Who::Handler("court")).await;
        let day = school_day(&site, 0);
        let who = site.lecturer("法官 陈静", "court", None).await;
        let lists = ["screen", "unplanned", "replan", "proposed", "unsigned", "missed"];
        let stands = async |wanted: [usize; 6], when: &str| {
            for (list, wanted) in lists.into_iter().zip(wanted) {
                assert_eq!(counted(&planner, list).await, (wanted, wanted), "{when}: {list}");
            }
        };
        let wishes = [Wish::lecture(day), Wish::visit(day), Wish::package()];
        let order = site.school_order(Who::Teacher, &wishes).await;
        stands([3, 0, 0, 0, 0, 0], "sent").await;
        planner.act(&order.code, "accept", json!({})).await.expect(200);
        stands([0, 3, 0, 0, 0, 0], "screened").await;
        let line = &order.lines[0];
        let offer = lesson(line, &who, "court", at(day, 9, 30));
        planner.act(&order.code, "propose", offer.clone()).await.expect(200);
        stands([0, 2, 0, 1, 0, 0], "proposed").await;
        let otherwise = json!({"line": line, "text": "想换到下午。"});
        teacher.act(&order.code, "counter", otherwise).await.expect(200);
        stands([0, 2, 1, 0, 0, 0], "countered").await;
        assert!(site.bookings(line).await.iter().all(|b| b.state == BookingState::Released));
        planned(&planner, &teacher, &order, offer.clone()).await;
        stands([0, 2, 0, 0, 1, 0], "agreed").await;
        let back = json!({"line": line, "reason_code": "lecturer_unavailable", "text": "有庭。"});
        court.act(&order.code, "return", back).await.expect(200);
        stands([0, 2, 1, 0, 0, 0], "returned").await;
        planned(&planner, &teacher, &order, offer).await;
        court.act(&order.code, "sign", json!({"line": line})).await.expect(200);
        stands([0, 2, 0, 0, 0, 0], "signed").await;
        site.advance(at(day, 12, 0) - site.app().clock.now());
        let planner = site.client(Who::Planner).await;
        assert_eq!(counted(&planner, "missed").await, (1, 1));
        assert_eq!(counted(&planner, "week").await, (1, 1));
        let home = html::text(&planner.page("/desk").await);
        assert!(home.contains("没签到"), "{home}");
    }
}

/// Everything that the week view reads of a week.
async fn of_week(site: &Site, first: NaiveDate) -> usize {
    let now = site.app().clock.now();
    let rooms: Vec<String> =
        site.app().content.rooms.iter().map(|room| room.slug.clone()).collect();
    let range = at_minute(first, 0)..at_minute(first + Days::new(7), 0);
    queries(site, move |c| {
        let asked = Asked {
            from: range.start,
            to: range.end,
            rooms: &rooms,
            school: "",
            classes: &[],
            line: "",
        };
        let ground = Ground::read(c, &asked, now)?;
        let f = LineFilter {
            queue: LineQueue::Unplanned,
            agency: None,
            week: range,
            now,
            after: None,
            limit: 30,
        };
        line_queues::list(c, &f)?;
        line_queues::count(c, &f)?;
        Ok(ground.bookings.len())
    })
    .await
}

#[actix_web::test]
async fn the_week_view_asks_a_constant_number_of_questions_and_is_fast_over_years_of_bookings() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let day = school_day(&site, 0);
    let who = site.lecturer("法官 陈静", "court", None).await;
    let order = site.screened_order(Who::Teacher, &[Wish::lecture(day), Wish::visit(day)]).await;
    let first = day - Days::new(day.weekday().num_days_from_monday().into());
    let few = of_week(&site, first).await;

    // Twenty thousand bookings of the past years, and more to plan and to see in this very week.
    let old = site.school_order(Who::Teacher, &[Wish::lecture(day)]).await;
    let (id, line) = (old.id.clone(), old.lines[0].clone());
    let write = site.app().db.write(move |c| past(c, &id, &line, &who));
    write.await.expect("the past");
    let teacher = [Who::Teacher, Who::OtherTeacher];
    let rooms = ["criminal-court", "civil-court", "mediation-room"];
    for n in 0..12_i32 {
        let wish = Wish { classes: &[], ..Wish::visit(day) };
        let other = site.screened_order(teacher[n as usize % 2], &[wish, Wish::package()]).await;
        let start = at(day, 9 + n % 4, 0);
        let offer = visit(&other.lines[0], "court", rooms[n as usize % 3], start, 20);
        planner.act(&other.code, "propose", offer).await.expect(200);
    }
    assert_eq!(of_week(&site, first).await, few, "as many questions as before");
    planner.page(&week(day)).await;
    let begun = Instant::now();
    let page = planner.page(&week(day)).await;
    let took = begun.elapsed();
    eprintln!("the week view over 20,000 past bookings: {took:?}");
    assert_eq!(page.matches("<li class=\"booked ").count(), 12);
    assert!(took.as_millis() < 2_000, "{took:?} in a debug build");
    let chosen = Instant::now();
    planner.page(&chosen_page(&order)).await;
    eprintln!("with a line chosen: {:?}", chosen.elapsed());
}

fn chosen_page(order: &Ordered) -> String {
    chosen(order, 1)
}

/// Firm bookings of the years before, an hour each, one after the other.
fn past(c: &mut Conn, order: &str, line: &str, who: &str) -> Result<usize, DbError> {
    let insert = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) \
         INSERT INTO bookings SELECT 'past' || i, '{order}', '{line}', 1, 'school' || (i % 300), \
         'firm', datetime('now', '-' || (i * 4) || ' hours'), \
         datetime('now', '-' || (i * 4 - 1) || ' hours'), \
         '{who}', NULL, '报告厅', 45, '', datetime('now'), 1, datetime('now'), datetime('now'), \
         datetime('now') FROM n"
    );
    Ok(diesel::sql_query(insert).execute(c)?)
}

#[actix_web::test]
async fn the_desk_page_of_an_order_shows_each_line_and_keeps_what_was_typed() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let teacher = site.client(Who::Teacher).await;
    let day = school_day(&site, 0);
    let order = site.school_order(Who::Teacher, &[Wish::lecture(day), Wish::package()]).await;
    let desk = format!("/desk/orders/{}", order.code);
    let page = planner.page(&desk).await;
    assert_eq!(page.matches("<section class=\"line\"").count(), 2);
    let text = html::text(&page);
    for shown in ["旁观的同学能做什么", "四(1)班", "学校报告厅", "投影、话筒"]
    {
        assert!(text.contains(shown), "{shown}");
    }
    // One line can't be had; without a word for the school it is not declined.
    let to = format!("{desk}/lines/{}/decline", order.lines[1]);
    let page = planner
        .fill(&desk, &to, &[("reason_code", "not_offered"), ("text", "")])
        .await
        .expect(422)
        .text();
    assert!(html::links(&page).iter().any(|link| link == "#line-2-decline-text"));
    assert!(page.contains("value=\"not_offered\" selected"));
    // Somebody else was faster: 409, and the words are still there.
    let version = site.order(&order).await.version.to_string();
    planner.fill(&desk, &format!("{desk}/accept"), &[]).await.expect(303);
    let csrf = planner.csrf(&desk).await;
    let late = [("csrf", csrf.as_str()), ("version", &version), ("text", "没有这样的课。")];
    let wish = format!("{desk}/lines/{}/withdraw", order.lines[0]);
    planner.post(&wish, &late).await.expect(403);
    let offer = no_time(&order.lines[1], 90);
    planner.act(&order.code, "propose", offer).await.expect(200);
    let answer = json!({"line": order.lines[1], "version": version.parse::<i64>().unwrap()});
    teacher.act(&order.code, "agree", answer).await.expect(409);
    // An enterprise's order has the page it had.
    let filed = site.file_request(json!({})).await;
    let court = site.client(Who::Handler("court")).await;
    let page = court.page(&format!("/desk/orders/{}", filed.code)).await;
    assert!(page.contains("class=\"statement\"") && !page.contains("class=\"line\""));
}
