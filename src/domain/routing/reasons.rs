//! Why, in the asker's own words.

use super::decide::{EXAMPLES, LEARNED, Reading, Reason, Words, rounded};
use super::scan::Fired;
use super::source::Desk;

impl Reading<'_> {
    pub(super) fn reasons(&self, best: usize, desk: Option<&Desk>) -> Vec<Reason> {
        let mut fired: Vec<&Fired> = self.fired.iter().filter(|one| one.matter == best).collect();
        fired.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        let (speaks_for, against): (Vec<&Fired>, Vec<&Fired>) =
            fired.into_iter().partition(|one| one.weight > 0.0);
        let mut reasons: Vec<Reason> = Vec::new();
        for one in speaks_for.into_iter().take(4).chain(against.into_iter().take(2)) {
            let reason = self.reason(one, best);
            if !reasons.iter().any(|other| other.zh == reason.zh) {
                reasons.push(reason);
            }
        }
        reasons.extend(self.learned_reason(best));
        reasons.extend(desk.and_then(|desk| self.desk_reason(best, desk)));
        if self.chosen.is_some() {
            reasons.push(self.plain(&self.rules.settings.words.chosen, best, "asker.chosen"));
        }
        if reasons.is_empty() {
            reasons.push(self.plain(&self.rules.settings.words.nothing, best, "settings.fallback"));
        }
        reasons
    }

    fn reason(&self, one: &Fired, best: usize) -> Reason {
        let (words, clause) = (&self.rules.settings.words, &self.rules.clauses[one.clause]);
        let quote = self.folded.quote(one.at.start, one.at.end);
        let shape = if one.weight > 0.0 { &words.wrote } else { &words.against };
        let name = &self.rules.matters[best].name;
        let why = clause.why.as_ref().unwrap_or(&words.usual);
        let fill = |shape: &str, why: &str, name: &str| {
            shape.replace("{why}", why).replace("{matter}", name).replace("{quote}", quote)
        };
        Reason {
            zh: fill(&shape.zh, &why.zh, &name.zh),
            en: fill(&shape.en, &why.en, &name.en),
            quote: quote.to_owned(),
            rule: clause.id.clone(),
            weight: rounded(one.weight),
        }
    }

    fn learned_reason(&self, best: usize) -> Option<Reason> {
        let label = self.rules.label_of[best];
        let matter = &self.rules.matters[best];
        let model = self.learned.model(self.rules);
        let found =
            model.strongest(self.rules, &self.folded, &self.features, &self.scores.added, label)?;
        let at = self.folded.as_str().find(&found.piece)?;
        let quote = self.folded.quote(at, at + found.piece.len()).to_owned();
        let words = &self.rules.settings.words;
        let known = model.confirmed(&self.rules.prior, &found.piece, label);
        // "So many times confirmed" is said only where it was.
        let mut reason = match known.of_label {
            0 => self.plain(&words.example, best, &format!("{}.{EXAMPLES}", matter.slug)),
            _ => self.plain(&words.learned, best, LEARNED),
        };
        for text in [&mut reason.zh, &mut reason.en] {
            *text = text
                .replace("{all}", &known.texts.to_string())
                .replace("{of}", &known.of_label.to_string())
                .replace("{quote}", &quote);
        }
        Some(Reason { quote, weight: rounded(found.sum), ..reason })
    }

    /// Why the lead is another than the matter's usual one.
    fn desk_reason(&self, best: usize, desk: &Desk) -> Option<Reason> {
        let matter = &self.rules.matters[best];
        let why = desk.why.as_ref()?;
        let at = matter.desks.iter().position(|one| one.name == desk.name)?;
        let list = self.rules.desks[best][at].any;
        let quote = list
            .and_then(|list| self.found.of(list).first())
            .map_or("", |at| self.folded.quote(at.start, at.end))
            .to_owned();
        let rule = format!("{}.{}", matter.slug, desk.name);
        Some(Reason { zh: why.zh.clone(), en: why.en.clone(), quote, rule, weight: 0.0 })
    }

    fn plain(&self, words: &Words, best: usize, rule: &str) -> Reason {
        let name = &self.rules.matters[best].name;
        Reason {
            zh: words.zh.replace("{matter}", &name.zh),
            en: words.en.replace("{matter}", &name.en),
            quote: String::new(),
            rule: rule.to_owned(),
            weight: 0.0,
        }
    }
}
