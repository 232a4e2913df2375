//! The catalogue's filters: which courses fit what is chosen, and how many would stand behind
//! every other choice. One pass over the shelf answers both.

use super::course::{CourseLine, Form, LecturerKind, Stage};
use crate::text_enum;

text_enum! {
    /// What the catalogue can be filtered by.
    pub enum Facet {
        Line = "line",
        Stage = "stage",
        Form = "form",
        Lecturer = "lecturer",
        Length = "length",
    }
}

text_enum! {
    /// How long a course takes: a class hour, an hour, or more.
    pub enum Length {
        Short = "short",
        Medium = "medium",
        Long = "long",
    }
}

const FACETS: usize = Facet::ALL.len();
/// No facet has more words.
const WORDS: usize = LecturerKind::ALL.len();

impl Length {
    /// Up to 40 minutes, up to 60, or longer.
    pub fn of(minutes: u16) -> Length {
        match minutes {
            ..=40 => Length::Short,
            41..=60 => Length::Medium,
            _ => Length::Long,
        }
    }
}

impl Facet {
    /// The words one can choose from, in the order in which they are shown.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Facet::Line => CourseLine::ALL.iter().map(|word| word.as_str()).collect(),
            Facet::Stage => Stage::ALL.iter().map(|word| word.as_str()).collect(),
            Facet::Form => Form::ALL.iter().map(|word| word.as_str()).collect(),
            Facet::Lecturer => LecturerKind::ALL.iter().map(|word| word.as_str()).collect(),
            Facet::Length => Length::ALL.iter().map(|word| word.as_str()).collect(),
        }
    }
}

/// What a course answers to: for each facet one bit per word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks([u16; FACETS]);

impl Marks {
    /// The marks of a course.
    pub fn of(
        line: CourseLine,
        stages: &[Stage],
        forms: &[Form],
        lecturers: &[LecturerKind],
        minutes: u16,
    ) -> Marks {
        let bits =
            |places: &mut dyn Iterator<Item = usize>| places.fold(0, |all, at| all | 1 << at);
        Marks([
            1 << line as usize,
            bits(&mut stages.iter().map(|word| *word as usize)),
            bits(&mut forms.iter().map(|word| *word as usize)),
            bits(&mut lecturers.iter().map(|word| *word as usize)),
            1 << Length::of(minutes) as usize,
        ])
    }
}

/// What somebody chose: at most one word of each facet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chosen([Option<usize>; FACETS]);

impl Chosen {
    /// Chooses by words; one that is no word of its facet chooses nothing.
    pub fn read<'a>(word: impl Fn(Facet) -> &'a str) -> Chosen {
        let mut chosen = Chosen::default();
        for facet in Facet::ALL {
            let asked = word(*facet);
            chosen.0[*facet as usize] = facet.words().iter().position(|known| *known == asked);
        }
        chosen
    }

    /// The word chosen of a facet.
    pub fn word(&self, facet: Facet) -> Option<&'static str> {
        self.0[facet as usize].and_then(|at| facet.words().get(at).copied())
    }

    /// The same with another word of one facet, or none.
    #[must_use]
    pub fn with(mut self, facet: Facet, at: Option<usize>) -> Chosen {
        self.0[facet as usize] = at;
        self
    }

    /// The facets of which something is chosen.
    pub fn facets(&self) -> impl Iterator<Item = Facet> {
        Facet::ALL.iter().copied().filter(|facet| self.0[*facet as usize].is_some())
    }
}

/// What one pass over the shelf found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sifted {
    /// The courses that fit, by their place on the shelf.
    pub fitting: Vec<usize>,
    counts: [[usize; WORDS]; FACETS],
    without: [usize; FACETS],
}

impl Sifted {
    /// How many courses there would be with this word of the facet, the other facets as chosen.
    pub fn count(&self, facet: Facet, at: usize) -> usize {
        self.counts[facet as usize].get(at).copied().unwrap_or_default()
    }

    /// How many there would be with nothing chosen of the facet.
    pub fn without(&self, facet: Facet) -> usize {
        self.without[facet as usize]
    }
}

/// Goes once over the shelf.
pub fn sift(shelf: impl IntoIterator<Item = Marks>, chosen: &Chosen) -> Sifted {
    let asked = chosen.0.map(|at| at.map_or(u16::MAX, |at| 1 << at));
    let mut sifted =
        Sifted { fitting: Vec::new(), counts: [[0; WORDS]; FACETS], without: [0; FACETS] };
    for (place, Marks(marks)) in shelf.into_iter().enumerate() {
        let mut misses = (0..FACETS).filter(|facet| marks[*facet] & asked[*facet] == 0);
        match (misses.next(), misses.next()) {
            (None, _) => {
                sifted.fitting.push(place);
                (0..FACETS).for_each(|facet| sifted.tally(facet, marks[facet]));
            }
            // What misses one facet alone is behind that facet's other words.
            (Some(facet), None) => sifted.tally(facet, marks[facet]),
            _ => {}
        }
    }
    sifted
}

