//! The youth centre: what it has for schools, and whom to call at once.

pub mod home;
pub mod report;
pub mod school;
pub mod school_join;
