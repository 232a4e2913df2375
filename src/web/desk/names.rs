//! What slugs and ids are called on the desk's pages.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::db::{Conn, DbError, accounts};
use crate::domain::agency::Agency;
use crate::domain::deadline::local_day;
use crate::domain::order::{CENTRE, Event, Order};
use crate::error::Error;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// One thing to choose in a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
}

impl Choice {
    /// A choice without further words.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), hint: String::new() }
    }
}

/// The same choices after "please choose", for a select that begins with nothing chosen.
pub fn choose(visit: &Visit, choices: Vec<Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", visit.text("desk.choose", &[]))).chain(choices).collect()
}

/// The names of the people of one page.
#[derive(Debug, Default)]
pub struct People(BTreeMap<String, String>);

impl People {
    /// The people whom an order and its events name.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(visit: &Visit, order: &Order, events: &[Event]) -> Result<People, Error> {
        let mut ids: BTreeSet<String> =
            events.iter().filter_map(|event| event.actor.clone()).collect();
        ids.extend(order.assignments.iter().filter_map(|share| share.handler.clone()));
        ids.extend(order.requests.iter().map(|request| request.asked_by.clone()));
        ids.extend(order.supervisions.iter().map(|supervision| supervision.issuer.clone()));
        Ok(People(visit.app.db.read(move |c| named(c, &ids)).await?))
    }

    /// What this person is called; nothing for one who has no account any more.
    pub fn name(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_default()
    }
}

fn named(c: &mut Conn, ids: &BTreeSet<String>) -> Result<BTreeMap<String, String>, DbError> {
    let mut names = BTreeMap::new();
    for id in ids {
        match accounts::by_id(c, id) {
            Ok(account) => names.insert(account.id, account.name),
            Err(DbError::NotFound) => None,
            Err(error) => return Err(error),
        };
    }
    Ok(names)
}

/// The name of an agency in the visit's language.
pub fn agency(visit: &Visit, slug: &str) -> String {
    visit.app.agency_name(slug, visit.lang.tag())
}

/// The name of a matter in the visit's language; its slug where nobody named it.
pub fn matter(visit: &Visit, slug: &str) -> String {
    let english = visit.lang == Lang::En;
    let rules = visit.app.rules();
    let routed = rules.matters().find(|(known, ..)| *known == slug);
    let routed = routed.map(|(_, _, name)| (&name.zh, &name.en));
    // What is not routed has the name of its kind.
    let kind = || visit.content.kind(slug).map(|kind| (&kind.name.zh, &kind.name.en));
    routed.or_else(kind).map_or(slug, |(zh, en)| if english { en } else { zh }).to_owned()
}

/// Every matter there is, to choose from.
pub fn matters(visit: &Visit) -> Vec<Choice> {
    visit.app.rules().matters().map(|(slug, ..)| Choice::new(slug, matter(visit, slug))).collect()
}

/// Every agency that can be given an order today, to choose from.
pub fn agencies(visit: &Visit) -> Vec<Choice> {
    let today = local_day(visit.now);
    let stands = |agency: &&Agency| {
        agency.slug != CENTRE
            && agency.valid_from <= today
            && agency.valid_to.is_none_or(|until| until > today)
    };
    let all = visit.app.agencies();
    all.iter()
        .filter(stands)
        .map(|one| Choice::new(one.slug.clone(), agency(visit, &one.slug)))
        .collect()
}

/// The words for a reason code: of the kind's lists, or our own.
pub fn reason(visit: &Visit, kind: &str, code: &str) -> String {
    let lang = visit.lang.tag();
    if let Some(kind) = visit.content.kind(kind) {
        let lists = [&kind.return_reasons, &kind.decline_grounds, &kind.suspend_reasons];
        let found = lists.into_iter().flatten().find(|choice| choice.code == code);
        if let Some(choice) = found {
            return choice.in_language(lang).to_owned();
        }
    }
    let key = format!("desk.reason.{code}");
    if visit.app.pages.locale().has(&key) { visit.text(&key, &[]) } else { code.to_owned() }
}
