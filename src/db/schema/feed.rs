//! The table of migrations/0010_feeds.

diesel::table! {
    feeds (owner) {
        owner -> Text,
        generation -> Integer,
        renewed_at -> Timestamp,
    }
}
