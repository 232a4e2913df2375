//! Every text of the interface is there in both languages, and every one is used.
//!
//! A key stands in a template or a source as it is (`"track.title"`), or is made of a beginning and
//! a word of the engine (`"state." ~ order.state`). The second kind is listed in [`families`], each
//! with all the words it can get: what is missing and what is left over both fail.

use std::collections::{BTreeMap, BTreeSet};

use yimen::content::PHONES;
use yimen::db::jobs::JobState;
use yimen::domain::access::Queue;
use yimen::domain::booking::BookingState;
use yimen::domain::catalogue::{Facet, Length};
use yimen::domain::class::PICTURES;
use yimen::domain::course::{CourseLine, Form, LecturerKind, LineForm, RoomGroup, Stage};
use yimen::domain::cue::Why;
use yimen::domain::film::{Reason, VideoState};
use yimen::domain::invitation::{LineFault, Standing};
use yimen::domain::notice::Notice;
use yimen::domain::order::{Action, Role, Signature, State, Visibility};
use yimen::domain::publication::{
    Deed as PieceDeed, PieceKind, Refusal as PieceRefusal, Standing as PieceStanding,
};
use yimen::domain::routing::fault::Wrong;
use yimen::domain::routing::rulebook::{
    Deed as RulesDeed, Refusal as RulesRefusal, Standing as RulesStanding,
};
use yimen::domain::school::{Deed, Need, Noted};
use yimen::domain::school_order::Standing as LineStanding;
use yimen::domain::term::Half;
use yimen::domain::topic::Topic;
use yimen::domain::week::Weekday;
use yimen::web::error_page::ErrorPage;

use crate::harness::sources::{root, sources, walk};

/// Areas whose keys are checked elsewhere: `mail_notices` renders every notice and compares.
const ELSEWHERE: &[&str] = &["mail"];

/// Literals that look like keys and are none.
const NO_KEYS: &[&str] = &["order.event", "order.event_staff", "order.field", "refusal.why"];

fn keys(lang: &str) -> BTreeSet<String> {
    let mut files = Vec::new();
    walk(&root().join("content/locales").join(lang), "toml", &mut files);
    let mut keys = BTreeSet::new();
    for file in files {
        let table: toml::Table = std::fs::read_to_string(&file)
            .expect("UTF-8")
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for key in table.keys() {
            assert!(keys.insert(key.clone()), "{lang}: {key} is given twice");
        }
    }
    keys
}

/// The notices that an asker gets, and that a clerk says on the telephone.
const TOLD: [&str; 14] = [
    "receipt",
    "declined",
    "materials_asked",
    "lapsed",
    "extension",
    "suspended",
    "resumed",
    "transferred",
    "reply",
    "dispute_received",
    "closed",
    "withdrawn",
    "split",
    "key_replaced",
];

/// A beginning, an end, and the words that may stand between them.
struct Family {
    begins: &'static str,
    ends: &'static str,
    words: Vec<String>,
    /// Not every word has a text: the page does without, or the words are compared where they are
    /// declared (`src/domain/order/tests/locales.rs`).
    some: bool,
}

impl Family {
    fn keys(&self) -> impl Iterator<Item = String> + '_ {
        self.words.iter().map(|word| format!("{}{word}{}", self.begins, self.ends))
    }

    /// Whether the key is of this family, for one of whose words nobody answers here.
    fn takes(&self, key: &str) -> bool {
        self.some
            && self.words.is_empty()
            && key.starts_with(self.begins)
            && key.ends_with(self.ends)
    }
}

/// All of these, and no others.
fn all<T: ToString>(begins: &'static str, words: impl IntoIterator<Item = T>) -> Family {
    all_with(begins, words, "")
}

fn all_with<T: ToString>(
    begins: &'static str,
    words: impl IntoIterator<Item = T>,
    ends: &'static str,
) -> Family {
    let words = words.into_iter().map(|word| word.to_string()).collect();
    Family { begins, ends, words, some: false }
}

/// Some of these, and no others.
fn some<T: ToString>(begins: &'static str, words: impl IntoIterator<Item = T>) -> Family {
    Family { some: true, ..all(begins, words) }
}

/// Whatever there is.
fn any(begins: &'static str) -> Family {
    some(begins, Vec::<String>::new())
}

