//! The tables of migrations/0011_classes.

diesel::table! {
    classes (id) {
        id -> Text,
        school -> Text,
        teacher -> Text,
        name -> Text,
        stage -> Text,
        year -> Integer,
        size -> Integer,
        consent_by -> Text,
        consent_at -> Timestamp,
        created_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    class_codes (id) {
        id -> Text,
        class -> Text,
        code_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        max_uses -> Integer,
        uses -> Integer,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    learners (id) {
        id -> Text,
        class -> Text,
        seat -> Integer,
        pin_hash -> Text,
        joined_at -> Timestamp,
    }
}

diesel::table! {
    learner_sessions (id) {
        id -> Text,
        learner -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    tasks (id) {
        id -> Text,
        class -> Text,
        kind -> Text,
        slug -> Text,
        due_on -> Nullable<Date>,
        by_account -> Text,
        created_at -> Timestamp,
    }
}

diesel::joinable!(learners -> classes (class));
diesel::joinable!(learner_sessions -> learners (learner));
