//! The lines that were not sent yet. A teacher's basket goes with the account, so that what was
//! begun on the telephone goes on at the desk; a visitor's goes with the browser until they sign in.

use serde::{Deserialize, Serialize};

use super::teacher;
use crate::db::drafts;
use crate::domain::Time;
use crate::domain::school_order::{LineAsked, MAX_LINES, Shelf};
use crate::error::Error;
use crate::web::digest;
use crate::web::kept;
use crate::web::visit::Visit;

/// What was chosen so far.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Basket {
    pub items: Vec<Item>,
    /// The number of the next line.
    next: u32,
    /// Sent with the form, so that a form sent twice makes one order.
    pub key: String,
    pub saved_at: Option<Time>,
}

/// One line.
#[derive(Clone, Serialize, Deserialize)]
pub struct Item {
    /// Its number in URLs; no other line of this basket ever has it.
    pub n: u32,
    pub asked: LineAsked,
    /// Its page was filled in.
    pub filled: bool,
}

/// The name under which it is kept: that of the account, or of the browser.
pub fn row(visit: &Visit) -> String {
    match teacher(visit) {
        Some(account) => digest(&visit.app.config.secret, &["basket", &account.id]),
        None => guest_row(visit),
    }
}

fn guest_row(visit: &Visit) -> String {
    digest(&visit.app.config.secret, &["basket of a guest", &visit.guest])
}

impl Basket {
    /// What is in the basket of whoever is here.
    ///
    /// # Errors
    /// The database's.
    pub async fn load(visit: &Visit) -> Result<Basket, Error> {
        let found = kept::load(visit, row(visit)).await?;
        Ok(found.unwrap_or_else(|| Basket { key: kept::once(), ..Basket::default() }))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The database's.
    pub async fn save(&mut self, visit: &Visit) -> Result<(), Error> {
        self.saved_at = Some(visit.now);
        kept::save(visit, row(visit), self).await
    }

    /// The line of a number.
    pub fn item(&self, n: u32) -> Option<&Item> {
        self.items.iter().find(|item| item.n == n)
    }

    /// Puts a line in and says its number: that of the same line, if it is there and was not filled
    /// in; none where the basket is full. The people are those of the line before.
    pub fn add(&mut self, line: LineAsked, shelf: &dyn Shelf) -> Option<u32> {
        let begins = |item: &&Item| {
            let asked = &item.asked;
            !item.filled
                && (asked.form, &asked.course, &asked.package, &asked.rooms)
                    == (line.form, &line.course, &line.package, &line.rooms)
        };
        if let Some(known) = self.items.iter().find(begins) {
            return Some(known.n);
        }
        if self.items.len() >= MAX_LINES {
            return None;
        }
        let line = match self.items.iter().rev().find(|item| item.filled) {
            Some(before) => fitting(line.with_the_people_of(&before.asked), shelf),
            None => line,
        };
        self.next += 1;
        self.items.push(Item { n: self.next, asked: line, filled: false });
        Some(self.next)
    }

    /// Takes up what this browser chose before its teacher signed in; the number of the line to go
    /// on with, if there was one.
    ///
    /// # Errors
    /// The database's.
    pub async fn take_up(&mut self, visit: &Visit) -> Result<Option<u32>, Error> {
        let guest = guest_row(visit);
        let Some(chosen) = kept::load::<Basket>(visit, guest.clone()).await? else {
            return Ok(None);
        };
        let lines = chosen.items.into_iter().map(|item| item.asked);
        let added: Vec<u32> = lines.filter_map(|line| self.add(line, &*visit.content)).collect();
        self.save(visit).await?;
        visit.app.db.write(move |c| drafts::delete(c, &guest)).await?;
        Ok(added.last().copied())
    }
}

/// Without a stage that the course or package is not for.
fn fitting(mut line: LineAsked, shelf: &dyn Shelf) -> LineAsked {
    let course = line.course.as_deref().and_then(|slug| shelf.course_facts(slug));
    let package = line.package.as_deref().and_then(|slug| shelf.package_stages(slug));
    let stages = course.map(|facts| facts.stages).or(package);
    if let Some(stages) = stages {
        line.stage = line.stage.filter(|stage| stages.contains(stage));
    }
    line
}
