//! Searching as people do: on the page, in the field that suggests, and what is never found.

use serde_json::json;
use yimen::domain::order::Job;
use yimen::jobs::documents;
use yimen::search::Query;

use crate::harness::meili::Meilisearch;
use crate::harness::{Backend, Site, Who, html};

fn encoded(text: &str) -> String {
    urlencoding::encode(text).into_owned()
}

#[tokio::test]
async fn a_teacher_finds_something_on_bullying_for_grade_four() {
    let site = Site::start(Backend::Sqlite).await;
    let teacher = site.client(Who::Teacher).await;
    let page = teacher.page(&format!("/search?q={}", encoded("四年级 霸凌"))).await;
    let lesson = "/youth/courses/bullying-primary/lessons/bullying-primary-grade-four";
    let links = html::links(&page);
    assert!(links.iter().any(|link| link == lesson), "{links:?}");
    // Facets are links that narrow it, and one that widens it again.
    let narrow = links.iter().find(|link| link.contains("&kind=course")).expect("a facet of kinds");
    assert!(page.contains("primary_high"), "a facet of stages");
    let narrowed = teacher.page(&narrow.replace("&amp;", "&")).await;
    assert!(html::links(&narrowed).contains(&"/youth/courses/bullying-primary".to_owned()));
    assert!(!html::links(&narrowed).iter().any(|link| link == lesson), "courses only");
}

#[tokio::test]
async fn a_sentence_of_a_film_opens_it_there() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let query = format!("/api/v1/search?kind=cue&q={}", encoded("小强一把拿走她的水壶"));
    let found = guest.get(&query).await.expect(200).json();
    let url = found["hits"][0]["url"].as_str().expect("a sentence");
    assert!(url.ends_with("/lessons/bullying-primary-stop-go-tell#t=4.7"), "{url}");
}

#[tokio::test]
async fn what_is_typed_is_read_as_meant_and_completed() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    for q in ["支付另", "zhifuling", "zfl", "支付令"] {
        let found = guest.get(&format!("/api/v1/search?q={}", encoded(q))).await.expect(200).json();
        assert_eq!(found["hits"][0]["id"], "service:payment-order", "{q}");
    }
    let page = guest.page(&format!("/search?q={}", encoded("支付另"))).await;
    assert!(page.contains("按“支付令”找的"), "the page says what it looked for");
    for begun in ["劳动仲", "ldzc", "laodongzhongc", "勞動仲"] {
        let url = format!("/api/v1/search/suggest?q={}", encoded(begun));
        let said = guest.get(&url).await.expect(200).json();
        assert_eq!(said["suggestions"][0]["text"], "劳动仲裁", "{begun}: {said}");
        // The words are the title of a page: it is offered once, and gone to.
        assert!(
            said["suggestions"][0]["url"].as_str().unwrap().starts_with("/enterprise/services/")
        );
    }
    let said = guest.get(&format!("/api/v1/search/suggest?q={}", encoded("欠"))).await;
    let said = said.expect(200).json()["suggestions"].clone();
    assert!(said[0]["url"].as_str().unwrap().starts_with("/search?q="), "words first: {said}");
    let url = format!("/api/v1/search/suggest?site=youth&q={}", encoded("四年级欺凌"));
    let said = guest.get(&url).await.expect(200).json();
    let page =
        said["suggestions"].as_array().and_then(|all| all.iter().find(|s| s["kind"] == "course"));
    let page = page.unwrap_or_else(|| panic!("no course: {said}"));
    assert_eq!(page["label"], "课程");
    guest.get(page["url"].as_str().expect("a path")).await.expect(200);
    let wrong = guest.get("/api/v1/search/suggest?q=a&limit=0").await;
    assert!(wrong.expect(422).json()["error"]["fields"]["limit"].is_string());
    let empty = guest.get("/api/v1/search/suggest").await.expect(200).json();
    assert_eq!(empty["suggestions"], json!([]));
}

