//! A school puts an order together and sends it; and everything that goes wrong with that.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::json;
use yimen::db::schools::{self, Change};
use yimen::db::{Conn, orders, school_orders};
use yimen::domain::course::LineForm;
use yimen::domain::deadline::local_day;
use yimen::domain::order::State;
use yimen::domain::school::SchoolState;

use crate::harness::lines::school_day;
use crate::harness::{Answer, Backend, Site, Visitor, Who, html};

const ORDER: &str = "/youth/order";
const REVIEW: &str = "/youth/order/review";
const BOTH: [Backend; 2] = [Backend::Sqlite, Backend::Postgres];

/// Fields of a form, by name.
type Fields = BTreeMap<&'static str, String>;

/// A lecture on drugs for two classes, right as it stands.
fn lecture(day: NaiveDate) -> Fields {
    BTreeMap::from([
        ("course", "drugs".to_owned()),
        ("stage", "junior".to_owned()),
        ("class_names", "七（1）班\n七（2）班".to_owned()),
        ("pupils", "96".to_owned()),
        ("day1", day.to_string()),
        ("start1", "9:30".to_owned()),
    ])
}

/// A visit to the court room for one class.
fn to_the_centre(day: NaiveDate) -> Fields {
    BTreeMap::from([
        ("rooms", "criminal-court".to_owned()),
        ("stage", "junior".to_owned()),
        ("class_names", "七(3)班".to_owned()),
        ("pupils", "48".to_owned()),
        ("day1", day.to_string()),
    ])
}

fn with(mut fields: Fields, name: &'static str, value: impl ToString) -> Fields {
    fields.insert(name, value.to_string());
    fields
}

/// Adds a line; the path of its page.
async fn add(teacher: &Visitor, query: &str) -> String {
    let added = teacher.get(&format!("{ORDER}?{query}")).await.expect(303);
    assert!(added.location().starts_with("/youth/order/lines/"), "{}", added.location());
    added.location().to_owned()
}

async fn fill(teacher: &Visitor, line: &str, fields: &Fields) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    teacher.fill(line, line, &fields).await
}

/// The code of the order that the basket became.
async fn send(teacher: &Visitor) -> String {
    let sent = teacher.fill(REVIEW, REVIEW, &[("consent", "true")]).await.expect(303);
    let code = sent.location().strip_prefix("/youth/order/receipt/");
    code.unwrap_or_else(|| panic!("{}", sent.location())).to_owned()
}

fn text(answer: &Answer) -> String {
    let page = answer.text();
    html::text(html::inside(&page, "main").unwrap_or(&page))
}

async fn count(site: &Site) -> usize {
    site.app().db.read(|c| orders::ids_after(c, "", 100)).await.expect("the orders").len()
}

