//! What an action names: agencies, colleagues, another order. The engine knows none of these lists,
//! so whoever sends an action, a page or a program, has them looked up here first.

use super::names;
use crate::db::accounts;
use crate::domain::order::{Action, Input};
use crate::error::{Error, FieldError};
use crate::web::act::{self, Loaded};
use crate::web::visit::Visit;

/// Looks up what the input names and adds what only the house says.
///
/// # Errors
/// [`Error::Invalid`] on the field that names what is not there, or not the actor's to name.
pub async fn complete(
    visit: &Visit,
    loaded: &Loaded,
    action: Action,
    input: &mut Input,
) -> Result<(), Error> {
    check_names(visit, loaded, input).await?;
    if let Some(code) = input.order.take() {
        input.order = Some(other_order(visit, &code).await?);
    }
    // Nobody sends these; the rules by which a dispatcher decides are the ones in force. What a
    // school orders is not routed.
    let kind = visit.content.kind(&loaded.order.kind);
    let routed = !kind.is_some_and(|kind| kind.by_line);
    if routed && matches!(action, Action::Accept | Action::Dispatch) {
        input.rules_version = Some(visit.app.rules().version().to_owned());
    }
    Ok(())
}

/// Agencies that there are, and handlers of the own agency: the engine knows neither list.
async fn check_names(visit: &Visit, loaded: &Loaded, input: &Input) -> Result<(), Error> {
    let known = names::agencies(visit);
    let unknown = |slug: &str| {
        slug != crate::domain::order::CENTRE && known.iter().all(|choice| choice.value != slug)
    };
    let named = [("lead", &input.lead), ("agency", &input.agency)].into_iter();
    let named = named.filter_map(|(field, slug)| slug.as_deref().map(|slug| (field, slug)));
    let helpers = input.co.iter().map(|slug| ("co", slug.as_str()));
    if let Some((field, _)) = named.chain(helpers).find(|(_, slug)| unknown(slug)) {
        return Err(Error::field(field, "field.choice"));
    }
    let rules = visit.app.rules();
    let known = |slug: &str| rules.matters().any(|(matter, ..)| matter == slug);
    if input.matter.as_deref().is_some_and(|slug| !known(slug)) {
        return Err(Error::field("matter", "field.matter"));
    }
    let Some(handler) = &input.handler else { return Ok(()) };
    let works = colleagues(visit, loaded).await?.iter().any(|account| account.id == *handler);
    if works { Ok(()) } else { Err(Error::field("handler", "field.choice")) }
}

/// The order of a code that was typed; one that this person may not see is none.
async fn other_order(visit: &Visit, code: &str) -> Result<String, Error> {
    let wrong = |error: Error| match error {
        Error::Invalid(errors) => Error::Invalid(
            errors.into_iter().map(|error| FieldError { field: "order".into(), ..error }).collect(),
        ),
        Error::NotFound => Error::field("order", "desk.wrong.no_such_order"),
        other => other,
    };
    let code = act::parse_code(code).map_err(wrong)?;
    Ok(act::load(visit, &code).await.map_err(wrong)?.order.id)
}

/// The accounts of the reader's own agency.
pub async fn colleagues(visit: &Visit, loaded: &Loaded) -> Result<Vec<accounts::Account>, Error> {
    match loaded.actor.agency.clone() {
        Some(agency) => Ok(visit.app.db.read(move |c| accounts::by_agency(c, &agency)).await?),
        None => Ok(Vec::new()),
    }
}
