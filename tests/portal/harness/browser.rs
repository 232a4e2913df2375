//! Chromium, driven through the chromedriver that Debian brings with it.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::site::Site;
use super::visitor::{Visitor, Who};

/// How large the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 390 × 844, touch, a phone's user agent.
    Phone,
    /// 1280 × 900.
    Desktop,
}

impl Size {
    /// For names of screenshots.
    pub fn name(self) -> &'static str {
        match self {
            Size::Phone => "phone",
            Size::Desktop => "desktop",
        }
    }
}

/// One browser with a fresh profile; it ends with the value.
pub struct Browser {
    /// Drives the one window.
    pub client: Client,
    pub size: Size,
    /// Where chromedriver listens.
    url: String,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// A window of that size, scripts on.
    pub async fn start(size: Size) -> Browser {
        Browser::with(size, true).await
    }

    /// A window of that size, scripts on or off.
    pub async fn with(size: Size, scripts: bool) -> Browser {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let port = free_port();
        let driver = Command::new(program("chromedriver", "YIMEN_TEST_CHROMEDRIVER"))
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut driver = Reaped(Some(driver));
        let url = format!("http://127.0.0.1:{port}");
        wait_for(&url, driver.0.as_mut().expect("it was started")).await;
        let capabilities = capabilities(size, scripts, &profile.path().to_string_lossy());
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().expect("an object").clone())
            .connect(&url)
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        let driver = driver.0.take().expect("it was started");
        Browser { client, size, url, driver, _profile: profile }
    }

    /// Opens a page of the site.
    pub async fn open(&self, site: &Site, path: &str) {
        self.client.goto(&site.url(path)).await.unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Signs in as somebody; for nobody, forgets who was signed in.
    pub async fn sign_in(&self, site: &Site, who: Who) {
        self.stand_in(site, &site.client(who).await).await;
    }

    /// Goes on where a visitor is, with all its cookies.
    pub async fn stand_in(&self, site: &Site, visitor: &Visitor) {
        self.open(site, "/healthz").await;
        self.client.delete_all_cookies().await.expect("the cookies go");
        for (name, value) in visitor.cookies() {
            let cookie =
                json!({"name": name, "value": value, "url": site.url("/"), "httpOnly": true});
            self.devtools("Network.setCookie", cookie).await;
        }
    }

    /// A command of the DevTools protocol, for what WebDriver can't say.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let session = self.client.session_id().await.expect("an answer").expect("a session");
        let url = format!("{}/session/{session}/goog/cdp/execute", self.url);
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let body = json!({"cmd": command, "params": parameters});
        let answer = client.post(url).json(&body).send().await.expect("chromedriver answers");
        let said: Value = answer.json().await.expect("JSON");
        assert!(said["value"]["error"].is_null(), "{command}: {said}");
        said["value"].clone()
    }

    /// Chooses theme and language as a visitor does, by the links in the footer.
    pub async fn prefer(&self, site: &Site, theme: &str, lang: &str) {
        self.open(site, &format!("/prefer?theme={theme}&lang={lang}&back=/healthz")).await;
    }

    /// The whole page as a picture in `target/screenshots/<name>.png`.
    pub async fn screenshot(&self, name: &str) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/screenshots");
        std::fs::create_dir_all(folder).expect("a folder for pictures");
        let picture = self.client.screenshot().await.expect("a picture");
        std::fs::write(format!("{folder}/{name}.png"), picture).expect("the picture is written");
    }

    /// What a script returns in the page.
    pub async fn script(&self, script: &str) -> Value {
        self.client
            .execute(script, vec![])
            .await
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What axe finds on the page shown.
    pub async fn axe(&self) -> Vec<String> {
        super::axe::axe(&self.client).await
    }

    /// Whether the page is wider than the window.
    pub async fn overflows(&self) -> bool {
        let wide = self.script("return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1");
        wide.await == Value::Bool(true)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // chromedriver ends its Chromium on SIGTERM, and would leave it alone on SIGKILL.
        let id = self.driver.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        let until = Instant::now() + Duration::from_secs(5);
        while asked.is_ok() && Instant::now() < until {
            if matches!(self.driver.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A process that is ended if what follows its start fails.
struct Reaped(Option<Child>);

impl Drop for Reaped {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn capabilities(size: Size, scripts: bool, profile: &str) -> Value {
    let mut args = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".into(),
        "--disable-gpu".into(),
        "--disable-quic".into(),
        "--disable-dev-shm-usage".into(),
        "--no-first-run".into(),
        "--disable-background-networking".into(),
        "--disable-component-update".into(),
        "--disable-sync".into(),
        "--no-proxy-server".into(),
        "--force-prefers-reduced-motion".into(),
        "--window-size=1280,900".into(),
        format!("--user-data-dir={profile}"),
    ];
    if !scripts {
        args.push("--blink-settings=scriptEnabled=false".into());
    }
    let mut options = json!({"args": args, "binary": program("chromium", "YIMEN_TEST_CHROMIUM")});
    if size == Size::Phone {
        options["mobileEmulation"] = json!({
            "deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0, "touch": true},
            "userAgent": "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
        });
    }
    json!({"browserName": "chrome", "goog:chromeOptions": options, "timeouts": {"script": 60_000}})
}

/// A program of Debian's, or the one a variable names. A missing one is a failure, never a skip.
fn program(name: &str, variable: &str) -> String {
    if let Ok(named) = std::env::var(variable) {
        return named;
    }
    let path = format!("/usr/bin/{name}");
    assert!(
        std::path::Path::new(&path).exists(),
        "no {name} at {path}: run `make test`, or set {variable}"
    );
    path
}

async fn wait_for(url: &str, driver: &mut Child) {
    let until = Instant::now() + Duration::from_secs(30);
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    while Instant::now() < until {
        if client
            .get(format!("{url}/status"))
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            return;
        }
        if let Ok(Some(status)) = driver.try_wait() {
            panic!("chromedriver ended with {status}");
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    panic!("chromedriver does not answer at {url}");
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its number").port()
}
