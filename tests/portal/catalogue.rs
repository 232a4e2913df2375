//! The youth centre's catalogue: finding a course, reading it, and the way to the order form.

use std::collections::BTreeSet;

use yimen::content::{Content, Course};
use yimen::domain::course::{CourseLine, Stage};

use crate::api::wrong;
use crate::harness::samples::World;
use crate::harness::{Backend, Site, Visitor, Who, html};

const COURSES: &str = "/youth/courses";

async fn guest() -> (Site, Visitor) {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    (site, guest)
}

/// The courses that a page of the catalogue shows, by slug.
fn shown(page: &str) -> Vec<String> {
    let cards = page.split("class=\"card-title\"").skip(1);
    let links = cards.filter_map(|card| html::links(card).into_iter().next());
    links.filter_map(|link| link.strip_prefix("/youth/courses/").map(str::to_owned)).collect()
}

/// The courses of all pages from this one on.
async fn all_shown(guest: &Visitor, first: &str) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let page = guest.page(&path).await;
        let here = shown(&page);
        assert!(here.len() <= 24, "{path}: {} courses", here.len());
        found.extend(here);
        next = first_link(page.split("<a class=\"pager-next\"").nth(1).unwrap_or_default());
    }
    found
}

/// The link whose start tag was just cut off, or none.
fn first_link(rest: &str) -> Option<String> {
    html::links(&format!("<a {rest}")).into_iter().next()
}

fn slugs(content: &Content, fits: impl Fn(&Course) -> bool) -> Vec<&str> {
    content.courses.iter().filter(|c| fits(c)).map(|course| course.slug.as_str()).collect()
}

/// The filter links of a page, each with the number that stands in it.
fn filters(page: &str) -> Vec<(String, usize)> {
    let rows = page.split("<div class=\"facets\">").nth(1).unwrap_or_default();
    let rows = rows.split("<div class=\"found\">").next().unwrap_or_default();
    let links = rows.split("<a ").skip(1).filter_map(|rest| {
        let count = rest.split("</a>").next()?.split("class=\"n\">").nth(1)?;
        Some((first_link(rest)?, count.split('<').next()?.parse().ok()?))
    });
    links.collect()
}

#[tokio::test]
async fn every_page_of_the_youth_side_says_whom_to_call_at_once() {
    let world = World::new(Backend::Sqlite).await;
    let table = yimen::routes::table();
    let youth = table.iter().filter(|r| r.method == "GET" && r.path.starts_with("/youth"));
    let pages: Vec<_> = youth.filter_map(|route| world.pages(route.path)).flatten().collect();
    assert!(pages.len() >= 9, "{}", pages.len());
    for (who, path) in pages {
        let page = world.visitor(who).await.page(&path).await;
        assert!(page.contains("id=\"report\""), "{path}");
        for number in ["110", "12355", "12345"] {
            assert!(page.contains(&format!("href=\"tel:{number}\"")), "{path}: {number}");
        }
        let full = page.contains("href=\"/youth/report\"") || path == "/youth/report";
        assert!(full && page.contains("公安、民政、教育"), "{path}");
    }
}

#[tokio::test]
async fn a_teacher_goes_from_the_door_to_the_order_in_three_steps() {
    let (site, guest) = guest().await;
    let door = guest.page("/youth").await;
    assert_eq!(door.matches("class=\"button ").count(), 1, "one button");
    assert!(door.contains("href=\"/youth/order\"") && door.contains("href=\"/youth/centre\""));
    for line in CourseLine::ALL {
        let count = slugs(&site.app().content, |course| course.line == *line).len();
        assert!(html::text(&door).contains(&format!("{count}门课")), "{line}");
        assert!(door.contains(&format!("href=\"/youth/courses?line={line}\"")), "{line}");
    }
    let shelf = guest.page("/youth/courses?line=rule_of_law").await;
    let first = shown(&shelf).first().expect("a course").clone();
    let course = guest.page(&format!("{COURSES}/{first}")).await;
    assert!(course.contains(&format!("href=\"/youth/order?course={first}\"")));
    assert_eq!(course.matches("class=\"button").count(), 1, "one button");
}

