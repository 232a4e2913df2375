//! Signing in, one's own account and one's own orders.

pub mod join;
pub mod mail_login;
pub mod overview;
pub mod password;
pub mod register;
pub mod school;
pub mod sign_in;
pub mod teacher;

use crate::domain::order::Role;

/// Where a role begins its day.
pub fn home_of(role: Role) -> &'static str {
    match role {
        Role::Business | Role::Teacher => "/account",
        Role::Learner => "/youth/class",
        _ => "/desk",
    }
}
