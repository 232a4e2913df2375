//! A real Meilisearch of the test's own: a free port, a random key, a folder that goes away with it.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rand::distr::{Alphanumeric, SampleString};

/// A running Meilisearch; it is ended when this goes out of scope.
pub struct Meilisearch {
    /// Where it listens.
    pub url: String,
    /// Its master key.
    pub key: String,
    port: u16,
    folder: tempfile::TempDir,
    process: Option<Child>,
}

impl Meilisearch {
    /// Starts one and waits until it answers.
    pub async fn start() -> Self {
        let key = Alphanumeric.sample_string(&mut rand::rng(), 32);
        let port = free_port();
        let url = format!("http://127.0.0.1:{port}");
        let folder = tempfile::tempdir().expect("a folder for Meilisearch");
        let mut meilisearch = Self { url, key, port, folder, process: None };
        meilisearch.restart().await;
        meilisearch
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts it again on the same port with what it had stored.
    pub async fn restart(&mut self) {
        self.kill();
        let log = fs::File::create(self.folder.path().join("log")).expect("a log for Meilisearch");
        let process = Command::new(binary())
            .arg("--no-analytics")
            .args(["--http-addr", &format!("127.0.0.1:{}", self.port)])
            .args(["--master-key", &self.key])
            .arg("--db-path")
            .arg(self.folder.path().join("db"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("Meilisearch starts");
        self.process = Some(process);
        self.wait().await;
    }

    /// Forgets everything it had stored; call [`Self::restart`] afterwards.
    pub fn wipe(&mut self) {
        self.kill();
        fs::remove_dir_all(self.folder.path().join("db")).expect("its database can be removed");
    }

    /// Stops it in its tracks without closing a connection: there, and mute.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Lets it go on after [`Self::freeze`].
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let id = self.process.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
        assert!(sent.expect("kill is there").success(), "signal {name}");
    }

    async fn wait(&mut self) {
        let health = format!("{}/health", self.url);
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if reqwest::get(&health).await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let process = self.process.as_mut().expect("it was started");
            if let Ok(Some(status)) = process.try_wait() {
                panic!("Meilisearch ended with {status}: {}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("Meilisearch does not answer: {}", self.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Meilisearch {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number").port()
}

/// `MEILISEARCH_BIN`, or what `npm ci` put into `tests/tools`. A missing one is a failure, never a skip:
/// a suite that passes without its engine says nothing.
fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("MEILISEARCH_BIN") {
        return PathBuf::from(named);
    }
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/node_modules/@gaubee");
    let path = packages.join("meilisearch-linux-amd64/meilisearch");
    let Ok(found) = fs::metadata(&path) else {
        panic!(
            "no Meilisearch at {}: run `npm ci` in tests/tools, or set MEILISEARCH_BIN",
            path.display()
        );
    };
    // The package does not mark its program as one.
    if found.permissions().mode() & 0o100 == 0 {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be marked");
    }
    path
}
