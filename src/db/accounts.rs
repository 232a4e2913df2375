//! People who sign in.

use chrono::Duration;
use diesel::prelude::*;

use super::error::word;
use super::schema::accounts;
use super::seal::{Sealer, Slot};
use super::{Conn, Cursor, DbError, Page};
use crate::domain::Time;
use crate::domain::order::Role;

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts)]
struct Row {
    id: String,
    login: String,
    password_hash: String,
    role: String,
    agency: Option<String>,
    school: Option<String>,
    name: String,
    email_sealed: Option<String>,
    phone_sealed: Option<String>,
    organisation: Option<String>,
    credit_code_sealed: Option<String>,
    lang: String,
    active: bool,
    demo: bool,
    failed_logins: i32,
    locked_until: Option<Time>,
    created_at: Time,
    password_changed_at: Time,
}

/// An account as the house works with it; the sealed columns open only with the key.
#[derive(Clone)]
pub struct Account {
    pub id: String,
    pub login: String,
    /// argon2id, in its PHC string.
    pub password_hash: String,
    pub role: Role,
    pub agency: Option<String>,
    /// The school a teacher acts for.
    pub school: Option<String>,
    pub name: String,
    pub organisation: Option<String>,
    pub lang: String,
    pub active: bool,
    pub demo: bool,
    pub failed_logins: i32,
    pub locked_until: Option<Time>,
    pub created_at: Time,
    pub password_changed_at: Time,
    email_sealed: Option<String>,
    phone_sealed: Option<String>,
    credit_code_sealed: Option<String>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({} {} {})", self.id, self.login, self.role)
    }
}

impl Account {
    /// Whether a notice can go by mail.
    pub fn has_email(&self) -> bool {
        self.email_sealed.is_some()
    }

    /// The address, opened.
    pub fn email(&self, sealer: &Sealer) -> Result<Option<String>, DbError> {
        sealer.open_opt(slot("email", &self.id), self.email_sealed.as_deref())
    }

    /// The telephone number, opened.
    pub fn phone(&self, sealer: &Sealer) -> Result<Option<String>, DbError> {
        sealer.open_opt(slot("phone", &self.id), self.phone_sealed.as_deref())
    }

    /// The enterprise's 统一社会信用代码, opened.
    pub fn credit_code(&self, sealer: &Sealer) -> Result<Option<String>, DbError> {
        sealer.open_opt(slot("credit_code", &self.id), self.credit_code_sealed.as_deref())
    }

    fn of(row: Row) -> Result<Account, DbError> {
        Ok(Account {
            role: word(&row.role)?,
            id: row.id,
            login: row.login,
            password_hash: row.password_hash,
            agency: row.agency,
            school: row.school,
            name: row.name,
            organisation: row.organisation,
            lang: row.lang,
            active: row.active,
            demo: row.demo,
            failed_logins: row.failed_logins,
            locked_until: row.locked_until,
            created_at: row.created_at,
            password_changed_at: row.password_changed_at,
            email_sealed: row.email_sealed,
            phone_sealed: row.phone_sealed,
            credit_code_sealed: row.credit_code_sealed,
        })
    }
}

/// What a new account says of itself.
#[derive(Clone)]
pub struct NewAccount {
    pub login: String,
    pub password_hash: String,
    pub role: Role,
    pub agency: Option<String>,
    /// The school a teacher acts for.
    pub school: Option<String>,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub credit_code: Option<String>,
    pub lang: String,
    pub demo: bool,
}

/// A login as it is stored and looked up: without surrounding blanks, in small letters.
pub fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Stores a new account and returns its id; `Conflict` where the login is taken.
pub fn create(
    c: &mut Conn,
    sealer: &Sealer,
    new: &NewAccount,
    now: Time,
) -> Result<String, DbError> {
    let id = super::new_id();
    let row = Row {
        login: login_key(&new.login),
        password_hash: new.password_hash.clone(),
        role: new.role.to_string(),
        agency: new.agency.clone(),
        school: new.school.clone(),
        name: new.name.clone(),
        email_sealed: sealer.seal_opt(slot("email", &id), new.email.as_deref())?,
        phone_sealed: sealer.seal_opt(slot("phone", &id), new.phone.as_deref())?,
        organisation: new.organisation.clone(),
        credit_code_sealed: sealer
            .seal_opt(slot("credit_code", &id), new.credit_code.as_deref())?,
        lang: new.lang.clone(),
        active: true,
        demo: new.demo,
        failed_logins: 0,
        locked_until: None,
        created_at: now,
        password_changed_at: now,
        id: id.clone(),
    };
    diesel::insert_into(accounts::table).values(&row).execute(c)?;
    Ok(id)
}

/// The account of a login, active or not.
pub fn by_login(c: &mut Conn, login: &str) -> Result<Option<Account>, DbError> {
    let found = accounts::table.filter(accounts::login.eq(login_key(login)));
    found.select(Row::as_select()).first(c).optional()?.map(Account::of).transpose()
}

/// The account of an id; `NotFound` where there is none.
pub fn by_id(c: &mut Conn, id: &str) -> Result<Account, DbError> {
    Account::of(accounts::table.find(id).select(Row::as_select()).first(c)?)
}

/// The active accounts of an agency, for assigning and for notices.
pub fn by_agency(c: &mut Conn, agency: &str) -> Result<Vec<Account>, DbError> {
    let found = accounts::table.filter(accounts::agency.eq(agency)).filter(accounts::active);
    let rows: Vec<Row> =
        found.order((accounts::name, accounts::id)).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Account::of).collect()
}

