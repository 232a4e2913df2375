//! What somebody filled in and has not sent: sealed in the database under a name that only we can
//! make, so that it survives a closed page and a sign-in, and whoever reads the table can't take it
//! up.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::visit::{GUEST_DAYS, Visit};
use crate::db::drafts;
use crate::error::Error;

/// What is kept under a name, if anything is.
///
/// # Errors
/// The database's.
pub async fn load<T: DeserializeOwned>(visit: &Visit, row: String) -> Result<Option<T>, Error> {
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let text = visit.app.db.read(move |c| drafts::get(c, &sealer, &row, now)).await?;
    // A draft of an older release that can't be read is no reason to turn anybody away.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Keeps it for as long as a browser is known.
///
/// # Errors
/// The database's.
pub async fn save<T: Serialize>(visit: &Visit, row: String, what: &T) -> Result<(), Error> {
    let text = serde_json::to_string(what).map_err(Error::internal)?;
    let (sealer, now) = (visit.app.sealer.clone(), visit.now);
    let until = now + chrono::TimeDelta::days(GUEST_DAYS);
    visit.app.db.write(move |c| drafts::put(c, &sealer, &row, &text, now, until)).await?;
    Ok(())
}

/// Sent with the form, so that a form sent twice makes one order.
pub fn once() -> String {
    data_encoding::HEXLOWER.encode(&rand::random::<[u8; 16]>())
}