/// The columns of a class report's tables.
const REPORT_COLUMNS: [&str; 15] = [
    "lesson", "taken", "begun", "done", "percent", "showings", "heads", "tried", "passed",
    "points", "question", "answered", "wrong", "mistakes", "right",
];
const SEALS: [&str; 5] = ["received", "dispatched", "handling", "replied", "closed"];
/// What a page of the bulletins says when something was done, or can't be.
const SAID: [&str; 6] = ["sent", "confirmed", "left", "dead", "wrong", "lost"];
const HOUSES: [&str; 6] = ["court", "procuratorate", "police", "justice", "other", "centre"];
/// The planner's lists of lines.
const LINE_LISTS: [&str; 7] =
    ["screen", "unplanned", "replan", "proposed", "unsigned", "week", "missed"];
/// Why a line is on a list of the planner.
const WHYS: [&str; 10] = [
    "lost",
    "screen",
    "unplanned",
    "returned",
    "countered",
    "unanswered",
    "proposed",
    "missed",
    "unsigned",
    "week",
];
/// Where a line stands.
const STANDS: [&str; 12] = [
    "submitted",
    "unplanned",
    "replan",
    "proposed",
    "agreed",
    "dispatched",
    "handling",
    "met",
    "replied",
    "closed",
    "declined",
    "withdrawn",
];
/// What a line asks for.
const ASKED: [&str; 9] = [
    "stage",
    "classes",
    "pupils",
    "lecturer_kind",
    "rooms",
    "place",
    "equipment",
    "emphasis",
    "remarks",
];
/// The steps of a school's order.
const STEPS: [&str; 7] = ["order", "screen", "dispatch", "accept", "teach", "check_in", "rate"];

/// The forms of a line that can be a course.
const COURSES: [LineForm; 3] = [LineForm::Package, LineForm::Lecture, LineForm::Visit];
/// What a school reads of what happened to a line of its order.
const LINE_EVENTS: [&str; 16] = [
    "submit",
    "accept",
    "decline",
    "ask_materials",
    "supply",
    "propose",
    "agree",
    "counter",
    "dispatch",
    "sign",
    "check_in",
    "deliver",
    "confirm",
    "confirm_silent",
    "dispute",
    "withdraw",
];

fn notices() -> Vec<&'static str> {
    Notice::ALL.iter().map(|notice| notice.slug()).collect()
}

