//! From facts to a decision that can be read.

use serde::{Deserialize, Serialize};

use super::ask::{self, Question};
use super::features::Features;
use super::learn::Learned;
use super::limits;
use super::rules::{DeskLists, Rules};
use super::scan::{Fired, Found, fire};
use super::score::{Scores, by_rules, calibrate, together};
use super::seat::Doubt;
use super::several::Second;
use super::source::{Desk, Voice};
use super::text::Folded;
use super::urgent::{self, Urgent};
use crate::domain::agency::Level;

pub use super::source::Both as Words;

/// What is known about a request when it is routed.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub title: String,
    pub body: String,
    /// The business that asks, when it named itself.
    pub enterprise: Option<String>,
    pub place: String,
    /// The matter that the asker chose.
    pub chosen_matter: Option<String>,
    /// What was answered when asked back, as `question=answer`.
    pub answers: Vec<String>,
    /// The asker has read the warning and is out of danger.
    pub urgent_seen: bool,
}

/// What was known beside the text. It is kept with the decision, so that a rehearsal routes the request
/// as it was asked; the place is not, being personal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// An enterprise was named.
    pub enterprise: bool,
    /// What was answered when asked back.
    pub answers: Vec<String>,
}

impl Beside {
    fn of(facts: &Facts) -> Self {
        Self { enterprise: facts.names_enterprise(), answers: facts.answers.clone() }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Facts {
    fn names_enterprise(&self) -> bool {
        self.enterprise.as_deref().is_some_and(|name| !name.trim().is_empty())
    }
}

/// Why: the asker's words, and the rule that heard them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub zh: String,
    pub en: String,
    pub quote: String,
    pub rule: String,
    pub weight: f64,
}

/// The rule of a reason that confirmations taught.
pub(super) const LEARNED: &str = "learned";
/// The name, within a matter, of what its example sentences teach.
pub(super) const EXAMPLES: &str = "examples";

impl Reason {
    /// Not a rule spoke, but what the example sentences or confirmations taught.
    pub fn is_learned(&self) -> bool {
        self.is_confirmed() || self.rule.rsplit('.').next() == Some(EXAMPLES)
    }

    /// Dispatchers' confirmations spoke.
    pub fn is_confirmed(&self) -> bool {
        self.rule == LEARNED
    }
}

/// Where else it could go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    pub matter: String,
    pub name: Words,
    /// Slug of the agency.
    pub lead: String,
    pub lead_name: String,
    pub score: f64,
}

/// Where it goes, and everything one may ask about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub matter: String,
    pub name: Words,
    /// The one of the 23 labels that the matter falls under.
    pub label: String,
    /// Slug of the lead agency.
    pub lead: String,
    pub lead_name: String,
    /// Slugs of the co-agencies.
    pub co: Vec<String>,
    pub confidence: f64,
    pub reasons: Vec<Reason>,
    pub alternatives: Vec<Alternative>,
    pub tell: Words,
    /// What makes it press.
    pub pressing: Vec<Words>,
    pub rules_version: String,
    /// A person decides: the confidence is below the threshold.
    pub triage: bool,
    pub abstain: bool,
    pub urgent: Option<Urgent>,
    pub top: Vec<(String, f64)>,
    pub top_labels: Vec<(String, f64)>,
    /// What to ask back, the best question first; nothing when the answer is clear.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Whether the matter is the district's first, or the city's.
    #[serde(default)]
    pub level: Level,
    /// What is asked of a person because it is doubtful whose matter it is.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    /// Another matter that the text tells as well.
    #[serde(default)]
    pub second: Option<Second>,
    #[serde(default, skip_serializing_if = "Beside::is_empty")]
    pub beside: Beside,
}

/// Everything read off one text.
pub(super) struct Reading<'a> {
    pub rules: &'a Rules,
    pub learned: &'a Learned,
    facts: &'a Facts,
    pub folded: Folded,
    pub features: Features,
    pub found: Found,
    voice: Option<Voice>,
    pub fired: Vec<Fired>,
    pub scores: Scores,
    pub chosen: Option<usize>,
    /// Next to nothing was said that any rule or example knows.
    silent: bool,
}

