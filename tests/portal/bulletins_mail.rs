//! The bulletins by mail: each new one, once, to those who had said yes before it was out.

use std::time::Duration;

use chrono::TimeDelta;
use yimen::app::App;
use yimen::config::Config;
use yimen::db::subscriptions;
use yimen::jobs;
use yimen::web::youth::bulletins::tokens;

use crate::harness::bulletins::{content, day};
use crate::harness::eml::Eml;
use crate::harness::smtp::{Manner, Moment, Received, SmtpServer};

/// The parts without a web server, whose content a test may change as it runs.
struct House {
    app: App,
    server: SmtpServer,
    _folder: tempfile::TempDir,
}

impl House {
    async fn open(bulletins: &[(&str, i64, &str)]) -> House {
        let (folder, server) = (tempfile::tempdir().unwrap(), SmtpServer::start().await);
        let data_dir = folder.path().to_string_lossy().into_owned();
        let mut config = Config::read(|name| match name {
            "YIMEN_DATA_DIR" => Some(data_dir.clone()),
            "YIMEN_PUBLIC_URL" => Some("https://fw.example".to_owned()),
            _ => None,
        })
        .unwrap();
        config.mail_url = server.url();
        let mut app = App::build(config).await.unwrap();
        app.content = content(bulletins);
        app.db.migrate().unwrap();
        yimen::setup::import(&app).await.unwrap();
        House { app, server, _folder: folder }
    }

    /// Somebody who said yes now.
    async fn reader(&self, address: &'static str, topics: &[&str]) -> String {
        let hashes = tokens::address_hashes(&self.app.config, address);
        let (sealer, now) = (self.app.sealer.clone(), self.app.clock.now());
        let topics: Vec<_> = topics.iter().map(|word| word.parse().unwrap()).collect();
        let work = move |c: &mut yimen::db::Conn| {
            let asking = subscriptions::Asking { address, hashes: &hashes, lang: "en" };
            let id = subscriptions::ask(c, &sealer, &asking, now)?;
            assert!(subscriptions::confirm(c, &id, &topics, "en", now)?);
            Ok(id)
        };
        self.app.db.write(work).await.unwrap()
    }

    /// Runs what is due and returns to whom which bulletins went since the last time.
    async fn mailed(&self, before: &mut usize) -> Vec<(String, String)> {
        while jobs::run_due(&self.app).await.unwrap() > 0 {}
        let taken = self.server.received().split_off(*before);
        *before += taken.len();
        let named =
            |mail: &Received| (mail.to[0].clone(), Eml::read(&mail.wire).one("subject").to_owned());
        let mut said: Vec<_> = taken.iter().map(named).collect();
        said.sort();
        said
    }
}

fn pair(to: &str, subject: &str) -> (String, String) {
    (to.to_owned(), format!("Bulletin: About {subject}"))
}

#[tokio::test]
async fn each_gets_what_was_chosen_and_what_came_after_and_a_late_one_too() {
    let house = House::open(&[("old", -40, "fire"), ("soon", 2, "fire")]).await;
    let mut before = 0;
    house.reader("all@x.example", &[]).await;
    house.reader("fire@x.example", &["fire", "food"]).await;
    house.reader("drugs@x.example", &["drugs"]).await;
    assert_eq!(house.mailed(&mut before).await, [], "as the house opens nothing old is mailed");
    house.app.clock.advance(TimeDelta::days(2) + TimeDelta::hours(8));
    let soon = [pair("all@x.example", "soon"), pair("fire@x.example", "soon")];
    assert_eq!(house.mailed(&mut before).await, soon);
    house.reader("late@x.example", &[]).await;
    assert_eq!(house.mailed(&mut before).await, [], "a newcomer does not get what is out");

    // Written on Monday, published on Wednesday.
    let mut house = house;
    house.app.clock.advance(TimeDelta::days(1));
    house.app.content = content(&[("old", -40, "fire"), ("soon", 2, "fire"), ("late", 1, "drugs")]);
    yimen::setup::import(&house.app).await.unwrap();
    let late = ["all@x.example", "drugs@x.example", "late@x.example"].map(|to| pair(to, "late"));
    assert_eq!(house.mailed(&mut before).await, late);
    assert_eq!(house.mailed(&mut before).await, []);
}

#[tokio::test]
async fn nobody_is_woken_and_who_left_meanwhile_gets_nothing() {
    let house = House::open(&[("soon", 2, "fire")]).await;
    let (mut before, stays) = (0, house.reader("stays@x.example", &[]).await);
    let leaves = house.reader("leaves@x.example", &[]).await;
    assert_ne!(stays, leaves);
    // To half past midnight in China on that day.
    let midnight = yimen::domain::bulletin::begin_of_day(day(2));
    house.app.clock.advance(midnight - house.app.clock.now() + TimeDelta::minutes(30));
    assert_eq!(house.mailed(&mut before).await, [], "it waits for the morning");
    let now = house.app.clock.now();
    house.app.db.write(move |c| subscriptions::end(c, &leaves, now)).await.unwrap();
    house.app.clock.advance(TimeDelta::hours(7));
    assert_eq!(house.mailed(&mut before).await, [pair("stays@x.example", "soon")]);
}

#[tokio::test]
async fn a_slow_server_delays_a_bulletin_and_doubles_none() {
    let mut house = House::open(&[("soon", 1, "fire")]).await;
    let limit = Duration::from_millis(300);
    let limits = yimen::mail::Limits { connect: limit, command: limit, taking: limit };
    house.app.mail = house.app.mail.clone().with_limits(limits);
    let mut before = 0;
    house.reader("one@x.example", &[]).await;
    house.reader("two@x.example", &[]).await;
    house.app.clock.advance(TimeDelta::days(1) + TimeDelta::hours(8));
    house.server.behave(Manner::Refuse(Moment::Recipient, 450));
    assert_eq!(house.mailed(&mut before).await, []);
    // It takes the message and then hangs up.
    house.server.behave(Manner::Drop(Moment::Taken));
    house.app.clock.advance(TimeDelta::minutes(30));
    let both = [pair("one@x.example", "soon"), pair("two@x.example", "soon")];
    assert_eq!(house.mailed(&mut before).await, both);
    house.server.behave(Manner::Accept);
    house.app.clock.advance(TimeDelta::days(1));
    assert_eq!(house.mailed(&mut before).await, []);
}
