use super::*;

fn seen(seat: i32, share: f64, done: bool) -> Seen {
    Seen { seat, content: "film".into(), share, done }
}

fn tried(seat: i32, points: i32, finished: bool, passed: bool) -> Tried {
    Tried { seat, lesson: "drugs".into(), finished, points, of: 4, passed }
}

fn said(item: &str, picks: &[usize], correct: bool, times: usize) -> Said {
    Said {
        lesson: "drugs".into(),
        revision: "r1".into(),
        item: item.into(),
        answer: Answer { picks: picks.to_vec(), text: String::new() },
        correct,
        times,
    }
}

fn typed(text: &str, times: usize) -> Said {
    Said {
        answer: Answer { picks: Vec::new(), text: text.into() },
        ..said("short", &[], false, times)
    }
}

#[test]
fn a_class_is_counted_by_seat_and_nobody_twice() {
    let learnt = Learnt {
        seats: vec![1, 2, 3, 7],
        seen: vec![
            seen(1, 0.95, true),
            seen(2, 0.5, false),
            Seen { content: "other".into(), ..seen(3, 1.0, true) },
            // Somebody whose seat was cleared meanwhile.
            seen(9, 1.0, true),
        ],
        shown: vec![
            Shown { content: "film".into(), heads: 45, done: true },
            Shown { content: "film".into(), heads: 40, done: false },
            Shown { content: "other".into(), heads: 45, done: true },
        ],
        tried: vec![
            tried(1, 2, true, false),
            tried(1, 4, true, true),
            tried(1, 3, true, true),
            tried(2, 1, true, false),
            tried(3, 4, false, false),
        ],
        said: Vec::new(),
    };
    let sum = learnt.sum("film", "drugs");
    assert_eq!((sum.begun, sum.done, sum.percent), (2, 1, 75));
    assert_eq!((sum.showings, sum.heads), (1, 45));
    assert_eq!((sum.tried, sum.passed, sum.points), (2, 1, 63));
    let cells = learnt.cells("film", "drugs");
    assert_eq!(cells.len(), 4);
    assert_eq!(cells[0], Cell { percent: 100, done: true, best: Some((4, 4)), passed: true });
    assert_eq!(cells[1], Cell { percent: 50, done: false, best: Some((1, 4)), passed: false });
    assert_eq!((cells[2], cells[3]), (Cell::default(), Cell::default()));
    assert!(learnt.touched("film", "x") && learnt.touched("x", "drugs"));
    assert!(!learnt.touched("x", "x"));
    assert_eq!(learnt.finished(&["film".into()]), [1]);
    assert_eq!(learnt.finished(&["film".into(), "other".into()]), [] as [i32; 0]);
    assert_eq!(learnt.finished(&[]), [] as [i32; 0]);
    assert_eq!(Learnt::default().sum("film", "drugs"), Sum::default());
}

#[test]
fn the_question_that_goes_wrong_most_comes_first_with_what_was_thought() {
    let learnt = Learnt {
        said: vec![
            said("easy", &[0], true, 20),
            said("even", &[0], true, 9),
            said("even", &[1], false, 1),
            said("hard", &[2], true, 5),
            said("hard", &[0], false, 4),
            said("hard", &[1], false, 9),
            said("hard", &[0, 1], false, 1),
            said("hard", &[3], false, 1),
        ],
        ..Learnt::default()
    };
    let questions = learnt.questions();
    let names: Vec<&str> = questions.iter().map(|one| one.item.as_str()).collect();
    assert_eq!(names, ["hard", "even"]);
    assert_eq!((questions[0].answered, questions[0].wrong), (20, 15));
    let mistakes: Vec<(&[usize], usize)> =
        questions[0].mistakes.iter().map(|(answer, n)| (answer.picks.as_slice(), *n)).collect();
    assert_eq!(mistakes, [(&[1][..], 9), (&[0], 4), (&[0, 1], 1)]);
}

#[test]
fn what_only_one_has_typed_is_not_told() {
    let learnt = Learnt {
        said: vec![typed("打 110！", 1), typed("打110", 1), typed("问王小明", 1)],
        ..Learnt::default()
    };
    let question = &learnt.questions()[0];
    assert_eq!((question.answered, question.wrong), (3, 3));
    let told: Vec<(&str, usize)> =
        question.mistakes.iter().map(|(answer, n)| (answer.text.as_str(), *n)).collect();
    assert_eq!(told, [("打 110！", 2)]);
}

#[test]
fn a_small_group_does_not_leave_the_class() {
    let told: Vec<Option<usize>> = [0, 1, 4, 5, 45].into_iter().map(beyond).collect();
    assert_eq!(told, [Some(0), None, None, Some(5), Some(45)]);
}
