//! The form of a line: reading what was typed, and showing a line in it.

use std::collections::BTreeMap;

use crate::domain::course::LineForm;
use crate::domain::school_order::{LineAsked, MAX_DATES, WishedDate, tidy_classes};
use crate::domain::week;
use crate::error::FieldError;
use crate::web::form::Form;

/// What stands before a course in the list of what can be watched.
const COURSE: &str = "course:";

/// Reads a line of this form. What can't be read is an error of its field; whether the rest may be
/// so is for `domain::school_order` to say.
pub fn read(form: &mut Form, of: LineForm) -> LineAsked {
    let mut line = LineAsked::new(of);
    what(form, &mut line);
    line.stage = form.word("stage");
    line.class_names = tidy_classes(&text(form, "class_names"));
    line.class_count = number(form, "class_count");
    line.pupils = number(form, "pupils");
    line.place = text(form, "place");
    line.equipment = text(form, "equipment");
    line.emphasis = text(form, "emphasis");
    line.remarks = text(form, "remarks");
    line.day_meant = form.ticked("day_meant");
    line.dates = (1..=MAX_DATES).filter_map(|n| date(form, n)).collect();
    line
}

fn what(form: &mut Form, line: &mut LineAsked) {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match line.form {
        LineForm::Package => match form.raw("package").strip_prefix(COURSE) {
            Some(course) => line.course = given(course),
            None => line.package = given(form.raw("package")),
        },
        LineForm::Lecture => {
            line.course = given(form.raw("course"));
            line.lecturer_kind = form.word("lecturer_kind");
        }
        LineForm::Visit => {
            line.course = given(form.raw("course"));
            line.rooms = form.all("rooms");
            line.rooms.dedup();
        }
        LineForm::Wish => {}
    }
}

/// A text of any length: how long it may be is checked with the rest.
fn text(form: &mut Form, field: &str) -> String {
    form.optional(field, usize::MAX).unwrap_or_default()
}

fn number(form: &mut Form, field: &str) -> Option<i32> {
    form.number(field).map(|n| i32::try_from(n).unwrap_or(i32::MAX))
}

fn date(form: &mut Form, n: usize) -> Option<WishedDate> {
    let (day, start) = (format!("day{n}"), format!("start{n}"));
    let typed = form.raw(&start).replace('：', ":");
    let start_minute = week::minute(&typed).filter(|minute| *minute < 24 * 60);
    if !typed.is_empty() && start_minute.is_none() {
        form.refuse(FieldError::new(&start, "school_page.wrong.clock"));
    }
    let given = form.day(&day);
    if given.is_none() && form.raw(&day).is_empty() && !typed.is_empty() {
        form.refuse(FieldError::new(&day, "school_page.wrong.day_of_start"));
    }
    given.map(|day| WishedDate { day, start_minute })
}

/// The values of the form for a line.
pub fn values(line: &LineAsked) -> BTreeMap<String, String> {
    let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    let word = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let watched = match (&line.package, &line.course) {
        (Some(package), _) => package.clone(),
        (None, Some(course)) => format!("{COURSE}{course}"),
        (None, None) => String::new(),
    };
    let mut values = BTreeMap::from([
        ("package", watched),
        ("course", word(line.course.as_deref())),
        ("lecturer_kind", word(line.lecturer_kind.map(|kind| kind.as_str()))),
        ("stage", word(line.stage.map(|stage| stage.as_str()))),
        ("class_names", line.class_names.join("\n")),
        ("class_count", number(line.class_count)),
        ("pupils", number(line.pupils)),
        ("place", line.place.clone()),
        ("equipment", line.equipment.clone()),
        ("emphasis", line.emphasis.clone()),
        ("remarks", line.remarks.clone()),
        ("day_meant", if line.day_meant { "true" } else { "" }.to_owned()),
    ])
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect::<BTreeMap<_, _>>();
    for (n, date) in (1..).zip(&line.dates) {
        values.insert(format!("day{n}"), date.day.to_string());
        let start = date.start_minute.map(week::clock).unwrap_or_default();
        values.insert(format!("start{n}"), start);
    }
    values
}

/// What the list of things to watch calls a single course.
pub fn watched(course: &str) -> String {
    format!("{COURSE}{course}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::course::{LecturerKind, Stage};

    fn form(values: &BTreeMap<String, String>) -> Form {
        Form::from_pairs(values.clone().into_iter().collect())
    }

    #[test]
    fn a_line_reads_back_from_its_form() {
        let day = "2026-12-03".parse().unwrap();
        let line = LineAsked {
            course: Some("drugs".into()),
            lecturer_kind: Some(LecturerKind::Police),
            stage: Some(Stage::Junior),
            class_count: Some(2),
            class_names: vec!["七(1)班".into(), "七(2)班".into()],
            pupils: Some(96),
            place: "报告厅".into(),
            emphasis: "电子烟\n和奶茶".into(),
            dates: vec![
                WishedDate { day, start_minute: Some(570) },
                WishedDate { day, start_minute: None },
            ],
            day_meant: true,
            ..LineAsked::new(LineForm::Lecture)
        };
        let mut typed = form(&values(&line));
        assert_eq!(read(&mut typed, LineForm::Lecture), line);
        assert!(typed.check().is_ok());
        for watched in [(Some("p"), None), (None, Some("c"))] {
            let watched = LineAsked {
                package: watched.0.map(str::to_owned),
                course: watched.1.map(str::to_owned),
                ..LineAsked::new(LineForm::Package)
            };
            assert_eq!(read(&mut form(&values(&watched)), LineForm::Package), watched);
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_beside_its_field() {
        let typed = [
            ("day1", "3 December"),
            ("day2", ""),
            ("start2", "9:00"),
            ("day3", "2026-12-03"),
            ("start3", "25:00"),
            ("pupils", "many"),
            ("stage", "college"),
        ];
        let pairs = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut form = Form::from_pairs(pairs.into());
        read(&mut form, LineForm::Visit);
        let wrong: Vec<&str> = form.errors().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(wrong, ["stage", "pupils", "day1", "day2", "start3"]);
    }
}
