//! From lists of phrases to entries of one automaton.

use std::collections::{BTreeMap, HashMap};

use super::fault::{Fault, Wrong};
use super::features::hash_rule;
use super::rules::{Clause, DeskLists, List, Shape, Together, UrgentClassLists, UrgentLists};
use super::source::{Desk, Matter, Pattern, Settings, Urgents};
use super::text::Folding;

/// Turns lists of phrases into automaton entries, each phrase once.
pub(super) struct Compiler<'a> {
    folding: &'a Folding,
    sets: &'a BTreeMap<String, String>,
    pub phrases: Vec<String>,
    known: HashMap<String, usize>,
    pub uses: Vec<Vec<List>>,
    pub lists: usize,
    pub errors: Vec<Fault>,
    /// The file that is being compiled.
    file: String,
}

/// What the rules became.
pub(super) struct Parts {
    pub clauses: Vec<Clause>,
    pub desks: Vec<Vec<DeskLists>>,
    pub pressing: Vec<Vec<List>>,
    pub business: List,
    pub citizen: List,
    pub urgent: UrgentLists,
}

impl<'a> Compiler<'a> {
    pub fn new(folding: &'a Folding, sets: &'a BTreeMap<String, String>) -> Self {
        Self {
            folding,
            sets,
            phrases: Vec::new(),
            known: HashMap::new(),
            uses: Vec::new(),
            lists: 0,
            errors: Vec::new(),
            file: String::new(),
        }
    }

    pub fn parts(&mut self, settings: &Settings, matters: &[Matter], urgents: &Urgents) -> Parts {
        let mut clauses = Vec::new();
        for (index, matter) in matters.iter().enumerate() {
            self.file = matter.file();
            self.clauses(index, matter, &mut clauses);
        }
        let mut desks = Vec::new();
        let mut pressing = Vec::new();
        for matter in matters {
            self.file = matter.file();
            desks.push(matter.desks.iter().map(|desk| self.desk(desk)).collect());
            pressing.push(matter.pressing.iter().map(|one| self.list(&one.any)).collect());
        }
        "settings.toml".clone_into(&mut self.file);
        let business = self.list(&settings.voices.business);
        let citizen = self.list(&settings.voices.citizen);
        "urgent.toml".clone_into(&mut self.file);
        let urgent = self.urgent(urgents);
        Parts { clauses, desks, pressing, business, citizen, urgent }
    }

    fn clauses(&mut self, index: usize, matter: &Matter, clauses: &mut Vec<Clause>) {
        for group in &matter.phrases {
            let id = format!("{}.{}", matter.slug, group.name);
            clauses.push(Clause {
                matter: index,
                hash: hash_rule(&id),
                id,
                weight: group.weight,
                voice: group.voice,
                why: group.why.clone(),
                shape: Shape::Any(self.list(&group.any)),
            });
        }
        for pattern in &matter.patterns {
            let id = format!("{}.{}", matter.slug, pattern.name);
            clauses.push(Clause {
                matter: index,
                hash: hash_rule(&id),
                id,
                weight: pattern.weight,
                voice: pattern.voice,
                why: pattern.why.clone(),
                shape: Shape::All(self.together(pattern)),
            });
        }
    }

    fn together(&mut self, pattern: &Pattern) -> Together {
        Together {
            lists: pattern.all.iter().map(|list| self.list(list)).collect(),
            within: pattern.within * 3,
            ordered: pattern.ordered,
            unless: self.optional(&pattern.unless),
        }
    }

    fn desk(&mut self, desk: &Desk) -> DeskLists {
        DeskLists {
            any: self.optional(&desk.any),
            and: self.optional(&desk.and),
            unless: self.optional(&desk.unless),
            place: desk.place.split_whitespace().map(str::to_owned).collect(),
        }
    }

    fn urgent(&mut self, urgents: &Urgents) -> UrgentLists {
        UrgentLists {
            general: self.list(&urgents.general),
            past: self.list(&urgents.past),
            classes: urgents
                .classes
                .iter()
                .map(|class| UrgentClassLists {
                    certain: self.list(&class.certain),
                    phrases: self.list(&class.phrases),
                    unless: self.list(&class.unless),
                    patterns: class
                        .patterns
                        .iter()
                        .map(|pattern| Together {
                            lists: pattern.all.iter().map(|list| self.list(list)).collect(),
                            within: pattern.within * 3,
                            ordered: pattern.ordered,
                            unless: self.optional(&pattern.unless),
                        })
                        .collect(),
                })
                .collect(),
        }
    }

    fn optional(&mut self, phrases: &str) -> Option<List> {
        (!phrases.trim().is_empty()).then(|| self.list(phrases))
    }

    fn list(&mut self, phrases: &str) -> List {
        let list = self.lists;
        self.lists += 1;
        let (phrases, unknown) = expand(phrases, self.sets);
        let unknown = unknown.into_iter().map(|set| Fault::new(&self.file, Wrong::Set, set));
        self.errors.extend(unknown);
        for phrase in phrases {
            let folded = self.folding.fold(&phrase.replace('_', " ")).as_str().to_owned();
            if folded.is_empty() {
                self.errors.push(Fault::new(&self.file, Wrong::Empty, phrase));
                continue;
            }
            let index = *self.known.entry(folded.clone()).or_insert_with(|| {
                self.phrases.push(folded);
                self.uses.push(Vec::new());
                self.phrases.len() - 1
            });
            if !self.uses[index].contains(&list) {
                self.uses[index].push(list);
            }
        }
        list
    }
}

/// The phrases of a list, its sets replaced by what they hold; and the sets that there are not.
pub(super) fn expand(phrases: &str, sets: &BTreeMap<String, String>) -> (Vec<String>, Vec<String>) {
    let (mut all, mut unknown) = (Vec::new(), Vec::new());
    for phrase in phrases.split_whitespace() {
        match phrase.strip_prefix('@') {
            None => all.push(phrase.to_owned()),
            Some(name) => match sets.get(name) {
                // A set holds no sets: one level is enough to read.
                Some(set) => all.extend(set.split_whitespace().map(str::to_owned)),
                None => unknown.push(name.to_owned()),
            },
        }
    }
    (all, unknown)
}