#[tokio::test]
async fn every_filter_finds_as_many_as_it_says() {
    let (_site, guest) = guest().await;
    let mut tried = BTreeSet::new();
    for start in [COURSES, "/youth/courses?stage=junior", "/youth/courses?stage=senior&form=online"]
    {
        let links = filters(&guest.page(start).await);
        assert!(links.len() >= 10, "{start}: {links:?}");
        for (link, count) in links {
            if tried.insert(link.clone()) {
                assert_eq!(all_shown(&guest, &link).await.len(), count, "{start} → {link}");
            }
        }
    }
}

#[tokio::test]
async fn choices_combine_and_each_can_be_taken_back() {
    let (site, guest) = guest().await;
    let path = "/youth/courses?line=rule_of_law&stage=junior&length=short";
    let page = guest.page(path).await;
    let expected = slugs(&site.app().content, |course| {
        course.line == CourseLine::RuleOfLaw
            && course.stages.contains(&Stage::Junior)
            && course.minutes <= 40
    });
    assert_eq!(shown(&page), expected);
    assert!(page.contains(&format!("找到 {} 门课", expected.len())));
    for without in [
        "/youth/courses?stage=junior&length=short",
        "/youth/courses?line=rule_of_law&length=short",
        "/youth/courses?line=rule_of_law&stage=junior",
    ] {
        let link = format!("class=\"chip\" href=\"{}\"", without.replace('&', "&amp;"));
        assert!(page.contains(&link), "{link}");
    }
    let odd = guest.page("/youth/courses?line=nothing&stage=%22%3Cscript%3E&after=nobody").await;
    assert_eq!(shown(&odd), shown(&guest.page(COURSES).await), "what is no word chooses nothing");
    assert!(!odd.contains("<script>"));
}

#[tokio::test]
async fn where_nothing_fits_the_page_says_what_to_loosen() {
    let (_site, guest) = guest().await;
    let page = guest.page("/youth/courses?line=counselling&lecturer=judge").await;
    let text = html::text(&page);
    assert!(shown(&page).is_empty() && text.contains("没有同时满足的课"), "{text}");
    let ways = page.split("class=\"ways\"").nth(1).expect("ways out");
    let ways: Vec<String> = html::links(ways.split("</ul>").next().expect("an end"));
    assert_eq!(ways, ["/youth/courses?lecturer=judge", "/youth/courses?line=counselling"]);
    for way in ways {
        assert!(!shown(&guest.page(&way).await).is_empty(), "{way}");
    }
    assert!(page.contains("href=\"/youth/order\""), "or write what is wanted");
}

#[tokio::test]
async fn the_pages_of_the_list_hold_every_course_once_in_order() {
    let (site, guest) = guest().await;
    let all = slugs(&site.app().content, |_| true);
    assert!(all.len() > 24, "two pages");
    assert_eq!(all_shown(&guest, COURSES).await, all);
    let second = guest.page(&format!("{COURSES}?after={}", all[23])).await;
    assert!(html::links(&second).contains(&COURSES.to_owned()), "back to the first page");
}

#[tokio::test]
async fn a_course_page_says_all_that_its_file_says() {
    let (site, guest) = guest().await;
    let content = &site.app().content;
    for course in &content.courses {
        let page = guest.page(&format!("{COURSES}/{}", course.slug)).await;
        let text = html::text(&page);
        let laws = course.laws.iter().map(|cited| &cited.law);
        let said = course.outcomes.iter().chain(&course.questions).chain(&course.equipment);
        for part in said.chain(laws).chain([&course.title, &course.summary]) {
            assert!(text.contains(part.as_str()), "{}: {part}", course.slug);
        }
        assert!(text.contains(&format!("{}分钟", course.minutes)), "{}", course.slug);
        for lesson in content.lessons_of(&course.slug) {
            let link = format!("{COURSES}/{}/lessons/{}", course.slug, lesson.slug);
            assert!(html::links(&page).contains(&link), "{link}");
        }
        for package in content.packages_with(&course.slug) {
            let link = format!("/youth/packages/{}", package.slug);
            assert!(html::links(&page).contains(&link), "{link}");
        }
    }
}

