//! A site with something on every page: orders in different states, and the path of a real page
//! for each line of the table of URLs.

use chrono::Days;
use serde_json::json;
use yimen::db::subscriptions::{self, Asking};
use yimen::db::{Conn, calls, days_off, lecturers, new_id, orders, pieces, videos};
use yimen::domain::booking::Resource;
use yimen::domain::course::LecturerKind;
use yimen::domain::deadline::local_day;
use yimen::domain::lecturer::Lecturer;
use yimen::domain::order::{Job, Role};
use yimen::domain::publication::{Deed, Hand, With};
use yimen::domain::term::term_of;
use yimen::domain::topic::Topic;
use yimen::domain::week::{Span, Weekday, Weekly};
use yimen::publishing::Request;
use yimen::web::locale::Lang;
use yimen::web::youth::bulletins::tokens;

use super::film;
use super::lines::{self, Ordered, Wish, some_of_each};
use super::rulebook;
use super::site::{self, Backend, Filed, Site};
use super::visitor::{Visitor, Who};

/// What the folder of an uploaded film holds.
const MANIFEST: &str = r#"seconds = 61.4
sound = false
poster = "poster.jpg"
captions = []
[thumbs]
file = "thumbs.jpg"
every = 4
columns = 5
width = 160
height = 90
[hls]
master = "master.m3u8"
bytes = 900000
[[files]]
name = "360p"
file = "360p.mp4"
height = 360
bytes = 900000
"#;

/// A bulletin that is being changed.
pub const DRAFT: &str = "bulletin_bullying-if-you-see-it";

/// A site with orders.
pub struct World {
    pub site: Site,
    /// The business with an account.
    pub business: Visitor,
    /// Filed by the business, dispatched to the court, not signed for.
    pub sent: Filed,
    /// Filed by the business, signed for by the court, in work, with a document.
    pub handling: Filed,
    /// Filed by a guest whom no rule understands: on the triage list.
    pub triage: Filed,
    /// Answered by the court; the asker has the word.
    pub replied: Filed,
    /// Confirmed and rated.
    pub closed: Filed,
    /// Filed by a guest without an e-mail address.
    pub by_telephone: Filed,
    /// The telephone call that is owed for it.
    pub call: String,
    /// Somebody who teaches, with a day off.
    pub lecturer: String,
    /// A member of staff who has nothing to do with any of it.
    pub stranger: String,
    /// The teacher's school, verified.
    pub school: String,
    /// A class of it, of which seat 1 is taken.
    pub class: String,
    /// A link by which the education bureau invites a school.
    pub school_link: String,
    /// A link by which the teacher invites a colleague.
    pub teacher_link: String,
    /// A film that an editor uploaded, ready.
    pub video: String,
    /// A subscription to the bulletins, asked for and not confirmed.
    pub subscription: String,
    /// A school's order: a lecture that the court has, a visit and a wish to be planned, a package
    /// that was agreed to.
    pub ordered: Ordered,
    /// Of the teacher's school: a lecture proposed twice, one that took place, a package, a visit.
    pub followed: Ordered,
}

impl World {
    /// Makes it through the API, as people would.
    pub async fn new(backend: Backend) -> World {
        let site = film::site(backend).await;
        let business = site.client(Who::Business).await;
        let file = async || site.file_request_as(&business, json!({})).await;
        let (sent, handling, replied, closed) =
            (file().await, file().await, file().await, file().await);
        let odd =
            json!({"title": "", "body": "想问一下这个事情应该怎么办才好，谢谢。", "matter": ""});
        let triage = site.file_request(odd).await;
        let phone = json!({"contact": {"name": "李秀英", "phone": "13900139000"}});
        let by_telephone = site.file_request(phone).await;
        let stranger = site.account(Who::SecondHandler("police")).await;
        let school = site.school(Who::Teacher).await;
        site.learner().await;
        let class = site.class().await;
        let ordered = some_of_each(&site).await;
        let followed = order_of_a_school(&site).await;
        let mut world = World {
            business,
            sent,
            handling,
            triage,
            replied,
            closed,
            by_telephone,
            call: String::new(),
            lecturer: String::new(),
            stranger,
            school,
            class,
            school_link: String::new(),
            teacher_link: String::new(),
            video: String::new(),
            subscription: String::new(),
            ordered,
            followed,
            site,
        };
        world.sign(&world.handling).await;
        world.sign(&world.replied).await;
        world.reply(&world.replied).await;
        world.help(&world.closed).await;
        world.reply(&world.closed).await;
        let done = json!({"rating": 4, "contacted": true, "solved": true});
        world.business.act(&world.closed.code, "confirm", done).await.expect(200);
        world.site.drain_jobs().await;
        world.call = world.first_call().await;
        world.lecturer = world.teaching().await;
        world.invite().await;
        world.video = world.uploaded().await;
        world.subscription = world.subscribe().await;
        world.draft().await;
        world.rules().await;
        world
    }

