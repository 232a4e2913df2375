//! `/youth/bulletins.atom`: the newest bulletins for feed readers (RFC 4287). Chinese for everybody,
//! as a feed is fetched by programs and read by people.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use atom_syndication::{
    Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text,
};

use super::view;
use crate::app::App;
use crate::content::Bulletin;
use crate::domain::Time;
use crate::domain::bulletin::begin_of_day;
use crate::error::Error;
use crate::web::locale::Lang;

/// How many a reader gets; whoever looks in once a month misses none.
const NEWEST: usize = 30;
/// The year in which the names of the entries began: part of each, and never another.
const NAMED_IN: &str = "2026";
/// Feed readers may keep it so long, in seconds.
const KEEP: &str = "public, max-age=900";

/// `GET /youth/bulletins.atom`
pub async fn serve(app: web::Data<App>) -> Result<HttpResponse, Error> {
    let body = feed(&app, app.clock.now()).write_to(Vec::new()).map_err(Error::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/atom+xml; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, KEEP))
        .body(body))
}

fn feed(app: &App, now: Time) -> Feed {
    let text = |key: &str| app.pages.locale().text(Lang::Zh, key, &[]);
    let content = app.published();
    let entries: Vec<Entry> =
        content.bulletins_out(now).take(NEWEST).map(|one| entry(app, one)).collect();
    let url = &app.config.public_url;
    Feed {
        title: text("bulletin.title").into(),
        id: tag(url, ""),
        updated: entries.first().map_or_else(|| at(now), |newest| newest.updated),
        authors: vec![Person {
            name: text("youth.title"),
            uri: Some(format!("{url}/youth")),
            ..Person::default()
        }],
        generator: Some(Generator { value: text("base.name"), ..Generator::default() }),
        links: vec![
            link("self", format!("{url}/youth/bulletins.atom"), "application/atom+xml"),
            link("alternate", format!("{url}/youth/bulletins"), "text/html"),
        ],
        subtitle: Some(text("bulletin.lede").into()),
        entries,
        lang: Some(Lang::Zh.tag().to_owned()),
        ..Feed::default()
    }
}

fn entry(app: &App, bulletin: &Bulletin) -> Entry {
    let url = &app.config.public_url;
    let page = format!("{url}/youth/bulletins/{}", bulletin.slug);
    let date = at(begin_of_day(bulletin.date));
    let topic = view::topic(app.pages.locale(), Lang::Zh, bulletin.topic);
    Entry {
        title: bulletin.title.clone().into(),
        id: tag(url, &format!("/{}", bulletin.slug)),
        updated: date,
        published: Some(date),
        links: vec![link("alternate", page.clone(), "text/html")],
        categories: vec![Category {
            term: bulletin.topic.to_string(),
            label: Some(topic),
            ..Category::default()
        }],
        summary: Some(Text::plain(bulletin.summary.clone())),
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(html(url, bulletin)),
            base: Some(page),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

/// The text with its links made whole: not every reader heeds `xml:base`.
fn html(url: &str, bulletin: &Bulletin) -> String {
    bulletin.html.replace("href=\"/", &format!("href=\"{url}/"))
}

/// A name that stays when the address of the site changes its scheme or port (RFC 4151).
fn tag(url: &str, rest: &str) -> String {
    let host = url.split("://").nth(1).unwrap_or(url);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    format!("tag:{host},{NAMED_IN}:bulletins{rest}")
}

fn link(rel: &str, href: String, mime_type: &str) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: Some(mime_type.to_owned()), ..Link::default() }
}

fn at(at: Time) -> FixedDateTime {
    at.and_utc().fixed_offset()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_change_with_port_or_scheme() {
        let name = "tag:fw.example.cn,2026:bulletins/fire";
        for url in ["https://fw.example.cn", "http://fw.example.cn:8080", "https://fw.example.cn/x"]
        {
            assert_eq!(tag(url, "/fire"), name);
        }
    }
}
