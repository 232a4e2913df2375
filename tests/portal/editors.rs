//! Editors write the pages of the site, over HTTP: a second person reads what minors read, two at
//! once overwrite nothing, and what is out is found at once.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use yimen::content::{Values, values};
use yimen::db::pieces;
use yimen::domain::publication::PieceKind;
use yimen::setup;

use crate::harness::{Answer, Backend, Site, Visitor, Who};

const BULLETIN: &str = "bulletin_bullying-if-you-see-it";
const SERVICE: &str = "service_payment-order";

/// The form of a page as it stands: its fields, its text and its version.
struct Sheet {
    fields: Vec<(String, String)>,
    body: String,
    version: i64,
}

impl Sheet {
    async fn of(site: &Site, id: &'static str) -> Sheet {
        let loaded = site.app().db.read(move |c| pieces::load(c, id)).await.expect("a piece");
        let (fields, body) = values(loaded.row.kind, &loaded.text).expect("a page");
        Sheet { fields: named(&fields), body, version: loaded.row.version }
    }

    fn with(mut self, name: &str, value: &str) -> Sheet {
        self.fields.retain(|(have, _)| have != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    async fn send(&self, editor: &Visitor, page: &str, to: &str) -> Answer {
        let (token, version) = (editor.csrf(page).await, self.version.to_string());
        let mut all = vec![("csrf", token.as_str()), ("body", &self.body), ("version", &version)];
        all.extend(self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        editor.post(to, &all).await
    }

    async fn save(&self, editor: &Visitor, id: &str) -> Answer {
        let edit = format!("/desk/content/{id}/edit");
        self.send(editor, &edit, &edit).await
    }
}

fn named(values: &Values) -> Vec<(String, String)> {
    values.pairs().iter().map(|(path, value)| (format!("f.{path}"), value.clone())).collect()
}

/// Presses a button of the page.
async fn press(editor: &Visitor, id: &str, deed: &str, more: &[(&str, &str)]) -> Answer {
    let page = format!("/desk/content/{id}");
    editor.fill(&page, &format!("{page}/{deed}"), more).await
}

async fn a_bulletin_goes_to_children_after_a_second_person(backend: Backend) {
    let site = Site::start(backend).await;
    let (writer, second) = (site.client(Who::Editor).await, site.client(Who::Admin).await);
    let child = site.client(Who::Nobody).await;
    let page = "/youth/bulletins/bullying-if-you-see-it";
    let sheet = Sheet::of(&site, BULLETIN).await.with("f.title", "看见欺负人，先找大人");
    sheet.save(&writer, BULLETIN).await.expect(303);
    assert!(!child.page(page).await.contains("先找大人"), "a draft is nobody's to read");
    let draft = writer.page(&format!("/desk/content/{BULLETIN}")).await;
    assert!(draft.contains("正在写第 2 版") && !draft.contains(&format!("{BULLETIN}/publish")));
    assert!(writer.page(&format!("/desk/content/{BULLETIN}/preview")).await.contains("先找大人"));
    press(&writer, BULLETIN, "submit", &[]).await.expect(303);
    // Whoever wrote it is not offered to pass it, and is refused.
    let shown = writer.page(&format!("/desk/content/{BULLETIN}")).await;
    assert!(shown.contains("请同事来审") && !shown.contains(&format!("{BULLETIN}/approve")));
    let token = writer.csrf("/desk/content/pictures").await;
    let own = [("csrf", token.as_str()), ("version", "3")];
    let refused = writer.post(&format!("/desk/content/{BULLETIN}/approve"), &own).await.expect(422);
    assert!(refused.text().contains("不能自己审"));
    let list = second.page("/desk/content?standing=submitted").await;
    assert!(list.contains("看见欺负人，先找大人"));
    press(&second, BULLETIN, "send_back", &[("note", " ")]).await.expect(422);
    press(&second, BULLETIN, "approve", &[]).await.expect(303);
    assert!(!child.page(page).await.contains("先找大人"));
    press(&second, BULLETIN, "publish", &[]).await.expect(303);
    assert!(child.page(page).await.contains("先找大人"), "it is out at once");
    assert!(child.page("/youth/bulletins").await.contains("先找大人"));
}

#[actix_web::test]
async fn a_bulletin_goes_to_children_after_a_second_person_on_both() {
    a_bulletin_goes_to_children_after_a_second_person(Backend::Sqlite).await;
    a_bulletin_goes_to_children_after_a_second_person(Backend::Postgres).await;
}

async fn found(visitor: &Visitor, words: &str) -> Vec<String> {
    let answer = visitor.get(&format!("/api/v1/search?q={words}&limit=5")).await.expect(200);
    let hits = answer.json()["hits"].as_array().cloned().unwrap_or_default();
    hits.iter().map(|hit| hit["url"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn a_new_bulletin_is_found_at_once(backend: Backend) {
    let site = Site::start(backend).await;
    let (writer, second) = (site.client(Who::Editor).await, site.client(Who::Admin).await);
    let child = site.client(Who::Nobody).await;
    let mut sheet = Sheet::of(&site, BULLETIN).await.with("f.title", "放风筝，离电线远");
    sheet.fields.push(("slug".into(), "kites-and-wires".into()));
    sheet.body = "## 发生了什么\n\n风筝线搭上高压线，人会触电。".into();
    let new = "/desk/content/new/bulletin";
    sheet.send(&writer, new, new).await.expect(303);
    let taken = sheet.send(&writer, new, new).await.expect(422);
    assert!(taken.text().contains("已经有了") && taken.text().contains("放风筝"));
    let id = "bulletin_kites-and-wires";
    press(&writer, id, "submit", &[]).await.expect(303);
    site.drain_jobs().await;
    assert!(!found(&child, "风筝").await.contains(&"/youth/bulletins/kites-and-wires".to_owned()));
    press(&second, id, "approve", &[]).await.expect(303);
    press(&second, id, "publish", &[]).await.expect(303);
    site.drain_jobs().await;
    assert_eq!(found(&child, "风筝").await.first().unwrap(), "/youth/bulletins/kites-and-wires");
    assert!(child.page("/youth/bulletins/kites-and-wires").await.contains("高压线"));
    press(&second, id, "withdraw", &[("note", "要改")]).await.expect(303);
    site.drain_jobs().await;
    assert!(!found(&child, "风筝").await.contains(&"/youth/bulletins/kites-and-wires".to_owned()));
    child.get("/youth/bulletins/kites-and-wires").await.expect(404);
    press(&writer, id, "restore", &[]).await.expect(303);
    child.get("/youth/bulletins/kites-and-wires").await.expect(404);
}

#[actix_web::test]
async fn a_new_bulletin_is_found_at_once_on_both() {
    a_new_bulletin_is_found_at_once(Backend::Sqlite).await;
    a_new_bulletin_is_found_at_once(Backend::Postgres).await;
}

async fn two_editors_at_once_overwrite_nothing(backend: Backend) {
    let site = Site::start(backend).await;
    let (one, other) = (site.client(Who::Editor).await, site.client(Who::Admin).await);
    let first = Sheet::of(&site, SERVICE).await.with("f.summary", "甲写的一句提要");
    let second = Sheet::of(&site, SERVICE).await.with("f.title", "乙起的题目");
    first.save(&one, SERVICE).await.expect(303);
    let stopped = second.save(&other, SERVICE).await.expect(409);
    let text = stopped.text();
    assert!(text.contains("甲写的一句提要"), "what the first saved is shown");
    assert!(text.contains("value=\"乙起的题目\""), "what the second typed is kept");
    assert!(text.contains("diff-old") && text.contains("diff-new"));
    assert!(text.contains("name=\"version\" value=\"2\""), "knowing it, the second may save");
    let again = Sheet { version: 2, ..second };
    again.save(&other, SERVICE).await.expect(303);
    let stands = site.app().db.read(|c| pieces::load(c, SERVICE)).await.unwrap();
    assert!(stands.text.contains("乙起的题目") && stands.row.newest == 3);
    // Nothing is lost: the first one's is there, and can be compared and taken back.
    let compare = one.page(&format!("/desk/content/{SERVICE}/compare?from=2&to=3")).await;
    assert!(compare.contains("甲写的一句提要") || compare.contains("<b>"));
    let page = format!("/desk/content/{SERVICE}/compare?from=2&to=3");
    one.fill(&page, &format!("/desk/content/{SERVICE}/revert"), &[]).await.expect(303);
    let stands = site.app().db.read(|c| pieces::load(c, SERVICE)).await.unwrap();
    assert!(stands.text.contains("甲写的一句提要") && stands.row.newest == 4);
}

#[actix_web::test]
async fn two_editors_at_once_overwrite_nothing_on_both() {
    two_editors_at_once_overwrite_nothing(Backend::Sqlite).await;
    two_editors_at_once_overwrite_nothing(Backend::Postgres).await;
}

#[actix_web::test]
async fn a_service_is_put_out_by_one_editor_and_stays_whole() {
    let site = Site::start(Backend::Sqlite).await;
    let (editor, owner) = (site.client(Who::Editor).await, site.client(Who::Nobody).await);
    let sheet = Sheet::of(&site, SERVICE).await.with("f.summary", "不用开庭，先要一纸命令");
    // What is wrong is said of its field, and what was typed is kept.
    let wrong = Sheet { body: sheet.body.clone(), fields: sheet.fields.clone(), ..sheet };
    let wrong = wrong.with("f.number", "四").with("f.title", "");
    let said = wrong.save(&editor, SERVICE).await.expect(422).text();
    assert!(said.contains("href=\"#f.number\"") && said.contains("href=\"#f.title\""), "{said}");
    assert!(said.contains("不用开庭，先要一纸命令"));
    let sheet = Sheet::of(&site, SERVICE).await.with("f.summary", "不用开庭，先要一纸命令");
    sheet.save(&editor, SERVICE).await.expect(303);
    press(&editor, SERVICE, "publish", &[]).await.expect(303);
    assert!(owner.page("/enterprise/services/payment-order").await.contains("先要一纸命令"));
    // A page to which others lead can't be taken down under them.
    let refused = press(&editor, SERVICE, "withdraw", &[]).await.expect(422).text();
    assert!(refused.contains("没有这个服务：payment-order"), "{refused}");
    owner.get("/enterprise/services/payment-order").await.expect(200);
    // A link to nowhere is seen before it is out, and stops it.
    let mut sheet = Sheet::of(&site, SERVICE).await;
    sheet.body.push_str("\n\n看[这里](/enterprise/services/nowhere)。");
    sheet.save(&editor, SERVICE).await.expect(303);
    assert!(
        editor
            .page(&format!("/desk/content/{SERVICE}"))
            .await
            .contains("链接指向不存在的服务：nowhere")
    );
    press(&editor, SERVICE, "publish", &[]).await.expect(422);
}

#[actix_web::test]
async fn what_is_read_again_leaves_the_list_of_what_is_overdue() {
    let site = Site::start(Backend::Sqlite).await;
    let editor = site.client(Who::Editor).await;
    assert!(editor.page("/desk/content?overdue=1").await.contains("都核对过了"));
    site.advance(chrono::TimeDelta::days(200));
    let editor = site.client(Who::Editor).await;
    let list = editor.page("/desk/content?overdue=1").await;
    assert!(list.contains(SERVICE) && list.contains("上次核对"), "{list}");
    let check = format!("/desk/content/{SERVICE}/check");
    let done = editor.fill("/desk/content?overdue=1", &check, &[]).await.expect(303);
    assert_eq!(done.location(), "/desk/content?overdue=1");
    let list = editor.page("/desk/content?overdue=1").await;
    assert!(!list.contains(SERVICE));
    let today = yimen::domain::deadline::local_day(site.app().clock.now());
    let page = site.app().published();
    assert_eq!(page.service("payment-order").unwrap().reviewed, today);
    // It needs nobody else: no word for children has changed.
    press(&editor, BULLETIN, "check", &[]).await.expect(303);
    let page = editor.page("/enterprise/guides/breach").await;
    assert!(
        page.contains("法律服务配送中心") && page.contains("核对"),
        "who answers for it: {page}"
    );
}

#[actix_web::test]
async fn a_picture_has_a_text_and_no_script_gets_through() {
    let site = Site::start(Backend::Sqlite).await;
    let editor = site.client(Who::Editor).await;
    let pictures = "/desk/content/pictures";
    let png = data_encoding::BASE64
        .decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
        .unwrap();
    let send = async |bytes: Vec<u8>, alt: &str| {
        let form =
            Form::new().text("csrf", editor.csrf(pictures).await).text("alt", alt.to_owned());
        let form = form.part("file", Part::bytes(bytes).file_name("斑马线.png"));
        editor.send(editor.request(Method::POST, pictures).multipart(form)).await
    };
    send(png.clone(), "").await.expect(422);
    assert!(
        send(b"<svg onload=alert(1)>".to_vec(), "图")
            .await
            .expect(422)
            .text()
            .contains("斑马线.png")
    );
    send(png.clone(), "斑马线前，一个孩子左右看").await.expect(303);
    let page = editor.page(pictures).await;
    let line = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap();
    assert!(line.starts_with("![斑马线前，一个孩子左右看](/pictures/"), "{line}");
    let src = line.split(['(', ')']).nth(1).unwrap();
    let picture = site.client(Who::Nobody).await.get(src).await.expect(200);
    assert_eq!((picture.header("content-type"), picture.wire.len()), ("image/png", png.len()));
    // It goes along with the pages to another house.
    let folder = tempfile::tempdir().unwrap();
    setup::folder::export(site.app(), folder.path(), &mut Vec::new()).await.unwrap();
    let other = Site::start(Backend::Sqlite).await;
    let mut said = Vec::new();
    setup::folder::import(other.app(), Some(folder.path()), false, &mut said).await.unwrap();
    assert!(String::from_utf8(said).unwrap().contains("pictures: 1 new"));
    let there = other.client(Who::Nobody).await.get(src).await.expect(200);
    assert_eq!(there.wire, picture.wire);
    // In a text it needs its words, and comes from here.
    let refused = async |body: &str| {
        let sheet = Sheet { body: body.to_owned(), ..Sheet::of(&site, SERVICE).await };
        sheet.save(&editor, SERVICE).await.expect(422).text()
    };
    assert!(refused(&format!("![]({src})")).await.contains("替代文字"));
    assert!(refused(&format!("<img src=\"{src}\">")).await.contains("替代文字"));
    assert!(refused("![图](https://example.org/x.png)").await.contains("先传到这里"));
    let dirty = format!("{line}\n\n<script>alert(1)</script><b onclick=x>粗</b>");
    let token = editor.csrf(pictures).await;
    let fields = [("csrf", token.as_str()), ("body", &dirty)];
    let html = editor.post("/desk/content/render", &fields).await.expect(200).text();
    assert!(html.contains("<img src=") && html.contains("<b>粗</b>"), "{html}");
    assert!(!html.contains("script") && !html.contains("onclick"), "{html}");
}

#[actix_web::test]
async fn the_home_pages_put_forward_what_editors_choose() {
    let site = Site::start(Backend::Sqlite).await;
    let (editor, second) = (site.client(Who::Editor).await, site.client(Who::Admin).await);
    let anybody = site.client(Who::Nobody).await;
    let id = "home_enterprise";
    let mut sheet =
        Sheet::of(&site, id).await.with("f.features", "/enterprise/guides/maritime-foreign");
    sheet.body = "年底结账，**先对账**。".into();
    sheet.save(&editor, id).await.expect(303);
    press(&editor, id, "publish", &[]).await.expect(303);
    let home = anybody.page("/enterprise").await;
    assert!(home.contains("<strong>先对账</strong>") && home.contains("guides/maritime-foreign"));
    // The other one is read by children.
    let id = "home_youth";
    let sheet = Sheet::of(&site, id).await.with("f.features", "/youth/courses/gratitude");
    sheet.save(&editor, id).await.expect(303);
    press(&editor, id, "submit", &[]).await.expect(303);
    press(&second, id, "approve", &[]).await.expect(303);
    press(&second, id, "publish", &[]).await.expect(303);
    let title = site.app().published().course("gratitude").unwrap().title.clone();
    assert!(anybody.page("/youth").await.contains(&title));
    assert_eq!(site.app().published().pages(PieceKind::Home).len(), 2);
}
