//! Bookings on both databases: what is confirmed at the same moment never collides.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};
use yimen::content::Content;
use yimen::db::bookings::{self, Confirmed, NewBooking};
use yimen::db::{Conn, Db, DbError, days_off, lecturers, new_id, orders};
use yimen::domain::Time;
use yimen::domain::booking::{Booking, BookingState, Meeting, Resource, slots};
use yimen::domain::course::LecturerKind;
use yimen::domain::deadline::at_minute;
use yimen::domain::lecturer::Lecturer;
use yimen::domain::order::{Action, Line, State};
use yimen::domain::room::Room;
use yimen::domain::week::{Span, Weekday, Weekly};

use crate::harness::databases::{Home, on_both};
use crate::harness::orders::{contact, noon, order, step};

/// A minute of Monday, 30 November 2026, in China.
fn at(hour: i32, minute: i32) -> Time {
    at_minute(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap(), hour * 60 + minute)
}

fn room(slug: &str) -> Room {
    Content::load().unwrap().room(slug).unwrap().facts.clone()
}

/// An order of so many lines; their ids.
async fn lines(home: &Home, count: usize) -> (String, Vec<String>) {
    let mut order = order("court");
    order
        .lines
        .extend((1..).take(count - 1).map(|at| Line::new(new_id(), at, None, State::Submitted)));
    let ids = order.lines.iter().map(|line| line.id.clone()).collect();
    let id = order.id.clone();
    let made = step(order, Action::Submit, State::Draft);
    home.write(move |c| orders::create(c, &made, "课", &contact(&made.order.id))).await.unwrap();
    (id, ids)
}

/// A lesson of an hour at a school by a lecturer.
fn lesson(start: Time, lecturer: &str, school: &str) -> Meeting {
    Meeting {
        start,
        end: start + Duration::hours(1),
        lecturer: Some(lecturer.to_owned()),
        room: None,
        place: "报告厅".to_owned(),
        seats: 45,
        school: school.to_owned(),
        classes: vec![],
    }
}

/// An hour in a room of the centre.
fn visit(start: Time, room: &str, school: &str, seats: i32) -> Meeting {
    let mut meeting = lesson(start, "", school);
    meeting.lecturer = None;
    meeting.room = Some(room.to_owned());
    meeting.seats = seats;
    meeting
}

async fn hold(home: &Home, order: &str, line: &str, meeting: Meeting) -> Booking {
    let new = NewBooking {
        order_id: order.to_owned(),
        line_id: line.to_owned(),
        revision: 1,
        meeting,
        expires_at: noon() + Duration::days(5),
    };
    home.write(move |c| bookings::hold(c, &new, noon())).await.unwrap()
}

async fn confirm(db: &Db, id: &str, room: Option<&Room>) -> Result<Confirmed, DbError> {
    let (id, room) = (id.to_owned(), room.cloned());
    db.write(move |c| bookings::confirm(c, &id, room.as_ref(), noon())).await
}

async fn read<T: Send + 'static>(
    home: &Home,
    work: impl FnOnce(&mut Conn) -> Result<T, DbError> + Send + 'static,
) -> T {
    home.db.read(work).await.unwrap()
}

