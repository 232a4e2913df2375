//! What schools ask for and what was offered to them: the parts of an order of several lines that
//! no decision depends on.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::error::word;
use super::schema::{line_details, proposals, wished_dates};
use super::{Conn, DbError};
use crate::domain::Time;
use crate::domain::course::{LecturerKind, LineForm, Stage};
use crate::domain::order::Offer;
pub use crate::domain::school_order::WishedDate;

/// What one line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDetail {
    pub line_id: String,
    pub order_id: String,
    pub form: LineForm,
    /// Slug of a course.
    pub course: Option<String>,
    /// Slug of a package.
    pub package: Option<String>,
    /// Slugs of function rooms.
    pub rooms: Vec<String>,
    pub lecturer_kind: Option<LecturerKind>,
    pub stage: Stage,
    pub class_count: i32,
    /// Names of classes, such as 四(1)班; never of pupils.
    pub class_names: Vec<String>,
    pub pupils: i32,
    pub place: String,
    pub equipment: String,
    pub emphasis: String,
    pub remarks: String,
    /// The dearest first.
    pub dates: Vec<WishedDate>,
}

/// One revision of what was offered for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub line_id: String,
    pub revision: i32,
    pub order_id: String,
    pub offer: Offer,
    /// Where they meet, in words.
    pub place: String,
    pub by_account: String,
    pub created_at: Time,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = line_details)]
struct DetailRow {
    line_id: String,
    order_id: String,
    form: String,
    course: Option<String>,
    package: Option<String>,
    rooms: String,
    lecturer_kind: Option<String>,
    stage: String,
    class_count: i32,
    class_names: String,
    pupils: i32,
    place: String,
    equipment: String,
    emphasis: String,
    remarks: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = wished_dates)]
struct DateRow {
    line_id: String,
    position: i32,
    day: NaiveDate,
    start_minute: Option<i32>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = proposals)]
struct ProposalRow {
    line_id: String,
    revision: i32,
    order_id: String,
    start_at: Option<Time>,
    end_at: Option<Time>,
    agency: String,
    lecturer: Option<String>,
    lecturer_kind: Option<String>,
    room: Option<String>,
    place: String,
    seats: i32,
    by_account: String,
    created_at: Time,
}

/// Stores what the lines of a new order ask for.
pub fn add_details(c: &mut Conn, details: &[LineDetail]) -> Result<(), DbError> {
    for detail in details {
        diesel::insert_into(line_details::table).values(&DetailRow::of(detail)).execute(c)?;
        for (position, date) in (0..).zip(&detail.dates) {
            let row = DateRow {
                line_id: detail.line_id.clone(),
                position,
                day: date.day,
                start_minute: date.start_minute,
            };
            diesel::insert_into(wished_dates::table).values(&row).execute(c)?;
        }
    }
    Ok(())
}

/// What the lines of these orders ask for, in no particular order; two queries for any number.
pub fn details(c: &mut Conn, orders: &[String]) -> Result<Vec<LineDetail>, DbError> {
    let rows: Vec<DetailRow> = line_details::table
        .filter(line_details::order_id.eq_any(orders))
        .order((line_details::order_id, line_details::line_id))
        .select(DetailRow::as_select())
        .load(c)?;
    let lines: Vec<&str> = rows.iter().map(|row| row.line_id.as_str()).collect();
    let dates: Vec<DateRow> = wished_dates::table
        .filter(wished_dates::line_id.eq_any(lines))
        .order((wished_dates::line_id, wished_dates::position))
        .select(DateRow::as_select())
        .load(c)?;
    rows.into_iter().map(|row| row.detail(&dates)).collect()
}

/// Stores a revision; `Conflict` where it is there already.
pub fn add_proposal(c: &mut Conn, proposal: &Proposal) -> Result<(), DbError> {
    diesel::insert_into(proposals::table).values(&ProposalRow::of(proposal)).execute(c)?;
    Ok(())
}

