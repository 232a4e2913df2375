//! Counting what took place.

use std::collections::BTreeMap;

use crate::db::orders::Delivered;
use crate::domain::course::Stage;
use crate::domain::topic::Topic;

/// What was counted. Pupils are heads at lessons: who came to three lessons is counted three times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub pupils: i64,
    pub classes: i64,
    /// Heads by stage, in the order of the stages.
    pub by_stage: BTreeMap<Stage, i64>,
    /// Heads by topic; a lesson with two topics counts for each.
    pub by_topic: BTreeMap<Topic, i64>,
    /// Heads at what is about no topic of the catalogue.
    pub without_topic: i64,
}

/// Counts lessons; `topics` says what a course is about.
pub fn count(lessons: &[Delivered], topics: impl Fn(&str) -> Vec<Topic>) -> Counts {
    let mut counts = Counts::default();
    for lesson in lessons {
        let heads = i64::from(lesson.headcount);
        counts.pupils += heads;
        counts.classes += i64::from(lesson.class_count);
        *counts.by_stage.entry(lesson.stage).or_default() += heads;
        let about = lesson.course.as_deref().map(&topics).unwrap_or_default();
        if about.is_empty() {
            counts.without_topic += heads;
        }
        for topic in about {
            *counts.by_topic.entry(topic).or_default() += heads;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::course::LineForm;

    #[test]
    fn heads_are_counted_by_stage_and_by_every_topic() {
        let lesson = |course: Option<&str>, stage, headcount| Delivered {
            code: "c".into(),
            line_id: "l".into(),
            form: LineForm::Lecture,
            course: course.map(str::to_owned),
            stage,
            class_count: 2,
            at: Default::default(),
            headcount,
        };
        let lessons = [
            lesson(Some("drugs"), Stage::Junior, 90),
            lesson(Some("online-fraud"), Stage::Junior, 10),
            lesson(None, Stage::Parents, 30),
        ];
        let topics = |slug: &str| match slug {
            "drugs" => vec![Topic::Drugs],
            _ => vec![Topic::Fraud, Topic::Drugs],
        };
        let counts = count(&lessons, topics);
        assert_eq!((counts.pupils, counts.classes, counts.without_topic), (130, 6, 30));
        assert_eq!(counts.by_stage, [(Stage::Junior, 100), (Stage::Parents, 30)].into());
        assert_eq!(counts.by_topic, [(Topic::Drugs, 100), (Topic::Fraud, 10)].into());
        assert_eq!(count(&[], topics), Counts::default());
    }
}
