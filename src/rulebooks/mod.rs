//! The rules of the routing in the database: drafted, edited, rehearsed, put in force, and taken up
//! by every node. What may be done is decided by `domain::routing::rulebook`.

mod draft;
mod follow;
mod replay;

use crate::app::App;
use crate::db::rule_sets::{self, Doing, SetRow, Texts};
use crate::db::{Conn, DbError, rehearsals};
use crate::domain::order::Role;
use crate::domain::routing::lint::Sound;
use crate::domain::routing::rulebook::{Book, Deed, InForce, Refusal, With, decide};
use crate::domain::routing::{Fault, RuleFiles, lint};

pub use draft::{Drafted, Edit, may_name};
pub use replay::Pair;

/// What somebody wants to do to a set.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub number: i32,
    /// As they have seen it.
    pub version: i64,
    pub deed: Deed,
    pub role: Role,
    pub account: Option<String>,
    pub with: With<'a>,
}

/// Why it was not done.
#[derive(Debug)]
pub enum NotDone {
    Refused(Refusal),
    /// The files can't be in force as they are.
    Faulty(Vec<Fault>),
    /// Somebody else was faster.
    Stale,
    Db(DbError),
}

impl From<DbError> for NotDone {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Stale { .. } => NotDone::Stale,
            other => NotDone::Db(other),
        }
    }
}

/// A set with what is needed to decide about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub row: SetRow,
    pub book: Book,
    pub live: InForce,
}

/// A set with what is needed to decide about it.
///
/// # Errors
/// `NotFound` where there is no such set, or none is in force.
pub fn load(c: &mut Conn, number: i32) -> Result<Loaded, DbError> {
    let row = rule_sets::find(c, number)?;
    let live = rule_sets::in_force(c)?.ok_or(DbError::NotFound)?;
    let rehearsed = rehearsals::ended(c, number)?;
    let book = Book { standing: row.standing, files: row.files.clone(), rehearsed };
    Ok(Loaded { row, book, live })
}

/// The texts of a set, if nothing is wrong with them. `takes` says of an agency whether it takes
/// requests.
///
/// # Errors
/// Everything that is wrong.
pub fn texts(files: RuleFiles, takes: impl Fn(&str) -> bool) -> Result<Texts, Vec<Fault>> {
    let Sound { hash, version, agencies } = lint::sound(&files)?;
    let strange = agencies.into_iter().filter(|(_, agency)| !takes(agency));
    let faults: Vec<Fault> =
        strange.map(|(file, slug)| Fault::no_agency(&files, file, slug)).collect();
    if faults.is_empty() { Ok(Texts { files, hash, version }) } else { Err(faults) }
}

impl App {
    /// Does it. Returns the number of the set to look at after: going back makes a new one.
    ///
    /// # Errors
    /// Why it was not done; then nothing has changed.
    pub async fn change_rules(&self, request: Request<'_>) -> Result<i32, NotDone> {
        let Request { number, version, deed, role, account, with } = request;
        let now = self.clock.now();
        let loaded = self.db.read(move |c| load(c, number)).await?;
        if loaded.row.version != version {
            return Err(NotDone::Stale);
        }
        let to =
            decide(&loaded.book, &loaded.live, deed, role, with, now).map_err(NotDone::Refused)?;
        if matches!(deed, Deed::Publish | Deed::Schedule | Deed::RollBack) {
            self.sound(number).await?;
        }
        let doing = Doing {
            number,
            version,
            deed,
            to,
            by: account,
            note: with.note.trim().to_owned(),
            at: with.at,
            live: loaded.live,
        };
        let done = self.db.write(move |c| match deed {
            Deed::RollBack => rule_sets::roll_back(c, &doing, now),
            _ => rule_sets::apply(c, &doing, now).map(|_| number),
        });
        Ok(done.await?)
    }

    /// Another release of the program may have come since the set was written.
    async fn sound(&self, number: i32) -> Result<(), NotDone> {
        let files = self.db.read(move |c| rule_sets::files(c, number)).await?;
        self.checked(files).await.map(drop)
    }

    /// The texts of a set, compiled beside the requests that are served meanwhile.
    async fn checked(&self, files: RuleFiles) -> Result<Texts, NotDone> {
        let agencies = self.agencies();
        let takes = move |slug: &str| agencies.iter().any(|agency| agency.slug == slug);
        let checked = tokio::task::spawn_blocking(move || texts(files, takes)).await;
        checked.map_err(|error| DbError::Broken(error.to_string()))?.map_err(NotDone::Faulty)
    }
}
