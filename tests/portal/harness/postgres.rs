//! A real PostgreSQL of our own: one throw-away cluster per test process, one database per test.
//!
//! It listens on a socket in its own folder, so it needs no port. It refuses to run as root, so
//! it runs as `postgres` or `nobody` then. Where PostgreSQL is not installed, the tests that need
//! it fail: half a test of two databases is none.

use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::{Connection, PgConnection, RunQueryDsl};

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

struct Cluster {
    socket: PathBuf,
    /// The shell that ends the server when this process, and with it the pipe, is gone.
    _shell: Child,
}

/// Makes an empty database and returns its URL.
pub fn database() -> String {
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::establish(&cluster.url("postgres")).expect("the cluster answers");
    diesel::sql_query(format!("CREATE DATABASE {name}"))
        .execute(&mut admin)
        .expect("a database is made");
    cluster.url(&name)
}

impl Cluster {
    fn url(&self, database: &str) -> String {
        let socket = self.socket.display().to_string();
        format!("postgres://yimen@{}/{database}", urlencoding::encode(&socket))
    }

    fn start() -> Cluster {
        let bin = bin();
        let home = tempfile::Builder::new().prefix("yimen-pg-").tempdir().expect("a folder").keep();
        let user = unprivileged();
        if let Some((_, uid, gid)) = user {
            std::os::unix::fs::chown(&home, Some(uid), Some(gid))
                .expect("the folder is given away");
        }
        let initdb = format!(
            "{}/initdb -D {h}/data -U yimen --auth=trust --encoding=UTF8 --locale=C --no-sync",
            bin.display(),
            h = home.display()
        );
        let made = shell(user, &initdb).output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let serve = format!(
            "{b}/postgres -D {h}/data -k {h} -c listen_addresses='' -c fsync=off -c full_page_writes=off \
             -c synchronous_commit=off -c max_connections=200 >{h}/log 2>&1 & \
             server=$!; read end; kill -QUIT $server; wait $server; rm -rf {h}",
            b = bin.display(),
            h = home.display()
        );
        let child = shell(user, &serve).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let cluster = Cluster { socket: home, _shell: child.expect("postgres starts") };
        cluster.wait();
        cluster
    }

    fn wait(&self) {
        let began = Instant::now();
        while let Err(error) = PgConnection::establish(&self.url("postgres")) {
            if began.elapsed() > Duration::from_secs(60) {
                let mut log = String::new();
                let file = std::fs::File::open(self.socket.join("log"));
                let _ = file.and_then(|mut file| file.read_to_string(&mut log));
                panic!("PostgreSQL does not answer: {error}\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Where initdb and postgres are: in PATH, or where Debian puts them.
fn bin() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let whole =
        |folder: &PathBuf| folder.join("initdb").exists() && folder.join("postgres").exists();
    let found = folders.into_iter().find(whole);
    found.expect("PostgreSQL is not installed: apt-get install postgresql")
}

/// Whom to run it as: nobody special where we are not root.
fn unprivileged() -> Option<(&'static str, u32, u32)> {
    if std::fs::metadata("/proc/self").map(|me| me.uid()).unwrap_or(1) != 0 {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").expect("users are listed");
    let found = ["postgres", "nobody"].into_iter().find_map(|name| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let ids: Vec<u32> =
            line.split(':').skip(2).take(2).filter_map(|id| id.parse().ok()).collect();
        Some((name, *ids.first()?, *ids.get(1)?))
    });
    Some(found.expect("a user to run PostgreSQL as"))
}

fn shell(user: Option<(&str, u32, u32)>, script: &str) -> Command {
    let mut command = match user {
        None => Command::new("sh"),
        Some((_, uid, gid)) => {
            let mut command = Command::new("setpriv");
            command.args([
                format!("--reuid={uid}"),
                format!("--regid={gid}"),
                "--clear-groups".to_owned(),
            ]);
            command.arg("sh");
            command
        }
    };
    command.args(["-c", script]).current_dir(Path::new("/"));
    command
}
