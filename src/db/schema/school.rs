//! The tables of migrations/0009_schools.

diesel::table! {
    schools (id) {
        id -> Text,
        name -> Text,
        district -> Text,
        address -> Text,
        stages -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        phone_sealed -> Nullable<Text>,
        verified_by -> Nullable<Text>,
        verified_at -> Nullable<Timestamp>,
        invited_by_agency -> Nullable<Text>,
        created_at -> Timestamp,
        version -> BigInt,
    }
}

diesel::table! {
    school_events (id) {
        id -> Text,
        school -> Text,
        at -> Timestamp,
        by_account -> Text,
        noted -> Text,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        kind -> Text,
        school -> Nullable<Text>,
        school_name -> Nullable<Text>,
        district -> Nullable<Text>,
        address_sealed -> Text,
        address_hash -> Text,
        token_hash -> Text,
        invited_by -> Text,
        agency -> Nullable<Text>,
        lang -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}
