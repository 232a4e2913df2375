//! The outbox with a mail server that refuses, stalls and hangs up: nothing is lost, nothing goes
//! twice after a success was recorded, and what failed is seen and can be tried again.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use yimen::app::App;
use yimen::config::Config;
use yimen::db::accounts::{self, NewAccount};
use yimen::db::contacts::{Contact, ContactRow};
use yimen::db::jobs::{JobRow, JobState};
use yimen::db::orders::{self, QueueFilter};
use yimen::db::{calls, jobs};
use yimen::domain::code::Code;
use yimen::domain::order::*;
use yimen::jobs::{retry, run_due};
use yimen::mail::Limits;

use crate::harness::eml::Eml;
use crate::harness::smtp::{Manner, Moment, SmtpServer};

const EMAIL: &str = "wei@shop.example";

/// A house without a web server, in a folder of its own.
struct House {
    app: App,
    _folder: tempfile::TempDir,
}

impl House {
    async fn open(mail_url: &str) -> House {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().to_string_lossy().into_owned();
        let mut config = Config::read(|name| match name {
            "YIMEN_DATA_DIR" => Some(data_dir.clone()),
            "YIMEN_PUBLIC_URL" => Some("https://fw.example".to_owned()),
            _ => None,
        })
        .unwrap();
        config.mail_url = mail_url.to_owned();
        let mut app = App::build(config).await.unwrap();
        let limit = Duration::from_millis(300);
        app.mail =
            app.mail.clone().with_limits(Limits { connect: limit, command: limit, taking: limit });
        app.db.migrate().unwrap();
        yimen::setup::import(&app).await.unwrap();
        app.reload_agencies().await.unwrap();
        House { app, _folder: folder }
    }

    /// A request that the court has on its table; whoever asked has an address or only a telephone.
    async fn file(&self, email: Option<&str>) -> Order {
        let app = &self.app;
        let (mut fresh, now) = (Fresh::new(rand::random(), rand::random()), app.clock.now());
        let new = NewOrder {
            code: Code::from_random(2026, rand::random()).to_string(),
            kind: "enterprise_request".into(),
            site: "enterprise".into(),
            channel: Channel::Web,
            lang: "zh-CN".into(),
            asker_account: None,
            school: None,
            lines: vec![None],
        };
        let asker = Actor { holds_key: true, ..actor(Role::Guest) };
        let input = Input {
            text: Some("货款不给".into()),
            matter: Some("arrears".into()),
            confidence: Some(0.9),
            rules_version: Some("r".into()),
            consent: Some(true),
            channel: Some(Channel::Web),
            lead: Some("court".into()),
            ..Input::default()
        };
        let draft = new_order(new, now, &mut fresh);
        let mut step = app.decide(&draft, Action::Submit, &input, &asker, now, &mut fresh).unwrap();
        let contact = Contact {
            name: "韦建国".into(),
            phone: Some("13800138000".into()),
            email: email.map(str::to_owned),
            ..Contact::default()
        };
        let contact = ContactRow::seal(&app.sealer, &step.order.id, &contact).unwrap();
        for action in [Action::Accept, Action::Dispatch] {
            let next = app
                .decide(&step.order, action, &input, &actor(Role::System), now, &mut fresh)
                .unwrap();
            step.order = next.order;
            step.events.extend(next.events);
            step.entries.extend(next.entries);
            step.jobs.extend(next.jobs);
        }
        let order = step.order.clone();
        app.db.write(move |c| orders::create(c, &step, "货款", &contact)).await.unwrap();
        order
    }

    async fn hire(&self, role: Role, agency: Option<&str>, name: &str) -> String {
        let account = NewAccount {
            login: format!("{name}-login"),
            password_hash: "-".into(),
            role,
            agency: agency.map(str::to_owned),
            school: None,
            name: name.into(),
            email: Some(format!("{name}@office.example")),
            phone: None,
            organisation: None,
            credit_code: None,
            lang: "en".into(),
            demo: false,
        };
        let (sealer, now) = (self.app.sealer.clone(), self.app.clock.now());
        self.app.db.write(move |c| accounts::create(c, &sealer, &account, now)).await.unwrap()
    }

    async fn run(&self) -> usize {
        run_due(&self.app).await.unwrap()
    }

