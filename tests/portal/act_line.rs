//! What is done to a line of an order is done to its booking too, or not at all.

use serde_json::json;
use yimen::domain::booking::BookingState;
use yimen::domain::order::{Order, State};

use crate::harness::lines::{Wish, at, lesson, planned, school_day, visit};
use crate::harness::{Backend, Site, Who};

const BOTH: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];

fn line<'a>(order: &'a Order, id: &str) -> &'a yimen::domain::order::Line {
    order.line(id).expect("the line")
}

#[actix_web::test]
async fn a_yes_makes_the_time_firm_and_hands_the_line_to_its_agency() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
        let day = school_day(&site, 0);
        let who = site.lecturer("法官 陈静", "court", None).await;
        let order = site.screened_order(Who::Teacher, &[Wish::lecture(day), Wish::package()]).await;
        let id = &order.lines[0];
        let offer = lesson(id, &who, "court", at(day, 9, 30));
        planner.act(&order.code, "propose", offer.clone()).await.expect(200);
        let held = site.bookings(id).await;
        assert_eq!(held.iter().map(|b| b.state).collect::<Vec<_>>(), [BookingState::Hold]);
        assert_eq!((held[0].seats, held[0].classes.clone()), (45, vec!["四(1)班".to_owned()]));

        teacher.act(&order.code, "agree", json!({"line": id})).await.expect(200);
        let stands = site.order(&order).await;
        assert_eq!(line(&stands, id).state, State::Dispatched);
        assert_eq!(stands.lead_of(id).map(|share| share.agency.as_str()), Some("court"));
        assert_eq!(site.bookings(id).await[0].state, BookingState::Firm);
        assert_eq!(line(&stands, &order.lines[1]).state, State::Accepted, "the other waits");

        // 改期: the time is free again, and the new one is only held.
        let mut later = lesson(id, &who, "court", at(day, 14, 30));
        later["text"] = "讲师上午有庭。".into();
        planner.act(&order.code, "propose", later).await.expect(200);
        let states: Vec<_> = site.bookings(id).await.iter().map(|b| b.state).collect();
        assert_eq!(states, [BookingState::Released, BookingState::Hold]);
        assert_eq!(line(&site.order(&order).await, id).state, State::Accepted);

        teacher
            .act(&order.code, "withdraw", json!({"line": id, "text": "那天有考试。"}))
            .await
            .expect(200);
        let states: Vec<_> = site.bookings(id).await.iter().map(|b| b.state).collect();
        assert_eq!(states, [BookingState::Released, BookingState::Released]);
    }
}

#[actix_web::test]
async fn of_two_schools_that_say_yes_to_one_time_the_second_is_told_and_loses_nothing() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let planner = site.client(Who::Planner).await;
        let (one, two) = (site.client(Who::Teacher).await, site.client(Who::OtherTeacher).await);
        let day = school_day(&site, 0);
        let who = site.lecturer("法官 陈静", "court", None).await;
        let first = site.screened_order(Who::Teacher, &[Wish::lecture(day)]).await;
        let second = site.screened_order(Who::OtherTeacher, &[Wish::lecture(day)]).await;
        for order in [&first, &second] {
            let offer = lesson(&order.lines[0], &who, "court", at(day, 9, 30));
            planner.act(&order.code, "propose", offer).await.expect(200);
        }
        one.act(&first.code, "agree", json!({"line": first.lines[0]})).await.expect(200);
        // It is known before the second school tries: the planner has it to plan anew.
        assert_eq!(site.bookings(&second.lines[0]).await[0].state, BookingState::Lost);
        let anew = planner.page("/desk/planner/lists/replan").await;
        assert!(anew.contains(&second.code) && anew.contains("时间被约走"), "{anew}");
        assert!(!planner.page("/desk/planner/lists/proposed").await.contains(&second.code));
        let page = two.page(&format!("/youth/orders/{}", second.code)).await;
        assert!(page.contains("会另给你一个时间") && !page.contains("/agree\""), "{page}");
        let before = site.order(&second).await;
        let said = two.act(&second.code, "agree", json!({"line": second.lines[0]})).await;
        let said = said.expect(422).json();
        let why = said["error"]["fields"]["offer"].to_string();
        assert!(why.contains("中心已经知道"), "{said}");
        assert_eq!(site.order(&second).await, before);
        assert_eq!(site.bookings(&second.lines[0]).await[0].state, BookingState::Lost);

        // The first school gives it back: now the second may have it.
        let back = json!({"line": first.lines[0], "text": "那天有运动会。"});
        one.act(&first.code, "withdraw", back).await.expect(200);
        two.act(&second.code, "agree", json!({"line": second.lines[0]})).await.expect(200);
        assert_eq!(site.bookings(&second.lines[0]).await[0].state, BookingState::Firm);
    }
}