    /// A draft of the routing's rules, rehearsed: what asks for money goes to mediation.
    async fn rules(&self) {
        let number = rulebook::draft(&self.site, "debt.toml", rulebook::TO_MEDIATION).await;
        let by = self.site.account(Who::Editor).await;
        let asked = self.site.app().rehearse_rules(number, Role::Editor, Some(by)).await;
        asked.expect("a draft that can be rehearsed");
        self.site.drain_jobs().await;
    }

    /// A school and a teacher are invited, each by a mail with a link.
    async fn invite(&mut self) {
        let bureau = self.site.client(Who::Handler("education")).await;
        let lines = [("lines", "云岭第二小学，玉州区，office@second.example")];
        let page = "/desk/schools/invite";
        bureau.fill(page, page, &lines).await.expect(303);
        let teacher = self.site.client(Who::Teacher).await;
        let email = [("email", "colleague@first.example")];
        teacher.fill("/account/school", "/account/school/invite", &email).await.expect(303);
        self.site.drain_jobs().await;
        self.school_link = self.site.mailed_link("office@second.example");
        self.teacher_link = self.site.mailed_link("colleague@first.example");
    }

    /// A path about one line of the school's order.
    pub fn of_line(&self, path: &str, line: usize) -> String {
        path.replace("{code}", &self.ordered.code).replace("{line}", &self.ordered.lines[line])
    }

    /// The id of the call that is owed for the order without an address.
    async fn first_call(&self) -> String {
        let code = self.by_telephone.code.clone();
        let found = self.site.app().db.read(move |c| {
            let order = orders::find_by_code(c, &code)?;
            calls::by_order(c, &order.id)
        });
        found.await.expect("the calls").first().expect("a call is owed").id.clone()
    }

    /// The id of a film that is ready, as its row says; nobody looks at its files here.
    async fn uploaded(&self) -> String {
        let (app, by) = (self.site.app(), self.site.account(Who::Editor).await);
        let (id, now) = (new_id(), app.clock.now());
        let film = id.clone();
        let write = app.db.write(move |c| {
            videos::create(c, &film, "斑马线.mp4", 3_400_000, &by, now)?;
            // Nothing is to be worked here.
            let later = now + Days::new(1000);
            let job = Job { kind: "transcode".into(), payload: json!({}), run_at: later };
            videos::arrived(c, &film, &job)?;
            videos::ready(c, &film, "00", 61_400, MANIFEST)
        });
        write.await.expect("a film");
        id
    }

    /// An editor has changed a bulletin and sent it for reading.
    async fn draft(&self) {
        let (app, account) = (self.site.app(), self.site.account(Who::Editor).await);
        let text = app.db.read(|c| pieces::load(c, DRAFT)).await.expect("a bulletin").text;
        let text = text.replace("厕所门口", "食堂门口");
        let hand = Hand { account: Some(account), role: Role::Editor };
        for (version, deed) in [(1, Deed::Save), (2, Deed::Submit)] {
            let request = Request {
                id: DRAFT,
                version,
                deed,
                hand: hand.clone(),
                with: With { at: None, note: "换一个地点" },
                text: Some(text.clone()),
            };
            app.perform(request).await.expect("done");
        }
    }

    /// A package of the shipped catalogue, by slug.
    pub fn package(&self) -> &str {
        &self.site.app().content.packages.first().expect("a package").slug
    }

