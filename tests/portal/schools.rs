//! Schools and their teachers: a school asks and is verified, the bureau invites, a colleague is
//! invited, and what a link is still good for.

use chrono::TimeDelta;
use yimen::db::accounts;
use yimen::db::invitations::{self, NewInvitation};
use yimen::db::schools::{self, Change, NewSchool};
use yimen::db::{DbError, new_id};
use yimen::domain::course::Stage;
use yimen::domain::invitation::{Kind, Standing};
use yimen::domain::order::Role;
use yimen::domain::school::SchoolState;

use crate::harness::databases::{Home, on_both};
use crate::harness::orders::{noon, sealer};
use crate::harness::{Answer, Backend, Site, Visitor, Who, html};

const REGISTER: &str = "/youth/school/register";
const OWN: &str = "/account/school";
const INVITE: &str = "/desk/schools/invite";
const PASSWORD: &str = "school-door-and-lamp";
const EMAIL: &str = "huang@yunling.example";
const PHONE: &str = "0775-2823456";

/// A registration that is right as it stands.
const ASKED: [(&str, &str); 9] = [
    ("school", "云岭 第三小学"),
    ("district", "玉州区"),
    ("address", "云岭路 30 号"),
    ("stages", "primary_low"),
    ("name", "黄小满"),
    ("email", " Huang@Yunling.example "),
    ("phone", PHONE),
    ("password", PASSWORD),
    ("consent", "true"),
];

/// The same with one thing changed.
fn but(field: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let changed = |(name, old): &(&'static str, &'static str)| {
        (*name, if *name == field { value } else { *old })
    };
    ASKED.iter().map(changed).collect()
}

async fn register(site: &Site) -> Visitor {
    let teacher = site.client(Who::Nobody).await;
    let asked = teacher.fill(REGISTER, REGISTER, &ASKED).await.expect(303);
    assert_eq!(asked.location(), OWN);
    teacher
}

/// The id of the school that asked last.
async fn asked(site: &Site) -> String {
    let found = site.app().db.read(|c| schools::by_state(c, SchoolState::Asked, None, 10)).await;
    found.expect("the schools").rows.remove(0).id
}

