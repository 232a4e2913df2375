//! SQLite's one writer. Units of work that wait together are committed together, each in its own
//! savepoint, and each is told of its success only after the commit: with `synchronous = FULL`
//! the disk is what a write costs, and this shares the cost.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use diesel::Connection;
use diesel::connection::TransactionManager;
use tokio::sync::oneshot;

use super::pool::{Mode, Place, begin, caught, unwind_to};
use super::{Conn, DbError};

/// More than this waiting means that the disk cannot follow: better to say so than to queue on.
const WAITING: usize = 2048;
/// The most that share one commit, so that the first of them does not wait long.
const TOGETHER: usize = 128;

/// The writer's thread and the way to it.
pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Unit>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Opens the writing connection and starts the thread.
    pub(super) fn start(place: &Place) -> Result<Writer, DbError> {
        let conn = place.connect(false)?;
        let place = place.clone();
        let (queue, units) = sync_channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || serve(conn, &place, &units))
            .map_err(|e| DbError::Unavailable(e.to_string()))?;
        Ok(Writer { queue: Some(queue), thread: Some(thread) })
    }

    /// Hands over a unit of work and waits for its commit.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
    {
        let gone = || DbError::Unavailable("the writer has stopped".to_owned());
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(Task { work: Some(work), result: None, reply });
        match self.queue.as_ref().ok_or_else(gone)?.try_send(unit) {
            Ok(()) => answer.await.unwrap_or_else(|_| Err(gone())),
            Err(TrySendError::Full(_)) => {
                Err(DbError::Unavailable("too many writes are waiting".to_owned()))
            }
            Err(TrySendError::Disconnected(_)) => Err(gone()),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            // The thread catches every panic, so there is no result to lose here.
            let _ = thread.join();
        }
    }
}

/// A unit of work whose type is forgotten.
trait Unit: Send {
    /// Runs it; whether its changes are to be kept.
    fn run(&mut self, conn: &mut Conn) -> bool;
    /// Tells the caller, after the commit or its failure.
    fn settle(self: Box<Self>, committed: Result<(), DbError>);
}

struct Task<T, F> {
    work: Option<F>,
    result: Option<Result<T, DbError>>,
    reply: oneshot::Sender<Result<T, DbError>>,
}

impl<T, F> Unit for Task<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
{
    fn run(&mut self, conn: &mut Conn) -> bool {
        if let Some(work) = self.work.take() {
            self.result = Some(caught(conn, work));
        }
        matches!(self.result, Some(Ok(_)))
    }

    fn settle(self: Box<Self>, committed: Result<(), DbError>) {
        let lost = || Err(DbError::Unavailable("the write was not committed".to_owned()));
        let outcome = match (self.result, committed) {
            (Some(Ok(_)), Err(error)) => Err(error),
            (Some(result), _) => result,
            (None, Err(error)) => Err(error),
            (None, Ok(())) => lost(),
        };
        // A caller that went away no longer needs the answer; the write stands.
        let _ = self.reply.send(outcome);
    }
}

fn serve(mut conn: Conn, place: &Place, units: &Receiver<Box<dyn Unit>>) {
    while let Ok(first) = units.recv() {
        let mut batch = vec![first];
        while batch.len() < TOGETHER
            && let Ok(next) = units.try_recv()
        {
            batch.push(next);
        }
        let committed = together(&mut conn, &mut batch);
        if committed.is_err() {
            // Nothing of the batch stands; a fresh connection has no half-open transaction.
            match place.connect(false) {
                Ok(fresh) => conn = fresh,
                Err(error) => tracing::error!(%error, "the writer could not reopen its database"),
            }
        }
        for unit in batch {
            unit.settle(committed.clone());
        }
    }
}

/// Runs the batch in one transaction, each unit in its savepoint.
fn together(conn: &mut Conn, batch: &mut [Box<dyn Unit>]) -> Result<(), DbError> {
    type Manager = <Conn as Connection>::TransactionManager;
    begin(conn, Mode::Write)?;
    for unit in batch {
        Manager::begin_transaction(conn)?;
        if unit.run(conn) {
            Manager::commit_transaction(conn)?;
        } else {
            unwind_to(conn, 1)?;
        }
    }
    Manager::commit_transaction(conn).map_err(DbError::from)
}
