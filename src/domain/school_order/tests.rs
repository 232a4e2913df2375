use std::collections::BTreeMap;

use super::*;
use crate::domain::Time;
use crate::domain::deadline::{Calendar, at_minute};
use crate::domain::kind::Kind;
use crate::domain::week::Span;

/// A shelf with one course of each sort, a package and three rooms.
struct Small {
    rooms: BTreeMap<&'static str, Room>,
}

const LECTURE: CourseFacts = CourseFacts {
    stages: &[Stage::PrimaryHigh, Stage::Junior],
    forms: &[Form::Online, Form::Lecture],
    lecturers: &[LecturerKind::Police],
    rooms: &[],
    minutes: 40,
    max_pupils: 200,
};
const ONLINE: CourseFacts = CourseFacts { forms: &[Form::Online], ..LECTURE };

impl Shelf for Small {
    fn course_facts(&self, slug: &str) -> Option<CourseFacts<'_>> {
        match slug {
            "drugs" => Some(LECTURE),
            "online" => Some(ONLINE),
            _ => None,
        }
    }

    fn package_stages(&self, slug: &str) -> Option<&[Stage]> {
        (slug == "first-term").then_some(&[Stage::Junior])
    }

    fn room_facts(&self, slug: &str) -> Option<&Room> {
        self.rooms.get(slug)
    }
}

fn room(slug: &str, capacity: i32, agency_only: bool) -> Room {
    let facts = format!(
        "slug = \"{slug}\"\nname = \"{slug}\"\nname_en = \"{slug}\"\ngroup = \"court\"\nposition = 1\n\
         capacity = {capacity}\nparties = 1\nagency_only = {agency_only}\nsetup_minutes = 15\n\
         equipment = []\nsummary = \"\"\n\
         hours = [{{ days = [\"tue\", \"wed\", \"thu\", \"fri\"], from = \"09:00\", to = \"17:00\" }}]\n\
         reviewed = \"2026-11-26\""
    );
    toml::from_str(&facts).unwrap()
}

