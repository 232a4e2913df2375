//! What was answered so far: sealed in the database under the hash of the browser's cookie, so that
//! it survives a closed page and a sign-in, and whoever reads the table can't take it up.

use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};

use crate::db::documents::{self, Document};
use crate::db::drafts;
use crate::domain::Time;
use crate::error::Error;
use crate::web::digest;
use crate::web::form::Form;
use crate::web::intake::Request;
use crate::web::kept;
use crate::web::visit::Visit;

/// A half-filled request.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub request: Request,
    /// The common wishes that were ticked, by their words in `want::WISHES`.
    pub wishes: Vec<String>,
    /// The wish in the asker's own words.
    pub own_wish: String,
    /// How many questions were answered.
    pub answered: usize,
    /// Sent with the form, so that a form sent twice makes one order.
    pub key: String,
    pub saved_at: Option<Time>,
}

/// The row of this browser's draft; its files are found by the same name.
pub fn id(visit: &Visit) -> String {
    digest(&visit.app.config.secret, &["ask", &visit.guest])
}

impl Draft {
    /// What this browser has told so far; an empty draft where it has told nothing.
    pub async fn load(visit: &Visit) -> Result<Draft, Error> {
        let found = kept::load(visit, id(visit)).await?;
        Ok(found.unwrap_or_else(|| Draft { key: kept::once(), ..Draft::default() }))
    }

    /// Whether anything was told.
    pub fn begun(&self) -> bool {
        !self.request.body.is_empty()
    }

    /// Keeps it for as long as the browser is known, with so many questions answered.
    pub async fn save(&mut self, visit: &Visit, answered: usize) -> Result<(), Error> {
        self.answered = self.answered.max(answered);
        self.saved_at = Some(visit.now);
        kept::save(visit, id(visit), self).await
    }
}

/// The files of this browser's draft.
pub async fn files(visit: &Visit) -> Result<Vec<Document>, Error> {
    let row = id(visit);
    Ok(visit.app.db.read(move |c| documents::by_draft(c, &row)).await?)
}

/// Removes bytes that nothing names any more.
pub async fn forget_bytes(visit: &Visit, hashes: Vec<String>) {
    for hash in hashes {
        if let Err(error) = tokio::fs::remove_file(visit.app.documents.path(&hash)).await {
            tracing::warn!(%hash, %error, "the bytes of a removed file stay");
        }
    }
}

/// `POST /enterprise/ask/restart`: throws the draft and its files away.
pub async fn restart(visit: Visit, _form: Form) -> Result<HttpResponse, Error> {
    let row = id(&visit);
    let unused = visit.app.db.write(move |c| drafts::delete(c, &row)).await?;
    forget_bytes(&visit, unused).await;
    Ok(visit.redirect_saying("/enterprise/ask?fresh=1", "flash.ask.restarted"))
}
