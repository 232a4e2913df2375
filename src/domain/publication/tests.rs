//! Every standing × deed × role × kind of reader × author, against what is written here by hand.

use super::*;

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

const NOW: &str = "2026-11-27T04:00:00";

/// A piece that stands there, as it comes to stand there.
fn piece(minors: bool, standing: Standing, out: bool) -> Piece {
    let passed = matches!(standing, Standing::Approved | Standing::Published | Standing::Withdrawn)
        || (standing == Standing::Scheduled && minors);
    Piece {
        minors,
        standing,
        newest: 3,
        live: match standing {
            Standing::Published => Some(3),
            Standing::Withdrawn => None,
            _ => out.then_some(2),
        },
        approved: Some(if passed { 3 } else { 2 }),
        authors: if passed { vec![] } else { vec!["writer".into()] },
        publish_at: (standing == Standing::Scheduled).then(|| at("2026-11-28T00:00:00")),
    }
}

/// For each deed: the standings in the order of `ALL`; `x` always, `a` when nobody needs to have
/// read it (a page for adults), `s` for whoever did not write it, `o` when something is out.
const MATRIX: &[(Deed, &str)] = &[
    // draft submitted approved scheduled published withdrawn
    (Deed::Save, "xxxxxx"),
    (Deed::Submit, "x-----"),
    (Deed::Approve, "-s----"),
    (Deed::SendBack, "-xx---"),
    (Deed::Publish, "aaxx--"),
    (Deed::Schedule, "aax---"),
    (Deed::Unschedule, "---x--"),
    (Deed::Withdraw, "oooox-"),
    (Deed::Restore, "-----x"),
    (Deed::Check, "----x-"),
];

fn may(mark: char, minors: bool, own: bool, out: bool) -> bool {
    match mark {
        'x' => true,
        'a' => !minors,
        's' => !own,
        'o' => out,
        _ => false,
    }
}

#[test]
fn every_deed_from_everywhere_by_everybody() {
    assert_eq!(MATRIX.len(), Deed::ALL.len());
    let mut walked = 0;
    for (deed, marks) in MATRIX {
        for (standing, mark) in Standing::ALL.iter().zip(marks.chars()) {
            for role in Role::ALL.iter().copied() {
                for (minors, own, out) in
                    (0..8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0))
                {
                    let piece = piece(minors, *standing, out);
                    let account = Some(if own { "writer" } else { "reader" }.to_owned());
                    let hand = Hand { account, role };
                    let with = With { at: Some(at("2026-11-28T00:00:00")), note: "why" };
                    let expected = match role {
                        Role::Editor | Role::Admin => may(mark, minors, own, out),
                        Role::System => {
                            *standing == Standing::Scheduled
                                && matches!(deed, Deed::Publish | Deed::Unschedule)
                        }
                        _ => false,
                    };
                    let said = decide(&piece, *deed, &hand, with, at(NOW));
                    let case = format!("{deed} from {standing} as {role}, {minors} {own} {out}");
                    assert_eq!(said.is_ok(), expected, "{case}: {said:?}");
                    assert_eq!(offers(&piece, &hand).contains(deed), expected, "{case}");
                    walked += 1;
                }
            }
        }
    }
    assert_eq!(walked, 10 * 6 * 8 * Role::ALL.len());
}

#[test]
fn what_minors_read_is_never_out_without_a_second_person() {
    let editor = Hand { account: Some("writer".into()), role: Role::Editor };
    let second = Hand { account: Some("reader".into()), role: Role::Editor };
    let go = |piece: &Piece, deed, hand: &Hand| decide(piece, deed, hand, With::default(), at(NOW));
    let draft = piece(true, Standing::Draft, true);
    assert_eq!(go(&draft, Deed::Publish, &editor), Err(Refusal::NotApproved));
    assert_eq!(go(&draft, Deed::Publish, &second), Err(Refusal::NotApproved));
    let submitted = piece(true, Standing::Submitted, true);
    assert_eq!(go(&submitted, Deed::Approve, &editor), Err(Refusal::OwnWork));
    let passed = go(&submitted, Deed::Approve, &second).unwrap();
    assert_eq!((passed.to, passed.approved), (Standing::Approved, Some(3)));
    // A word changed after that, and it has to be read again.
    let changed = go(&piece(true, Standing::Approved, true), Deed::Save, &editor).unwrap();
    assert_eq!((changed.to, changed.writes, changed.approved), (Standing::Draft, Some(4), Some(3)));
    // So has what was taken down and comes back; for adults it is simply out again.
    let back = go(&piece(true, Standing::Withdrawn, false), Deed::Restore, &editor).unwrap();
    assert_eq!((back.to, back.live, back.writes), (Standing::Draft, None, Some(4)));
    let back = go(&piece(false, Standing::Withdrawn, false), Deed::Restore, &editor).unwrap();
    assert_eq!((back.to, back.live, back.writes), (Standing::Published, Some(4), Some(4)));
}

#[test]
fn work_beside_a_page_that_is_out_does_not_touch_it() {
    let editor = Hand { account: Some("writer".into()), role: Role::Editor };
    let go = |piece: &Piece, deed| decide(piece, deed, &editor, With::default(), at(NOW)).unwrap();
    let out = piece(false, Standing::Published, true);
    assert_eq!(go(&out, Deed::Save).live, Some(3));
    let beside = piece(false, Standing::Draft, true);
    let down = go(&beside, Deed::Withdraw);
    assert_eq!((down.to, down.live), (Standing::Draft, None));
    let timed = go(&piece(false, Standing::Scheduled, true), Deed::Withdraw);
    assert_eq!((timed.to, timed.live), (Standing::Scheduled, None));
    assert!(timed.publish_at.is_some(), "it goes out at its time all the same");
    let read = go(&out, Deed::Check);
    assert_eq!((read.to, read.live, read.approved), (Standing::Published, Some(4), Some(4)));
}

#[test]
fn a_time_that_has_passed_and_a_word_that_is_missing_are_refused() {
    let editor = Hand { account: Some("writer".into()), role: Role::Editor };
    let draft = piece(false, Standing::Draft, false);
    let timed =
        |time| decide(&draft, Deed::Schedule, &editor, With { at: time, note: "" }, at(NOW)).err();
    assert_eq!(timed(None), Some(Refusal::NotLater));
    assert_eq!(timed(Some(at(NOW))), Some(Refusal::NotLater));
    assert_eq!(timed(Some(at("2026-11-27T04:00:01"))), None);
    let submitted = piece(false, Standing::Submitted, false);
    let silent = decide(&submitted, Deed::SendBack, &editor, With::default(), at(NOW));
    assert_eq!(silent, Err(Refusal::NoNote));
}

#[test]
fn a_page_is_overdue_on_the_day_after_its_last_day() {
    let day = |text: &str| text.parse().unwrap();
    assert!(!is_overdue(day("2026-01-01"), day("2026-06-30"), 180));
    assert!(is_overdue(day("2026-01-01"), day("2026-07-01"), 180));
}

#[test]
fn a_file_has_a_kind_and_a_slug_or_is_none_of_ours() {
    let of = PieceKind::of_file;
    assert_eq!(of("services/payment-order.md"), Some((PieceKind::Service, "payment-order")));
    for other in ["quizzes/a.toml", "services/a.toml", "services/A.md", "services/x/a.md", "a.md"] {
        assert_eq!(of(other), None, "{other}");
    }
    assert!(!is_slug("-a") && !is_slug("a--b") && !is_slug("甲") && !is_slug(""));
}
