//! `/youth/bulletins/{slug}/poster`: one sheet of A4 for the school's wall. It is Chinese in every
//! language, as what hangs there is read by everybody.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use super::view::{self, Phone};
use crate::content::Bulletin;
use crate::error::Error;
use crate::web::filters;
use crate::web::locale::Lang;
use crate::web::page::Site;
use crate::web::square::{Square, square};
use crate::web::visit::Visit;

/// Millimetres between the margins.
const WIDTH: usize = 182;
/// A title of so many characters is not broken into halves.
const TITLE_WHOLE: usize = 8;

#[derive(Serialize)]
struct SheetPage {
    slug: String,
    day: NaiveDate,
    /// The date as it is printed.
    date: String,
    /// The title, broken where it breathes.
    heading: Vec<String>,
    /// Characters of the longest piece of the title; a size for each is in `css/poster.css`.
    heading_size: usize,
    lines: Vec<String>,
    /// Millimetres of a line's type; a size for each is in `css/poster.css`.
    line_size: usize,
    dont: Vec<String>,
    /// As `line_size`.
    dont_size: usize,
    phones: Vec<Phone>,
    /// One of the numbers has five digits, and all are a little smaller.
    phones_long: bool,
    labels: Labels,
    /// Where to read all of it, without the scheme.
    address: String,
    /// The address to photograph.
    qr: Option<Square>,
}

/// What the sheet says beside the bulletin itself.
#[derive(Serialize)]
struct Labels {
    centre: String,
    line: String,
    name: String,
    dont: String,
    call: String,
    more: String,
}

/// `GET /youth/bulletins/{slug}/poster`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut out = visit.content.bulletins_out(visit.now);
    let Some(bulletin) = out.find(|bulletin| bulletin.slug == *slug) else {
        return super::said(&visit, HttpResponse::NotFound(), "lost", "/youth/bulletins");
    };
    let title = visit.text("bulletin.poster.title", &[("title", bulletin.title.clone())]);
    visit.page(Site::Youth, "youth/bulletins_poster.html", &title, &sheet(&visit, bulletin))
}

fn sheet(visit: &Visit, bulletin: &Bulletin) -> SheetPage {
    let url = format!("{}/youth/bulletins/{}", visit.app.config.public_url, bulletin.slug);
    let heading = view::pieces(&bulletin.title, TITLE_WHOLE);
    // Five lines leave the title less room.
    let largest = if bulletin.poster.len() > 4 { 7 } else { 6 };
    let locale = visit.app.pages.locale();
    SheetPage {
        slug: bulletin.slug.clone(),
        day: bulletin.date,
        date: filters::date(bulletin.date, Lang::Zh, false),
        heading_size: longest(&heading).clamp(largest, 17),
        heading,
        line_size: line_size(&bulletin.poster, &bulletin.dont),
        lines: bulletin.poster.clone(),
        dont_size: dont_size(&bulletin.dont),
        dont: bulletin.dont.clone(),
        phones: view::phones(locale, Lang::Zh, bulletin),
        phones_long: bulletin.phones.iter().any(|number| number.len() > 3),
        labels: labels(visit),
        address: url.split("://").nth(1).unwrap_or(&url).to_owned(),
        qr: square(&url),
    }
}

fn labels(visit: &Visit) -> Labels {
    let text = |key: &str| visit.app.pages.locale().text(Lang::Zh, key, &[]);
    Labels {
        centre: text("youth.title"),
        line: text("bulletin.title"),
        name: text("base.name"),
        dont: text("bulletin.sheet.dont"),
        call: text("bulletin.sheet.call"),
        more: text("bulletin.sheet.more"),
    }
}

fn longest(pieces: &[String]) -> usize {
    // A comma at the end of a line may stick out.
    let width = |piece: &String| piece.trim_end_matches(['，', '：', '；']).chars().count();
    pieces.iter().map(width).max().unwrap_or(0)
}

/// As large as the longest line fits beside its number, and as all lines fit the room for them.
fn line_size(lines: &[String], dont: &[String]) -> usize {
    let tallest = match lines.len() {
        ..=3 => 16,
        4 => 14,
        _ => 13,
    };
    // Long warnings take two lines each, of the same room.
    let tallest = if dont_size(dont) < 8 { tallest - 1 } else { tallest };
    // The number and its distance are as wide as 1.8 characters.
    (WIDTH * 10 / (longest(lines) * 10 + 18)).clamp(9, tallest)
}

fn dont_size(lines: &[String]) -> usize {
    match longest(lines) {
        ..=9 => 8,
        10..=12 => 7,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_large_as_they_fit() {
        let lines = |n: usize, chars: usize| vec!["字".repeat(chars); n];
        let size = |n, chars| line_size(&lines(n, chars), &lines(3, 9));
        let sizes = [size(3, 8), size(4, 9), size(5, 9), size(5, 14), size(5, 18)];
        assert_eq!(sizes, [16, 14, 13, 11, 9]);
        assert_eq!(line_size(&lines(5, 9), &lines(3, 16)), 12);
    }
}