impl Sifted {
    fn tally(&mut self, facet: usize, marks: u16) {
        self.without[facet] += 1;
        for (at, count) in self.counts[facet].iter_mut().enumerate() {
            *count += usize::from(marks >> at & 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Vec<Marks> {
        use {CourseLine::*, Form::*, LecturerKind::*, Stage::*};
        vec![
            Marks::of(RuleOfLaw, &[Junior, Senior], &[Lecture, MockCourt], &[Judge], 60),
            Marks::of(RuleOfLaw, &[PrimaryHigh, Junior], &[Lecture, Online], &[Police, Lawyer], 40),
            Marks::of(Moral, &[PrimaryLow], &[Online], &[VicePrincipal], 40),
            Marks::of(Counselling, &[Senior, Parents], &[Lecture], &[Counsellor], 90),
        ]
    }

    fn chosen(words: &[(Facet, &'static str)]) -> Chosen {
        Chosen::read(|facet| {
            words.iter().find(|(of, _)| *of == facet).map_or("", |(_, word)| *word)
        })
    }

    fn at(facet: Facet, word: &str) -> usize {
        facet.words().iter().position(|known| *known == word).unwrap()
    }

    /// Every count is what choosing that word really finds, whatever else is chosen.
    #[test]
    fn every_count_is_what_the_link_finds() {
        let shelf = shelf();
        let mut all = vec![Chosen::default()];
        for facet in Facet::ALL {
            let one_more = all.iter().flat_map(|chosen| {
                (0..facet.words().len()).map(|at| chosen.with(*facet, Some(at)))
            });
            all.extend(one_more.collect::<Vec<_>>());
        }
        assert_eq!(all.len(), 4 * 7 * 6 * 9 * 4);
        let found = |chosen: &Chosen| sift(shelf.iter().copied(), chosen).fitting.len();
        for chosen in all.iter().step_by(7) {
            let sifted = sift(shelf.iter().copied(), chosen);
            for facet in Facet::ALL {
                assert_eq!(sifted.without(*facet), found(&chosen.with(*facet, None)));
                for at in 0..facet.words().len() {
                    let link = chosen.with(*facet, Some(at));
                    assert_eq!(sifted.count(*facet, at), found(&link), "{link:?}");
                }
            }
        }
    }

    #[test]
    fn choices_of_different_facets_combine() {
        let chosen = chosen(&[(Facet::Stage, "junior"), (Facet::Form, "lecture")]);
        let sifted = sift(shelf(), &chosen);
        assert_eq!(sifted.fitting, [0, 1]);
        assert_eq!(sifted.count(Facet::Form, at(Facet::Form, "mock_court")), 1);
        assert_eq!(sifted.count(Facet::Lecturer, at(Facet::Lecturer, "counsellor")), 0);
        assert_eq!(chosen.facets().collect::<Vec<_>>(), [Facet::Stage, Facet::Form]);
    }

    #[test]
    fn what_is_no_word_chooses_nothing() {
        assert_eq!(
            chosen(&[(Facet::Line, "anything"), (Facet::Stage, "lecture")]),
            Chosen::default()
        );
        assert_eq!(chosen(&[(Facet::Length, "long")]).word(Facet::Length), Some("long"));
    }

    #[test]
    fn a_class_hour_is_short_and_an_hour_is_not() {
        let lengths = [1, 40, 41, 60, 61, 90].map(Length::of);
        use Length::*;
        assert_eq!(lengths, [Short, Short, Medium, Medium, Long, Long]);
    }

    /// A page is one pass; with 2,000 courses it may not be felt, even unoptimised.
    #[test]
    fn two_thousand_courses_are_sifted_at_once() {
        let many: Vec<Marks> = shelf().into_iter().cycle().take(2_000).collect();
        let chosen = chosen(&[(Facet::Form, "lecture")]);
        let started = std::time::Instant::now();
        let sifted = sift(many, &chosen);
        let took = started.elapsed();
        assert_eq!(sifted.fitting.len(), 1_500);
        assert!(took.as_millis() < 100, "{took:?}");
    }

    /// The bits of the marks fit their row of counts.
    #[test]
    fn no_facet_has_more_words_than_are_counted() {
        assert!(Facet::ALL.iter().all(|facet| facet.words().len() <= WORDS));
    }
}
