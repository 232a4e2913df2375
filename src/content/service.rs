//! A service of the supermarket's shelf: who does it, with what papers, on what ground, how fast.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{ContentError, front_matter, markdown};
use crate::domain::agency::House;
use crate::domain::kind::Wording;

/// Who can ask for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicant {
    #[default]
    Enterprise,
    /// An employee for himself, never the enterprise: the page offers the services in `instead`.
    Employee,
    Anyone,
}

/// A paper to bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    pub name: String,
    #[serde(default)]
    pub note: Option<String>,
    pub required: bool,
}

/// The law it stands on; where the article was not verified, only the law's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub law: String,
    #[serde(default)]
    pub article: Option<String>,
}

/// How long it takes, and whether the law says so or we promise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub zh: String,
    pub en: String,
    /// False: 服务承诺, never shown as 法定.
    pub statutory: bool,
    /// The clock of `content/clocks/` that counts it, where there is one.
    #[serde(default)]
    pub clock: Option<String>,
}

/// A row of the shelf, with its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    #[serde(flatten)]
    pub facts: Facts,
    /// The page's text as written.
    pub markdown: String,
    /// The same, rendered and safe to print.
    pub html: String,
}

/// What the front matter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub slug: String,
    pub number: u8,
    pub title: String,
    pub title_en: String,
    /// One line for the shelf.
    pub summary: String,
    pub shelf: House,
    /// The lead agency.
    pub agency: String,
    #[serde(default)]
    pub co: Vec<String>,
    /// The matters it deals with.
    pub category: Vec<String>,
    #[serde(default)]
    pub applicant: Applicant,
    /// Slugs of the services to offer to who cannot ask for this one.
    #[serde(default)]
    pub instead: Vec<String>,
    /// Are the papers every enterprise brings (licence, legal representative, mandate) needed too?
    pub common_materials: bool,
    pub materials: Vec<Material>,
    pub basis: Vec<Basis>,
    pub limit: Limit,
    /// By when the asker has to come, where the law sets a day.
    #[serde(default)]
    pub apply_within: Option<Wording>,
    pub outcome: Wording,
    /// Can all of it be done here, without a formal filing with the agency?
    pub online: bool,
    pub reviewed: NaiveDate,
    /// The agency that answers for this page.
    pub responsible: String,
}

impl std::ops::Deref for Service {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}

impl Facts {
    /// What the facts lack by themselves: the part of the file, and what is wrong with it.
    pub(super) fn lacks(&self) -> Vec<(&'static str, Fault)> {
        let mut wrong = Vec::new();
        if self.number == 0 {
            wrong.push(("number", Fault::empty("number", "the number begins at 1")));
        }
        if self.shelf == House::Centre {
            wrong.push((
                "shelf",
                Fault::said("no_shelf", &[], "the centre has no shelf of its own"),
            ));
        }
        if self.category.is_empty() {
            wrong.push(("category", Fault::empty("category", "at least one matter is needed")));
        }
        if self.materials.is_empty() && !self.common_materials {
            wrong.push(("materials", Fault::empty("materials", "no papers at all")));
        }
        if self.limit.statutory && self.basis.is_empty() {
            wrong.push(("limit", Fault::empty("basis", "a statutory limit needs a basis in law")));
        }
        if self.applicant == Applicant::Employee && self.instead.is_empty() {
            wrong.push((
                "applicant",
                Fault::empty("instead", "say in `instead` what an enterprise can ask for"),
            ));
        }
        wrong
    }
}

pub(super) fn read(path: &str, text: &str) -> Result<Service, ContentError> {
    let (facts, markdown): (Facts, String) = front_matter::read(path, text)?;
    let html = markdown::render(&markdown);
    Ok(Service { facts, markdown, html })
}
