//! An editor notes that a law was amended: what was checked before is marked, for editors and readers.

use chrono::Days;
use yimen::domain::deadline::local_day;

use crate::harness::{Backend, Site, Who};

const LAWS: &str = "/desk/laws";
/// This lesson was checked after the amendment, all others before it.
const READ_AGAIN: &str = "online-fraud-rented-card";

async fn an_amendment_marks_what_was_checked_before(backend: Backend) {
    let site = Site::furnished(
        backend,
        |_| (),
        |app| {
            let now = local_day(app.clock.now());
            let before = now - Days::new(30);
            let asked = app.content.quizzes.iter_mut().flat_map(|quiz| &mut quiz.laws);
            asked.for_each(|law| law.checked = before);
            for lesson in &mut app.content.lessons {
                let read_again = lesson.slug == READ_AGAIN;
                let checked = if read_again { now } else { now - Days::new(30) };
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
    let first = lessons.iter().position(|lesson| lesson.slug == READ_AGAIN).expect("the lesson");
    let law = lessons[first].laws[0].law.clone();
    let cites = |at: &usize| *at != first && lessons[*at].laws.iter().any(|one| one.law == law);
    let other = (0..lessons.len()).find(cites);
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
    assert!(!pupil.page(&path(first)).await.contains(&notice), "it was read again since");
    let page = editor.page(LAWS).await;
    assert!(page.contains("要重新核对") && page.contains("第三十九条"), "{page}");
    // The questions of a lesson cite laws too, and lead to where they stand with their answers.
    let content = &site.app().content;
    let quiz = content.quizzes.iter().find(|quiz| quiz.laws.iter().any(|one| one.law == law));
    let lesson = content.lesson(&quiz.expect("questions that cite it").lesson).expect("a lesson");
    let answers = format!("/youth/courses/{}/lessons/{}/quiz/answers", lesson.course, lesson.slug);
    assert!(page.contains(&format!("href=\"{answers}\"")), "{page}");
    assert!(editor.page(&answers).await.contains(&notice));
    // It stands in the database, not only in memory.
    site.app().reload_lessons().await.expect("read again");
    assert!(pupil.page(&path(other)).await.contains(&notice));
}

#[actix_web::test]
async fn an_amendment_marks_what_was_checked_before_on_both() {
    an_amendment_marks_what_was_checked_before(Backend::Sqlite).await;
    an_amendment_marks_what_was_checked_before(Backend::Postgres).await;
}
