//! The outbox on both databases: a job is one worker's alone, and a failure is seen.

use std::collections::HashSet;

use chrono::Duration;
use serde_json::json;
use yimen::db::*;
use yimen::domain::order::Job;

use crate::harness::databases::on_both;
use crate::harness::orders::noon;

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
