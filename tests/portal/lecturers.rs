//! The planner keeps the list of lecturers: a new one, an edit, days away, and wrong input.

use yimen::db::{days_off, lecturers};
use yimen::domain::booking::Resource;
use yimen::domain::course::LecturerKind;
use yimen::domain::lecturer::Lecturer;
use yimen::domain::week::{Span, Weekday};

use crate::harness::html;
use crate::harness::{Answer, Backend, Site, Visitor, Who};

const NEW: &str = "/desk/lecturers/new";
const LIST: &str = "/desk/lecturers";

/// A form that is right, with some fields laid over it; an empty value takes a field away.
async fn send(planner: &Visitor, page: &str, action: &str, over: &[(&str, &str)]) -> Answer {
    let token = planner.csrf(page).await;
    let right = [
        ("csrf", token.as_str()),
        ("name", "测试法官"),
        ("agency", "court"),
        ("kind", "judge"),
        ("yearly_max", "12"),
        ("vetting_valid_until", "2999-06-30"),
        ("mon_1_from", "09:00"),
        ("mon_1_to", "11:30"),
        ("mon_2_from", "14:30"),
        ("mon_2_to", "17:00"),
        ("active", "1"),
    ];
    let course = course(planner).await;
    let mut fields: Vec<(&str, &str)> =
        right.into_iter().filter(|(name, _)| over.iter().all(|(other, _)| other != name)).collect();
    if over.iter().all(|(name, _)| *name != "courses") {
        fields.push(("courses", &course));
    }
    fields.extend(over.iter().filter(|(_, value)| !value.is_empty()));
    planner.post(action, &fields).await
}

/// The first course there is to tick.
async fn course(planner: &Visitor) -> String {
    let page = planner.page(NEW).await;
    let boxes = html::tags(&page, "input");
    let ticks = boxes.iter().find(|tag| tag.contains("name=\"courses\"")).expect("a course");
    html::attribute(ticks, "value").expect("its slug")
}

/// Those of the test; the demo's lecturers are there too.
async fn all(site: &Site) -> Vec<Lecturer> {
    let mut found = site.app().db.read(lecturers::list).await.unwrap();
    found.retain(|lecturer| lecturer.name.starts_with("测试"));
    found
}

async fn journey(backend: Backend) {
    let site = Site::start(backend).await;
    let planner = site.client(Who::Planner).await;
    let before = planner.page(LIST).await;
    assert!(before.contains("href=\"/desk/lecturers\"") && before.contains("已过期"), "the demo's");

    let handler = Who::Handler("court");
    site.account(handler).await;
    let login = handler.login();
    let made = send(&planner, NEW, LIST, &[("login", &login)]).await.expect(303);
    let own = made.location().to_owned();
    let shown = planner.follow(made).await.expect(200).text();
    assert!(shown.contains("讲师已登记") && shown.contains("有效至"));
    let [lecturer] = &all(&site).await[..] else { panic!("one lecturer") };
    assert_eq!((lecturer.kind, lecturer.yearly_max), (LecturerKind::Judge, 12));
    let spans = [Span { from: 540, to: 690 }, Span { from: 870, to: 1020 }];
    assert_eq!(lecturer.weekly.on(Weekday::Mon), spans);
    assert_eq!(lecturer.weekly.on(Weekday::Tue), []);
    assert_eq!(lecturer.account, Some(site.account(handler).await));

    let listed = html::text(&planner.page(LIST).await);
    for word in ["测试法官", "法院", "法官", "○", "有效至", "0 / 12"] {
        assert!(listed.contains(word), "{word} in {listed}");
    }

    // The form comes back as it was, and an edit goes through once for each version.
    let form = planner.page(&own).await;
    assert!(form.contains("value=\"11:30\"") && form.contains(&login));
    let first = [("version", "1"), ("name", "测试改名法官"), ("active", "")];
    send(&planner, &own, &own, &first).await.expect(303);
    let second = [("version", "1"), ("name", "测试来迟法官")];
    let stale = send(&planner, &own, &own, &second).await.expect(409).text();
    assert!(stale.contains("value=\"测试来迟法官\""), "what was typed is still there");
    let [lecturer] = &all(&site).await[..] else { panic!("one lecturer") };
    assert_eq!((lecturer.name.as_str(), lecturer.active), ("测试改名法官", false));
    assert!(html::text(&planner.page(LIST).await).contains("不再授课"));
}

#[tokio::test]
async fn a_lecturer_is_added_seen_and_edited() {
    journey(Backend::Sqlite).await;
    journey(Backend::Postgres).await;
}

