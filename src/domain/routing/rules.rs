//! The rules, compiled: every phrase of every file in one automaton.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};
use sha2::{Digest, Sha256};

use super::source::{Both, Desk, Matter, Normalise, Pattern, Settings, Urgents, Voice};
use super::text::Folding;

/// A list of phrases; the index of its findings.
pub(super) type List = usize;

/// Everything the router knows that is not learned.
#[derive(Debug, Clone)]
pub struct Rules {
    pub(super) settings: Settings,
    pub(super) folding: Folding,
    pub(super) matters: Vec<Matter>,
    pub(super) urgents: Urgents,
    pub(super) clauses: Vec<Clause>,
    /// For each matter the index of its label.
    pub(super) label_of: Vec<usize>,
    pub(super) desks: Vec<Vec<DeskLists>>,
    pub(super) pressing: Vec<Vec<List>>,
    pub(super) business: List,
    pub(super) citizen: List,
    pub(super) urgent_lists: UrgentLists,
    pub(super) automaton: AhoCorasick,
    /// For each phrase of the automaton, the lists that it stands in.
    pub(super) uses: Vec<Vec<List>>,
    pub(super) lists: usize,
    version: String,
}

/// One rule that speaks for or against a matter.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub matter: usize,
    pub id: String,
    pub weight: f64,
    pub voice: Option<Voice>,
    pub why: Option<Both>,
    pub shape: Shape,
}

/// What must be found for a clause to count.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Any(List),
    All(Together),
}

/// One finding of each list, near each other.
#[derive(Debug, Clone)]
pub(super) struct Together {
    pub lists: Vec<List>,
    /// In bytes of folded text; a Chinese character is three.
    pub within: usize,
    pub ordered: bool,
    pub unless: Option<List>,
}

#[derive(Debug, Clone)]
pub(super) struct DeskLists {
    pub any: Option<List>,
    pub and: Option<List>,
    pub unless: Option<List>,
    pub place: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct UrgentLists {
    pub general: List,
    pub past: List,
    pub classes: Vec<UrgentClassLists>,
}

#[derive(Debug, Clone)]
pub(super) struct UrgentClassLists {
    pub certain: List,
    pub phrases: List,
    pub patterns: Vec<Together>,
    pub unless: List,
}

impl Rules {
    /// Reads and compiles the files of `content/routing/`, given as (file name, text).
    pub fn from_toml<N: Into<String>, T: Into<String>>(
        files: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Self, Vec<String>> {
        let files: BTreeMap<String, String> = files
            .into_iter()
            .map(|(name, text)| {
                let name: String = name.into();
                (name.rsplit('/').next().unwrap_or_default().to_owned(), text.into())
            })
            .filter(|(name, _)| name.ends_with(".toml"))
            .collect();
        let mut errors = Vec::new();
        let settings = read::<Settings>(&files, "settings.toml", &mut errors);
        let normalise = read::<Normalise>(&files, "normalise.toml", &mut errors);
        let urgents = read::<Urgents>(&files, "urgent.toml", &mut errors);
        let special = ["settings.toml", "normalise.toml", "urgent.toml"];
        let matters: Vec<Matter> = files
            .keys()
            .filter(|name| !special.contains(&name.as_str()))
            .filter_map(|name| read(&files, name, &mut errors))
            .collect();
        let (Some(settings), Some(normalise), Some(urgents)) = (settings, normalise, urgents)
        else {
            return Err(errors);
        };
        if matters.len() < 3 {
            errors.push("at least three matters are needed".to_owned());
        }
        if !matters.iter().any(|matter| matter.slug == settings.fallback) {
            errors.push(format!("settings.toml: no matter `{}`", settings.fallback));
        }
        let label_of = labels(&settings, &matters, &mut errors);
        let version = version(&settings.version, &files);
        let folding = Folding::new(&normalise.from, &normalise.to);
        let mut compiler = Compiler::new(&folding, &settings.sets);
        let parts = compiler.parts(&settings, &matters, &urgents);
        errors.append(&mut compiler.errors);
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&compiler.phrases)
            .map_err(|error| vec![error.to_string()]);
        let automaton = match automaton {
            Ok(automaton) if errors.is_empty() => automaton,
            Ok(_) => return Err(errors),
            Err(more) => return Err([errors, more].concat()),
        };
        let (uses, lists) = (compiler.uses, compiler.lists);
        let (clauses, desks, pressing, business, citizen, urgent_lists) = parts;
        Ok(Self {
            settings,
            folding,
            matters,
            urgents,
            clauses,
            label_of,
            desks,
            pressing,
            business,
            citizen,
            urgent_lists,
            automaton,
            uses,
            lists,
            version,
        })
    }

