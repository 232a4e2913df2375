//! The tables of migrations/0012_media.

diesel::table! {
    videos (id) {
        id -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        percent -> Integer,
        name -> Text,
        bytes -> BigInt,
        sha256 -> Nullable<Text>,
        length_ms -> Nullable<BigInt>,
        manifest -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    lesson_revisions (lesson, number) {
        lesson -> Text,
        number -> Integer,
        sha256 -> Text,
        imported -> Text,
        data -> Text,
        video -> Nullable<Text>,
        by_account -> Nullable<Text>,
        at -> Timestamp,
    }
}

diesel::table! {
    law_changes (id) {
        id -> Text,
        law -> Text,
        changed_on -> Date,
        note -> Text,
        by_account -> Text,
        at -> Timestamp,
    }
}
