//! The bulletins by mail: the link that confirms a subscription, and each new bulletin, once, to
//! everybody who had subscribed before it was out.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::indexing;
use super::lay::Lay;
use super::letters::Letters;
use super::mailing::{hand_over, record};
use super::notice::of_db;
use super::retry::Fault;
use crate::app::App;
use crate::content::{Bulletin, markdown};
use crate::db::jobs::{self, JobRow};
use crate::db::subscriptions::{self, Subscription, SubscriptionState};
use crate::db::{Conn, DbError};
use crate::domain::Time;
use crate::domain::bulletin::{self, UNCONFIRMED_DAYS};
use crate::domain::order::Job;
use crate::domain::topic::Topic;
use crate::mail::Envelope;
use crate::search::Document;
use crate::web::locale::Lang;
use crate::web::youth::bulletins::{tokens, view};

/// The kind of job that mails the link which confirms a subscription.
pub const CONFIRM: &str = "bulletin_confirm";
/// The kind of job that mails one bulletin to one reader.
pub const BULLETIN: &str = "bulletin";
/// How many readers get their jobs in one transaction.
const AT_ONCE: i64 = 500;

/// What a job of the kind [`CONFIRM`] carries: never the address.
#[derive(Debug, Serialize, Deserialize)]
struct Confirming {
    subscription: String,
    topics: Vec<Topic>,
    lang: Lang,
}

/// What a job of the kind [`BULLETIN`] carries.
#[derive(Debug, Deserialize)]
struct Mailing {
    bulletin: String,
    subscription: String,
}

/// The job that asks the reader of an address whether it was them.
pub fn confirmation(subscription: &str, topics: &[Topic], lang: Lang, now: Time) -> Job {
    let payload = json!({"subscription": subscription, "topics": topics, "lang": lang});
    Job { kind: CONFIRM.to_owned(), payload, run_at: now }
}

#[derive(Serialize)]
struct ConfirmMail {
    link: String,
    days: i64,
}

/// Mails the link. It is signed now, so that it lives as long as it says from the sending on.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn confirm(
    app: &App,
    letters: &Letters,
    job: &JobRow,
    worker: &str,
) -> Result<(), Fault> {
    let asked: Confirming = read(job)?;
    if let Some((_, address)) = reader(app, &asked.subscription).await? {
        let lang = asked.lang;
        let path =
            tokens::confirm_path(app, asked.subscription, asked.topics, lang, app.clock.now())
                .map_err(Fault::Final)?;
        let link = format!("{}{path}", app.config.public_url);
        let page = ConfirmMail { link, days: tokens::CONFIRM_DAYS };
        let envelope = Envelope {
            id: &job.id,
            to: &address,
            to_name: "",
            lang: lang.tag(),
            unsubscribe: None,
        };
        let message = letters.page(CONFIRM, &envelope, &page).map_err(Fault::Final)?;
        hand_over(app, job, &message).await?;
    }
    record(app, job, worker, |_, _| Ok(())).await;
    Ok(())
}

#[derive(Serialize)]
struct BulletinMail {
    title: String,
    summary: String,
    date: String,
    poster: Vec<String>,
    dont: Vec<String>,
    phones: Vec<view::Phone>,
    /// Where to read all of it.
    link: String,
    /// The sheet for the wall.
    print: String,
    /// Where a click ends the subscription.
    leave: String,
}

/// Mails one bulletin to one reader, if they still want it.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn send(app: &App, letters: &Letters, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let mailing: Mailing = read(job)?;
    let wanted = reader(app, &mailing.subscription).await?;
    let wanted =
        wanted.filter(|(subscription, _)| subscription.state == SubscriptionState::Confirmed);
    // A bulletin that was taken back meanwhile is mailed to nobody.
    let content = app.published();
    let bulletin = content.bulletin(&mailing.bulletin);
    if let (Some((subscription, address)), Some(bulletin)) = (wanted, bulletin) {
        let lang = Lang::parse(&subscription.lang).unwrap_or_default();
        let page = page(app, bulletin, &subscription, lang);
        let envelope = Envelope {
            id: &job.id,
            to: &address,
            to_name: "",
            lang: lang.tag(),
            unsubscribe: Some(&page.leave),
        };
        let message = letters.page(BULLETIN, &envelope, &page).map_err(Fault::Final)?;
        hand_over(app, job, &message).await?;
    }
    let id = mailing.subscription;
    record(app, job, worker, move |c, now| subscriptions::sent(c, &id, now)).await;
    Ok(())
}

fn page(app: &App, bulletin: &Bulletin, subscription: &Subscription, lang: Lang) -> BulletinMail {
    let url = &app.config.public_url;
    let link = format!("{url}/youth/bulletins/{}", bulletin.slug);
    BulletinMail {
        title: view::titled(bulletin, lang),
        summary: bulletin.summary.clone(),
        date: crate::web::filters::date(bulletin.date, lang, false),
        poster: bulletin.poster.clone(),
        dont: bulletin.dont.clone(),
        phones: view::phones(app.pages.locale(), lang, bulletin),
        print: format!("{link}/poster"),
        link,
        leave: format!("{url}{}", tokens::leave_path(&app.config, &subscription.id)),
    }
}

