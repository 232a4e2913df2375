//! The table behind [`super::decide`].

use super::{Deed, Standing};
use crate::domain::order::Role;

/// What must hold besides role and standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// Not whoever wrote any of it since it was last passed.
    NotTheAuthor,
    /// What minors read has been passed by a second person.
    ReadTwice,
    /// The public reads some revision.
    IsOut,
    /// The public reads the newest one.
    NewestIsOut,
}

/// Who may do it, from where, and what must hold.
pub(super) struct Row {
    pub(super) deed: Deed,
    pub(super) who: &'static [Role],
    pub(super) from: &'static [Standing],
    pub(super) guards: &'static [Guard],
}

/// Whoever edits. Two of them are two persons.
const EDITORS: &[Role] = &[Role::Editor, Role::Admin];

const fn row(
    deed: Deed,
    who: &'static [Role],
    from: &'static [Standing],
    guards: &'static [Guard],
) -> Row {
    Row { deed, who, from, guards }
}

use Standing::{Approved, Draft, Published, Scheduled, Submitted, Withdrawn};

pub(super) const ROWS: &[Row] = &[
    row(Deed::Save, EDITORS, Standing::ALL, &[]),
    row(Deed::Submit, EDITORS, &[Draft], &[]),
    row(Deed::Approve, EDITORS, &[Submitted], &[Guard::NotTheAuthor]),
    row(Deed::SendBack, EDITORS, &[Submitted, Approved], &[]),
    row(Deed::Publish, EDITORS, &[Draft, Submitted, Approved, Scheduled], &[Guard::ReadTwice]),
    // When its time has come, by the house itself.
    row(Deed::Publish, &[Role::System], &[Scheduled], &[Guard::ReadTwice]),
    row(Deed::Schedule, EDITORS, &[Draft, Submitted, Approved], &[Guard::ReadTwice]),
    row(Deed::Unschedule, EDITORS, &[Scheduled], &[]),
    // What was to go out can't: a page that it leads to is gone meanwhile.
    row(Deed::Unschedule, &[Role::System], &[Scheduled], &[]),
    row(
        Deed::Withdraw,
        EDITORS,
        &[Draft, Submitted, Approved, Scheduled, Published],
        &[Guard::IsOut],
    ),
    row(Deed::Restore, EDITORS, &[Withdrawn], &[]),
    row(Deed::Check, EDITORS, &[Published], &[Guard::NewestIsOut]),
];
