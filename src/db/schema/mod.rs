//! The tables, as `diesel print-schema` says them of either database (but for aliases of types).
//! Only those that meet in one query are allowed to: each pair costs time to compile.

mod booking;
mod bulletins;
mod class;
mod desk;
mod engine;
mod feed;
mod media;
mod publication;
mod quiz;
mod rules;
mod school;
mod school_order;
mod watching;

pub use booking::*;
pub use bulletins::*;
pub use class::*;
pub use desk::*;
pub use engine::*;
pub use feed::*;
pub use media::*;
pub use publication::*;
pub use quiz::*;
pub use rules::*;
pub use school::*;
pub use school_order::*;
pub use watching::*;

diesel::allow_tables_to_appear_in_same_query!(orders, contacts);
diesel::allow_tables_to_appear_in_same_query!(orders, lines, line_details);
diesel::allow_tables_to_appear_in_same_query!(bookings, lines);
diesel::allow_tables_to_appear_in_same_query!(bookings, line_details);
diesel::allow_tables_to_appear_in_same_query!(orders, bookings);
diesel::allow_tables_to_appear_in_same_query!(lines, assignments);
diesel::allow_tables_to_appear_in_same_query!(learner_sessions, learners, classes);
diesel::allow_tables_to_appear_in_same_query!(quiz_answers, quiz_attempts, learners);
diesel::allow_columns_to_appear_in_same_group_by_clause!(
    quiz_attempts::lesson,
    quiz_attempts::revision,
    quiz_answers::item,
    quiz_answers::answer,
    quiz_answers::correct,
);
diesel::allow_tables_to_appear_in_same_query!(progress, learners);
diesel::joinable!(progress -> learners (learner));
diesel::allow_tables_to_appear_in_same_query!(pieces, piece_revisions);
diesel::joinable!(lines -> orders (order_id));
diesel::joinable!(rehearsal_moves -> orders (order_id));
diesel::allow_tables_to_appear_in_same_query!(rehearsal_moves, orders);
