//! What one file alone cannot know: that every slug is unique and names something that exists.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::{Content, ContentError, room};
use crate::domain::agency::{House, Tree};

/// Every complaint about the content as a whole.
pub(super) fn check(content: &Content, texts: &[(String, String)]) -> Vec<ContentError> {
    let mut check = Check { known: Known::of(content, texts), texts, errors: Vec::new() };
    check.unique(content);
    check.agencies(content);
    check.services(content);
    check.guides(content);
    check.questions(content);
    check.bulletins(content);
    check.kinds(content);
    check.rooms(content);
    check.catalogue(content);
    check.homes(content);
    check.errors
}

/// What can be referred to. Matters and clocks are declared in the tables of other modules, whose
/// own loaders insist on their presence; here none of them known means there is nothing to compare.
struct Known<'a> {
    agencies: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
    guides: BTreeSet<&'a str>,
    questions: BTreeSet<&'a str>,
    matters: BTreeSet<String>,
    clocks: BTreeSet<String>,
    courses: BTreeSet<&'a str>,
    bulletins: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(content: &'a Content, texts: &'a [(String, String)]) -> Known<'a> {
        Known {
            agencies: content.agencies.iter().map(|a| a.slug.as_str()).collect(),
            services: content.services.iter().map(|s| s.slug.as_str()).collect(),
            guides: content.guides.iter().map(|g| g.slug.as_str()).collect(),
            questions: content.questions.iter().map(|q| q.slug.as_str()).collect(),
            matters: declared(texts, "routing/"),
            clocks: declared(texts, "clocks/"),
            courses: named(texts, "courses/"),
            bulletins: named(texts, "bulletins/"),
        }
    }
}

/// The slugs that the names of the Markdown files under `prefix` say.
fn named<'a>(texts: &'a [(String, String)], prefix: &str) -> BTreeSet<&'a str> {
    texts.iter().filter_map(|(path, _)| path.strip_prefix(prefix)?.strip_suffix(".md")).collect()
}

/// The value of every key `slug` in the TOML files under `prefix`.
fn declared(texts: &[(String, String)], prefix: &str) -> BTreeSet<String> {
    let mut slugs = BTreeSet::new();
    for (_, text) in texts.iter().filter(|(path, _)| path.starts_with(prefix)) {
        if let Ok(table) = toml::from_str::<toml::Value>(text) {
            collect_slugs(&table, &mut slugs);
        }
    }
    slugs
}

fn collect_slugs(value: &toml::Value, slugs: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            if let Some(toml::Value::String(slug)) = table.get("slug") {
                slugs.insert(slug.clone());
            }
            table.values().for_each(|inner| collect_slugs(inner, slugs));
        }
        toml::Value::Array(list) => list.iter().for_each(|inner| collect_slugs(inner, slugs)),
        _ => {}
    }
}

/// The complaints so far; the catalogue's are in `check_catalogue`.
pub(super) struct Check<'a> {
    known: Known<'a>,
    pub(super) texts: &'a [(String, String)],
    errors: Vec<ContentError>,
}

