use std::collections::BTreeSet;

use super::*;

/// The shipped files with one replaced (or added).
fn shipped_but(path: &str, text: &str) -> Vec<(String, Vec<u8>)> {
    let mut all = files("");
    all.retain(|(have, _)| have != path);
    all.push((path.to_string(), text.as_bytes().to_vec()));
    all
}

fn shipped_text(path: &str) -> String {
    texts(path).pop().expect("shipped").1
}

fn complaints(path: &str, text: &str) -> Vec<String> {
    let errors = Content::from_files(shipped_but(path, text)).expect_err("must be refused");
    errors.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_complaint(path: &str, text: &str, expected: &str) {
    let got = complaints(path, text);
    assert!(got.iter().any(|c| c == expected), "{expected:?} is not among {got:#?}");
}

const SERVICE: &str = "services/payment-order.md";

#[test]
fn the_shipped_content_has_no_error() {
    if let Err(errors) = Content::load() {
        let list: Vec<String> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", list.join("\n"));
    }
}

#[test]
fn there_are_42_services_and_each_is_complete() {
    let content = Content::load().unwrap();
    let numbers: Vec<u8> = content.services.iter().map(|s| s.number).collect();
    assert_eq!(numbers, (1..=42).collect::<Vec<u8>>());
    for service in &content.services {
        let name = &service.slug;
        assert!(content.agency(&service.agency).is_some(), "{name}: agency");
        assert!(!service.materials.is_empty(), "{name}: materials");
        assert!(!service.basis.is_empty() || !service.limit.statutory, "{name}: basis");
        assert!(!service.limit.zh.is_empty() && !service.limit.en.is_empty(), "{name}: limit");
        assert!(!service.outcome.zh.is_empty() && !service.outcome.en.is_empty(), "{name}");
        for part in ["什么时候用", "怎么办", "需要准备", "结果", "注意"] {
            assert!(service.html.contains(&format!("<h2>{part}</h2>")), "{name}: {part}");
        }
    }
}

/// Domain facts, section 2: legal aid is for people in hardship, and an enterprise is sent on.
#[test]
fn legal_aid_is_never_for_the_enterprise() {
    let content = Content::load().unwrap();
    let aid = content.services.iter().find(|s| s.number == 35).unwrap();
    assert_eq!(aid.applicant, Applicant::Employee);
    let instead: Vec<u8> =
        aid.instead.iter().map(|slug| content.service(slug).unwrap().number).collect();
    assert_eq!(instead, [25, 26, 27]);
    assert!(aid.html.contains("企业不能申请法律援助"));
}

/// What the fact sheet marks as unverified is shown without an article and without a legal limit.
#[test]
fn unverified_facts_are_not_shown_as_law() {
    let content = Content::load().unwrap();
    let by_number = |n: u8| content.services.iter().find(|s| s.number == n).unwrap();
    assert!(by_number(36).basis.iter().all(|basis| basis.article.is_none()));
    for number in [9, 14, 15, 31, 36, 40] {
        assert!(!by_number(number).limit.statutory, "row {number}");
    }
}

#[test]
fn the_agencies_are_those_that_routing_answers() {
    let content = Content::load().unwrap();
    let names: BTreeSet<&str> = content.agencies.iter().map(|a| a.name.as_str()).collect();
    for name in [
        "法院",
        "检察院",
        "公安局",
        "司法局",
        "司法局(行政复议)",
        "劳动人事争议仲裁委",
        "人社局",
        "市场监管局",
        "税务局",
        "住建局",
        "生态环境局",
        "知识产权局",
        "仲裁委员会",
        "海事法院",
    ] {
        assert!(names.contains(name), "{name}");
    }
    assert_eq!(content.agencies.len(), 31);
}

#[test]
fn the_enterprise_request_is_the_contract() {
    let content = Content::load().unwrap();
    let kind = content.kind("enterprise_request").unwrap();
    let docs = &kind.documents;
    assert_eq!((docs.max_files, docs.max_bytes), (10, 20 * 1024 * 1024));
    assert_eq!((kind.windows.silence_days, kind.windows.dispute_days), (15, 15));
    for action in ["decline", "return", "extend", "reply"] {
        assert!(kind.approvals.needed(action), "{action}");
    }
    let required: Vec<&str> =
        kind.fields.iter().filter(|f| f.required).map(|f| f.name.as_str()).collect();
    assert_eq!(required, ["body", "contact.name", "consent"]);
    let started: Vec<&str> = kind.clocks_started_by("sign").map(|c| c.clock.as_str()).collect();
    assert_eq!(started, ["contact", "reply"]);
    assert!(kind.return_reason("not_our_jurisdiction").is_some());
}

#[test]
fn there_is_a_guide_for_what_is_not_a_business_matter() {
    let content = Content::load().unwrap();
    assert!(content.guides.len() >= 12);
    for matter in ["marriage", "traffic", "medical", "rural_land", "household", "maritime"] {
        assert!(content.guides_for(matter).next().is_some(), "{matter}");
    }
}

#[test]
fn the_nine_rooms_are_there_in_order() {
    let content = Content::load().unwrap();
    let names: Vec<&str> = content.rooms.iter().map(|room| room.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "刑事审判庭",
            "民事审判庭",
            "宣告室",
            "律师工作室",
            "纠纷调解室",
            "心理辅导室",
            "反邪教警示教育室",
            "法治基地",
            "消防科普教育基地"
        ]
    );
    let closed: Vec<&str> =
        content.rooms.iter().filter(|r| r.agency_only).map(|r| r.slug.as_str()).collect();
    assert_eq!(closed, ["pronouncement-room"]);
    for room in &content.rooms {
        let parties = if room.slug.ends_with("-base") { 2 } else { 1 };
        assert_eq!(room.parties, parties, "{}", room.slug);
        assert_eq!(content.room(&room.slug), Some(room));
    }
}

