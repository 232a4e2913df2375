use proptest::prelude::*;

use super::*;

fn item(kind: ItemKind) -> Item {
    let chosen = matches!(kind, ItemKind::Single | ItemKind::Multiple | ItemKind::Ordering);
    Item {
        id: "one".into(),
        kind,
        ask: "？".into(),
        choices: if chosen { ["甲", "乙", "丙"].map(String::from).into() } else { vec![] },
        right: match kind {
            ItemKind::Single | ItemKind::TrueFalse => vec![1],
            ItemKind::Multiple => vec![0, 2],
            _ => vec![],
        },
        accepted: if kind == ItemKind::Short { vec!["打12355".into()] } else { vec![] },
        explain: "因为".into(),
    }
}

fn picks(picks: &[usize]) -> Answer {
    Answer { picks: picks.into(), text: String::new() }
}

#[test]
fn each_kind_is_marked_by_its_own_rule() {
    use ItemKind::*;
    for (kind, given, right) in [
        (Single, vec![1], true),
        (Single, vec![0], false),
        (Multiple, vec![2, 0], true),
        (Multiple, vec![0], false),
        (Multiple, vec![0, 1, 2], false),
        (TrueFalse, vec![1], true),
        (TrueFalse, vec![0], false),
        (Ordering, vec![0, 1, 2], true),
        (Ordering, vec![1, 0, 2], false),
        (Ordering, vec![0, 1], false),
    ] {
        assert_eq!(mark(&item(kind), &picks(&given)), right, "{kind} {given:?}");
    }
    for (text, right) in [("打１２３５５。", true), (" 打 12355 ", true), ("12356", false)]
    {
        let answer = Answer { picks: vec![], text: text.into() };
        assert_eq!(mark(&item(Short), &answer), right, "{text}");
    }
    assert_eq!(normal("ＡＢ c，1"), "abc1");
}

#[test]
fn what_is_no_answer_is_not_taken() {
    let drawn = |kind| draw(&[item(kind)], 60, 0, true, 7).items.remove(0);
    for (kind, places) in [
        (ItemKind::Single, vec![]),
        (ItemKind::Single, vec![0, 1]),
        (ItemKind::Single, vec![3]),
        (ItemKind::TrueFalse, vec![2]),
        (ItemKind::Multiple, vec![]),
        (ItemKind::Multiple, vec![1, 1]),
        (ItemKind::Ordering, vec![0, 1]),
        (ItemKind::Ordering, vec![0, 1, 1]),
    ] {
        assert_eq!(drawn(kind).answer(&places, ""), None, "{kind} {places:?}");
    }
    assert_eq!(drawn(ItemKind::Short).answer(&[], " 。"), None);
    assert_eq!(drawn(ItemKind::Short).answer(&[], &"字".repeat(101)), None);
}

#[test]
fn an_item_says_what_is_wrong_with_it() {
    for kind in ItemKind::ALL {
        assert_eq!(item(*kind).lacks(), Vec::<&str>::new(), "{kind}");
    }
    let broken = |change: fn(&mut Item)| {
        let mut item = item(ItemKind::Single);
        change(&mut item);
        item.lacks()
    };
    assert_eq!(broken(|item| item.right = vec![3]), ["`right` names no choice"]);
    assert_eq!(broken(|item| item.right = vec![]), ["`right` names one choice"]);
    assert_eq!(broken(|item| item.choices[1] = "甲".into()), ["two `choices` are the same"]);
    assert_eq!(broken(|item| item.explain.clear()), ["`explain` is empty"]);
}

#[test]
fn passing_takes_every_answer_and_enough_points() {
    let frozen = draw(&vec![item(ItemKind::Single); 5], 60, 2, false, 0);
    assert!(!standing(&frozen, &[true; 4]).passed, "not finished");
    assert!(standing(&frozen, &[true, true, true, false, false]).passed);
    assert!(!standing(&frozen, &[true, true, false, false, false]).passed);
    assert!(may_retry(0, 99) && may_retry(2, 1) && !may_retry(2, 2));
}

proptest! {
    #[test]
    fn drawing_loses_nothing_and_solves_nothing(seed: u64, shuffle: bool) {
        let items: Vec<Item> = ItemKind::ALL.iter().map(|kind| item(*kind)).collect();
        let frozen = draw(&items, 60, 0, shuffle, seed);
        prop_assert_eq!(&frozen, &draw(&items, 60, 0, shuffle, seed));
        prop_assert_eq!(frozen.items.len(), items.len());
        for drawn in &frozen.items {
            prop_assert!(items.contains(&drawn.item));
            prop_assert_eq!(sorted(&drawn.order), (0..drawn.item.places()).collect::<Vec<_>>());
            prop_assert!(drawn.item.kind != ItemKind::Ordering || !drawn.order.is_sorted());
        }
    }

    #[test]
    fn a_short_answer_is_the_same_in_any_dress(text in "[a-z0-9字]{1,9}") {
        let wide: String = text.chars().map(|c| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap(),
            other => other,
        }).collect();
        prop_assert_eq!(normal(&format!(" {wide}。")), normal(&text.to_uppercase()));
    }
}
