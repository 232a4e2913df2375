//! Reading and writing on both databases: what may happen at the same moment, and what must not.

use std::sync::Arc;
use std::time::Instant;

use chrono::Duration;
use yimen::db::orders::{Queue, QueueFilter};
use yimen::db::*;
use yimen::domain::order::{AssignmentState, Order, Part, State, Supervision};

use crate::harness::databases::{Home, on_both};
use crate::harness::orders::*;

async fn stored(home: &Home, order: Order) -> Order {
    let made = step(order.clone(), yimen::domain::order::Action::Submit, State::Draft);
    home.write(move |c| orders::create(c, &made, "拖欠货款", &contact(&made.order.id)))
        .await
        .unwrap();
    order
}

#[tokio::test]
async fn an_order_comes_back_as_it_went() {
    on_both(|home| async move {
        let first = stored(&home, order("industry")).await;
        let mut before = first.clone();
        let id = first.id.clone();
        let found = home.db.read(move |c| orders::find(c, &id)).await.unwrap();
        assert_eq!(found, first);
        // Everything a step may change, changed once.
        let done = next(&before, |o| {
            o.state = State::Replied;
            o.replied_at = Some(noon());
            o.rating = Some(4);
            o.agency_contacted = Some(false);
            o.confidence = None;
            o.clocks[0].stopped_at = Some(noon());
            o.clocks[0].pauses[0].to = None;
            o.assignments[0].state = AssignmentState::Transferred;
            o.assignments[0].ended_at = Some(noon());
            let mut lead = o.assignments[0].clone();
            lead.id = new_id();
            lead.agency = "market".to_owned();
            lead.state = AssignmentState::Done;
            o.assignments.push(lead);
            o.supervisions.push(Supervision {
                id: new_id(),
                issuer: "x".to_owned(),
                agency: "market".to_owned(),
                issued_at: noon(),
                answer_due: noon(),
                answered_at: None,
                released_at: None,
            });
        });
        let (b, s) = (before.clone(), done.clone());
        home.write(move |c| orders::save(c, &b, &s)).await.unwrap();
        before = done.order;
        let code = before.code.clone();
        let found = home.db.read(move |c| orders::find_by_code(c, &code)).await.unwrap();
        assert_eq!(found, before);
        let id = before.id.clone();
        let (events, entries, title) = home
            .db
            .read(move |c| {
                Ok((orders::events(c, &id)?, orders::entries(c, &id)?, orders::title(c, &id)?))
            })
            .await
            .unwrap();
        assert_eq!((events.len(), entries.len(), title.as_str()), (2, 2, "拖欠货款"));
        assert_eq!(events[1], done.events[0]);
        assert_eq!(entries[1], done.entries[0]);
        let missing = home.db.read(|c| orders::find(c, "none")).await;
        assert_eq!(missing, Err(DbError::NotFound));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_two_saves_of_one_order_one_is_stale() {
    on_both(|home| async move {
        for _ in 0..20 {
            let before = stored(&home, order("industry")).await;
            let save = |agency: &str| {
                let (agency, before) = (agency.to_owned(), before.clone());
                let step = next(&before, |o| o.matter = Some(agency));
                let db = home.db.clone();
                tokio::spawn(
                    async move { db.write(move |c| orders::save(c, &before, &step)).await },
                )
            };
            let (one, two) = (save("a"), save("b"));
            let mut results = vec![one.await.unwrap(), two.await.unwrap()];
            results.sort_by_key(|result| result.is_err());
            assert_eq!(results, [Ok(()), Err(DbError::Stale { current: 2 })]);
            let id = before.id.clone();
            let seqs: Vec<i64> = home
                .db
                .read(move |c| orders::events(c, &id))
                .await
                .unwrap()
                .iter()
                .map(|e| e.seq)
                .collect();
            assert_eq!(seqs, [1, 2], "the one that was refused left nothing behind");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn eight_writers_lose_no_update() {
    on_both(|home| async move {
        let before = stored(&home, order("industry")).await;
        let began = Instant::now();
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let (db, id) = (home.db.clone(), before.id.clone());
                tokio::spawn(async move {
                    for _ in 0..50 {
                        until_saved(&db, &id).await;
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        eprintln!("{}: 400 reads with compare-and-set in {:?}", home.db.backend(), began.elapsed());
        let id = before.id.clone();
        let after = home.db.read(move |c| orders::find(c, &id)).await.unwrap();
        assert_eq!((after.version, after.returns), (401, 400));
    })
    .await;
}

/// Reads, decides, saves; from the beginning where another was faster.
async fn until_saved(db: &Db, id: &str) {
    loop {
        let id = id.to_owned();
        let read = db.read(move |c| orders::find(c, &id)).await.unwrap();
        let step = next(&read, |o| o.returns += 1);
        match db.write(move |c| orders::save(c, &read, &step)).await {
            Ok(()) => return,
            Err(DbError::Stale { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn events_cannot_be_changed_or_removed() {
    use diesel::RunQueryDsl;
    on_both(|home| async move {
        stored(&home, order("industry")).await;
        for sql in ["UPDATE events SET hash = 'x'", "DELETE FROM events"] {
            let refused =
                home.write(move |c| Ok(diesel::sql_query(sql).execute(c)?)).await.unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_allows_one_lead() {
    on_both(|home| async move {
        let before = stored(&home, order("industry")).await;
        let two = next(&before, |o| {
            let mut second = o.assignments[0].clone();
            second.id = new_id();
            assert_eq!(second.part, Part::Lead);
            o.assignments.push(second);
        });
        let refused = home.write(move |c| orders::save(c, &before, &two)).await;
        assert_eq!(refused, Err(DbError::Conflict("assignments".to_owned())));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_same_key_makes_one_order() {
    on_both(|home| async move {
        let home = Arc::new(home);
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let made =
                    step(order("industry"), yimen::domain::order::Action::Submit, State::Draft);
                let db = home.db.clone();
                tokio::spawn(async move {
                    db.write(move |c| {
                        orders::create(c, &made, "t", &contact(&made.order.id))?;
                        idempotency::put(c, "key", "body", &made.order.id, noon())?;
                        Ok(made.order.id)
                    })
                    .await
                })
            })
            .collect();
        let mut won = Vec::new();
        for racer in racers {
            match racer.await.unwrap() {
                Ok(id) => won.push(id),
                Err(DbError::Conflict(table)) => assert_eq!(table, "idempotency"),
                Err(other) => panic!("{other}"),
            }
        }
        let remembered = home.db.read(|c| idempotency::find(c, "key")).await.unwrap().unwrap();
        assert_eq!(won, [remembered.order_id]);
        let all = QueueFilter::new(Queue::All, noon());
        assert_eq!(home.db.read(move |c| orders::queue_count(c, &all)).await, Ok(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_panic_is_the_callers_own() {
    on_both(|home| async move {
        let before = stored(&home, order("industry")).await;
        let mut others = Vec::new();
        for n in 0..20 {
            let db = home.db.clone();
            others.push(tokio::spawn(async move {
                db.write(move |c| throttle::hit(c, &format!("b{n}"), noon(), Duration::minutes(1)))
                    .await
            }));
        }
        let step = next(&before, |o| o.returns = 9);
        let id = before.id.clone();
        let burst: Result<(), DbError> = home
            .write(move |c| {
                use diesel::Connection;
                // Inside a savepoint of its own, which must not stay open either.
                c.transaction(|c| {
                    orders::save(c, &before, &step)?;
                    panic!("a wrong caller")
                })
            })
            .await;
        assert!(matches!(burst, Err(DbError::Broken(_))));
        for other in others {
            assert_eq!(other.await.unwrap(), Ok(1));
        }
        let after = home.db.read(move |c| orders::find(c, &id)).await.unwrap();
        assert_eq!(after.version, 1, "nothing of it stays");
        assert_eq!(home.db.ping().await, Ok(()));
    })
    .await;
}

#[tokio::test]
async fn a_reader_cannot_write() {
    on_both(|home| async move {
        let refused = home.db.read(|c| throttle::hit(c, "b", noon(), Duration::minutes(1))).await;
        assert!(refused.is_err());
    })
    .await;
}