fn text(answer: Answer) -> String {
    html::text(&answer.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_asks_is_called_and_verified_and_its_teacher_is_told() {
    let site = Site::start(Backend::Sqlite).await;
    let admin = site.client(Who::Admin).await;
    let teacher = register(&site).await;
    let page = html::text(&teacher.page(OWN).await);
    assert!(page.contains("学校登记好了，正在核实") && page.contains("云岭第三小学"), "{page}");
    assert!(!page.contains("发一个链接"), "a school that waits invites nobody: {page}");

    site.drain_jobs().await;
    let id = asked(&site).await;
    let page = site.mailed_link("admin@staff-test.example");
    assert_eq!(page, format!("/desk/schools/{id}"));
    let list = html::text(&admin.page("/desk/schools").await);
    assert!(list.contains("云岭第三小学"), "{list}");

    let shown = admin.page(&page).await;
    assert!(!shown.contains(PHONE) && shown.contains("h***@yunling.example"));
    let phone = format!("{page}/phone");
    admin.fill(&page, &phone, &[]).await.expect(422);
    let shown = admin.fill(&page, &phone, &[("need", "verify")]).await.expect(200);
    assert!(text(shown).contains(PHONE));
    admin.fill(&page, &format!("{page}/verify"), &[]).await.expect(303);
    let history = html::text(&admin.page(&page).await);
    for noted in ["学校登记", "看过号码", "打电话核实学校", "核实通过"] {
        assert!(history.contains(noted), "{noted}: {history}");
    }

    site.drain_jobs().await;
    assert_eq!(site.mailed_link(EMAIL), OWN);
    let page = html::text(&teacher.page(OWN).await);
    assert!(page.contains("已核实") && page.contains("邀请同事"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_keeps_what_was_typed_and_says_what_is_wrong() {
    let site = Site::start(Backend::Sqlite).await;
    for (field, value, said) in [
        ("school", "", "请填写这一项"),
        (
            "school",
            "很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字很长的名字多",
            "最多 60 个字",
        ),
        ("district", "海淀区", "请从列出的选项里选一个"),
        ("stages", "teachers", "请至少选一个学段"),
        ("email", "huang@yunling", "邮箱地址不对"),
        ("phone", "请联系办公室", "电话号码不对"),
        ("password", "short", "密码至少 10 个字符"),
        ("password", "huang@yunling.example", "太容易猜到"),
        ("consent", "", "请勾选同意"),
    ] {
        let visitor = site.client(Who::Nobody).await;
        let fields = but(field, value);
        let refused = visitor.fill(REGISTER, REGISTER, &fields).await.expect(422);
        let page = refused.text();
        assert!(
            page.contains(said) && page.contains(&format!("href=\"#{field}\"")),
            "{field}={value}"
        );
        assert!(field == "name" || page.contains("黄小满"), "{field}: kept");
        assert!(!page.contains(PASSWORD), "a password is never sent back");
    }
    register(&site).await;
    let visitor = site.client(Who::Nobody).await;
    let twice = but("email", "other@yunling.example");
    let refused = visitor.fill(REGISTER, REGISTER, &twice).await.expect(422);
    assert!(text(refused).contains("已经登记过了"), "blanks in its name make no other school");
    let elsewhere = but("district", "容县");
    let refused = visitor.fill(REGISTER, REGISTER, &elsewhere).await.expect(422);
    assert!(text(refused).contains("这个邮箱已经有账号了"));
    let schools = site.app().db.read(|c| schools::list(c, None, 50)).await.expect("schools");
    let named = schools.rows.iter().filter(|school| school.name == "云岭第三小学").count();
    assert_eq!(named, 1, "a refused one leaves no school behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_signs_in_by_an_address_that_no_table_holds() {
    let site = Site::start(Backend::Sqlite).await;
    register(&site).await;
    let sign_in = "/account/sign-in";
    let visitor = site.client(Who::Nobody).await;
    let typed = [("login", "HUANG@yunling.example"), ("password", PASSWORD)];
    assert_eq!(visitor.fill(sign_in, sign_in, &typed).await.expect(303).location(), "/account");
    let page = html::text(&visitor.page("/account").await);
    for shown in ["黄小满", "云岭第三小学", "我的点单", "学校和老师"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // Somebody takes the address as the login of a business: the teacher still comes in.
    let business = site.client(Who::Nobody).await;
    let taken = [("organisation", "某店"), ("login", EMAIL), ("password", "another-door-7")];
    business.fill("/account/register", "/account/register", &taken).await.expect(303);
    let visitor = site.client(Who::Nobody).await;
    assert_eq!(visitor.fill(sign_in, sign_in, &typed).await.expect(303).location(), "/account");
    assert!(html::text(&visitor.page("/account").await).contains("云岭第三小学"));
    let wrong = [("login", "nobody@yunling.example"), ("password", PASSWORD)];
    site.client(Who::Nobody).await.fill(sign_in, sign_in, &wrong).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_address_nor_number_nor_link_stands_in_the_clear() {
    let site = Site::start(Backend::Sqlite).await;
    register(&site).await;
    let bureau = site.client(Who::Handler("education")).await;
    let lines = [("lines", "北山小学，北流市，office@beishan.example")];
    bureau.fill(INVITE, INVITE, &lines).await.expect(303);
    let wrong = [("login", EMAIL), ("password", "wrong-wrong-wrong")];
    let visitor = site.client(Who::Nobody).await;
    visitor.fill("/account/sign-in", "/account/sign-in", &wrong).await.expect(422);
    site.drain_jobs().await;
    let link = site.mailed_link("office@beishan.example");
    let token = link.rsplit('/').next().expect("a token").to_owned();
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(site.folder()).expect("its folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            stored.extend(std::fs::read(path).expect("its bytes"));
        }
    }
    let holds = |text: &str| stored.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("云岭第三小学"), "it looks where the data is");
    for secret in [EMAIL, PHONE, "office@beishan.example", token.as_str()] {
        assert!(!holds(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bureau_invites_schools_and_each_joins_once() {
    let site = Site::start(Backend::Sqlite).await;
    let bureau = site.client(Who::Leader("education")).await;
    let wrong =
        "云岭第二小学，玉州区，a@second.example\n北山小学，海淀区，b@north.example\n东门小学";
    let refused = bureau.fill(INVITE, INVITE, &[("lines", wrong)]).await.expect(422).text();
    let said = html::text(&refused);
    assert!(said.contains("第 2 行：没有这个") && said.contains("第 3 行：要有学校"), "{said}");
    assert!(refused.contains("云岭第二小学，玉州区，a@second.example"), "kept");
    assert!(
        !html::text(&bureau.page(INVITE).await).contains("a***@second.example"),
        "none is sent"
    );

    let lines = "云岭第二小学，玉州，a@second.example\n东门小学\t容县\tc@east.example";
    bureau.fill(INVITE, INVITE, &[("lines", lines)]).await.expect(303);
    let again = bureau.fill(INVITE, INVITE, &[("lines", lines)]).await.expect(422);
    assert!(text(again).contains("第 1 行：云岭第二小学或这个邮箱已经邀请过"));
    site.drain_jobs().await;
    let mail = site.mail().into_iter().rev().find(|mail| mail.to == "a@second.example");
    let mail = mail.expect("a mail");
    assert!(
        !mail.text.contains("云岭第二小学") && !mail.html.contains("云岭第二小学"),
        "{}",
        mail.text
    );

    let link = site.mailed_link("a@second.example");
    let guest = site.client(Who::Nobody).await;
    for _ in 0..3 {
        // A mail program looks at links before people do.
        let page = html::text(&guest.page(&link).await);
        assert!(
            page.contains("欢迎云岭第二小学") && page.contains("a***@second.example"),
            "{page}"
        );
    }
    guest.fill(&link, &link, &[("address", "某路2号")]).await.expect(422);
    let rest = [
        ("address", "某路2号"),
        ("stages", "junior"),
        ("name", "甘雨"),
        ("phone", PHONE),
        ("password", PASSWORD),
        ("consent", "true"),
    ];
    let joined = guest.fill(&link, &link, &rest).await.expect(303);
    assert_eq!(joined.location(), "/account");
    let page = html::text(&guest.page(OWN).await);
    assert!(page.contains("已核实") && page.contains("邀请同事"), "{page}");
    let used = site.client(Who::Nobody).await.get(&link).await.expect(410);
    assert!(text(used).contains("已经用过了"));
    let sent = html::text(&bureau.page(INVITE).await);
    assert!(sent.contains("已加入") && sent.contains("等学校加入"), "{sent}");
    let registered = [("lines", "云岭第二小学，玉州区，x@second.example")];
    let refused = bureau.fill(INVITE, INVITE, &registered).await.expect(422);
    assert!(text(refused).contains("第 1 行：云岭第二小学已经登记过"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_bureau_invites_schools() {
    let site = Site::start(Backend::Sqlite).await;
    for who in [Who::Handler("education"), Who::Leader("education")] {
        let page = site.client(who).await.page("/desk").await;
        assert!(page.contains(&format!("href=\"{INVITE}\"")), "{who:?} finds the way");
    }
    for who in [Who::Handler("court"), Who::Leader("court"), Who::Planner, Who::Admin] {
        let visitor = site.client(who).await;
        visitor.get(INVITE).await.expect(403);
        let token = visitor.csrf("/account").await;
        let lines = [("csrf", token.as_str()), ("lines", "某小学，玉州区，a@some.example")];
        visitor.post(INVITE, &lines).await.expect(403);
        assert!(!visitor.page("/desk").await.contains(INVITE), "{who:?}");
    }
    site.drain_jobs().await;
    assert!(site.mail().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_invites_a_colleague_who_joins_and_invites_in_turn() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let send = format!("{OWN}/invite");
    for (email, said) in [("", "请填写这一项"), ("colleague", "邮箱地址不对")] {
        let refused = teacher.fill(OWN, &send, &[("email", email)]).await.expect(422);
        assert!(text(refused).contains(said), "{email}");
    }
    let colleague = [("email", "Wei@first.example")];
    teacher.fill(OWN, &send, &colleague).await.expect(303);
    let again = teacher.fill(OWN, &send, &colleague).await.expect(422);
    assert!(text(again).contains("已经邀请过这个邮箱"));
    let page = html::text(&teacher.page(OWN).await);
    assert!(page.contains("w***@first.example") && !page.contains("wei@first.example"), "{page}");

    site.drain_jobs().await;
    let link = site.mailed_link("wei@first.example");
    let guest = site.client(Who::Nobody).await;
    let person = [("name", "韦青"), ("password", PASSWORD), ("consent", "1")];
    let joined = guest.fill(&link, &link, &person).await.expect(303);
    assert_eq!(joined.location(), "/account");
    let page = html::text(&teacher.page(OWN).await);
    assert!(page.contains("韦青") && !page.contains("还没用的邀请"), "{page}");
    guest.fill(OWN, &send, &[("email", "mo@first.example")]).await.expect(303);
    let taken = teacher.fill(OWN, &send, &colleague).await.expect(422);
    assert!(text(taken).contains("已经有账号"));

    // The colleague's invitation is taken back by the first, and by nobody of another school.
    let stranger = site.client(Who::OtherTeacher).await;
    let revoke = revoke_of(&teacher.page(OWN).await);
    let token = stranger.csrf(OWN).await;
    stranger.post(&revoke, &[("csrf", &token)]).await.expect(404);
    site.drain_jobs().await;
    teacher.fill(OWN, &revoke, &[]).await.expect(303);
    let link = site.mailed_link("mo@first.example");
    let shut = site.client(Who::Nobody).await.get(&link).await.expect(410);
    let said = text(shut);
    assert!(said.contains("已经被撤回") && said.contains("邀请你的同事"), "{said}");
}

/// Where the form to take an invitation back posts to.
fn revoke_of(page: &str) -> String {
    let forms = html::tags(page, "form");
    let mut actions = forms.into_iter().filter_map(|tag| html::attribute(tag, "action"));
    actions.find(|action| action.ends_with("/revoke")).expect("a form to take it back")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_runs_out_and_is_not_found_by_trying() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let email = [("email", "late@first.example")];
    teacher.fill(OWN, &format!("{OWN}/invite"), &email).await.expect(303);
    site.drain_jobs().await;
    let link = site.mailed_link("late@first.example");
    let guest = site.client(Who::Nobody).await;
    let token = guest.csrf(&link).await;
    site.advance(TimeDelta::days(14) + TimeDelta::seconds(1));
    let person =
        [("csrf", token.as_str()), ("name", "韦青"), ("password", PASSWORD), ("consent", "1")];
    let late = guest.post(&link, &person).await.expect(410);
    assert!(text(late).contains("过期了"));
    let unknown = guest.get("/account/join/not-a-link").await.expect(404);
    assert!(text(unknown).contains("没有这个邀请链接"));
    // A link for a colleague opens no school.
    let other = link.replace("/account/join/", "/youth/school/join/");
    guest.get(&other).await.expect(404);
    for _ in 0..60 {
        guest.get("/account/join/not-a-link").await;
    }
    guest.get("/account/join/not-a-link").await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_school_reads_why_and_may_be_taken_up_again() {
    let site = Site::start(Backend::Sqlite).await;
    let (teacher, admin) = (site.client(Who::Teacher).await, site.client(Who::Admin).await);
    let send = format!("{OWN}/invite");
    teacher.fill(OWN, &send, &[("email", "wei@first.example")]).await.expect(303);
    site.drain_jobs().await;
    let link = site.mailed_link("wei@first.example");
    let page = format!("/desk/schools/{}", site.school(Who::Teacher).await);
    let cancel = format!("{page}/cancel");
    admin.fill(&page, &cancel, &[]).await.expect(422);
    let reason = [("reason", "学校已并入测试第二小学")];
    let stale = [("reason", "学校已并入测试第二小学"), ("version", "1")];
    let refused = admin.fill(&page, &cancel, &stale).await.expect(409).text();
    assert!(refused.contains("学校已并入测试第二小学"), "what was typed is kept");
    admin.fill(&page, &cancel, &reason).await.expect(303);
    admin.post(&cancel, &[("csrf", &admin.csrf(&page).await), reason[0]]).await.expect(409);

    site.drain_jobs().await;
    assert_eq!(site.mailed_link("teacher@staff-test.example"), OWN);
    for path in ["/account", OWN] {
        let read = html::text(&teacher.page(path).await);
        assert!(
            read.contains("学校已并入测试第二小学") && read.contains("12348"),
            "{path}: {read}"
        );
    }
    let token = teacher.csrf("/account").await;
    let email = [("csrf", token.as_str()), ("email", "mo@first.example")];
    let barred = teacher.post(&send, &email).await.expect(422);
    assert!(text(barred).contains("已停用：学校已并入测试第二小学"));
    site.client(Who::Nobody).await.get(&link).await.expect(410);

    admin.fill(&page, &format!("{page}/reopen"), &[]).await.expect(303);
    assert!(html::text(&teacher.page(OWN).await).contains("正在核实"));
    admin.fill(&page, &format!("{page}/verify"), &[]).await.expect(303);
    teacher.fill(OWN, &send, &[("email", "mo@first.example")]).await.expect(303);
    site.client(Who::OtherTeacher).await.get(&page).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_makes_planners_and_from_a_school_its_teachers() {
    let site = Site::start(Backend::Sqlite).await;
    let admin = site.client(Who::Admin).await;
    let list = "/desk/accounts";
    let planner = [("login", "plan@house"), ("name", "苏禾"), ("role", "planner")];
    admin.fill(list, list, &planner).await.expect(201);
    let homeless = [("login", "t@house"), ("name", "某人"), ("role", "teacher")];
    admin.fill(list, list, &homeless).await.expect(422);

    let school = site.school(Who::Teacher).await;
    let from_school = format!("{list}?school={school}");
    let made = [("login", "mo@house"), ("name", "莫宁"), ("email", "mo@first.example")];
    let given = admin.fill(&from_school, list, &made).await.expect(201).text();
    assert!(given.contains("mo@house 的密码"));
    let page = format!("/desk/schools/{school}");
    assert!(html::text(&admin.page(&page).await).contains("莫宁"));
    let account = site.app().db.read(|c| accounts::by_login(c, "mo@house")).await;
    let account = account.expect("the database").expect("the account");
    assert_eq!((account.role, account.school), (Role::Teacher, Some(school)));
    let close = format!("{list}/{}/close", account.id);
    assert_eq!(admin.fill(&page, &close, &[]).await.expect(303).location(), page);
    let own = html::text(&site.client(Who::Teacher).await.page(OWN).await);
    assert!(!own.contains("莫宁"), "a closed account is no colleague: {own}");
}

fn school(name: &str) -> NewSchool {
    NewSchool {
        name: name.to_owned(),
        district: "玉州区".to_owned(),
        address: "某路1号".to_owned(),
        stages: vec![Stage::PrimaryLow, Stage::Senior],
        phone: Some(PHONE.to_owned()),
    }
}

async fn account(home: &Home) -> String {
    let new = accounts::NewAccount {
        login: new_id(),
        password_hash: String::new(),
        role: Role::Handler,
        agency: Some("education".into()),
        school: None,
        name: "某人".into(),
        email: None,
        phone: None,
        organisation: None,
        credit_code: None,
        lang: "zh-CN".into(),
        demo: false,
    };
    home.write(move |c| accounts::create(c, &sealer(), &new, noon())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_use_one_invitation_at_once_one_comes_in() {
    on_both(|home: Home| async move {
        let by = account(&home).await;
        let id = new_id();
        let new = NewInvitation {
            id: id.clone(),
            kind: Kind::School,
            school: None,
            named: Some(("一小".into(), "玉州区".into())),
            address: "a@one.example".into(),
            address_hash: "h".into(),
            token: "t".into(),
            invited_by: by,
            agency: Some("education".into()),
            lang: "zh-CN".into(),
        };
        home.write(move |c| invitations::create(c, &sealer(), &new, noon())).await.unwrap();
        let uses = (0..20).map(|_| {
            let (home, id) = (home.clone(), id.clone());
            tokio::spawn(
                async move { home.write(move |c| invitations::use_up(c, &id, noon())).await },
            )
        });
        let mut used = 0;
        for done in futures_util::future::join_all(uses).await {
            match done.unwrap() {
                Ok(()) => used += 1,
                Err(DbError::NotFound | DbError::Unavailable(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(used, 1);
        let asked = id.clone();
        let found = home.db.read(move |c| invitations::find(c, &asked)).await.unwrap();
        assert_eq!(found.standing(noon()), Standing::Used);
        assert_eq!(found.address(&sealer()).unwrap(), "a@one.example");
        let month = noon() + TimeDelta::days(60);
        assert_eq!(home.write(move |c| invitations::forget(c, month)).await.unwrap(), 1);
        assert_eq!(home.write(move |c| invitations::forget(c, month)).await.unwrap(), 0);
        let found = home.db.read(move |c| invitations::find(c, &id)).await.unwrap();
        assert_eq!(found.address(&sealer()).unwrap(), "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn schools_are_listed_by_state_the_newest_first_and_changed_by_one_at_a_time() {
    on_both(|home: Home| async move {
        let by = account(&home).await;
        let mut ids = Vec::new();
        for n in 0..7 {
            let at = noon() + TimeDelta::minutes(n / 2);
            let make = move |c: &mut _| {
                schools::create(c, &sealer(), &school(&format!("第{n}小学")), None, at)
            };
            ids.push(home.write(make).await.unwrap());
        }
        let twice = home.write(|c| schools::create(c, &sealer(), &school("第3小学"), None, noon()));
        assert_eq!(twice.await, Err(DbError::Conflict("schools".into())));

        let verify = |version| {
            let (id, by) = (ids[2].clone(), by.clone());
            let state = SchoolState::Verified;
            home.write(move |c| {
                let change = Change { state, reason: None, by: &by, version, now: noon() };
                schools::set_state(c, &id, &change)
            })
        };
        verify(1).await.unwrap();
        assert_eq!(verify(1).await, Err(DbError::Stale { current: 2 }));
        let id = ids[2].clone();
        let found = home.db.read(move |c| schools::find(c, &id)).await.unwrap();
        assert_eq!((found.state, found.verified_by), (SchoolState::Verified, Some(by.clone())));
        assert_eq!(found.stages, [Stage::PrimaryLow, Stage::Senior]);

        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let from = after.clone();
            let list = move |c: &mut _| schools::by_state(c, SchoolState::Asked, from.as_ref(), 2);
            let page = home.db.read(list).await.unwrap();
            seen.extend(page.rows.into_iter().map(|school| school.name));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 6, "{seen:?}");
        let counted = home.db.read(|c| schools::count(c, SchoolState::Asked)).await.unwrap();
        assert_eq!(counted, 6);
        assert_eq!(seen[0], "第6小学");
        let all = home.db.read(|c| schools::list(c, None, 50)).await.unwrap();
        assert_eq!(all.rows.len(), 7);
        let sorted: Vec<_> = all.rows.iter().map(|school| school.created_at).collect();
        assert!(sorted.is_sorted_by(|a, b| a >= b));
    })
    .await;
}
