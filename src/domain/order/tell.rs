//! Who is told of a step: one job for each notice and recipient.

use serde_json::{Value, json};

use super::row::{Audience, Row};
use super::supervision::CENTRE;
use super::work::Work;
use super::{Assignment, Job};

impl Work<'_> {
    /// Puts the notices of a row into the outbox. `workers` are the agencies that had open work
    /// before the step.
    pub fn notify(&mut self, row: &Row, workers: &[String]) {
        for tell in row.tells {
            for (audience, agency) in self.recipients(tell.0, workers) {
                self.jobs.push(Job {
                    kind: "notice".to_owned(),
                    payload: json!({
                        "notice": tell.1,
                        "audience": audience,
                        "order": self.order.id,
                        "agency": agency,
                        // Of the event that is written next: one notice, one event.
                        "seq": self.order.last_seq + 1,
                    }),
                    run_at: self.now,
                });
            }
        }
    }

    fn recipients(&self, audience: Audience, workers: &[String]) -> Vec<(&'static str, Value)> {
        let agency = |slug: &str| match slug {
            CENTRE => ("dispatcher", Value::Null),
            slug => ("agency", Value::from(slug)),
        };
        match audience {
            Audience::Asker => vec![("asker", Value::Null)],
            Audience::Dispatcher => vec![("dispatcher", Value::Null)],
            Audience::Supervisor => vec![("supervisor", Value::Null)],
            Audience::Lead => vec![agency(self.leading().map_or(CENTRE, |a| &a.agency))],
            Audience::Own => self.agency.as_deref().map(agency).into_iter().collect(),
            Audience::Supervised => self.supervised_agency().map(agency).into_iter().collect(),
            Audience::Workers => workers.iter().map(|slug| agency(slug)).collect(),
            Audience::Newcomers => self.newcomers().iter().map(|slug| agency(slug)).collect(),
        }
    }

    /// The share that leads what the step is about.
    fn leading(&self) -> Option<&Assignment> {
        match &self.line {
            Some(line) => self.order.lead_of(line),
            None => self.order.lead(),
        }
    }

    fn newcomers(&self) -> Vec<String> {
        agencies(self.order.assignments.iter().skip(self.shares_before))
    }
}

/// The agencies of these shares, each once.
pub(super) fn agencies<'a>(shares: impl Iterator<Item = &'a Assignment>) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for share in shares {
        if !slugs.contains(&share.agency) {
            slugs.push(share.agency.clone());
        }
    }
    slugs
}
