//! How much agencies have in hand.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::super::schema::assignments;
use super::super::{Conn, DbError};

/// The open shares of each of these agencies, led or helped; one that has none is left out.
///
/// # Errors
/// The database's.
pub fn open_shares(c: &mut Conn, agencies: &[String]) -> Result<BTreeMap<String, u32>, DbError> {
    let counted: Vec<(String, i64)> = assignments::table
        .filter(assignments::open.eq(true))
        .filter(assignments::agency.eq_any(agencies))
        .group_by(assignments::agency)
        .select((assignments::agency, count_star()))
        .load(c)?;
    Ok(counted
        .into_iter()
        .map(|(agency, open)| (agency, u32::try_from(open).unwrap_or(u32::MAX)))
        .collect())
}
