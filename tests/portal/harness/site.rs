//! The whole site, as it is started in earnest, on a free port of loopback.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use serde_json::{Value, json};
use tokio::sync::{Mutex, oneshot};
use yimen::app::App;
use yimen::config::Config;
use yimen::db::accounts::{self, NewAccount};
use yimen::db::classes::{self, ClassRow};
use yimen::db::learners;
use yimen::db::schools::{self, Change, NewSchool};
use yimen::db::sessions;
use yimen::domain::course::Stage;
use yimen::domain::order::Role;
use yimen::domain::school::SchoolState;
use yimen::web::account::password;
use yimen::web::session;

use super::visitor::{Visitor, Who};

/// The password of every account that a test makes.
pub const PASSWORD: &str = "one door, one key 2026";

/// Which database stands behind the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A running site with a database, a folder and mail of its own; it ends with the value.
pub struct Site {
    app: Arc<App>,
    base: String,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
    accounts: Mutex<HashMap<Who, String>>,
    hash: tokio::sync::OnceCell<String>,
    class: tokio::sync::OnceCell<String>,
    folder: tempfile::TempDir,
}

/// A request that was filed.
#[derive(Debug, Clone)]
pub struct Filed {
    pub code: String,
    pub key: String,
    /// The whole answer.
    pub said: Value,
}

impl Site {
    /// A fresh site.
    pub async fn start(backend: Backend) -> Site {
        Site::with(backend, |_| ()).await
    }

    /// A fresh site with something about its configuration changed first.
    pub async fn with(backend: Backend, change: impl FnOnce(&mut Config)) -> Site {
        Site::furnished(backend, change, |_| ()).await
    }

    /// The same with something about its parts changed before it opens, such as the content.
    pub async fn furnished(
        backend: Backend,
        change: impl FnOnce(&mut Config),
        furnish: impl FnOnce(&mut App) + Send + 'static,
    ) -> Site {
        log_faults();
        let folder = tempfile::tempdir().expect("a folder for the site");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("its address"));
        let database = match backend {
            Backend::Sqlite => None,
            // The first one waits for a whole cluster: not on a thread that serves others.
            Backend::Postgres => {
                let made = tokio::task::spawn_blocking(super::postgres::database).await;
                Some(made.expect("a database"))
            }
        };
        let data_dir = folder.path().to_string_lossy().into_owned();
        let mut config = Config::read(|name| match name {
            "YIMEN_DATA_DIR" => Some(data_dir.clone()),
            "YIMEN_PUBLIC_URL" => Some(base.clone()),
            "DATABASE_URL" => database.clone(),
            _ => None,
        })
        .expect("a configuration");
        config.mail_url = "memory:".into();
        change(&mut config);
        let (ready, started) = oneshot::channel();
        let thread = std::thread::spawn(move || run(config, listener, ready, furnish));
        let (app, server) = match started.await {
            Ok(Ok(parts)) => parts,
            Ok(Err(error)) => panic!("the site does not start: {error}"),
            Err(_) => panic!("the site died before it started: {:?}", thread.join().err()),
        };
        Site {
            app,
            base,
            server,
            thread: Some(thread),
            accounts: Mutex::default(),
            hash: tokio::sync::OnceCell::new(),
            class: tokio::sync::OnceCell::new(),
            folder,
        }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The parts of the running site: its database, its mail, its clock.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The folder with everything it keeps.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Answers nobody any more; the rest of the site stays as it is.
    pub async fn hang_up(&self) {
        self.server.stop(false).await;
    }

    /// Sets the site's clock forward.
    pub fn advance(&self, by: chrono::TimeDelta) {
        self.app.clock.advance(by);
    }

    /// Somebody, signed in unless nobody; each call is a browser of its own.
    pub async fn client(&self, who: Who) -> Visitor {
        let cookies: Vec<(String, String)> = self.session_cookie(who).await.into_iter().collect();
        let account = match who {
            other if matches!(other.role().0, Role::Guest | Role::Learner) => String::new(),
            who => self.account(who).await,
        };
        Visitor::new(&self.base, who, account, &cookies)
    }

    /// The session cookie of a fresh session; none for nobody.
    pub async fn session_cookie(&self, who: Who) -> Option<(String, String)> {
        if who.role().0 == Role::Guest {
            return None;
        }
        if who.role().0 == Role::Learner {
            let learner = self.learner().await;
            return Some(self.learner_session(&learner).await);
        }
        let account = self.account(who).await;
        Some(self.session_of(&account).await)
    }

