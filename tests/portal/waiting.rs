//! What becomes of bookings by time, and who is told: holds run out, rivals lose, groups wait
//! together and are offered the next time that fits.

use chrono::{Datelike, Days, Duration, NaiveDate, TimeDelta};
use yimen::content::Content;
use yimen::db::bookings::{self, NewBooking};
use yimen::db::{Conn, DbError, jobs, lecturers, new_id, orders, waiting};
use yimen::domain::Time;
use yimen::domain::booking::{Booking, BookingState, Group, Meeting, WaitingState};
use yimen::domain::course::{LecturerKind, Stage};
use yimen::domain::deadline::{at_minute, local_day};
use yimen::domain::lecturer::Lecturer;
use yimen::domain::order::{Action, Line, State};
use yimen::domain::week::{Span, Weekday, Weekly};

use crate::harness::orders::{contact, order, step};
use crate::harness::{Backend, Site};

/// A site with the demo's planner and an order of a school of so many lines.
struct Planned {
    site: Site,
    order: String,
    code: String,
    lines: Vec<String>,
    /// A Monday three weeks ahead, on which the schools are open.
    monday: NaiveDate,
}

impl Planned {
    async fn new(backend: Backend, lines: usize) -> Planned {
        let site = Site::start(backend).await;
        let mut order = order("court");
        order.site = "youth".to_owned();
        order.clocks.clear();
        order.lines.extend(
            (1..).take(lines - 1).map(|at| Line::new(new_id(), at, None, State::Submitted)),
        );
        let (id, code) = (order.id.clone(), order.code.clone());
        let ids = order.lines.iter().map(|line| line.id.clone()).collect();
        let mut made = step(order, Action::Submit, State::Draft);
        made.jobs.clear();
        let stored =
            site.app().db.write(move |c| orders::create(c, &made, "课", &contact(&made.order.id)));
        stored.await.unwrap();
        let mut monday = local_day(site.app().clock.now()) + Days::new(21);
        let calendar = &site.app().calendar;
        while monday.weekday() != chrono::Weekday::Mon || !calendar.is_working(monday, true) {
            monday = monday + Days::new(1);
        }
        Planned { site, order: id, code, lines: ids, monday }
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, Time) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        let now = self.site.app().clock.now();
        self.site.app().db.write(move |c| work(c, now)).await.unwrap()
    }

    /// A visit of the criminal court room on that Monday.
    fn visit(&self, hour: i32, hours: i64, school: &str) -> Meeting {
        let start = at_minute(self.monday, hour * 60);
        Meeting {
            start,
            end: start + TimeDelta::hours(hours),
            lecturer: None,
            room: Some("criminal-court".to_owned()),
            place: String::new(),
            seats: 40,
            school: school.to_owned(),
            classes: vec![],
        }
    }

    async fn hold(&self, line: usize, meeting: Meeting) -> Booking {
        let new = NewBooking {
            order_id: self.order.clone(),
            line_id: self.lines[line].clone(),
            revision: 1,
            meeting,
            expires_at: self.site.app().clock.now() + Duration::days(5),
        };
        self.write(move |c, now| bookings::hold(c, &new, now)).await
    }

    async fn confirm(&self, booking: &Booking) -> bookings::Confirmed {
        let room = Content::load().unwrap().room("criminal-court").unwrap().facts.clone();
        let id = booking.id.clone();
        self.write(move |c, now| bookings::confirm(c, &id, Some(&room), now)).await
    }

    /// A group that wants the criminal court room on that Monday.
    fn group(&self, line: usize, pupils: i32, class_count: i32) -> Group {
        Group {
            id: String::new(),
            order_id: self.order.clone(),
            line_id: self.lines[line].clone(),
            school: format!("school-{line}"),
            room: Some("criminal-court".to_owned()),
            lecturer_kind: None,
            course: None,
            stage: Stage::Junior,
            place: String::new(),
            pupils,
            class_count,
            classes: (1..=class_count).map(|n| format!("初一({n})班")).collect(),
            minutes: 60,
            earliest: self.monday,
            latest: self.monday,
            state: WaitingState::Left,
            offer: None,
            created_at: self.site.app().clock.now(),
            offered_at: None,
        }
    }

    async fn waits(&self, group: Group) -> Group {
        self.write(move |c, now| waiting::join(c, &group, now)).await
    }

    async fn of_line(&self, line: usize) -> Group {
        let line = self.lines[line].clone();
        self.write(move |c, _| waiting::by_line(c, &line)).await.unwrap()
    }

    /// The subjects of the mails to the planner so far.
    fn told(&self) -> Vec<String> {
        let mails = self.site.mail();
        mails.iter().map(|mail| mail.subject.clone()).collect()
    }
}

async fn a_hold_runs_out(backend: Backend) {
    let plan = Planned::new(backend, 1).await;
    let held = plan.hold(0, plan.visit(10, 1, "s1")).await;
    plan.site.drain_jobs().await;
    assert_eq!(plan.told(), [""; 0]);
    plan.site.advance(TimeDelta::days(6));
    plan.site.drain_jobs().await;
    plan.site.drain_jobs().await;
    assert_eq!(plan.told(), [format!("方案过期：{}", plan.code)], "once, to the planner");
    let id = held.id.clone();
    let after = plan.write(move |c, _| bookings::by_id(c, &id)).await;
    assert_eq!(after.state, BookingState::Expired);
}

#[tokio::test]
async fn a_hold_that_nobody_answers_runs_out_and_the_planner_hears_of_it() {
    a_hold_runs_out(Backend::Sqlite).await;
    a_hold_runs_out(Backend::Postgres).await;
}