    /// The id of a lecturer whose record check runs out soon.
    async fn teaching(&self) -> String {
        let app = self.site.app();
        let (now, id) = (app.clock.now(), new_id());
        let today = local_day(now);
        let mut weekly = Weekly::default();
        weekly.add(Weekday::Mon, Span { from: 9 * 60, to: 17 * 60 });
        let lecturer = Lecturer {
            id: id.clone(),
            agency: "court".into(),
            name: "韦清法官".into(),
            kind: LecturerKind::Judge,
            courses: vec![app.content.courses[0].slug.clone()],
            weekly,
            yearly_max: 12,
            vetting_valid_until: Some(today + Days::new(10)),
            schools: vec![],
            account: None,
            active: true,
        };
        let off = Resource::Lecturer(id.clone());
        let stored = app.db.write(move |c| {
            lecturers::create(c, &lecturer, now)?;
            days_off::add(c, &off, today + Days::new(3), today + Days::new(5))
        });
        stored.await.expect("a lecturer");
        id
    }

    async fn sign(&self, order: &Filed) {
        let handler = self.site.client(Who::Handler("court")).await;
        handler.act(&order.code, "sign", json!({})).await.expect(200);
    }

    /// The co-agency does its share, without which the order could not be closed.
    async fn help(&self, order: &Filed) {
        self.sign(order).await;
        let handler = self.site.client(Who::Handler("mediation")).await;
        let leader = self.site.client(Who::Leader("mediation")).await;
        handler.act(&order.code, "sign", json!({})).await.expect(200);
        let text = json!({"text": "双方已约好调解时间。"});
        handler.act(&order.code, "request_reply", text).await.expect(200);
        leader.act(&order.code, "approve_reply", json!({})).await.expect(200);
    }

    async fn reply(&self, order: &Filed) {
        let handler = self.site.client(Who::Handler("court")).await;
        let leader = self.site.client(Who::Leader("court")).await;
        let text = json!({"text": "可以申请支付令，请带合同和送货单来立案大厅。", "internal": "已电话联系。", "contacted": true, "solved": true});
        handler.act(&order.code, "request_reply", text).await.expect(200);
        leader.act(&order.code, "approve_reply", json!({})).await.expect(200);
    }

    /// The path in the mail that asks whether a subscription was meant.
    fn confirm(&self) -> String {
        let app = self.site.app();
        let id = self.subscription.clone();
        tokens::confirm_path(app, id, vec![Topic::Fire], Lang::Zh, app.clock.now())
            .expect("a token")
    }

    /// The path in every bulletin's mail.
    fn leave(&self) -> String {
        tokens::leave_path(&self.site.app().config, &self.subscription)
    }

    /// A subscription to the bulletins that is still to be confirmed.
    async fn subscribe(&self) -> String {
        let app = self.site.app().clone();
        let (sealer, now) = (app.sealer.clone(), app.clock.now());
        let hashes = tokens::address_hashes(&app.config, "li@school.example");
        let work = move |c: &mut Conn| {
            let asking =
                Asking { address: "li@school.example", hashes: &hashes, lang: Lang::Zh.tag() };
            subscriptions::ask(c, &sealer, &asking, now)
        };
        app.db.write(work).await.expect("a subscription")
    }

    /// A guest's browser that has shown the key of an order.
    pub async fn key_holder(&self, order: &Filed) -> Visitor {
        let guest = self.site.client(Who::Nobody).await;
        let shown =
            guest.fill("/track", "/track", &[("code", &order.code), ("key", &order.key)]).await;
        assert_eq!(shown.status, 303, "{}", shown.shown());
        guest
    }

