//! Orders of schools, and those who teach: made as the pages make them, without the pages.

use chrono::NaiveDate;
use serde_json::{Value, json};
use yimen::db::contacts::{Contact, ContactRow};
use yimen::db::school_orders::{self, LineDetail, WishedDate};
use yimen::db::{bookings, lecturers, new_id, orders};
use yimen::domain::Time;
use yimen::domain::booking::Booking;
use yimen::domain::code::Code;
use yimen::domain::course::{LecturerKind, LineForm, Stage};
use yimen::domain::deadline::{at_minute, local_day};
use yimen::domain::lecturer::Lecturer;
use yimen::domain::order::*;
use yimen::domain::week::{Span, Weekday, Weekly};

use super::{Site, Visitor, Who};

/// One thing a school asks for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub form: LineForm,
    pub course: Option<&'static str>,
    pub rooms: &'static [&'static str],
    pub classes: &'static [&'static str],
    pub pupils: i32,
    pub dates: Vec<(NaiveDate, Option<i32>)>,
}

impl Wish {
    /// A lecture on bullying for a class of forty-five.
    pub fn lecture(day: NaiveDate) -> Wish {
        Wish {
            form: LineForm::Lecture,
            course: Some("bullying-primary"),
            rooms: &[],
            classes: &["四(1)班"],
            pupils: 45,
            dates: vec![(day, Some(9 * 60 + 30))],
        }
    }

    /// A visit to the court room.
    pub fn visit(day: NaiveDate) -> Wish {
        Wish {
            form: LineForm::Visit,
            course: None,
            rooms: &["criminal-court"],
            classes: &["五(2)班"],
            dates: vec![(day, None)],
            ..Wish::lecture(day)
        }
    }

    /// A course to watch in class.
    pub fn package() -> Wish {
        Wish {
            form: LineForm::Package,
            dates: Vec::new(),
            classes: &["三(1)班", "三(2)班"],
            pupils: 90,
            ..Wish::lecture(NaiveDate::MIN)
        }
    }

    /// Something in the school's own words.
    pub fn own_words(day: NaiveDate) -> Wish {
        Wish { form: LineForm::Wish, course: None, ..Wish::lecture(day) }
    }

    fn detail(&self, order: &Order, line: &Line) -> LineDetail {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        LineDetail {
            line_id: line.id.clone(),
            order_id: order.id.clone(),
            form: self.form,
            course: self.course.map(str::to_owned),
            package: None,
            rooms: owned(self.rooms),
            lecturer_kind: None,
            stage: Stage::PrimaryHigh,
            class_count: self.classes.len() as i32,
            class_names: owned(self.classes),
            pupils: self.pupils,
            place: "学校报告厅".to_owned(),
            equipment: "投影、话筒".to_owned(),
            emphasis: "旁观的同学能做什么".to_owned(),
            remarks: String::new(),
            dates: self
                .dates
                .iter()
                .map(|(day, start_minute)| WishedDate { day: *day, start_minute: *start_minute })
                .collect(),
        }
    }
}

/// An order of a school.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub id: String,
    pub code: String,
    /// Ids of the lines, as they were asked for.
    pub lines: Vec<String>,
}

/// The `n`th day from today on that is a school day and no weekend worked in exchange, at least
/// four days ahead.
pub fn school_day(site: &Site, n: usize) -> NaiveDate {
    let today = local_day(site.app().clock.now());
    let calendar = &site.app().calendar;
    let plain = |day: &NaiveDate| {
        calendar.is_working(*day, true) && !matches!(Weekday::of(*day), Weekday::Sat | Weekday::Sun)
    };
    today.iter_days().skip(4).filter(plain).nth(n).expect("a school day")
}

/// A clock time of a day, as the API says it.
pub fn at(day: NaiveDate, hour: i32, minute: i32) -> Time {
    at_minute(day, hour * 60 + minute)
}

