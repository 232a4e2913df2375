//! The tables of the other migrations: people, intake, outbox, content.

diesel::table! {
    accounts (id) {
        id -> Text,
        login -> Text,
        password_hash -> Text,
        role -> Text,
        agency -> Nullable<Text>,
        school -> Nullable<Text>,
        name -> Text,
        email_sealed -> Nullable<Text>,
        phone_sealed -> Nullable<Text>,
        organisation -> Nullable<Text>,
        credit_code_sealed -> Nullable<Text>,
        lang -> Text,
        active -> Bool,
        demo -> Bool,
        failed_logins -> Integer,
        locked_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        password_changed_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        account_id -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        expires_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    attempts (bucket) {
        bucket -> Text,
        count -> Integer,
        since -> Timestamp,
    }
}

diesel::table! {
    contacts (order_id) {
        order_id -> Text,
        name_sealed -> Text,
        phone_sealed -> Nullable<Text>,
        email_sealed -> Nullable<Text>,
        credit_code_sealed -> Nullable<Text>,
        organisation -> Nullable<Text>,
        place -> Nullable<Text>,
        wish -> Nullable<Text>,
        has_email -> Bool,
        has_phone -> Bool,
        key_generation -> Integer,
        erased_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    documents (id) {
        id -> Text,
        order_id -> Nullable<Text>,
        draft_id -> Nullable<Text>,
        sha256 -> Text,
        name -> Text,
        media_type -> Text,
        bytes -> BigInt,
        uploaded_by -> Nullable<Text>,
        visibility -> Text,
        agency -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        data_sealed -> Text,
        updated_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    idempotency (key_hash) {
        key_hash -> Text,
        body_hash -> Text,
        order_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        payload -> Text,
        run_at -> Timestamp,
        state -> Text,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        claimed_at -> Nullable<Timestamp>,
        claimed_by -> Nullable<Text>,
        done_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        dedupe -> Nullable<Text>,
    }
}

diesel::table! {
    calls (id) {
        id -> Text,
        order_id -> Text,
        notice -> Text,
        state -> Text,
        created_at -> Timestamp,
        done_at -> Nullable<Timestamp>,
        done_by -> Nullable<Text>,
        outcome_code -> Nullable<Text>,
    }
}

diesel::table! {
    confirmations (id) {
        id -> Text,
        order_id -> Text,
        matter -> Text,
        lead -> Text,
        rules_version -> Text,
        overridden -> Bool,
        reason_code -> Nullable<Text>,
        by_account -> Text,
        at -> Timestamp,
        withdrawn_at -> Nullable<Timestamp>,
        withdrawn_by -> Nullable<Text>,
    }
}

diesel::table! {
    agencies (slug) {
        slug -> Text,
        data -> Text,
        parent -> Nullable<Text>,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        imported_hash -> Text,
        revision -> BigInt,
        edited -> Bool,
        updated_at -> Timestamp,
    }
}

diesel::joinable!(sessions -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(sessions, accounts);
