//! An editor uploads films: turned into the ladder of a lesson, refused with a reason, resumed, and
//! taken up again when a worker died. Uses the real `ffmpeg`.

use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use yimen::db::jobs;
use yimen::db::videos;
use yimen::domain::film::{Reason, VideoState};

use crate::harness::s3::{BUCKET, KEY, S3Server};
use crate::harness::{Answer, Backend, Site, Visitor, Who};

const LIST: &str = "/desk/videos";

/// A film of nine seconds that `ffmpeg` paints, with or without sound.
fn film(folder: &Path, name: &str, extra: &[&str]) -> Vec<u8> {
    let path = folder.join(name);
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i"]);
    command.arg("testsrc=size=640x360:rate=25:duration=9").args(extra);
    command.args(["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]).arg(&path);
    assert!(command.status().expect("ffmpeg is installed").success());
    std::fs::read(path).expect("a film")
}

const SOUND: &[&str] = &["-f", "lavfi", "-i", "sine=frequency=440:duration=9", "-c:a", "aac"];

/// Sends a film with the plain form.
async fn send(editor: &Visitor, name: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().text("csrf", editor.csrf(LIST).await);
    let form = form.part("file", Part::bytes(bytes).file_name(name.to_owned()));
    editor.send(editor.request(Method::POST, LIST).multipart(form)).await
}

/// Announces a film of so many bytes, as the script does.
async fn announce(editor: &Visitor, name: &str, size: u64) -> Answer {
    let form = Form::new().text("csrf", editor.csrf(LIST).await);
    let form = form.text("name", name.to_owned()).text("size", size.to_string());
    let request = editor.request(Method::POST, LIST).header("accept", "application/json");
    editor.send(request.multipart(form)).await
}

async fn piece(editor: &Visitor, id: &str, offset: usize, bytes: &[u8]) -> Answer {
    let token = editor.csrf(LIST).await;
    let request = editor.request(Method::PUT, &format!("{LIST}/{id}/bytes?offset={offset}"));
    editor.send(request.header("x-csrf", token).body(bytes.to_vec())).await
}

async fn row(site: &Site, id: &str) -> videos::VideoRow {
    let id = id.to_owned();
    site.app().db.read(move |c| videos::find(c, &id)).await.expect("the film")
}

fn id_of(answer: &Answer) -> String {
    answer.location().trim_start_matches("/desk/videos/").to_owned()
}

/// Uploads, works, and says what became of it.
async fn refused(site: &Site, editor: &Visitor, name: &str, bytes: Vec<u8>) -> Option<Reason> {
    let sent = send(editor, name, bytes).await.expect(303);
    site.drain_jobs().await;
    let film = row(site, &id_of(&sent)).await;
    assert_eq!(film.state, VideoState::Refused, "{name}");
    let page = editor.get(sent.location()).await.expect(200);
    assert!(page.text().contains("没有收下"), "{}", page.shown());
    film.reason
}

async fn becomes_a_lesson(site: &Site) {
    let folder = tempfile::tempdir().expect("a folder");
    let editor = site.client(Who::Editor).await;
    let bytes = film(folder.path(), "a.mp4", SOUND);
    let sent = send(&editor, "斑马线.mp4", bytes).await.expect(303);
    let id = id_of(&sent);
    assert!(editor.page(sent.location()).await.contains("排队等处理"));
    site.drain_jobs().await;
    let film = row(site, &id).await;
    assert_eq!((film.state, film.percent), (VideoState::Ready, 100));
    let length = film.length_ms.expect("a length");
    assert!((8_900..9_200).contains(&length), "{length}");

    // Put into a lesson, everybody may see it, and it is the real thing.
    let lesson = site.app().content.lessons[0].clone();
    editor.get(&format!("/media/open/{id}/360p.mp4")).await.expect(404);
    let page = format!("{LIST}/{id}");
    let form = format!("{page}/lesson");
    editor.fill(&page, &form, &[("lesson", "no-such-lesson")]).await.expect(422);
    editor.fill(&page, &form, &[("lesson", &lesson.slug)]).await.expect(303);
    assert!(editor.page(&page).await.contains(&lesson.title));
    let pupil = site.client(Who::Nobody).await;
    let master = pupil.get(&format!("/media/open/{id}/master.m3u8")).await.expect(200).text();
    assert!(
        master.contains("audio/index.m3u8") && master.contains("RESOLUTION=640x360"),
        "{master}"
    );
    assert!(!master.contains("720p"), "never larger than the source: {master}");
    let part = pupil.request(Method::GET, &format!("/media/open/{id}/360p.mp4"));
    let part = pupil.send(part.header("range", "bytes=4-7")).await.expect(206);
    assert_eq!(part.text(), "ftyp");
    for picture in ["poster.jpg", "thumbs.jpg"] {
        let picture = pupil.get(&format!("/media/open/{id}/{picture}")).await.expect(200);
        assert_eq!(picture.header("content-type"), "image/jpeg");
    }
    ladders_are_aligned(&pupil, &id).await;
    assert_eq!(std::fs::read_dir(site.folder().join("uploads")).expect("a folder").count(), 0);
    revisions(site, &editor, &pupil, &lesson.course, &lesson.slug).await;
}

/// Every rendition is cut at the same places, none longer than was said.
async fn ladders_are_aligned(pupil: &Visitor, id: &str) {
    let mut cuts = Vec::new();
    for step in ["240p", "360p"] {
        let list = pupil.page(&format!("/media/open/{id}/{step}/index.m3u8")).await;
        assert!(list.contains("#EXT-X-TARGETDURATION:4") && list.contains("#EXT-X-MAP:URI="));
        let lengths = list.lines().filter_map(|line| line.strip_prefix("#EXTINF:"));
        let lengths: Vec<f64> =
            lengths.map(|text| text.trim_end_matches(',').parse().expect("seconds")).collect();
        assert!(lengths.iter().all(|length| *length <= 4.001), "{lengths:?}");
        assert_eq!(lengths.len(), 3, "{list}");
        for line in list.lines().filter(|line| line.ends_with(".m4s")) {
            pupil.get(&format!("/media/open/{id}/{step}/{line}")).await.expect(200);
        }
        cuts.push(lengths);
    }
    assert_eq!(cuts[0], cuts[1]);
}

/// The old revision stays, and editors alone may look at it.
async fn revisions(site: &Site, editor: &Visitor, pupil: &Visitor, course: &str, lesson: &str) {
    let path = format!("/youth/courses/{course}/lessons/{lesson}");
    let (slug, again) = (lesson.to_owned(), site.app().clone());
    let read = site.app().db.read(move |c| {
        use yimen::db::lesson_revisions::find;
        Ok((find(c, &slug, 1)?, find(c, &slug, 2)?))
    });
    let (first, second) = read.await.expect("two revisions");
    assert_eq!((&first.data, first.by_account), (&second.data, None));
    assert_ne!(first.sha256, second.sha256);
    assert_ne!(first.video, second.video);
    assert!(editor.page(&format!("{path}?revision=1")).await.contains("第 1 版"));
    editor.get(&format!("{path}?revision=3")).await.expect(404);
    pupil.get(&format!("{path}?revision=1")).await.expect(404);
    assert!(!pupil.page(&path).await.contains("第 2 版"));
    // Another import of the same files changes nothing.
    yimen::setup::import(&again).await.expect("an import");
    editor.get(&format!("{path}?revision=3")).await.expect(404);
}

#[actix_web::test]
async fn a_film_becomes_that_of_a_lesson() {
    becomes_a_lesson(&Site::start(Backend::Sqlite).await).await;
    becomes_a_lesson(&Site::start(Backend::Postgres).await).await;
}

#[actix_web::test]
async fn a_film_is_made_into_a_store_that_speaks_s3() {
    let s3 = S3Server::start().await;
    let endpoint = s3.endpoint.clone();
    let site = Site::with(Backend::Sqlite, move |config| {
        config.media_url = format!("s3://{BUCKET}/centre");
        config.s3_endpoint = Some(endpoint);
        config.s3_access_key = Some(KEY.0.into());
        config.s3_secret_key = Some(KEY.1.into());
    })
    .await;
    becomes_a_lesson(&site).await;
    let kept = std::fs::read_dir(s3.folder.path().join(BUCKET).join("centre")).expect("a folder");
    assert!(kept.count() > 0, "in the bucket");
}

#[actix_web::test]
async fn what_is_no_film_is_refused_with_its_reason() {
    let site = Site::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let editor = site.client(Who::Editor).await;
    let text = "这不是视频。\n".repeat(500).into_bytes();
    assert_eq!(refused(&site, &editor, "课.mp4", text).await, Some(Reason::NotVideo));
    let secret = site.folder().join("secret.m3u8");
    let list = format!("#EXTM3U\n#EXTINF:1,\nfile://{}\n#EXT-X-ENDLIST\n", secret.display());
    let list = refused(&site, &editor, "list.mp4", list.into_bytes()).await;
    assert_eq!(list, Some(Reason::NotVideo), "a list of other files is no film");
    let whole = film(folder.path(), "b.mp4", SOUND);
    let half = whole[..whole.len() / 2].to_vec();
    assert_eq!(refused(&site, &editor, "half.mp4", half).await, Some(Reason::Broken));
    let mut song = Command::new("ffmpeg");
    let path = folder.path().join("song.m4a");
    song.args(["-v", "error", "-f", "lavfi", "-i", "sine=duration=3", "-c:a", "aac"]).arg(&path);
    assert!(song.status().expect("ffmpeg").success());
    let song = std::fs::read(path).expect("a song");
    assert_eq!(refused(&site, &editor, "song.mp4", song).await, Some(Reason::NoPicture));
    // Nothing to hear is no fault.
    let mute = send(&editor, "mute.mp4", film(folder.path(), "c.mp4", &[])).await.expect(303);
    site.drain_jobs().await;
    let mute = row(&site, &id_of(&mute)).await;
    assert_eq!(mute.state, VideoState::Ready);
    assert!(mute.manifest.expect("a manifest").contains("sound = false"));
}

#[actix_web::test]
async fn a_film_that_is_too_large_is_refused_before_its_first_byte() {
    let site = Site::with(Backend::Sqlite, |config| config.upload_limit_mb = 1).await;
    let editor = site.client(Who::Editor).await;
    let said = announce(&editor, "huge.mp4", 4 << 30).await.expect(422).json();
    assert!(said["error"].as_str().expect("a text").contains("1 MB"), "{said}");
    for size in [0, u64::MAX] {
        announce(&editor, "odd.mp4", size).await.expect(422);
    }
    let sent = send(&editor, "large.mp4", vec![0; (1 << 20) + 1]).await.expect(422);
    assert!(sent.text().contains("超过 1 MB"), "{}", sent.shown());
    send(&editor, "empty.mp4", Vec::new()).await.expect(422);
    assert_eq!(std::fs::read_dir(site.folder().join("uploads")).expect("a folder").count(), 0);
    assert!(editor.page(LIST).await.contains("还没有上传过视频"));
}

#[actix_web::test]
async fn an_upload_goes_on_where_it_stopped() {
    let site = Site::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let editor = site.client(Who::Editor).await;
    let bytes = film(folder.path(), "d.mp4", SOUND);
    let size = bytes.len();
    let said: Value = announce(&editor, "d.mp4", size as u64).await.expect(201).json();
    let id = said["id"].as_str().expect("an id").to_owned();
    let (a, b) = (size / 3, size / 2);
    assert_eq!(piece(&editor, &id, 0, &bytes[..a]).await.expect(200).json()["offset"], a);
    // Sent again because the answer was lost; begun too far on; without a token.
    assert_eq!(piece(&editor, &id, 0, &bytes[..a]).await.expect(409).json()["offset"], a);
    assert_eq!(piece(&editor, &id, b, &bytes[b..]).await.expect(409).json()["offset"], a);
    let bare = editor.request(Method::PUT, &format!("{LIST}/{id}/bytes?offset={a}"));
    editor.send(bare.body("x")).await.expect(403);
    let page = editor.page(&format!("{LIST}/{id}")).await;
    assert!(page.contains("已收到 33%") && page.contains("接着传"), "{page}");
    let more = [&bytes[a..], b"x"].concat();
    piece(&editor, &id, a, &more).await.expect(422);
    let here = editor.page(&format!("{LIST}/{id}")).await;
    assert!(here.contains("data-offset"), "what fits may have come; the page says how much");
    let at = std::fs::metadata(site.app().uploads.source(&id)).expect("a file").len();
    let at = usize::try_from(at).expect("small");
    let last = piece(&editor, &id, at, &bytes[at..]).await.expect(200).json();
    assert_eq!((last["offset"].as_u64(), &last["done"]), (Some(size as u64), &Value::Bool(true)));
    // The last answer may be lost, too.
    assert_eq!(piece(&editor, &id, b, &bytes[b..]).await.expect(200).json()["done"], true);
    site.drain_jobs().await;
    assert_eq!(row(&site, &id).await.state, VideoState::Ready);
}

/// When a film's sound is first heard, in seconds.
fn first_sound(path: &Path) -> f64 {
    let mut look = Command::new("ffmpeg");
    look.args(["-v", "info", "-nostdin", "-i"]).arg(path);
    look.args(["-af", "silencedetect=n=-40dB:d=0.1", "-f", "null", "-"]);
    let said = String::from_utf8(look.output().expect("ffmpeg").stderr).expect("UTF-8");
    let end = said.split("silence_end: ").nth(1).expect("it begins with silence");
    end.split(' ').next().expect("a time").parse().expect("seconds")
}

#[actix_web::test]
async fn sound_that_begins_late_stays_with_the_lips_and_colours_are_told() {
    let site = Site::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let editor = site.client(Who::Editor).await;
    let late = ["-itsoffset", "1.2", "-f", "lavfi", "-i", "sine=duration=7", "-c:a", "aac"];
    let sent = send(&editor, "late.mp4", film(folder.path(), "late.mp4", &late)).await.expect(303);
    site.drain_jobs().await;
    let id = id_of(&sent);
    assert_eq!(row(&site, &id).await.state, VideoState::Ready);
    let made = site.app().films.whole(&format!("{id}/360p.mp4")).await.expect("the store");
    let file = folder.path().join("made.mp4");
    std::fs::write(&file, made.expect("a film")).expect("written");
    let heard = first_sound(&file);
    assert!((1.1..1.3).contains(&heard), "heard from {heard} on");
    let mut look = Command::new("ffprobe");
    look.args(["-v", "error", "-select_streams", "v", "-show_entries"]);
    look.args(["stream=color_space,color_primaries,color_transfer", "-of", "csv=p=0"]).arg(&file);
    let said = String::from_utf8(look.output().expect("ffprobe").stdout).expect("UTF-8");
    assert_eq!(said.trim(), "bt709,bt709,bt709");
}

/// Sends captions with the plain form.
async fn caption(editor: &Visitor, id: &str, bytes: &[u8]) -> Answer {
    let url = format!("{LIST}/{id}/captions");
    let form = Form::new().text("csrf", editor.csrf(LIST).await);
    let form = form.part("captions", Part::bytes(bytes.to_vec()).file_name("a.vtt"));
    editor.send(editor.request(Method::POST, &url).multipart(form)).await
}

#[actix_web::test]
async fn an_editor_gives_a_film_its_captions() {
    let site = Site::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let editor = site.client(Who::Editor).await;
    let sent = send(&editor, "c.mp4", film(folder.path(), "c.mp4", SOUND)).await.expect(303);
    let id = id_of(&sent);
    let good = "WEBVTT\n\n00:01.000 --> 00:03.000\n过马路先停一停。\n".as_bytes();
    let early = caption(&editor, &id, good).await.expect(422);
    assert!(early.text().contains("error-summary"), "{}", early.shown());
    site.drain_jobs().await;
    for (bytes, said) in [
        (&b"WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nx\n"[..], "第 3 行：时间看不懂"),
        (b"WEBVTT\n\n00:01.000 --> 00:59.000\nx\n", "第 3 行：结束的时间比视频还长"),
        (b"1\n00:01.000 --> 00:02.000\nx\n", "第 1 行：字幕文件要以 WEBVTT"),
        (b"WEBVTT\n\n\xc4\xe3\xba\xc3\n", "UTF-8"),
        (b"", "请选一个字幕文件"),
        (&[b'x'; (1 << 20) + 1], "超过 1 MB"),
    ] {
        let refused = caption(&editor, &id, bytes).await.expect(422);
        assert!(refused.text().contains(said), "{said}: {}", refused.shown());
    }
    caption(&editor, &id, good).await.expect(303);
    assert!(editor.page(&format!("{LIST}/{id}")).await.contains("共 1 句"));
    // In a lesson it is captions for the player and the transcript beside it.
    let lesson = site.app().content.lessons[0].clone();
    let (page, form) = (format!("{LIST}/{id}"), format!("{LIST}/{id}/lesson"));
    editor.fill(&page, &form, &[("lesson", &lesson.slug)]).await.expect(303);
    let pupil = site.client(Who::Nobody).await;
    let shown =
        pupil.page(&format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug)).await;
    assert!(shown.contains("data-cues") && shown.contains("过马路先停一停。"), "{shown}");
    let said = pupil.get(&format!("/api/v1/lessons/{}", lesson.slug)).await.expect(200).json();
    let url = said["media"]["captions"][0]["url"].as_str().expect("captions").to_owned();
    let file = pupil.get(&url).await.expect(200);
    assert!(file.header("content-type").starts_with("text/vtt"), "{}", file.header("content-type"));
    assert_eq!(file.text().as_bytes(), good);
    // Others take their place under another name.
    caption(&editor, &id, "WEBVTT\n\n00:01.000 --> 00:03.000\n停。\n".as_bytes()).await.expect(303);
    let said = pupil.get(&format!("/api/v1/lessons/{}", lesson.slug)).await.expect(200).json();
    assert_ne!(said["media"]["captions"][0]["url"], url.as_str());
}

#[actix_web::test]
async fn an_upload_that_nobody_goes_on_with_is_swept_away_after_a_week() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::start(backend).await;
        let editor = site.client(Who::Editor).await;
        let said: Value = announce(&editor, "left.mp4", 9).await.expect(201).json();
        let id = said["id"].as_str().expect("an id").to_owned();
        piece(&editor, &id, 0, b"1234").await.expect(200);
        site.advance(chrono::TimeDelta::days(6));
        yimen::jobs::sweep::sweep(site.app()).await.expect("a sweep");
        assert_eq!(row(&site, &id).await.state, VideoState::Arriving, "it may still go on");
        site.advance(chrono::TimeDelta::days(2));
        yimen::jobs::sweep::sweep(site.app()).await.expect("a sweep");
        assert!(!site.app().uploads.source(&id).exists());
        let editor = site.client(Who::Editor).await;
        editor.get(&format!("{LIST}/{id}")).await.expect(404);
        piece(&editor, &id, 4, b"56789").await.expect(404);
    }
}

