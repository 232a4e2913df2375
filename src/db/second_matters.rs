//! The second matters that the texts of orders tell, and what a person made of each.

use diesel::prelude::*;

use super::schema::second_matters;
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::routing::several::Second;
use crate::text_enum;

text_enum! {
    /// What a person made of a second matter: an order of its own, or one order for both.
    pub enum Settled { Two = "two", One = "one" }
}

/// Notes that an order's text tells another matter.
pub fn told(c: &mut Conn, order: &str, second: &Second) -> Result<(), DbError> {
    diesel::insert_into(second_matters::table)
        .values((
            second_matters::order_id.eq(order),
            second_matters::matter.eq(&second.matter),
            second_matters::lead.eq(&second.lead),
        ))
        .execute(c)?;
    Ok(())
}

/// Notes what somebody made of it, with the order that was made of it if one was. The first word
/// stands, but for two orders out of what was one.
pub fn settle(
    c: &mut Conn,
    order: &str,
    (settled, parted): (Settled, Option<&str>),
    (by, now): (Option<&str>, Time),
) -> Result<(), DbError> {
    let open = second_matters::settled.is_null().or(second_matters::parted.is_null());
    diesel::update(second_matters::table.find(order).filter(open))
        .set((
            second_matters::settled.eq(settled.as_str()),
            second_matters::settled_at.eq(now),
            second_matters::settled_by.eq(by),
            second_matters::parted.eq(parted),
        ))
        .execute(c)?;
    Ok(())
}

/// Whether somebody said that both are one order.
pub fn is_one(c: &mut Conn, order: &str) -> Result<bool, DbError> {
    let settled: Option<Option<String>> =
        second_matters::table.find(order).select(second_matters::settled).first(c).optional()?;
    Ok(settled.flatten().as_deref() == Some(Settled::One.as_str()))
}

/// The order that was parted off from this one, and the one that this one was parted off from.
pub fn sisters(c: &mut Conn, order: &str) -> Result<Vec<String>, DbError> {
    let off: Vec<Option<String>> = second_matters::table
        .filter(second_matters::order_id.eq(order))
        .select(second_matters::parted)
        .load(c)?;
    let from: Vec<String> = second_matters::table
        .filter(second_matters::parted.eq(order))
        .select(second_matters::order_id)
        .load(c)?;
    Ok(off.into_iter().flatten().chain(from).collect())
}
