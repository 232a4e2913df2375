//! Filing the basket as one order.

use chrono::Datelike;

use super::basket::{self, Basket};
use super::{KIND, own_school, teacher};
use crate::app;
use crate::db::contacts::{Contact, ContactRow};
use crate::db::school_orders::LineDetail;
use crate::db::{Conn, DbError, drafts, idempotency, orders, school_orders, schools};
use crate::domain::code::Code;
use crate::domain::course::{LineForm, Stage};
use crate::domain::deadline::local_day;
use crate::domain::order::{self, Action, Channel, Input, NewOrder, Order, Step};
use crate::domain::school::{self, School};
use crate::domain::school_order::LineAsked;
use crate::error::Error;
use crate::web::intake;
use crate::web::locale::Lang;
use crate::web::visit::Visit;

/// What became of it.
pub enum Sent {
    /// The code of the order.
    Filed(String),
    /// The school may not order; the page says why.
    Barred,
}

/// Sends the basket, once: a second time comes to the same order.
///
/// # Errors
/// The database's, or the engine's reason.
pub async fn send(visit: &Visit, basket: &Basket) -> Result<Sent, Error> {
    let school = own_school(visit).await?;
    if school::may_order(&school).is_err() {
        return Ok(Sent::Barred);
    }
    let lines: Vec<LineAsked> = basket.items.iter().map(|item| item.asked.clone()).collect();
    let step = decide(visit, &school, &lines)?;
    match store(visit, &school, basket, &lines, &step).await {
        Ok(true) => Ok(Sent::Filed(step.order.code)),
        Ok(false) => Ok(Sent::Barred),
        // The same form was faster in another request.
        Err(DbError::Conflict(cause)) => match intake::made_with(visit, &basket.key).await? {
            Some((code, _)) => Ok(Sent::Filed(code)),
            None => Err(Error::internal(cause)),
        },
        Err(other) => Err(other.into()),
    }
}

fn decide(visit: &Visit, school: &School, lines: &[LineAsked]) -> Result<Step, Error> {
    let mut fresh = app::fresh();
    let new = NewOrder {
        code: Code::from_random(local_day(visit.now).year(), rand::random()).to_string(),
        kind: KIND.to_owned(),
        site: "youth".to_owned(),
        channel: Channel::Web,
        lang: visit.lang.tag().to_owned(),
        school: Some(school.id.clone()),
        asker_account: teacher(visit).map(|account| account.id.clone()),
        lines: lines.iter().map(|line| Some(line.form.to_string())).collect(),
    };
    let draft = order::new_order(new, visit.now, &mut fresh);
    // Nothing is routed: whatever a school orders is the planner's.
    let submit = Input {
        consent: Some(true),
        channel: Some(Channel::Web),
        matter: Some(KIND.to_owned()),
        rules_version: Some(KIND.to_owned()),
        ..Input::default()
    };
    let step =
        visit.app.decide(&draft, Action::Submit, &submit, &visit.actor(), visit.now, &mut fresh)?;
    Ok(step)
}

/// Stores the order with what its lines ask for; false where the school was cancelled meanwhile.
async fn store(
    visit: &Visit,
    school: &School,
    basket: &Basket,
    lines: &[LineAsked],
    step: &Step,
) -> Result<bool, DbError> {
    let account = teacher(visit).cloned().ok_or(DbError::NotFound)?;
    let contact = Contact {
        name: account.name.clone(),
        email: account.email(&visit.app.sealer)?,
        phone: account.phone(&visit.app.sealer)?,
        organisation: Some(school.name.clone()),
        place: Some(school.district.clone()),
        ..Contact::default()
    };
    let contact = ContactRow::seal(&visit.app.sealer, &step.order.id, &contact)?;
    let details = details(&step.order, lines, school);
    let (title, step, now) = (title(visit, school, lines), step.clone(), visit.now);
    let (key, row, id) =
        (intake::key_hash(visit, &basket.key), basket::row(visit), school.id.clone());
    let body = intake::body_hash(lines).map_err(|error| DbError::Broken(error.to_string()))?;
    let write = visit.app.db.write(move |c: &mut Conn| {
        if school::may_order(&schools::find(c, &id)?).is_err() {
            return Ok(false);
        }
        orders::create(c, &step, &title, &contact)?;
        school_orders::add_details(c, &details)?;
        idempotency::put(c, &key, &body, &step.order.id, now)?;
        drafts::delete(c, &row)?;
        Ok(true)
    });
    write.await
}

fn details(order: &Order, lines: &[LineAsked], school: &School) -> Vec<LineDetail> {
    // The stage is asked for on every page; a wish that was kept without one is for the school's.
    let usual = school.stages.first().copied().unwrap_or(Stage::Junior);
    let detail = |(line, asked): (&order::Line, &LineAsked)| {
        let names = i32::try_from(asked.class_names.len()).unwrap_or_default();
        LineDetail {
            line_id: line.id.clone(),
            order_id: order.id.clone(),
            form: asked.form,
            course: asked.course.clone(),
            package: asked.package.clone(),
            rooms: asked.rooms.clone(),
            lecturer_kind: asked.lecturer_kind,
            stage: asked.stage.unwrap_or(usual),
            class_count: asked.class_count.unwrap_or(names),
            class_names: asked.class_names.clone(),
            pupils: asked.pupils.unwrap_or_default(),
            place: asked.place.clone(),
            equipment: asked.equipment.clone(),
            emphasis: asked.emphasis.clone(),
            remarks: asked.remarks.clone(),
            dates: asked.dates.clone(),
        }
    };
    order.lines.iter().zip(lines).map(detail).collect()
}

/// `测试第一小学：1个课程包、2场讲座`, in the language of the house whatever the teacher reads.
fn title(visit: &Visit, school: &School, lines: &[LineAsked]) -> String {
    let locale = visit.app.pages.locale();
    let count = |form: &LineForm| {
        let n = lines.iter().filter(|line| line.form == *form).count();
        let key = format!("school_page.count.{form}");
        (n > 0).then(|| locale.text(Lang::Zh, &key, &[("n", n.to_string())]))
    };
    let counts: Vec<String> = LineForm::ALL.iter().filter_map(count).collect();
    let items = counts.join(&locale.text(Lang::Zh, "course.comma", &[]));
    let args = [("school", school.name.clone()), ("items", items)];
    locale.text(Lang::Zh, "school_page.order_title", &args)
}
