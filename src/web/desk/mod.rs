//! The desk: what staff have to do, and one order with everything they may see and do.

pub mod accounts;
pub mod agencies;
pub mod calls;
pub mod counter;
pub mod outbox;
pub mod person;
