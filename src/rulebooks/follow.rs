//! Every node takes up the rules that were put in force, here or on another node.

use std::sync::Arc;

use crate::app::App;
use crate::db::{DbError, confirmations, rule_sets};
use crate::domain::routing::rulebook::InForce;
use crate::domain::routing::{Learned, Rules};
use crate::router::Router;

impl App {
    /// Takes up the rules in force, if they are others than those in memory; true where they were.
    /// What was confirmed is learned anew by them first: until then the old ones decide.
    ///
    /// # Errors
    /// The database's.
    pub async fn follow_rules(&self) -> Result<bool, DbError> {
        let Some(live) = self.db.read(rule_sets::in_force).await? else { return Ok(false) };
        if self.router().number == Some(live.number) {
            return Ok(false);
        }
        let mut read = self.taught.lock().await;
        let router = self.router();
        // Another may have been faster while this one waited.
        if router.number == Some(live.number) {
            return Ok(false);
        }
        let number = Some(live.number);
        if router.rules.fingerprint() == live.files {
            let rules = Arc::new(Rules::clone(&router.rules).numbered(live.number));
            self.take_up(Router { rules, number, learned: router.learned.clone() });
            return Ok(true);
        }
        match self.compiled(&live).await? {
            Some(rules) => {
                let fresh = Router { rules: Arc::new(rules), number, learned: Learned::default() };
                let log = self.db.read(confirmations::standing).await?;
                self.take_up(self.taught_by(&log, 0, fresh).await?);
                *read = log;
            }
            // Said once: what decides goes on deciding, under its own name.
            None => self.put_router(Router { number, ..Router::clone(&router) }),
        }
        Ok(true)
    }

    /// The rules of a set; none where this program can't read them.
    async fn compiled(&self, live: &InForce) -> Result<Option<Rules>, DbError> {
        let number = live.number;
        let files = self.db.read(move |c| rule_sets::files(c, number)).await?;
        let made = tokio::task::spawn_blocking(move || Rules::from_toml(files)).await;
        match made.map_err(|error| DbError::Broken(error.to_string()))? {
            Ok(rules) => Ok(Some(rules.numbered(number))),
            Err(faults) => {
                tracing::error!(number, ?faults, "the rules in force can't be read; others decide");
                Ok(None)
            }
        }
    }

    fn take_up(&self, router: Router) {
        self.search.hear_by(router.rules.clone());
        self.put_router(router);
    }
}