/// All keys that are put together from a word.
fn families() -> Vec<Family> {
    let mut families = vec![
        all("role.", Role::ALL),
        all("class_report.col.", REPORT_COLUMNS),
        all("state.", State::ALL),
        all("action.", Action::ALL),
        all("agency.house.", HOUSES),
        all("base.display.theme.", ["auto", "light", "dark"]),
        all("base.flash.", ["ok", "info", "warn", "error"]),
        all("base.light.", ["ok", "soon", "late"]),
        all("base.rating.", 1..=5),
        all("base.seal.", SEALS),
        all_with("base.seal.", SEALS, ".label"),
        all("base.urgent.", [110, 119, 120, 12345, 12355, 96110]),
        all("bulletin.topic.", Topic::ALL),
        all("bulletin.phone.", PHONES),
        all_with("bulletin.said.", SAID, ".title"),
        all_with("bulletin.said.", SAID, ".lede"),
        all_with("bulletin.said.", SAID, ".do"),
        all("desk.", ["yes", "no"]),
        some("desk.about.", Action::ALL),
        all("desk.asked.", Signature::ALL),
        some("desk.queue.about.", Queue::ALL),
        all("lecturer.day.", Weekday::ALL),
        all("lecturer.vetting.", ["valid", "soon", "over", "never"]),
        all("agencies.level.", ["city", "district"]),
        all("agencies.stands.", ["now", "later", "over"]),
        all("heard.mark.", ["for", "against", "learned", "placed"]),
        all("counter.key.proof.", ["id_card", "callback", "known_facts"]),
        all("outbox.state.", JobState::ALL),
        all("outbox.notice.", notices()),
        all("calls.notice.", TOLD),
        all("calls.read.", TOLD),
        all(
            "calls.end.",
            ["told", "will_look", "refused", "no_answer", "switched_off", "wrong_number"],
        ),
        all("enterprise.step.", SEALS),
        all("enterprise.step_text.", SEALS),
        all("enterprise.lost.", ["guide", "question", "service"]),
        some("track.seal.", SEALS),
        some("track.with.you.", State::ALL),
        some("track.coming.", SEALS),
        all("track.with.you.", ["waiting", "replied"]),
        some("order.visibility.", Visibility::ALL),
        some("order.queue.", Queue::ALL),
        all("course.line.", CourseLine::ALL),
        all("course.stage.", Stage::ALL),
        all("course.form.", Form::ALL),
        all("course.lecturer.", LecturerKind::ALL),
        all("school.state.", ["asked", "verified", "cancelled", "all"]),
        all("school.deed.", Deed::ALL),
        all("school.deed.hint.", [Deed::Verify, Deed::Reopen]),
        all("school.noted.", Noted::ALL),
        all("school.need.", Need::ALL),
        all("school.standing.", Standing::ALL),
        all("school.shut.", ["used", "revoked", "expired", "unknown", "school"]),
        all("school.line.", LineFault::ALL),
        all("course.length.", Length::ALL),
        all("course.facet.", Facet::ALL),
        all("course.glyph.", CourseLine::ALL),
        all("media.state.", VideoState::ALL),
        all("media.reason.", Reason::ALL),
        some("media.captions.wrong.", Why::ALL),
        all("centre.group.", RoomGroup::ALL),
        all("centre.cell.", ["free", "taken", "closed", "past"]),
        all("centre.legend.", ["free", "taken", "closed"]),
        all("weekday.short.", Weekday::ALL),
        all("weekday.day.", Weekday::ALL),
        all("youth.line_text.", CourseLine::ALL),
        all("youth.step.", STEPS),
        all("youth.step_seal.", STEPS),
        all("youth.step_text.", STEPS),
        all("youth.lost.", ["course", "lesson", "package"]),
        all("planner.form.", LineForm::ALL),
        all("planner.title.", LineForm::ALL),
        all("planner.becomes.", ["lecture", "visit", "package"]),
        all("planner.queue.", LINE_LISTS),
        all("planner.queue.", ["waiting", "overdue"]),
        all("planner.queue.about.", LINE_LISTS),
        all("planner.offer.", ["waits", "agreed", "past"]),
        all("planner.booking.", BookingState::ALL),
        all("planner.booked.", ["firm", "hold", "contested", "lost"]),
        all("planner.lesson.", ["held", "firm", "today", "met", "done"]),
        all("planner.why.", WHYS),
        all("planner.stands.", STANDS),
        all("planner.asked.", ASKED),
        some("planner.action.", Action::ALL),
        some("planner.whole.", Action::ALL),
        some("planner.field.", Action::ALL),
        all(
            "planner.field.",
            ["reason_code", "handler", "text", "content", "lecturer", "organisation"],
        ),
        all("school_order.form.", LineForm::ALL),
        all("school_page.add.", LineForm::ALL),
        all("lesson.captions.", ["zh-CN"]),
        all("school_page.line.", LineForm::ALL),
        all("school_page.line.lede.", LineForm::ALL),
        all("school_page.count.", LineForm::ALL),
        all("school_page.as.", COURSES),
        all("school_page.none.", COURSES),
        all("school_orders.state.", LineStanding::ALL),
        all("school_orders.next.", LineStanding::ALL),
        all("school_orders.now.", LineStanding::ALL),
        all(
            "school_orders.do.",
            [LineStanding::Proposed, LineStanding::Today, LineStanding::Delivered],
        ),
        all("school_orders.term.", Half::ALL),
        all("school_orders.event.", LINE_EVENTS),
        all("class.code.", ["good", "used_up", "expired", "revoked"]),
        all("class.picture.", PICTURES),
        all("class.when.", ["past", "today", "soon", "later"]),
        some("flash.warn.", ["order.gone", "order.full"]),
        all("flash.class.", ["revoke", "free", "remove", "give", "take_back", "close"]),
        // Messages of `redirect_saying` stand in the sources as they are.
        some("flash.", ["saved"]),
    ];
    families.extend(of_pages());
    families.extend(of_rules());
    for part in [".title", ".what", ".do"] {
        families.push(all_with("error.", ErrorPage::STATUSES, part));
    }
    families.push(all("error.", Vec::<String>::new()));
    let elsewhere = [
        "obstacle.",
        "order.event.",
        "order.event_staff.",
        "order.who.",
        "order.field.",
        "order.now.",
        "order.entry.",
        "order.share.",
        "order.part.",
        "order.channel.",
        "refusal.",
        "refusal.why.",
        "problem.",
        "clock.light.",
        "clock.month.",
        "clock.reason.",
        "content.field.",
        "content.fault.",
        "content.fault.what.",
        "content.hint.",
        "desk.contact.",
        "desk.fact.",
        "desk.field.",
        "desk.hint.",
        "desk.reason.",
        "desk.unit.",
        "desk.why.",
        "search.facet.",
        "search.kind.",
        "search.site.",
        "service.applicant.",
        "service.shelf.",
        "youth.report.",
    ];
    families.extend(elsewhere.map(any));
    families
}