    /// The id of the teacher's first class; made anew, the same, where it was deleted.
    pub async fn class(&self) -> String {
        let (teacher, school) = (self.account(Who::Teacher).await, self.school(Who::Teacher).await);
        let id = self.class.get_or_init(|| async { yimen::db::new_id() }).await.clone();
        let class =
            ClassRow { id: id.clone(), ..class_of(&school, &teacher, self.app.clock.now()) };
        let made = self.app.db.write(move |c| match classes::by_id(c, &class.id)? {
            Some(_) => Ok(()),
            None => classes::create(c, &class),
        });
        made.await.expect("a class");
        id
    }

    /// The id of who has seat 1 of that class; sat down anew where it was forgotten.
    pub async fn learner(&self) -> String {
        let (class, now) = (self.class().await, self.app.clock.now());
        let sat = self.app.db.write(move |c| match learners::at(c, &class, 1)? {
            Some((learner, _)) => Ok(learner),
            None => learners::join(c, &class, 1, "no PIN opens this", now),
        });
        sat.await.expect("a learner")
    }

    /// The session cookie of a fresh session of a pupil.
    pub async fn learner_session(&self, learner: &str) -> (String, String) {
        let (id, now) = (learner.to_owned(), self.app.clock.now());
        let (sid, until) =
            self.app.db.write(move |c| learners::open(c, &id, now)).await.expect("a session");
        let exp = until.and_utc().timestamp();
        let claims = session::Claims { sub: learner.to_owned(), sid, learner: true, exp };
        let token = session::sign(&self.app.config, &claims).expect("a token");
        (session::COOKIE.to_owned(), token)
    }

    /// The session cookie of a fresh session of an account.
    async fn session_of(&self, account: &str) -> (String, String) {
        let (owner, now) = (account.to_owned(), self.app.clock.now());
        let until = session::expires_at(now);
        let row = self
            .app
            .db
            .write(move |c| sessions::create(c, &owner, now, until))
            .await
            .expect("a session");
        let claims = session::Claims {
            sub: account.to_owned(),
            sid: row.id,
            learner: false,
            exp: until.and_utc().timestamp(),
        };
        let token = session::sign(&self.app.config, &claims).expect("a token");
        (session::COOKIE.to_owned(), token)
    }

    /// Somebody with an account that a test made itself, signed in.
    pub async fn client_of(&self, account: &str, who: Who) -> Visitor {
        let cookie = self.session_of(account).await;
        Visitor::new(&self.base, who, account.to_owned(), &[cookie])
    }

    /// The id of somebody's account, made on first use.
    pub async fn account(&self, who: Who) -> String {
        let mut known = self.accounts.lock().await;
        if let Some(id) = known.get(&who) {
            return id.clone();
        }
        let hash = self
            .hash
            .get_or_init(|| async { password::hash(PASSWORD.into()).await.expect("a hash") })
            .await;
        let (account, sealer, now) =
            (new_account(who, hash), self.app.sealer.clone(), self.app.clock.now());
        let id = self.app.db.write(move |c| match who.school() {
            None => accounts::create(c, &sealer, &account, now),
            Some((name, district)) => {
                let school = schools::create(c, &sealer, &school(name, district), None, now)?;
                let account = NewAccount { school: Some(school.clone()), ..account };
                let id = accounts::create(c, &sealer, &account, now)?;
                let verified =
                    Change { state: SchoolState::Verified, reason: None, by: &id, version: 1, now };
                schools::set_state(c, &school, &verified)?;
                Ok(id)
            }
        });
        let id = id.await.expect("an account");
        known.insert(who, id.clone());
        id
    }

    /// The id of the school that somebody acts for.
    pub async fn school(&self, who: Who) -> String {
        let account = self.account(who).await;
        let account = self.app.db.read(move |c| accounts::by_id(c, &account)).await;
        account.expect("the account").school.expect("a teacher")
    }

    /// Files a request as a guest. What `wish` says is laid over a complete one.
    pub async fn file_request(&self, wish: Value) -> Filed {
        self.file_request_as(&self.client(Who::Nobody).await, wish).await
    }

