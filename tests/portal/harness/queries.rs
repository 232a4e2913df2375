//! How many queries something needs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Connection, InstrumentationEvent};
use yimen::db::{Conn, DbError};

use super::Site;

/// Counts the queries of one connection while it is watched.
pub async fn queries<T: Send + 'static>(
    site: &Site,
    work: impl FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
) -> usize {
    let counter = Arc::new(AtomicUsize::new(0));
    let count = counter.clone();
    let read = site.app().db.read(move |c| {
        c.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        let done = work(c);
        c.set_instrumentation(|_: InstrumentationEvent<'_>| ());
        done
    });
    read.await.expect("the queries");
    counter.load(Ordering::Relaxed)
}
