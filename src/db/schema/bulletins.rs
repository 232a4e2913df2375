//! The tables of migrations/0008_subscriptions.

diesel::table! {
    subscriptions (id) {
        id -> Text,
        address_sealed -> Nullable<Text>,
        address_hash -> Nullable<Text>,
        topics -> Text,
        lang -> Text,
        state -> Text,
        created_at -> Timestamp,
        asked_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        last_sent_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    bulletin_issues (slug) {
        slug -> Text,
        visible_at -> Timestamp,
        mailed_at -> Nullable<Timestamp>,
    }
}
