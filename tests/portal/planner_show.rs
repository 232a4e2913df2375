//! Pictures, for looking at.
use crate::harness::browser::{Browser, Size};
use crate::harness::lines::*;
use crate::harness::{Backend, Site, Who};

#[actix_web::test]
async fn pictures() {
    let site = Site::start(Backend::Sqlite).await;
    let planner = site.client(Who::Planner).await;
    let (t1, t2) = (site.client(Who::Teacher).await, site.client(Who::OtherTeacher).await);
    let court = site.account(Who::Handler("court")).await;
    let who = [
        site.lecturer("陈静", "court", Some(court)).await,
        site.lecturer("李明", "court", None).await,
        site.lecturer("韦东", "court", None).await,
    ];
    let rooms = ["criminal-court", "civil-court", "rule-of-law-base"];
    let mut last = None;
    for n in 0..18usize {
        let day = school_day(&site, n % 7);
        let teacher = if n % 2 == 0 { Who::Teacher } else { Who::OtherTeacher };
        let t = if n % 2 == 0 { &t1 } else { &t2 };
        let wish = if n % 3 == 0 {
            Wish { classes: &[], ..Wish::visit(day) }
        } else {
            Wish { classes: &[], ..Wish::lecture(day) }
        };
        let order = site.screened_order(teacher, &[wish, Wish::package()]).await;
        let start = at(day, 9 + (n as i32 % 6), 15 * (n as i32 % 4));
        let offer = if n % 3 == 0 {
            visit(&order.lines[0], "court", rooms[n % 3], start, 40)
        } else {
            lesson(&order.lines[0], &who[n % 3], "court", start)
        };
        if n < 13 {
            let r = planner.act(&order.code, "propose", offer).await;
            if r.status == 200 && n % 4 != 1 {
                t.act(&order.code, "agree", serde_json::json!({"line": order.lines[0]})).await;
            }
        } else {
            last = Some(order);
        }
    }
    let sample = some_of_each(&site).await;
    let last = last.unwrap();
    let pages = [
        ("home", Who::Planner, "/desk".to_owned()),
        (
            "week",
            Who::Planner,
            format!("/desk/planner?week={}", {
                use chrono::Datelike;
                let d = school_day(&site, 1).iso_week();
                format!("{}-W{:02}", d.year(), d.week())
            }),
        ),
        (
            "chosen",
            Who::Planner,
            format!("/desk/planner?order={}&line={}", last.code, last.lines[0]),
        ),
        ("room", Who::Planner, "/desk/planner?room=criminal-court".to_owned()),
        ("list", Who::Planner, "/desk/planner/lists/unplanned".to_owned()),
        ("order", Who::Planner, format!("/desk/orders/{}", sample.code)),
        ("agency", Who::Leader("court"), format!("/desk/orders/{}", sample.code)),
        ("propose", Who::Planner, format!("/desk/planner/propose/{}/{}", last.code, last.lines[0])),
        (
            "proposebad",
            Who::Planner,
            format!(
                "/desk/planner/propose/{}/{}?day=2026-12-05&start=20:00&lecturer={}",
                last.code, last.lines[0], who[0]
            ),
        ),
        ("checkin", Who::Planner, format!("/desk/check-in/{}/{}", sample.code, sample.lines[4])),
        ("report", Who::Planner, format!("/desk/report/{}/{}", sample.code, sample.lines[3])),
        ("diary", Who::Handler("court"), "/desk/diary".to_owned()),
    ];
    for (size, mark) in [(Size::Desktop, "w"), (Size::Phone, "p")] {
        let browser = Browser::start(size).await;
        for (name, who, path) in &pages {
            browser.sign_in(&site, *who).await;
            browser.open(&site, path).await;
            if browser.overflows().await {
                eprintln!("overflow {name} {mark}");
            }
            let h = browser.script("return document.documentElement.scrollHeight").await;
            let h = h.as_i64().unwrap_or(2000).min(4000);
            let w = if mark == "w" { 1280 } else { 390 };
            browser.devtools("Emulation.setDeviceMetricsOverride", serde_json::json!({"width": w, "height": h, "deviceScaleFactor": 1, "mobile": false})).await;
            browser.screenshot(&format!("planner-{name}-{mark}")).await;
            browser.devtools("Emulation.clearDeviceMetricsOverride", serde_json::json!({})).await;
        }
    }
}
