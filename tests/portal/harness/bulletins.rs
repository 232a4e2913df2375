//! Bulletins dated from today on, so that a test can wait for one to come out.

use chrono::{Days, NaiveDate};
use yimen::content::{self, Content};
use yimen::domain::deadline::local_day;

use super::site::{Backend, Site};
use super::smtp::SmtpServer;

/// The day it is in China.
fn today() -> NaiveDate {
    local_day(chrono::Utc::now().naive_utc())
}

/// So many days from today; negative is past.
pub fn day(days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    if days < 0 { today() - by } else { today() + by }
}

/// A bulletin's file.
pub fn file(slug: &str, date: NaiveDate, topic: &str) -> (String, Vec<u8>) {
    let text = format!(
        "+++\nslug = \"{slug}\"\ndate = \"{date}\"\ntitle = \"{slug}，一件事\"\ntitle_en = \"About {slug}\"\n\
         summary = \"{slug} <的> 提要\"\ntopic = \"{topic}\"\nstages = [\"junior\", \"parents\"]\n\
         poster = [\"第一句\", \"第二句\", \"第三句打120\"]\ndont = [\"不一\", \"不二\"]\n\
         phones = [\"120\", \"12355\"]\nresponsible = \"education\"\nreviewed = \"2026-11-26\"\n+++\n\n\
         ## 发生了什么\n\n看[这一期](/youth/bulletins/{slug})，或者打110。A & B\n"
    );
    (format!("bulletins/{slug}.md"), text.into_bytes())
}

/// The shipped content with these bulletins in place of its own.
pub fn content(bulletins: &[(&str, i64, &str)]) -> Content {
    let own = bulletins.iter().map(|(slug, days, topic)| file(slug, day(*days), topic));
    with(own.collect())
}

/// The same from their files. They are checked beside the shipped ones, to which other pages lead.
pub fn with(bulletins: Vec<(String, Vec<u8>)>) -> Content {
    let own: Vec<String> = bulletins.iter().map(|(path, _)| path.clone()).collect();
    let mut files = content::files("");
    files.retain(|(path, _)| !own.contains(path));
    files.extend(bulletins);
    let mut content = Content::from_files(files).unwrap();
    content.bulletins.retain(|one| own.contains(&format!("bulletins/{}.md", one.slug)));
    content
}

/// Two that are out, one that comes in three days.
const THREE: &[(&str, i64, &str)] =
    &[("old", -40, "fire"), ("new", -1, "food"), ("soon", 3, "fire")];

/// A site with them that sends its mail to this server.
pub async fn site(backend: Backend, server: Option<&SmtpServer>) -> Site {
    let url = server.map_or("memory:".to_owned(), SmtpServer::url);
    Site::furnished(backend, |config| config.mail_url = url, |app| app.content = content(THREE))
        .await
}
