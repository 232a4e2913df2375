//! The tables of migrations/0007_bookings.

diesel::table! {
    lecturers (id) {
        id -> Text,
        agency -> Text,
        name -> Text,
        kind -> Text,
        courses -> Text,
        weekly -> Text,
        yearly_max -> Integer,
        vetting_valid_until -> Nullable<Date>,
        schools -> Text,
        account -> Nullable<Text>,
        active -> Bool,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    days_off (id) {
        id -> Text,
        resource -> Text,
        from_day -> Date,
        to_day -> Date,
    }
}

diesel::table! {
    bookings (id) {
        id -> Text,
        order_id -> Text,
        line_id -> Text,
        revision -> Integer,
        school -> Text,
        state -> Text,
        start_at -> Timestamp,
        end_at -> Timestamp,
        lecturer -> Nullable<Text>,
        room -> Nullable<Text>,
        place -> Text,
        seats -> Integer,
        classes -> Text,
        expires_at -> Timestamp,
        sequence -> Integer,
        confirmed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    claims (resource, slot, unit) {
        resource -> Text,
        slot -> BigInt,
        unit -> Integer,
        booking_id -> Text,
    }
}

diesel::table! {
    waiting (id) {
        id -> Text,
        order_id -> Text,
        line_id -> Text,
        school -> Text,
        room -> Nullable<Text>,
        lecturer_kind -> Nullable<Text>,
        course -> Nullable<Text>,
        stage -> Text,
        place -> Text,
        pupils -> Integer,
        class_count -> Integer,
        classes -> Text,
        minutes -> Integer,
        earliest -> Date,
        latest -> Date,
        state -> Text,
        offer_start -> Nullable<Timestamp>,
        offer_end -> Nullable<Timestamp>,
        offer_room -> Nullable<Text>,
        offer_lecturer -> Nullable<Text>,
        offer_classes -> Nullable<Integer>,
        offer_seats -> Nullable<Integer>,
        created_at -> Timestamp,
        offered_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(claims -> bookings (booking_id));
diesel::allow_tables_to_appear_in_same_query!(claims, bookings);