#[tokio::test]
async fn where_nothing_is_found_there_is_a_way_on() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let enterprise = guest.page("/search?site=enterprise&q=qqzzxx").await;
    assert!(enterprise.contains("/enterprise/ask?body=qqzzxx"), "the one door, filled in");
    let youth = guest.page("/search?site=youth&q=qqzzxx").await;
    assert!(!youth.contains("/enterprise/ask?"), "never the intake on the youth side");
    assert!(youth.contains("tel:12355") && youth.contains("/youth/courses"));
    // What was found may not be it: for an enterprise the door stands open below.
    let door = |page: &str| page.contains(&format!("/enterprise/ask?body={}", encoded("支付令")));
    assert!(door(&guest.page(&format!("/search?q={}", encoded("支付令"))).await));
    assert!(door(&guest.page(&format!("/search?site=enterprise&q={}", encoded("支付令"))).await));
    assert!(!guest.page(&format!("/search?q={}", encoded("防欺凌"))).await.contains("/ask?body="));
}

#[tokio::test]
async fn distress_is_answered_with_people_before_anything_else() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    for q in ["不想活了", "不想活了qqzz", "被同學打", "有人摸我"] {
        for on in ["", "&site=youth", "&site=enterprise"] {
            let page = guest.page(&format!("/search?q={}{on}", encoded(q))).await;
            let main = page.split_once("<main").expect("a page").1;
            let first = |what: &str| main.find(what);
            for number in ["110", "12355", "12345"] {
                let at = first(&format!("tel:{number}")).unwrap_or_else(|| panic!("{q}: {number}"));
                assert!(first("class=\"hits\"").is_none_or(|hits| at < hits), "{q}{on}: {number}");
            }
            assert!(!main.contains("/enterprise/ask?"), "{q}: nobody in distress fills in a form");
        }
    }
    for q in ["不想活了", "zisha", "继父摸我", "老師碰我"] {
        for on in ["", "&site=youth", "&site=enterprise"] {
            let url = format!("/api/v1/search/suggest?q={}{on}", encoded(q));
            let said = guest.get(&url).await.expect(200).json()["suggestions"].clone();
            let list = said.as_array().expect("a list");
            assert!(
                list.len() == 1 && list[0]["kind"] == "help",
                "nothing leads past: {q}: {said}"
            );
            assert!(list[0]["label"].as_str().expect("a label").contains("12355"), "{said}");
            let page = guest.page(list[0]["url"].as_str().expect("a path")).await;
            assert!(page.contains("urgent-numbers"), "{q}");
        }
    }
    let calm = guest.page(&format!("/search?q={}", encoded("防性侵 课程"))).await;
    assert!(!calm.split_once("<main").unwrap().1.contains("urgent-numbers"));
}

#[tokio::test]
async fn nothing_private_is_ever_found() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    site.file_request(json!({
        "title": "独特贝壳标题",
        "body": "独特贝壳风筝，货款一直不给",
        "enterprise": "贝壳风筝商行",
        "contact": {"name": "贝壳生", "phone": "13900001234"},
    }))
    .await;
    site.drain_jobs().await;
    for secret in ["贝壳风筝", "贝壳生", "13900001234", "独特贝壳标题"] {
        let found = guest.get(&format!("/api/v1/search?limit=100&q={}", encoded(secret))).await;
        let hits = found.expect(200).json()["hits"].to_string();
        assert!(!hits.contains("贝壳") && !hits.contains("1390000"), "{secret}: {hits}");
        let said = guest.get(&format!("/api/v1/search/suggest?q={}", encoded(secret))).await;
        // Not one word of it is completed; a page that is offered is public.
        for one in said.expect(200).json()["suggestions"].as_array().expect("a list") {
            let public = documents::all(site.app()).iter().any(|page| one["url"] == *page.url);
            assert!(public && one["kind"].is_string(), "{secret}: {one}");
            assert!(!one["text"].to_string().contains("贝壳"), "{secret}: {one}");
        }
    }
    // The index holds published content, all of it, and not one thing besides.
    let app = site.app();
    let all = documents::all(app);
    let kinds = ["service", "guide", "question", "course", "lesson", "cue", "package", "bulletin"];
    assert!(all.iter().all(|document| kinds.contains(&document.kind.as_str())));
    for (engine, difference) in app.search.compare(&all).await {
        let difference = difference.expect("an index");
        assert!(difference.is_none(), "{engine}: {difference:?}");
    }
    let closed: Vec<_> = app.content.lessons.iter().filter(|lesson| lesson.class_only).collect();
    for lesson in closed {
        let said = format!("cue:{}:", lesson.slug);
        assert!(!all.iter().any(|document| document.id.starts_with(&said)), "a film for classes");
    }
}

