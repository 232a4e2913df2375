//! The rules of the routing on the site: written file by file, rehearsed on what was asked, put in
//! force on every node, and taken back.

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;
use yimen::app::App;
use yimen::db::jobs as outbox;
use yimen::db::rule_sets::{self, Came};
use yimen::db::{orders, rehearsals};
use yimen::domain::order::Role;
use yimen::domain::routing::rulebook::Standing;
use yimen::jobs::rehearsals::{pair, some};
use yimen::rulebooks::texts;

use crate::harness::rulebook::{TO_MEDIATION, draft, file, of_agency};
use crate::harness::{Answer, Backend, Filed, Site, Visitor, Who};

/// What the rules in force send to the court.
const DEBT: &str = "供应商拖欠我们公司货款二十万，写了欠条，一直不还";
const FORM: &str = "/desk/routing/1/files/debt.toml";

async fn ask(site: &Site) -> Filed {
    site.file_request(json!({"title": "欠条", "body": DEBT})).await
}

fn routed(filed: &Filed) -> (String, String) {
    let said = |name: &str| filed.said["routing"][name].as_str().unwrap().to_owned();
    (said("lead"), said("rules_version"))
}

async fn save(who: &Visitor, text: &str) -> Answer {
    who.fill(FORM, FORM, &[("text", text)]).await
}

async fn rehearse(site: &Site, who: &Visitor, set: i32) -> String {
    let (page, form) = (format!("/desk/routing/{set}"), format!("/desk/routing/{set}/rehearse"));
    who.fill(&page, &form, &[]).await.expect(303);
    let page = who.page(&format!("/desk/routing/{set}/rehearsal")).await;
    assert!(page.contains("正在试跑") && page.contains("<progress"), "{page}");
    site.drain_jobs().await;
    who.page(&format!("/desk/routing/{set}/rehearsal")).await
}

async fn standing(app: &App, set: i32) -> Standing {
    app.db.read(move |c| rule_sets::find(c, set)).await.unwrap().standing
}

