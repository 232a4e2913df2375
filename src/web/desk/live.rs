//! `/desk/live`: says "changed" when the list a person looks at is no longer as it was.
//!
//! However many people listen, the database is asked at most once in [`PACE`] whether anything
//! changed at all; only then does each listener look at the own list.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use actix_web::web::{Bytes, Query};
use actix_web::{HttpResponse, http::header};
use futures_util::{Stream, stream};
use serde::Deserialize;

use super::queue;
use crate::db::{DbError, orders, sessions};
use crate::domain::Time;
use crate::domain::access::Queue;
use crate::error::Error;
use crate::web::session::IDLE_MINUTES;
use crate::web::visit::Visit;

/// How often anything is looked at.
const PACE: Duration = Duration::from_secs(3);
/// A comment now and then keeps proxies from closing the line.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// When anything last changed in any order, looked up for all listeners together.
#[derive(Debug, Default)]
pub struct Changes(tokio::sync::Mutex<Option<(Instant, Option<Time>)>>);

impl Changes {
    async fn last(&self, visit: &Visit) -> Result<Option<Time>, DbError> {
        let mut known = self.0.lock().await;
        if let Some((at, last)) = *known
            && at.elapsed() < PACE
        {
            return Ok(last);
        }
        let last = visit.app.db.read(orders::last_change).await?;
        *known = Some((Instant::now(), last));
        Ok(last)
    }
}

/// Which list is looked at.
#[derive(Deserialize)]
pub struct Listening {
    queue: Option<String>,
}

struct Listener {
    visit: Visit,
    queue: Option<Queue>,
    last: Option<Time>,
    shown: Option<u64>,
    said: Instant,
}

/// `GET /desk/live`
pub async fn listen(visit: Visit, asked: Query<Listening>) -> Result<HttpResponse, Error> {
    let queue = asked.queue.as_deref().and_then(|word| word.parse().ok());
    let last = visit.app.changes.last(&visit).await?;
    let mut listener = Listener { visit, queue, last, shown: None, said: Instant::now() };
    listener.shown = Some(listener.fingerprint().await?);
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // What is compressed waits for more; this must go out at once.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events(listener)))
}

fn events(listener: Listener) -> impl Stream<Item = Result<Bytes, Error>> {
    let start = stream::once(async { Ok(Bytes::from_static(b"retry: 10000\n: here\n\n")) });
    let rest = stream::unfold(listener, |mut listener| async {
        let said = listener.next().await?;
        Some((Ok(said), listener))
    });
    futures_util::StreamExt::chain(start, rest)
}

impl Listener {
    /// The next thing to say; nothing more when the session is over.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            actix_web::rt::time::sleep(PACE).await;
            let moved = self.moved().await.unwrap_or(false);
            if moved {
                self.said = Instant::now();
                return Some(Bytes::from_static(b"data: changed\n\n"));
            }
            if self.said.elapsed() < HEARTBEAT {
                continue;
            }
            self.said = Instant::now();
            return self.signed_in().await.then(|| Bytes::from_static(b": here\n\n"));
        }
    }

    async fn moved(&mut self) -> Result<bool, Error> {
        let last = self.visit.app.changes.last(&self.visit).await?;
        if last == self.last {
            return Ok(false);
        }
        self.last = last;
        self.visit.now = self.visit.app.clock.now();
        let shown = Some(self.fingerprint().await?);
        let moved = shown != self.shown;
        self.shown = shown;
        Ok(moved)
    }

    /// What the page shows, as a number: the counters, and the first rows with their versions.
    async fn fingerprint(&self) -> Result<u64, Error> {
        let mut hasher = DefaultHasher::new();
        for tab in queue::tabs(&self.visit, None).await? {
            tab.count.hash(&mut hasher);
        }
        let rows = match self.queue {
            Some(queue) => queue::first_rows(&self.visit, queue).await?,
            None => Vec::new(),
        };
        for row in rows {
            (row.id, row.version).hash(&mut hasher);
        }
        Ok(hasher.finish())
    }

    /// Listening is not working: it does not keep a session alive.
    async fn signed_in(&self) -> bool {
        let Some(sid) = self.visit.session.clone() else { return true };
        let now = self.visit.app.clock.now();
        let found = self.visit.app.db.read(move |c| sessions::live(c, &sid, now)).await;
        let idle = chrono::TimeDelta::minutes(IDLE_MINUTES);
        found.is_ok_and(|session| session.is_some_and(|session| now - session.last_seen_at <= idle))
    }
}
