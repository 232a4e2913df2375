//! Markdown to HTML that is safe to print, whoever wrote it.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Options, Parser, html};

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .link_rel(Some("noopener noreferrer"));
    builder
});

/// Renders Markdown (with tables) and keeps only harmless HTML.
pub fn render(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut page = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut page, Parser::new_ext(markdown, options));
    SANITISER.clean(&page).to_string()
}

/// The pictures of a text: where each lies, and its alternative text. Pictures in HTML count too.
pub fn pictures(markdown: &str) -> Vec<(String, String)> {
    let page = render(markdown);
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let tags = page.split("<img").skip(1).filter_map(|rest| rest.split('>').next());
    tags.map(|tag| {
        let part = |name| attribute(tag, name).unwrap_or_default();
        (part("src"), part("alt"))
    })
    .collect()
}

/// The bare words, for the search index.
pub fn plain(markdown: &str) -> String {
    use pulldown_cmark::{Event, TagEnd};
    let mut words = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item)
            | Event::End(TagEnd::TableCell) => words.push('\n'),
            _ => {}
        }
    }
    words.trim().to_string()
}
