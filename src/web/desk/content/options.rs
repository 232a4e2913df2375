//! What the fields of a page may name.

use super::controls::Choice;
use crate::content::fields::{Source, Words, phones};
use crate::domain::publication::PieceKind;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// Fixed words.
pub fn words(visit: &Visit, words: Words) -> Vec<Choice> {
    let choice = |word: &str| choice(word, visit.text(&format!("{}{word}", words.texts), &[]));
    (words.words)().into_iter().map(choice).collect()
}

/// What of the site can be named.
pub fn of(visit: &Visit, source: Source) -> Vec<Choice> {
    let (app, content, zh) = (&visit.app, &visit.content, visit.lang == Lang::Zh);
    match source {
        Source::Agencies => {
            let agencies = app.agencies();
            let one = |slug: &String| choice(slug, app.agency_name(slug, visit.lang.tag()));
            agencies.iter().map(|agency| one(&agency.slug)).collect()
        }
        Source::Matters => app
            .rules()
            .matters()
            .map(|(slug, _, name)| choice(slug, if zh { &name.zh } else { &name.en }))
            .collect(),
        Source::Clocks => app
            .definitions
            .iter()
            .map(|one| choice(&one.slug, one.name.of(if zh { "zh" } else { "en" })))
            .collect(),
        Source::Services => pages(visit, PieceKind::Service),
        Source::Guides => pages(visit, PieceKind::Guide),
        Source::Courses => pages(visit, PieceKind::Course),
        Source::Rooms => content.rooms.iter().map(|room| choice(&room.slug, &room.name)).collect(),
        Source::Films => content.videos.iter().map(|film| choice(&film.id, &film.id)).collect(),
        Source::Phones => phones().iter().copied().map(|phone| choice(phone, phone)).collect(),
        Source::Pages => PieceKind::ALL
            .iter()
            .filter(|kind| kind.can_be_added())
            .flat_map(|kind| {
                let word = visit.text(&format!("content.kind.{kind}"), &[]);
                let page = move |page: crate::content::PieceFacts| {
                    choice(&page.url, format!("{word} · {}", page.title))
                };
                content.pages(*kind).into_iter().map(page)
            })
            .collect(),
    }
}

fn pages(visit: &Visit, kind: PieceKind) -> Vec<Choice> {
    visit.content.pages(kind).into_iter().map(|page| choice(&page.slug, page.title)).collect()
}

fn choice(value: &str, label: impl Into<String>) -> Choice {
    Choice { value: value.to_owned(), label: label.into() }
}