/// Confirms all of them at once; who got it.
async fn race(home: &Home, holds: &[Booking], room: Option<&Room>) -> Vec<String> {
    let racers: Vec<_> = holds
        .iter()
        .map(|booking| {
            let (db, id, room) = (home.db.clone(), booking.id.clone(), room.cloned());
            tokio::spawn(async move { (confirm(&db, &id, room.as_ref()).await, id) })
        })
        .collect();
    let mut won = Vec::new();
    for racer in racers {
        match racer.await.unwrap() {
            (Ok(done), id) => {
                assert_eq!(done.booking.id, id);
                won.push(id);
            }
            (Err(DbError::Taken(_)), _) => {}
            (Err(other), _) => panic!("{other}"),
        }
    }
    won
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_200_confirmations_of_one_time_exactly_one_stands() {
    on_both(|home| async move {
        let (order, lines) = lines(&home, 200).await;
        let mut holds = Vec::new();
        for (n, line) in lines.iter().enumerate() {
            // Each a quarter of an hour apart at most: all of them need the same quarter.
            let start = at(10, (n % 4) as i32 * 15);
            holds.push(hold(&home, &order, line, lesson(start, "x", &format!("s{n}"))).await);
        }
        let won = race(&home, &holds, None).await;
        assert_eq!(won.len(), 1, "{won:?}");
        let all = read(&home, |c| bookings::between(c, at(0, 0), at(24, 0), noon())).await;
        let firm: Vec<_> = all.iter().filter(|b| b.state == BookingState::Firm).collect();
        assert_eq!(firm.iter().map(|b| &b.id).collect::<Vec<_>>(), [&won[0]]);
        assert_eq!(all.len(), 200, "the others are holds as they were");
        let words = [Resource::Lecturer("x".to_owned())];
        let taken =
            read(&home, move |c| bookings::taken(c, &words, slots(at(0, 0), at(24, 0)), None))
                .await;
        let quarters = taken.full(&Resource::Lecturer("x".to_owned()), 0..i64::MAX, 1);
        assert_eq!(quarters.len(), 8, "an hour, and the way there and back: of one alone");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn of_60_parties_two_fit_a_base_at_once() {
    on_both(|home| async move {
        let (order, lines) = lines(&home, 60).await;
        let base = room("rule-of-law-base");
        assert_eq!((base.parties, base.capacity), (2, 120));
        let mut holds = Vec::new();
        for (n, line) in lines.iter().enumerate() {
            let meeting = visit(at(10, 0), &base.slug, &format!("s{n}"), 40);
            holds.push(hold(&home, &order, line, meeting).await);
        }
        assert_eq!(race(&home, &holds, Some(&base)).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_seats_of_parties_add_up_also_at_the_same_moment() {
    on_both(|home| async move {
        let base = room("rule-of-law-base");
        for _ in 0..10 {
            let (order, lines) = lines(&home, 2).await;
            let mut holds = Vec::new();
            for line in &lines {
                let meeting = visit(at(10, 0), &base.slug, line, 70);
                holds.push(hold(&home, &order, line, meeting).await);
            }
            let won = race(&home, &holds, Some(&base)).await;
            assert_eq!(won.len(), 1, "140 people, and places for 120");
            let id = won[0].clone();
            home.write(move |c| bookings::release(c, &id, noon())).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_lecturer_and_a_room_are_taken_each_by_itself() {
    on_both(|home| async move {
        let (order, ids) = lines(&home, 5).await;
        let court = room("criminal-court");
        let mut first = visit(at(10, 0), &court.slug, "s1", 40);
        first.lecturer = Some("x".to_owned());
        first.classes = vec!["四(1)班".to_owned()];
        let mut same_room = visit(at(10, 30), &court.slug, "s2", 40);
        same_room.lecturer = Some("y".to_owned());
        let same_lecturer = lesson(at(10, 30), "x", "s3");
        let mut same_class = lesson(at(10, 30), "y", "s1");
        same_class.classes = vec!["四(1)班".to_owned()];
        let free = lesson(at(10, 30), "y", "s1");
        let mut held = Vec::new();
        for (line, meeting) in ids.iter().zip([first, same_room, same_lecturer, same_class, free]) {
            held.push(hold(&home, &order, line, meeting).await);
        }
        let done = confirm(&home.db, &held[0].id, Some(&court)).await.unwrap();
        let rivals: BTreeSet<_> = done.rivals.iter().map(|b| b.line_id.clone()).collect();
        assert_eq!(rivals, ids[1..4].iter().cloned().collect(), "only those that lost");
        let class = Resource::Class { school: "s1".to_owned(), name: "四(1)班".to_owned() };
        for (held, what) in held[1..4].iter().zip([
            Resource::Room(court.slug.clone()),
            Resource::Lecturer("x".to_owned()),
            class,
        ]) {
            let refused = confirm(&home.db, &held.id, Some(&court)).await;
            assert_eq!(refused, Err(DbError::Taken(what)));
            let id = held.id.clone();
            let after = read(&home, move |c| bookings::by_id(c, &id)).await;
            assert_eq!(after, *held, "nothing of it stays");
        }
        confirm(&home.db, &held[4].id, None).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_way_makes_neighbours_collide() {
    on_both(|home| async move {
        let (order, ids) = lines(&home, 3).await;
        let first = hold(&home, &order, &ids[0], lesson(at(9, 0), "x", "s1")).await;
        confirm(&home.db, &first.id, None).await.unwrap();
        // Ends at ten; half an hour back and half an hour there.
        let near = hold(&home, &order, &ids[1], lesson(at(10, 45), "x", "s2")).await;
        let refused = confirm(&home.db, &near.id, None).await;
        assert_eq!(refused, Err(DbError::Taken(Resource::Lecturer("x".to_owned()))));
        let far = hold(&home, &order, &ids[2], lesson(at(11, 0), "x", "s2")).await;
        confirm(&home.db, &far.id, None).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_refusal_leaves_the_callers_transaction_alive() {
    on_both(|home| async move {
        let (order, ids) = lines(&home, 2).await;
        let first = hold(&home, &order, &ids[0], lesson(at(9, 0), "x", "s1")).await;
        let second = hold(&home, &order, &ids[1], lesson(at(9, 0), "x", "s2")).await;
        confirm(&home.db, &first.id, None).await.unwrap();
        let id = second.id.clone();
        let released = home
            .write(move |c| {
                let refused = bookings::confirm(c, &id, None, noon());
                assert!(matches!(refused, Err(DbError::Taken(_))), "{refused:?}");
                bookings::release(c, &id, noon())
            })
            .await
            .unwrap();
        assert_eq!(released.state, BookingState::Released);
    })
    .await;
}

#[tokio::test]
async fn releasing_frees_and_moving_is_one_breath() {
    on_both(|home| async move {
        let (order, ids) = lines(&home, 2).await;
        let first = hold(&home, &order, &ids[0], lesson(at(9, 0), "x", "s1")).await;
        let firm = confirm(&home.db, &first.id, None).await.unwrap().booking;
        assert_eq!((firm.sequence, firm.confirmed_at), (1, Some(noon())));
        let again = confirm(&home.db, &first.id, None).await;
        assert_eq!(again, Err(DbError::Stale { current: 1 }), "firm already");

        // Moved to a time that overlaps its old one.
        let moved = hold(&home, &order, &ids[0], lesson(at(9, 30), "x", "s1")).await;
        let id = first.id.clone();
        let stays = read(&home, move |c| bookings::by_id(c, &id)).await;
        assert_eq!(stays.state, BookingState::Firm, "until the school agrees to the new time");
        let done = confirm(&home.db, &moved.id, None).await.unwrap();
        assert_eq!(done.replaced.iter().map(|b| &b.id).collect::<Vec<_>>(), [&first.id]);
        assert!(done.booking.sequence > firm.sequence, "the calendar entry goes on");

        // A move that can't be leaves the old booking as it was.
        let other = hold(&home, &order, &ids[1], lesson(at(14, 0), "x", "s2")).await;
        confirm(&home.db, &other.id, None).await.unwrap();
        let bad = hold(&home, &order, &ids[1], lesson(at(10, 0), "x", "s2")).await;
        assert!(confirm(&home.db, &bad.id, None).await.is_err());
        let id = other.id.clone();
        assert_eq!(read(&home, move |c| bookings::by_id(c, &id)).await.state, BookingState::Firm);

        let line = ids[0].clone();
        let gone = home.write(move |c| bookings::release_line(c, &line, noon())).await.unwrap();
        assert_eq!(gone.len(), 1);
        let id = gone[0].id.clone();
        let twice = home.write(move |c| bookings::release(c, &id, noon())).await;
        assert_eq!(twice, Err(DbError::Stale { current: gone[0].sequence.into() }));
        confirm(&home.db, &bad.id, None).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_ran_out_stands_only_where_all_is_free() {
    on_both(|home| async move {
        let (order, ids) = lines(&home, 3).await;
        let mut held = Vec::new();
        for (line, hour) in ids.iter().zip([9, 9, 14]) {
            held.push(hold(&home, &order, line, lesson(at(hour, 0), "x", line)).await);
        }
        let before = held[0].expires_at - Duration::seconds(1);
        assert_eq!(home.write(move |c| bookings::expire(c, before, 10)).await.unwrap(), []);
        let over = held[0].expires_at;
        let expired = home.write(move |c| bookings::expire(c, over, 2)).await.unwrap();
        assert_eq!(expired.len(), 2, "so many at once");
        let rest = home.write(move |c| bookings::expire(c, over, 10)).await.unwrap();
        assert_eq!(rest.len(), 1);
        let live = read(&home, move |c| bookings::between(c, at(0, 0), at(24, 0), over)).await;
        assert_eq!(live, []);
        confirm(&home.db, &held[0].id, None).await.unwrap();
        assert!(matches!(confirm(&home.db, &held[1].id, None).await, Err(DbError::Taken(_))));
        confirm(&home.db, &held[2].id, None).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_shown_of_bookings() {
    on_both(|home| async move {
        let (order, ids) = lines(&home, 4).await;
        let base = room("rule-of-law-base");
        let court = room("criminal-court");
        let mut firm = Vec::new();
        let with = |mut meeting: Meeting| {
            meeting.lecturer = Some("x".to_owned());
            meeting
        };
        for (line, meeting) in ids.iter().zip([
            with(visit(at(9, 0), &court.slug, "s1", 30)),
            with(visit(at(13, 0), &court.slug, "s2", 30)),
            visit(at(9, 0), &base.slug, "s1", 30),
            visit(at(9, 30), &base.slug, "s2", 30),
        ]) {
            let room = if meeting.room == Some(base.slug.clone()) { &base } else { &court };
            let held = hold(&home, &order, line, meeting).await;
            firm.push(confirm(&home.db, &held.id, Some(room)).await.unwrap().booking);
        }
        let (c1, b1) = (court.clone(), base.clone());
        let (taken, shared) = read(&home, move |c| {
            Ok((
                bookings::room_taken(c, &c1, at(0, 0), at(24, 0))?,
                bookings::room_taken(c, &b1, at(0, 0), at(24, 0))?,
            ))
        })
        .await;
        // Twenty minutes of setting up, in whole quarters.
        assert_eq!(taken, [(at(8, 30), at(10, 30)), (at(12, 30), at(14, 30))]);
        assert_eq!(shared, [(at(9, 15), at(10, 15))], "while both parties are there");

        let gone = firm[1].id.clone();
        home.write(move |c| bookings::release(c, &gone, noon())).await.unwrap();
        let day = (at(0, 0), at(24, 0));
        let slug = court.slug.clone();
        let (of_lecturer, of_room, of_school, counts, one, last_year) = read(&home, move |c| {
            Ok((
                bookings::of_lecturer(c, "x", day.0, day.1)?,
                bookings::of_room(c, &slug, day.0, day.1)?,
                bookings::of_school(c, "s2", day.0, day.1)?,
                bookings::year_counts(c, 2026)?,
                bookings::firm_in_year(c, "x", 2026)?,
                bookings::firm_in_year(c, "x", 2025)?,
            ))
        })
        .await;
        let states = |list: &[Booking]| list.iter().map(|b| b.state).collect::<Vec<_>>();
        assert_eq!(states(&of_lecturer), [BookingState::Firm, BookingState::Released]);
        assert_eq!(of_room, of_lecturer);
        assert_eq!(states(&of_school), [BookingState::Firm, BookingState::Released]);
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("x".to_owned(), 1)]);
        assert_eq!((one, last_year), (1, 0));
    })
    .await;
}

fn lecturer(agency: &str, name: &str, course: &str) -> Lecturer {
    let mut weekly = Weekly::default();
    weekly.add(Weekday::Tue, Span { from: 540, to: 1020 });
    Lecturer {
        id: new_id(),
        agency: agency.to_owned(),
        name: name.to_owned(),
        kind: LecturerKind::VicePrincipal,
        courses: vec![course.to_owned()],
        weekly,
        yearly_max: 12,
        vetting_valid_until: NaiveDate::from_ymd_opt(2027, 1, 31),
        schools: vec!["s1".to_owned(), "s2".to_owned()],
        account: None,
        active: true,
    }
}

#[tokio::test]
async fn a_lecturer_is_kept_edited_and_found() {
    on_both(|home| async move {
        let one = lecturer("court", "甲", "bullying");
        let two = lecturer("police", "乙", "drugs");
        let (a, b) = (one.clone(), two.clone());
        home.write(move |c| {
            lecturers::create(c, &a, noon())?;
            lecturers::create(c, &b, noon())
        })
        .await
        .unwrap();
        let id = one.id.clone();
        assert_eq!(read(&home, move |c| lecturers::find_for_edit(c, &id)).await, (one.clone(), 1));
        let gone = Lecturer { active: false, vetting_valid_until: None, ..one.clone() };
        let change = gone.clone();
        assert_eq!(home.write(move |c| lecturers::edit(c, &change, 1, noon())).await, Ok(2));
        let change = one.clone();
        let late = home.write(move |c| lecturers::edit(c, &change, 1, noon())).await;
        assert_eq!(late, Err(DbError::Stale { current: 2 }));
        let (all, active, police, drugs, bullying, nobody) = read(&home, |c| {
            Ok((
                lecturers::list(c)?,
                lecturers::active(c)?,
                lecturers::by_agency(c, "police")?,
                lecturers::by_course(c, "drugs")?,
                lecturers::by_course(c, "bullying")?,
                lecturers::by_account(c, "a")?,
            ))
        })
        .await;
        assert_eq!(all, [gone, two.clone()]);
        assert_eq!((&active, &police, &drugs), (&vec![two.clone()], &active, &active));
        assert_eq!((bullying, nobody), (vec![], None));
    })
    .await;
}

#[tokio::test]
async fn days_off_come_and_go() {
    on_both(|home| async move {
        let day = |n| NaiveDate::from_ymd_opt(2026, 12, n).unwrap();
        let who = Resource::Lecturer("x".to_owned());
        let other = Resource::Room("criminal-court".to_owned());
        let (w, o) = (who.clone(), other.clone());
        let id = home
            .write(move |c| {
                days_off::add(c, &o, day(1), day(2))?;
                days_off::add(c, &w, day(7), day(9))
            })
            .await
            .unwrap();
        let both = [who.clone(), other.clone()];
        let found = |from, to| {
            let both = both.clone();
            read(&home, move |c| days_off::of(c, &both, day(from), day(to)))
        };
        assert_eq!(found(3, 6).await, []);
        assert_eq!(found(2, 7).await.len(), 2, "the first and the last day count");
        assert_eq!(found(9, 20).await[0].id, id);
        let (i, o) = (id.clone(), other.clone());
        let foreign = home.write(move |c| days_off::remove(c, &o, &i)).await;
        assert_eq!(foreign, Err(DbError::NotFound));
        home.write(move |c| days_off::remove(c, &who, &id)).await.unwrap();
        assert_eq!(found(9, 20).await, []);
    })
    .await;
}
