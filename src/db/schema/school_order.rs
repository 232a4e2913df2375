//! The tables of migrations/0006_lines.

diesel::table! {
    line_details (line_id) {
        line_id -> Text,
        order_id -> Text,
        form -> Text,
        course -> Nullable<Text>,
        package -> Nullable<Text>,
        rooms -> Text,
        lecturer_kind -> Nullable<Text>,
        stage -> Text,
        class_count -> Integer,
        class_names -> Text,
        pupils -> Integer,
        place -> Text,
        equipment -> Text,
        emphasis -> Text,
        remarks -> Text,
    }
}

diesel::table! {
    wished_dates (line_id, position) {
        line_id -> Text,
        position -> Integer,
        day -> Date,
        start_minute -> Nullable<Integer>,
    }
}

diesel::table! {
    proposals (line_id, revision) {
        line_id -> Text,
        revision -> Integer,
        order_id -> Text,
        start_at -> Nullable<Timestamp>,
        end_at -> Nullable<Timestamp>,
        agency -> Text,
        lecturer -> Nullable<Text>,
        lecturer_kind -> Nullable<Text>,
        room -> Nullable<Text>,
        place -> Text,
        seats -> Integer,
        by_account -> Text,
        created_at -> Timestamp,
    }
}
