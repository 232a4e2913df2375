//! Invitations of schools and of teachers. The link itself is not stored, only its hash.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::error::word;
use super::schema::invitations;
use super::seal::{Sealer, Slot};
use super::{Conn, Cursor, DbError, Page};
use crate::domain::Time;
use crate::domain::invitation::{self, Kind, Standing};

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
struct Row {
    id: String,
    kind: String,
    school: Option<String>,
    school_name: Option<String>,
    district: Option<String>,
    address_sealed: String,
    address_hash: String,
    token_hash: String,
    invited_by: String,
    agency: Option<String>,
    lang: String,
    created_at: Time,
    expires_at: Time,
    used_at: Option<Time>,
    revoked_at: Option<Time>,
}

/// An invitation; its address opens only with the key.
#[derive(Clone)]
pub struct Invitation {
    pub id: String,
    pub kind: Kind,
    /// The school of a teacher; of an invited school, the one that came of it.
    pub school: Option<String>,
    /// An invited school as the agency named it, and its district.
    pub named: Option<(String, String)>,
    pub invited_by: String,
    pub agency: Option<String>,
    pub lang: String,
    pub created_at: Time,
    pub expires_at: Time,
    pub used_at: Option<Time>,
    pub revoked_at: Option<Time>,
    address_sealed: String,
    token_hash: String,
}

impl Invitation {
    /// The address, opened; nothing where it was forgotten.
    pub fn address(&self, sealer: &Sealer) -> Result<String, DbError> {
        if self.address_sealed.is_empty() {
            return Ok(String::new());
        }
        sealer.open(address_slot(&self.id), &self.address_sealed)
    }

    /// Whether this is its link.
    pub fn is_opened_by(&self, token: &str) -> bool {
        self.token_hash == token_hash(token)
    }

    /// What it is good for now.
    pub fn standing(&self, now: Time) -> Standing {
        invitation::standing(self.used_at, self.revoked_at, self.expires_at, now)
    }

    fn of(row: Row) -> Result<Invitation, DbError> {
        Ok(Invitation {
            kind: word(&row.kind)?,
            id: row.id,
            school: row.school,
            named: row.school_name.zip(row.district),
            invited_by: row.invited_by,
            agency: row.agency,
            lang: row.lang,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
            address_sealed: row.address_sealed,
            token_hash: row.token_hash,
        })
    }
}

/// An invitation to be sent. It has no `Debug`: it holds an address and a link.
#[derive(Clone)]
pub struct NewInvitation {
    /// Made before, because the link follows from it.
    pub id: String,
    pub kind: Kind,
    pub school: Option<String>,
    pub named: Option<(String, String)>,
    pub address: String,
    /// A keyed hash, by which the same address is found again.
    pub address_hash: String,
    pub token: String,
    pub invited_by: String,
    pub agency: Option<String>,
    pub lang: String,
}

/// What of a link is stored.
pub fn token_hash(token: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(token))
}

/// Stores an invitation that is good from now on.
pub fn create(
    c: &mut Conn,
    sealer: &Sealer,
    new: &NewInvitation,
    now: Time,
) -> Result<(), DbError> {
    let (school_name, district) = new.named.clone().unzip();
    let row = Row {
        id: new.id.clone(),
        kind: new.kind.to_string(),
        school: new.school.clone(),
        school_name,
        district,
        address_sealed: sealer.seal(address_slot(&new.id), &new.address)?,
        address_hash: new.address_hash.clone(),
        token_hash: token_hash(&new.token),
        invited_by: new.invited_by.clone(),
        agency: new.agency.clone(),
        lang: new.lang.clone(),
        created_at: now,
        expires_at: invitation::until(now),
        used_at: None,
        revoked_at: None,
    };
    diesel::insert_into(invitations::table).values(&row).execute(c)?;
    Ok(())
}

/// One invitation; `NotFound` where there is none.
pub fn find(c: &mut Conn, id: &str) -> Result<Invitation, DbError> {
    Invitation::of(invitations::table.find(id).select(Row::as_select()).first(c)?)
}

