//! The tables of migrations/0017_pieces.

diesel::table! {
    pieces (id) {
        id -> Text,
        kind -> Text,
        slug -> Text,
        title -> Text,
        version -> BigInt,
        standing -> Text,
        newest -> Integer,
        live -> Nullable<Integer>,
        approved -> Nullable<Integer>,
        publish_at -> Nullable<Timestamp>,
        reviewed -> Nullable<Date>,
        imported_hash -> Text,
        folder_hash -> Text,
        imported -> Nullable<Integer>,
        from_folder -> Bool,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    piece_revisions (piece, number) {
        piece -> Text,
        number -> Integer,
        text -> Text,
        sha256 -> Text,
        by_account -> Nullable<Text>,
        at -> Timestamp,
    }
}

diesel::table! {
    piece_deeds (piece, version) {
        piece -> Text,
        version -> BigInt,
        deed -> Text,
        standing -> Text,
        revision -> Integer,
        by_account -> Nullable<Text>,
        note -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    editions (id) {
        id -> Integer,
        number -> BigInt,
    }
}

diesel::table! {
    pictures (id) {
        id -> Text,
        sha256 -> Text,
        media_type -> Text,
        extension -> Text,
        bytes -> BigInt,
        alt -> Text,
        by_account -> Nullable<Text>,
        at -> Timestamp,
    }
}