/// What editors read of the pages of the site.
fn of_pages() -> Vec<Family> {
    let added = || PieceKind::ALL.iter().filter(|kind| kind.can_be_added());
    let done = || PieceDeed::ALL.iter().filter(|deed| **deed != PieceDeed::Save);
    vec![
        all("content.kind.", PieceKind::ALL),
        all("content.new.", added()),
        all("content.begin.", added()),
        all("content.tab.", PieceStanding::ALL),
        all("content.tab.", ["all", "overdue"]),
        all("content.standing.", PieceStanding::ALL),
        all("content.next.", PieceStanding::ALL),
        all("content.do.", PieceDeed::ALL),
        some("content.about.", PieceDeed::ALL),
        all("content.did.", PieceDeed::ALL),
        all("content.refusal.", PieceRefusal::ALL),
        all("flash.content.done.", done()),
        all("flash.content.done.", ["revert"]),
    ]
}

/// What the pages about the routing's rules say.
fn of_rules() -> Vec<Family> {
    let noted = || RulesDeed::ALL.iter().filter(|deed| **deed != RulesDeed::Rehearse);
    let closed = || RulesStanding::ALL.iter().filter(|one| **one != RulesStanding::Draft);
    let help = ["phrases", "weight", "patterns", "desks", "examples", "near", "comment"];
    vec![
        all("rulebook.standing.", RulesStanding::ALL),
        all("rulebook.next.", RulesStanding::ALL),
        all("rulebook.read_only.", closed()),
        all("rulebook.do.", ["publish", "unschedule"]),
        all("rulebook.about.", ["publish", "unschedule"]),
        all("rulebook.did.", noted()),
        all("rulebook.refusal.", RulesRefusal::ALL),
        all("rulebook.wrong.", Wrong::ALL),
        all("rulebook.file.", ["settings", "normalise", "urgent", "questions"]),
        all("rulebook.rehearsal.fault.", ["edited", "live_since", "unreadable"]),
        all("rulebook.help.", help),
        all_with("rulebook.help.", help, ".word"),
        all("flash.rules_done.", RulesDeed::ALL),
    ]
}

/// Where a literal was found.
struct Found {
    text: String,
    place: String,
}

/// Every literal of the templates' expressions and of the product's code.
fn literals() -> Vec<Found> {
    let mut found = Vec::new();
    let mut templates = Vec::new();
    for ending in ["html", "txt"] {
        walk(&root().join("templates"), ending, &mut templates);
    }
    for path in templates {
        let place = path.strip_prefix(root()).expect("below the root").display().to_string();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        found.extend(
            quoted(&expressions(&text))
                .into_iter()
                .map(|text| Found { text, place: place.clone() }),
        );
    }
    let mut tables = Vec::new();
    walk(&root().join("content/kinds"), "toml", &mut tables);
    for path in tables {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        found.extend(quoted(&text).into_iter().map(|text| Found { text, place: place.clone() }));
    }
    for source in sources() {
        let place = format!("src/{}", source.path);
        found.extend(
            quoted(&source.code).into_iter().map(|text| Found { text, place: place.clone() }),
        );
    }
    found
}

/// What stands inside `{{ }}` and `{% %}`.
fn expressions(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{']) {
        let (open, close) = match &rest[at..] {
            inside if inside.starts_with("{{") => ("{{", "}}"),
            inside if inside.starts_with("{%") => ("{%", "%}"),
            _ => {
                rest = &rest[at + 1..];
                continue;
            }
        };
        let inside = &rest[at + open.len()..];
        let end = inside.find(close).unwrap_or(inside.len());
        out.push_str(&inside[..end]);
        out.push('\n');
        rest = &inside[end..];
    }
    out
}

