//! The report as a workbook: the lessons, and the two counts.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::Row;
use crate::web::visit::Visit;

/// What stands in the workbook.
pub struct Tables<'a> {
    pub rows: &'a [Row],
    pub by_stage: Vec<(String, i64)>,
    pub by_topic: Vec<(String, i64)>,
}

/// Writes it, in the visit's language.
///
/// # Errors
/// What the writer refuses, such as a sheet that is too long.
pub fn workbook(visit: &Visit, tables: &Tables) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let lessons = book.add_worksheet().set_name(visit.text("school_reports.sheet.lessons", &[]))?;
    lessons_sheet(visit, lessons, tables.rows)?;
    let counts = [
        ("school_reports.sheet.stages", "school_order.stage", &tables.by_stage),
        ("school_reports.sheet.topics", "school_reports.topic", &tables.by_topic),
    ];
    for (name, head, rows) in counts {
        let sheet = book.add_worksheet().set_name(visit.text(name, &[]))?;
        counts_sheet(visit, sheet, head, rows)?;
    }
    book.save_to_buffer()
}

fn lessons_sheet(visit: &Visit, sheet: &mut Worksheet, rows: &[Row]) -> Result<(), XlsxError> {
    let heads = [
        ("school_reports.day", 12),
        ("school_reports.code", 20),
        ("school_reports.form", 10),
        ("school_order.course", 28),
        ("school_reports.topic", 24),
        ("school_order.stage", 14),
        ("school_order.class_count", 8),
        ("school_reports.heads", 8),
    ];
    let bold = Format::new().set_bold();
    for (column, (key, width)) in (0..).zip(heads) {
        sheet.write_with_format(0, column, visit.text(key, &[]), &bold)?;
        sheet.set_column_width(column, width)?;
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (at, row) in (1..).zip(rows) {
        let form = visit.text(&format!("school_order.form.{}", row.form), &[]);
        let date = ExcelDateTime::parse_from_str(&row.day.to_string())?;
        sheet.write_with_format(at, 0, &date, &day)?;
        sheet.write(at, 1, row.code.as_str())?;
        sheet.write(at, 2, form)?;
        sheet.write(at, 3, row.title.as_str())?;
        sheet.write(at, 4, row.topics.as_str())?;
        sheet.write(at, 5, row.stage.as_str())?;
        sheet.write(at, 6, row.classes)?;
        sheet.write(at, 7, row.pupils)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn counts_sheet(
    visit: &Visit,
    sheet: &mut Worksheet,
    head: &str,
    rows: &[(String, i64)],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.write_with_format(0, 0, visit.text(head, &[]), &bold)?;
    sheet.write_with_format(0, 1, visit.text("school_reports.heads", &[]), &bold)?;
    sheet.set_column_width(0, 24)?;
    for (at, (label, n)) in (1..).zip(rows) {
        sheet.write(at, 0, label.as_str())?;
        sheet.write(at, 1, *n as f64)?;
    }
    Ok(())
}
