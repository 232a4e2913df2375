//! What decides where a request goes, now: the rules in force, and what was learned with them. The
//! two change only together, since what is learned counts by the rules' matters.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::deadline::local_day;
use crate::domain::routing::places::Places;
use crate::domain::routing::seat::{self, Asked, Office};
use crate::domain::routing::{Decision, Facts, Learned, Rules, Words, route};

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

    /// Where a request goes: which kind of agency by the rules and what was learned, and which of that
    /// kind by district and load.
    pub fn decide(
        &self,
        facts: &Facts,
        asked: Asked<'_>,
        places: &Places,
        offices: &[Office],
    ) -> Decision {
        let decision = route(facts, &self.rules, &self.learned);
        seat::settle(decision, asked, places, offices, |matter| self.rules.level_of(matter))
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

    /// The agencies that exist today, with what each has in hand.
    pub fn offices(&self, open: &BTreeMap<String, u32>) -> Vec<Office> {
        let today = local_day(self.clock.now());
        let office = |agency: &Agency| Office {
            name: Words { zh: agency.name.clone(), en: agency.name_en.clone() },
            family: agency.family.clone(),
            level: agency.level,
            district: agency.district.clone(),
            capacity: agency.capacity,
            open: open.get(&agency.slug).copied().unwrap_or_default(),
            slug: agency.slug.clone(),
        };
        self.agencies().iter().filter(|agency| agency.exists_on(today)).map(office).collect()
    }

    /// Puts another in its place.
    pub(crate) fn put_router(&self, router: Router) {
        *self.router.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(router);
    }
}
