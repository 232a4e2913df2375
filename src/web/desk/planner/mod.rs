//! The planner's desk: what needs planning, the week, and a proposal in two clicks.

pub mod calendar;
pub mod chosen;
pub mod column;
pub mod draft;
pub mod home;
pub mod preview;
pub mod propose;
pub mod week;