    async fn count(&self, state: JobState) -> i64 {
        let counts = self.app.db.read(jobs::counts).await.unwrap();
        counts.iter().find(|(known, _)| *known == state).unwrap().1
    }

    async fn failed(&self) -> Vec<JobRow> {
        self.app.db.read(|c| jobs::failed(c, None, 100)).await.unwrap().rows
    }

    async fn act(&self, order: &Order, action: Action, input: Input, actor: &Actor) -> Order {
        let id = order.id.clone();
        let before = self.app.db.read(move |c| orders::find(c, &id)).await.unwrap();
        let mut fresh = Fresh::new(rand::random(), rand::random());
        let now = self.app.clock.now();
        let step = self.app.decide(&before, action, &input, actor, now, &mut fresh).unwrap();
        let after = step.order.clone();
        self.app.db.write(move |c| orders::save(c, &before, &step)).await.unwrap();
        after
    }

    async fn find(&self, order: &Order) -> Order {
        let id = order.id.clone();
        self.app.db.read(move |c| orders::find(c, &id)).await.unwrap()
    }
}

fn actor(role: Role) -> Actor {
    Actor { account: None, role, agency: None, on_behalf: false, holds_key: false, school: None }
}

fn to(server: &SmtpServer, address: &str) -> Vec<Eml> {
    let taken = server.received().into_iter().filter(|mail| mail.to == [address]);
    taken.map(|mail| Eml::read(&mail.wire)).collect()
}

#[tokio::test]
async fn each_reader_gets_one_mail_in_the_own_language_and_with_the_own_link() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    house.hire(Role::Leader, Some("court"), "leader").await;
    house.hire(Role::Handler, Some("court"), "handler").await;
    house.hire(Role::Handler, Some("police"), "stranger").await;
    let order = house.file(Some(EMAIL)).await;
    assert!(house.run().await >= 5, "two notices, three mails");
    assert_eq!(house.run().await, 0);
    assert_eq!(server.received().len(), 3);
    let receipt = &to(&server, EMAIL)[0];
    assert!(receipt.one("subject").contains(&order.code));
    assert!(receipt.text.contains(&format!("https://fw.example/track/{}", order.code)));
    let code: Code = order.code.parse().unwrap();
    let key = yimen::domain::code::key(&house.app.config.secret, &code, 1);
    assert!(
        !receipt.text.contains(&key) && !receipt.html.contains(&key),
        "the key is never mailed"
    );
    for name in ["leader", "handler"] {
        let work = &to(&server, &format!("{name}@office.example"))[0];
        assert_eq!(work.one("content-language"), "en");
        assert!(work.text.contains(&format!("https://fw.example/desk/orders/{}", order.code)));
        assert!(!work.text.contains("货款") && !work.text.contains("韦"), "nothing of the case");
    }
}

#[tokio::test]
async fn a_server_that_stalls_refuses_or_hangs_up_costs_nothing_but_time() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    house.hire(Role::Dispatcher, None, "dispatcher").await;
    house.file(Some(EMAIL)).await;
    let manners = [
        Manner::Drop(Moment::Connect),
        Manner::Refuse(Moment::Recipient, 450),
        Manner::Stall(Moment::Data),
        Manner::Drop(Moment::MidMessage),
        Manner::Drop(Moment::End),
    ];
    for manner in manners {
        server.behave(manner);
        house.run().await;
        assert!(server.received().is_empty(), "{manner:?}");
        assert!(house.count(JobState::Queued).await >= 2, "{manner:?}");
        assert_eq!(house.run().await, 0, "not before its time");
        house.app.clock.advance(TimeDelta::minutes(30));
    }
    // It takes the message and then hangs up: that was a success, and it is not sent again.
    server.behave(Manner::Drop(Moment::Taken));
    house.run().await;
    server.behave(Manner::Accept);
    house.app.clock.advance(TimeDelta::minutes(30));
    house.run().await;
    assert_eq!(to(&server, EMAIL).len(), 1);
    let ids: Vec<String> = server
        .received()
        .iter()
        .map(|mail| Eml::read(&mail.wire).one("message-id").to_owned())
        .collect();
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "nothing goes twice");
    assert!(house.failed().await.is_empty());
}

