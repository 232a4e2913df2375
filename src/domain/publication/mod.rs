//! How a page of the site comes about: written, read by a second person where minors are its
//! readers, put out now or at a time, taken down and put back.
//!
//! What the public reads (`live`) and what is being written (the newest revision) are two things:
//! a page that is out can be worked on without anybody seeing it. [`decide`] is the only place that
//! says who may do what; it is a table.

mod kind;
mod table;
#[cfg(test)]
mod tests;

use super::Time;
use super::order::Role;
use crate::text_enum;

pub use kind::{PieceKind, is_slug};
use table::{Guard, ROWS, Row};

text_enum! {
    /// Where the newest revision of a piece stands.
    pub enum Standing {
        Draft = "draft",
        /// Waits for a second person.
        Submitted = "submitted",
        /// A second person has read it.
        Approved = "approved",
        /// Goes out by itself at a time.
        Scheduled = "scheduled",
        /// It is what the public reads.
        Published = "published",
        /// It was out and was taken down.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// What an editor does to a piece.
    pub enum Deed {
        /// A new text.
        Save = "save",
        Submit = "submit",
        Approve = "approve",
        /// Back to whoever writes it, with a word why.
        SendBack = "send_back",
        Publish = "publish",
        Schedule = "schedule",
        Unschedule = "unschedule",
        Withdraw = "withdraw",
        /// What was taken down comes back, as a new version.
        Restore = "restore",
        /// The page was read again and is still right.
        Check = "check",
    }
}

/// What decides about a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its readers are minors.
    pub minors: bool,
    pub standing: Standing,
    /// The newest revision.
    pub newest: i32,
    /// The revision that the public reads, if any.
    pub live: Option<i32>,
    /// The last revision that a second person passed.
    pub approved: Option<i32>,
    /// Who wrote what came after that, by account.
    pub authors: Vec<String>,
    pub publish_at: Option<Time>,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hand {
    pub account: Option<String>,
    pub role: Role,
}

/// What comes with a deed.
#[derive(Debug, Clone, Copy, Default)]
pub struct With<'a> {
    /// When it shall go out.
    pub at: Option<Time>,
    pub note: &'a str,
}

/// What a deed makes of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub to: Standing,
    pub live: Option<i32>,
    pub approved: Option<i32>,
    pub publish_at: Option<Time>,
    /// The deed writes a new revision, whose number this is.
    pub writes: Option<i32>,
}

text_enum! {
    /// Why not.
    pub enum Refusal {
        /// Not with this role.
        NotYours = "not_yours",
        /// Not from where it stands.
        WrongStanding = "wrong_standing",
        /// Whoever wrote it can't be the second person.
        OwnWork = "own_work",
        /// Minors read it, and nobody else has read it yet.
        NotApproved = "not_approved",
        /// Nothing is out that could be taken down, or read again.
        NotOut = "not_out",
        /// A time that has passed, or none.
        NotLater = "not_later",
        /// Say why.
        NoNote = "no_note",
    }
}

/// Decides one deed.
///
/// # Errors
/// Why it can't be done.
pub fn decide(
    piece: &Piece,
    deed: Deed,
    hand: &Hand,
    with: With<'_>,
    now: Time,
) -> Result<Step, Refusal> {
    let row = row_for(piece, deed, hand)?;
    for guard in row.guards {
        stands(*guard, piece, hand)?;
    }
    if deed == Deed::Schedule && with.at.is_none_or(|at| at <= now) {
        return Err(Refusal::NotLater);
    }
    if deed == Deed::SendBack && with.note.trim().is_empty() {
        return Err(Refusal::NoNote);
    }
    Ok(step(piece, deed, with))
}

/// What the buttons of a page are: what this person may do now, but for what they have to fill in.
pub fn offers(piece: &Piece, hand: &Hand) -> Vec<Deed> {
    let fits = |deed: &Deed| {
        let row = row_for(piece, *deed, hand);
        row.is_ok_and(|row| row.guards.iter().all(|guard| stands(*guard, piece, hand).is_ok()))
    };
    Deed::ALL.iter().copied().filter(fits).collect()
}

fn row_for(piece: &Piece, deed: Deed, hand: &Hand) -> Result<&'static Row, Refusal> {
    let mut mine =
        ROWS.iter().filter(|row| row.deed == deed && row.who.contains(&hand.role)).peekable();
    if mine.peek().is_none() {
        return Err(Refusal::NotYours);
    }
    mine.find(|row| row.from.contains(&piece.standing)).ok_or(Refusal::WrongStanding)
}

fn stands(guard: Guard, piece: &Piece, hand: &Hand) -> Result<(), Refusal> {
    let (fine, refusal) = match guard {
        Guard::NotTheAuthor => {
            let own = hand.account.as_ref().is_some_and(|who| piece.authors.contains(who));
            (!own, Refusal::OwnWork)
        }
        Guard::ReadTwice => (!piece.minors || is_approved(piece), Refusal::NotApproved),
        Guard::IsOut => (piece.live.is_some(), Refusal::NotOut),
        Guard::NewestIsOut => (piece.live == Some(piece.newest), Refusal::NotOut),
    };
    if fine { Ok(()) } else { Err(refusal) }
}

/// A second person has passed exactly what stands there now.
fn is_approved(piece: &Piece) -> bool {
    piece.approved == Some(piece.newest)
}

fn step(piece: &Piece, deed: Deed, with: With<'_>) -> Step {
    let next = piece.newest + 1;
    let same = Step {
        to: piece.standing,
        live: piece.live,
        approved: piece.approved,
        publish_at: None,
        writes: None,
    };
    match deed {
        Deed::Save => Step { to: Standing::Draft, writes: Some(next), ..same },
        Deed::Submit => Step { to: Standing::Submitted, ..same },
        Deed::Approve => Step { to: Standing::Approved, approved: Some(piece.newest), ..same },
        Deed::SendBack => Step { to: Standing::Draft, ..same },
        Deed::Publish => Step { to: Standing::Published, live: Some(piece.newest), ..same },
        Deed::Schedule => Step { to: Standing::Scheduled, publish_at: with.at, ..same },
        Deed::Unschedule if is_approved(piece) => Step { to: Standing::Approved, ..same },
        Deed::Unschedule => Step { to: Standing::Draft, ..same },
        // What is being written beside it goes on being written, and keeps its time.
        Deed::Withdraw if piece.live != Some(piece.newest) => {
            Step { live: None, publish_at: piece.publish_at, ..same }
        }
        Deed::Withdraw => Step { to: Standing::Withdrawn, live: None, ..same },
        // It was taken down for a reason: before minors read it again a second person does.
        Deed::Restore if piece.minors => Step { to: Standing::Draft, writes: Some(next), ..same },
        Deed::Restore => {
            Step { to: Standing::Published, live: Some(next), writes: Some(next), ..same }
        }
        // Nothing but a date is new, so whoever passed the text has passed this too.
        Deed::Check => {
            let approved = if is_approved(piece) { Some(next) } else { piece.approved };
            Step { live: Some(next), writes: Some(next), approved, ..same }
        }
    }
}

/// Whether a page that was read on that day has to be read again.
pub fn is_overdue(checked: chrono::NaiveDate, today: chrono::NaiveDate, days: u16) -> bool {
    (today - checked).num_days() > i64::from(days)
}
