//! What asking back brings: every question is answered by what the text is, and the answers before
//! and after are counted.

use std::collections::BTreeMap;
use std::io::Write;

use super::PredictError;
use crate::domain::routing::ask::Question;
use crate::domain::routing::measure::{Answered, Truth, measure};
use crate::domain::routing::{Decision, Facts, Learned, Rules, route};

/// Answers before and after something was asked, of the same texts.
#[derive(Default)]
struct Pairs {
    before: Vec<Answered>,
    after: Vec<Answered>,
}

/// What asking back would bring, were every question answered by what the text is.
#[derive(Default)]
pub(super) struct Asked {
    /// Texts about which anything was asked.
    all: Pairs,
    questions: usize,
    /// By the question that was asked.
    each: BTreeMap<String, Pairs>,
    /// Texts in which a second matter was heard, and how often a reader says that it is right.
    seconds: [usize; 2],
}

impl Pairs {
    fn add(&mut self, truth: &Truth, before: &Decision, after: &Decision) {
        self.before.push(Answered::new(truth.clone(), before));
        self.after.push(Answered::new(truth.clone(), after));
    }

    /// Top-1 and any, before and after, in percent.
    fn shares(&self) -> Option<[[f64; 2]; 2]> {
        let of = |answers: &[Answered]| measure(answers).map(|f| [f.top1 * 100.0, f.any * 100.0]);
        Some([of(&self.before)?, of(&self.after)?])
    }
}

impl Asked {
    /// Puts to every text the questions that the router would ask where it is not sure enough.
    pub fn of<'a>(
        rules: &Rules,
        learned: &Learned,
        rows: impl Iterator<Item = (&'a str, Truth)>,
    ) -> Self {
        let mut asked = Self::default();
        for (text, truth) in rows {
            asked.ask(rules, learned, text, &truth);
        }
        asked
    }

    fn ask(&mut self, rules: &Rules, learned: &Learned, text: &str, truth: &Truth) {
        let mut facts = Facts { body: text.to_owned(), ..Facts::default() };
        let first = route(&facts, rules, learned);
        if let Some(second) = &first.second {
            let label = rules.label_of_slug(&second.matter).unwrap_or_default();
            let right = truth.label == label || truth.also.iter().any(|also| also == label);
            self.seconds[0] += 1;
            self.seconds[1] += usize::from(right);
        }
        let mut last = first.clone();
        while last.triage {
            let Some(question) = last.questions.first() else { break };
            let Some(answer) = answer(rules, question, truth) else { break };
            facts.answers.push(format!("{}={answer}", question.id));
            let after = route(&facts, rules, learned);
            self.each.entry(question.id.clone()).or_default().add(truth, &last, &after);
            self.questions += 1;
            last = after;
        }
        if !facts.answers.is_empty() {
            self.all.add(truth, &first, &last);
        }
    }

    pub fn print(&self, out: &mut impl Write) -> Result<(), PredictError> {
        let [told, right] = self.seconds;
        writeln!(out, "second matter: heard in {told} texts, right as well in {right}")?;
        let Some([before, after]) = self.all.shares() else { return Ok(()) };
        let texts = self.all.before.len();
        writeln!(out, "asking back: {} questions about {texts} texts", self.questions)?;
        for (name, [top1, any]) in [("before", before), ("after", after)] {
            writeln!(out, "  {name:>6}: top-1 {top1:.1} %, any {any:.1} %")?;
        }
        Ok(())
    }

    /// One line for each question of the rules, the most asked first: how often, what it raises among
    /// those who are asked, and what that is of all the texts.
    pub fn print_each(
        &self,
        rules: &Rules,
        texts: usize,
        out: &mut impl Write,
    ) -> Result<(), PredictError> {
        writeln!(out, "each question: asked, top-1 and any of those asked; points of all {texts}")?;
        let none = Pairs::default();
        let mut each: Vec<(&str, &Pairs)> = rules
            .questions()
            .iter()
            .map(|one| (one.id.as_str(), self.each.get(&one.id).unwrap_or(&none)))
            .collect();
        each.sort_by_key(|(_, pairs)| std::cmp::Reverse(pairs.before.len()));
        for (id, pairs) in each {
            let asked = pairs.before.len();
            let Some([before, after]) = pairs.shares() else {
                writeln!(out, "{asked:>6}  {id}")?;
                continue;
            };
            let share = asked as f64 / texts.max(1) as f64;
            let [top1, any] = [0, 1].map(|at| (after[at] - before[at]) * share);
            writeln!(
                out,
                "{asked:>6}  {id:<20} top-1 {:>5.1} → {:>5.1}  any {:>5.1} → {:>5.1}  {top1:+.2} {any:+.2}",
                before[0], after[0], before[1], after[1],
            )?;
        }
        Ok(())
    }
}

/// How somebody whose text this is would answer: by its label where an answer speaks for that, else
/// by one that is right as well.
fn answer<'a>(rules: &Rules, question: &'a Question, truth: &Truth) -> Option<&'a str> {
    let of = |label: &str| -> Vec<&str> {
        let own = rules.matters().filter(|(_, of, _)| *of == label);
        own.map(|(slug, ..)| slug).collect()
    };
    let heard = |slug: &&str| {
        question.answers.iter().any(|one| one.speaks.get(*slug).is_some_and(|weight| *weight > 0.0))
    };
    let mut right = vec![of(&truth.label)];
    right.extend(truth.also.iter().map(|label| of(label)));
    let matter = right.iter().flatten().copied().find(heard);
    let matter = matter.or(right.first().and_then(|own| own.first()).copied())?;
    question.truthful(matter).map(|answer| answer.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_by_what_the_text_is() {
        let rules = super::super::rules(None).unwrap();
        let question = |id: &str| rules.questions().iter().find(|one| one.id == id).unwrap();
        let truth = |label: &str, also: &str| Truth {
            label: label.to_owned(),
            also: vec![also.to_owned()],
            leads: Vec::new(),
        };
        let table = [
            ("written_contract", "债权债务", "合同纠纷", Some("debt")),
            ("written_contract", "合同纠纷", "债权债务", Some("contract")),
            // Nothing speaks for labour here, but the other right label is among the answers.
            ("written_contract", "劳动纠纷", "债权债务", Some("debt")),
            ("own_use", "消费权益", "合同纠纷", Some("self")),
            ("works_there", "婚姻家庭", "侵权", Some("no")),
            ("works_there", "没有这一类", "也没有", None),
        ];
        for (id, label, also, wanted) in table {
            assert_eq!(answer(&rules, question(id), &truth(label, also)), wanted, "{id} {label}");
        }
    }

    #[test]
    fn every_question_has_its_line_asked_or_not() {
        let rules = super::super::rules(None).unwrap();
        let text = "对方不给钱，合同也签了，欠款一直拖";
        let truth = Truth { label: "债权债务".to_owned(), ..Truth::default() };
        let asked = Asked::of(&rules, &Learned::default(), [(text, truth)].into_iter());
        let mut out = Vec::new();
        asked.print(&mut out).unwrap();
        asked.print_each(&rules, 1, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with("second matter: heard in "), "{out}");
        for question in rules.questions() {
            assert!(out.contains(&question.id), "{out}");
        }
    }
}