#[tokio::test]
async fn three_things_make_one_order_in_eleven_steps_from_the_door() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let teacher = site.client(Who::Teacher).await;
        let day = school_day(&site, 0);
        // 1 the door, 2 the order
        assert!(teacher.page("/youth").await.contains("href=\"/youth/order\""));
        assert!(teacher.page(ORDER).await.contains("/youth/order?add=lecture"));
        // 3 and 4: what is watched in class
        let package = add(&teacher, "add=package").await;
        let watched = BTreeMap::from([
            ("package", "starting-junior-school".to_owned()),
            ("stage", "junior".to_owned()),
            ("class_count", "2".to_owned()),
            ("pupils", "96".to_owned()),
        ]);
        fill(&teacher, &package, &watched).await.expect(303);
        // 5 and 6, 7 and 8. Who comes is already there.
        let talk = add(&teacher, "add=lecture").await;
        assert!(teacher.page(&talk).await.contains("value=\"96\""), "the people are remembered");
        fill(&teacher, &talk, &lecture(day)).await.expect(303);
        let seen = add(&teacher, "room=criminal-court").await;
        fill(&teacher, &seen, &to_the_centre(day)).await.expect(303);
        // 9 the order, 10 the review, 11 sent
        assert!(teacher.page(ORDER).await.contains(REVIEW));
        let review = text(&teacher.get(REVIEW).await.expect(200));
        for shown in ["七(1)班、七(2)班", "96", "刑事审判庭", "09:30", "几点都行"] {
            assert!(review.contains(shown), "{shown}: {review}");
        }
        teacher.fill(REVIEW, REVIEW, &[]).await.expect(422);
        let code = send(&teacher).await;

        let receipt = text(&teacher.get(&format!("{ORDER}/receipt/{code}")).await.expect(200));
        assert!(receipt.contains(&code) && receipt.contains("最晚"), "{receipt}");
        assert!(receipt.contains("1个课程包、1场讲座、1次参观"), "{receipt}");
        let stored = code.clone();
        let read = move |c: &mut Conn| {
            let order = orders::find_by_code(c, &stored)?;
            Ok((school_orders::details(c, std::slice::from_ref(&order.id))?, order))
        };
        let (details, order) = site.app().db.read(read).await.unwrap();
        assert_eq!(order.state, State::Submitted);
        assert_eq!(order.school, Some(site.school(Who::Teacher).await));
        assert_eq!(order.clocks.len(), 1, "the centre owes a look at it");
        let forms: Vec<LineForm> = order.lines.iter().filter_map(|line| line.form()).collect();
        assert_eq!(forms, [LineForm::Package, LineForm::Lecture, LineForm::Visit]);
        let of = |at: usize| {
            details.iter().find(|detail| detail.line_id == order.lines[at].id).expect("a detail")
        };
        assert_eq!(of(0).package.as_deref(), Some("starting-junior-school"));
        assert_eq!(of(1).class_names, ["七(1)班", "七(2)班"]);
        assert_eq!((of(1).class_count, of(1).dates[0].start_minute), (2, Some(570)));
        assert_eq!(of(2).rooms, ["criminal-court"]);
        // The basket is empty, and the planner finds it.
        assert_eq!(teacher.get(REVIEW).await.expect(303).location(), ORDER);
        let planner = site.client(Who::Planner).await;
        planner.act(&code, "accept", json!({})).await.expect(200);
    }
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_order() {
    for backend in BOTH {
        let site = Site::start(backend).await;
        let teacher = site.client(Who::Teacher).await;
        let line = add(&teacher, "add=wish").await;
        let wish = BTreeMap::from([("remarks", "电动车".into()), ("stage", "junior".into())]);
        fill(&teacher, &line, &wish).await.expect(303);
        let page = teacher.page(REVIEW).await;
        let mut fields = html::hidden(html::form(&page, REVIEW).expect("a form"));
        fields.push(("consent".into(), "true".into()));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (one, two) = tokio::join!(teacher.post(REVIEW, &fields), teacher.post(REVIEW, &fields));
        let three = teacher.post(REVIEW, &fields).await;
        let first = one.expect(303).location().to_owned();
        assert!(first.contains("/receipt/"), "{first}");
        assert_eq!(two.expect(303).location(), first);
        assert_eq!(three.expect(303).location(), first);
        assert_eq!(count(&site).await, 1);
    }
}

