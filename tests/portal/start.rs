//! The program itself: a first start, wrong values, production, and the router on its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const SECRET: &str = "a secret of forty characters, made up here";

/// The program with nothing in its environment but this.
fn yimen(folder: &Path, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yimen"));
    command.env_clear().env("YIMEN_DATA_DIR", folder.join("var")).current_dir(folder);
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    command
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}

/// A program that should refuse, stopped if it does not within a minute.
fn refused(mut command: Command) -> String {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let output = finished(child);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it did not refuse: {error}");
    assert!(!error.contains("panicked"), "{error}");
    error
}

fn finished(mut child: Child) -> Output {
    let until = Instant::now() + Duration::from_secs(60);
    while child.try_wait().expect("its status").is_none() {
        if Instant::now() > until {
            let _ = child.kill();
            panic!("it goes on and on");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().expect("its output")
}

/// A server that runs until this value ends.
struct Running {
    child: Child,
    said: std::sync::mpsc::Receiver<String>,
    base: String,
}

impl Running {
    fn start(folder: &Path, variables: &[(&str, &str)]) -> Running {
        let listen = format!("127.0.0.1:{}", free_port());
        let mut command = yimen(folder, variables);
        command.env("YIMEN_LISTEN", &listen).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (send, said) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Running { child, said, base: format!("http://{listen}") }
    }

    /// What it printed until it said where it listens.
    fn opened(&mut self) -> String {
        let mut text = String::new();
        loop {
            match self.said.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => {
                    let open = line.contains(&self.base);
                    text.push_str(&line);
                    text.push('\n');
                    if open {
                        return text;
                    }
                }
                Err(_) => panic!("it does not open: {text} {:?}", self.child.try_wait()),
            }
        }
    }

    async fn status(&self, path: &str) -> u16 {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        client
            .get(format!("{}{path}", self.base))
            .send()
            .await
            .expect("an answer")
            .status()
            .as_u16()
    }

    /// Asks it to end, as a service manager does; whether it ended well.
    fn stop(mut self) -> bool {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill is there").success());
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().expect("its status") {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_wrong_value_stops_the_start_with_one_line_that_names_it() {
    let folder = folder();
    for (name, value) in [
        ("YIMEN_ENV", "staging"),
        ("YIMEN_LISTEN", "8080"),
        ("YIMEN_LISTEN", "127.0.0.1:port"),
        ("YIMEN_SECRET_KEY", "short"),
        ("YIMEN_PUBLIC_URL", "yimen.example"),
        ("DATABASE_URL", "mysql://somebody:hunter2@somewhere/yimen"),
        ("MAIL_URL", "imap://mail.example"),
        ("MAIL_URL", "smtp://"),
        ("MEDIA_URL", "ftp://media.example"),
        // Not before lessons come, which need it.
        ("SEARCH_URL", "localhost:7700"),
    ] {
        let error = refused(yimen(folder.path(), &[(name, value)]));
        let lines: Vec<&str> = error.lines().filter(|line| !line.trim().is_empty()).collect();
        assert!(lines.len() == 1 && lines[0].contains(name), "{name}={value}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
    assert!(!folder.path().join("var").exists(), "nothing is made before all is right");
}

#[test]
fn what_cannot_be_opened_is_named() {
    let folder = folder();
    std::fs::write(folder.path().join("file"), "").expect("a file");
    let inside = folder.path().join("file/var").display().to_string();
    let error = refused(yimen(folder.path(), &[("YIMEN_DATA_DIR", &inside)]));
    assert!(error.contains("YIMEN_DATA_DIR"), "{error}");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = taken.local_addr().expect("its address").to_string();
    let error = refused(yimen(folder.path(), &[("YIMEN_LISTEN", &listen)]));
    assert!(error.contains("YIMEN_LISTEN"), "{error}");
    let error = refused(yimen(
        folder.path(),
        &[("DATABASE_URL", "postgres://nobody:hunter2@127.0.0.1:1/yimen")],
    ));
    assert!(error.contains("DATABASE_URL") && !error.contains("hunter2"), "{error}");
}

#[tokio::test]
async fn a_first_start_serves_and_shows_its_accounts_once() {
    let folder = folder();
    let mut first = Running::start(folder.path(), &[]);
    let said = first.opened();
    for role in [
        "business",
        "teacher",
        "clerk",
        "handler",
        "leader",
        "dispatcher",
        "planner",
        "supervisor",
        "reviewer",
        "editor",
        "admin",
    ] {
        assert!(said.contains(&format!("{role}@demo")), "{role}: {said}");
    }
    for path in
        ["/", "/enterprise", "/enterprise/ask", "/healthz", "/readyz", "/track", "/account/sign-in"]
    {
        assert_eq!(first.status(path).await, 200, "{path}");
    }
    assert!(folder.path().join("var").is_dir(), "its data lies under YIMEN_DATA_DIR");
    assert!(first.stop(), "it ends well");

    let mut second = Running::start(folder.path(), &[]);
    let again = second.opened();
    assert!(!again.contains("@demo") && !again.contains("Password"), "{again}");
    assert_eq!(second.status("/healthz").await, 200);
    assert!(second.stop());

    let output = yimen(folder.path(), &[]).arg("check").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
async fn production_needs_its_secrets_a_schema_and_no_demo_accounts() {
    let folder = folder();
    let production = [
        ("YIMEN_ENV", "production"),
        ("YIMEN_SECRET_KEY", SECRET),
        ("YIMEN_PUBLIC_URL", "https://fw.example.cn"),
    ];
    for without in ["YIMEN_SECRET_KEY", "YIMEN_PUBLIC_URL"] {
        let rest: Vec<_> =
            production.iter().copied().filter(|(name, _)| *name != without).collect();
        let error = refused(yimen(folder.path(), &rest));
        assert!(error.contains(without), "{error}");
    }
    let error = refused(yimen(folder.path(), &production));
    assert!(error.contains("yimen migrate"), "{error}");

    let mut migrate = yimen(folder.path(), &production);
    let migrated = migrate.arg("migrate").output().expect("it runs");
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let mut open = Running::start(folder.path(), &production);
    let said = open.opened();
    assert!(!said.contains("@demo"), "{said}");
    assert_eq!(open.status("/readyz").await, 200);
    assert!(open.stop());

    // The same database, opened in development in between.
    let mut development = Running::start(folder.path(), &[("YIMEN_SECRET_KEY", SECRET)]);
    development.opened();
    assert_eq!(development.status("/healthz").await, 200);
    assert!(development.stop());
    let error = refused(yimen(folder.path(), &production));
    assert!(error.contains("demo accounts"), "{error}");
}

#[test]
fn an_account_is_made_from_the_command_line() {
    let folder = folder();
    let add = |arguments: &[&str], password: &str| {
        let mut command = yimen(folder.path(), &[]);
        command.args(["user", "add"]).args(arguments).stdin(Stdio::piped());
        fed(command, password)
    };
    let migrated = yimen(folder.path(), &[]).arg("migrate").output().expect("it runs");
    assert!(migrated.status.success());
    let good = "门开三寸 cement 86000";
    let admin = ["root@example", "--role", "admin", "--name", "管理员"];
    assert!(add(&admin, good).status.success());
    let planner = ["plan@example", "--role", "planner", "--name", "排课"];
    assert!(add(&planner, good).status.success());
    for (arguments, password, said) in [
        (&admin[..], good, "taken"),
        (&["a@example", "--role", "king", "--name", "A"][..], good, "king"),
        (&["b@example", "--role", "handler", "--name", "B"][..], good, "agency"),
        (&["c@example", "--role", "handler", "--agency", "moon", "--name", "C"][..], good, "moon"),
        (&["d@example", "--role", "guest", "--name", "D"][..], good, "guest"),
        (&["f@example", "--role", "teacher", "--name", "F"][..], good, "--school"),
        (&["g@example", "--role", "teacher", "--school", "moon", "--name", "G"][..], good, "moon"),
        (
            &["h@example", "--role", "clerk", "--school", "moon", "--name", "H"][..],
            good,
            "--school",
        ),
        (&["e@example", "--role", "clerk", "--name", "E"][..], "short", "password"),
    ] {
        let output = add(arguments, password);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && error.contains(said), "{arguments:?}: {error}");
    }
}

fn fed(mut command: Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // It may have refused before it read anything.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    finished(child)
}

/// Predicts these lines; one answer each.
fn predict(arguments: &[&str], lines: &[&str]) -> Vec<Value> {
    let folder = folder();
    let mut command = yimen(folder.path(), &[]);
    command.args(["routing", "predict"]).args(arguments);
    let output = fed(command, &lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

const OWED: &str = r#"{"text":"供了两车水泥，有合同有送货单，货款八万六一直拖着不给","unknown":1}"#;
const FIRED: &str = r#"{"text":"公司没有理由把我辞退了，没签劳动合同，也没给补偿"}"#;
const BURNING: &str = r#"{"text":"现在有人拿刀堵在店门口要砍人，快来"}"#;

#[test]
fn the_router_answers_line_by_line_in_order() {
    let said = predict(&[], &[OWED, FIRED, BURNING, r#"{"text":""}"#]);
    assert_eq!(said.len(), 4);
    for answer in &said {
        for key in
            ["matter", "label", "lead", "confidence", "top", "top_labels", "reasons", "abstain"]
        {
            assert!(answer.get(key).is_some(), "{key}: {answer}");
        }
        let confidence = answer["confidence"].as_f64().expect("a number");
        assert!((0.0..=1.0).contains(&confidence), "{answer}");
    }
    assert_eq!(said[0]["lead"], "法院", "{}", said[0]);
    assert_eq!(said[1]["label"], "劳动纠纷", "{}", said[1]);
    assert_eq!(said[1]["lead"], "劳动人事争议仲裁委", "{}", said[1]);
    assert!(said[0]["urgent"].is_null() && !said[2]["urgent"].is_null(), "{}", said[2]);
    assert_eq!(said[3]["abstain"], true, "nothing said, nothing guessed: {}", said[3]);
    assert_eq!(predict(&[], &[]), Vec::<Value>::new());
}

#[test]
fn the_router_learns_from_a_file_first() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    let strange = "青石板巷口那间铺面的老账本叫隔壁翻走了";
    for _ in 0..5 {
        writeln!(file, r#"{{"text":"{strange}","matter":"intellectual_property","note":"x"}}"#)
            .expect("written");
        writeln!(file, r#"{{"text":"{strange}","label":"知识产权"}}"#).expect("written");
    }
    let question = format!(r#"{{"text":"{strange}"}}"#);
    let path = file.path().display().to_string();
    let before = &predict(&[], &[&question])[0];
    let after = &predict(&["--learn", &path], &[&question])[0];
    let score = |said: &Value| {
        let top = said["top_labels"].as_array().expect("a list").clone();
        top.iter()
            .find(|pair| pair[0] == "知识产权")
            .and_then(|pair| pair[1].as_f64())
            .unwrap_or_default()
    };
    assert!(score(after) > score(before), "{before}\n{after}");
    let missing = refused({
        let mut command = yimen(Path::new("/"), &[]);
        command.args(["routing", "predict", "--learn", "/nowhere.jsonl"]);
        command
    });
    assert!(missing.contains("/nowhere.jsonl"), "{missing}");
}

#[test]
fn the_command_line_explains_itself() {
    let output = yimen(folder().path(), &[]).arg("--help").output().expect("it runs");
    let mut text = String::new();
    output.stdout.as_slice().read_to_string(&mut text).expect("UTF-8");
    for word in ["serve", "work", "migrate", "import", "check", "routing", "user"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
