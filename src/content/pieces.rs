//! The pages that editors write, whatever their kind: read one by one, put in and taken out.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    Content, ContentError, bulletin, course, guide, home, lesson, package, question, service, sort,
};
use crate::domain::publication::PieceKind;

/// What stands in the place of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub kind: PieceKind,
    pub slug: String,
    /// Its file; none where it is not to be seen.
    pub text: Option<String>,
}

/// What lists of pages show of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceFacts {
    pub slug: String,
    pub title: String,
    pub title_en: String,
    pub summary: String,
    /// The agency that answers for it.
    pub responsible: Option<String>,
    /// When it was last read.
    pub reviewed: NaiveDate,
    /// Its address.
    pub url: String,
}

/// What a file says of its page.
///
/// # Errors
/// What is wrong with it, with the line.
pub fn page_of(kind: PieceKind, slug: &str, text: &str) -> Result<PieceFacts, ContentError> {
    let mut alone = Content::default();
    alone.put(kind, &kind.file(slug), text)?;
    let missing = || ContentError::new(&kind.file(slug), "the page is not there");
    let found = alone.pages(kind).into_iter().next().ok_or_else(missing)?;
    if found.slug == slug {
        return Ok(found);
    }
    let message = format!("the file is not named for its slug `{}`", found.slug);
    Err(ContentError::near(&kind.file(slug), text, "slug", message))
}

/// The file of a page among these.
pub fn text_of<'a>(
    sources: &'a [(String, String)],
    kind: PieceKind,
    slug: &str,
) -> Option<&'a str> {
    let file = kind.file(slug);
    let at = sources.binary_search_by(|(path, _)| path.as_str().cmp(&file)).ok()?;
    sources.get(at).map(|(_, text)| text.as_str())
}

impl Content {
    /// The content with pages put in and taken out. What is wrong with each alone is said; what is
    /// wrong with all of it together, [`Content::complaints`] says.
    ///
    /// # Errors
    /// Everything that can't be read, with its line.
    pub fn with(&self, edits: &[Edit]) -> Result<Content, Vec<ContentError>> {
        let mut content = self.clone();
        let mut sources = Vec::clone(&self.sources);
        let mut errors = Vec::new();
        for edit in edits {
            let file = edit.kind.file(&edit.slug);
            content.take_out(edit.kind, &edit.slug);
            sources.retain(|(path, _)| *path != file);
            if let Some(text) = &edit.text {
                errors.extend(content.put(edit.kind, &file, text).err());
                sources.push((file, text.clone()));
            }
        }
        sources.sort();
        sort(&mut content);
        content.sources = Arc::new(sources);
        if errors.is_empty() { Ok(content) } else { Err(errors) }
    }

    fn take_out(&mut self, kind: PieceKind, slug: &str) {
        match kind {
            PieceKind::Service => self.services.retain(|one| one.slug != slug),
            PieceKind::Guide => self.guides.retain(|one| one.slug != slug),
            PieceKind::Question => self.questions.retain(|one| one.slug != slug),
            PieceKind::Course => self.courses.retain(|one| one.slug != slug),
            PieceKind::Lesson => self.lessons.retain(|one| one.slug != slug),
            PieceKind::Package => self.packages.retain(|one| one.slug != slug),
            PieceKind::Bulletin => self.bulletins.retain(|one| one.slug != slug),
            PieceKind::Home => self.homes.retain(|one| one.slug != slug),
        }
    }

    fn put(&mut self, kind: PieceKind, path: &str, text: &str) -> Result<(), ContentError> {
        let text = text.trim_start_matches('\u{feff}');
        match kind {
            PieceKind::Service => self.services.push(service::read(path, text)?),
            PieceKind::Guide => self.guides.push(guide::read(path, text)?),
            PieceKind::Question => self.questions.push(question::read(path, text)?),
            PieceKind::Course => self.courses.push(course::read(path, text)?),
            PieceKind::Lesson => self.lessons.push(lesson::read(path, text)?),
            PieceKind::Package => self.packages.push(package::read(path, text)?),
            PieceKind::Bulletin => self.bulletins.push(bulletin::read(path, text)?),
            PieceKind::Home => self.homes.push(home::read(path, text)?),
        }
        Ok(())
    }

    /// The pages of a kind, in the order in which they are shown.
    pub fn pages(&self, kind: PieceKind) -> Vec<PieceFacts> {
        // The kinds have no type in common, only these fields.
        macro_rules! facts {
            ($list:expr, |$one:ident| $url:expr, $summary:expr, $responsible:expr) => {
                $list
                    .iter()
                    .map(|$one| PieceFacts {
                        slug: $one.slug.clone(),
                        title: $one.title.clone(),
                        title_en: $one.title_en.clone(),
                        summary: $summary,
                        responsible: $responsible,
                        reviewed: $one.reviewed,
                        url: $url,
                    })
                    .collect()
            };
        }
        match kind {
            PieceKind::Service => facts!(
                self.services,
                |one| format!("/enterprise/services/{}", one.slug),
                one.summary.clone(),
                Some(one.responsible.clone())
            ),
            PieceKind::Guide => facts!(
                self.guides,
                |one| format!("/enterprise/guides/{}", one.slug),
                one.summary.clone(),
                Some(one.responsible.clone())
            ),
            PieceKind::Question => facts!(
                self.questions,
                |one| format!("/enterprise/questions/{}", one.slug),
                one.summary.clone(),
                Some(one.responsible.clone())
            ),
            PieceKind::Course => facts!(
                self.courses,
                |one| format!("/youth/courses/{}", one.slug),
                one.summary.clone(),
                Some(one.responsible.clone())
            ),
            PieceKind::Lesson => facts!(
                self.lessons,
                |one| format!("/youth/courses/{}/lessons/{}", one.course, one.slug),
                one.summary.clone(),
                self.course(&one.course).map(|course| course.responsible.clone())
            ),
            PieceKind::Package => facts!(
                self.packages,
                |one| format!("/youth/packages/{}", one.slug),
                one.summary.clone(),
                Some(one.responsible.clone())
            ),
            PieceKind::Bulletin => facts!(
                self.bulletins,
                |one| format!("/youth/bulletins/{}", one.slug),
                one.summary.clone(),
                Some(one.responsible.clone())
            ),
            PieceKind::Home => {
                facts!(self.homes, |one| format!("/{}", one.slug), String::new(), None)
            }
        }
    }

    /// The page of an address, of those that editors write.
    pub fn page_at(&self, path: &str) -> Option<PieceFacts> {
        let kind = match path.split('/').collect::<Vec<_>>()[..] {
            ["", "enterprise", "services", _] => PieceKind::Service,
            ["", "enterprise", "guides", _] => PieceKind::Guide,
            ["", "enterprise", "questions", _] => PieceKind::Question,
            ["", "youth", "courses", _] => PieceKind::Course,
            ["", "youth", "courses", _, "lessons", _] => PieceKind::Lesson,
            ["", "youth", "packages", _] => PieceKind::Package,
            ["", "youth", "bulletins", _] => PieceKind::Bulletin,
            _ => return None,
        };
        self.pages(kind).into_iter().find(|page| page.url == path)
    }

    /// Its title.
    pub(super) fn page_title(&self, path: &str) -> Option<String> {
        self.page_at(path).map(|page| page.title)
    }
}