    /// Somebody, a guest with a draft or a key among them.
    pub async fn visitor(&self, who: Who) -> Visitor {
        match who {
            Who::KeyHolder => self.key_holder(&self.handling).await,
            Who::Asking => {
                let guest = self.site.client(Who::Asking).await;
                let told = site::request()["body"].as_str().expect("a text").to_owned();
                let typed = [("body", told.as_str())];
                let sent = guest.fill("/enterprise/ask", "/enterprise/ask", &typed).await;
                assert_eq!(sent.status, 303, "{}", sent.shown());
                let reach = [
                    ("contact.name", "韦建国"),
                    ("contact.phone", "13800138000"),
                    ("consent", "1"),
                ];
                let answers: [(&str, &[(&str, &str)]); 3] = [
                    ("/enterprise/ask/who", &[("place", "玉州区")]),
                    ("/enterprise/ask/want", &[("wishes", "money")]),
                    ("/enterprise/ask/reach", &reach),
                ];
                for (question, answer) in answers {
                    let sent = guest.fill(question, question, answer).await;
                    assert_eq!(sent.status, 303, "{question}: {}", sent.shown());
                }
                guest
            }
            who => self.site.client(who).await,
        }
    }

    /// The pages to look at: who opens them, and where. Several for one line of the table where a
    /// page has several faces. None: the line is no page.
    pub fn pages(&self, path: &str) -> Option<Vec<(Who, String)>> {
        let same = |who: Who| Some(vec![(who, path.to_owned())]);
        let with = |who: Who, name: &str, values: &[&str]| {
            Some(values.iter().map(|value| (who, path.replace(name, value))).collect())
        };
        match path {
            "/prefer"
            | "/healthz"
            | "/readyz"
            | "/metrics"
            | "/static/{hash}/{path:.*}"
            | "/desk/live" => None,
            "/account/resume/{id}" | "/desk/orders/{code}/documents/{id}" => None,
            "/youth/order" => Some(
                [Who::Nobody, Who::Business, Who::Teacher, Who::OtherTeacher]
                    .map(|who| (who, path.to_owned()))
                    .into(),
            ),
            "/youth/order/lines/{n}" => with(Who::Teacher, "{n}", &["1", "2", "3", "4"]),
            "/youth/order/review" => same(Who::OtherTeacher),
            "/youth/order/receipt/{code}" | "/youth/orders/{code}" => {
                with(Who::Teacher, "{code}", &[&self.followed.code])
            }
            "/youth/orders" => {
                Some([Who::Teacher, Who::OtherTeacher].map(|who| (who, path.to_owned())).into())
            }
            "/youth/reports/{term}" => Some(
                [Who::Teacher, Who::OtherTeacher]
                    .map(|who| (who, path.replace("{term}", &this_term(&self.site))))
                    .into(),
            ),
            "/youth/classes/{id}/screen/{lesson}" => Some(vec![(
                Who::Teacher,
                format!("/youth/classes/{}/screen/drugs-in-disguise", self.class),
            )]),
            "/sw.js" | "/manifest.webmanifest" => None,
            // A file, not a page.
            "/youth/reports/{term}/lessons.xlsx" => None,
            path if path.starts_with("/api/") => None,
            "/account" => {
                Some([Who::Business, Who::Teacher].map(|who| (who, path.to_owned())).into())
            }
            "/account/school" => same(Who::Teacher),
            "/account/join/{token}" => Some(vec![(Who::Nobody, self.teacher_link.clone())]),
            "/youth/school/join/{token}" => Some(vec![(Who::Nobody, self.school_link.clone())]),
            "/desk/schools" => Some(vec![
                (Who::Admin, path.to_owned()),
                (Who::Admin, format!("{path}?state=verified")),
            ]),
            "/desk/schools/invite" => same(Who::Handler("education")),
            "/desk/schools/{id}" => with(Who::Admin, "{id}", &[&self.school]),
            "/desk" => Some(
                [
                    Who::Handler("court"),
                    Who::Leader("court"),
                    Who::Dispatcher,
                    Who::Planner,
                    Who::Planner,
                    Who::Clerk,
                    Who::Admin,
                ]
                .map(|who| (who, path.to_owned()))
                .into(),
            ),
            "/desk/queues/{queue}" => {
                with(Who::Handler("court"), "{queue}", &["agency", "mine", "waiting"])
            }
            "/desk/triage" | "/desk/learning" => same(Who::Dispatcher),
            "/desk/supervision" => same(Who::Supervisor),
            "/desk/reviews" => same(Who::Reviewer),
            "/desk/orders/{code}" => Some(vec![
                (Who::Handler("court"), path.replace("{code}", &self.handling.code)),
                (Who::Leader("court"), path.replace("{code}", &self.replied.code)),
                (Who::Dispatcher, path.replace("{code}", &self.triage.code)),
                (Who::Reviewer, path.replace("{code}", &self.closed.code)),
                (Who::Planner, path.replace("{code}", &self.ordered.code)),
                (Who::Leader("court"), path.replace("{code}", &self.ordered.code)),
            ]),
            "/desk/planner" => Some(
                [
                    String::new(),
                    "?room=criminal-court&kind=judge".to_owned(),
                    format!("?order={}&line={}", self.ordered.code, self.ordered.lines[1]),
                ]
                .map(|query| (Who::Planner, format!("{path}{query}")))
                .into(),
            ),
            "/desk/planner/lists/{list}" => {
                with(Who::Planner, "{list}", &["screen", "unplanned", "unsigned"])
            }
            "/desk/planner/propose/{code}/{line}" => {
                Some([1, 2, 0].map(|n| (Who::Planner, self.of_line(path, n))).into())
            }
            "/desk/check-in/{code}/{line}" => Some(vec![
                (Who::Planner, self.of_line(path, 0)),
                (Who::Planner, self.of_line(path, 4)),
            ]),
            "/desk/report/{code}/{line}" => Some(vec![(Who::Planner, self.of_line(path, 3))]),
            "/desk/diary" => Some(vec![
                (Who::Leader("court"), path.into()),
                (Who::Handler("court"), path.into()),
            ]),
            "/api" => same(Who::Nobody),
            "/api/openapi.json" => None,
            "/desk/counter" | "/desk/calls" => same(Who::Clerk),
            // Leads on to the order.
            "/desk/counter/find" => None,
            "/desk/counter/orders/{code}" => with(Who::Clerk, "{code}", &[&self.handling.code]),
            "/desk/calls/{id}" => with(Who::Clerk, "{id}", &[&self.call]),
            "/desk/outbox" | "/desk/accounts" | "/desk/agencies" | "/desk/agencies/new" => {
                same(Who::Admin)
            }
            "/desk/lecturers" | "/desk/lecturers/new" => same(Who::Planner),
            "/desk/lecturers/{id}" => with(Who::Planner, "{id}", &[&self.lecturer]),
            "/desk/lecturers/{id}/record/{year}" => {
                Some(vec![(Who::Planner, format!("/desk/lecturers/{}/record/2026", self.lecturer))])
            }
            "/desk/videos" | "/desk/laws" | "/desk/lessons" => same(Who::Editor),
            "/desk/content" => {
                let ways = ["", "?kind=bulletin", "?overdue=1", "?standing=submitted"];
                Some(ways.map(|query| (Who::Editor, format!("{path}{query}"))).into())
            }
            "/desk/content/pictures" => same(Who::Editor),
            "/desk/routing" => same(Who::Dispatcher),
            "/desk/routing/{set}" => with(Who::Dispatcher, "{set}", &["0", "1"]),
            "/desk/routing/{set}/files/{file}" => Some(vec![
                (Who::Editor, "/desk/routing/0/files/debt.toml".to_owned()),
                (Who::Editor, "/desk/routing/1/files/debt.toml".to_owned()),
            ]),
            "/desk/routing/{set}/rehearsal" => with(Who::Dispatcher, "{set}", &["1"]),
            "/desk/content/new/{kind}" => {
                with(Who::Editor, "{kind}", &["bulletin", "lesson", "service"])
            }
            "/desk/content/{id}" => {
                with(Who::Admin, "{id}", &["service_payment-order", DRAFT, "home_youth"])
            }
            "/desk/content/{id}/edit" => with(
                Who::Editor,
                "{id}",
                &[DRAFT, "service_payment-order", "home_youth", "course_drugs"],
            ),
            "/desk/content/{id}/preview" => {
                with(Who::Editor, "{id}", &[DRAFT, "home_enterprise", "course_drugs"])
            }
            "/desk/content/{id}/compare" => with(Who::Editor, "{id}", &[DRAFT]),
            "/pictures/{file}" => None,
            "/desk/videos/{id}" => with(Who::Editor, "{id}", &[&self.video]),
            "/desk/agencies/{slug}" => with(Who::Admin, "{slug}", &["court"]),
            "/enterprise/services/{slug}" => with(
                Who::Nobody,
                "{slug}",
                &["payment-order", "legal-aid", "economic-crime-report"],
            ),
            "/enterprise/guides/{slug}" => with(Who::Nobody, "{slug}", &["breach", "child-harm"]),
            "/enterprise/questions/{slug}" => {
                with(Who::Nobody, "{slug}", &["no-written-contract", "account-frozen"])
            }
            "/youth/bulletins" => Some(vec![
                (Who::Nobody, path.to_owned()),
                (Who::Nobody, format!("{path}?topic=weather")),
                (Who::Nobody, format!("{path}?topic=cult")),
            ]),
            // No page but a feed; tests/portal/bulletins.rs reads it.
            "/youth/bulletins.atom" => None,
            "/youth/bulletins/subscribe" => {
                Some(vec![(Who::Nobody, path.to_owned()), (Who::Nobody, format!("{path}?sent=1"))])
            }
            "/youth/bulletins/confirm/{token}" => Some(vec![(Who::Nobody, self.confirm())]),
            "/youth/bulletins/unsubscribe/{token}" => Some(vec![(Who::Nobody, self.leave())]),
            "/youth/bulletins/{slug}" | "/youth/bulletins/{slug}/poster" => {
                with(Who::Nobody, "{slug}", &["drowning-wild-water", "winter-heating-co"])
            }
            "/enterprise/ask/who"
            | "/enterprise/ask/want"
            | "/enterprise/ask/papers"
            | "/enterprise/ask/reach"
            | "/enterprise/ask/review" => same(Who::Asking),
            "/enterprise/ask/receipt/{code}" => with(Who::Business, "{code}", &[&self.sent.code]),
            "/track/{code}" => Some(
                [&self.sent, &self.handling, &self.replied, &self.closed]
                    .map(|order| (Who::Business, path.replace("{code}", &order.code)))
                    .into_iter()
                    .chain([(Who::KeyHolder, path.replace("{code}", &self.handling.code))])
                    .collect(),
            ),
            "/track/{code}/documents/{id}" | "/track/key/{token}" => None,
            "/youth/courses" => Some(
                ["", "?stage=junior&form=lecture", "?line=counselling&lecturer=judge&length=long"]
                    .map(|query| (Who::Nobody, format!("{path}{query}")))
                    .into(),
            ),
            "/youth/courses/{slug}" => {
                with(Who::Nobody, "{slug}", &["drugs", "mock-court", "mandatory-report"])
            }
            "/youth/courses/{slug}/lessons/{lesson}" => Some(
                [("drugs", "drugs-in-disguise"), ("mock-court", "mock-court-two-trials")]
                    .into_iter()
                    .flat_map(|(course, lesson)| {
                        let path = format!("/youth/courses/{course}/lessons/{lesson}");
                        [Who::Nobody, Who::Learner, Who::Teacher].map(|who| (who, path.clone()))
                    })
                    .collect(),
            ),
            "/youth/courses/{slug}/lessons/{lesson}/quiz" => Some(vec![(
                Who::Learner,
                "/youth/courses/drugs/lessons/drugs-in-disguise/quiz".to_owned(),
            )]),
            "/youth/courses/{slug}/lessons/{lesson}/quiz/answers" => Some(vec![(
                Who::Teacher,
                "/youth/courses/drugs/lessons/drugs-in-disguise/quiz/answers".to_owned(),
            )]),
            "/youth/centre/{slug}" => {
                with(Who::Nobody, "{slug}", &["criminal-court", "pronouncement-room"])
            }
            "/calendar/{kind}/{id}/{key}.ics" => None,
            "/youth/join" => Some(vec![
                (Who::Nobody, path.to_owned()),
                (Who::Nobody, format!("{path}?code=7K3F92QX")),
            ]),
            "/youth/class" | "/youth/class/forget" => Some(vec![(Who::Learner, path.to_owned())]),
            "/youth/classes" | "/youth/classes/new" => Some(vec![(Who::Teacher, path.to_owned())]),
            "/youth/classes/{id}"
            | "/youth/classes/{id}/delete"
            | "/youth/classes/{id}/report"
            | "/youth/classes/{id}/certificates" => with(Who::Teacher, "{id}", &[&self.class]),
            // Tables; and sheets of what a class is done with: tests/portal/class_reports.rs.
            "/youth/classes/{id}/report.csv"
            | "/youth/classes/{id}/report.xlsx"
            | "/youth/classes/{id}/certificates/{task}" => None,
            // Its address has a code that only the answer to making one knows: tests/portal/classes.rs.
            "/youth/classes/{id}/sheet" => None,
            "/media/open/{id}/{path:.*}" => None,
            "/media/until/{expiry}/{signature}/{id}/{path:.*}" => None,
            "/account/calendars" => {
                Some(vec![(Who::Planner, path.to_owned()), (Who::Business, path.to_owned())])
            }
            "/youth/packages/{slug}" => with(Who::Nobody, "{slug}", &[self.package()]),
            "/search" => Some(vec![
                (Who::Nobody, path.to_owned()),
                (Who::Nobody, format!("{path}?q=%E6%94%AF%E4%BB%98%E4%BB%A4")),
                (Who::Nobody, format!("{path}?q=zzzzqqqq")),
                // words of distress: the telephones come first
                (Who::Nobody, format!("{path}?q=%E4%B8%8D%E6%83%B3%E6%B4%BB%E4%BA%86")),
            ]),
            path if path.contains('{') => {
                panic!("say in harness/samples.rs which page {path} shows")
            }
            _ => same(Who::Nobody),
        }
    }
}

