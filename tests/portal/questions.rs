//! Questions answered: read by anybody, written by editors, found as people ask.

use crate::harness::{Backend, Site, Who, html};

#[actix_web::test]
async fn a_question_is_answered_and_leads_on() {
    let site = Site::start(Backend::Sqlite).await;
    let guest = site.client(Who::Nobody).await;
    let list = guest.page("/enterprise/questions").await;
    let links = html::links(&list);
    for question in &site.app().content.questions {
        let url = format!("/enterprise/questions/{}", question.slug);
        assert!(links.contains(&url), "{url} stands in the list");
        let page = guest.page(&url).await;
        assert!(page.contains(&question.title) && page.contains(&question.summary), "{url}");
        let leads = html::links(&page);
        for service in &question.services {
            assert!(leads.contains(&format!("/enterprise/services/{service}")), "{url}: {service}");
        }
        for link in leads.iter().filter(|link| link.starts_with("/enterprise/")) {
            guest.get(link).await.expect(200);
        }
    }
    // The ways there: from the home page, from a guide, from a service.
    for from in ["/enterprise", "/enterprise/guides"] {
        let links = html::links(&guest.page(from).await);
        assert!(links.contains(&"/enterprise/questions".to_owned()), "{from}");
    }
    for from in ["/enterprise/guides/owed-money", "/enterprise/services/small-claims"] {
        let links = html::links(&guest.page(from).await);
        assert!(links.iter().any(|link| link.ends_with("questions/no-written-contract")), "{from}");
    }
    let lost = guest.get("/enterprise/questions/nothing").await.expect(404).text();
    assert!(lost.contains("没有这个问题") && lost.contains("/enterprise/questions\""));
}

#[actix_web::test]
async fn an_editor_answers_a_question_and_it_is_found_as_it_is_asked() {
    let site = Site::start(Backend::Sqlite).await;
    let (editor, guest) = (site.client(Who::Editor).await, site.client(Who::Nobody).await);
    let new = "/desk/content/new/question";
    let token = editor.csrf(new).await;
    let fields = [
        ("csrf", token.as_str()),
        ("slug", "kite-on-the-roof"),
        ("f.title", "风筝挂在客户屋顶上，谁去拿？"),
        ("f.title_en", "A kite on a customer's roof"),
        ("f.summary", "先问屋主，再请人。"),
        ("f.asked", "鸢子落在人家楼上"),
        ("f.order", "900"),
        ("f.matters", "tort"),
        ("f.agencies", "lawyers"),
        ("f.responsible", "centre"),
        ("f.reviewed", "2026-11-27"),
        ("body", "先和屋主说一声。"),
    ];
    let wrong: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "f.summary").collect();
    let refused = editor.post(new, &wrong).await.expect(422).text();
    assert!(refused.contains("风筝挂在客户屋顶上"), "what was typed is kept");
    editor.post(new, &fields).await.expect(303);
    let page = "/enterprise/questions/kite-on-the-roof";
    guest.get(page).await.expect(404);
    let id = "/desk/content/question_kite-on-the-roof";
    assert!(editor.page(&format!("{id}/preview")).await.contains("先和屋主说一声"));
    editor.fill(id, &format!("{id}/publish"), &[]).await.expect(303);
    site.drain_jobs().await;
    let answer = guest.page(page).await;
    assert!(answer.contains("先和屋主说一声") && !answer.contains("鸢子"), "wordings stay unseen");
    for asked in ["风筝挂在屋顶", "鸢子落在人家楼上"] {
        let url = format!("/api/v1/search?kind=question&q={}", urlencoding::encode(asked));
        let found = guest.get(&url).await.expect(200).json();
        assert_eq!(found["hits"][0]["url"], page, "{asked}: {found}");
        assert_eq!(found["hits"][0]["kind"], "question");
    }
}