/// The most confidence that example sentences give by themselves.
const UNHEARD: f64 = 0.6;
/// So many known pieces of a text say something, even when no rule heard it.
const ENOUGH: usize = 4;

/// Routes a request. Always answers, whatever it is given.
pub fn route(facts: &Facts, rules: &Rules, learned: &Learned) -> Decision {
    let folded = rules.folding.fold(&format!("{}。{}", facts.title, facts.body));
    let found = Found::scan(rules, folded.as_str());
    let voice = voice(rules, &found, facts.names_enterprise());
    let fired = fire(rules, &found, voice);
    let mut scores = by_rules(rules, &fired);
    ask::add(rules, &facts.answers, &mut scores);
    let chosen = facts.chosen_matter.as_deref().and_then(|slug| rules.matter_index(slug));
    if let Some(chosen) = chosen {
        scores[chosen] += rules.settings.chosen;
    }
    let features = Features::of(rules, &folded, &fired);
    let model = learned.model(rules);
    let scores = together(rules, model, &features, &scores);
    let silent = fired.iter().all(|one| one.weight <= 0.0) && model.knows(&features) < ENOUGH;
    Reading { rules, learned, facts, folded, features, found, voice, fired, scores, chosen, silent }
        .decide()
}

/// Who speaks; nobody in particular when the words balance.
pub(super) fn voice(rules: &Rules, found: &Found, enterprise: bool) -> Option<Voice> {
    let business = found.of(rules.business).len() + usize::from(enterprise);
    let citizen = found.of(rules.citizen).len();
    match business.cmp(&citizen) {
        std::cmp::Ordering::Greater => Some(Voice::Business),
        std::cmp::Ordering::Less => Some(Voice::Citizen),
        std::cmp::Ordering::Equal => None,
    }
}

