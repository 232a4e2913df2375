//! The tables of migrations/0019_rule_sets and 0020_second_matters.

diesel::table! {
    rule_sets (number) {
        number -> Integer,
        version -> BigInt,
        standing -> Text,
        files -> Text,
        rules_version -> Text,
        made_from -> Nullable<Integer>,
        release -> Integer,
        note -> Text,
        made_by -> Nullable<Text>,
        made_at -> Timestamp,
        publish_at -> Nullable<Timestamp>,
        live_at -> Nullable<Timestamp>,
        past_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    rule_files (rule_set, name) {
        rule_set -> Integer,
        name -> Text,
        text -> Text,
    }
}

diesel::table! {
    rule_deeds (rule_set, version) {
        rule_set -> Integer,
        version -> BigInt,
        deed -> Text,
        file -> Nullable<Text>,
        note -> Text,
        by_account -> Nullable<Text>,
        at -> Timestamp,
    }
}

diesel::table! {
    rehearsals (id) {
        id -> Text,
        rule_set -> Integer,
        files -> Text,
        against -> Integer,
        state -> Text,
        fault -> Text,
        since -> Timestamp,
        asked_at -> Timestamp,
        asked_by -> Nullable<Text>,
        seen -> BigInt,
        of_all -> BigInt,
        last_at -> Nullable<Timestamp>,
        last_order -> Nullable<Text>,
        routed -> BigInt,
        moved -> BigInt,
        newly_triage -> BigInt,
        no_longer_triage -> BigInt,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    rehearsal_moves (rehearsal, order_id) {
        rehearsal -> Text,
        order_id -> Text,
        from_matter -> Text,
        from_lead -> Text,
        to_matter -> Text,
        to_lead -> Text,
        triage_before -> Bool,
        triage_after -> Bool,
    }
}

diesel::table! {
    second_matters (order_id) {
        order_id -> Text,
        matter -> Text,
        lead -> Text,
        settled -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        settled_by -> Nullable<Text>,
        parted -> Nullable<Text>,
    }
}