#[tokio::test]
async fn whoever_loses_the_time_is_planned_anew() {
    let plan = Planned::new(Backend::Sqlite, 3).await;
    let first = plan.hold(0, plan.visit(10, 1, "s1")).await;
    let rival = plan.hold(1, plan.visit(10, 1, "s2")).await;
    plan.hold(2, plan.visit(14, 1, "s3")).await;
    let done = plan.confirm(&first).await;
    assert_eq!(done.rivals.iter().map(|b| &b.id).collect::<Vec<_>>(), [&rival.id]);
    plan.site.drain_jobs().await;
    assert_eq!(plan.told(), [format!("时间已被约走：{}", plan.code)]);
}

async fn a_freed_time(backend: Backend) {
    let plan = Planned::new(backend, 4).await;
    // The whole day is taken: nobody can be offered anything.
    let full = plan.hold(0, plan.visit(8, 10, "s1")).await;
    plan.confirm(&full).await;
    plan.waits(plan.group(1, 130, 3)).await;
    plan.waits(plan.group(2, 30, 1)).await;
    plan.site.drain_jobs().await;
    assert_eq!(plan.of_line(1).await.state, WaitingState::Waiting);
    assert_eq!(plan.told(), [""; 0]);

    let line = plan.lines[0].clone();
    plan.write(move |c, now| bookings::release_line(c, &line, now)).await;
    plan.site.drain_jobs().await;
    let (large, small) = (plan.of_line(1).await, plan.of_line(2).await);
    let offer = large.offer.clone().unwrap();
    assert_eq!((offer.class_count, offer.seats), (1, 44), "the room holds 60: a part of it");
    assert!(!large.is_whole(&offer));
    assert_eq!(offer.start, at_minute(plan.monday, 9 * 60), "as soon as it opens");
    let second = small.offer.clone().unwrap();
    assert!(small.is_whole(&second));
    assert!(second.start >= offer.end + TimeDelta::minutes(40), "no time is offered twice");
    assert_eq!(plan.told(), [(); 2].map(|()| format!("等候的有时间了：{}", plan.code)));

    // The planner proposes the first with one click, and turns the second down.
    plan.hold(1, large.meeting(&offer)).await;
    let line = plan.lines[2].clone();
    plan.write(move |c, now| waiting::again(c, &line, now)).await;
    assert_eq!(plan.of_line(1).await.state, WaitingState::Planned);
    plan.site.drain_jobs().await;
    let again = plan.of_line(2).await;
    assert_eq!(again.offer.unwrap().start, second.start, "the held time is not offered to others");
    let list = plan.write(|c, _| waiting::list(c)).await;
    assert_eq!(list.len(), 1, "who was proposed something is off the list");

    let line = plan.lines[2].clone();
    plan.write(move |c, _| waiting::leave(c, &line)).await;
    assert_eq!(plan.write(|c, _| waiting::list(c)).await, []);
}

#[tokio::test]
async fn a_time_that_becomes_free_is_offered_to_those_who_wait() {
    a_freed_time(Backend::Sqlite).await;
    a_freed_time(Backend::Postgres).await;
}

#[tokio::test]
async fn an_offer_that_nobody_took_up_in_time_goes_back() {
    let plan = Planned::new(Backend::Sqlite, 1).await;
    let mut group = plan.group(0, 30, 1);
    group.latest = plan.monday + Days::new(7);
    plan.waits(group).await;
    plan.site.drain_jobs().await;
    let first = plan.of_line(0).await.offer.unwrap();
    plan.site.advance(first.start - plan.site.app().clock.now() + TimeDelta::hours(1));
    plan.site.drain_jobs().await;
    let second = plan.of_line(0).await.offer.unwrap();
    assert!(second.start > first.start, "the next time that fits");
}

#[tokio::test]
async fn a_lecturer_is_found_for_those_who_stay_at_their_school() {
    let plan = Planned::new(Backend::Sqlite, 2).await;
    let mut weekly = Weekly::default();
    weekly.add(Weekday::Mon, Span { from: 14 * 60, to: 17 * 60 });
    let course = plan.site.app().content.courses[0].slug.clone();
    let lecturer = Lecturer {
        id: new_id(),
        agency: "court".to_owned(),
        name: "韦清法官".to_owned(),
        kind: LecturerKind::Judge,
        courses: vec![course.clone()],
        weekly,
        yearly_max: 1,
        vetting_valid_until: Some(plan.monday),
        schools: vec![],
        account: None,
        active: true,
    };
    let id = lecturer.id.clone();
    plan.write(move |c, now| lecturers::create(c, &lecturer, now)).await;
    let mut group = plan.group(0, 90, 2);
    group.room = None;
    group.course = Some(course);
    group.lecturer_kind = Some(LecturerKind::Judge);
    plan.waits(group).await;
    plan.site.drain_jobs().await;
    let offer = plan.of_line(0).await.offer.unwrap();
    assert_eq!(offer.lecturer.as_deref(), Some(id.as_str()));
    assert_eq!((offer.start, offer.class_count), (at_minute(plan.monday, 14 * 60), 2));
}

#[tokio::test]
async fn nobody_is_looked_for_where_nobody_waits() {
    let plan = Planned::new(Backend::Sqlite, 1).await;
    let held = plan.hold(0, plan.visit(10, 1, "s1")).await;
    plan.confirm(&held).await;
    let line = plan.lines[0].clone();
    plan.write(move |c, now| bookings::release_line(c, &line, now)).await;
    assert_eq!(plan.write(|c, _| jobs::next_run(c)).await, None);
}
