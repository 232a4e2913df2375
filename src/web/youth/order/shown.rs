//! A line in words: its title, its facts in one glance, and all its answers.

use serde::Serialize;

use super::super::{said, stages, titled};
use crate::db::school_orders::LineDetail;
use crate::domain::course::LineForm;
use crate::domain::school_order::{Arg, LineAsked, WishedDate};
use crate::domain::week;
use crate::web::filters;
use crate::web::visit::Visit;

/// A title made of somebody's own words is no longer than this.
const TITLE_CHARS: usize = 24;

/// An answer, with a way to change it.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub label: String,
    pub value: String,
    pub href: String,
}

/// What the line is called.
pub fn title(visit: &Visit, line: &LineAsked) -> String {
    let content = &visit.content;
    let package = line.package.as_deref().and_then(|slug| content.package(slug));
    let course = line.course.as_deref().and_then(|slug| content.course(slug));
    match (package, course, line.form) {
        (Some(package), ..) => titled(visit, &package.title, &package.title_en),
        (_, Some(course), _) => titled(visit, &course.title, &course.title_en),
        (.., LineForm::Visit) if !line.rooms.is_empty() => rooms(visit, &line.rooms),
        (.., LineForm::Visit) => visit.text("school_page.title.visit", &[]),
        (.., LineForm::Lecture) if !line.emphasis.is_empty() => short(&line.emphasis),
        (.., LineForm::Wish) if !line.remarks.is_empty() => short(&line.remarks),
        (.., form) => visit.text(&format!("school_order.form.{form}"), &[]),
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(TITLE_CHARS).collect();
    if cut.len() < text.trim_end().len() { format!("{cut}…") } else { cut }
}

/// Names of rooms in one line.
pub fn rooms(visit: &Visit, slugs: &[String]) -> String {
    let name = |slug: &String| match visit.content.room(slug) {
        Some(room) => room.name_in(visit.lang.tag()).to_owned(),
        None => slug.clone(),
    };
    slugs.iter().map(name).collect::<Vec<_>>().join(&visit.text("course.comma", &[]))
}

/// Who, how many and when, in a few words.
pub fn facts(visit: &Visit, line: &LineAsked) -> Vec<String> {
    let stage = line.stage.map(|stage| stages(visit, &[stage]));
    let classes = classes(visit, line);
    let pupils = line
        .pupils
        .filter(|pupils| *pupils > 0)
        .map(|n| visit.text("school_page.people", &[("n", n.to_string())]));
    let first = line.dates.first().map(|date| day(visit, date));
    [stage, classes, pupils, first].into_iter().flatten().collect()
}

fn classes(visit: &Visit, line: &LineAsked) -> Option<String> {
    if !line.class_names.is_empty() {
        return Some(line.class_names.join(&visit.text("course.comma", &[])));
    }
    let count = line.class_count.filter(|count| *count > 0)?;
    Some(visit.text("school_page.classes", &[("n", count.to_string())]))
}

/// A date that was wished for, with its weekday.
pub fn day(visit: &Visit, date: &WishedDate) -> String {
    let day = filters::date(date.day, visit.lang, true);
    match date.start_minute {
        Some(minute) => format!("{day} {}", week::clock(minute)),
        None => visit.text("school_page.any_time", &[("day", day)]),
    }
}

/// Every answer that was given, each leading back to its field in `page`, if there is one.
pub fn rows(visit: &Visit, line: &LineAsked, page: &str) -> Vec<Row> {
    let text = |key: &str| visit.text(key, &[]);
    let dates: Vec<String> = line.dates.iter().map(|date| day(visit, date)).collect();
    let lecturer = line.lecturer_kind.map(|kind| said(visit, "course.lecturer.", &[kind]));
    let pupils = line.pupils.filter(|n| *n > 0).map(|n| n.to_string());
    let wish = line.form == LineForm::Wish;
    let answers = [
        ("stage", "school_order.stage", line.stage.map(|stage| stages(visit, &[stage]))),
        ("class_names", "school_order.class_names", classes(visit, line)),
        ("pupils", "school_order.pupils", pupils),
        ("day1", "school_order.dates", Some(dates.join("\n"))),
        ("rooms", "school_order.rooms", Some(rooms(visit, &line.rooms))),
        ("place", "school_order.place", Some(line.place.clone())),
        ("lecturer_kind", "school_order.lecturer_kind", lecturer),
        ("emphasis", "school_order.emphasis", Some(line.emphasis.clone())),
        ("equipment", "school_order.equipment", Some(line.equipment.clone())),
        (
            "remarks",
            if wish { "school_order.wish" } else { "school_order.remarks" },
            Some(line.remarks.clone()),
        ),
    ];
    let given = answers.into_iter().filter_map(|(field, label, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        let href = if page.is_empty() { String::new() } else { format!("{page}#{field}") };
        Some(Row { label: text(label), value, href })
    });
    given.collect()
}

/// What stands in a placeholder, in the visit's language.
pub fn arg(visit: &Visit, arg: &Arg) -> String {
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Number(number) => number.to_string(),
        Arg::Day(day) => filters::date(*day, visit.lang, true),
        Arg::Clock(minute) => week::clock(*minute),
        Arg::Room(slug) => rooms(visit, std::slice::from_ref(slug)),
        Arg::Stages(of) => stages(visit, of),
        Arg::Forms(of) => said(visit, "school_order.form.", of),
        Arg::Hours(spans) => spans
            .iter()
            .map(|span| format!("{}–{}", week::clock(span.from), week::clock(span.to)))
            .collect::<Vec<_>>()
            .join(&visit.text("course.comma", &[])),
        Arg::Lecturers(of) => said(visit, "course.lecturer.", of),
    }
}

/// A line that was sent, as it was filled in.
pub fn asked(detail: &LineDetail) -> LineAsked {
    let some = |n: i32| (n > 0).then_some(n);
    LineAsked {
        form: detail.form,
        course: detail.course.clone(),
        package: detail.package.clone(),
        rooms: detail.rooms.clone(),
        lecturer_kind: detail.lecturer_kind,
        stage: Some(detail.stage),
        class_count: some(detail.class_count),
        class_names: detail.class_names.clone(),
        pupils: some(detail.pupils),
        place: detail.place.clone(),
        equipment: detail.equipment.clone(),
        emphasis: detail.emphasis.clone(),
        remarks: detail.remarks.clone(),
        dates: detail.dates.clone(),
        day_meant: true,
    }
}