async fn from_a_draft_to_being_in_force_and_back(backend: Backend) {
    let site = Site::start(backend).await;
    let (editor, dispatcher) = (site.client(Who::Editor).await, site.client(Who::Dispatcher).await);
    let old = ask(&site).await;
    let shipped = site.app().rules().version().to_owned();
    assert_eq!(routed(&old).1, shipped);

    // A draft, and what is wrong with it.
    let drafted = editor.fill("/desk/routing", "/desk/routing", &[]).await.expect(303);
    assert!(drafted.location().ends_with("/desk/routing/1"), "{}", drafted.location());
    let text = file(&site, 1, "debt.toml").await;
    let moon = text.replacen("lead = \"court\"", "lead = \"moon\"", 1);
    let wrong = save(&editor, &moon).await.expect(422).text();
    assert!(wrong.contains("debt.toml 第 3 行：没有“moon”这个部门。"), "{wrong}");
    assert!(wrong.contains("lead = &quot;moon&quot;"), "what was typed is kept");
    let broken = text.replacen("lead = \"court\"", "lead = \"court", 1);
    let wrong = save(&editor, &broken).await.expect(422).text();
    assert!(wrong.contains("debt.toml 第 3 行：写法读不懂"), "{wrong}");
    // What could not be filed is refused here, and not when somebody asks.
    let twice = text.replacen("lead = \"court\"", "lead = \"mediation\"", 1);
    let wrong = save(&editor, &twice).await.expect(422).text();
    assert!(wrong.contains("主办的不能又是协办"), "{wrong}");
    assert_eq!(file(&site, 1, "debt.toml").await, text, "nothing of it was saved");
    let settings = "/desk/routing/1/files/settings.toml";
    let more = file(&site, 1, "settings.toml").await.replacen(
        "[agencies]\n",
        "[agencies]\nmoon = { zh = \"月亮办\", en = \"Moon\" }\n",
        1,
    );
    editor.fill(settings, settings, &[("text", more.as_str())]).await.expect(303);
    let wrong = save(&editor, &moon).await.expect(422).text();
    assert!(wrong.contains("“moon”不是能收件的部门"), "{wrong}");
    let good = text.replacen(TO_MEDIATION.0, TO_MEDIATION.1, 1);
    save(&editor, &good).await.expect(303);
    let page = editor.page("/desk/routing/1").await;
    assert!(page.contains("diff-new") && page.contains("要由派单员或管理员来做"), "{page}");
    let page = dispatcher.page("/desk/routing/1").await;
    assert!(page.contains("还没有试跑完"), "{page}");

    // Not yet, and not by an editor.
    let token = dispatcher.csrf("/account").await;
    let publish = [("csrf", token.as_str()), ("version", "3")];
    let early = dispatcher.post("/desk/routing/1/publish", &publish).await.expect(422).text();
    assert!(early.contains("还没有试跑完"), "{early}");
    let token = editor.csrf("/account").await;
    editor
        .post("/desk/routing/1/publish", &[("csrf", token.as_str()), ("version", "3")])
        .await
        .expect(403);

    // Rehearsed: every order, side by side. What was asked is for those who screen it.
    let found = rehearse(&site, &editor, 1).await;
    assert!(found.contains("试跑了 1 件，1 件会换地方"), "{found}");
    assert!(found.contains(&old.code) && !found.contains("欠条"), "{found}");
    let found = dispatcher.page("/desk/routing/1/rehearsal").await;
    assert!(found.contains(&format!("/desk/orders/{}", old.code)) && found.contains("欠条"));
    assert!(found.contains("人民法院") || found.contains("法院"), "{found}");
    assert!(found.contains("当时按规则第 0 版分派"), "{found}");

    // Edited after: rehearse again.
    save(&editor, &format!("{good}\n# 试一下")).await.expect(303);
    let token = dispatcher.csrf("/account").await;
    let publish = [("csrf", token.as_str()), ("version", "4")];
    let since = dispatcher.post("/desk/routing/1/publish", &publish).await.expect(422).text();
    assert!(since.contains("试跑以后又改过"), "{since}");
    rehearse(&site, &dispatcher, 1).await;
    dispatcher.fill("/desk/routing/1", "/desk/routing/1/publish", &[]).await.expect(303);
    site.app().follow_rules().await.unwrap();

    let new = ask(&site).await;
    assert_ne!(routed(&new).0, routed(&old).0);
    assert!(routed(&new).1.ends_with(".1"), "{:?}", routed(&new));
    let code = old.code.clone();
    let kept = site.app().db.read(move |c| orders::find_by_code(c, &code)).await.unwrap();
    assert_eq!(kept.rules_version.as_deref(), Some(shipped.as_str()));
    // Another node on the same database comes to the same.
    let other = App::build(site.app().config.clone()).await.unwrap();
    assert!(other.follow_rules().await.unwrap());
    assert_eq!(other.rules().version(), site.app().rules().version());
    assert!(!other.follow_rules().await.unwrap(), "a second time does nothing");

    // Back, with a word why.
    let form = "/desk/routing/0/roll_back";
    let silent = dispatcher.fill("/desk/routing/0", form, &[("note", " ")]).await.expect(422);
    assert!(silent.text().contains("请写一句为什么退回"));
    let why = [("note", "调解员忙不过来")];
    let back = dispatcher.fill("/desk/routing/0", form, &why).await.expect(303);
    assert!(back.location().ends_with("/desk/routing/2"), "{}", back.location());
    site.app().follow_rules().await.unwrap();
    let again = ask(&site).await;
    assert_eq!(routed(&again), (routed(&old).0, format!("{shipped}.2")));
    assert!(other.follow_rules().await.unwrap());
    assert_eq!(other.rules().version(), format!("{shipped}.2"));
    let page = dispatcher.page("/desk/routing").await;
    assert!(page.contains("调解员忙不过来"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_written_rehearsed_put_in_force_and_taken_back() {
    from_a_draft_to_being_in_force_and_back(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_written_rehearsed_put_in_force_and_taken_back_on_postgres() {
    from_a_draft_to_being_in_force_and_back(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_kept_unless_other_rules_came_meanwhile() {
    let site = Site::start(Backend::Sqlite).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    for set in [1, 2] {
        let change =
            ("co = [\"mediation\"]", if set == 1 { "co = []" } else { "co = [\"justice\"]" });
        assert_eq!(draft(&site, "debt.toml", change).await, set);
        rehearse(&site, &dispatcher, set).await;
    }
    let day = |days| {
        let at = site.app().clock.now() + TimeDelta::days(days);
        yimen::domain::deadline::local_day(at).to_string()
    };
    let past = [("day", day(-1)), ("hour", "08:00".to_owned())];
    let when = |fields: &[(&'static str, String); 2]| fields.clone();
    let fill = async |set: i32, fields: [(&'static str, String); 2]| {
        let (page, form) =
            (format!("/desk/routing/{set}"), format!("/desk/routing/{set}/schedule"));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        dispatcher.fill(&page, &form, &fields).await
    };
    let wrong = fill(1, when(&past)).await.expect(422).text();
    assert!(wrong.contains("请选一个以后的时间") && wrong.contains("value=\"08:00\""), "{wrong}");
    fill(1, [("day", day(1)), ("hour", "08:00".to_owned())]).await.expect(303);
    fill(2, [("day", day(2)), ("hour", "08:00".to_owned())]).await.expect(303);
    let shut = dispatcher.page("/desk/routing/1/files/debt.toml").await;
    assert!(shut.contains("已经定时启用，不能改") && !shut.contains("<textarea"), "{shut}");

    site.advance(TimeDelta::days(3));
    site.drain_jobs().await;
    // Both times have come at once: whichever was second is tried again a little later.
    site.advance(TimeDelta::minutes(5));
    site.drain_jobs().await;
    let (one, two) = (standing(site.app(), 1).await, standing(site.app(), 2).await);
    let (live, other) = if one == Standing::Live { (1, 2) } else { (2, 1) };
    assert!(matches!(
        (one, two),
        (Standing::Live, Standing::Draft) | (Standing::Draft, Standing::Live)
    ));
    assert!(site.app().rules().version().ends_with(&format!(".{live}")));
    assert_eq!(standing(site.app(), 0).await, Standing::Past);
    // The other was rehearsed against what is no longer in force: it waits for a person.
    let dispatcher = site.client(Who::Dispatcher).await;
    let page = dispatcher.page(&format!("/desk/routing/{other}")).await;
    assert!(page.contains("正在使用的规则换过了"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_at_once_do_not_overwrite_each_other() {
    let site = Site::start(Backend::Sqlite).await;
    let (editor, dispatcher) = (site.client(Who::Editor).await, site.client(Who::Dispatcher).await);
    editor.fill("/desk/routing", "/desk/routing", &[]).await.expect(303);
    let text = file(&site, 1, "debt.toml").await;
    let seen = yimen::db::three_way::hash(&text);
    let token = dispatcher.csrf("/account").await;
    save(&editor, &format!("# 编辑写的\n{text}")).await.expect(303);
    let mine = format!("# 派单员写的\n{text}");
    let fields = [("csrf", token.as_str()), ("seen", seen.as_str()), ("text", mine.as_str())];
    let second = dispatcher.post(FORM, &fields).await.expect(409).text();
    for shown in ["先保存了", "# 编辑写的", "# 派单员写的", "diff-old"] {
        assert!(second.contains(shown), "{shown}: {second}");
    }
    assert!(file(&site, 1, "debt.toml").await.starts_with("# 编辑写的"));
    // Another file is nobody's business.
    let tax = "/desk/routing/1/files/tax.toml";
    let text = format!("# 税\n{}", file(&site, 1, "tax.toml").await);
    dispatcher.fill(tax, tax, &[("text", text.as_str())]).await.expect(303);
    // What is in force is only read.
    let token = editor.csrf("/account").await;
    let live = "/desk/routing/0/files/tax.toml";
    let seen = yimen::db::three_way::hash(&file(&site, 0, "tax.toml").await);
    let fields = [("csrf", token.as_str()), ("seen", seen.as_str()), ("text", text.as_str())];
    editor.post(live, &fields).await.expect(422);
    assert_ne!(file(&site, 0, "tax.toml").await, text);
}

async fn goes_on_where_it_was(backend: Backend) {
    let site = Site::start(backend).await;
    for _ in 0..3 {
        ask(&site).await;
    }
    let app = site.app();
    let number = draft(&site, "debt.toml", TO_MEDIATION).await;
    app.rehearse_rules(number, Role::Dispatcher, None).await.unwrap();
    // Asked for twice, it is one.
    app.rehearse_rules(number, Role::Dispatcher, None).await.unwrap();
    let now = app.clock.now();
    let job = app.db.write(move |c| outbox::claim_long(c, outbox::REHEARSE, now, "dies")).await;
    let job = job.unwrap().expect("a rehearsal waits");
    let row = app.db.read(move |c| Ok(rehearsals::newest(c, number)?.unwrap())).await.unwrap();
    let both = Arc::new(pair(app, &row).await.unwrap().unwrap());
    let first = some(app, &job, "dies", (&both, 1), row.clone()).await.unwrap();
    assert_eq!((first.seen, first.of_all, first.moved), (1, 3, 1));
    let page = site.client(Who::Dispatcher).await.page("/desk/routing/1/rehearsal").await;
    assert!(page.contains("看过 1 件，共 3 件"), "{page}");
    // Its worker is dead; meanwhile it is taken up, and goes on with the second order.
    app.db.write(move |c| outbox::put_back(c, "dies", now)).await.unwrap();
    site.drain_jobs().await;
    let ended = app.db.read(move |c| Ok(rehearsals::newest(c, number)?.unwrap())).await.unwrap();
    assert_eq!((ended.seen, ended.routed, ended.moved, ended.state.as_str()), (3, 3, 3, "done"));
    let id = ended.id.clone();
    let moves = app.db.read(move |c| rehearsals::moves(c, &id, None, "", 9)).await.unwrap();
    assert_eq!(moves.len(), 3);
    // Whoever was thought dead changes nothing any more.
    assert!(some(app, &job, "dies", (&both, 1), first).await.is_err());
    let rest = app.db.read(outbox::counts).await.unwrap();
    assert!(rest.iter().all(|(state, n)| state.as_str() == "done" || *n == 0), "{rest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_goes_on_where_its_worker_died() {
    goes_on_where_it_was(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_goes_on_where_its_worker_died_on_postgres() {
    goes_on_where_it_was(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_never_overwrites_what_was_edited_here() {
    let site = Site::start(Backend::Sqlite).await;
    let app = site.app();
    let release = async |name: &'static str, old: &'static str, new: &'static str| {
        let mut files = app.db.read(|c| rule_sets::files(c, 0)).await.unwrap();
        let text = files[name].replacen(old, new, 1);
        assert_ne!(text, files[name]);
        files.insert(name.to_owned(), text);
        let (texts, now) = (texts(files, |_| true).unwrap(), app.clock.now());
        app.db.write(move |c| rule_sets::import(c, &texts, now)).await.unwrap()
    };
    assert_eq!(app.import_rules().await.unwrap(), Came::Known);
    // Nobody edited anything: the new release is in force.
    assert_eq!(release("tax.toml", "slug", "# 1\nslug").await, Came::Live(1));
    assert_eq!(standing(app, 0).await, Standing::Past);
    // Edited here: what the next release brings waits, and the two can be put together.
    let number = draft(&site, "debt.toml", TO_MEDIATION).await;
    let dispatcher = site.client(Who::Dispatcher).await;
    rehearse(&site, &dispatcher, number).await;
    dispatcher.fill("/desk/routing/2", "/desk/routing/2/publish", &[]).await.expect(303);
    assert_eq!(release("labour.toml", "slug", "# 2\nslug").await, Came::Offered(3));
    assert_eq!(release("labour.toml", "slug", "# 2\nslug").await, Came::Known);
    assert_eq!(standing(app, 2).await, Standing::Live);
    let page = dispatcher.page("/desk/routing").await;
    assert!(page.contains("新版程序带来了新规则"), "{page}");
    let made = dispatcher.fill("/desk/routing", "/desk/routing", &[("from", "3")]).await;
    assert!(made.expect(303).location().ends_with("/desk/routing/4"));
    assert!(file(&site, 4, "debt.toml").await.contains(TO_MEDIATION.1), "edited here");
    assert!(file(&site, 4, "labour.toml").await.starts_with("# 2"), "new in the release");
    assert!(!dispatcher.page("/desk/routing").await.contains("新版程序带来了新规则"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_is_added_and_taken_away_again() {
    let site = Site::start(Backend::Sqlite).await;
    let editor = site.client(Who::Editor).await;
    editor.fill("/desk/routing", "/desk/routing", &[]).await.expect(303);
    let set = "/desk/routing/1";
    for wrong in ["", "Pet Dispute", "settings", "../debt", "宠物"] {
        let asked = format!("{set}?new={}", urlencoding::encode(wrong));
        let said = editor.get(&asked).await.expect(422).text();
        assert!(said.contains("请用 2 到 35 个英文小写字母"), "{wrong}");
    }
    let begun = editor.get(&format!("{set}?new=pet_dispute")).await.expect(303);
    let form = format!("{set}/files/pet_dispute.toml");
    assert!(begun.location().ends_with(&form), "{}", begun.location());
    let page = editor.page(&form).await;
    assert!(page.contains("slug = &quot;pet_dispute&quot;") && !page.contains("删去这个事项"));
    // As it begins it says nothing yet: what is missing is named, and nothing is saved.
    let text = "slug = \"pet_dispute\"\nlabel = \"侵权\"\nlead = \"mediation\"\n\
        name = { zh = \"宠物纠纷\", en = \"Pets\" }\ntell = { zh = \"请备好照片。\", en = \"Have photos ready.\" }\n\
        examples = \"\"\"\n邻居的狗天天叫\n\"\"\"\n[[phrases]]\nname = \"pet\"\nweight = 9.0\nany = \"鹦鹉学舌\"\n\
        why = { zh = \"说到宠物\", en = \"a pet is named\" }\n";
    let other = text.replace("slug = \"pet_dispute\"", "slug = \"pets\"");
    editor.fill(&form, &form, &[("text", other.as_str())]).await.expect(422);
    editor.fill(&form, &form, &[("text", text)]).await.expect(303);
    assert_eq!(file(&site, 1, "pet_dispute.toml").await, text);
    let page = editor.page(set).await;
    assert!(page.contains("新增了") && page.contains("pet_dispute.toml"), "{page}");

    // Named by another file, it stays; else it goes, and what all share never does.
    let near = "/desk/routing/1/files/tort.toml";
    let tort = file(&site, 1, "tort.toml").await;
    let names = tort.replacen("near = [", "near = [\"pet_dispute\", ", 1);
    assert_ne!(names, tort);
    editor.fill(near, near, &[("text", names.as_str())]).await.expect(303);
    let kept = editor.fill(&form, &form, &[("settle", "remove")]).await.expect(422).text();
    assert!(kept.contains("pet_dispute") && kept.contains("tort.toml"), "{kept}");
    editor.fill(near, near, &[("text", tort.as_str())]).await.expect(303);
    editor.fill(&form, &form, &[("settle", "remove")]).await.expect(303);
    let page = editor.page(set).await;
    assert!(page.contains("删去了"), "{page}");
    let shared = "/desk/routing/1/files/settings.toml";
    editor.fill(shared, shared, &[("settle", "remove")]).await.expect(404);
    assert!(!file(&site, 1, "settings.toml").await.is_empty());
    // What is in force has no file of a new name.
    editor.get("/desk/routing/0/files/pet_dispute.toml").await.expect(404);
}

async fn a_draft_is_rehearsed_where_things_are(backend: Backend) {
    let site = Site::start(backend).await;
    let admin = site.client(Who::Admin).await;
    let seat = [
        ("slug", "court_yuzhou"),
        ("level", "district"),
        ("district", "yuzhou"),
        ("family", "court"),
    ];
    let fields = [of_agency("玉州区法院"), seat.to_vec()].concat();
    admin.fill("/desk/agencies/new", "/desk/agencies", &fields).await.expect(303);
    let wish = json!({"title": "欠条", "body": DEBT, "place": "玉州区人民路3号"});
    let asked = site.file_request(wish).await;
    assert_eq!(routed(&asked).0, "玉州区法院");
    let editor = site.client(Who::Editor).await;
    let number = draft(&site, "debt.toml", TO_MEDIATION).await;
    let found = rehearse(&site, &editor, number).await;
    assert!(found.contains("试跑了 1 件，1 件会换地方"), "{found}");
    assert!(found.contains("玉州区法院"), "from where it really went: {found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_knows_the_district() {
    a_draft_is_rehearsed_where_things_are(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_knows_the_district_on_postgres() {
    a_draft_is_rehearsed_where_things_are(Backend::Postgres).await;
}