/// The term in which the site's clock stands.
pub fn this_term(site: &Site) -> String {
    term_of(local_day(site.app().clock.now())).to_string()
}

/// An order of the teacher's school with a line of every sort, some of them far along; a basket with
/// one of everything, begun; and another teacher's with one wish, ready to be sent.
async fn order_of_a_school(site: &Site) -> Ordered {
    let day = lines::school_day(site, 0);
    let (later, visit) = (lines::school_day(site, 1), Wish::visit(day));
    // Another class than that of the order that the planner has in hand.
    let lecture = |day| Wish { classes: &["六(1)班"], ..Wish::lecture(day) };
    let wishes = [lecture(day), lecture(later), Wish::package(), visit];
    let ordered = site.screened_order(Who::Teacher, &wishes).await;
    let planner = site.client(Who::Planner).await;
    let teacher = site.client(Who::Teacher).await;
    let judge = site.client(Who::Handler("court")).await;
    let lecturer = site.lecturer("法官 陈静", "court", None).await;
    let offer = |line: usize, day, hour| {
        lines::lesson(&ordered.lines[line], &lecturer, "court", lines::at(day, hour, 30))
    };
    planner.act(&ordered.code, "propose", offer(0, day, 9)).await.expect(200);
    let other = json!({"line": ordered.lines[0], "text": "下午更合适。"});
    teacher.act(&ordered.code, "counter", other).await.expect(200);
    planner.act(&ordered.code, "propose", offer(0, day, 14)).await.expect(200);
    lines::planned(&planner, &teacher, &ordered, offer(1, later, 9)).await;
    judge.act(&ordered.code, "sign", json!({"line": ordered.lines[1]})).await.expect(200);
    site.met(&ordered, 1, 44).await;
    site.reported(&ordered, 1, "讲了旁观的同学能做什么，学生问了很多。").await;
    for form in ["package", "lecture", "visit", "wish"] {
        teacher.get(&format!("/youth/order?add={form}")).await.expect(303);
    }
    let other = site.client(Who::OtherTeacher).await;
    other.get("/youth/order?add=wish").await.expect(303);
    let wish = [("remarks", "想请人讲一讲电动车。"), ("stage", "junior")];
    let line = "/youth/order/lines/1";
    other.fill(line, line, &wish).await.expect(303);
    ordered
}