#[test]
fn a_room_that_makes_no_sense_is_refused() {
    let file = "rooms/criminal-court.md";
    let good = shipped_text(file);
    let said = |bad: String, expected: &str| {
        let got = complaints(file, &bad);
        assert!(got.iter().any(|c| c.ends_with(expected)), "{expected:?} is not among {got:#?}");
    };
    said(good.replace("position = 1", "position = 2"), "or one is left out");
    said(good.replace("capacity = 60", "capacity = 0"), "`capacity` is 0, and must be 1 or more");
    said(good.replace("\"09:00\"", "\"9 Uhr\""), "`9 Uhr` is no time of the day");
    said(good.replace("\"17:00\"", "\"08:00\""), "ends before it begins");
    said(
        good.replace("group = \"court\"", "group = \"base\""),
        "1 rooms of the group `court`; there are 2",
    );
}

#[test]
fn broken_front_matter_is_named_with_its_line() {
    let good = shipped_text(SERVICE);
    let at = |needle: &str| 1 + good.lines().position(|line| line.starts_with(needle)).unwrap();

    let line = at("number");
    let bad = good.replace("number = 4\n", "number = four\n");
    let got = complaints(SERVICE, &bad);
    assert!(got[0].starts_with(&format!("content/{SERVICE}:{line}: ")), "{got:?}");

    let line = at("title ");
    let got = complaints(SERVICE, &good.replace("title = ", "titel = "));
    assert!(got[0].starts_with(&format!("content/{SERVICE}:{line}: unknown field `titel`")));

    assert_complaint(
        SERVICE,
        good.trim_start_matches("+++\n"),
        &format!("content/{SERVICE}:1: the file must begin with a line `+++`"),
    );
    assert_complaint(
        SERVICE,
        "+++\nslug = \"x\"\n",
        &format!("content/{SERVICE}:2: the front matter is not closed by a line `+++`"),
    );
}

