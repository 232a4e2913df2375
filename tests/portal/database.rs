//! Reading and writing on both databases: what may happen at the same moment, and what must not.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use chrono::Duration;
use serde_json::json;
use yimen::db::orders::{Queue, QueueFilter};
use yimen::db::*;
use yimen::domain::order::{AssignmentState, Job, Order, Part, Signature, State, Supervision};

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
        assert!(matches!(refused, Err(DbError::Conflict(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_job_is_claimed_by_one_worker() {
    on_both(|home| async move {
        home.write(|c| {
            for n in 0..400 {
                let job = Job { kind: "notice".into(), payload: json!({ "n": n }), run_at: noon() };
                jobs::enqueue(c, &job, Some(&format!("d{n}")))?;
            }
            let again = Job { kind: "notice".into(), payload: json!({}), run_at: noon() };
            assert_eq!(jobs::enqueue(c, &again, Some("d7"))?, None);
            Ok(())
        })
        .await
        .unwrap();
        let early =
            home.write(|c| jobs::claim(c, noon() - Duration::seconds(1), "w", 9)).await.unwrap();
        assert!(early.is_empty());
        let workers: Vec<_> =
            (0..8).map(|n| tokio::spawn(work(home.db.clone(), format!("w{n}")))).collect();
        let mut ids = Vec::new();
        for worker in workers {
            ids.extend(worker.await.unwrap());
        }
        assert_eq!(ids.len(), 400);
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 400);
        let counts = home.db.read(jobs::counts).await.unwrap();
        assert_eq!(counts.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [0, 0, 400, 0]);
    })
    .await;
}

async fn work(db: Db, worker: String) -> Vec<String> {
    let mut mine = Vec::new();
    let mut idle = 0;
    while idle < 5 {
        let name = worker.clone();
        let claimed = db.write(move |c| jobs::claim(c, noon(), &name, 7)).await.unwrap();
        idle = if claimed.is_empty() { idle + 1 } else { 0 };
        for job in claimed {
            let (name, id) = (worker.clone(), job.id.clone());
            db.write(move |c| jobs::finish(c, &id, &name, noon())).await.unwrap();
            mine.push(job.id);
        }
    }
    mine
}

#[tokio::test]
async fn a_job_fails_loudly_and_lives_again() {
    on_both(|home| async move {
        home.write(|c| {
            let job = Job { kind: "notice".into(), payload: json!({"a": 1}), run_at: noon() };
            let id = jobs::enqueue(c, &job, None)?.unwrap();
            assert_eq!(jobs::claim(c, noon(), "w1", 5)?[0].attempts, 1);
            let later = noon() + Duration::minutes(1);
            jobs::retry(c, &id, "w1", later, "refused")?;
            assert!(jobs::claim(c, noon(), "w1", 5)?.is_empty());
            assert_eq!(jobs::next_run(c)?, Some(later));
            assert_eq!(jobs::claim(c, later, "w2", 5)?[0].attempts, 2);
            assert_eq!(
                jobs::finish(c, &id, "w1", later),
                Err(DbError::NotFound),
                "it is another worker's now"
            );
            jobs::fail(c, &id, "w2", later, "no such mailbox")?;
            let failed = jobs::failed(c, None, 10)?;
            assert_eq!(failed.rows[0].last_error.as_deref(), Some("no such mailbox"));
            jobs::requeue(c, &id, later)?;
            assert_eq!(jobs::claim(c, later, "w3", 5)?[0].attempts, 1);
            assert_eq!(jobs::release_stale(c, later + Duration::seconds(1))?, 1);
            assert_eq!(jobs::claim(c, later, "w4", 5)?.len(), 1);
            Ok(())
        })
        .await
        .unwrap();
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
                Err(DbError::Conflict(_)) => {}
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

#[tokio::test]
async fn a_queue_counts_what_it_lists() {
    on_both(|home| async move {
        for n in 0..23 {
            let mut o = order(if n % 3 == 0 { "police" } else { "court" });
            o.clocks[0].nominal_due = noon() + Duration::hours(n / 4 - 3);
            if n % 5 == 0 {
                o.assignments[0].state = AssignmentState::Returned;
                o.state = State::Accepted;
                o.returns = 1;
                o.clocks.clear();
            }
            stored(&home, o).await;
        }
        for queue in Queue::ALL {
            for agency in [None, Some("police".to_owned()), Some("none".to_owned())] {
                let filter = QueueFilter { agency, limit: 4, ..QueueFilter::new(*queue, noon()) };
                let (count, ids) = home.db.read(move |c| walk(c, filter)).await.unwrap();
                assert_eq!(count, ids.len(), "{queue}");
                assert_eq!(
                    ids.iter().collect::<HashSet<_>>().len(),
                    ids.len(),
                    "{queue} shows none twice"
                );
                let whole_house =
                    [(Queue::All, 23), (Queue::Triage, 5), (Queue::Unsigned, 18), (Queue::Mine, 0)];
                if let Some((_, expected)) = whole_house.iter().find(|(q, _)| q == queue)
                    && ids.len() > 20
                {
                    assert_eq!(ids.len(), *expected);
                }
            }
        }
        let of = |queue, agency: Option<&str>| QueueFilter {
            agency: agency.map(str::to_owned),
            ..QueueFilter::new(queue, noon())
        };
        let expected = [
            (of(Queue::All, None), 23),
            (of(Queue::Triage, None), 5),
            (of(Queue::Returned, None), 5),
            (of(Queue::Unsigned, None), 18),
            (of(Queue::Unsigned, Some("police")), 6),
            (of(Queue::All, Some("police")), 8),
            (of(Queue::Mine, None), 0),
        ];
        for (filter, count) in expected {
            let queue = filter.queue;
            assert_eq!(
                home.db.read(move |c| orders::queue_count(c, &filter)).await,
                Ok(count),
                "{queue}"
            );
        }
        let police = of(Queue::Signatures, Some("police"));
        let police = QueueFilter { signatures: vec![Signature::Reply], ..police };
        assert_eq!(home.db.read(move |c| orders::queue_count(c, &police)).await, Ok(0));
    })
    .await;
}

fn walk(c: &mut Conn, mut filter: QueueFilter) -> Result<(usize, Vec<String>), DbError> {
    let mut ids = Vec::new();
    loop {
        let page = orders::queue(c, &filter)?;
        ids.extend(page.rows.into_iter().map(|row| row.id));
        match page.next {
            Some(next) => filter.after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    Ok((usize::try_from(orders::queue_count(c, &filter)?).unwrap(), ids))
}
