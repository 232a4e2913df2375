//! What an operator's probes read.

use serde_json::json;

use crate::harness::smtp::SmtpServer;
use crate::harness::{Backend, Site, Who};

#[tokio::test]
async fn the_process_says_that_it_lives() {
    let site = Site::start(Backend::Sqlite).await;
    let said = site.client(Who::Nobody).await.get("/healthz").await.expect(200);
    assert_eq!(said.json(), json!({"status": "ok"}));
    assert_eq!(said.header("cache-control"), "no-store");
}

#[tokio::test]
async fn each_part_is_named_when_all_is_ready() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let server = SmtpServer::start().await;
        let site = Site::with(backend, |config| config.mail_url = server.url()).await;
        let said = site.client(Who::Nobody).await.get("/readyz").await.expect(200).json();
        assert_eq!(said["status"], "ready", "{said}");
        for part in ["database", "search", "mail"] {
            assert_eq!(said[part]["ok"], true, "{part}: {said}");
        }
    }
}

#[tokio::test]
async fn the_part_that_cannot_work_is_named_and_the_site_still_serves() {
    let nobody_listens = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("smtp://{}", listener.local_addr().unwrap())
    };
    let site = Site::with(Backend::Sqlite, |config| config.mail_url = nobody_listens).await;
    let visitor = site.client(Who::Nobody).await;
    let said = visitor.get("/readyz").await.expect(503).json();
    assert_eq!(said["mail"]["ok"], false, "{said}");
    assert_eq!(said["database"]["ok"], true, "{said}");
    assert!(!said.to_string().contains("127.0.0.1"), "no host is named: {said}");
    visitor.get("/healthz").await.expect(200);
    visitor.get("/enterprise").await.expect(200);
}

#[tokio::test]
async fn the_figures_count_what_was_answered_and_name_nobody() {
    let site = Site::start(Backend::Sqlite).await;
    let visitor = site.client(Who::Nobody).await;
    let filed = site.file_request(json!({})).await;
    visitor.get("/enterprise?q=13800138000").await;
    let text = visitor.get("/metrics").await.expect(200).text();
    let count = r#"yimen_requests_total{method="POST",route="/api/v1/requests",status="201"} 1"#;
    assert!(text.contains(count), "{text}");
    for name in [
        "yimen_request_seconds_bucket",
        "yimen_jobs{state=\"queued\"}",
        "yimen_jobs{state=\"failed\"}",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(!text.contains(&filed.code) && !text.contains("13800138000"), "{text}");
}

#[tokio::test]
async fn the_figures_are_for_loopback_or_a_holder_of_the_token() {
    let site = Site::with(Backend::Sqlite, |config| {
        config.trusted_proxies = vec!["127.0.0.1".into()];
        config.metrics_token = Some("a-token-for-prometheus".into());
    })
    .await;
    let visitor = site.client(Who::Nobody).await;
    let from_afar = || {
        visitor.request(reqwest::Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.9")
    };
    visitor.send(from_afar()).await.expect(403);
    visitor.send(from_afar().bearer_auth("another-token")).await.expect(403);
    visitor.send(from_afar().bearer_auth("a-token-for-prometheus")).await.expect(200);
    visitor.get("/metrics").await.expect(200);
}
