//! The tables of migrations/0013_progress.

diesel::table! {
    progress (learner, content) {
        learner -> Text,
        content -> Text,
        intervals -> Text,
        covered_ms -> BigInt,
        seconds -> Double,
        position_ms -> BigInt,
        completed_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    play_sessions (learner, content, id) {
        learner -> Text,
        content -> Text,
        id -> Text,
        started_at -> Timestamp,
        last_at -> Timestamp,
        credited_ms -> BigInt,
        last_seq -> BigInt,
    }
}

diesel::table! {
    screenings (id) {
        id -> Text,
        class -> Text,
        lesson -> Text,
        content -> Text,
        teacher -> Text,
        head_count -> Integer,
        started_at -> Timestamp,
        intervals -> Text,
        covered_ms -> BigInt,
        seconds -> Double,
        position_ms -> BigInt,
        credited_ms -> BigInt,
        last_seq -> BigInt,
        completed_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
    }
}