/// The invitation of a link, whatever it is still good for.
pub fn by_token(c: &mut Conn, kind: Kind, token: &str) -> Result<Option<Invitation>, DbError> {
    let found = invitations::table
        .filter(invitations::token_hash.eq(token_hash(token)))
        .filter(invitations::kind.eq(kind.as_str()));
    found.select(Row::as_select()).first(c).optional()?.map(Invitation::of).transpose()
}

/// Uses an invitation, and says which school came of it. `NotFound` where it is not open any more:
/// of two who use it at once, one.
pub fn use_up(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    let open = invitations::table
        .find(id)
        .filter(invitations::used_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now));
    one(diesel::update(open).set(invitations::used_at.eq(now)).execute(c)?)
}

/// Notes the school that came of an invitation.
pub fn set_school(c: &mut Conn, id: &str, school: &str) -> Result<(), DbError> {
    one(diesel::update(invitations::table.find(id))
        .set(invitations::school.eq(school))
        .execute(c)?)
}

/// Takes an invitation back; `NotFound` where it was used or taken back before.
pub fn revoke(c: &mut Conn, id: &str, now: Time) -> Result<(), DbError> {
    let standing = invitations::table
        .find(id)
        .filter(invitations::used_at.is_null())
        .filter(invitations::revoked_at.is_null());
    one(diesel::update(standing).set(invitations::revoked_at.eq(now)).execute(c)?)
}

/// Takes back all that a school's teachers have sent and nobody has used.
pub fn revoke_of_school(c: &mut Conn, school: &str, now: Time) -> Result<usize, DbError> {
    let open = invitations::table
        .filter(invitations::school.eq(school))
        .filter(invitations::used_at.is_null())
        .filter(invitations::revoked_at.is_null());
    Ok(diesel::update(open).set(invitations::revoked_at.eq(now)).execute(c)?)
}

/// The invitations of a school's colleagues that are still open, the newest first.
pub fn open_of_school(
    c: &mut Conn,
    school: &str,
    now: Time,
    limit: i64,
) -> Result<Vec<Invitation>, DbError> {
    let found = invitations::table
        .filter(invitations::school.eq(school))
        .filter(invitations::kind.eq(Kind::Teacher.as_str()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now));
    let rows: Vec<Row> = found
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(limit)
        .select(Row::as_select())
        .load(c)?;
    rows.into_iter().map(Invitation::of).collect()
}

/// All that an agency has sent, the newest first.
pub fn by_agency(
    c: &mut Conn,
    agency: &str,
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Page<Invitation>, DbError> {
    let mut query = invitations::table
        .filter(invitations::agency.eq(agency))
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = after {
        let tie = invitations::created_at.eq(after.at).and(invitations::id.lt(after.id.clone()));
        query = query
            .filter(invitations::created_at.le(after.at))
            .filter(invitations::created_at.lt(after.at).or(tie));
    }
    let rows: Vec<Row> = query
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(limit + 1)
        .load(c)?;
    let rows = rows.into_iter().map(Invitation::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// Whether an open invitation of this kind has gone to that address.
pub fn is_invited(
    c: &mut Conn,
    kind: Kind,
    address_hash: &str,
    now: Time,
) -> Result<bool, DbError> {
    let open = invitations::table
        .filter(invitations::address_hash.eq(address_hash))
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::kind.eq(kind.as_str()))
        .filter(invitations::used_at.is_null())
        .filter(invitations::revoked_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(c)?)
}

/// Whether an open invitation names this school.
pub fn is_named(c: &mut Conn, name: &str, district: &str, now: Time) -> Result<bool, DbError> {
    let open = invitations::table
        .filter(invitations::school_name.eq(name))
        .filter(invitations::district.eq(district))
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::used_at.is_null())
        .filter(invitations::revoked_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(c)?)
}

/// Forgets the addresses of invitations that were over before that instant.
pub fn forget(c: &mut Conn, before: Time) -> Result<usize, DbError> {
    let over = invitations::table
        .filter(invitations::expires_at.lt(before))
        .filter(invitations::address_hash.ne(""));
    let empty = (invitations::address_sealed.eq(""), invitations::address_hash.eq(""));
    Ok(diesel::update(over).set(empty).execute(c)?)
}

fn address_slot(id: &str) -> Slot<'_> {
    Slot { table: "invitations", column: "address", row: id }
}

fn one(changed: usize) -> Result<(), DbError> {
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}
