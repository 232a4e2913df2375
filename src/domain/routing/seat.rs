//! Which agency of a kind: that of the district where the matter sits, and among those that could
//! take it the one with least in hand. Where it is doubtful whose matter it is, a person is asked.

use serde::{Deserialize, Serialize};

use super::decide::{Decision, Reason};
use super::places::{Mention, NOBODY, Places};
use super::source::Both;
use crate::domain::agency::Level;

/// What is known of where a request belongs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The place that was given.
    pub place: &'a str,
    /// The code that the enterprise is registered under.
    pub credit_code: &'a str,
    /// What was written.
    pub text: &'a str,
}

/// An agency as the choice sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    pub slug: String,
    pub name: Both,
    /// The agency of the whole city whose kind it is; none for that one itself.
    pub family: Option<String>,
    pub level: Level,
    pub district: Option<String>,
    /// How much it can have in hand at once; none: it takes no part in sharing.
    pub capacity: Option<u32>,
    /// How much it has in hand.
    pub open: u32,
}

/// A question of jurisdiction, for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Its name in `content/places/`.
    pub id: String,
    pub ask: Both,
    /// The asker's words that raise it.
    pub quote: String,
}

/// Where the matter sits, and by what.
struct Sits {
    district: Option<Mention>,
    /// More than one place is named.
    several: Vec<Mention>,
    registered: bool,
}

impl Office {
    fn of_kind(&self, slug: &str) -> bool {
        self.slug == slug || self.family.as_deref() == Some(slug)
    }

    /// Is it less busy, for what it can do?
    fn freer_than(&self, other: &Self) -> bool {
        let of = |one: &Self| u64::from(one.capacity.unwrap_or_default());
        let (own, others) = (u64::from(self.open), u64::from(other.open));
        own * of(other) < others * of(self)
    }
}

/// The decision with every agency that it names seated in its district, the load shared, and what is
/// doubtful put to a person. `level_of` says of a matter whether districts have it first.
pub fn settle(
    mut decision: Decision,
    asked: Asked<'_>,
    places: &Places,
    offices: &[Office],
    level_of: impl Fn(&str) -> Level,
) -> Decision {
    let sits = sits(asked, places);
    let kind = decision.lead.clone();
    decision.doubts = doubts(&decision, asked, places, offices, &sits);
    let here = sits.district.as_ref().map(|one| places.districts[one.district].slug.as_str());
    let district = here.filter(|_| decision.level == Level::District);
    match choose(&kind, district, offices) {
        Some(office) => {
            if office.slug != kind {
                decision.reasons.push(why(office, &sits, places));
            }
            decision.lead_name = office.name.zh.clone();
            decision.lead = office.slug.clone();
        }
        // Where no agency is known at all there is nothing to choose from.
        None if offices.is_empty() => {}
        None => decision.doubts.extend(nobody(&decision.lead_name, places)),
    }
    let chosen = |kind: String| match choose(&kind, district, offices) {
        Some(office) => Some(office.slug.clone()),
        None => offices.is_empty().then_some(kind),
    };
    decision.co = std::mem::take(&mut decision.co).into_iter().filter_map(chosen).collect();
    let seated = |matter: &str, lead: &str| {
        choose(lead, here.filter(|_| level_of(matter) == Level::District), offices)
    };
    for other in &mut decision.alternatives {
        if let Some(office) = seated(&other.matter, &other.lead) {
            other.lead_name = office.name.zh.clone();
            other.lead = office.slug.clone();
        }
    }
    if let Some(second) = &mut decision.second
        && let Some(office) = seated(&second.matter, &second.lead)
    {
        second.lead = office.slug.clone();
    }
    if decision.tells_two() || !decision.doubts.is_empty() {
        decision.triage = true;
        decision.abstain = true;
    }
    decision
}

/// The agency of a kind that takes it: in the district where there is one for it, else that of the
/// whole city; among several that share the work the freest.
fn choose<'a>(kind: &str, district: Option<&str>, offices: &'a [Office]) -> Option<&'a Office> {
    let all = || offices.iter().filter(|one| one.of_kind(kind));
    let here = |one: &&Office| {
        one.level == Level::District && district.is_some() && one.district.as_deref() == district
    };
    let mut able: Vec<&Office> = all().filter(here).collect();
    if able.is_empty() {
        able = all().filter(|one| one.level == Level::City).collect();
    }
    let sharing = able.iter().copied().filter(|one| one.capacity.is_some_and(|most| most > 0));
    let freest = sharing.reduce(|best, one| if one.freer_than(best) { one } else { best });
    freest.or_else(|| able.iter().copied().find(|one| one.slug == kind)).or(able.first().copied())
}

