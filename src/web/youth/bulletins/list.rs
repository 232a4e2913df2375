//! `/youth/bulletins`: the newest one large, the others by month, by topic.

use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::subscribe::FormView;
use super::view::{self, Line, Poster};
use crate::content::Bulletin;
use crate::domain::topic::Topic;
use crate::error::Error;
use crate::web::locale::Lang;
use crate::web::page::Site;
use crate::web::visit::Visit;

/// What is chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    topic: String,
}

/// A topic as a link.
#[derive(Serialize)]
struct Choice {
    word: &'static str,
    label: String,
    count: usize,
}

#[derive(Serialize)]
struct Month {
    /// `2026-11`
    id: String,
    label: String,
    bulletins: Vec<Line>,
}

#[derive(Serialize)]
struct ListPage {
    /// The chosen topic, or empty.
    topic: &'static str,
    topics: Vec<Choice>,
    /// The newest, unless a topic is chosen.
    poster: Option<Poster>,
    months: Vec<Month>,
    count: usize,
    form: FormView,
}

/// `GET /youth/bulletins`
pub async fn show(visit: Visit, filter: web::Query<Filter>) -> Result<HttpResponse, Error> {
    let topic = filter.topic.parse::<Topic>().ok();
    let out: Vec<&Bulletin> = visit.content.bulletins_out(visit.now).collect();
    let mut shown = out.iter().filter(|one| topic.is_none_or(|topic| one.topic == topic));
    let count = shown.clone().count();
    let poster = if topic.is_none() { shown.next() } else { None };
    let page = ListPage {
        topic: topic.map_or("", Topic::as_str),
        topics: topics(&visit, &out),
        poster: poster.map(|bulletin| view::poster(&visit, bulletin)),
        months: months(&visit, shown.copied()),
        count,
        form: FormView::blank(&visit),
    };
    let title = visit.text("bulletin.title", &[]);
    visit.page(Site::Youth, "youth/bulletins.html", &title, &page)
}

/// The topics that there is anything about.
fn topics(visit: &Visit, out: &[&Bulletin]) -> Vec<Choice> {
    let choice = |topic: &Topic| Choice {
        word: topic.as_str(),
        label: view::topic(visit.app.pages.locale(), visit.lang, *topic),
        count: out.iter().filter(|one| one.topic == *topic).count(),
    };
    Topic::ALL.iter().map(choice).filter(|choice| choice.count > 0).collect()
}

fn months<'a>(visit: &Visit, bulletins: impl Iterator<Item = &'a Bulletin>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for bulletin in bulletins {
        let id = bulletin.date.format("%Y-%m").to_string();
        if months.last().is_none_or(|month| month.id != id) {
            let label = named(bulletin.date, visit.lang);
            months.push(Month { id, label, bulletins: Vec::new() });
        }
        if let Some(month) = months.last_mut() {
            month.bulletins.push(view::line(visit, bulletin));
        }
    }
    months
}

fn named(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月", day.year(), day.month()),
        Lang::En => day.format("%B %Y").to_string(),
    }
}