#[tokio::test]
async fn a_visitor_is_told_what_it_takes_and_keeps_what_was_chosen() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    assert_eq!(guest.get("/youth/order?course=drugs").await.expect(303).location(), ORDER);
    let door = guest.get(ORDER).await.expect(200);
    let title = site.app().content.course("drugs").unwrap().title.clone();
    for shown in ["学校的账号", title.as_str()] {
        assert!(text(&door).contains(shown), "{shown}");
    }
    assert!(door.text().contains("/account/sign-in?next=/youth/order"));
    assert!(door.text().contains("/youth/school/register"));
    guest.get("/youth/order/lines/1").await.expect(303);
    // In the same browser, signed in: on with what was chosen, and only once.
    let (name, token) = site.session_cookie(Who::Teacher).await.expect("a session");
    guest.set_cookie(&name, &token);
    let on = guest.get(ORDER).await.expect(303).location().to_owned();
    assert!(guest.page(&on).await.contains(&title));
    guest.get(ORDER).await.expect(200);
    // What is not on the shelf, and what is for agencies only, is said at once.
    for query in ["course=gone", "package=gone", "room=gone", "room=pronouncement-room"] {
        let told = guest.get(&format!("{ORDER}?{query}")).await.expect(303);
        assert_eq!(told.location(), ORDER, "{query}");
    }
    assert!(text(&guest.get(ORDER).await).contains("宣告室"));
    // The same thing twice is one line; whoever orders for no school is told.
    assert_eq!(add(&guest, "course=drugs").await, on);
    let business = site.client(Who::Business).await;
    assert!(text(&business.get(ORDER).await.expect(200)).contains("不是学校的账号"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let day = school_day(&site, 0);
    let saturday = day
        .iter_days()
        .find(|d| d.to_string() > day.to_string() && !site.app().calendar.is_working(*d, true))
        .unwrap();
    let yesterday = local_day(site.app().clock.now()).pred_opt().unwrap();
    let talk = add(&teacher, "add=lecture").await;
    let seen = add(&teacher, "add=visit").await;
    let (l, v) = (|| lecture(day), || to_the_centre(day));
    let cases: Vec<(&str, Fields, &str, &str)> = vec![
        (&talk, with(l(), "day1", yesterday), "day1", "已经过去了"),
        (&talk, with(l(), "day1", "2027-01-01"), "day1", "元旦"),
        (&talk, with(l(), "day1", saturday), "day1", "就要这一天"),
        (&talk, with(l(), "day1", "soon"), "day1", "日期"),
        (&talk, with(l(), "day1", ""), "day1", "写了几点"),
        (&talk, with(l(), "start1", "25:00"), "start1", "9:30"),
        (&talk, with(l(), "pupils", 401), "pupils", "最多200人，你填了401人。请分成3场"),
        (&talk, with(l(), "pupils", "many"), "pupils", "数"),
        (&talk, with(l(), "pupils", 0), "pupils", "1到5000"),
        (&talk, with(l(), "class_count", 3), "class_count", "2个班"),
        (&talk, with(l(), "class_names", "王小明"), "class_names", "不像班级"),
        (&talk, with(l(), "stage", ""), "stage", "给谁"),
        (&talk, with(l(), "stage", "primary_low"), "course", "初中"),
        (&talk, with(l(), "course", "gone"), "course", "下架"),
        (&talk, with(l(), "course", ""), "emphasis", "写下主题"),
        (&talk, with(l(), "lecturer_kind", "judge"), "lecturer_kind", "民警"),
        (&seen, with(v(), "rooms", "pronouncement-room"), "rooms", "只供办案单位"),
        (&seen, with(v(), "rooms", "gone"), "rooms", "下架"),
        (
            &seen,
            with(v(), "pupils", 130),
            "pupils",
            "刑事审判庭最多容纳60人，你填了130人。请分成3批",
        ),
    ];
    for (line, fields, field, said) in cases {
        let answer = fill(&teacher, line, &fields).await.expect(422);
        let page = answer.text();
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field}: {fields:?}");
        assert!(text(&answer).contains(said), "{said}: {}", text(&answer));
        for value in ["class_names", "pupils"].map(|name| &fields[name]) {
            let kept =
                page.contains(&format!("value=\"{value}\"")) || page.contains(value.as_str());
            assert!(kept, "{value} is gone");
        }
    }
    // A rest day that is meant is let through.
    let meant = with(with(l(), "day1", saturday), "day_meant", true);
    fill(&teacher, &talk, &meant).await.expect(303);
}