#[actix_web::test]
async fn a_film_whose_worker_died_is_taken_up_again() {
    let site = Site::start(Backend::Sqlite).await;
    let folder = tempfile::tempdir().expect("a folder");
    let editor = site.client(Who::Editor).await;
    let sent = send(&editor, "e.mp4", film(folder.path(), "e.mp4", SOUND)).await.expect(303);
    let id = id_of(&sent);
    let app = site.app().clone();
    let now = app.clock.now();
    let claimed = app
        .db
        .write(move |c| jobs::claim_long(c, jobs::TRANSCODE, now, "a worker that dies"))
        .await;
    assert!(claimed.expect("the database").is_some());
    let left: PathBuf = app.uploads.begin(&id).await.expect("a folder");
    std::fs::write(left.join("master.m3u8"), "half a playlist").expect("written");
    site.drain_jobs().await;
    assert_eq!(row(&site, &id).await.state, VideoState::Waiting, "it may live still");
    site.advance(chrono::TimeDelta::minutes(5));
    site.drain_jobs().await;
    assert_eq!(row(&site, &id).await.state, VideoState::Ready);
}

#[actix_web::test]
async fn without_ffmpeg_uploads_are_refused_and_all_else_works() {
    let site =
        Site::with(Backend::Sqlite, |config| config.ffmpeg = "/nowhere/ffmpeg".to_owned()).await;
    let editor = site.client(Who::Editor).await;
    let page = editor.page(LIST).await;
    assert!(page.contains("没有装 ffmpeg") && !page.contains("data-upload"), "{page}");
    let form = Form::new().text("csrf", editor.csrf("/desk/laws").await);
    let form = form.part("file", Part::bytes(vec![1, 2, 3]).file_name("a.mp4"));
    let sent = editor.send(editor.request(Method::POST, LIST).multipart(form)).await.expect(422);
    assert!(sent.text().contains("安装 ffmpeg"), "{}", sent.shown());
}
