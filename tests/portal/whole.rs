//! `yimen check`: silent about what the engine made, loud about every tampering.

use std::path::Path;

use diesel::RunQueryDsl;
use serde::de::DeserializeOwned;
use yimen::db::accounts::NewAccount;
use yimen::db::orders::Queue;
use yimen::db::*;
use yimen::domain::deadline::{Calendar, CalendarFile, DefinitionFile, Definitions, OverlayFile};
use yimen::domain::order::*;

use crate::harness::databases::{Home, on_both};
use crate::harness::orders::*;

fn file<T: DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn content(folder: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(folder)
}

/// The tables of the house, with two promises.
struct House {
    terms: Terms,
    definitions: Definitions,
    calendar: Calendar,
}

impl House {
    fn open() -> House {
        let years = ["2025.toml", "2026.toml", "2027.toml"]
            .map(|name| file::<CalendarFile>(&content("calendar").join(name)));
        let overlay = file::<OverlayFile>(&content("calendar").join("cn-gx.toml"));
        let clocks =
            std::fs::read_dir(content("clocks")).unwrap().flatten().map(|entry| entry.path());
        let definitions = clocks.map(|path| file::<DefinitionFile>(&path)).collect();
        let promise = |clock: &str, starts_on, met| Promise {
            clock: clock.into(),
            starts_on,
            met_by: vec![met],
        };
        let promises = vec![
            promise("dispatch", Action::Submit, Action::Dispatch),
            promise("sign", Action::Dispatch, Action::Sign),
            promise("reply", Action::Sign, Action::Reply),
        ];
        House {
            terms: Terms { promises, ..Terms::default() },
            definitions: Definitions::build(definitions).unwrap(),
            calendar: Calendar::build(years.into(), Some(overlay)).unwrap(),
        }
    }

    fn apply(&self, order: &Order, action: Action, actor: &Actor, input: Input) -> Step {
        let tables =
            Tables { terms: &self.terms, definitions: &self.definitions, calendar: &self.calendar };
        let mut fresh = Fresh::new(rand::random(), rand::random());
        apply(order, action, &input, actor, noon(), &tables, &mut fresh)
            .unwrap_or_else(|refusal| panic!("{action}: {refusal:?}"))
    }
}

fn actor(role: Role, account: Option<String>, agency: Option<&str>) -> Actor {
    Actor {
        account,
        role,
        agency: agency.map(str::to_owned),
        on_behalf: false,
        holds_key: role == Role::Guest,
        school: None,
    }
}

/// Submitted by a guest, accepted and dispatched by the router.
fn submitted(house: &House, co: &[&str]) -> Vec<Step> {
    let new = NewOrder {
        code: format!("YM26-{}", new_id()),
        kind: "enterprise_request".into(),
        site: "enterprise".into(),
        channel: Channel::Web,
        lang: "zh-CN".into(),
        asker_account: None,
        school: None,
        lines: vec![None],
    };
    let draft = new_order(new, noon(), &mut Fresh::new(rand::random(), rand::random()));
    let (guest, system) = (actor(Role::Guest, None, None), actor(Role::System, None, None));
    let said = Input {
        channel: Some(Channel::Web),
        consent: Some(true),
        text: Some("有人堵门".into()),
        ..Input::default()
    };
    let submit = house.apply(&draft, Action::Submit, &guest, said);
    let routed = Input {
        matter: Some("public_order".into()),
        lead: Some("police".into()),
        co: co.iter().map(|agency| (*agency).to_owned()).collect(),
        rules_version: Some("r1".into()),
        confidence: Some(0.912_345_678_912_345),
        ..Input::default()
    };
    let accept = house.apply(&submit.order, Action::Accept, &system, routed.clone());
    let dispatch = house.apply(&accept.order, Action::Dispatch, &system, routed);
    vec![submit, accept, dispatch]
}

/// Stores an order that a handler has signed for; returns it.
async fn signed(home: &Home, house: &House, co: &[&str]) -> Order {
    let steps = submitted(house, co);
    let before = steps[2].order.clone();
    let id = before.id.clone();
    home.write(move |c| orders::create_steps(c, &steps, "堵门", &contact(&id))).await.unwrap();
    let handler = NewAccount {
        login: new_id(),
        password_hash: "$argon2id$".into(),
        role: Role::Handler,
        agency: Some("police".into()),
        school: None,
        name: "张警官".into(),
        email: None,
        phone: None,
        organisation: None,
        credit_code: None,
        lang: "zh-CN".into(),
        demo: false,
    };
    let account =
        home.write(move |c| accounts::create(c, &sealer(), &handler, noon())).await.unwrap();
    let id = before.id.clone();
    let stored = home.db.read(move |c| orders::find(c, &id)).await.unwrap();
    assert_eq!(stored, before, "an order made in three steps is the order of the third");
    let sign = house.apply(
        &stored,
        Action::Sign,
        &actor(Role::Handler, Some(account), Some("police")),
        Input::default(),
    );
    let after = sign.order.clone();
    home.write(move |c| orders::save(c, &stored, &sign)).await.unwrap();
    after
}

