//! Invitations as links: made, mailed, opened. A link follows from the house's secret and the
//! invitation's id, so that it stands neither in the table nor in the outbox.

use serde_json::json;

use super::limit::{self, Limit};
use super::visit::Visit;
use crate::config::Config;
use crate::db::invitations::{self, Invitation, NewInvitation};
use crate::db::new_id;
use crate::domain::Time;
use crate::domain::invitation::{Kind, Standing};
use crate::domain::notice::Notice;
use crate::domain::order::Job;
use crate::error::Error;

/// Links that are nobody's, from one address.
const WRONG_LINKS: Limit = Limit { name: "invitation-address", tries: 60, minutes: 15 };

/// What a link of ours leads to.
pub enum Door {
    Open(Box<Invitation>),
    /// Used, revoked or expired; none: there never was such a link.
    Shut(Option<Standing>),
}

/// An invitation of this kind, to be stored and mailed by whoever is here.
///
/// # Errors
/// [`Error::SignIn`] where nobody is.
pub fn new(visit: &Visit, kind: Kind, address: &str) -> Result<NewInvitation, Error> {
    let account = visit.account.as_ref().ok_or(Error::SignIn)?;
    let (id, config) = (new_id(), &visit.app.config);
    Ok(NewInvitation {
        kind,
        school: None,
        named: None,
        address: address.to_owned(),
        address_hash: address_hash(config, address),
        token: token(&config.secret, &id),
        invited_by: account.id.clone(),
        agency: account.agency.clone(),
        lang: account.lang.clone(),
        id,
    })
}

/// By which the same address is found again.
pub fn address_hash(config: &Config, address: &str) -> String {
    super::digest(&config.secret, &["invitation address", address])
}

fn token(secret: &[u8], id: &str) -> String {
    super::digest(secret, &["invitation", id])
}

/// The path of an invitation's link, made by the secret that made it first; none where that secret
/// is gone.
pub fn link(config: &Config, invitation: &Invitation) -> Option<String> {
    let door = match invitation.kind {
        Kind::School => "/youth/school/join",
        Kind::Teacher => "/account/join",
    };
    let secrets = std::iter::once(&config.secret).chain(&config.old_secrets);
    let mut tokens = secrets.map(|secret| token(secret, &invitation.id));
    tokens.find(|token| invitation.is_opened_by(token)).map(|token| format!("{door}/{token}"))
}

/// The mail that brings a link.
pub fn mail(notice: Notice, invitation: &str, now: Time) -> Job {
    let payload = json!({"notice": notice.slug(), "audience": "invitee", "invitation": invitation});
    Job { kind: "notice".to_owned(), payload, run_at: now }
}

/// What a link leads to. Whoever tries many has to wait.
///
/// # Errors
/// [`Error::TooMany`], or the database's.
pub async fn knock(visit: &Visit, kind: Kind, token: &str) -> Result<Door, Error> {
    limit::check(visit, &WRONG_LINKS, &visit.address).await?;
    let given = token.to_owned();
    let found = visit.app.db.read(move |c| invitations::by_token(c, kind, &given)).await?;
    let Some(invitation) = found else {
        limit::count(visit, &WRONG_LINKS, &visit.address).await?;
        return Ok(Door::Shut(None));
    };
    Ok(match invitation.standing(visit.now) {
        Standing::Open => Door::Open(Box::new(invitation)),
        shut => Door::Shut(Some(shut)),
    })
}
