//! Two sets of rules that have learned the same, side by side.

use std::sync::Arc;

use crate::app::App;
use crate::db::{DbError, confirmations, routed::Asked};
use crate::domain::routing::rehearse::{self, Compared};
use crate::domain::routing::{Decision, Learned, Rules, route};
use crate::router::Router;

/// The rules in force and a draft.
#[derive(Debug)]
pub struct Pair {
    pub before: Arc<Router>,
    pub after: Router,
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
        Ok(Pair { before, after })
    }
}

impl Pair {
    /// What both say of an order; nothing where its text was erased.
    pub fn compare(&self, asked: &Asked) -> Option<Compared> {
        let (text, kept) = asked.told.as_ref()?;
        let kept: Decision = serde_json::from_str(kept).ok()?;
        let facts = rehearse::facts(text.clone(), &kept);
        let before = route(&facts, &self.before.rules, &self.before.learned);
        let after = route(&facts, &self.after.rules, &self.after.learned);
        Some(Compared::of(&before, &after))
    }
}
