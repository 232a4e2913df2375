//! What lies under the editors' pages: times that come, nodes that see it, folders in and out.

use std::path::Path;

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use yimen::app::App;
use yimen::config::Config;
use yimen::content::{self, values, write};
use yimen::db::accounts::{self, NewAccount};
use yimen::db::pieces::{self, Loaded};
use yimen::db::{DbError, jobs};
use yimen::domain::order::Role;
use yimen::domain::publication::{Deed, Hand, PieceKind, Standing, With};
use yimen::publishing::{NotDone, Request};
use yimen::setup::{self, folder};

use crate::harness::databases::{Home, on_both};

const SERVICE: &str = "service_payment-order";
const GUIDE: &str = "guide_breach";

/// A node of the house on this database, with a folder of its own.
struct Node {
    app: App,
    _folder: tempfile::TempDir,
}

impl Node {
    async fn open(home: &Home) -> Node {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().to_string_lossy().into_owned();
        let mut config = Config::read(|name| match name {
            "YIMEN_DATA_DIR" => Some(data_dir.clone()),
            "DATABASE_URL" => Some(home.url.clone()),
            _ => None,
        })
        .unwrap();
        config.mail_url = "memory:".into();
        let app = App::build(config).await.unwrap();
        setup::ready(&app).await.unwrap();
        Node { app, _folder: folder }
    }

    async fn load(&self, id: &'static str) -> Loaded {
        self.app.db.read(move |c| pieces::load(c, id)).await.unwrap()
    }

    /// Does it as the editor, from how the piece stands now.
    async fn act(
        &self,
        id: &'static str,
        deed: Deed,
        text: Option<String>,
    ) -> Result<i64, NotDone> {
        let version = self.load(id).await.row.version;
        let at = Some(self.app.clock.now() + TimeDelta::hours(1));
        let account = self.editor().await;
        self.app
            .perform(Request {
                id,
                version,
                deed,
                hand: Hand { account: Some(account), role: Role::Editor },
                with: With { at, note: "why" },
                text,
            })
            .await
    }

    async fn editor(&self) -> String {
        let made = self.app.db.write(|c| {
            if let Some(account) = accounts::by_login(c, "writer")? {
                return Ok(account.id);
            }
            let account = NewAccount {
                login: "writer".into(),
                password_hash: "$argon2id$…".into(),
                role: Role::Editor,
                name: "编辑".into(),
                agency: None,
                school: None,
                email: None,
                phone: None,
                organisation: None,
                credit_code: None,
                lang: "zh-CN".into(),
                demo: false,
            };
            accounts::create(
                c,
                &yimen::db::seal::Sealer::new(vec![("k".into(), vec![7; 32])])?,
                &account,
                yimen::db::now(),
            )
        });
        made.await.unwrap()
    }

    /// A change that can be seen: another summary.
    async fn change(&self, id: &'static str, summary: &str) -> String {
        let loaded = self.load(id).await;
        let line = loaded.text.lines().find(|line| line.starts_with("summary")).unwrap().to_owned();
        let text = loaded.text.replace(&line, &format!("summary = \"{summary}\""));
        self.act(id, Deed::Save, Some(text.clone())).await.unwrap();
        text
    }

    fn summary(&self, slug: &str) -> String {
        self.app.published().service(slug).unwrap().summary.clone()
    }
}

#[tokio::test]
async fn what_is_scheduled_goes_out_once_and_every_node_sees_it() {
    on_both(|home: Home| async move {
        let (one, other) = (Node::open(&home).await, Node::open(&home).await);
        one.change(SERVICE, "到点才看得到").await;
        one.act(SERVICE, Deed::Schedule, None).await.unwrap();
        for node in [&one, &other] {
            yimen::jobs::run_due(&node.app).await.unwrap();
            assert_ne!(node.summary("payment-order"), "到点才看得到");
        }
        for node in [&one, &other] {
            node.app.clock.advance(TimeDelta::minutes(61));
        }
        let (a, b) = tokio::join!(yimen::jobs::run_due(&one.app), yimen::jobs::run_due(&other.app));
        a.unwrap();
        b.unwrap();
        for node in [&one, &other] {
            node.app.refresh().await.unwrap();
            assert_eq!(node.summary("payment-order"), "到点才看得到");
        }
        let history = one.app.db.read(|c| pieces::history(c, SERVICE)).await.unwrap();
        let out: Vec<_> = history.iter().filter(|row| row.deed == "publish").collect();
        assert_eq!(out.len(), 2, "imported once, and out once: {history:?}");
        assert_eq!(one.load(SERVICE).await.row.standing, Standing::Published);
    })
    .await;
}

