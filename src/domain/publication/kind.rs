//! What there is to edit.

use crate::text_enum;

text_enum! {
    /// A kind of page that editors write; each page of it is a file of a folder of `content/`.
    pub enum PieceKind {
        Service = "service",
        Guide = "guide",
        /// A question that people ask, with its answer.
        Question = "question",
        Course = "course",
        Lesson = "lesson",
        Package = "package",
        Bulletin = "bulletin",
        /// What one of the two home pages puts forward.
        Home = "home",
    }
}

impl PieceKind {
    /// The folder of its files.
    pub const fn folder(self) -> &'static str {
        match self {
            PieceKind::Service => "services",
            PieceKind::Guide => "guides",
            PieceKind::Question => "questions",
            PieceKind::Course => "courses",
            PieceKind::Lesson => "lessons",
            PieceKind::Package => "packages",
            PieceKind::Bulletin => "bulletins",
            PieceKind::Home => "home",
        }
    }

    /// The file of one of them.
    pub fn file(self, slug: &str) -> String {
        format!("{}/{slug}.md", self.folder())
    }

    /// Kind and slug of a file; none where it is no page that editors write.
    pub fn of_file(path: &str) -> Option<(PieceKind, &str)> {
        let (folder, rest) = path.split_once('/')?;
        let kind = PieceKind::ALL.iter().copied().find(|kind| kind.folder() == folder)?;
        let slug = rest.strip_suffix(".md").filter(|slug| is_slug(slug))?;
        Some((kind, slug))
    }

    /// Whether minors are its readers: then a second person reads it first.
    pub fn for_minors(self, slug: &str) -> bool {
        match self {
            PieceKind::Service | PieceKind::Guide | PieceKind::Question => false,
            PieceKind::Course | PieceKind::Lesson | PieceKind::Package | PieceKind::Bulletin => {
                true
            }
            PieceKind::Home => slug != "enterprise",
        }
    }

    /// Whether editors may add one: the two home pages are there already.
    pub const fn can_be_added(self) -> bool {
        !matches!(self, PieceKind::Home)
    }
}

/// Small letters, digits and single hyphens: what stands in an address.
pub fn is_slug(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    text.len() <= 60 && text.split('-').all(part)
}