#[tokio::test]
async fn the_lessons_of_a_course_follow_each_other_to_the_end() {
    let (site, guest) = guest().await;
    let content = &site.app().content;
    let course = content.courses.iter().find(|c| content.lessons_of(&c.slug).len() > 1);
    let course = course.expect("a course of several lessons");
    let lessons = content.lessons_of(&course.slug);
    let url = |slug: &str| format!("{COURSES}/{}/lessons/{slug}", course.slug);
    for (at, lesson) in lessons.iter().enumerate() {
        let page = guest.page(&url(&lesson.slug)).await;
        assert!(page.contains(&lesson.html) && page.contains(&lesson.questions_html));
        let way = page.split("class=\"onwards\"").nth(1).expect("a way on");
        let way = html::links(way.split("</nav>").next().expect("an end"));
        let before = at.checked_sub(1).map(|at| url(&lessons[at].slug));
        let after = lessons.get(at + 1).map(|lesson| url(&lesson.slug));
        let end = after.unwrap_or(format!("{COURSES}/{}", course.slug));
        assert_eq!(way, before.into_iter().chain([end]).collect::<Vec<_>>());
    }
    let other = content.courses.iter().find(|c| c.slug != course.slug).expect("another course");
    let stray = format!("{COURSES}/{}/lessons/{}", other.slug, lessons[0].slug);
    guest.get(&stray).await.expect(404);
    for lost in ["/youth/courses/none", "/youth/courses/none/lessons/x", "/youth/packages/none"] {
        let page = guest.get(lost).await.expect(404).text();
        assert!(page.contains("href=\"/youth/courses\"") && page.contains("id=\"report\""));
    }
}

#[tokio::test]
async fn a_package_is_its_courses_in_order_with_the_time_they_take() {
    let (site, guest) = guest().await;
    let content = &site.app().content;
    let list = guest.page("/youth/packages").await;
    assert!(!content.packages.is_empty());
    for package in &content.packages {
        let path = format!("/youth/packages/{}", package.slug);
        assert!(html::links(&list).contains(&path), "{path}");
        let page = guest.page(&path).await;
        let rows = page.split("<ol class=\"rows").nth(1).expect("the courses");
        let links = html::links(rows.split("</ol>").next().expect("an end"));
        let expected: Vec<String> =
            package.courses.iter().map(|slug| format!("{COURSES}/{slug}")).collect();
        assert_eq!(links, expected);
        let courses = package.courses.iter().filter_map(|slug| content.course(slug));
        let total: u32 = courses.map(|course| u32::from(course.minutes)).sum();
        assert!(html::text(&page).contains(&format!("{total}分钟")), "{path}: {total}");
        assert!(page.contains(&format!("href=\"/youth/order?package={}\"", package.slug)));
    }
}

