//! The report to take away: the same rows as the page, as CSV and as a workbook.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Report, Row, Wanted, by_seat, questions, read};
use crate::domain::class_report::Cell;
use crate::error::Error;
use crate::web::visit::Visit;

/// What Excel needs in front of a CSV file to read it as UTF-8.
const BOM: &str = "\u{feff}";

/// A cell of a table.
enum Value {
    Text(String),
    Number(i64),
}

/// A table with its heads.
struct Table {
    name: String,
    heads: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// `GET /youth/classes/{id}/report.csv`: the lessons, or with `?seats=1` the seats.
pub async fn csv(
    visit: Visit,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let report = read(&visit, &id).await?;
    let table = if wanted.seats() { seats(&visit, &report) } else { lessons(&visit, &report) };
    let text = comma_separated(&table).map_err(Error::internal)?;
    Ok(sent("text/csv; charset=utf-8", "csv", text.into_bytes()))
}

/// `GET /youth/classes/{id}/report.xlsx`: lessons and questions, with `?seats=1` the seats besides.
pub async fn workbook(
    visit: Visit,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, Error> {
    let report = read(&visit, &id).await?;
    let mut tables = vec![lessons(&visit, &report), asked(&visit, &report)];
    if wanted.seats() {
        tables.push(seats(&visit, &report));
    }
    let bytes = sheets(&tables).map_err(Error::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(sent(kind, "xlsx", bytes))
}

fn sent(kind: &str, end: &str, bytes: Vec<u8>) -> HttpResponse {
    let name = format!("attachment; filename=\"class-report.{end}\"");
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(bytes)
}

fn lessons(visit: &Visit, report: &Report) -> Table {
    let taken = report.learnt.seats.len() as i64;
    let row = |row: &Row| {
        let sum = &row.sum;
        let numbers = [
            taken,
            sum.begun as i64,
            sum.done as i64,
            i64::from(sum.percent),
            sum.showings as i64,
            sum.heads,
            sum.tried as i64,
            sum.passed as i64,
            i64::from(sum.points),
        ];
        let first = std::iter::once(Value::Text(row.title.clone()));
        first.chain(numbers.map(Value::Number)).collect()
    };
    let heads = [
        "lesson", "taken", "begun", "done", "percent", "showings", "heads", "tried", "passed",
        "points",
    ];
    Table {
        name: visit.text("class_report.sheet.lessons", &[]),
        heads: heads.map(|head| visit.text(&format!("class_report.col.{head}"), &[])).to_vec(),
        rows: report.lessons.iter().map(row).collect(),
    }
}

fn asked(visit: &Visit, report: &Report) -> Table {
    let wrong = questions::wrong(visit, report).into_iter();
    let row = |one: questions::Wrong| {
        let mistakes: Vec<String> =
            one.mistakes.iter().map(|one| format!("{} × {}", one.answer, one.times)).collect();
        vec![
            Value::Text(one.lesson),
            Value::Text(one.ask),
            Value::Number(one.answered as i64),
            Value::Number(one.wrong as i64),
            Value::Text(mistakes.join("\n")),
            Value::Text(one.right),
        ]
    };
    let heads = ["lesson", "question", "answered", "wrong", "mistakes", "right"];
    Table {
        name: visit.text("class_report.sheet.questions", &[]),
        heads: heads.map(|head| visit.text(&format!("class_report.col.{head}"), &[])).to_vec(),
        rows: wrong.map(row).collect(),
    }
}

/// A seat a row; of a lesson the part that was seen in percent, and the best result.
fn seats(visit: &Visit, report: &Report) -> Table {
    let mut heads = vec![visit.text("class.join.seat", &[])];
    for row in &report.lessons {
        heads.push(row.title.clone());
        if row.quiz {
            heads.push(visit.text("class_report.quiz_of", &[("lesson", row.title.clone())]));
        }
    }
    let row = |(seat, cells): (i32, Vec<Cell>)| {
        let mut row = vec![Value::Number(i64::from(seat))];
        for (lesson, cell) in report.lessons.iter().zip(cells) {
            row.push(Value::Number(i64::from(cell.percent)));
            if lesson.quiz {
                let best = cell.best.map(|(points, of)| format!("{points}/{of}"));
                row.push(Value::Text(best.unwrap_or_default()));
            }
        }
        row
    };
    Table {
        name: visit.text("class_report.sheet.seats", &[]),
        heads,
        rows: by_seat(report).into_iter().map(row).collect(),
    }
}

fn comma_separated(table: &Table) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(BOM.as_bytes().to_vec());
    writer.write_record(table.heads.iter().map(|head| inert(head)))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|value| match value {
            Value::Text(text) => inert(text),
            Value::Number(n) => n.to_string(),
        }))?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A text that no spreadsheet takes for a formula.
fn inert(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn sheets(tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for table in tables {
        fill(book.add_worksheet().set_name(&table.name)?, table)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap();
    let wrap = Format::new().set_text_wrap();
    for (column, head) in (0..).zip(&table.heads) {
        sheet.write_with_format(0, column, head, &bold)?;
        sheet.set_column_width(column, if column == 0 { 28 } else { 14 })?;
    }
    for (at, row) in (1..).zip(&table.rows) {
        for (column, value) in (0..).zip(row) {
            match value {
                Value::Text(text) => sheet.write_with_format(at, column, text, &wrap)?,
                Value::Number(n) => sheet.write(at, column, *n as f64)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_formula_and_a_comma_no_column() {
        let table = Table {
            name: String::new(),
            heads: vec!["课".into(), "人".into()],
            rows: vec![
                vec![Value::Text("=1+1".into()), Value::Number(-3)],
                vec![Value::Text("网上的\"朋友\",小心".into()), Value::Number(4)],
            ],
        };
        let text = comma_separated(&table).unwrap();
        assert_eq!(text, "\u{feff}课,人\n'=1+1,-3\n\"网上的\"\"朋友\"\",小心\",4\n");
    }
}
