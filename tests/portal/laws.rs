//! An editor notes that a law was amended: what was checked before is marked, for editors and readers.

use chrono::Days;
use yimen::domain::deadline::local_day;

use crate::harness::{Backend, Site, Who};

const LAWS: &str = "/desk/laws";

async fn an_amendment_marks_what_was_checked_before(backend: Backend) {
    let site = Site::furnished(
        backend,
        |_| (),
        |app| {
            // One lesson was read again after the day of the amendment.
            let now = local_day(app.clock.now());
            for (at, lesson) in app.content.lessons.iter_mut().enumerate() {
                let checked = if at == 0 { now } else { now - Days::new(30) };
                lesson.facts.laws.iter_mut().for_each(|law| law.checked = checked);
            }
        },
    )
    .await;
    let editor = site.client(Who::Editor).await;
    let pupil = site.client(Who::Nobody).await;
    let lessons = site.app().content.lessons.clone();
    let path =
        |at: usize| format!("/youth/courses/{}/lessons/{}", lessons[at].course, lessons[at].slug);
    let law = lessons[0].laws[0].law.clone();
    let other = (1..lessons.len()).find(|at| lessons[*at].laws.iter().any(|one| one.law == law));
    let other = other.expect("another lesson cites it");
    assert!(editor.page(LAWS).await.contains(&format!("《{law}》")));
    let yesterday = (local_day(site.app().clock.now()) - Days::new(1)).to_string();
    let tomorrow = (local_day(site.app().clock.now()) + Days::new(1)).to_string();

    for (name, day) in
        [(law.as_str(), ""), (&law, "tomorrow"), (&law, &tomorrow), ("没有的法", &yesterday)]
    {
        let wrong = [("law", name), ("changed_on", day), ("note", "第三十九条")];
        let said = editor.fill(LAWS, LAWS, &wrong).await.expect(422);
        assert!(said.text().contains("第三十九条"), "what was typed is kept: {}", said.shown());
    }
    assert!(!pupil.page(&path(other)).await.contains("正在核对"));

    let right = [("law", law.as_str()), ("changed_on", &yesterday), ("note", "第三十九条")];
    editor.fill(LAWS, LAWS, &right).await.expect(303);
    let notice = format!("这一课提到的《{law}》有修改，内容正在核对。");
    assert!(pupil.page(&path(other)).await.contains(&notice));
    assert!(!pupil.page(&path(0)).await.contains(&notice), "it was read again since");
    let page = editor.page(LAWS).await;
    assert!(page.contains("要重新核对") && page.contains("第三十九条"), "{page}");
    // It stands in the database, not only in memory.
    site.app().reload_lessons().await.expect("read again");
    assert!(pupil.page(&path(other)).await.contains(&notice));
}

#[actix_web::test]
async fn an_amendment_marks_what_was_checked_before_on_both() {
    an_amendment_marks_what_was_checked_before(Backend::Sqlite).await;
    an_amendment_marks_what_was_checked_before(Backend::Postgres).await;
}
