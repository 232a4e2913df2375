//! What a home page puts forward, as editors chose it.

use serde::Serialize;

use super::locale::Lang;
use super::visit::Visit;

/// What stands on a home page.
#[derive(Debug, Default, Serialize)]
pub struct Featured {
    pub title: String,
    /// A word on top; empty most of the time.
    pub html: String,
    pub pages: Vec<Line>,
}

/// One page that is put forward.
#[derive(Debug, Serialize)]
pub struct Line {
    pub href: String,
    pub title: String,
    pub summary: String,
}

/// What the home page of a storefront puts forward.
pub fn of(visit: &Visit, slug: &str) -> Featured {
    let Some(home) = visit.content.home(slug) else { return Featured::default() };
    let en = visit.lang == Lang::En;
    let line = |path: &String| {
        let page = visit.content.page_at(path)?;
        let title = if en { page.title_en } else { page.title };
        Some(Line { href: page.url, title, summary: page.summary })
    };
    Featured {
        title: if en { home.title_en.clone() } else { home.title.clone() },
        html: home.html.clone(),
        pages: home.features.iter().filter_map(line).collect(),
    }
}
