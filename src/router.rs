//! What decides where a request goes, now: the rules in force, and what was learned with them. The
//! two change only together, since what is learned counts by the rules' matters.

use std::sync::{Arc, PoisonError};

use crate::app::App;
use crate::domain::routing::{Learned, Rules};

/// Rules, and what dispatchers' confirmations taught on top of them.
#[derive(Debug, Clone)]
pub struct Router {
    pub rules: Arc<Rules>,
    /// In memory; rebuilt from the database at start.
    pub learned: Learned,
    /// Of the set of rules; none before the database was asked.
    pub number: Option<i32>,
}

impl Router {
    /// Rules that nobody has taught anything yet.
    pub fn untaught(rules: Arc<Rules>) -> Router {
        Router { rules, learned: Learned::default(), number: None }
    }
}

impl App {
    /// What decides now; whoever holds it goes on with it, whatever is put in force meanwhile.
    pub fn router(&self) -> Arc<Router> {
        self.router.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The rules in force.
    pub fn rules(&self) -> Arc<Rules> {
        self.router().rules.clone()
    }

    /// Puts another in its place.
    pub(crate) fn put_router(&self, router: Router) {
        *self.router.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(router);
    }
}
