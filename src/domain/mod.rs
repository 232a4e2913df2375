//! What the house decides. Pure functions over plain data: time, ids and tables come in as
//! arguments; nothing here reads a clock, a file, the network or a random number.

pub mod access;
pub mod agency;
pub mod booking;
pub mod bulletin;
pub mod catalogue;
pub mod class;
pub mod class_report;
pub mod code;
pub mod course;
pub mod cue;
pub mod deadline;
pub mod film;
pub mod invitation;
pub mod kind;
pub mod law;
pub mod lecturer;
pub mod mask;
pub mod notice;
pub mod order;
pub mod progress;
pub mod publication;
pub mod quiz;
pub mod reach;
pub mod room;
pub mod routing;
pub mod school;
pub mod school_order;
pub mod term;
mod text_enum;
pub mod topic;
pub mod week;

/// An instant in UTC, to the microsecond, as the database stores it.
pub type Time = chrono::NaiveDateTime;
