//! Two sets of rules that have learned the same, side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::App;
use crate::db::seal::Sealer;
use crate::db::{DbError, confirmations, routed};
use crate::domain::routing::places::Places;
use crate::domain::routing::rehearse::{self, Compared};
use crate::domain::routing::seat::{Asked, Office};
use crate::domain::routing::{Decision, Learned, Rules};
use crate::router::Router;

/// The rules in force and a draft, and the agencies that either may send to.
pub struct Pair {
    pub before: Arc<Router>,
    pub after: Router,
    offices: Vec<Office>,
    places: Places,
    sealer: Sealer,
}

impl App {
    /// The rules in force beside a draft that has learned the same confirmations.
    ///
    /// # Errors
    /// The database's.
    pub async fn beside(&self, draft: Rules) -> Result<Pair, DbError> {
        self.follow_rules().await?;
        self.catch_up().await?;
        let lessons = self.db.read(|c| {
            let log = confirmations::standing(c)?;
            confirmations::lessons(c, &log)
        });
        let lessons = lessons.await?;
        let before = self.router();
        let taught = tokio::task::spawn_blocking(move || {
            let mut learned = Learned::default();
            for lesson in &lessons {
                learned.learn(&draft, &lesson.text, &lesson.matter);
            }
            Router { rules: Arc::new(draft), learned, number: None }
        });
        let after = taught.await.map_err(|error| DbError::Broken(error.to_string()))?;
        Ok(Pair {
            before,
            after,
            offices: self.offices(&BTreeMap::new()),
            places: self.places.clone(),
            sealer: self.sealer.clone(),
        })
    }
}

impl Pair {
    /// What both say of an order, as if nobody had anything in hand; nothing where its text was
    /// erased.
    pub fn compare(&self, order: &routed::Asked) -> Option<Compared> {
        let (text, kept) = order.told.as_ref()?;
        let kept: Decision = serde_json::from_str(kept).ok()?;
        // What can't be opened any more says no place: the text is compared all the same.
        let contact = order.contact.as_ref().and_then(|contact| contact.open(&self.sealer).ok());
        let contact = contact.unwrap_or_default();
        let asked = Asked {
            place: contact.place.as_deref().unwrap_or_default(),
            credit_code: contact.credit_code.as_deref().unwrap_or_default(),
            text,
        };
        let facts = rehearse::facts(text.clone(), &kept);
        let by = |router: &Router| router.decide(&facts, asked, &self.places, &self.offices);
        Some(Compared::of(&by(&self.before), &by(&self.after)))
    }
}
