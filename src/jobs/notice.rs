//! From "tell them" to one mail for each reader, or a call on the clerk's list.
//!
//! The mails are put into the outbox in the transaction that finishes the notice: each is then sent
//! and tried again by itself, and a reader who has got his is not written to again because
//! another's server was down.

use serde::{Deserialize, Serialize};

use super::due::{self, Asked};
use super::retry::Fault;
use crate::app::App;
use crate::db::accounts::{self, Account};
use crate::db::jobs::{self, JobRow};
use crate::db::{Conn, DbError, calls, contacts, orders};
use crate::domain::Time;
use crate::domain::access;
use crate::domain::notice::{self, Channel, Notice};
use crate::domain::order::{Channel as CameBy, Job, Order, Role};

/// What a job of the kind `notice` carries.
#[derive(Debug, Clone, Deserialize)]
pub struct Telling {
    pub notice: String,
    /// `asker`, `agency`, `dispatcher`, `supervisor`, `clerk`, `holder`, `admin` or `invitee`.
    pub audience: String,
    #[serde(default)]
    pub order: Option<String>,
    #[serde(default)]
    pub agency: Option<String>,
    /// The clock it is about.
    #[serde(default)]
    pub clock: Option<String>,
    /// For `holder`: whose account it is about.
    #[serde(default)]
    pub account: Option<String>,
    /// For `invitee`: the invitation.
    #[serde(default)]
    pub invitation: Option<String>,
    /// A path of ours to read on, in place of the usual one.
    #[serde(default)]
    pub link: Option<String>,
}

/// What a job of the kind `mail` carries: never an address, which stays sealed where it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mailing {
    pub notice: String,
    pub order: Option<String>,
    /// The account written to; none: the invitation's address, or whoever asked.
    pub account: Option<String>,
    #[serde(default)]
    pub invitation: Option<String>,
    pub due: Option<chrono::NaiveDate>,
    pub link: Option<String>,
}

/// How those who are told are reached.
enum Way {
    /// By mail: accounts, or none for the contact of the order.
    Mail(Vec<Option<String>>),
    Call,
    /// There is nobody left to tell: the personal data was erased.
    Nobody,
}

/// Tells them: puts the mails or the call, and finishes the job, all or nothing.
///
/// # Errors
/// Why not, and whether it may work later.
pub async fn tell(app: &App, job: &JobRow, worker: &str) -> Result<(), Fault> {
    let telling: Telling = serde_json::from_value(job.payload.clone())
        .map_err(|error| Fault::Final(format!("the notice can't be read: {error}")))?;
    let notice = Notice::parse(&telling.notice)
        .ok_or_else(|| Fault::Final(format!("there is no notice {}", telling.notice)))?;
    let (order, way) = plan(app, notice, &telling).await?;
    let day = order.as_ref().and_then(|order| day(app, order, notice, &telling));
    let now = app.clock.now();
    let mails = |accounts: Vec<Option<String>>| -> Result<Vec<Job>, Fault> {
        let mail = |account| mail(&telling, account, day, now);
        accounts.into_iter().map(mail).collect()
    };
    let (mails, call) = match way {
        Way::Mail(accounts) => (mails(accounts)?, None),
        Way::Call => (Vec::new(), order.map(|order| order.id)),
        Way::Nobody => (Vec::new(), None),
    };
    let (id, worker) = (job.id.clone(), worker.to_owned());
    let write = app.db.write(move |c| {
        for mail in &mails {
            jobs::enqueue(c, mail, None)?;
        }
        if let Some(order) = &call {
            calls::add(c, order, notice.slug(), now)?;
        }
        jobs::finish(c, &id, &worker, now)
    });
    write.await.map_err(of_db)
}

/// A fault of the database: to be tried again unless the data itself is wrong.
pub(super) fn of_db(error: DbError) -> Fault {
    match error {
        DbError::Broken(_) | DbError::NotFound => Fault::Final(error.to_string()),
        passing => Fault::Passing(passing.to_string()),
    }
}

fn mail(
    telling: &Telling,
    account: Option<String>,
    due: Option<chrono::NaiveDate>,
    now: Time,
) -> Result<Job, Fault> {
    let mailing = Mailing {
        notice: telling.notice.clone(),
        order: telling.order.clone(),
        account,
        invitation: telling.invitation.clone(),
        due,
        link: telling.link.clone(),
    };
    let payload = serde_json::to_value(mailing).map_err(|error| Fault::Final(error.to_string()))?;
    Ok(Job { kind: "mail".to_owned(), payload, run_at: now })
}

fn day(app: &App, order: &Order, notice: Notice, telling: &Telling) -> Option<chrono::NaiveDate> {
    let dispute_days = app.content.kind(&order.kind).map_or(0, |kind| kind.windows.dispute_days);
    let (agency, clock) = (telling.agency.as_deref(), telling.clock.as_deref());
    due::day(order, &Asked { notice, agency, clock, dispute_days, now: app.clock.now() })
}

