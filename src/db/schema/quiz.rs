//! The tables of migrations/0014_quizzes.

diesel::table! {
    quiz_attempts (id) {
        id -> Text,
        learner -> Text,
        lesson -> Text,
        n -> Integer,
        revision -> Text,
        frozen -> Text,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        points -> Integer,
        of -> Integer,
        passed -> Bool,
    }
}

diesel::table! {
    quiz_answers (attempt, position) {
        attempt -> Text,
        position -> Integer,
        item -> Text,
        answer -> Text,
        correct -> Bool,
        answered_at -> Timestamp,
    }
}

diesel::joinable!(quiz_attempts -> super::class::learners (learner));
diesel::joinable!(quiz_answers -> quiz_attempts (attempt));
