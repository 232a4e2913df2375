//! Who asked: personal data, sealed; opened only with the key in hand.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::contacts;
use super::seal::{Sealer, Slot};
use super::{Conn, DbError};
use crate::domain::Time;

/// The contact of an order, in the clear. Never logged: it has no `Debug`.
#[derive(Clone, Default, PartialEq)]
pub struct Contact {
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub credit_code: Option<String>,
    /// The enterprise's name.
    pub organisation: Option<String>,
    pub place: Option<String>,
    /// What the asker wants.
    pub wish: Option<String>,
}

/// The contact of an order, as it is stored.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = contacts, treat_none_as_null = true)]
pub struct ContactRow {
    pub order_id: String,
    name_sealed: String,
    phone_sealed: Option<String>,
    email_sealed: Option<String>,
    credit_code_sealed: Option<String>,
    pub organisation: Option<String>,
    pub place: Option<String>,
    pub wish: Option<String>,
    pub has_email: bool,
    pub has_phone: bool,
    /// Which secret key of the order is the valid one.
    pub key_generation: i32,
    pub erased_at: Option<Time>,
}

impl ContactRow {
    /// Seals a contact for its order.
    pub fn seal(sealer: &Sealer, order_id: &str, contact: &Contact) -> Result<ContactRow, DbError> {
        Ok(ContactRow {
            order_id: order_id.to_owned(),
            name_sealed: sealer.seal(slot("name", order_id), &contact.name)?,
            phone_sealed: sealer.seal_opt(slot("phone", order_id), contact.phone.as_deref())?,
            email_sealed: sealer.seal_opt(slot("email", order_id), contact.email.as_deref())?,
            credit_code_sealed: sealer
                .seal_opt(slot("credit_code", order_id), contact.credit_code.as_deref())?,
            organisation: contact.organisation.clone(),
            place: contact.place.clone(),
            wish: contact.wish.clone(),
            has_email: contact.email.is_some(),
            has_phone: contact.phone.is_some(),
            key_generation: 1,
            erased_at: None,
        })
    }

    /// Opens it. An erased one has an empty name and nothing else.
    pub fn open(&self, sealer: &Sealer) -> Result<Contact, DbError> {
        let id = self.order_id.as_str();
        let name = if self.name_sealed.is_empty() {
            String::new()
        } else {
            sealer.open(slot("name", id), &self.name_sealed)?
        };
        Ok(Contact {
            name,
            phone: sealer.open_opt(slot("phone", id), self.phone_sealed.as_deref())?,
            email: sealer.open_opt(slot("email", id), self.email_sealed.as_deref())?,
            credit_code: sealer
                .open_opt(slot("credit_code", id), self.credit_code_sealed.as_deref())?,
            organisation: self.organisation.clone(),
            place: self.place.clone(),
            wish: self.wish.clone(),
        })
    }
}

/// The contact of an order; `NotFound` where there is none.
pub fn find(c: &mut Conn, order_id: &str) -> Result<ContactRow, DbError> {
    Ok(contacts::table.find(order_id).select(ContactRow::as_select()).first(c)?)
}

/// The contacts of some orders, by the order.
pub fn of_orders(c: &mut Conn, ids: &[String]) -> Result<BTreeMap<String, ContactRow>, DbError> {
    let found = contacts::table.filter(contacts::order_id.eq_any(ids));
    let rows: Vec<ContactRow> = found.select(ContactRow::as_select()).load(c)?;
    Ok(rows.into_iter().map(|row| (row.order_id.clone(), row)).collect())
}

/// Stores a contact, in place of the one that was there. The order's key stays as it is.
pub fn put(c: &mut Conn, row: &ContactRow) -> Result<(), DbError> {
    let generation = contacts::table.find(&row.order_id).select(contacts::key_generation);
    let standing: Option<i32> = generation.first(c).optional()?;
    let row = ContactRow { key_generation: standing.unwrap_or(row.key_generation), ..row.clone() };
    if standing.is_some() {
        diesel::update(contacts::table.find(&row.order_id)).set(&row).execute(c)?;
    } else {
        diesel::insert_into(contacts::table).values(&row).execute(c)?;
    }
    Ok(())
}

/// Kills the order's secret key and returns the generation of the new one.
pub fn bump_key_generation(c: &mut Conn, order_id: &str) -> Result<i32, DbError> {
    Ok(diesel::update(contacts::table.find(order_id))
        .set(contacts::key_generation.eq(contacts::key_generation + 1))
        .returning(contacts::key_generation)
        .get_result(c)?)
}

/// Erases all that is personal; what is left says only that it was there.
pub fn erase(c: &mut Conn, order_id: &str, now: Time) -> Result<(), DbError> {
    let changed = diesel::update(contacts::table.find(order_id))
        .set((
            contacts::name_sealed.eq(""),
            contacts::phone_sealed.eq(None::<String>),
            contacts::email_sealed.eq(None::<String>),
            contacts::credit_code_sealed.eq(None::<String>),
            contacts::organisation.eq(None::<String>),
            contacts::place.eq(None::<String>),
            contacts::wish.eq(None::<String>),
            contacts::has_email.eq(false),
            contacts::has_phone.eq(false),
            contacts::erased_at.eq(now),
        ))
        .execute(c)?;
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Seals with the newest key what an older one sealed, up to `limit` rows; returns how many it did.
pub fn renew(c: &mut Conn, sealer: &Sealer, limit: i64) -> Result<usize, DbError> {
    let rows: Vec<ContactRow> = contacts::table
        .filter(contacts::erased_at.is_null())
        .filter(contacts::name_sealed.not_like(format!("{}.%", sealer.newest_id())))
        .limit(limit)
        .select(ContactRow::as_select())
        .load(c)?;
    for row in &rows {
        let renewed = ContactRow::seal(sealer, &row.order_id, &row.open(sealer)?)?;
        put(c, &renewed)?;
    }
    Ok(rows.len())
}

fn slot<'a>(column: &'a str, row: &'a str) -> Slot<'a> {
    Slot { table: "contacts", column, row }
}
