//! One mail to one reader.

use std::time::Duration;

use super::letters::{HELP_LINE, Letters};
use super::notice::{Mailing, of_db};
use super::retry::Fault;
use crate::app::App;
use crate::db::jobs::{self, JobRow};
use crate::db::seal::Sealer;
use crate::db::{Conn, DbError, accounts, contacts, invitations, orders};
use crate::domain::Time;
use crate::domain::deadline::local_day;
use crate::domain::invitation::Standing;
use crate::domain::notice::Notice;
use crate::mail::{Letter, Message};
use crate::web::invite;

/// How often a success is written down again, should the database not take it at first.
const RECORDINGS: u32 = 6;

/// Who is written to, opened only for the moment of sending.
struct Reader {
    address: Option<String>,
    name: String,
    lang: String,
    code: String,
    /// The code of the order that it was parted from or goes with.
    other: String,
    /// The contact was erased meanwhile, or the account closed.
    gone: bool,
    staff: bool,
    /// Where an invitation opens, and until when.
    invited: Option<(String, chrono::NaiveDate)>,
    /// A school asked: its teachers have their own page for it.
    school: bool,
}

/// Sends it, and writes down at once that it was sent.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn send(app: &App, letters: &Letters, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let mailing: Mailing = serde_json::from_value(job.payload.clone())
        .map_err(|error| Fault::Final(format!("the mail can't be read: {error}")))?;
    let notice = Notice::parse(&mailing.notice)
        .ok_or_else(|| Fault::Final(format!("there is no notice {}", mailing.notice)))?;
    let reader = find(app, &mailing).await?;
    if !reader.gone {
        let address = reader.address.as_deref().unwrap_or_default();
        let link = link(app, &mailing, &reader);
        let letter = Letter {
            id: &job.id,
            to: address,
            to_name: &reader.name,
            lang: &reader.lang,
            code: &reader.code,
            other: &reader.other,
            link: &link,
            due: reader.invited.as_ref().map(|(_, until)| *until).or(mailing.due),
            phone: HELP_LINE,
        };
        let message = letters.word(notice, &letter).map_err(Fault::Final)?;
        hand_over(app, job, &message).await?;
    }
    record(app, job, worker, |_, _| Ok(())).await;
    Ok(())
}

/// Gives a message to the mail server.
pub(super) async fn hand_over(app: &App, job: &JobRow, message: &Message) -> Result<(), Fault> {
    let sent = app.mail.send(message).await.map_err(|error| match error.is_temporary() {
        true => Fault::Passing(error.to_string()),
        false => Fault::Final(error.to_string()),
    })?;
    let notice = job.payload["notice"].as_str().unwrap_or_default();
    tracing::info!(job = %job.id, kind = %job.kind, notice, answer = %sent.answer, "mail sent");
    Ok(())
}

/// Where the reader goes on: an asker to the own page, staff to the desk.
fn link(app: &App, mailing: &Mailing, reader: &Reader) -> String {
    let invited = reader.invited.as_ref().map(|(path, _)| path.clone());
    let path = invited.or(mailing.link.clone()).unwrap_or_else(|| match reader.staff {
        true => format!("/desk/orders/{}", reader.code),
        false if reader.school => format!("/youth/orders/{}", reader.code),
        false => format!("/track/{}", reader.code),
    });
    format!("{}{path}", app.config.public_url)
}

async fn find(app: &App, mailing: &Mailing) -> Result<Reader, Fault> {
    let (sealer, asked) = (app.sealer.clone(), mailing.clone());
    let Some(id) = mailing.invitation.clone() else {
        return app.db.read(move |c| reader(c, &sealer, &asked)).await.map_err(of_db);
    };
    let invitation = app.db.read(move |c| invitations::find(c, &id)).await.map_err(of_db)?;
    let link = invite::link(&app.config, &invitation)
        .ok_or_else(|| Fault::Final("no secret of ours makes the invitation's link".to_owned()))?;
    Ok(Reader {
        address: Some(invitation.address(&app.sealer).map_err(of_db)?),
        name: String::new(),
        lang: invitation.lang.clone(),
        code: String::new(),
        other: String::new(),
        gone: invitation.standing(app.clock.now()) != Standing::Open,
        staff: false,
        school: false,
        invited: Some((link, local_day(invitation.expires_at))),
    })
}

fn reader(c: &mut Conn, sealer: &Sealer, mailing: &Mailing) -> Result<Reader, DbError> {
    let order = mailing.order.as_deref().map(|id| orders::find(c, id)).transpose()?;
    let code = order.as_ref().map(|order| order.code.clone()).unwrap_or_default();
    let leading = order.as_ref().and_then(|order| order.leading_order.clone());
    let other = match leading {
        Some(id) => orders::find(c, &id)?.code,
        None => String::new(),
    };
    let school = order.as_ref().is_some_and(|order| order.school.is_some());
    if let Some(id) = &mailing.account {
        let account = accounts::by_id(c, id)?;
        let staff = order.as_ref().is_none_or(|order| order.asker_account.as_ref() != Some(id));
        let lang =
            if staff { account.lang.clone() } else { order.map(|o| o.lang).unwrap_or_default() };
        let address = account.email(sealer)?;
        return Ok(Reader {
            address,
            name: account.name,
            lang,
            code,
            other,
            gone: !account.active,
            staff,
            invited: None,
            school,
        });
    }
    let order = order.ok_or(DbError::NotFound)?;
    let row = contacts::find(c, &order.id)?;
    let contact = row.open(sealer)?;
    let gone = row.erased_at.is_some();
    Ok(Reader {
        address: contact.email,
        name: contact.name,
        lang: order.lang,
        code,
        other,
        gone,
        staff: false,
        invited: None,
        school,
    })
}

/// The mail is out: whatever the database does now, this must be written down, or it goes twice.
/// What else is to be noted goes into the same transaction.
pub(super) async fn record<F>(app: &App, job: &JobRow, worker: &str, note: F)
where
    F: Fn(&mut Conn, Time) -> Result<(), DbError> + Clone + Send + 'static,
{
    for attempt in 0..RECORDINGS {
        let (id, worker, now, note) =
            (job.id.clone(), worker.to_owned(), app.clock.now(), note.clone());
        let write = app.db.write(move |c| {
            note(c, now)?;
            jobs::finish(c, &id, &worker, now)
        });
        match write.await {
            Ok(()) => return,
            Err(DbError::NotFound) => {
                tracing::error!(job = %job.id, "was sent, and is no longer this worker's");
                return;
            }
            Err(error) => {
                tracing::error!(job = %job.id, %error, "was sent, and can't be recorded yet")
            }
        }
        tokio::time::sleep(Duration::from_millis(200 << attempt)).await;
    }
}
