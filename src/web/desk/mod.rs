//! The desk: what staff have to do, and one order with everything they may see and do.

pub mod accounts;
mod accounts_form;
pub mod actions;
pub mod agencies;
pub mod call_list;
pub mod calls;
pub mod choices;
pub mod counter;
pub mod documents;
pub mod forms;
pub mod live;
pub mod named;
pub mod names;
pub mod order;
pub mod outbox;
pub mod parts;
pub mod person;
pub mod queue;
pub mod reviews;
pub mod routing;
pub mod schools;
pub mod schools_invite;
mod schools_page;
pub mod sending;
pub mod supervision;
pub mod timeline;
pub mod triage;