#[actix_web::test]
async fn schools_that_say_yes_at_the_same_moment_never_share_a_lecturer() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let planner = site.client(Who::Planner).await;
        let day = school_day(&site, 0);
        let who = site.lecturer("法官 陈静", "court", None).await;
        let mut orders = Vec::new();
        for n in 0..12 {
            let teacher = if n % 2 == 0 { Who::Teacher } else { Who::OtherTeacher };
            let wish = Wish { classes: &[], ..Wish::lecture(day) };
            let order = site.screened_order(teacher, &[wish]).await;
            let offer = lesson(&order.lines[0], &who, "court", at(day, 9, 30));
            planner.act(&order.code, "propose", offer).await.expect(200);
            orders.push((order, site.client(teacher).await));
        }
        let agree = orders.iter().map(|(order, teacher)| async move {
            teacher.act(&order.code, "agree", json!({"line": order.lines[0]})).await
        });
        let answers = futures_util::future::join_all(agree).await;
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 422].contains(status)), "{statuses:?}");
        let mut with_agency = 0;
        for (order, _) in &orders {
            let stands = site.order(order).await;
            let dispatched = line(&stands, &order.lines[0]).state == State::Dispatched;
            let firm = site.bookings(&order.lines[0]).await[0].state == BookingState::Firm;
            assert_eq!(dispatched, firm, "order and booking go together");
            with_agency += usize::from(dispatched);
        }
        assert_eq!(with_agency, 1);
    }
}

#[actix_web::test]
async fn what_cannot_be_is_refused_with_every_reason_and_nothing_is_stored() {
    let site = Site::start(Backend::Sqlite).await;
    let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
    let day = school_day(&site, 0);
    let who = site.lecturer("法官 陈静", "court", None).await;
    let order = site.screened_order(Who::Teacher, &[Wish::lecture(day), Wish::visit(day)]).await;
    let before = site.order(&order).await;
    let sunday = day.iter_days().find(|day| {
        use yimen::domain::week::Weekday;
        Weekday::of(*day) == Weekday::Sun && !site.app().calendar.is_working(*day, true)
    });
    let sunday = sunday.expect("a Sunday");
    let off = lesson(&order.lines[0], &who, "court", at(sunday, 9, 30));
    let said = planner.act(&order.code, "propose", off).await.expect(422).json();
    let fields = &said["error"]["fields"];
    assert!(fields["day"].is_string() && fields["lecturer"].is_string(), "{said}");

    let crowd = visit(&order.lines[1], "court", "criminal-court", at(day, 10, 0), 5_000);
    let said = planner.act(&order.code, "propose", crowd).await.expect(422).json();
    assert!(said["error"]["fields"]["seats"].is_string(), "{said}");

    let stranger = lesson(&order.lines[0], &who, "police", at(day, 9, 30));
    let said = planner.act(&order.code, "propose", stranger).await.expect(422).json();
    assert!(said["error"]["fields"]["agency"].is_string(), "{said}");
    assert_eq!(site.order(&order).await, before);
    assert!(site.bookings(&order.lines[0]).await.is_empty());

    // A class is in one place: agreed for the lecture, it is not free for another line.
    let offer = lesson(&order.lines[0], &who, "court", at(day, 9, 30));
    planned(&planner, &teacher, &order, offer).await;
    let other = site.lecturer("法官 李明", "court", None).await;
    let again = site.screened_order(Who::Teacher, &[Wish::lecture(day)]).await;
    let clash = lesson(&again.lines[0], &other, "court", at(day, 9, 45));
    let said = planner.act(&again.code, "propose", clash).await.expect(422).json();
    assert!(said["error"]["fields"]["day"].to_string().contains("四(1)班"), "{said}");
}