impl Site {
    /// A school orders, as its teacher.
    pub async fn school_order(&self, who: Who, wishes: &[Wish]) -> Ordered {
        let (account, school) = (self.account(who).await, self.school(who).await);
        let (app, now) = (self.app().clone(), self.app().clock.now());
        let mut fresh = yimen::app::fresh();
        let new = NewOrder {
            code: Code::from_random(2026, rand::random()).to_string(),
            kind: "school_order".to_owned(),
            site: "youth".to_owned(),
            channel: Channel::Web,
            lang: "zh-CN".to_owned(),
            asker_account: Some(account.clone()),
            school: Some(school.clone()),
            lines: wishes.iter().map(|wish| Some(wish.form.to_string())).collect(),
        };
        let draft = new_order(new, now, &mut fresh);
        let actor = Actor {
            account: Some(account),
            role: Role::Teacher,
            agency: None,
            on_behalf: false,
            holds_key: false,
            school: Some(school),
        };
        let submit = Input {
            channel: Some(Channel::Web),
            consent: Some(true),
            matter: Some("school_order".to_owned()),
            rules_version: Some("school_order".to_owned()),
            ..Input::default()
        };
        let step = app.decide(&draft, Action::Submit, &submit, &actor, now, &mut fresh);
        let step = step.expect("the order can be sent");
        let details: Vec<LineDetail> = wishes
            .iter()
            .zip(&step.order.lines)
            .map(|(wish, line)| wish.detail(&step.order, line))
            .collect();
        let contact = Contact {
            name: "黄小满".to_owned(),
            phone: Some("13877512345".to_owned()),
            email: Some("teacher@school.example".to_owned()),
            ..Contact::default()
        };
        let contact = ContactRow::seal(&app.sealer, &step.order.id, &contact).expect("a contact");
        let ordered = Ordered {
            id: step.order.id.clone(),
            code: step.order.code.clone(),
            lines: step.order.lines.iter().map(|line| line.id.clone()).collect(),
        };
        let stored = app.db.write(move |c| {
            orders::create(c, &step, "四年级法治课", &contact)?;
            school_orders::add_details(c, &details)
        });
        stored.await.expect("the order is stored");
        ordered
    }

    /// The same, already screened by the planner.
    pub async fn screened_order(&self, who: Who, wishes: &[Wish]) -> Ordered {
        let ordered = self.school_order(who, wishes).await;
        let planner = self.client(Who::Planner).await;
        planner.act(&ordered.code, "accept", json!({})).await.expect(200);
        ordered
    }

    /// Somebody who teaches on every weekday from eight to six, vetted for years.
    pub async fn lecturer(&self, name: &str, agency: &str, account: Option<String>) -> String {
        let mut weekly = Weekly::default();
        for day in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri] {
            weekly.add(day, Span { from: 8 * 60, to: 18 * 60 });
        }
        let lecturer = Lecturer {
            id: new_id(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            kind: LecturerKind::Judge,
            courses: vec!["bullying-primary".to_owned(), "constitution-and-flag".to_owned()],
            weekly,
            yearly_max: 200,
            vetting_valid_until: NaiveDate::from_ymd_opt(2099, 12, 31),
            schools: Vec::new(),
            account,
            active: true,
        };
        let (id, now) = (lecturer.id.clone(), self.app().clock.now());
        let stored = self.app().db.write(move |c| lecturers::create(c, &lecturer, now)).await;
        stored.expect("the lecturer is stored");
        id
    }

    /// The order as it stands.
    pub async fn order(&self, ordered: &Ordered) -> Order {
        let id = ordered.id.clone();
        self.app().db.read(move |c| orders::find(c, &id)).await.expect("the order")
    }

    /// People met for a line that its agency has taken on, whatever day it is: the planner says so
    /// for the lecturer, past the page that asks for the day and its code.
    pub async fn met(&self, ordered: &Ordered, line: usize, headcount: i32) {
        let input = Input { headcount: Some(headcount), ..Input::default() };
        self.decided(ordered, line, Action::CheckIn, input).await;
    }

