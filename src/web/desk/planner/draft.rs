//! A proposal as it is typed: from the address of the first click, and from the form of the second.

use chrono::NaiveDate;

use crate::db::school_orders::LineDetail;
use crate::domain::Time;
use crate::domain::course::LineForm;
use crate::domain::deadline::at_minute;
use crate::domain::order::{CENTRE, Line, Offer, State};
use crate::domain::week::minute;
use crate::error::FieldError;
use crate::web::desk::forms::LONGEST;
use crate::web::form::Form;

/// The longest lesson or visit, in minutes.
const LONGEST_MINUTES: i64 = 480;
/// The most days a school is given to answer.
const MOST_DAYS: i64 = 60;
/// The most people at one lesson or visit.
const MOST_SEATS: i64 = 5_000;
/// The longest words for a place.
const LONGEST_PLACE: usize = 100;

/// A proposal that could be made, as far as it was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// What it would be: a wish in own words becomes one of the others.
    pub becomes: Option<LineForm>,
    pub day: Option<NaiveDate>,
    pub start: Option<i32>,
    pub minutes: i64,
    pub lecturer: Option<String>,
    pub room: Option<String>,
    pub place: String,
    pub seats: i32,
    pub agency: String,
    pub days: i32,
    pub text: Option<String>,
    pub holiday_meant: bool,
}

impl Draft {
    /// When it would be.
    pub fn times(&self) -> Option<(Time, Time)> {
        let start = at_minute(self.day?, self.start?);
        Some((start, start + chrono::TimeDelta::minutes(self.minutes)))
    }

    /// Whether people meet for it.
    pub fn is_met(&self) -> bool {
        self.becomes != Some(LineForm::Package)
    }

    /// What is proposed; the lecturer's own agency is for the caller to say.
    pub fn offer(&self) -> Offer {
        let times = self.times().filter(|_| self.is_met());
        Offer {
            start: times.map(|(start, _)| start),
            end: times.map(|(_, end)| end),
            agency: self.agency.clone(),
            lecturer: self.lecturer.clone().filter(|_| self.is_met()),
            lecturer_kind: None,
            room: self.room.clone().filter(|_| self.becomes == Some(LineForm::Visit)),
            seats: self.seats,
        }
    }
}

/// Whether a proposal takes a firm time away: then the school is told why.
pub fn moves(line: &Line) -> bool {
    matches!(line.state, State::Dispatched | State::Handling)
}

/// Reads the form. What is missing or wrong is kept in it.
pub fn read(form: &mut Form, detail: &LineDetail, line: &Line) -> Draft {
    let becomes = becomes(form, detail);
    let mut draft = Draft {
        becomes,
        day: form.day("day"),
        start: start(form),
        minutes: within(form, "minutes", 1, LONGEST_MINUTES),
        lecturer: form.optional("lecturer", 80),
        room: form.optional("room", 80),
        place: form.optional("place", LONGEST_PLACE).unwrap_or_default(),
        seats: small(within(form, "seats", 1, MOST_SEATS)),
        agency: form.optional("agency", 80).unwrap_or_default(),
        days: small(within(form, "days", 1, MOST_DAYS)),
        text: form.optional("text", LONGEST),
        holiday_meant: form.ticked("holiday"),
    };
    require(form, "text", draft.text.is_none() && moves(line));
    require(form, "becomes", becomes.is_none());
    if draft.is_met() {
        require(form, "day", draft.day.is_none());
        require(form, "start", draft.start.is_none());
        require(form, "minutes", draft.minutes == 0);
    }
    match becomes {
        Some(LineForm::Lecture) => {
            require(form, "lecturer", draft.lecturer.is_none());
            require(form, "place", draft.place.is_empty());
        }
        Some(LineForm::Visit) => {
            require(form, "room", draft.room.is_none());
            draft.place.clear();
        }
        _ => draft.place.clear(),
    }
    require(form, "seats", draft.seats == 0);
    require(form, "days", draft.days == 0);
    if draft.agency.is_empty() {
        draft.agency = CENTRE.to_owned();
    }
    draft
}

/// What a line is, or what a wish becomes.
fn becomes(form: &mut Form, detail: &LineDetail) -> Option<LineForm> {
    match detail.form {
        LineForm::Wish => form.word("becomes").filter(|form| *form != LineForm::Wish),
        other => Some(other),
    }
}

