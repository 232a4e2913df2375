//! One action on one line of an order, together with the line's booking: both are stored, or
//! neither. Shared by the school's pages, the desk and the API.
//!
//! A proposal holds a time, the school's yes makes it firm and hands the line to its agency, and
//! whatever takes the line from its agency frees the time.

use crate::app::{self, App};
use crate::db::documents::{self, Document};
use crate::db::school_orders::{self, Proposal};
use crate::db::{Conn, DbError, bookings, lecturers, orders, waiting};
use crate::domain::Time;
use crate::domain::booking::{BookingState, Meeting, Obstacle};
use crate::domain::order::{Action, Actor, Input, Offer, Order, PROPOSAL, Role, Step};
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::meeting::{self, Judged, judge, room};
use crate::web::visit::Visit;

/// What comes with an action besides its input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Planned<'a> {
    /// Where they meet, in words; empty for a room of the centre.
    pub place: &'a str,
    /// The school does mean a weekend or a holiday.
    pub holiday_meant: bool,
    /// Stored files that the input names, of a report.
    pub papers: &'a [Document],
}

/// What a step does to the line's booking.
enum Deed {
    /// Holds a time in place of what was held, if the offer names one.
    Propose {
        proposal: Proposal,
        holiday_meant: bool,
        until: Time,
    },
    /// Makes the hold firm.
    Agree(Proposal),
    /// Frees what it had; the line is planned anew.
    Free,
    /// Frees what it had, for good.
    End,
    Nothing,
}

/// Does an action on the line that the input names, or, where it names none, on the whole order.
/// `place` is where they meet, in words, and only a proposal has it.
///
/// # Errors
/// As [`act::perform`]; [`Error::Invalid`] with every obstacle where the time can't be had: on the
/// field `offer` when the school agrees, on the fields of the offer when it is proposed.
pub async fn perform(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    input: &Input,
    version: i64,
    place: &str,
) -> Result<Order, Error> {
    let planned = Planned { place, ..Planned::default() };
    perform_planned(visit, loaded, action, input, version, planned).await
}

/// [`perform`] for the desk, which knows more: that a holiday is meant, what was photographed.
///
/// # Errors
/// As [`perform`].
pub async fn perform_planned(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    input: &Input,
    version: i64,
    planned: Planned<'_>,
) -> Result<Order, Error> {
    let Some(line) = input.line.clone() else {
        return act::perform(visit, loaded, action, input, version).await;
    };
    if loaded.order.version != version {
        return Err(Error::Stale { current: loaded.order.version });
    }
    let mut fresh = app::fresh();
    let (before, actor) = (&loaded.order, &loaded.actor);
    let mut steps = vec![visit.app.decide(before, action, input, actor, visit.now, &mut fresh)?];
    let deed = deed(visit, loaded, &line, action, input, &steps[0], planned).await?;
    if let Deed::Agree(proposal) = &deed {
        let lead = Some(proposal.offer.agency.clone());
        let input = Input { line: Some(line.clone()), lead, ..Input::default() };
        let agreed = &steps[0].order;
        let next =
            visit.app.decide(agreed, Action::Dispatch, &input, &system(), visit.now, &mut fresh)?;
        steps.push(next);
    }
    let after = steps.last().map(|step| step.order.clone()).unwrap_or_else(|| before.clone());
    let papers = planned.papers.to_vec();
    store(visit, Stored { before: before.clone(), steps, papers, line, deed }).await?;
    Ok(after)
}

/// The house itself hands a line on that was agreed to.
fn system() -> Actor {
    Actor {
        account: None,
        role: Role::System,
        agency: None,
        on_behalf: false,
        holds_key: false,
        school: None,
    }
}