async fn plan(app: &App, notice: Notice, telling: &Telling) -> Result<(Option<Order>, Way), Fault> {
    let telling = telling.clone();
    let read = app.db.read(move |c| {
        let order = telling.order.as_deref().map(|id| orders::find(c, id)).transpose()?;
        let way = match (telling.audience.as_str(), &order) {
            ("holder", _) => Ok(Way::Mail(vec![telling.account.clone()])),
            ("invitee", _) => Ok(Way::Mail(vec![None])),
            // Without an address they find it on their list.
            ("admin", _) => Ok(of_role(c, Role::Admin)?.unwrap_or(Way::Nobody)),
            (_, None) => Err("it names no order".to_owned()),
            ("asker", Some(order)) => Ok(asker(c, order, notice)?),
            ("agency", Some(order)) => agency(c, order, notice, telling.agency.as_deref())?,
            ("dispatcher", Some(order)) => of_role(c, screener(order))?,
            ("supervisor", _) => of_role(c, Role::Supervisor)?,
            ("clerk", _) => of_role(c, Role::Clerk)?,
            (other, _) => Err(format!("there is no audience {other}")),
        };
        Ok((order, way))
    });
    let (order, way) = read.await.map_err(of_db)?;
    Ok((order, way.map_err(Fault::Final)?))
}

/// By mail where there is an address, with the order or with the account; else a call.
fn asker(c: &mut Conn, order: &Order, notice: Notice) -> Result<Way, DbError> {
    let contact = contacts::find(c, &order.id)?;
    if contact.erased_at.is_some() {
        return Ok(Way::Nobody);
    }
    let account = match &order.asker_account {
        Some(id) if !contact.has_email => Some(accounts::by_id(c, id)?).filter(Account::has_email),
        _ => None,
    };
    let has_email = contact.has_email || account.is_some();
    let channel = notice::channel_for(notice::Contact { has_email, has_phone: contact.has_phone });
    // A person at the counter or on the telephone was given the code there and then.
    let given =
        notice == Notice::Receipt && matches!(order.channel, CameBy::Counter | CameBy::Telephone);
    Ok(match channel {
        Channel::Mail => Way::Mail(vec![account.map(|account| account.id)]),
        Channel::Telephone if given => Way::Nobody,
        Channel::Telephone => Way::Call,
    })
}

/// Those of the agency who can be written to; where there are none, the triage desk is told.
fn agency(
    c: &mut Conn,
    order: &Order,
    notice: Notice,
    slug: Option<&str>,
) -> Result<Result<Way, String>, DbError> {
    let Some(slug) = slug else { return of_role(c, screener(order)) };
    let handler = order.assignments.iter().rev().find(|a| a.agency == slug && a.state.is_open());
    let handler = handler.and_then(|share| share.handler.clone());
    let people = accounts::by_agency(c, slug)?;
    let told = concerned(&people, notice, handler.as_deref());
    if told.is_empty() { of_role(c, screener(order)) } else { Ok(Ok(Way::Mail(told))) }
}

/// The leaders, and of the handlers the one who has the order, or all where nobody has it yet. What
/// waits for a signature is the leaders' alone, where there are any.
fn concerned(people: &[Account], notice: Notice, handler: Option<&str>) -> Vec<Option<String>> {
    let reached = |wanted: &dyn Fn(&Account) -> bool| -> Vec<Option<String>> {
        let staff = people.iter().filter(|a| matches!(a.role, Role::Leader | Role::Handler));
        staff.filter(|a| a.has_email() && wanted(a)).map(|a| Some(a.id.clone())).collect()
    };
    let leads = |a: &Account| a.role == Role::Leader;
    let has_it = |a: &Account| handler.is_none_or(|id| id == a.id);
    let told = match notice {
        Notice::ApprovalAsked => reached(&leads),
        _ => reached(&|a| leads(a) || has_it(a)),
    };
    if told.is_empty() { reached(&|_| true) } else { told }
}

/// Who screens orders of this site.
fn screener(order: &Order) -> Role {
    let screens = |role: &&Role| access::screened_site(**role) == Some(order.site.as_str());
    Role::ALL.iter().find(screens).copied().unwrap_or(Role::Dispatcher)
}

fn of_role(c: &mut Conn, role: Role) -> Result<Result<Way, String>, DbError> {
    let people = accounts::by_role(c, role)?;
    let told: Vec<Option<String>> =
        people.iter().filter(|a| a.has_email()).map(|a| Some(a.id.clone())).collect();
    Ok(if told.is_empty() {
        Err(format!("no {role} has an e-mail address"))
    } else {
        Ok(Way::Mail(told))
    })
}
