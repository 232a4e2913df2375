//! The films of the lessons over HTTP: ranges, addresses that run out, a folder and an S3 store.

use reqwest::Method;
use yimen::media::signed;

use crate::harness::s3::{BUCKET, KEY, S3Server};
use crate::harness::{Answer, Backend, Site, Visitor, Who};

/// 300,000 bytes of which each says where it stands.
fn film() -> Vec<u8> {
    (0..300_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

const PLAYLIST: &str = "#EXTM3U\n#EXT-X-VERSION:7\n360p/index.m3u8\n";

async fn site(s3: Option<&S3Server>) -> Site {
    let endpoint = s3.map(|s3| s3.endpoint.clone());
    let change = move |config: &mut yimen::config::Config| {
        if let Some(endpoint) = endpoint {
            config.media_url = format!("s3://{BUCKET}/centre");
            config.s3_endpoint = Some(endpoint);
            config.s3_access_key = Some(KEY.0.into());
            config.s3_secret_key = Some(KEY.1.into());
        }
    };
    let site = Site::furnished(Backend::Sqlite, change, |app| {
        app.content.lessons[0].facts.video = Some("film".into());
        app.content.lessons[1].facts.video = Some("closed".into());
        app.content.lessons[1].facts.class_only = true;
    })
    .await;
    let films = &site.app().films;
    for id in ["film", "closed"] {
        films.put(&format!("{id}/360p.mp4"), film()).await.expect("stored");
        films.put(&format!("{id}/master.m3u8"), PLAYLIST.as_bytes()).await.expect("stored");
        films.put(&format!("{id}/zh-CN.vtt"), "WEBVTT\n".as_bytes()).await.expect("stored");
    }
    site
}

async fn ask(visitor: &Visitor, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = visitor.request(method, path).header("accept-encoding", "gzip");
    let request = headers.iter().fold(request, |request, (n, v)| request.header(*n, *v));
    visitor.send(request).await
}

async fn get(visitor: &Visitor, headers: &[(&str, &str)]) -> Answer {
    ask(visitor, Method::GET, "/media/open/film/360p.mp4", headers).await
}

async fn ranges_are_served(site: &Site) {
    let (all, visitor) = (film(), site.client(Who::Nobody).await);
    let whole = get(&visitor, &[]).await.expect(200);
    assert_eq!(whole.wire, all);
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-type"), "video/mp4");
    assert_eq!(whole.header("content-length"), "300000");
    let tag = whole.header("etag").to_owned();

    for (asked, from, to) in [
        ("bytes=0-", 0, 300_000),
        ("bytes=0-0", 0, 1),
        ("bytes=-100", 299_900, 300_000),
        ("bytes=1000-270000", 1000, 270_001),
        ("bytes=299999-400000", 299_999, 300_000),
        ("bytes=-400000", 0, 300_000),
    ] {
        let part = get(&visitor, &[("range", asked)]).await.expect(206);
        assert_eq!(part.wire, all[from..to], "{asked}");
        let said = format!("bytes {from}-{}/300000", to - 1);
        assert_eq!(part.header("content-range"), said, "{asked}");
        assert_eq!(part.header("content-length"), (to - from).to_string(), "{asked}");
        assert!(!part.headers.contains_key("content-encoding"), "{asked}");
    }
    for asked in ["bytes=300000-", "bytes=900000-900001"] {
        let past = get(&visitor, &[("range", asked)]).await.expect(416);
        assert_eq!(past.header("content-range"), "bytes */300000");
    }
    for asked in ["seconds=1-2", "bytes=7-3", "bytes=x", "bytes=0-1,5-9"] {
        assert_eq!(get(&visitor, &[("range", asked)]).await.expect(200).wire, all, "{asked}");
    }
    let half = [("range", "bytes=0-9")];
    let stale = [half[0], ("if-range", "\"another\"")];
    assert_eq!(get(&visitor, &stale).await.expect(200).wire.len(), all.len());
    let fresh = [half[0], ("if-range", tag.as_str())];
    assert_eq!(get(&visitor, &fresh).await.expect(206).wire.len(), 10);
    get(&visitor, &[("if-none-match", tag.as_str())]).await.expect(304);

    let path = "/media/open/film/360p.mp4";
    let head = ask(&visitor, Method::HEAD, path, &[]).await.expect(200);
    assert_eq!((head.header("content-length"), head.wire.len()), ("300000", 0));
    let part = ask(&visitor, Method::HEAD, path, &half).await.expect(206);
    assert_eq!(part.header("content-range"), "bytes 0-9/300000");

    let list = visitor.get("/media/open/film/master.m3u8").await.expect(200);
    assert_eq!(list.header("content-type"), "application/vnd.apple.mpegurl");
    assert_eq!(list.text(), PLAYLIST);
    let captions = visitor.get("/media/open/film/zh-CN.vtt").await.expect(200);
    assert!(captions.header("content-type").starts_with("text/vtt"));
}

#[actix_web::test]
async fn a_folder_serves_what_is_asked_for() {
    ranges_are_served(&site(None).await).await;
}

#[actix_web::test]
async fn a_store_that_speaks_s3_serves_the_same() {
    let s3 = S3Server::start().await;
    let site = site(Some(&s3)).await;
    ranges_are_served(&site).await;
    let kept = s3.folder.path().join(BUCKET).join("centre/film/360p.mp4");
    assert_eq!(std::fs::read(kept).expect("in the bucket"), film());
    assert!(!site.folder().join("media/films").exists(), "nothing lies here");
}

#[actix_web::test]
async fn what_is_for_classes_is_had_by_a_signed_address_until_its_end() {
    let site = site(None).await;
    let visitor = site.client(Who::Nobody).await;
    visitor.get("/media/open/closed/360p.mp4").await.expect(404);
    let app = site.app().clone();
    let folder = signed::folder(&app.config.secret, "closed", app.clock.now());
    let list = visitor.get(&format!("{folder}master.m3u8")).await.expect(200);
    assert!(list.header("cache-control").starts_with("public, max-age="));
    // What the playlist names lies under the same signature.
    visitor.get(&format!("{folder}360p.mp4")).await.expect(200);
    visitor.get(&format!("{folder}none.mp4")).await.expect(404);
    for wrong in [folder.replace("/closed/", "/film/"), folder.replacen("until/1", "until/2", 1)] {
        visitor.get(&format!("{wrong}360p.mp4")).await.expect(403);
    }
    site.advance(chrono::TimeDelta::hours(8));
    let late = visitor.get(&format!("{folder}360p.mp4")).await.expect(403);
    assert!(late.text().contains("过期"), "{}", late.text());
}

#[actix_web::test]
async fn no_path_leads_out_of_a_film() {
    let site = site(None).await;
    let visitor = site.client(Who::Nobody).await;
    for path in [
        "/media/open/film/../closed/360p.mp4",
        "/media/open/film/%2e%2e/closed/360p.mp4",
        "/media/open/film/..%2f..%2f..%2fyimen.sqlite3",
        "/media/open/film//etc/passwd",
        "/media/open/film/",
        "/media/open/../film/360p.mp4",
    ] {
        let answer = visitor.get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
}