async fn deed(
    visit: &Visit,
    loaded: &Loaded,
    line: &str,
    action: Action,
    input: &Input,
    step: &Step,
    planned: Planned<'_>,
) -> Result<Deed, Error> {
    let revision = |order: &Order| order.line(line).and_then(|line| line.proposed);
    Ok(match action {
        Action::Propose => {
            let (Some(offer), Some(revision)) = (&input.offer, revision(&step.order)) else {
                return Err(Error::field("offer", "field.required"));
            };
            check_names(visit, offer).await?;
            let proposal = Proposal {
                line_id: line.to_owned(),
                revision,
                order_id: loaded.order.id.clone(),
                offer: offer.clone(),
                place: planned.place.to_owned(),
                by_account: loaded.actor.account.clone().unwrap_or_default(),
                created_at: visit.now,
            };
            let until = answer_due(&step.order).unwrap_or(visit.now);
            Deed::Propose { proposal, holiday_meant: planned.holiday_meant, until }
        }
        Action::Agree => {
            let revision = revision(&loaded.order).unwrap_or_default();
            let line = line.to_owned();
            let read = move |c: &mut Conn| school_orders::proposal(c, &line, revision);
            Deed::Agree(visit.app.db.read(read).await?)
        }
        Action::Counter | Action::Return => Deed::Free,
        Action::Withdraw | Action::Decline => Deed::End,
        _ => Deed::Nothing,
    })
}

/// That there is what the offer names, and that its agency sends its own lecturer.
async fn check_names(visit: &Visit, offer: &Offer) -> Result<(), Error> {
    let known = |slug: &str| visit.app.agencies().iter().any(|agency| agency.slug == slug);
    let open = |slug: &str| visit.content.room(slug).is_some();
    if !known(&offer.agency) {
        return Err(Error::field("agency", "field.choice"));
    }
    if offer.room.as_deref().is_some_and(|slug| !open(slug)) {
        return Err(Error::field("room", "field.choice"));
    }
    let Some(id) = offer.lecturer.clone() else { return Ok(()) };
    match visit.app.db.read(move |c| lecturers::find(c, &id)).await {
        Ok(lecturer) if lecturer.agency == offer.agency => Ok(()),
        Ok(_) => Err(Error::field("agency", "planner.wrong.agency")),
        Err(DbError::NotFound) => Err(Error::field("lecturer", "field.choice")),
        Err(other) => Err(other.into()),
    }
}

/// By when the school is to answer: so long its time is held.
fn answer_due(order: &Order) -> Option<Time> {
    let running = order.clocks.iter().filter(|clock| clock.stopped_at.is_none());
    running.filter(|clock| clock.definition == PROPOSAL).map(|clock| clock.rolled_due).max()
}

/// What is stored together.
struct Stored {
    before: Order,
    steps: Vec<Step>,
    papers: Vec<Document>,
    line: String,
    deed: Deed,
}

/// All or nothing: the order, its proposal, its booking.
async fn store(visit: &Visit, stored: Stored) -> Result<(), Error> {
    let Stored { before, steps, papers, line, deed } = stored;
    let (agrees, told) = (matches!(deed, Deed::Agree(_)), line.clone());
    let judged = match &deed {
        Deed::Propose { proposal, holiday_meant, .. } => Some((proposal.clone(), *holiday_meant)),
        // Who says yes to a day means it.
        Deed::Agree(proposal) => Some((proposal.clone(), true)),
        _ => None,
    };
    let (app, now) = (visit.app.clone(), visit.now);
    let school = before.school.clone().unwrap_or_default();
    let judge = move |c: &mut Conn| match &judged {
        Some((proposal, meant)) => judge(c, &app, &school, proposal, *meant, now),
        None => Ok(Judged::default()),
    };
    let judge_again = judge.clone();
    let app = visit.app.clone();
    let written = visit.app.db.write(move |c| {
        // Looked at within the same transaction; what comes between is met by the unique key.
        let judged = judge(c)?;
        let mut rivals = Vec::new();
        if judged.obstacles.is_empty() {
            orders::save_steps(c, &before, &steps)?;
            papers.iter().try_for_each(|paper| documents::add(c, paper))?;
            rivals = carry_out(c, &app, &line, &deed, judged.meeting, now)?;
        }
        Ok((judged.obstacles, rivals))
    });
    let found = match written.await {
        Ok((found, rivals)) => {
            lose(visit, rivals).await?;
            found
        }
        // Somebody was faster: said as precisely as what one could have known before.
        Err(DbError::Taken(_)) => {
            let found = visit.app.db.read(move |c| judge_again(c)).await?.obstacles;
            if found.is_empty() { return Err(Error::Taken) } else { found }
        }
        Err(other) => return Err(other.into()),
    };
    match agrees {
        _ if found.is_empty() => Ok(()),
        true => Err(gone(visit, told).await?),
        false => Err(invalid(visit, &found)),
    }
}