#[test]
fn what_does_not_exist_is_named_with_its_line() {
    let good = shipped_text(SERVICE);
    let line = 1 + good.lines().position(|line| line.starts_with("agency")).unwrap();
    let bad = good.replace("agency = \"court\"", "agency = \"nobody\"");
    assert_complaint(SERVICE, &bad, &format!("content/{SERVICE}:{line}: unknown agency `nobody`"));

    let bad = format!("{good}\n[x](/enterprise/services/nothing)\n");
    let line = bad.lines().count();
    let expected = format!("content/{SERVICE}:{line}: a link to an unknown service `nothing`");
    assert_complaint(SERVICE, &bad, &expected);

    let clocks = "[[clocks]]\nslug = \"dispatch\"\n";
    let got = Content::from_files(
        files("")
            .into_iter()
            .filter(|(path, _)| !path.starts_with("clocks/"))
            .chain([("clocks/promises.toml".to_string(), clocks.as_bytes().to_vec())]),
    )
    .unwrap_err();
    assert!(got.iter().any(|e| e.message == "unknown clock `court_file`" && e.line.is_some()));
}

#[test]
fn a_slug_and_a_number_are_used_once() {
    let copy = shipped_text(SERVICE);
    let got = complaints("services/copy.md", &copy);
    assert!(
        got.contains(&format!(
            "content/{SERVICE}:2: the slug `payment-order` is used by two files"
        ))
    );
    assert!(got.iter().any(|c| c.ends_with("number 4 is taken by `payment-order`")));
}

#[test]
fn an_agency_under_itself_is_refused() {
    let justice = shipped_text("agencies/justice.toml");
    let bad = justice.replace("house =", "parent = \"notary\"\nhouse =");
    let got = complaints("agencies/justice.toml", &bad);
    assert!(got.iter().any(|c| c.contains("would stand under itself")), "{got:?}");
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let mut all = files("");
    all.push(("services/bad.md".into(), b"+++\nslug = \"\xff\"\n+++\n".to_vec()));
    let errors = Content::from_files(all).unwrap_err();
    assert_eq!(errors[0], ContentError::at("services/bad.md", 2, "the file is not UTF-8"));
}

#[test]
fn a_kind_that_contradicts_itself_is_refused() {
    let file = "kinds/enterprise_request.toml";
    let good = shipped_text(file);
    let bad = good.replace("code = \"licence\"", "code = \"mandate\"");
    let got = complaints(file, &bad);
    assert!(got.iter().any(|c| c.ends_with("`papers` has `mandate` twice")), "{got:?}");
    let bad = good.replace("met_by = [\"sign\"]", "met_by = []");
    assert!(complaints(file, &bad).iter().any(|c| c.ends_with("clock `sign` is never met")));
}

#[test]
fn markdown_keeps_no_script() {
    let dirty = "# 标题\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n\
                 [点我](javascript:alert(1)) [好](https://example.org) <b onclick=x>粗</b>\n\n\
                 <iframe src=\"https://example.org\"></iframe><style>*{}</style>\n\n\
                 | a | b |\n|--|--|\n| 1 | 2 |\n";
    let html = markdown::render(dirty);
    for bad in ["script", "onerror", "onclick", "iframe", "<style", "alert"] {
        assert!(!html.contains(bad), "{bad} survived in {html}");
    }
    assert!(html.contains("<h1>标题</h1>") && html.contains("<td>1</td>"));
    assert!(html.contains("href=\"https://example.org\" rel=\"noopener noreferrer\""));
}

#[test]
fn plain_text_has_the_words_and_no_markup() {
    let plain = markdown::plain("## 题\n\n- **甲** [乙](/x)\n- 丙\n");
    assert_eq!(plain, "题\n甲 乙\n丙");
}

/// Whatever an editor types, nothing that runs comes out.
mod generated {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rendering_never_panics_and_never_lets_a_script_through(text in ".{0,200}") {
            let html = crate::content::markdown::render(&format!("{text}<script>x</script>"));
            prop_assert!(!html.contains("<script"));
        }
    }
}