#[tokio::test]
async fn a_time_that_was_cancelled_does_not_come() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        node.change(SERVICE, "不该出去").await;
        node.act(SERVICE, Deed::Schedule, None).await.unwrap();
        node.act(SERVICE, Deed::Unschedule, None).await.unwrap();
        node.app.clock.advance(TimeDelta::hours(3));
        yimen::jobs::run_due(&node.app).await.unwrap();
        assert_ne!(node.summary("payment-order"), "不该出去");
        // A second time is another: the first one's job has no hold on it.
        node.act(SERVICE, Deed::Schedule, None).await.unwrap();
        yimen::jobs::run_due(&node.app).await.unwrap();
        assert_eq!(node.load(SERVICE).await.row.standing, Standing::Scheduled);
        assert!(node.app.db.read(|c| jobs::failed(c, None, 9)).await.unwrap().rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_can_no_longer_go_out_waits_for_an_editor() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        // A guide that leads to a service which is taken down before the guide goes out.
        let text = node.load(GUIDE).await.text + "\n看[这项](/enterprise/services/brand-new)。\n";
        let service = node.load(SERVICE).await.text;
        let service = service
            .replace("\"payment-order\"", "\"brand-new\"")
            .replace("number = 4", "number = 99");
        let by = node.editor().await;
        let now = node.app.clock.now();
        let made = node.app.db.write(move |c| {
            pieces::create(c, PieceKind::Service, "brand-new", (&service, "新服务"), &by, now)
        });
        made.await.unwrap();
        const NEW: &str = "service_brand-new";
        node.act(NEW, Deed::Publish, None).await.unwrap();
        node.act(GUIDE, Deed::Save, Some(text)).await.unwrap();
        node.act(GUIDE, Deed::Schedule, None).await.unwrap();
        node.act(NEW, Deed::Withdraw, None).await.unwrap();
        node.app.clock.advance(TimeDelta::hours(2));
        yimen::jobs::run_due(&node.app).await.unwrap();
        let stands = node.load(GUIDE).await.row;
        assert_eq!((stands.standing, stands.live), (Standing::Draft, Some(1)));
        let history = node.app.db.read(|c| pieces::history(c, GUIDE)).await.unwrap();
        assert!(history[0].note.contains("brand-new"), "{:?}", history[0]);
    })
    .await;
}

#[tokio::test]
async fn of_two_at_once_one_is_told_what_stands() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        let text = node.load(SERVICE).await.text;
        let (a, b) = (
            text.replace("+++\n\n", "+++\n\n甲。\n\n"),
            text.replace("+++\n\n", "+++\n\n乙。\n\n"),
        );
        node.editor().await;
        let (first, second) = tokio::join!(
            node.act(SERVICE, Deed::Save, Some(a)),
            node.act(SERVICE, Deed::Save, Some(b))
        );
        let done = [&first, &second].iter().filter(|one| one.is_ok()).count();
        let stale = |one: &Result<i64, NotDone>| matches!(one, Err(NotDone::Stale(_)));
        // They may also have come one after the other.
        assert!(
            done == 2 || (done == 1 && (stale(&first) || stale(&second))),
            "{first:?} {second:?}"
        );
        assert_eq!(node.load(SERVICE).await.row.newest, 1 + i32::try_from(done).unwrap());
    })
    .await;
}

/// Every page of the program's own folder, by path.
fn shipped() -> Vec<(String, Vec<u8>)> {
    let pages = content::files("").into_iter();
    pages.filter(|(path, _)| PieceKind::of_file(path).is_some()).collect()
}