async fn findings(home: &Home) -> Vec<String> {
    home.db.read(check::check).await.unwrap().iter().map(ToString::to_string).collect()
}

async fn tamper(home: &Home, sql: &'static str) {
    home.write(move |c| Ok(diesel::sql_query(sql).execute(c)?)).await.unwrap();
}

#[tokio::test]
async fn what_the_engine_made_is_sound_and_tampering_is_found() {
    let house = &House::open();
    on_both(|home| async move {
        signed(&home, house, &["justice", "union"]).await;
        let order = signed(&home, house, &["justice"]).await;
        assert_eq!(findings(&home).await, Vec::<String>::new());
        let filter = orders::QueueFilter {
            agency: Some("police".into()),
            ..orders::QueueFilter::new(Queue::Agency, noon())
        };
        assert_eq!(home.db.read(move |c| orders::queue_count(c, &filter)).await, Ok(2));

        let id = order.id.clone();
        home.write(move |c| {
            let said = orders::entries(c, &id)?.remove(0);
            orders::erase_entry(c, &said.id)
        })
        .await
        .unwrap();
        assert_eq!(
            findings(&home).await,
            Vec::<String>::new(),
            "an erased text leaves the chain valid"
        );

        for (sql, sign) in [
            ("UPDATE orders SET due_at = '2020-01-01 00:00:00'", "repeats for the queues"),
            ("UPDATE orders SET state = 'replied', rules_version = 'r2'", "not the fold"),
            ("UPDATE entries SET body = 'other words'", "chain"),
            ("UPDATE jobs SET state = 'running'", "no sound running job"),
            (
                "UPDATE assignments SET state = 'returned', open = (1 = 0) WHERE part = 'lead'",
                "not the fold",
            ),
        ] {
            tamper(&home, sql).await;
            let found = findings(&home).await;
            assert!(found.iter().any(|finding| finding.contains(sign)), "{sql}: {found:?}");
        }
    })
    .await;
}

/// The watch lists of the periodic jobs, on orders the engine made.
#[tokio::test]
async fn time_brings_up_what_is_due() {
    let house = &House::open();
    on_both(|home| async move {
        let order = signed(&home, house, &[]).await;
        let far = noon() + chrono::Duration::days(60);
        let overdue = home.db.read(move |c| orders::overdue(c, far, 9)).await.unwrap();
        assert_eq!(overdue, std::slice::from_ref(&order.id));
        let handler = order.assignments[0].handler.clone();
        let asked = Input { items: vec!["合同".into()], days: Some(5), ..Input::default() };
        let ask = house.apply(
            &order,
            Action::AskMaterials,
            &actor(Role::Handler, handler, Some("police")),
            asked,
        );
        home.write(move |c| orders::save(c, &order, &ask)).await.unwrap();
        let due = |now| {
            home.db.read(move |c| {
                Ok((orders::due_for_lapse(c, now, 9)?.len(), orders::overdue(c, now, 9)?.len()))
            })
        };
        assert_eq!(due(noon()).await, Ok((0, 0)));
        assert_eq!(due(far).await, Ok((1, 0)), "the agency's clock stands while the asker's runs");
        assert_eq!(findings(&home).await, Vec::<String>::new());
    })
    .await;
}

/// How many orders a second SQLite stores durably, eight asking at once. Printed, and held to a
/// figure that only a lost batching would miss.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn writes_that_wait_together_share_a_commit() {
    let house = std::sync::Arc::new(House::open());
    let home = Home::sqlite();
    let began = std::time::Instant::now();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (db, house) = (home.db.clone(), house.clone());
            tokio::spawn(async move {
                for _ in 0..50 {
                    let steps = submitted(&house, &[]);
                    let row = contact(&steps[0].order.id);
                    db.write(move |c| orders::create_steps(c, &steps, "堵门", &row)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let rate = 400.0 / began.elapsed().as_secs_f64();
    eprintln!("sqlite: {rate:.0} orders a second (each submitted, accepted, dispatched)");
    assert!(rate > 20.0, "{rate}");
}