fn read<T: serde::de::DeserializeOwned>(job: &JobRow) -> Result<T, Fault> {
    serde_json::from_value(job.payload.clone())
        .map_err(|error| Fault::Final(format!("the mail can't be read: {error}")))
}

/// The subscription and its address, as long as it lives.
async fn reader(app: &App, id: &str) -> Result<Option<(Subscription, String)>, Fault> {
    let (sealer, id) = (app.sealer.clone(), id.to_owned());
    let found = app.db.read(move |c| {
        let Some(subscription) = subscriptions::find(c, &id)? else { return Ok(None) };
        let address = subscription.address(&sealer)?;
        Ok(address.map(|address| (subscription, address)))
    });
    found.await.map_err(of_db)
}

/// One round: notices what is out, puts its mails into the outbox, erases what nobody confirmed.
///
/// # Errors
/// What the database or the search refuses.
pub async fn sweep(app: &App) -> Result<(), String> {
    let text = |error: DbError| error.to_string();
    let now = app.clock.now();
    let out = out(app, now);
    let news = app.db.write(move |c| notice(c, &out, now)).await.map_err(text)?;
    if !news.is_empty() {
        // The embedded engine has it; Meilisearch, if it is away, catches up by itself.
        if let Err(error) = indexing::true_up(app).await {
            tracing::warn!(%error, ?news, "bulletins are not in every index yet");
        }
    }
    for (slug, visible_at) in app.db.read(subscriptions::unmailed).await.map_err(text)? {
        mail(app, slug, visible_at, now).await.map_err(text)?;
    }
    let before = now - TimeDelta::days(UNCONFIRMED_DAYS);
    app.db.write(move |c| subscriptions::purge(c, before)).await.map_err(text)?;
    Ok(())
}

/// Slug and date of what can be read now.
pub fn out(app: &App, now: Time) -> Vec<(String, chrono::NaiveDate)> {
    app.published().bulletins_out(now).map(|one| (one.slug.clone(), one.date)).collect()
}

/// Records what is out; returns what was not known before.
///
/// # Errors
/// What the database refuses.
pub fn notice(
    c: &mut Conn,
    out: &[(String, chrono::NaiveDate)],
    now: Time,
) -> Result<Vec<String>, DbError> {
    let house_opens = !subscriptions::any_issue(c)?;
    let mut news = Vec::new();
    for (slug, date) in out {
        let since = bulletin::out_since(*date, now, house_opens);
        if subscriptions::record_issue(c, slug, since)? {
            news.push(slug.clone());
        }
    }
    Ok(news)
}

/// Puts a job for each reader who subscribed before the bulletin was out and wants its topic. A job
/// bears a word that is never used twice, so it does not matter where this is broken off, nor how
/// many nodes do it.
async fn mail(app: &App, slug: String, visible_at: Time, now: Time) -> Result<(), DbError> {
    let facts = app.published().bulletin(&slug).map(|bulletin| (bulletin.topic, bulletin.date));
    let mut after = String::new();
    while let Some((topic, date)) = facts {
        let from = after.clone();
        let readers =
            app.db.read(move |c| subscriptions::readers(c, visible_at, &from, AT_ONCE)).await?;
        let Some((last, _)) = readers.last() else { break };
        after = last.clone();
        let (slug, run_at) = (slug.clone(), bulletin::mailed_from(date, now));
        app.db
            .write(move |c| {
                let wanting = readers.iter().filter(|(_, chosen)| bulletin::wants(chosen, topic));
                for (id, _) in wanting {
                    let payload = json!({"bulletin": slug, "subscription": id});
                    let job = Job { kind: BULLETIN.to_owned(), payload, run_at };
                    jobs::enqueue(c, &job, Some(&format!("bulletin:{slug}:{id}")))?;
                }
                Ok(())
            })
            .await?;
    }
    app.db.write(move |c| subscriptions::mailed(c, &slug, now)).await
}

/// A bulletin as the search finds it.
pub fn document(app: &App, bulletin: &Bulletin) -> Document {
    let topic = view::topic(app.pages.locale(), Lang::Zh, bulletin.topic);
    let lay = Lay::of_house();
    Document {
        id: format!("bulletin:{}", bulletin.slug),
        kind: "bulletin".to_owned(),
        site: "youth".to_owned(),
        title: bulletin.title.clone(),
        body: format!(
            "{}\n{}\n{}",
            bulletin.poster.join("\n"),
            bulletin.dont.join("\n"),
            markdown::plain(&bulletin.markdown)
        ),
        summary: bulletin.summary.clone(),
        url: format!("/youth/bulletins/{}", bulletin.slug),
        agency: app.agency_name(&bulletin.responsible, "zh-CN"),
        line: "bulletin".to_owned(),
        tags: vec![bulletin.title_en.clone(), topic],
        lay: [
            lay.piece(&format!("bulletin:{}", bulletin.slug)),
            lay.topic(bulletin.topic.as_str()),
            lay.line("bulletin"),
        ]
        .concat(),
        ..Document::default()
    }
}