    /// The declared version and a hash of what the files say.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every matter: slug, label, name.
    pub fn matters(&self) -> impl Iterator<Item = (&str, &str, &Both)> {
        self.matters
            .iter()
            .map(|matter| (matter.slug.as_str(), matter.label.as_str(), &matter.name))
    }

    /// The name of an agency, by its slug.
    pub fn agency(&self, slug: &str) -> Option<&Both> {
        self.settings.agencies.get(slug)
    }

    pub(super) fn matter_index(&self, slug: &str) -> Option<usize> {
        self.matters.iter().position(|matter| matter.slug == slug)
    }
}

/// Turns lists of phrases into automaton entries, each phrase once.
struct Compiler<'a> {
    folding: &'a Folding,
    sets: &'a BTreeMap<String, String>,
    phrases: Vec<String>,
    known: HashMap<String, usize>,
    uses: Vec<Vec<List>>,
    lists: usize,
    errors: Vec<String>,
}

type Parts = (Vec<Clause>, Vec<Vec<DeskLists>>, Vec<Vec<List>>, List, List, UrgentLists);

impl<'a> Compiler<'a> {
    fn new(folding: &'a Folding, sets: &'a BTreeMap<String, String>) -> Self {
        Self {
            folding,
            sets,
            phrases: Vec::new(),
            known: HashMap::new(),
            uses: Vec::new(),
            lists: 0,
            errors: Vec::new(),
        }
    }

    fn parts(&mut self, settings: &Settings, matters: &[Matter], urgents: &Urgents) -> Parts {
        let mut clauses = Vec::new();
        for (index, matter) in matters.iter().enumerate() {
            self.clauses(index, matter, &mut clauses);
        }
        let desks = matters
            .iter()
            .map(|matter| matter.desks.iter().map(|desk| self.desk(desk)).collect())
            .collect();
        let pressing = matters
            .iter()
            .map(|matter| matter.pressing.iter().map(|one| self.list(&one.any)).collect())
            .collect();
        let business = self.list(&settings.voices.business);
        let citizen = self.list(&settings.voices.citizen);
        let urgent = self.urgent(urgents);
        (clauses, desks, pressing, business, citizen, urgent)
    }

    fn clauses(&mut self, index: usize, matter: &Matter, clauses: &mut Vec<Clause>) {
        for group in &matter.phrases {
            clauses.push(Clause {
                matter: index,
                id: format!("{}.{}", matter.slug, group.name),
                weight: group.weight,
                voice: group.voice,
                why: group.why.clone(),
                shape: Shape::Any(self.list(&group.any)),
            });
        }
        for pattern in &matter.patterns {
            clauses.push(Clause {
                matter: index,
                id: format!("{}.{}", matter.slug, pattern.name),
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
        for phrase in expand(phrases, self.sets, &mut self.errors) {
            let folded = self.folding.fold(&phrase.replace('_', " ")).as_str().to_owned();
            if folded.is_empty() {
                self.errors.push(format!("the phrase `{phrase}` folds to nothing"));
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

/// The phrases of a list, its sets replaced by what they hold.
pub(super) fn expand(
    phrases: &str,
    sets: &BTreeMap<String, String>,
    errors: &mut Vec<String>,
) -> Vec<String> {
    let mut all = Vec::new();
    for phrase in phrases.split_whitespace() {
        match phrase.strip_prefix('@') {
            None => all.push(phrase.to_owned()),
            Some(name) => match sets.get(name) {
                // A set holds no sets: one level is enough to read.
                Some(set) => all.extend(set.split_whitespace().map(str::to_owned)),
                None => errors.push(format!("no set `@{name}` in settings.toml")),
            },
        }
    }
    all
}

fn read<T: serde::de::DeserializeOwned>(
    files: &BTreeMap<String, String>,
    name: &str,
    errors: &mut Vec<String>,
) -> Option<T> {
    let Some(text) = files.get(name) else {
        errors.push(format!("{name} is missing"));
        return None;
    };
    toml::from_str(text).map_err(|error| errors.push(format!("{name}: {error}"))).ok()
}

fn labels(settings: &Settings, matters: &[Matter], errors: &mut Vec<String>) -> Vec<usize> {
    let mut index_of = |matter: &Matter| {
        let index = settings.labels.iter().position(|label| *label == matter.label);
        index.unwrap_or_else(|| {
            errors.push(format!("{}: no label `{}`", matter.slug, matter.label));
            0
        })
    };
    matters.iter().map(&mut index_of).collect()
}

fn version(declared: &str, files: &BTreeMap<String, String>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    let hex: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{declared}-{hex}")
}