    /// Files a request as somebody.
    pub async fn file_request_as(&self, visitor: &Visitor, wish: Value) -> Filed {
        let mut body = request();
        for (name, value) in wish.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let said = visitor.post_json("/api/v1/requests", &body).await.expect(201).json();
        let text = |name: &str| {
            said[name].as_str().unwrap_or_else(|| panic!("no {name}: {said}")).to_owned()
        };
        Filed { code: text("code"), key: text("key"), said }
    }

    /// Works the outbox until nothing is due.
    pub async fn drain_jobs(&self) {
        for _ in 0..1000 {
            if yimen::jobs::run_due(&self.app).await.expect("the outbox works") == 0 {
                return;
            }
        }
        panic!("the outbox does not empty");
    }

    /// The path of the link in the last mail to an address.
    pub fn mailed_link(&self, to: &str) -> String {
        let mail = self.mail().into_iter().rev().find(|mail| mail.to == to);
        let text = mail.unwrap_or_else(|| panic!("no mail to {to}")).text;
        let link = text.lines().find_map(|line| line.strip_prefix(&self.base));
        link.unwrap_or_else(|| panic!("no link: {text}")).to_owned()
    }

    /// The messages sent so far; empty when the site sends by SMTP or to files.
    pub fn mail(&self) -> Vec<yimen::mail::Message> {
        self.app.mail.messages()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // The command is sent at once; the future would only wait for its end.
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            // If it panicked, the test has already failed and said why.
            let _ = thread.join();
        }
    }
}

/// What went wrong inside is shown with a test that fails.
fn log_faults() {
    let log = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing::Level::ERROR);
    // Another test of this process may have begun before.
    let _ = log.with_ansi(false).try_init();
}

type Started = Result<(Arc<App>, ServerHandle), String>;

fn run(
    config: Config,
    listener: TcpListener,
    ready: oneshot::Sender<Started>,
    furnish: impl FnOnce(&mut App),
) {
    actix_web::rt::System::new().block_on(async move {
        match open(config, listener, furnish).await {
            Err(error) => drop(ready.send(Err(error))),
            Ok((app, server)) => {
                if ready.send(Ok((app, server.handle()))).is_ok() {
                    server.await.expect("the server runs to its end");
                }
            }
        }
    });
}

async fn open(
    config: Config,
    listener: TcpListener,
    furnish: impl FnOnce(&mut App),
) -> Result<(Arc<App>, actix_web::dev::Server), String> {
    let mut app = App::build(config).await?;
    furnish(&mut app);
    let app = Arc::new(app);
    yimen::setup::ready(&app).await?;
    let server = yimen::server::start(app.clone(), listener).map_err(|error| error.to_string())?;
    Ok((app, server))
}

/// A request that can be filed as it stands: goods delivered and not paid.
pub fn request() -> Value {
    json!({
        "title": "货款不给",
        "body": "我们去年给一家公司供了两车水泥，有合同和送货单，货款八万六一直不给，说等甲方付款。",
        "contact": {"name": "韦建国", "phone": "13800138000", "email": "wei@shop.example"},
        "enterprise": "玉州区建国建材店",
        "place": "玉州区",
        "consent": true
    })
}

fn school(name: &str, district: &str) -> NewSchool {
    NewSchool {
        name: name.to_owned(),
        district: district.to_owned(),
        address: "测试路1号".to_owned(),
        stages: vec![Stage::PrimaryLow, Stage::PrimaryHigh, Stage::Junior],
        phone: Some("0775-1234567".to_owned()),
    }
}

fn new_account(who: Who, hash: &str) -> NewAccount {
    let (role, agency) = who.role();
    let login = who.login();
    NewAccount {
        password_hash: hash.to_owned(),
        role,
        agency: agency.map(str::to_owned),
        school: None,
        name: format!("测试 {login}"),
        email: Some(format!("{}.example", login.replace('@', "@staff-"))),
        phone: None,
        organisation: (role == Role::Business).then(|| "玉林市测试商行".to_owned()),
        credit_code: None,
        lang: "zh-CN".to_owned(),
        demo: false,
        login,
    }
}

/// A class of 45 in the first year of junior school.
pub fn class_of(school: &str, teacher: &str, now: yimen::domain::Time) -> ClassRow {
    ClassRow {
        id: yimen::db::new_id(),
        school: school.to_owned(),
        teacher: teacher.to_owned(),
        name: "七年级2班".into(),
        stage: Stage::Junior.to_string(),
        year: 2026,
        size: 45,
        consent_by: teacher.to_owned(),
        consent_at: now,
        created_at: now,
        closed_at: None,
    }
}