impl Check<'_> {
    /// A complaint about the first line of the file that has `needle` in it.
    pub(super) fn complain(&mut self, file: &str, needle: &str, fault: impl Into<Fault>) {
        let text = self.texts.iter().find(|(path, _)| path == file).map_or("", |(_, text)| text);
        self.errors.push(ContentError::near(file, text, needle, fault));
    }

    /// One file, one slug: the file is named for it, so no two can share one.
    fn unique(&mut self, content: &Content) {
        self.named_for_slug("kinds/", "toml", content.kinds.iter().map(|k| &k.slug));
        self.named_for_slug("agencies/", "toml", content.agencies.iter().map(|a| &a.slug));
        self.named_for_slug("services/", "md", content.services.iter().map(|s| &s.slug));
        self.named_for_slug("guides/", "md", content.guides.iter().map(|g| &g.slug));
        self.named_for_slug("questions/", "md", content.questions.iter().map(|q| &q.slug));
        self.named_for_slug("rooms/", "md", content.rooms.iter().map(|r| &r.slug));
        self.named_for_slug("bulletins/", "md", content.bulletins.iter().map(|b| &b.slug));
        let mut numbers: BTreeMap<u8, &str> = BTreeMap::new();
        for service in &content.services {
            if let Some(first) = numbers.insert(service.number, &service.slug) {
                let fault = taken("number", service.number, first);
                self.complain(&service_file(&service.slug), "number", fault);
            }
        }
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for agency in &content.agencies {
            if let Some(first) = names.insert(&agency.name, &agency.slug) {
                let message = format!("the name {} is taken by `{first}`", agency.name);
                self.complain(&agency_file(&agency.slug), "name", message);
            }
        }
    }

    pub(super) fn named_for_slug<'s>(
        &mut self,
        folder: &str,
        extension: &str,
        slugs: impl Iterator<Item = &'s String>,
    ) {
        let mut seen = BTreeSet::new();
        for slug in slugs {
            let file = format!("{folder}{slug}.{extension}");
            if !seen.insert(slug) {
                self.complain(&file, "slug", format!("the slug `{slug}` is used by two files"));
            } else if !self.texts.iter().any(|(path, _)| *path == file) {
                let message = format!("no such file, but one of {folder} has this slug");
                self.errors.push(ContentError::new(&file, message));
            }
        }
    }

    fn agencies(&mut self, content: &Content) {
        if let Err(error) = Tree::of(&content.agencies) {
            self.complain(&agency_file(error.agency()), "parent", error.to_string());
        }
    }

    fn services(&mut self, content: &Content) {
        for service in &content.services {
            let file = service_file(&service.slug);
            for (needle, message) in service.lacks() {
                self.complain(&file, needle, message);
            }
            self.agency(&file, &service.agency);
            self.agency(&file, &service.responsible);
            service.co.iter().for_each(|co| self.agency(&file, co));
            service.category.iter().for_each(|matter| self.matter(&file, matter));
            service.instead.iter().for_each(|other| self.service(&file, other));
            if let Some(clock) = &service.limit.clock {
                self.clock(&file, clock);
            }
            self.body(&file, &service.markdown);
        }
    }

    fn guides(&mut self, content: &Content) {
        for guide in &content.guides {
            let file = format!("guides/{}.md", guide.slug);
            self.agency(&file, &guide.responsible);
            guide.agencies.iter().for_each(|agency| self.agency(&file, agency));
            guide.matters.iter().for_each(|matter| self.matter(&file, matter));
            guide.services.iter().for_each(|service| self.service(&file, service));
            self.body(&file, &guide.markdown);
        }
    }

    fn questions(&mut self, content: &Content) {
        for question in &content.questions {
            let file = format!("questions/{}.md", question.slug);
            self.agency(&file, &question.responsible);
            question.agencies.iter().for_each(|agency| self.agency(&file, agency));
            question.matters.iter().for_each(|matter| self.matter(&file, matter));
            question.services.iter().for_each(|service| self.service(&file, service));
            for guide in &question.guides {
                if !self.known.guides.contains(guide.as_str()) {
                    self.complain(&file, &quoted(guide), Fault::unknown("guide", guide));
                }
            }
            self.body(&file, &question.markdown);
        }
    }

    fn bulletins(&mut self, content: &Content) {
        for bulletin in &content.bulletins {
            let file = format!("bulletins/{}.md", bulletin.slug);
            for (needle, message) in bulletin.lacks() {
                self.complain(&file, needle, message);
            }
            self.agency(&file, &bulletin.responsible);
            self.body(&file, &bulletin.markdown);
        }
    }

    fn kinds(&mut self, content: &Content) {
        for kind in &content.kinds {
            let file = format!("kinds/{}.toml", kind.slug);
            for message in kind.check() {
                let needle = message.split('`').nth(1).unwrap_or_default().to_string();
                self.complain(&file, &needle, message);
            }
            kind.clocks.iter().for_each(|promise| self.clock(&file, &promise.clock));
        }
        let centres = content.agencies.iter().filter(|a| a.house == House::Centre).count();
        if centres != 1 {
            let message = format!("{centres} agencies of the house `centre`; there must be one");
            self.errors.push(ContentError::new("agencies", message));
        }
    }

    /// 二庭五室二基地, each in its place.
    fn rooms(&mut self, content: &Content) {
        for (room, position) in content.rooms.iter().zip(1u8..) {
            let file = format!("rooms/{}.md", room.slug);
            for (needle, message) in room.lacks() {
                self.complain(&file, needle, message);
            }
            if room.position != position {
                let message =
                    format!("position {} is there twice, or one is left out", room.position);
                self.complain(&file, "position", message);
            }
            self.body(&file, &room.markdown);
        }
        for (group, expected) in room::GROUPS {
            let found = content.rooms.iter().filter(|room| room.group == group).count();
            if found != expected {
                let message = format!("{found} rooms of the group `{group}`; there are {expected}");
                self.errors.push(ContentError::new("rooms", message));
            }
        }
    }

    pub(super) fn agency(&mut self, file: &str, slug: &str) {
        if !self.known.agencies.contains(slug) {
            self.complain(file, &quoted(slug), Fault::unknown("agency", slug));
        }
    }

    fn service(&mut self, file: &str, slug: &str) {
        if !self.known.services.contains(slug) {
            self.complain(file, &quoted(slug), Fault::unknown("service", slug));
        }
    }

    fn matter(&mut self, file: &str, slug: &str) {
        if !self.known.matters.is_empty() && !self.known.matters.contains(slug) {
            self.complain(file, &quoted(slug), Fault::unknown("matter", slug));
        }
    }

    fn clock(&mut self, file: &str, slug: &str) {
        if !self.known.clocks.is_empty() && !self.known.clocks.contains(slug) {
            self.complain(file, &quoted(slug), Fault::unknown("clock", slug));
        }
    }

    /// The two home pages, and that what they put forward is there.
    fn homes(&mut self, content: &Content) {
        self.named_for_slug("home/", "md", content.homes.iter().map(|home| &home.slug));
        for home in &content.homes {
            let file = format!("home/{}.md", home.slug);
            for (needle, message) in home.lacks(|path| content.page_title(path).is_some()) {
                self.complain(&file, &needle, message);
            }
        }
    }

    pub(super) fn body(&mut self, file: &str, markdown: &str) {
        if markdown.is_empty() {
            self.complain(file, "+++", Fault::said("no_text", &[], "the page has no text"));
        }
        let known = &self.known;
        let links = [
            ("/enterprise/services/", "service", known.services.clone()),
            ("/enterprise/guides/", "guide", known.guides.clone()),
            ("/enterprise/questions/", "question", known.questions.clone()),
            ("/youth/courses/", "course", known.courses.clone()),
            ("/youth/bulletins/", "bulletin", known.bulletins.clone()),
        ];
        for (prefix, what, slugs) in links {
            for link in markdown.split(&format!("]({prefix}")).skip(1) {
                let slug = link.split([')', '#', '?']).next().unwrap_or_default();
                // A folder that is not there at all is a part of the house that is not open.
                if !slugs.is_empty() && !slugs.contains(slug) {
                    let needle = format!("{prefix}{slug}");
                    let english = format!("a link to an unknown {what} `{slug}`");
                    let values = [("what", what), ("slug", slug)];
                    self.complain(file, &needle, Fault::said("unknown_link", &values, english));
                }
            }
        }
    }
}

/// A number or a place that another page has.
pub(super) fn taken(part: &'static str, number: impl Into<u16>, by: &str) -> Fault {
    let number = number.into();
    let english = format!("{part} {number} is taken by `{by}`");
    let number = number.to_string();
    Fault::said("taken", &[("part", part), ("number", &number), ("slug", by)], english)
}

fn service_file(slug: &str) -> String {
    format!("services/{slug}.md")
}

fn agency_file(slug: &str) -> String {
    format!("agencies/{slug}.toml")
}

pub(super) fn quoted(slug: &str) -> String {
    format!("\"{slug}\"")
}