/// The contents of the double-quoted literals of a text.
fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut literal: Option<String> = None;
    let mut before = ' ';
    for c in text.chars() {
        match (&mut literal, c) {
            (None, '"') if before != '\'' => literal = Some(String::new()),
            (Some(_), '"') if before != '\\' => found.extend(literal.take()),
            (Some(open), c) => open.push(c),
            _ => {}
        }
        before = if before == '\\' && c == '\\' { ' ' } else { c };
    }
    found
}

/// Whether a literal has the shape of a key of one of these areas.
fn is_key(text: &str, areas: &BTreeSet<String>) -> bool {
    let file = [".html", ".txt", ".toml", ".css", ".js", ".md", ".svg"]
        .iter()
        .any(|ending| text.ends_with(ending));
    let shape = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let area = text.split('.').next().unwrap_or_default();
    text.contains('.')
        && !text.ends_with('.')
        && !file
        && shape
        && areas.contains(area)
        && !NO_KEYS.contains(&text)
}

fn areas(keys: &BTreeSet<String>) -> BTreeSet<String> {
    let areas = keys.iter().filter_map(|key| key.split('.').next()).map(str::to_owned);
    areas.filter(|area| !ELSEWHERE.contains(&area.as_str())).collect()
}

#[test]
fn both_languages_have_the_same_keys() {
    let (zh, en) = (keys("zh-CN"), keys("en"));
    let one_sided: Vec<_> = zh.symmetric_difference(&en).collect();
    assert!(one_sided.is_empty(), "in one language only: {one_sided:#?}");
    assert!(zh.len() > 200, "{} keys", zh.len());
}

#[test]
fn every_key_that_is_used_exists() {
    let keys = keys("zh-CN");
    let areas = areas(&keys);
    let mut missing: BTreeMap<String, String> = BTreeMap::new();
    for Found { text, place } in literals() {
        if is_key(&text, &areas) && !keys.contains(&text) {
            missing.insert(text, place);
        }
    }
    for family in families().iter().filter(|family| !family.some) {
        for key in family.keys().filter(|key| !keys.contains(key)) {
            missing.insert(key, format!("the family {}…{}", family.begins, family.ends));
        }
    }
    assert!(missing.is_empty(), "keys that nobody wrote: {missing:#?}");
}

#[test]
fn every_key_that_is_put_together_is_of_a_known_family() {
    let keys = keys("zh-CN");
    let areas = areas(&keys);
    let families = families();
    let known = |begins: &str| families.iter().any(|family| family.begins == begins);
    let mut unknown = BTreeMap::new();
    for Found { text, place } in literals() {
        // `"state." ~ x` in a template, `format!("state.{x}")` in a source.
        let begins = text.split('{').next().unwrap_or_default();
        let made = begins.ends_with(['.', '_'])
            && begins.contains('.')
            && (text.contains('{') || text.ends_with('.'));
        let area = begins.split('.').next().unwrap_or_default();
        let shape = begins.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
        if made && shape && areas.contains(area) && !known(begins) {
            unknown.insert(text, place);
        }
    }
    assert!(unknown.is_empty(), "list these in `families`: {unknown:#?}");
}

#[test]
fn every_key_is_used() {
    let keys = keys("zh-CN");
    let areas = areas(&keys);
    let mut used: BTreeSet<String> = literals().into_iter().map(|found| found.text).collect();
    let families = families();
    used.extend(families.iter().flat_map(Family::keys));
    let ours = keys.iter().filter(|key| areas.contains(key.split('.').next().unwrap_or_default()));
    let unused: Vec<_> =
        ours.filter(|key| !used.contains(*key) && !families.iter().any(|f| f.takes(key))).collect();
    assert!(unused.is_empty(), "{} keys that nothing shows: {unused:#?}", unused.len());
}

#[test]
fn literals_are_read_as_they_stand() {
    let template = r#"<a href="x.y">{{ t(key="a.b") }}</a>{% if s == "c" %}{{ t(key="d." ~ s) }}{% endif %} {x "n"}"#;
    assert_eq!(quoted(&expressions(template)), ["a.b", "c", "d."]);
    assert_eq!(quoted(r#"f("a\"b", '"', "c")"#), [r#"a\"b"#, "c"]);
}