#[tokio::test]
async fn programs_read_the_catalogue_page_by_page() {
    let (site, guest) = guest().await;
    let content = &site.app().content;
    let get = async |query: &str| guest.get(&format!("/api/v1/courses?{query}")).await;
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(&format!("limit=5&after={after}")).await.expect(200).json();
        for course in page["courses"].as_array().expect("courses") {
            let slug = course["slug"].as_str().expect("a slug").to_owned();
            let known = content.course(&slug).expect("one of ours");
            assert_eq!(course["url"], format!("{COURSES}/{slug}"));
            assert_eq!(course["minutes"], known.minutes);
            let lessons = course["lessons"].as_array().expect("lessons").len();
            assert_eq!(lessons, content.lessons_of(&slug).len());
            found.push(slug);
        }
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(found, slugs(content, |_| true));
    let one = get("line=moral&stage=primary_low&limit=100").await.expect(200).json();
    let expected = slugs(content, |course| {
        course.line == CourseLine::Moral && course.stages.contains(&Stage::PrimaryLow)
    });
    let got = one["courses"].as_array().expect("courses").iter();
    assert_eq!(got.filter_map(|c| c["slug"].as_str()).collect::<Vec<_>>(), expected);
    wrong(get("line=law&stage=middle").await, &["line", "stage"]);
    wrong(get("after=none&limit=0").await, &["after", "limit"]);
    for limit in ["101", "-1", "x"] {
        wrong(get(&format!("limit={limit}")).await, &["limit"]);
    }
}

#[tokio::test]
async fn what_is_found_says_what_it_is() {
    let (site, guest) = guest().await;
    let word = urlencoding::encode("禁毒").into_owned();
    let page = guest.page(&format!("/search?site=youth&q={word}")).await;
    assert!(html::links(&page).contains(&"/youth/courses/drugs".to_owned()));
    let find = async |query: String| {
        let answer = guest.get(&format!("/api/v1/search?site=youth&limit=100&{query}")).await;
        answer.expect(200).json()["hits"].as_array().expect("hits").clone()
    };
    let content = &site.app().content;
    let (course, lesson) = (&content.courses[0].title, &content.lessons[0].title);
    let package = &content.packages[0].title;
    for (kind, said, title) in
        [("course", "课程", course), ("lesson", "课", lesson), ("package", "课程包", package)]
    {
        let word = urlencoding::encode(title).into_owned();
        let hits = find(format!("q={word}&kind={kind}")).await;
        assert!(!hits.is_empty() && hits.iter().all(|hit| hit["kind"] == kind), "{kind}");
        let page = guest.page(&format!("/search?site=youth&kind={kind}&q={word}")).await;
        assert!(page.contains(&format!(">{said}</span>")), "{kind}");
    }
    let word = urlencoding::encode("毒品").into_owned();
    let drugs =
        |hits: &[serde_json::Value]| hits.iter().any(|hit| hit["url"] == "/youth/courses/drugs");
    assert!(drugs(&find(format!("q={word}&stage=senior")).await));
    assert!(drugs(&find(format!("q={word}&stage=junior")).await), "every stage of a course");
    assert!(!drugs(&find(format!("q={word}&stage=parents")).await));
}

/// `make bench`: the catalogue with 2,000 courses.
#[tokio::test]
#[ignore = "a measurement, for make bench"]
async fn a_catalogue_of_two_thousand_courses_in_figures() {
    let site = Site::furnished(
        Backend::Sqlite,
        |_| (),
        |app| {
            let courses = app.content.courses.clone();
            for n in courses.len()..2_000 {
                let mut course = courses[n % courses.len()].clone();
                course.facts.slug = format!("{}-{n}", course.facts.slug);
                app.content.courses.push(course);
            }
        },
    )
    .await;
    assert_eq!(site.app().published().courses.len(), 2_000);
    let guest = site.client(Who::Nobody).await;
    for query in ["", "?line=rule_of_law&stage=junior", "?form=lecture&lecturer=police"] {
        let page = guest.page(&format!("{COURSES}{query}")).await;
        assert_eq!(shown(&page).len(), 24, "{query}");
        let mut took = Vec::new();
        for _ in 0..100 {
            let begin = std::time::Instant::now();
            guest.get(&format!("{COURSES}{query}")).await.expect(200);
            took.push(begin.elapsed());
        }
        took.sort();
        println!("{COURSES}{query}: median {:?}, slowest {:?}", took[50], took[99]);
    }
}
