//! The tables of migrations/0002_orders.

diesel::table! {
    orders (id) {
        id -> Text,
        code -> Text,
        kind -> Text,
        site -> Text,
        title -> Text,
        state -> Text,
        previous -> Nullable<Text>,
        open -> Bool,
        version -> BigInt,
        asker_account -> Nullable<Text>,
        channel -> Text,
        lang -> Text,
        matter -> Nullable<Text>,
        confidence -> Nullable<Double>,
        rules_version -> Nullable<Text>,
        lead_agency -> Nullable<Text>,
        due_at -> Timestamp,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        submitted_at -> Nullable<Timestamp>,
        replied_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        returns -> Integer,
        binding -> Bool,
        legal_hold -> Bool,
        leading_order -> Nullable<Text>,
        school -> Nullable<Text>,
        last_seq -> BigInt,
        last_hash -> Text,
    }
}

diesel::table! {
    outcomes (order_id) {
        order_id -> Text,
        rating -> Nullable<Integer>,
        agency_contacted -> Nullable<Bool>,
        agency_solved -> Nullable<Bool>,
        asker_contacted -> Nullable<Bool>,
        asker_solved -> Nullable<Bool>,
    }
}

diesel::table! {
    lines (id) {
        id -> Text,
        order_id -> Text,
        position -> Integer,
        service -> Nullable<Text>,
        matter -> Nullable<Text>,
        state -> Text,
        revisions -> Integer,
        proposed -> Nullable<Integer>,
        agreed -> Nullable<Integer>,
        checked_in_at -> Nullable<Timestamp>,
        headcount -> Nullable<Integer>,
        replied_at -> Nullable<Timestamp>,
        rating_content -> Nullable<Integer>,
        rating_lecturer -> Nullable<Integer>,
        rating_organisation -> Nullable<Integer>,
    }
}

diesel::table! {
    assignments (id) {
        id -> Text,
        order_id -> Text,
        line_id -> Text,
        position -> Integer,
        agency -> Text,
        part -> Text,
        state -> Text,
        open -> Bool,
        handler -> Nullable<Text>,
        barred_handler -> Nullable<Text>,
        case_number -> Nullable<Text>,
        receipt_on -> Nullable<Date>,
        created_at -> Timestamp,
        signed_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    clocks (id) {
        id -> Text,
        order_id -> Text,
        assignment_id -> Nullable<Text>,
        position -> Integer,
        definition -> Text,
        budget -> Integer,
        unit -> Text,
        counting -> Text,
        warn_days -> Integer,
        started_at -> Timestamp,
        nominal_due -> Timestamp,
        rolled_due -> Timestamp,
        provisional -> Bool,
        calendar_version -> Text,
        statutory -> Bool,
        source -> Text,
        stopped_at -> Nullable<Timestamp>,
        extended -> Integer,
    }
}

diesel::table! {
    clock_pauses (clock_id, position) {
        clock_id -> Text,
        position -> Integer,
        reason -> Text,
        from_at -> Timestamp,
        to_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    requests (id) {
        id -> Text,
        order_id -> Text,
        position -> Integer,
        signature -> Text,
        asked_by -> Text,
        agency -> Nullable<Text>,
        asked_at -> Timestamp,
        input -> Text,
        entries -> Text,
        decided_at -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
        approved -> Nullable<Bool>,
    }
}

diesel::table! {
    supervisions (id) {
        id -> Text,
        order_id -> Text,
        position -> Integer,
        issuer -> Text,
        agency -> Text,
        issued_at -> Timestamp,
        answer_due -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        released_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    events (order_id, seq) {
        order_id -> Text,
        seq -> BigInt,
        at -> Timestamp,
        actor -> Nullable<Text>,
        role -> Text,
        agency -> Nullable<Text>,
        on_behalf -> Bool,
        action -> Text,
        from_state -> Text,
        to_state -> Text,
        reason_code -> Nullable<Text>,
        visibility -> Text,
        rules_version -> Nullable<Text>,
        entries -> Text,
        facts -> Text,
        prev_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    entries (id) {
        id -> Text,
        order_id -> Text,
        seq -> BigInt,
        kind -> Text,
        visibility -> Text,
        author -> Nullable<Text>,
        role -> Text,
        agency -> Nullable<Text>,
        body -> Text,
        salt -> Text,
        draft -> Bool,
        created_at -> Timestamp,
    }
}

diesel::joinable!(clock_pauses -> clocks (clock_id));
diesel::allow_tables_to_appear_in_same_query!(clocks, clock_pauses);
diesel::allow_tables_to_appear_in_same_query!(orders, assignments, requests, supervisions, clocks);