fn sits(asked: Asked<'_>, places: &Places) -> Sits {
    let said = places.in_place(asked.place);
    let told = places.in_text(asked.text);
    let mut several = said.clone();
    several.extend(told);
    several.sort_by_key(|one| one.district);
    several.dedup_by_key(|one| one.district);
    let named = said.into_iter().next().or_else(|| several.first().cloned());
    // A registration counts only where nothing else says where it is.
    let elsewhere = !asked.place.trim().is_empty() && named.is_none();
    let registered = places.of_code(asked.credit_code).filter(|_| named.is_none() && !elsewhere);
    Sits {
        registered: registered.is_some(),
        district: named
            .or_else(|| registered.map(|district| Mention { district, quote: String::new() })),
        several,
    }
}

fn why(office: &Office, sits: &Sits, places: &Places) -> Reason {
    let seated = sits.district.as_ref().filter(|_| office.level == Level::District);
    let (say, rule) = match seated {
        Some(_) if sits.registered => (&places.say.registered, "place.registered"),
        Some(_) => (&places.say.seat, "place.district"),
        None => (&places.say.load, "place.load"),
    };
    let name = seated.map(|one| &places.districts[one.district].name);
    let fill = |say: &str, of: fn(&Both) -> &str| {
        let district = name.map_or("", of);
        say.replace("{district}", district).replace("{agency}", of(&office.name))
    };
    Reason {
        zh: fill(&say.zh, |both| &both.zh),
        en: fill(&say.en, |both| &both.en),
        quote: seated.map(|one| one.quote.clone()).unwrap_or_default(),
        rule: rule.to_owned(),
        weight: 0.0,
    }
}

fn doubts(
    decision: &Decision,
    asked: Asked<'_>,
    places: &Places,
    offices: &[Office],
    sits: &Sits,
) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    for (id, source) in &places.doubts {
        let leads = source.leads.trim();
        if !leads.is_empty() && !leads.split_whitespace().any(|lead| lead == decision.lead) {
            continue;
        }
        let quote = match id.as_str() {
            "two" => two(decision, places, offices, sits),
            // Known once it is chosen who leads.
            NOBODY => None,
            "outside" => places.outside(asked.place).map(str::to_owned),
            "other_side" => places.other_side(asked.text).map(str::to_owned),
            _ => source
                .any
                .split_whitespace()
                .find(|phrase| asked.text.contains(phrase))
                .map(str::to_owned),
        };
        let Some(quote) = quote else { continue };
        let lead = offices.iter().find(|one| one.slug == decision.lead).map(|one| &one.name);
        let fill = |say: &str, of: fn(&Both) -> &str| {
            let agency = lead.map_or(decision.lead_name.as_str(), of);
            say.replace("{quote}", &quote).replace("{agency}", agency)
        };
        let ask = Both {
            zh: fill(&source.say.zh, |both| &both.zh),
            en: fill(&source.say.en, |both| &both.en),
        };
        doubts.push(Doubt { id: id.clone(), ask, quote });
    }
    doubts
}

/// Nobody of the kind that would lead it exists any more.
fn nobody(kind: &str, places: &Places) -> Option<Doubt> {
    let fill = |say: &str| say.replace("{agency}", kind);
    let say = &places.doubts.get(NOBODY)?.say;
    let ask = Both { zh: fill(&say.zh), en: fill(&say.en) };
    Some(Doubt { id: NOBODY.to_owned(), ask, quote: kind.to_owned() })
}

/// Two districts are named, and it matters: at least one of them has an agency of its own.
fn two(decision: &Decision, places: &Places, offices: &[Office], sits: &Sits) -> Option<String> {
    if decision.level != Level::District || sits.several.len() < 2 {
        return None;
    }
    let names: Vec<&str> =
        sits.several.iter().map(|one| places.districts[one.district].name.zh.as_str()).collect();
    let slugs = sits.several.iter().map(|one| places.districts[one.district].slug.as_str());
    let mut leads: Vec<Option<&str>> = slugs
        .map(|district| {
            choose(&decision.lead, Some(district), offices).map(|office| office.slug.as_str())
        })
        .collect();
    leads.dedup();
    (leads.len() > 1).then(|| format!("“{}”", names.join("”“")))
}

#[cfg(test)]
#[path = "seat_tests.rs"]
mod tests;
