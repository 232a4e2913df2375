use super::*;
use crate::domain::routing::tests::rules;
use crate::domain::routing::{Facts, Learned, route};

fn places() -> Places {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/places/city.toml");
    Places::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn office(slug: &str, family: Option<&str>, district: Option<&str>, load: (u32, u32)) -> Office {
    Office {
        slug: slug.to_owned(),
        name: Both { zh: format!("{slug}单位"), en: format!("the {slug}") },
        family: family.map(str::to_owned),
        level: if district.is_some() { Level::District } else { Level::City },
        district: district.map(str::to_owned),
        capacity: Some(load.1).filter(|most| *most > 0),
        open: load.0,
    }
}

fn offices() -> Vec<Office> {
    vec![
        office("court", None, None, (900, 0)),
        office("court_yuzhou", Some("court"), Some("yuzhou"), (900, 0)),
        office("mediation", None, None, (0, 0)),
        office("mediation_a", Some("mediation"), None, (9, 10)),
        office("mediation_b", Some("mediation"), None, (30, 40)),
        office("mediation_yuzhou", Some("mediation"), Some("yuzhou"), (99, 100)),
        office("lawyers", None, None, (5, 10)),
        office("lawyers_b", Some("lawyers"), None, (5, 10)),
        office("arbitration", None, None, (0, 0)),
    ]
}

fn decide(body: &str) -> Decision {
    let facts = Facts { body: body.to_owned(), ..Facts::default() };
    route(&facts, &rules(), &Learned::default())
}

fn asked<'a>(place: &'a str, credit_code: &'a str, text: &'a str) -> Asked<'a> {
    Asked { place, credit_code, text }
}

/// As with the shipped rules.
fn seated(decision: Decision, asked: Asked<'_>, places: &Places, offices: &[Office]) -> Decision {
    let rules = rules();
    settle(decision, asked, places, offices, |matter| rules.level_of(matter))
}

const DEBT: &str = "客户欠货款八万，欠条和对账单都有，一直不还";

#[test]
fn the_district_has_it_where_it_has_an_agency_for_it() {
    let (places, offices, decision) = (places(), offices(), decide(DEBT));
    assert_eq!((decision.lead.as_str(), decision.level), ("court", Level::District));
    let code = |digits: &str| format!("91{digits}MA5XXXXXXX");
    let (yuzhou, rong, far) = (code("450902"), code("450921"), code("440106"));
    let table = [
        ("玉州区名山街道12号", "", DEBT, "court_yuzhou", Some("place.district")),
        ("玉州 名山", "", DEBT, "court_yuzhou", Some("place.district")),
        ("Yuzhou, Yulin", "", DEBT, "court_yuzhou", Some("place.district")),
        ("", "", "我在玉州区开店，客户欠货款", "court_yuzhou", Some("place.district")),
        ("", yuzhou.as_str(), DEBT, "court_yuzhou", Some("place.registered")),
        ("", "450902200012345", DEBT, "court_yuzhou", Some("place.registered")),
        // Where it is written goes before where it is registered.
        ("容县", yuzhou.as_str(), DEBT, "court", None),
        ("", rong.as_str(), DEBT, "court", None),
        ("", far.as_str(), DEBT, "court", None),
        ("", "45090", DEBT, "court", None),
        ("", "", DEBT, "court", None),
        ("人民路3号", "", DEBT, "court", None),
        // In a story a bank is no county.
        ("", "", "兴业银行说我欠货款", "court", None),
    ];
    for (place, code, text, lead, rule) in table {
        let settled = seated(decision.clone(), asked(place, code, text), &places, &offices);
        assert_eq!(settled.lead, lead, "{place} {code} {text}");
        let seated = settled.reasons.iter().find(|one| one.rule.starts_with("place."));
        assert_eq!(seated.map(|one| one.rule.as_str()), rule, "{place} {code}");
        assert!(settled.doubts.is_empty() && settled.triage == decision.triage, "{place}");
        assert!(settled.reasons.iter().all(|one| !one.zh.contains('{') && !one.en.contains('{')));
    }
}

#[test]
fn what_is_the_citys_stays_with_the_city() {
    let mut decision = decide(DEBT);
    decision.level = Level::City;
    let settled = seated(decision, asked("玉州区", "", DEBT), &places(), &offices());
    assert_eq!(settled.lead, "court");
    // Without any agency of a district all is as it was.
    let only = [office("court", None, None, (0, 0))];
    let decision = decide(DEBT);
    let settled = seated(decision.clone(), asked("玉州区", "", DEBT), &places(), &only);
    assert_eq!(settled.lead, "court");
    assert_eq!(settled.reasons, decision.reasons);
    let settled = seated(decision.clone(), asked("玉州区", "", DEBT), &places(), &[]);
    assert_eq!(settled, decision);
}

#[test]
fn what_a_dispatcher_may_choose_instead_is_seated_too() {
    let text =
        "客户欠货款八万，欠条和对账单都有，一直不还。另外老板被辞退，没签劳动合同，拖欠工资三个月";
    let mut offices = offices();
    offices.push(office("labour_arbitration", None, None, (0, 0)));
    offices.push(office("labour_yuzhou", Some("labour_arbitration"), Some("yuzhou"), (0, 0)));
    let decision = seated(decide(text), asked("玉州区", "", text), &places(), &offices);
    let leads: Vec<&str> = decision.alternatives.iter().map(|one| one.lead.as_str()).collect();
    let told = decision.second.as_ref().map(|second| second.lead.as_str());
    let all: Vec<&str> =
        leads.iter().copied().chain(told).chain([decision.lead.as_str()]).collect();
    assert!(all.contains(&"labour_yuzhou") && all.contains(&"court_yuzhou"), "{all:?}");
    assert!(!all.contains(&"labour_arbitration"), "{all:?}");
    // A matter of the city stays with the city, whoever leads the first.
    let city = decision.alternatives.iter().filter(|one| one.matter == "enforcement");
    assert!(city.into_iter().all(|one| one.lead == "court"), "{leads:?}");
}