/// All that was offered for the lines of an order, the oldest revision of each line first.
pub fn proposals_of(c: &mut Conn, order_id: &str) -> Result<Vec<Proposal>, DbError> {
    proposals_of_all(c, &[order_id.to_owned()])
}

/// The same for the lines of several orders; one query for any number.
pub fn proposals_of_all(c: &mut Conn, orders: &[String]) -> Result<Vec<Proposal>, DbError> {
    let rows: Vec<ProposalRow> = proposals::table
        .filter(proposals::order_id.eq_any(orders))
        .order((proposals::line_id, proposals::revision))
        .select(ProposalRow::as_select())
        .load(c)?;
    rows.into_iter().map(ProposalRow::proposal).collect()
}

/// One revision; `NotFound` where there is none.
pub fn proposal(c: &mut Conn, line_id: &str, revision: i32) -> Result<Proposal, DbError> {
    let row: ProposalRow =
        proposals::table.find((line_id, revision)).select(ProposalRow::as_select()).first(c)?;
    row.proposal()
}

fn split(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

impl DetailRow {
    fn of(d: &LineDetail) -> DetailRow {
        DetailRow {
            line_id: d.line_id.clone(),
            order_id: d.order_id.clone(),
            form: d.form.to_string(),
            course: d.course.clone(),
            package: d.package.clone(),
            rooms: d.rooms.join("\n"),
            lecturer_kind: d.lecturer_kind.map(|kind| kind.to_string()),
            stage: d.stage.to_string(),
            class_count: d.class_count,
            class_names: d.class_names.join("\n"),
            pupils: d.pupils,
            place: d.place.clone(),
            equipment: d.equipment.clone(),
            emphasis: d.emphasis.clone(),
            remarks: d.remarks.clone(),
        }
    }

    fn detail(self, dates: &[DateRow]) -> Result<LineDetail, DbError> {
        let own = dates.iter().filter(|date| date.line_id == self.line_id);
        let dates = own.map(|d| WishedDate { day: d.day, start_minute: d.start_minute }).collect();
        Ok(LineDetail {
            form: word(&self.form)?,
            lecturer_kind: self.lecturer_kind.as_deref().map(word).transpose()?,
            stage: word(&self.stage)?,
            line_id: self.line_id,
            order_id: self.order_id,
            course: self.course,
            package: self.package,
            rooms: split(&self.rooms),
            class_count: self.class_count,
            class_names: split(&self.class_names),
            pupils: self.pupils,
            place: self.place,
            equipment: self.equipment,
            emphasis: self.emphasis,
            remarks: self.remarks,
            dates,
        })
    }
}

impl ProposalRow {
    fn of(p: &Proposal) -> ProposalRow {
        ProposalRow {
            line_id: p.line_id.clone(),
            revision: p.revision,
            order_id: p.order_id.clone(),
            start_at: p.offer.start,
            end_at: p.offer.end,
            agency: p.offer.agency.clone(),
            lecturer: p.offer.lecturer.clone(),
            lecturer_kind: p.offer.lecturer_kind.map(|kind| kind.to_string()),
            room: p.offer.room.clone(),
            place: p.place.clone(),
            seats: p.offer.seats,
            by_account: p.by_account.clone(),
            created_at: p.created_at,
        }
    }

    fn proposal(self) -> Result<Proposal, DbError> {
        Ok(Proposal {
            offer: Offer {
                start: self.start_at,
                end: self.end_at,
                agency: self.agency,
                lecturer: self.lecturer,
                lecturer_kind: self.lecturer_kind.as_deref().map(word).transpose()?,
                room: self.room,
                seats: self.seats,
            },
            line_id: self.line_id,
            revision: self.revision,
            order_id: self.order_id,
            place: self.place,
            by_account: self.by_account,
            created_at: self.created_at,
        })
    }
}