#[tokio::test]
async fn a_change_goes_through_the_outbox() {
    let site = Site::start(Backend::Sqlite).await;
    let app = site.app();
    let id = "lesson:bullying-primary-stop-go-tell".to_owned();
    let found = async || app.search.query(&Query::new("停、走、说")).await.hits;
    app.search.delete(vec![id.clone()]).await.unwrap();
    assert!(found().await.iter().all(|hit| hit.id != id));
    let ghost = yimen::search::Document {
        id: "cue:bullying-primary-stop-go-tell:999".into(),
        ..Default::default()
    };
    app.search.upsert(vec![ghost]).await.unwrap();
    let job = Job {
        kind: yimen::db::pieces::INDEX.to_owned(),
        // Of its course: what hangs on a page is brought up with it.
        payload: serde_json::json!({"piece": "course_bullying-primary"}),
        run_at: app.clock.now(),
    };
    app.db.write(move |c| yimen::db::jobs::enqueue(c, &job, None)).await.unwrap();
    site.drain_jobs().await;
    assert!(found().await.iter().any(|hit| hit.id == id), "it is there again");
    let differences = app.search.compare(&documents::all(app)).await;
    assert!(
        differences.into_iter().all(|(_, one)| one.unwrap().is_none()),
        "and what it is no more is gone"
    );
}

/// Stories as they are told, with the matter of each: hardly a word of them stands in what they should find.
const STORIES: [(&str, &str); 3] = [
    (
        "店里的小妹做了两年多，上个月说她不干了，昨天突然寄来一封信，说要我补两年的社保还有加班的钱",
        "labour",
    ),
    (
        "前几天有人打电话说是银行的，让我把店里的周转金转到安全账户，我转了八万，现在电话打不通了",
        "fraud",
    ),
    (
        "我们厂给县里修学校供了一批砖，验收都过了，去年说好年底结账，到现在一分钱没给，问就说财政没钱",
        "arrears",
    ),
];

async fn hears_what_a_story_is_about(site: &Site, engine: &str) {
    let all = documents::all(site.app());
    for (story, matter) in STORIES {
        let answer = site.app().search.query(&Query::new(story)).await;
        let first = all.iter().find(|document| document.id == answer.hits[0].id).unwrap();
        let about = first.matters.iter().any(|one| one == matter);
        assert!(about && answer.engine == engine, "{engine}: {story} found {}", first.id);
    }
}

/// Asks the whole relevance set of what this site searches with.
async fn finds_what_is_wanted(site: &Site, engine: &str) {
    let (app, list) = (site.app(), yimen::search_cli::Relevance::of_house().unwrap());
    let all = documents::all(app);
    assert_eq!(list.lost(&all), None, "what is wanted is there");
    app.search.reconcile(|| all).await.unwrap();
    assert_eq!(app.search.query(&Query::new("支付令")).await.engine, engine);
    for score in list.ask(&app.search, &mut Vec::new()).await {
        assert!(score.five >= 0.95 && score.mrr >= 0.85, "{engine}: {score:?}");
    }
    hears_what_a_story_is_about(site, engine).await;
    let after = app.search.query(&Query::new("支付令")).await.engine;
    assert_eq!(after, engine, "the other answered in between");
}

#[tokio::test]
async fn both_halves_of_the_relevance_set_reach_the_goal() {
    finds_what_is_wanted(&Site::start(Backend::Sqlite).await, "embedded").await;
}

#[tokio::test]
async fn both_halves_reach_it_on_meilisearch_too() {
    let meilisearch = Meilisearch::start().await;
    let (url, key) = (meilisearch.url.clone(), meilisearch.key.clone());
    let site = Site::with(Backend::Sqlite, |config| {
        config.search_url = Some(url);
        config.meili_master_key = Some(key);
    });
    finds_what_is_wanted(&site.await, "meilisearch").await;
}