    /// The planner reports for the lecturer.
    pub async fn reported(&self, ordered: &Ordered, line: usize, text: &str) {
        let input = Input { text: Some(text.to_owned()), ..Input::default() };
        self.decided(ordered, line, Action::Deliver, input).await;
    }

    async fn decided(&self, ordered: &Ordered, line: usize, action: Action, input: Input) {
        let (before, app) = (self.order(ordered).await, self.app().clone());
        let input = Input { line: Some(ordered.lines[line].clone()), ..input };
        let actor = Actor {
            account: Some(self.account(Who::Planner).await),
            role: Role::Planner,
            agency: None,
            on_behalf: false,
            holds_key: false,
            school: None,
        };
        let (now, mut fresh) = (app.clock.now(), yimen::app::fresh());
        let step = app.decide(&before, action, &input, &actor, now, &mut fresh);
        let step = step.unwrap_or_else(|why| panic!("{action}: {why:?}"));
        let stored = app.db.write(move |c| orders::save(c, &before, &step)).await;
        stored.expect("the step is stored");
    }

    /// The bookings of a line, the newest last.
    pub async fn bookings(&self, line: &str) -> Vec<Booking> {
        let line = line.to_owned();
        self.app().db.read(move |c| bookings::by_line(c, &line)).await.expect("the bookings")
    }
}

/// What the planner proposes for a lecture of forty minutes at the school.
pub fn lesson(line: &str, lecturer: &str, agency: &str, start: Time) -> Value {
    json!({
        "line": line,
        "days": 5,
        "place": "学校报告厅",
        "offer": {
            "start": start,
            "end": start + chrono::Duration::minutes(40),
            "agency": agency,
            "lecturer": lecturer,
            "lecturer_kind": "judge",
            "room": null,
            "seats": 45,
        },
    })
}

/// What the planner proposes for a visit of an hour.
pub fn visit(line: &str, agency: &str, room: &str, start: Time, seats: i32) -> Value {
    let mut body = lesson(line, "", agency, start);
    body["offer"]["lecturer"] = Value::Null;
    body["offer"]["lecturer_kind"] = Value::Null;
    body["offer"]["room"] = room.into();
    body["offer"]["end"] = json!(start + chrono::Duration::minutes(60));
    body["offer"]["seats"] = seats.into();
    body["place"] = "".into();
    body
}

/// The planner proposes and the teacher agrees: the line is with its agency.
pub async fn planned(planner: &Visitor, teacher: &Visitor, order: &Ordered, offer: Value) {
    let line = offer["line"].clone();
    planner.act(&order.code, "propose", offer).await.expect(200);
    teacher.act(&order.code, "agree", json!({"line": line})).await.expect(200);
}

/// What the planner proposes for something that has no time.
pub fn no_time(line: &str, seats: i32) -> Value {
    let offer = json!({
        "start": null, "end": null, "agency": "centre",
        "lecturer": null, "lecturer_kind": null, "room": null, "seats": seats,
    });
    json!({"line": line, "days": 5, "place": "", "offer": offer})
}

/// An order with a lecture that the court has, a visit and a wish to be planned, and a package and
/// another wish that were agreed to and have no time.
pub async fn some_of_each(site: &Site) -> Ordered {
    let (planner, teacher) = (site.client(Who::Planner).await, site.client(Who::Teacher).await);
    let (day, later) = (school_day(site, 0), school_day(site, 2));
    let court = site.account(Who::Handler("court")).await;
    let who = site.lecturer("法官 陈静", "court", Some(court)).await;
    let wishes = [
        Wish::lecture(day),
        Wish::visit(later),
        Wish::own_words(later),
        Wish::package(),
        Wish::own_words(later),
    ];
    let order = site.screened_order(Who::Teacher, &wishes).await;
    let offer = lesson(&order.lines[0], &who, "court", at(day, 9, 30));
    planned(&planner, &teacher, &order, offer).await;
    for line in [3, 4] {
        planned(&planner, &teacher, &order, no_time(&order.lines[line], 90)).await;
    }
    order
}
