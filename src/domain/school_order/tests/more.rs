//! More of what is wrong with a line.

use super::*;

#[test]
fn every_reason_fills_the_places_of_its_sentence() {
    let mut why = vec![
        Why::Unknown,
        Why::NotFor { stages: vec![] },
        Why::NotSo { forms: vec![] },
        Why::NotTaughtBy { kinds: vec![] },
        Why::AgencyOnly { room: String::new() },
        Why::Range { least: 1, most: 2 },
        Why::TooLong { most: 1, length: 2 },
        Why::TooMany { most: 1 },
        Why::NoClass { name: String::new() },
        Why::CountDiffers { names: 1, count: 2 },
        Why::TooManyForCourse { most: 1, pupils: 2 },
        Why::TooManyForRoom { room: String::new(), most: 1, pupils: 2 },
        Why::Past { day: day("2026-01-01") },
        Why::PastToday { clock: 0 },
        Why::TooFar { until: day("2026-01-01") },
        Why::OddHour { from: 0, to: 1 },
        Why::RoomShut { room: String::new(), day: day("2026-01-01") },
        Why::RoomHours { room: String::new(), day: day("2026-01-01"), open: vec![] },
        Why::Holiday { day: day("2026-01-01"), name: String::new() },
        Why::Weekend { day: day("2026-01-01") },
        Why::SameClass { class: String::new(), line: 1, from: 0, to: 1 },
    ];
    why.extend(["package", "theme", "wish", "stage", "classes", "pupils", "day"].map(|word| {
        let key: &str = Box::leak(format!("school_page.wrong.{word}").into_boxed_str());
        Why::Missing(key)
    }));
    let texts: toml::Table =
        include_str!("../../../../content/locales/zh-CN/school_page.toml").parse().unwrap();
    for why in why {
        let text = texts[why.key()].as_str().unwrap();
        let args = why.args();
        let named: Vec<&str> =
            text.split('{').skip(1).map(|s| s.split('}').next().unwrap()).collect();
        for name in &named {
            assert!(args.iter().any(|(arg, _)| arg == name), "{}: {name}", why.key());
        }
        assert!(args.iter().filter(|(arg, _)| !named.contains(arg)).count() <= 1, "{}", why.key());
    }
}