/// The active accounts of a role, whatever their agency.
pub fn by_role(c: &mut Conn, role: Role) -> Result<Vec<Account>, DbError> {
    let found = accounts::table.filter(accounts::role.eq(role.as_str())).filter(accounts::active);
    let rows: Vec<Row> =
        found.order((accounts::name, accounts::id)).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Account::of).collect()
}

/// The teachers of a school, also those whose account is closed.
pub fn by_school(c: &mut Conn, school: &str) -> Result<Vec<Account>, DbError> {
    let found = accounts::table.filter(accounts::school.eq(school));
    let rows: Vec<Row> =
        found.order((accounts::name, accounts::id)).select(Row::as_select()).load(c)?;
    rows.into_iter().map(Account::of).collect()
}

/// All accounts, the oldest first.
pub fn list(c: &mut Conn, after: Option<&Cursor>, limit: i64) -> Result<Page<Account>, DbError> {
    let mut query = accounts::table.select(Row::as_select()).into_boxed();
    if let Some(after) = after {
        let later = accounts::created_at.eq(after.at).and(accounts::id.gt(after.id.clone()));
        query = query
            .filter(accounts::created_at.ge(after.at))
            .filter(accounts::created_at.gt(after.at).or(later));
    }
    let rows: Vec<Row> =
        query.order((accounts::created_at, accounts::id)).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(Account::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// Those who work here, the oldest first.
pub fn staff(c: &mut Conn, after: Option<&Cursor>, limit: i64) -> Result<Page<Account>, DbError> {
    let mut query = accounts::table
        .filter(accounts::role.ne_all([Role::Business.as_str(), Role::Teacher.as_str()]))
        .select(Row::as_select())
        .into_boxed();
    if let Some(after) = after {
        let later = accounts::created_at.eq(after.at).and(accounts::id.gt(after.id.clone()));
        query = query
            .filter(accounts::created_at.ge(after.at))
            .filter(accounts::created_at.gt(after.at).or(later));
    }
    let rows: Vec<Row> =
        query.order((accounts::created_at, accounts::id)).limit(limit + 1).load(c)?;
    let rows = rows.into_iter().map(Account::of).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, limit, |row| Cursor { at: row.created_at, id: row.id.clone() }))
}

/// Whether any demo account is there: production refuses to start then.
pub fn any_demo(c: &mut Conn) -> Result<bool, DbError> {
    Ok(diesel::select(diesel::dsl::exists(accounts::table.filter(accounts::demo))).get_result(c)?)
}

/// Sets a new password; the lock and the count of failures end with the old one.
pub fn set_password(c: &mut Conn, id: &str, password_hash: &str, now: Time) -> Result<(), DbError> {
    one(diesel::update(accounts::table.find(id))
        .set((
            accounts::password_hash.eq(password_hash),
            accounts::password_changed_at.eq(now),
            accounts::failed_logins.eq(0),
            accounts::locked_until.eq(None::<Time>),
        ))
        .execute(c)?)
}

/// Opens or closes an account. Closing it does not end its sessions: see `sessions::revoke_all`.
pub fn set_active(c: &mut Conn, id: &str, active: bool) -> Result<(), DbError> {
    one(diesel::update(accounts::table.find(id)).set(accounts::active.eq(active)).execute(c)?)
}

/// Counts a wrong password; from the `limit`th on the account is locked for `lock`. Returns until
/// when it is locked now.
pub fn note_failure(
    c: &mut Conn,
    id: &str,
    now: Time,
    limit: i32,
    lock: Duration,
) -> Result<Option<Time>, DbError> {
    let failures: i32 = diesel::update(accounts::table.find(id))
        .set(accounts::failed_logins.eq(accounts::failed_logins + 1))
        .returning(accounts::failed_logins)
        .get_result(c)?;
    if failures < limit {
        return Ok(None);
    }
    let until = now + lock;
    diesel::update(accounts::table.find(id)).set(accounts::locked_until.eq(until)).execute(c)?;
    Ok(Some(until))
}

/// Forgets the failures after a right password.
pub fn clear_failures(c: &mut Conn, id: &str) -> Result<(), DbError> {
    one(diesel::update(accounts::table.find(id))
        .set((accounts::failed_logins.eq(0), accounts::locked_until.eq(None::<Time>)))
        .execute(c)?)
}

/// Seals with the newest key what an older one sealed, up to `limit` rows; returns how many it did.
pub fn renew(c: &mut Conn, sealer: &Sealer, limit: i64) -> Result<usize, DbError> {
    let newest = format!("{}.%", sealer.newest_id());
    let old = accounts::email_sealed
        .not_like(newest.clone())
        .or(accounts::phone_sealed.not_like(newest.clone()))
        .or(accounts::credit_code_sealed.not_like(newest));
    let rows: Vec<Row> =
        accounts::table.filter(old).limit(limit).select(Row::as_select()).load(c)?;
    let count = rows.len();
    for row in rows {
        let account = Account::of(row)?;
        let (email, phone) = (account.email(sealer)?, account.phone(sealer)?);
        let credit_code = account.credit_code(sealer)?;
        diesel::update(accounts::table.find(&account.id))
            .set((
                accounts::email_sealed
                    .eq(sealer.seal_opt(slot("email", &account.id), email.as_deref())?),
                accounts::phone_sealed
                    .eq(sealer.seal_opt(slot("phone", &account.id), phone.as_deref())?),
                accounts::credit_code_sealed
                    .eq(sealer
                        .seal_opt(slot("credit_code", &account.id), credit_code.as_deref())?),
            ))
            .execute(c)?;
    }
    Ok(count)
}

fn slot<'a>(column: &'a str, row: &'a str) -> Slot<'a> {
    Slot { table: "accounts", column, row }
}

fn one(changed: usize) -> Result<(), DbError> {
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}
