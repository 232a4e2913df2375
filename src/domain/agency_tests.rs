use proptest::prelude::*;

use super::*;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(n.into())
}

fn stands(agency: &str, parent: Option<&str>, from: u32, to: Option<u32>) -> Placement {
    Placement {
        agency: agency.into(),
        parent: parent.map(Into::into),
        from: day(from),
        to: to.map(day),
    }
}

fn justice() -> Tree {
    Tree::new([
        stands("justice", None, 0, None),
        stands("police", None, 0, None),
        stands("notary", Some("justice"), 0, None),
        stands("branch", Some("notary"), 0, None),
    ])
    .unwrap()
}

#[test]
fn a_subtree_holds_the_root_and_all_below() {
    let tree = justice();
    assert_eq!(tree.subtree("justice", day(3)), BTreeSet::from(["branch", "justice", "notary"]));
    assert_eq!(tree.ancestors("branch", day(3)), ["notary", "justice"]);
    assert!(tree.contains("justice", "branch", day(3)));
    assert!(!tree.contains("branch", "justice", day(3)));
}

#[test]
fn a_move_holds_from_its_day_on() {
    let tree = justice().moved("notary", Some("police"), day(10)).unwrap();
    assert_eq!(tree.parent("notary", day(9)), Some("justice"));
    assert_eq!(tree.parent("notary", day(10)), Some("police"));
    assert!(tree.contains("police", "branch", day(10)));
    assert!(!tree.contains("justice", "branch", day(10)));
}

#[test]
fn an_abolished_agency_is_in_no_tree_afterwards() {
    let tree = Tree::new([stands("a", None, 0, Some(5)), stands("b", Some("a"), 0, None)]).unwrap();
    assert!(tree.exists("a", day(4)) && !tree.exists("a", day(5)));
    assert_eq!(tree.parent("b", day(5)), None);
    assert!(tree.subtree("a", day(5)).is_empty());
}

#[test]
fn what_is_no_tree_is_refused() {
    let cycle = justice().moved("justice", Some("branch"), day(2));
    assert!(matches!(cycle, Err(TreeError::Cycle(_, on)) if on == day(2)));
    let unknown = Tree::new([stands("a", Some("nobody"), 0, None)]);
    assert_eq!(unknown, Err(TreeError::UnknownParent("a".into(), "nobody".into())));
    let twice = Tree::new([stands("a", None, 0, None), stands("a", None, 4, None)]);
    assert_eq!(twice, Err(TreeError::Overlap("a".into(), day(4))));
    let backwards = Tree::new([stands("a", None, 4, Some(4))]);
    assert_eq!(backwards, Err(TreeError::Backwards("a".into(), day(4))));
    assert!(matches!(justice().moved("nobody", None, day(1)), Err(TreeError::NotThere(..))));
}

#[test]
fn moves_in_a_file_become_placements() {
    let text = r#"
        slug = "notary"
        name = "公证处"
        name_en = "Notary office"
        short = "公证"
        parent = "justice"
        house = "justice"
        valid_from = "2026-01-01"
        valid_to = "2026-03-01"
        hours = { zh = "工作日", en = "Working days" }
        handles = { zh = "公证", en = "Notarisation" }
        [[moves]]
        from = "2026-02-01"
    "#;
    let agency: Agency = toml::from_str(text).unwrap();
    assert_eq!(
        agency.placements(),
        [stands("notary", Some("justice"), 0, Some(31)), stands("notary", None, 31, Some(59))]
    );
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// A legal forest: each may stand only under one named before it.
fn forest() -> impl Strategy<Value = Tree> {
    proptest::collection::vec(0usize..6, 6).prop_map(|picks| {
        let row = |(i, pick): (usize, &usize)| {
            let parent = (*pick < i).then(|| NAMES[*pick]);
            stands(NAMES[i], parent, 0, None)
        };
        Tree::new(picks.iter().enumerate().map(row)).unwrap()
    })
}

fn moves() -> impl Strategy<Value = Vec<(usize, Option<usize>, u32)>> {
    proptest::collection::vec((0usize..6, proptest::option::of(0usize..6), 1u32..30), 1..8)
}

proptest! {
    #[test]
    fn a_move_leaves_earlier_days_as_they_were(
        start in forest(),
        moves in moves(),
        ask in 0u32..40,
    ) {
        let mut tree = start;
        for (who, under, on) in moves {
            let Ok(next) = tree.moved(NAMES[who], under.map(|u| NAMES[u]), day(on)) else {
                continue;
            };
            if ask < on {
                for name in NAMES {
                    prop_assert_eq!(tree.parent(name, day(ask)), next.parent(name, day(ask)));
                    prop_assert_eq!(tree.subtree(name, day(ask)), next.subtree(name, day(ask)));
                }
            }
            tree = next;
        }
    }

    #[test]
    fn no_sequence_of_moves_makes_a_cycle(start in forest(), moves in moves(), ask in 0u32..40) {
        let mut tree = start;
        for (who, under, on) in moves {
            if let Ok(next) = tree.moved(NAMES[who], under.map(|u| NAMES[u]), day(on)) {
                tree = next;
            }
        }
        for name in NAMES {
            // Would never end, were there a cycle.
            prop_assert!(tree.ancestors(name, day(ask)).len() < NAMES.len());
            prop_assert!(tree.subtree(name, day(ask)).contains(name));
        }
    }

    #[test]
    fn contains_and_subtree_agree(start in forest(), ask in 0u32..40) {
        for root in NAMES {
            let below = start.subtree(root, day(ask));
            for name in NAMES {
                prop_assert_eq!(below.contains(name), start.contains(root, name, day(ask)));
            }
        }
    }
}