#[test]
fn the_least_busy_takes_it_and_never_one_that_is_not_competent() {
    let offices = offices();
    let table = [
        // 9 of 10 is fuller than 30 of 40.
        ("mediation", None, "mediation_b"),
        // The district's own is nearly full, and still the competent one.
        ("mediation", Some("yuzhou"), "mediation_yuzhou"),
        ("mediation", Some("bobai"), "mediation_b"),
        // Equally busy: the usual one.
        ("lawyers", None, "lawyers"),
        // Who says no capacity takes no part: the busiest court stays the court.
        ("court", None, "court"),
        ("arbitration", Some("yuzhou"), "arbitration"),
    ];
    for (kind, district, wanted) in table {
        let chosen = choose(kind, district, &offices).map(|office| office.slug.as_str());
        assert_eq!(chosen, Some(wanted), "{kind} {district:?}");
    }
    assert_eq!(choose("tax", None, &offices), None);
    let settled = seated(decide(DEBT), asked("", "", DEBT), &places(), &offices);
    assert_eq!(settled.co, ["mediation_b"]);
}

#[test]
fn doubts_about_jurisdiction_are_put_to_a_person_in_full() {
    let (places, offices) = (places(), offices());
    let table: [(&str, &str, &[&str]); 12] = [
        ("广州市天河区", DEBT, &["outside"]),
        ("玉林市，在广州也有分店", DEBT, &[]),
        ("玉州区上海路8号", DEBT, &[]),
        ("玉州区", "对方公司在广州，货款一直不给", &["other_side"]),
        ("玉州区", "被告住在南宁市，欠条在我手里", &["other_side"]),
        ("玉州区", "我在广州进的货，对方不给货款", &[]),
        ("玉州区", "对方不给货款。我在广州", &[]),
        ("玉州区", "合同写了仲裁条款，货款不给", &["arbitration"]),
        ("玉州区", "合同约定由对方所在地法院管辖，货款不给", &["other_court"]),
        ("玉州区", "我在容县供的货，货款不给", &["two"]),
        ("容县", "我在博白县供的货，货款不给", &[]),
        ("", "", &[]),
    ];
    for (place, text, wanted) in table {
        let mut decision = decide(DEBT);
        decision.triage = false;
        let settled = seated(decision, asked(place, "", text), &places, &offices);
        let ids: Vec<&str> = settled.doubts.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, wanted, "{place} {text}");
        assert_eq!(settled.triage, !wanted.is_empty(), "{place} {text}");
        for doubt in &settled.doubts {
            assert!(doubt.ask.zh.contains('？') && !doubt.ask.zh.contains('{'), "{doubt:?}");
            assert!(!doubt.ask.en.contains('{') && !doubt.quote.is_empty(), "{doubt:?}");
        }
    }
    // An arbitration commission needs nobody to ask whether there is a clause.
    let mut decision = decide(DEBT);
    decision.lead = "arbitration".to_owned();
    let settled = seated(decision, asked("", "", "合同写了仲裁条款"), &places, &offices);
    assert!(settled.doubts.is_empty());
}

#[test]
fn anything_may_be_written_and_nothing_breaks() {
    let (places, offices) = (places(), offices());
    let long = "对方在广州".repeat(10_000);
    for text in ["", "\0", "İİ玉州区", "🙂对方🙂在🙂广州🙂", "对方。在广州", long.as_str()]
    {
        let settled = seated(decide("欠条"), asked(text, text, text), &places, &offices);
        assert!(!settled.lead.is_empty());
    }
}

#[test]
fn a_table_that_is_wrong_is_not_taken() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/places/city.toml");
    let right = std::fs::read_to_string(path).unwrap();
    for (from, to, word) in [
        ("code = \"450902\"", "code = \"440902\"", "yuzhou"),
        ("slug = \"fumian\"", "slug = \"yuzhou\"", "twice"),
        (
            "[doubts.arbitration]\nleads = \"court mediation\"\nany =",
            "[doubts.arbitration]\nleads =",
            "phrase",
        ),
        ("[city]", "[town]", "town"),
    ] {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(wrong, right, "{from}");
        let errors = Places::from_toml(&wrong).unwrap_err().join("\n");
        assert!(errors.contains(word), "{from}: {errors}");
    }
}

#[test]
fn two_matters_told_apart_wait_for_a_person() {
    let (places, offices) = (places(), offices());
    let text = "客户拖欠我们货款二十万，欠条和对账单都有。离职的员工又申请劳动仲裁，要双倍工资和经济补偿。";
    let decision = decide(text);
    assert!(!decision.triage, "each of them is plain by itself");
    let decision = seated(decision, asked("", "", text), &places, &offices);
    assert!(decision.tells_two() && decision.triage && decision.abstain);
    let one = seated(decide(DEBT), asked("", "", DEBT), &places, &offices);
    assert!(!one.tells_two() && !one.triage);
}