#[tokio::test]
async fn a_wish_of_twenty_thousand_characters_is_kept_and_counted() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let line = add(&teacher, "add=wish").await;
    let long = "愿".repeat(20_000);
    let wish = BTreeMap::from([("remarks", long.clone()), ("stage", "junior".to_owned())]);
    let answer = fill(&teacher, &line, &wish).await.expect(422);
    assert!(answer.text().contains(&long), "the text is kept");
    assert!(text(&answer).contains("最多1000个字，现在有20000个，多了19000个"));
    let wish = BTreeMap::from([("remarks", "愿".repeat(1_000)), ("stage", "junior".to_owned())]);
    fill(&teacher, &line, &wish).await.expect(303);
    // Neither here nor anywhere is there a field for a name.
    for form in ["add=package", "add=lecture", "add=visit"] {
        let page = teacher.page(&add(&teacher, form).await).await;
        assert!(html::text(&page).contains("没有填学生姓名的地方"));
        for name in ["name", "pupil", "pupil_name", "student"] {
            assert!(!page.contains(&format!("id=\"{name}\"")), "{name}");
        }
    }
}

#[tokio::test]
async fn one_class_is_not_asked_to_two_places_at_once() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let day = school_day(&site, 0);
    let talk = add(&teacher, "add=lecture").await;
    fill(&teacher, &talk, &lecture(day)).await.expect(303);
    let seen = add(&teacher, "add=visit").await;
    let both = with(with(to_the_centre(day), "class_names", "七(2)班"), "start1", "10:00");
    let answer = fill(&teacher, &seen, &both).await.expect(422);
    let said = text(&answer);
    assert!(
        said.contains("七(2)班") && said.contains("09:30–") && said.contains("第1项"),
        "{said}"
    );
    fill(&teacher, &seen, &with(both, "start1", "14:00")).await.expect(303);
    // A line may take another form, with what was typed; what is removed is gone.
    let other = [("as", "package"), ("course", "drugs"), ("stage", "junior"), ("pupils", "96")];
    teacher.fill(&talk, &talk, &other).await.expect(303);
    assert!(teacher.page(&talk).await.contains("value=\"course:drugs\" selected"));
    let review = teacher.get(REVIEW).await.expect(303);
    assert_eq!(review.location(), talk, "what is not filled in comes first");
    let told = teacher.get(&talk).await.expect(200);
    assert!(told.text().contains("flash-warn"), "what was not done is not said to be done");
    teacher.fill(ORDER, &format!("{talk}/remove"), &[]).await.expect(303);
    teacher.get(REVIEW).await.expect(200);
}

#[tokio::test]
async fn a_school_that_may_not_order_prepares_and_is_told_why() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let line = add(&teacher, "add=wish").await;
    let wish = BTreeMap::from([("remarks", "电动车".into()), ("stage", "junior".into())]);
    fill(&teacher, &line, &wish).await.expect(303);
    let page = teacher.page(REVIEW).await;
    let mut fields = html::hidden(html::form(&page, REVIEW).expect("a form"));
    fields.push(("consent".into(), "true".into()));
    let (school, by) = (site.school(Who::Teacher).await, site.account(Who::Admin).await);
    let now = site.app().clock.now();
    let turns = [
        (SchoolState::Cancelled, Some("两校合并"), "两校合并"),
        (SchoolState::Asked, None, "还在核实"),
    ];
    for (version, (state, reason, said)) in (2..).zip(turns) {
        let (school, by) = (school.clone(), by.clone());
        let set = move |c: &mut Conn| {
            let change = Change { state, reason, by: &by, version, now };
            schools::set_state(c, &school, &change)
        };
        site.app().db.write(set).await.unwrap();
        for path in [ORDER, REVIEW] {
            assert!(text(&teacher.get(path).await.expect(200)).contains(said), "{path}: {said}");
        }
        let form: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let refused = teacher.post(REVIEW, &form).await.expect(422);
        assert!(text(&refused).contains(said) && text(&refused).contains("电动车"));
        assert_eq!(count(&site).await, 0);
    }
}