fn lay(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

fn read(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for kind in PieceKind::ALL {
        for entry in std::fs::read_dir(folder.join(kind.folder())).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{}/{}", kind.folder(), path.file_name().unwrap().to_str().unwrap());
            found.push((name, std::fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

async fn import(node: &Node, dir: &Path, dry_run: bool) -> Result<String, String> {
    let mut said = Vec::new();
    folder::import(&node.app, Some(dir), dry_run, &mut said).await?;
    Ok(String::from_utf8(said).unwrap())
}

async fn export(node: &Node, dir: &Path) {
    folder::export(&node.app, dir, &mut Vec::new()).await.unwrap();
}

#[tokio::test]
async fn a_folder_goes_in_and_comes_out_to_the_byte() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        let out = tempfile::tempdir().unwrap();
        // A page of another system, with a byte order mark and its line ends.
        let odd = String::from_utf8(
            shipped().into_iter().find(|(p, _)| p == "guides/breach.md").unwrap().1,
        )
        .unwrap();
        let odd = format!(
            "\u{feff}{}",
            odd.replace('\n', "\r\n").replace("对方违约了", "对方说话不算数")
        );
        let mut files = shipped();
        files.retain(|(path, _)| path != "guides/breach.md");
        files.push(("guides/breach.md".into(), odd.into_bytes()));
        files.sort();
        let inside = tempfile::tempdir().unwrap();
        lay(inside.path(), &files);
        let plan = import(&node, inside.path(), true).await.unwrap();
        // The others are taken over as they stand.
        assert!(plan.contains("guides/breach.md is updated: 对方说话不算数"), "{plan}");
        assert_ne!(node.app.published().guide("breach").unwrap().title, "对方说话不算数");
        import(&node, inside.path(), false).await.unwrap();
        assert_eq!(node.app.published().guide("breach").unwrap().title, "对方说话不算数");
        export(&node, out.path()).await;
        assert_eq!(read(out.path()), files);
        let again = import(&node, out.path(), false).await.unwrap();
        assert!(again.ends_with("0 pages changed\n"), "{again}");
        // The program's own folder does not take it back at the next start.
        setup::import(&node.app).await.unwrap();
        assert_eq!(node.app.published().guide("breach").unwrap().title, "对方说话不算数");
    })
    .await;
}

#[tokio::test]
async fn an_edit_on_the_site_is_never_overwritten() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        let inside = tempfile::tempdir().unwrap();
        lay(inside.path(), &shipped());
        import(&node, inside.path(), false).await.unwrap();
        let edited = node.change(SERVICE, "编辑在网站上写的").await;
        node.act(SERVICE, Deed::Publish, None).await.unwrap();
        let file = inside.path().join("services/payment-order.md");
        let newer = std::fs::read_to_string(&file).unwrap() + "\n文件里新加的。\n";
        std::fs::write(&file, &newer).unwrap();
        let said = import(&node, inside.path(), false).await.unwrap();
        assert!(
            said.contains("services/payment-order.md was edited on the site and is left alone"),
            "{said}"
        );
        assert_eq!(node.load(SERVICE).await.text, edited);
        // The folder takes up the edit: then they agree, and no version is written for it.
        let out = tempfile::tempdir().unwrap();
        export(&node, out.path()).await;
        assert_eq!(
            std::fs::read_to_string(out.path().join("services/payment-order.md")).unwrap(),
            edited
        );
        import(&node, out.path(), false).await.unwrap();
        assert_eq!(node.load(SERVICE).await.row.newest, 2);
        std::fs::write(out.path().join("services/payment-order.md"), &newer).unwrap();
        import(&node, out.path(), false).await.unwrap();
        assert_eq!(node.load(SERVICE).await.text, newer);
    })
    .await;
}

#[tokio::test]
async fn a_broken_file_is_named_with_its_line_and_nothing_is_taken() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        let inside = tempfile::tempdir().unwrap();
        let mut files = shipped();
        for (path, bytes) in &mut files {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = match path.as_str() {
                "services/payment-order.md" => text.replace("number = 4\n", "number = four\n"),
                "guides/breach.md" => text.replace("对方违约了", "不该进来"),
                _ => text,
            }
            .into_bytes();
        }
        lay(inside.path(), &files);
        std::fs::write(inside.path().join("guides/Bad Name.md"), "x").unwrap();
        let said = import(&node, inside.path(), false).await.unwrap_err();
        assert!(said.contains("content/services/payment-order.md:3: "), "{said}");
        assert!(said.contains("guides/Bad Name.md: no page has such a name"), "{said}");
        assert_ne!(node.app.published().guide("breach").unwrap().title, "不该进来");
    })
    .await;
}

/// Whatever editors typed, a folder carries it to another house.
#[tokio::test]
async fn edits_of_any_kind_survive_the_way_through_a_folder() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        let mut runner = TestRunner::deterministic();
        for _ in 0..12 {
            let words = "[^\\p{Cc}\\p{Z}\\[\\]()]{1,18}";
            let (title, body) = (words, "[^\\p{Cc}\\[\\]<]{1,60}(\n[^\\p{Cc}\\[\\]<]{0,60}){0,4}");
            let title = title.new_tree(&mut runner).unwrap().current();
            let body = format!("甲{}", body.new_tree(&mut runner).unwrap().current());
            let loaded = node.load(GUIDE).await;
            let (form, _) = values(PieceKind::Guide, &loaded.text).unwrap();
            let rest = form.pairs().iter().filter(|(path, _)| path != "title").cloned();
            let form = content::Values::of(rest.chain([("title".to_owned(), title)]));
            let text = write(PieceKind::Guide, "breach", Some(&loaded.text), &form, &body).unwrap();
            node.act(GUIDE, Deed::Save, Some(text.clone())).await.unwrap();
            node.act(GUIDE, Deed::Publish, None).await.unwrap();
            let out = tempfile::tempdir().unwrap();
            export(&node, out.path()).await;
            assert_eq!(std::fs::read_to_string(out.path().join("guides/breach.md")).unwrap(), text);
            let said = import(&node, out.path(), true).await.unwrap();
            assert!(!said.contains("left alone"), "{said}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_second_edition_of_the_program_brings_its_new_pages() {
    on_both(|home: Home| async move {
        let node = Node::open(&home).await;
        let gone = node.app.db.read(|c| pieces::find(c, "guide_none")).await;
        assert_eq!(gone, Err(DbError::NotFound));
        let started = node.load(GUIDE).await.row;
        assert_eq!(
            (started.standing, started.version, started.live),
            (Standing::Published, 1, Some(1))
        );
        setup::import(&node.app).await.unwrap();
        assert_eq!(node.load(GUIDE).await.row, started, "what has not changed is left as it is");
    })
    .await;
}