#[tokio::test]
async fn wrong_input_is_named_and_kept() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let stranger = Who::SecondHandler("police");
    site.account(stranger).await;
    let login = stranger.login();
    let long = "长".repeat(41);
    for (over, field, said) in [
        (&[("name", "")][..], "name", "请填写姓名"),
        (&[("name", long.as_str())], "name", "最多 40 个字"),
        (&[("agency", "")], "agency", "请选择单位"),
        (&[("agency", "nobody")], "agency", "请从列出的选项里选一个"),
        (&[("kind", "")], "kind", "请选择身份"),
        (&[("kind", "wizard")], "kind", "请从列出的选项里选一个"),
        (&[("courses", "")], "courses", "至少选一门课"),
        (&[("courses", "no-such-course")], "courses", "请从列出的选项里选一个"),
        (&[("yearly_max", "0")], "yearly_max", "请填 1 到 366 之间的整数"),
        (&[("yearly_max", "many")], "yearly_max", "请填写一个整数"),
        (&[("vetting_valid_until", "2026-02-30")], "vetting_valid_until", "请填写日期"),
        (&[("mon_1_to", "")], "mon_1_to", "请填几点到几点"),
        (&[("mon_1_from", "25:00")], "mon_1_from", "请填几点到几点"),
        (&[("mon_1_to", "08:00")], "mon_1_from", "结束要晚于开始"),
        (&[("mon_2_from", "11:00")], "mon_1_from", "结束要晚于开始，两段不能重叠"),
        (
            &[("mon_1_from", ""), ("mon_1_to", ""), ("mon_2_from", ""), ("mon_2_to", "")],
            "mon_1_from",
            "至少填一天能讲的时间",
        ),
        (&[("kind", "vice_principal")], "school_1", "法治副校长要选任职学校"),
        (
            &[("kind", "vice_principal"), ("school_1", "no-such-school")],
            "school_1",
            "请从列出的选项里选一个",
        ),
        (&[("login", "nobody@test")], "login", "没有这个登录名"),
        (&[("login", login.as_str())], "login", "没有这个登录名"),
    ] {
        let answer = send(&planner, NEW, LIST, over).await.expect(422).text();
        let summary = format!("<a href=\"#{field}\">{said}");
        assert!(answer.contains(&summary), "{over:?}: no {summary}");
        assert!(answer.contains(&format!("id=\"{field}\"")), "{over:?}: the link leads nowhere");
        if over.iter().all(|(name, _)| *name != "mon_2_to") {
            assert!(answer.contains("value=\"17:00\""), "{over:?}: what was typed is kept");
        }
    }
    assert_eq!(all(&site).await, []);
}

#[tokio::test]
async fn a_vice_principal_has_one_school_or_two() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let (one, two) = (site.school(Who::Teacher).await, site.school(Who::OtherTeacher).await);
    let both = [("kind", "vice_principal"), ("school_1", one.as_str()), ("school_2", two.as_str())];
    send(&planner, NEW, LIST, &both).await.expect(303);
    let same = [("kind", "vice_principal"), ("school_1", one.as_str()), ("school_2", one.as_str())];
    send(&planner, NEW, LIST, &same).await.expect(303);
    // A judge has none, whatever is sent.
    send(&planner, NEW, LIST, &[("school_1", one.as_str())]).await.expect(303);
    let mut schools: Vec<Vec<String>> = all(&site).await.into_iter().map(|l| l.schools).collect();
    schools.sort_by_key(Vec::len);
    assert_eq!(schools, [vec![], vec![one.clone()], vec![one, two]]);
}

#[tokio::test]
async fn days_away_are_added_and_taken_away() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let made = send(&planner, NEW, LIST, &[]).await.expect(303);
    let own = made.location().to_owned();
    let add = format!("{own}/days-off");
    for (from, to, said) in [
        ("", "", "请填写从哪一天起"),
        ("2999-07-05", "2999-07-01", "最后一天不能早于第一天"),
        ("2999-07-05", "3005-07-01", "一次最多登记一年"),
        ("2001-07-05", "2001-07-06", "这些日子已经过去"),
        ("soon", "", "请填写日期"),
    ] {
        let answer = planner.fill(&own, &add, &[("off_from", from), ("off_to", to)]).await;
        let answer = answer.expect(422).text();
        assert!(answer.contains(said), "{from}–{to}: {said}");
        assert!(answer.contains("value=\"测试法官\""), "the lecturer stays in the form above");
    }
    let soon = (site.app().clock.now() + chrono::TimeDelta::days(9)).date().to_string();
    planner.fill(&own, &add, &[("off_from", &soon)]).await.expect(303);
    let id = all(&site).await[0].id.clone();
    let resource = Resource::Lecturer(id);
    let of = resource.clone();
    let day = soon.parse().unwrap();
    let found = site.app().db.read(move |c| days_off::of(c, &[of], day, day)).await.unwrap();
    assert_eq!((found.len(), found[0].from, found[0].to), (1, day, day), "one day needs no end");
    assert!(planner.page(&own).await.contains(&soon));
    let remove = format!("{own}/days-off/{}/remove", found[0].id);
    planner.fill(&own, &remove, &[]).await.expect(303);
    planner.fill(&own, &add, &[("off_from", &soon)]).await.expect(303);
    let again = planner.post(&remove, &[("csrf", &planner.csrf(&own).await)]).await;
    assert_eq!(again.status, 404, "gone already");
}
