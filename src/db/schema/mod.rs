//! The tables, as `diesel print-schema` says them of either database (but for aliases of types).
//! Only those that meet in one query are allowed to: each pair costs time to compile.

mod bulletins;
mod desk;
mod engine;
mod school_order;

pub use bulletins::*;
pub use desk::*;
pub use engine::*;
pub use school_order::*;

diesel::allow_tables_to_appear_in_same_query!(orders, contacts);