/// What was proposed can no longer be: the planner is told, and the school need not know why.
async fn gone(visit: &Visit, line: String) -> Result<Error, Error> {
    let now = visit.now;
    let mark = move |c: &mut Conn| {
        let held = bookings::by_line(c, &line)?.into_iter();
        let mut open =
            held.filter(|b| matches!(b.state, BookingState::Hold | BookingState::Expired));
        open.try_for_each(|booking| bookings::lose(c, &booking.id, now))
    };
    visit.app.db.write(mark).await?;
    Ok(Error::field("offer", "school_orders.gone"))
}

/// Marks the holds that can no longer be, each by itself: two schools that agree at once never wait
/// for one another.
async fn lose(visit: &Visit, rivals: Vec<String>) -> Result<(), Error> {
    let now = visit.now;
    for id in rivals {
        visit.app.db.write(move |c| bookings::lose(c, &id, now)).await?;
    }
    Ok(())
}

/// Carries it out; returns the holds of others that can no longer be.
fn carry_out(
    c: &mut Conn,
    app: &App,
    line: &str,
    deed: &Deed,
    meeting: Option<Meeting>,
    now: Time,
) -> Result<Vec<String>, DbError> {
    match deed {
        Deed::Propose { proposal, until, .. } => {
            school_orders::add_proposal(c, proposal)?;
            bookings::release_line(c, line, now)?;
            hold(c, proposal, meeting, *until, now)?;
        }
        Deed::Agree(proposal) => {
            let held = bookings::by_line(c, line)?.into_iter().rev().find(|booking| {
                booking.revision == proposal.revision && booking.state != BookingState::Released
            });
            match held {
                Some(held) => {
                    let room = room(app, held.room.as_deref());
                    let confirmed = bookings::confirm(c, &held.id, room, now)?;
                    return Ok(confirmed.rivals.into_iter().map(|rival| rival.id).collect());
                }
                // Nothing was held: the proposal has no time.
                None if meeting.is_none() => {}
                None => return Err(DbError::NotFound),
            }
        }
        Deed::Free => {
            bookings::release_line(c, line, now)?;
            if waiting::by_line(c, line)?.is_some() {
                waiting::again(c, line, now)?;
            }
        }
        Deed::End => {
            bookings::release_line(c, line, now)?;
            waiting::leave(c, line)?;
        }
        Deed::Nothing => {}
    }
    Ok(Vec::new())
}

fn hold(
    c: &mut Conn,
    proposal: &Proposal,
    meeting: Option<Meeting>,
    until: Time,
    now: Time,
) -> Result<(), DbError> {
    let Some(meeting) = meeting else { return waiting::leave(c, &proposal.line_id) };
    let new = bookings::NewBooking {
        order_id: proposal.order_id.clone(),
        line_id: proposal.line_id.clone(),
        revision: proposal.revision,
        expires_at: until.min(meeting.start),
        meeting,
    };
    bookings::hold(c, &new, now).map(drop)
}

/// Every obstacle as an error of a form, in the visit's language.
fn invalid(visit: &Visit, found: &[Obstacle]) -> Error {
    let error = |obstacle| meeting::obstacle_error(visit, meeting::field_of(obstacle), obstacle);
    Error::Invalid(found.iter().map(error).collect())
}