#[tokio::test]
async fn a_no_is_seen_and_can_be_tried_again() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    house.hire(Role::Dispatcher, None, "dispatcher").await;
    let order = house.file(Some(EMAIL)).await;
    server.behave(Manner::Refuse(Moment::Recipient, 550));
    house.run().await;
    let failed = house.failed().await;
    assert_eq!(failed.len(), 2);
    for job in &failed {
        let error = job.last_error.as_deref().unwrap();
        assert!(error.contains("550") && !error.contains('@'), "{error}");
        assert!(!job.payload.to_string().contains(EMAIL), "no address in the outbox");
    }
    server.behave(Manner::Accept);
    house.app.clock.advance(TimeDelta::hours(7));
    assert_eq!(house.run().await, 0, "a person says so first");
    for job in failed {
        let now = house.app.clock.now();
        house.app.db.write(move |c| jobs::requeue(c, &job.id, now)).await.unwrap();
    }
    house.run().await;
    assert!(house.failed().await.is_empty());
    assert_eq!(to(&server, EMAIL).len(), 1);
    assert!(to(&server, EMAIL)[0].one("subject").contains(&order.code));
}

#[tokio::test]
async fn one_reader_s_failure_does_not_write_to_the_others_again() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    for name in ["one", "two", "three"] {
        house.hire(Role::Handler, Some("court"), name).await;
    }
    // All mails go out side by side; two of the four connections are refused.
    let refuse = Manner::Refuse(Moment::Recipient, 451);
    server.behave_next([refuse, Manner::Accept, refuse, Manner::Accept]);
    house.file(Some(EMAIL)).await;
    house.run().await;
    assert_eq!(server.received().len(), 2);
    house.app.clock.advance(TimeDelta::minutes(5));
    house.run().await;
    let mut readers: Vec<String> = server.received().into_iter().flat_map(|mail| mail.to).collect();
    readers.sort();
    readers.retain(|reader| !reader.starts_with("wei"));
    assert_eq!(readers, ["one@office.example", "three@office.example", "two@office.example"]);
    assert_eq!(to(&server, EMAIL).len(), 1);
}

#[tokio::test]
async fn a_dead_worker_s_job_is_taken_up_again_but_not_before() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    house.hire(Role::Dispatcher, None, "dispatcher").await;
    house.file(Some(EMAIL)).await;
    let now = house.app.clock.now();
    let held = house.app.db.write(move |c| jobs::claim(c, now, "dead", 100)).await.unwrap();
    assert_eq!(held.len(), 2);
    house.app.clock.advance(TimeDelta::from_std(house.app.mail.longest_send()).unwrap());
    assert_eq!(house.run().await, 0, "it may still be sending");
    house.app.clock.advance(TimeDelta::minutes(2));
    assert!(house.run().await > 0);
    assert_eq!(to(&server, EMAIL).len(), 1);
    // The dead one comes back and finds that the job is no longer its own.
    let id = held[0].id.clone();
    let late = house.app.db.write(move |c| jobs::finish(c, &id, "dead", now)).await;
    assert!(late.is_err());
}

#[tokio::test]
async fn whoever_left_no_address_is_called_and_an_agency_without_one_is_the_dispatcher_s() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    house.hire(Role::Dispatcher, None, "dispatcher").await;
    let order = house.file(None).await;
    house.run().await;
    let open = house.app.db.read(|c| calls::open(c, None, 10)).await.unwrap().rows;
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].notice.as_str(), &open[0].order_id), ("receipt", &order.id));
    assert_eq!(
        to(&server, "dispatcher@office.example").len(),
        1,
        "nobody at the court can be written to"
    );
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn what_nobody_can_do_or_read_fails_loudly() {
    let house = House::open("memory:").await;
    let now = house.app.clock.now();
    let bad = [
        ("dance", json!({})),
        ("notice", json!({"notice": "receipt"})),
        ("notice", json!({"notice": "no such", "audience": "asker", "order": "x"})),
        ("notice", json!({"notice": "receipt", "audience": "asker", "order": "x"})),
        ("notice", json!({"notice": "receipt", "audience": "asker"})),
        ("mail", json!([])),
    ];
    for (kind, payload) in bad.clone() {
        let job = Job { kind: kind.into(), payload, run_at: now };
        house.app.db.write(move |c| jobs::enqueue(c, &job, None)).await.unwrap();
    }
    house.run().await;
    let failed = house.failed().await;
    assert_eq!(failed.len(), bad.len());
    assert!(failed.iter().all(|job| job.attempts == 1 && job.last_error.is_some()));
    assert!(failed.iter().any(|job| job.last_error.as_deref().unwrap().contains("dance")));
    // Nobody with the role has an address: that is said too.
    house.file(Some(EMAIL)).await;
    house.run().await;
    let said = house.failed().await;
    assert!(
        said.iter()
            .any(|job| job.last_error.as_deref() == Some("no dispatcher has an e-mail address"))
    );
}

