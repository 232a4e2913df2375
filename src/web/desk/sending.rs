//! Sending an order on from the triage desk: what the dispatcher decided, and all that it does.

use super::names::{self, Choice};
use super::routing;
use super::triage::OVERRIDES;
use crate::db::confirmations::{self, Confirmation};
use crate::db::second_matters::Settled;
use crate::db::{orders, second_matters};
use crate::domain::order::{Action, Input, Order, State, Step};
use crate::domain::routing::Decision;
use crate::error::{Error, FieldError};
use crate::web::act::Loaded;
use crate::web::form::Form;
use crate::web::visit::Visit;

/// The choice that takes what is proposed, and the agency of the second matter as a helper.
const WITH_SECOND: &str = "proposed_co";

/// What the dispatcher decided.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    matter: String,
    lead: String,
    co: Vec<String>,
    reason_code: Option<String>,
    overridden: bool,
}

/// Reads the form, and does all that it says or nothing of it.
///
/// # Errors
/// What is wrong with the form, the engine's reason, or that somebody else was first.
pub async fn send_on(visit: &Visit, loaded: &Loaded, form: &mut Form) -> Result<(), Error> {
    let version = form.number("version").unwrap_or_default();
    let proposed = routing::decision(&loaded.entries);
    let word = read(form, proposed.as_ref());
    check_slugs(visit, form, &word);
    form.check()?;
    if loaded.order.version != version {
        return Err(Error::Stale { current: loaded.order.version });
    }
    let step = decide(visit, loaded, &word)?;
    store(visit, &loaded.order, step, &word).await?;
    visit.app.learn_now().await;
    Ok(())
}

/// One click takes what the router proposed; anything else says why.
fn read(form: &mut Form, proposed: Option<&Decision>) -> Word {
    let reason_code = form.optional("reason_code", 80);
    let by_hand = |form: &mut Form| (form.required("matter", 80), form.required("lead", 80));
    let (matter, lead) = match (form.raw("choice"), form.raw("pick").split_once('~')) {
        ("proposed" | WITH_SECOND, _) => match proposed {
            Some(decision) => (decision.matter.clone(), decision.lead.clone()),
            None => by_hand(form),
        },
        (_, Some((matter, lead))) => (matter.to_owned(), lead.to_owned()),
        _ => by_hand(form),
    };
    let overridden =
        proposed.is_none_or(|decision| decision.matter != matter || decision.lead != lead);
    let known = reason_code.as_deref().is_some_and(|code| OVERRIDES.contains(&code));
    if overridden && !known {
        form.refuse(FieldError::new("reason_code", "desk.wrong.override_reason"));
    }
    let mut co =
        proposed.filter(|_| !overridden).map(|decision| decision.co.clone()).unwrap_or_default();
    let second = proposed.and_then(|decision| decision.second.as_ref());
    // The agency of the other matter in the text helps.
    let helps = second.filter(|_| form.raw("choice") == WITH_SECOND).map(|one| one.lead.clone());
    co.extend(helps.filter(|slug| !co.contains(slug)));
    Word {
        co: co.into_iter().filter(|slug| *slug != lead).collect(),
        reason_code: reason_code.filter(|_| overridden),
        matter,
        lead,
        overridden,
    }
}

fn check_slugs(visit: &Visit, form: &mut Form, word: &Word) {
    let known = |choices: Vec<Choice>, slug: &str| {
        slug.is_empty() || choices.iter().any(|choice| choice.value == slug)
    };
    if !known(names::matters(visit), &word.matter) {
        form.refuse(FieldError::new("matter", "field.choice"));
    }
    if !known(names::agencies(visit), &word.lead) {
        form.refuse(FieldError::new("lead", "field.choice"));
    }
}

/// Accepts what is not accepted yet, and dispatches: one step, or none of it.
fn decide(visit: &Visit, loaded: &Loaded, word: &Word) -> Result<Step, Error> {
    let input = Input {
        matter: Some(word.matter.clone()),
        lead: Some(word.lead.clone()),
        co: word.co.clone(),
        reason_code: word.reason_code.clone(),
        rules_version: Some(visit.app.rules().version().to_owned()),
        ..Input::default()
    };
    let mut fresh = crate::app::fresh();
    let mut perform = |order: &Order, action| {
        visit.app.decide(order, action, &input, &loaded.actor, visit.now, &mut fresh)
    };
    if loaded.order.state != State::Submitted {
        return Ok(perform(&loaded.order, Action::Dispatch)?);
    }
    let mut step = perform(&loaded.order, Action::Accept)?;
    let next = perform(&step.order, Action::Dispatch)?;
    step.order = next.order;
    step.events.extend(next.events);
    step.entries.extend(next.entries);
    step.released.extend(next.released);
    step.jobs.extend(next.jobs);
    Ok(step)
}

/// The dispatch and the confirmation it is, together.
async fn store(visit: &Visit, before: &Order, step: Step, word: &Word) -> Result<(), Error> {
    let confirmation = Confirmation {
        id: crate::db::new_id(),
        order_id: before.id.clone(),
        matter: word.matter.clone(),
        lead: word.lead.clone(),
        rules_version: visit.app.rules().version().to_owned(),
        overridden: word.overridden,
        reason_code: word.reason_code.clone(),
        by_account: visit.account.as_ref().map(|account| account.id.clone()).unwrap_or_default(),
        at: visit.now,
        withdrawn_at: None,
        withdrawn_by: None,
    };
    let before = before.clone();
    let stored = visit.app.db.write(move |c| {
        orders::save(c, &before, &step)?;
        // The card that was sent on showed the second matter, too.
        let by = (Some(confirmation.by_account.as_str()), confirmation.at);
        second_matters::settle(c, &before.id, (Settled::One, None), by)?;
        confirmations::add(c, &confirmation)
    });
    Ok(stored.await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_decides_otherwise_says_why() {
        let form = |pairs: &[(&str, &str)]| {
            Form::from_pairs(pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect())
        };
        let mut without = form(&[("choice", "override"), ("pick", "debt~court")]);
        let word = read(&mut without, None);
        assert!(
            word.overridden && without.errors().iter().any(|error| error.field == "reason_code")
        );
        let mut with = form(&[
            ("choice", "override"),
            ("pick", "debt~court"),
            ("reason_code", "wrong_matter"),
        ]);
        assert_eq!(read(&mut with, None).reason_code.as_deref(), Some("wrong_matter"));
        assert!(with.errors().is_empty());
        let mut nothing = form(&[("choice", "override"), ("reason_code", "wrong_matter")]);
        read(&mut nothing, None);
        let fields: Vec<_> = nothing.errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["matter", "lead"]);
    }
}