impl Reading<'_> {
    fn decide(&self) -> Decision {
        let labels = ranked(&self.scores.labels);
        let matters = ranked(&self.scores.matters);
        let best = self.best(&labels, &matters);
        let rules = self.rules;
        let matter = &rules.matters[best];
        let desk = self.desk(best);
        let (lead, co) = match desk {
            Some(desk) => (&desk.lead, &desk.co),
            None => (&matter.lead, &matter.co),
        };
        let tell = desk.and_then(|desk| desk.tell.as_ref()).unwrap_or(&matter.tell);
        let confidence = self.confidence(best, labels[0]);
        let triage = confidence < rules.threshold;
        let named = |slug: &dyn Fn(usize) -> String, order: &[usize], of: &[f64]| {
            order.iter().take(5).map(|&one| (slug(one), rounded(of[one]))).collect()
        };
        Decision {
            matter: matter.slug.clone(),
            name: matter.name.clone(),
            label: matter.label.clone(),
            lead_name: self.agency(lead),
            lead: lead.clone(),
            co: co.clone(),
            confidence: rounded(confidence),
            reasons: self.reasons(best, desk),
            alternatives: self.alternatives(best, &matters),
            tell: tell.clone(),
            pressing: self.pressing(best),
            rules_version: rules.version().to_owned(),
            triage,
            abstain: triage,
            urgent: urgent::find(rules, &self.found, &self.folded, self.facts.urgent_seen),
            questions: if triage { self.questions(&matters) } else { Vec::new() },
            level: matter.level,
            doubts: Vec::new(),
            second: self.second(best),
            beside: Beside::of(self.facts),
            top: named(&|m| rules.matters[m].slug.clone(), &matters, &self.scores.matters),
            top_labels: named(&|l| rules.settings.labels[l].clone(), &labels, &self.scores.labels),
        }
    }

    /// The asker's choice; else the best matter of the best label; else where silence goes.
    fn best(&self, labels: &[usize], matters: &[usize]) -> usize {
        if let Some(chosen) = self.chosen {
            return chosen;
        }
        if self.silent
            && let Some(fallback) = self.rules.matter_index(&self.rules.settings.fallback)
        {
            return fallback;
        }
        let of_label = |matter: &&usize| self.rules.label_of[**matter] == labels[0];
        matters.iter().find(of_label).or(matters.first()).copied().unwrap_or(0)
    }

    fn confidence(&self, best: usize, top_label: usize) -> f64 {
        let settings = &self.rules.settings;
        if self.silent && self.chosen.is_none() {
            return calibrate(&settings.calibration, 0.0);
        }
        // Sure only when the asker's choice and the text agree.
        let label = if self.chosen.is_some() { self.rules.label_of[best] } else { top_label };
        let raw = self.scores.labels[label];
        let share = (self.learned.count() as f64 / settings.learning.trust.max(1.0)).min(1.0);
        let before = calibrate(&settings.calibration, raw);
        let after = calibrate(&settings.calibration_learned, raw);
        let sure = (before + share * (after - before)).clamp(0.0, 1.0);
        // Our own examples alone send nothing on: a rule must speak, or a dispatcher have taught.
        let heard = |one: &Fired| one.weight > 0.0 && self.rules.label_of[one.matter] == label;
        let spoken = self.learned.count() > 0 || self.fired.iter().any(heard);
        if spoken || self.chosen.is_some() { sure } else { sure.min(UNHEARD) }
    }

    pub(super) fn desk(&self, matter: usize) -> Option<&Desk> {
        let fits = |desk: &Desk, lists: &DeskLists| {
            let said = |list: Option<usize>| list.is_none() || self.found.any(list);
            said(lists.any)
                && said(lists.and)
                && !self.found.any(lists.unless)
                && (lists.place.is_empty()
                    || lists.place.iter().any(|place| self.facts.place.contains(place)))
                && desk.voice.is_none_or(|wanted| Some(wanted) == self.voice)
        };
        let desks = self.rules.matters[matter].desks.iter().zip(&self.rules.desks[matter]);
        desks.filter(|(desk, lists)| fits(desk, lists)).map(|(desk, _)| desk).next()
    }

    /// Nothing is asked of one who has chosen, or where the router is sure enough.
    fn questions(&self, matters: &[usize]) -> Vec<Question> {
        if self.chosen.is_some() {
            return Vec::new();
        }
        let slug = |matter: usize| self.rules.matters[matter].slug.clone();
        let likely: Vec<(String, f64)> =
            matters.iter().take(4).map(|&m| (slug(m), self.scores.matters[m])).collect();
        ask::worth(self.rules, &self.facts.answers, &likely)
    }

    fn pressing(&self, best: usize) -> Vec<Words> {
        let matter = &self.rules.matters[best];
        let hints = matter.pressing.iter().zip(&self.rules.pressing[best]);
        hints
            .filter(|(_, list)| self.found.any(Some(**list)))
            .map(|(hint, _)| hint.say.clone())
            .chain(limits::pressing(&matter.limits, &self.folded))
            .collect()
    }

    fn alternatives(&self, best: usize, matters: &[usize]) -> Vec<Alternative> {
        let rules = self.rules;
        let near = &rules.matters[best].near;
        let likely = matters.iter().copied().filter(|&m| self.scores.matters[m] >= 0.02);
        let usual = near.iter().filter_map(|slug| rules.matter_index(slug));
        let mut order: Vec<usize> = Vec::new();
        for matter in likely.chain(usual).chain(matters.iter().copied()) {
            if matter != best && !order.contains(&matter) && order.len() < 3 {
                order.push(matter);
            }
        }
        order.into_iter().map(|matter| self.alternative(matter)).collect()
    }

    fn alternative(&self, index: usize) -> Alternative {
        let matter = &self.rules.matters[index];
        let lead = self.desk(index).map_or(&matter.lead, |desk| &desk.lead);
        Alternative {
            matter: matter.slug.clone(),
            name: matter.name.clone(),
            lead: lead.clone(),
            lead_name: self.agency(lead),
            score: rounded(self.scores.matters[index]),
        }
    }

    pub(super) fn agency(&self, slug: &str) -> String {
        self.rules.agency(slug).map_or_else(|| slug.to_owned(), |name| name.zh.clone())
    }
}

/// Indices from the highest score down; equal scores keep their order.
fn ranked(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    order
}

pub(super) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