#[tokio::test]
async fn what_fails_for_days_is_given_up_and_shown() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    house.hire(Role::Dispatcher, None, "dispatcher").await;
    house.file(Some(EMAIL)).await;
    server.behave(Manner::Drop(Moment::Connect));
    house.hire(Role::Supervisor, None, "supervisor").await;
    for _ in 0..retry::MOST_ATTEMPTS {
        house.run().await;
        house.app.clock.advance(TimeDelta::hours(8));
    }
    // Meanwhile time itself has told of a late clock; those mails are still being tried.
    let failed = house.failed().await;
    assert!(failed.iter().all(|job| job.kind == "mail" && job.attempts == retry::MOST_ATTEMPTS));
    assert!(failed.iter().any(|job| job.payload["notice"] == "receipt"));
    assert!(failed.iter().any(|job| job.payload["notice"] == "new_work"));
}

#[tokio::test]
async fn time_alone_reminds_once_closes_in_silence_and_archives() {
    let server = SmtpServer::start().await;
    let house = House::open(&server.url()).await;
    for (role, agency, name) in [
        (Role::Handler, Some("court"), "handler"),
        (Role::Leader, Some("court"), "leader"),
        (Role::Supervisor, None, "supervisor"),
        (Role::Dispatcher, None, "dispatcher"),
    ] {
        house.hire(role, agency, name).await;
    }
    let order = house.file(Some(EMAIL)).await;
    let after = |days| house.app.clock.advance(TimeDelta::days(days));
    after(9);
    house.run().await;
    house.run().await;
    let overdue = |address: &str| {
        let mails = to(&server, address).into_iter();
        mails
            .filter(|mail| {
                mail.one("subject").contains("Overdue") || mail.one("subject").contains("late")
            })
            .count()
    };
    let told = to(&server, "supervisor@office.example").len();
    assert_eq!(told, 1, "the clock for signing ran out: once, not twice");
    assert!(overdue("leader@office.example") <= 1);
    let handler = house.app.db.read(|c| accounts::by_agency(c, "court")).await.unwrap();
    let of = |role: Role| {
        let account = handler.iter().find(|account| account.role == role).unwrap();
        Actor { account: Some(account.id.clone()), agency: Some("court".into()), ..actor(role) }
    };
    house.act(&order, Action::Sign, Input::default(), &of(Role::Handler)).await;
    let reply = Input {
        text: Some("可以申请支付令。".into()),
        internal: Some("已联系。".into()),
        contacted: Some(true),
        solved: Some(true),
        ..Input::default()
    };
    house.act(&order, Action::RequestReply, reply, &of(Role::Handler)).await;
    house.act(&order, Action::ApproveReply, Input::default(), &of(Role::Leader)).await;
    house.run().await;
    after(15);
    house.run().await;
    assert_eq!(house.find(&order).await.state, State::Replied, "the last day is still the asker's");
    after(1);
    house.run().await;
    let closed = house.find(&order).await;
    assert_eq!((closed.state, closed.rating), (State::Closed, None));
    after(yimen::jobs::sweep::ARCHIVE_DAYS + 1);
    house.run().await;
    assert_eq!(house.find(&order).await.state, State::Archived);
    after(yimen::jobs::sweep::CONTACT_DAYS);
    house.run().await;
    let id = house.find(&order).await.id;
    let contact = house.app.db.read(move |c| yimen::db::contacts::find(c, &id)).await.unwrap();
    assert!(contact.erased_at.is_some() && !contact.has_email && contact.organisation.is_none());
    let findings = house.app.db.read(yimen::db::check::check).await.unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let all = QueueFilter::new(orders::Queue::All, house.app.clock.now());
    assert_eq!(house.app.db.read(move |c| orders::queue_count(c, &all)).await.unwrap(), 1);
}