fn small() -> Small {
    let rooms = [("court", 60, false), ("studio", 20, false), ("sealed", 30, true)];
    Small { rooms: rooms.map(|(slug, n, shut)| (slug, room(slug, n, shut))).into() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Thursday, 26 November 2026, half past ten.
fn now() -> Time {
    at_minute(day("2026-11-26"), 10 * 60 + 30)
}

fn wrongs(line: &LineAsked) -> Vec<(&'static str, Why)> {
    let (shelf, calendar, kind) = (small(), calendar(), kind());
    let around = Around { shelf: &shelf, calendar: &calendar, kind: &kind, now: now() };
    check(line, &around).into_iter().map(|wrong| (wrong.field, wrong.why)).collect()
}

fn calendar() -> Calendar {
    let year = toml::from_str(include_str!("../../../content/calendar/2026.toml")).unwrap();
    let overlay = toml::from_str(include_str!("../../../content/calendar/cn-gx.toml")).unwrap();
    Calendar::build(vec![year], Some(overlay)).unwrap()
}

fn kind() -> Kind {
    toml::from_str(include_str!("../../../content/kinds/school_order.toml")).unwrap()
}

fn date(of: &str, start_minute: Option<i32>) -> WishedDate {
    WishedDate { day: day(of), start_minute }
}

/// A lecture with nothing wrong.
fn lecture() -> LineAsked {
    LineAsked {
        course: Some("drugs".into()),
        stage: Some(Stage::Junior),
        class_count: Some(2),
        class_names: vec!["七(1)班".into(), "七(2)班".into()],
        pupils: Some(96),
        dates: vec![date("2026-12-03", Some(9 * 60)), date("2026-12-04", None)],
        ..LineAsked::new(LineForm::Lecture)
    }
}

#[test]
fn a_course_is_had_where_its_forms_and_rooms_say() {
    use LineForm::{Lecture, Package, Visit};
    let court = ["court".to_owned()];
    let forms =
        |forms: &[Form], rooms: &[String]| CourseFacts { forms, rooms, ..LECTURE }.line_forms();
    assert_eq!(forms(&[Form::Online, Form::Lecture], &[]), [Lecture, Package]);
    assert_eq!(forms(&[Form::Drama], &[]), [Lecture]);
    assert_eq!(forms(&[Form::MockCourt], &[]), [Lecture]);
    assert_eq!(forms(&[Form::MockCourt, Form::Visit], &court), [Visit]);
    assert_eq!(forms(&[Form::MockCourt, Form::Lecture], &court), [Lecture, Visit]);
    assert_eq!(forms(&[Form::Online], &[]), [Package]);
}

#[test]
fn what_is_right_is_let_through_in_every_form() {
    let lecture = lecture();
    let visit = LineAsked {
        form: LineForm::Visit,
        course: None,
        rooms: vec!["court".into()],
        pupils: Some(60),
        ..lecture.clone()
    };
    let package = LineAsked {
        form: LineForm::Package,
        course: None,
        package: Some("first-term".into()),
        pupils: Some(900),
        dates: vec![],
        ..lecture.clone()
    };
    let theme = LineAsked { course: None, emphasis: "校园贷".into(), ..lecture.clone() };
    let grown_ups = LineAsked {
        course: None,
        emphasis: "家庭教育".into(),
        stage: Some(Stage::Parents),
        class_count: None,
        class_names: vec![],
        ..lecture.clone()
    };
    let wish = LineAsked {
        remarks: "想请人来讲一讲电动车".into(),
        stage: Some(Stage::Senior),
        ..LineAsked::new(LineForm::Wish)
    };
    for line in [lecture, visit, package, theme, grown_ups, wish] {
        assert_eq!(wrongs(&line), [], "{line:?}");
    }
}

/// What is changed about a right lecture, and what is said then.
type Case = (fn(&mut LineAsked), &'static str, Why);

fn check_cases(cases: &[Case]) {
    for (change, field, why) in cases {
        let mut line = lecture();
        change(&mut line);
        assert_eq!(wrongs(&line), [(*field, why.clone())], "{line:?}");
    }
}

#[test]
fn what_is_missing_or_not_on_the_shelf_is_said_beside_its_field() {
    use Why::{AgencyOnly, Missing, NotFor, NotSo, NotTaughtBy, Unknown};
    check_cases(&[
        (|l| l.stage = None, "stage", Missing("school_page.wrong.stage")),
        (|l| l.pupils = None, "pupils", Missing("school_page.wrong.pupils")),
        (|l| l.dates.clear(), "day1", Missing("school_page.wrong.day")),
        (
            |l| (l.class_count, l.class_names) = (None, vec![]),
            "class_names",
            Missing("school_page.wrong.classes"),
        ),
        (|l| l.course = None, "emphasis", Missing("school_page.wrong.theme")),
        (|l| l.course = Some("gone".into()), "course", Unknown),
        (|l| l.package = Some("gone".into()), "package", Unknown),
        (|l| l.rooms = vec!["gone".into()], "rooms", Unknown),
        (
            |l| (l.rooms, l.pupils) = (vec!["sealed".into()], Some(30)),
            "rooms",
            AgencyOnly { room: "sealed".into() },
        ),
        (
            |l| l.stage = Some(Stage::Senior),
            "course",
            NotFor { stages: vec![Stage::PrimaryHigh, Stage::Junior] },
        ),
        (|l| l.course = Some("online".into()), "course", NotSo { forms: vec![LineForm::Package] }),
        (
            |l| l.lecturer_kind = Some(LecturerKind::Judge),
            "lecturer_kind",
            NotTaughtBy { kinds: vec![LecturerKind::Police] },
        ),
    ]);
}

#[test]
fn numbers_and_names_are_held_against_each_other() {
    use Why::*;
    check_cases(&[
        (|l| l.pupils = Some(0), "pupils", Range { least: 1, most: 5_000 }),
        (|l| l.pupils = Some(201), "pupils", TooManyForCourse { most: 200, pupils: 201 }),
        (
            |l| l.rooms = vec!["court".into(), "studio".into()],
            "pupils",
            TooManyForRoom { room: "studio".into(), most: 20, pupils: 96 },
        ),
        (|l| l.class_count = Some(3), "class_count", CountDiffers { names: 2, count: 3 }),
        (
            |l| (l.class_count, l.class_names) = (Some(61), vec![]),
            "class_count",
            Range { least: 1, most: 60 },
        ),
        (|l| l.class_names[1] = "王小明".into(), "class_names", NoClass { name: "王小明".into() }),
        (|l| l.place = "楼".repeat(101), "place", TooLong { most: 100, length: 101 }),
    ]);
    let wish = LineAsked {
        remarks: "想".repeat(20_000),
        stage: Some(Stage::Junior),
        ..LineAsked::new(LineForm::Wish)
    };
    let too_long = Why::TooLong { most: 1_000, length: 20_000 };
    assert_eq!(wrongs(&wish), [("remarks", too_long.clone())]);
    assert!(too_long.args().contains(&("over", Arg::Number(19_000))));
    let split = Why::TooManyForCourse { most: 200, pupils: 401 };
    assert!(split.args().contains(&("groups", Arg::Number(3))));
}

#[test]
fn days_are_looked_up_in_the_calendar() {
    let past = |day| Why::Past { day };
    let weekend = |day| Why::Weekend { day };
    let holiday = |day, name: &str| Why::Holiday { day, name: name.into() };
    for (of, start, why) in [
        ("2026-11-25", None, Some(past(day("2026-11-25")))),
        ("2026-11-26", Some(9 * 60), Some(Why::PastToday { clock: 9 * 60 })),
        ("2026-11-26", Some(14 * 60), None),
        ("2026-11-26", None, None),
        ("2027-11-29", None, Some(Why::TooFar { until: day("2027-11-27") })),
        ("2026-11-30", Some(6 * 60 + 59), Some(Why::OddHour { from: 420, to: 1320 })),
        ("2026-11-30", Some(7 * 60), None),
        ("2026-11-30", Some(21 * 60 + 20), None),
        ("2026-11-30", Some(21 * 60 + 21), Some(Why::OddHour { from: 420, to: 1320 })),
        ("2026-11-28", None, Some(weekend(day("2026-11-28")))),
        ("2026-11-30", None, None),
    ] {
        let line = LineAsked { dates: vec![date(of, start)], ..lecture() };
        let wanted: Vec<_> = why.clone().map(|why| ("day1", why)).into_iter().collect();
        assert_eq!(wrongs(&line), wanted, "{of}");
        // A rest day may be meant; a day that is over may not.
        let meant = LineAsked { day_meant: true, ..line };
        let stays = why.is_some_and(|why| !why.may_be_meant());
        assert_eq!(wrongs(&meant).len(), usize::from(stays), "{of}, meant");
    }
    let (shelf, calendar, kind) = (small(), calendar(), kind());
    let january = at_minute(day("2026-01-01"), 600);
    let around = Around { shelf: &shelf, calendar: &calendar, kind: &kind, now: january };
    for (of, why) in [
        ("2026-05-04", Some(holiday(day("2026-05-04"), "劳动节"))),
        // Worked in exchange, though a Saturday.
        ("2026-05-09", None),
        ("2026-10-10", None),
    ] {
        let line = LineAsked { dates: vec![date("2026-12-03", None), date(of, None)], ..lecture() };
        let found: Vec<Why> = check(&line, &around).into_iter().map(|w| w.why).collect();
        assert_eq!(found, why.into_iter().collect::<Vec<_>>(), "{of}");
    }
}

#[test]
fn a_room_is_asked_for_while_it_is_open() {
    let open = vec![Span { from: 9 * 60, to: 17 * 60 }];
    let hours = |of| Why::RoomHours { room: "court".into(), day: day(of), open: open.clone() };
    let shut = |of| Why::RoomShut { room: "court".into(), day: day(of) };
    for (of, start, why) in [
        ("2026-12-03", None, None),
        ("2026-12-03", Some(16 * 60), None),
        ("2026-12-03", Some(16 * 60 + 15), Some(hours("2026-12-03"))),
        ("2026-12-03", Some(8 * 60 + 45), Some(hours("2026-12-03"))),
        ("2026-12-07", None, Some(shut("2026-12-07"))),
        ("2026-12-07", Some(10 * 60), Some(shut("2026-12-07"))),
    ] {
        let line = LineAsked {
            course: None,
            lecturer_kind: None,
            rooms: vec!["court".into()],
            pupils: Some(40),
            dates: vec![date(of, start)],
            ..LineAsked { form: LineForm::Visit, ..lecture() }
        };
        let wanted: Vec<_> = why.map(|why| ("day1", why)).into_iter().collect();
        assert_eq!(wrongs(&line), wanted, "{of} {start:?}");
    }
}

#[test]
fn a_class_is_in_one_place_at_a_time() {
    let at = |minute: i32, classes: &[&str]| LineAsked {
        dates: vec![date("2026-12-03", Some(minute))],
        class_names: classes.iter().map(|c| (*c).to_owned()).collect(),
        ..lecture()
    };
    let shelf = small();
    let found = |lines: &[LineAsked]| clashes(lines, &shelf);
    let nine = at(9 * 60, &["七(1)班", "七(2)班"]);
    let clash = found(&[nine.clone(), at(9 * 60 + 30, &["七(2)班", "七(3)班"])]);
    let why = Why::SameClass { class: "七(2)班".into(), line: 1, from: 540, to: 580 };
    assert_eq!(clash, [(1, Wrong { field: "day1", why })]);
    // The next lesson, other classes, any time of the day, and what is only watched.
    let any = LineAsked { dates: vec![date("2026-12-03", None)], ..nine.clone() };
    let watched = LineAsked { form: LineForm::Package, ..nine.clone() };
    for other in [at(9 * 60 + 40, &["七(2)班"]), at(9 * 60, &["七(3)班"]), any, watched] {
        assert_eq!(found(&[nine.clone(), other]), []);
    }
    // Only the dearest dates count: the others are what one could do instead.
    let mut later = nine.clone();
    later.dates.insert(0, date("2026-12-07", Some(9 * 60)));
    assert_eq!(found(&[nine, later]), []);
}

mod more;