fn start(form: &mut Form) -> Option<i32> {
    let typed = form.raw("start").to_owned();
    if typed.is_empty() {
        return None;
    }
    let start = minute(&typed).filter(|start| *start < 24 * 60);
    if start.is_none() {
        form.refuse(FieldError::new("start", "planner.wrong.clock"));
    }
    start
}

/// A number between two others; 0 where there is none, with an error where it is another one.
fn within(form: &mut Form, field: &str, low: i64, high: i64) -> i64 {
    let Some(number) = form.number(field) else { return 0 };
    if (low..=high).contains(&number) {
        return number;
    }
    form.refuse(FieldError::new(field, "planner.wrong.range").with("low", low).with("high", high));
    0
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or_default()
}

/// Says that a field is missing, unless something else is wrong with it already.
fn require(form: &mut Form, field: &str, missing: bool) {
    if missing && form.errors().iter().all(|error| error.field != field) {
        form.refuse(FieldError::new(field, "field.required"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::course::Stage;

    fn detail(form: LineForm) -> LineDetail {
        LineDetail {
            line_id: "l".into(),
            order_id: "o".into(),
            form,
            course: None,
            package: None,
            rooms: vec![],
            lecturer_kind: None,
            stage: Stage::Junior,
            class_count: 1,
            class_names: vec![],
            pupils: 45,
            place: "报告厅".into(),
            equipment: String::new(),
            emphasis: String::new(),
            remarks: String::new(),
            dates: vec![],
        }
    }

    fn line(state: State) -> Line {
        Line::new("l".into(), 0, None, state)
    }

    fn typed(pairs: &[(&str, &str)]) -> Form {
        Form::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn wrong(form: &Form) -> Vec<(&str, &str)> {
        form.errors().iter().map(|e| (e.field.as_str(), e.key.as_str())).collect()
    }

    const WHOLE: [(&str, &str); 9] = [
        ("day", "2026-12-01"),
        ("start", "09:30"),
        ("minutes", "40"),
        ("lecturer", "x"),
        ("room", "criminal-court"),
        ("place", "报告厅"),
        ("seats", "45"),
        ("agency", "court"),
        ("days", "5"),
    ];

    #[test]
    fn a_lecture_is_somewhere_else_than_a_visit() {
        let mut form = typed(&WHOLE);
        let draft = read(&mut form, &detail(LineForm::Lecture), &line(State::Accepted));
        assert_eq!(wrong(&form), []);
        let offer = draft.offer();
        assert_eq!((offer.room, draft.place.as_str()), (None, "报告厅"));
        assert_eq!(offer.end.zip(offer.start).map(|(e, s)| (e - s).num_minutes()), Some(40));
        let mut form = typed(&WHOLE);
        let draft = read(&mut form, &detail(LineForm::Visit), &line(State::Accepted));
        assert_eq!(
            (draft.offer().room.as_deref(), draft.place.as_str()),
            (Some("criminal-court"), "")
        );
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let mut form = typed(&[("start", "9.30"), ("seats", "0"), ("days", "x")]);
        read(&mut form, &detail(LineForm::Lecture), &line(State::Dispatched));
        assert_eq!(
            wrong(&form),
            [
                ("start", "planner.wrong.clock"),
                ("seats", "planner.wrong.range"),
                ("days", "field.number"),
                ("text", "field.required"),
                ("day", "field.required"),
                ("minutes", "field.required"),
                ("lecturer", "field.required"),
                ("place", "field.required"),
            ]
        );
    }

    #[test]
    fn a_package_has_no_time_and_a_wish_becomes_something() {
        let mut form = typed(&[("seats", "90"), ("days", "5")]);
        let draft = read(&mut form, &detail(LineForm::Package), &line(State::Accepted));
        assert_eq!(wrong(&form), []);
        assert_eq!((draft.offer().start, draft.offer().agency.as_str()), (None, CENTRE));
        let mut form = typed(&[("seats", "90"), ("days", "5"), ("becomes", "wish")]);
        read(&mut form, &detail(LineForm::Wish), &line(State::Accepted));
        assert_eq!(wrong(&form)[0], ("becomes", "field.required"));
        let mut form = typed(&WHOLE.into_iter().chain([("becomes", "visit")]).collect::<Vec<_>>());
        let draft = read(&mut form, &detail(LineForm::Wish), &line(State::Accepted));
        assert_eq!((wrong(&form), draft.becomes), (vec![], Some(LineForm::Visit)));
    }
}
