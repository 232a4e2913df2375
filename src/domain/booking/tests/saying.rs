//! Every obstacle has its sentence in both languages, with what fills it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::*;
use super::fixture::*;

fn samples() -> Vec<Obstacle> {
    let (lecturer, room) = (|| "覃法官".to_owned(), || "base".to_owned());
    let (day, from, to) = (day("2026-11-28"), at("2026-11-28 09:00"), at("2026-11-28 10:00"));
    vec![
        Obstacle::Times,
        Obstacle::Past,
        Obstacle::Holiday { day, name: "元旦".into() },
        Obstacle::Weekend { day },
        Obstacle::Gone { lecturer: lecturer() },
        Obstacle::OutsideHours { lecturer: lecturer() },
        Obstacle::DayOff { lecturer: lecturer(), until: day },
        Obstacle::YearlyMaximum { lecturer: lecturer(), maximum: 3 },
        Obstacle::NeverVetted { lecturer: lecturer() },
        Obstacle::VettingRunsOut { lecturer: lecturer(), until: day },
        Obstacle::NotTaught { lecturer: lecturer() },
        Obstacle::NotTheirSchool { lecturer: lecturer() },
        Obstacle::LecturerBusy { lecturer: lecturer(), from, to },
        Obstacle::AgencyOnly { room: room() },
        Obstacle::RoomClosed { room: room() },
        Obstacle::RoomDayOff { room: room(), until: day },
        Obstacle::TooMany { room: room(), capacity: 60, left: 2 },
        Obstacle::RoomTaken { room: room(), from, to },
        Obstacle::ClassBusy { class: "四(1)班".into(), from, to },
    ]
}

#[test]
fn every_word_has_a_sentence_with_its_placeholders() {
    let tables = [
        include_str!("../../../../content/locales/zh-CN/booking.toml"),
        include_str!("../../../../content/locales/en/booking.toml"),
    ];
    for table in tables {
        let table: BTreeMap<String, String> = toml::from_str(table).unwrap();
        let said: BTreeSet<&str> =
            table.keys().filter(|key| key.starts_with("obstacle.")).map(String::as_str).collect();
        let keys: Vec<String> = samples().iter().map(Obstacle::key).collect();
        assert_eq!(said, keys.iter().map(String::as_str).collect());
        for obstacle in samples() {
            let sentence = &table[&obstacle.key()];
            let holes: BTreeSet<&str> =
                sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
            let args = obstacle.args();
            assert_eq!(holes, args.iter().map(|(name, _)| *name).collect(), "{}", obstacle.key());
        }
    }
}

#[test]
fn the_word_is_the_one_in_json() {
    for obstacle in samples() {
        let json = serde_json::to_value(&obstacle).unwrap();
        assert_eq!(json["word"], obstacle.word());
        assert_eq!(serde_json::from_value::<Obstacle>(json).unwrap(), obstacle);
    }
}
