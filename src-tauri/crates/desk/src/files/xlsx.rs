//! Tables as workbooks of Excel. The first sheet has the titles, the rows and their sums, and the second one says what the table
//! shows. So the first sheet can be sorted, filtered and read by other programs as it is.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError};

use super::text::without_control_characters;
use crate::api::{ExportCell, ExportColumn, ExportKind, ExportTable};

/// A cell has room for so many units of UTF-16.
const MAX_TEXT_UNITS: usize = 32_767;
/// The name of a sheet has room for so many units of UTF-16.
const MAX_SHEET_NAME_UNITS: usize = 31;
/// The widths of columns, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=48;
/// Beside a title there is the button of its filter.
const FILTER_BUTTON: usize = 3;
/// The paper size A4.
const A4: u8 = 9;

const AMOUNT: &str = "#,##0";
const COUNT: &str = "0";
const DATE: &str = "dd.mm.yyyy";
const TIME: &str = "hh:mm";
/// Without the brackets the end of the day is `00:00`.
const END_OF_DAY: &str = "[hh]:mm";
const DATE_TIME: &str = "dd.mm.yyyy hh:mm";

const MINUTES_PER_DAY: u16 = 24 * 60;

/// The bytes of a table. A number is a number, a date a date, and every text a text, also one that looks like a formula.
///
/// # Errors
/// When the table does not fit into a sheet.
pub(crate) fn xlsx(table: &ExportTable) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let [rows, about] = sheet_names(table);
    write_table(workbook.add_worksheet().set_name(rows)?, table)?;
    write_about(workbook.add_worksheet().set_name(about)?, table)?;
    workbook.save_to_buffer()
}

fn write_table(sheet: &mut Worksheet, table: &ExportTable) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();
    let head = head.set_align(FormatAlign::Top);
    let last_row = u32::try_from(table.rows.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    for (number, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, number, cell_text(&column.title), &head)?;
        let cells = table.rows.iter().filter_map(|row| row.get(usize::from(number))?.as_ref());
        sheet.set_column_width(number, f64::from(width(column, cells)))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (number, cell) in (0_u16..).zip(cells) {
            let kind = table.columns.get(usize::from(number)).map(|column| column.kind);
            if let Some(cell) = cell {
                write_cell(sheet, row, number, cell, kind)?;
            }
        }
    }
    if last_row > 0 && table.columns.iter().any(|column| column.total) {
        write_totals(sheet, table, last_row)?;
    }
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_repeat_rows(0, 0)?;
    set_page(sheet, &table.title);
    Ok(())
}

/// The sums are formulas, so that they follow a change of a number, and have their results, so that every program shows them.
fn write_totals(sheet: &mut Worksheet, table: &ExportTable, last_row: u32) -> Result<(), XlsxError> {
    let row = last_row.saturating_add(1);
    let words = Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let mut is_named = false;
    for (number, column) in (0_u16..).zip(&table.columns) {
        if column.total {
            let amount = words.clone().set_num_format(number_format(column.kind));
            let letters = column_number_to_name(number);
            let cells = table.rows.iter().filter_map(|row| row.get(usize::from(number))?.as_ref());
            let sum: i128 = cells
                .map(|cell| if let ExportCell::Number(number) = cell { i128::from(*number) } else { 0 })
                .sum();
            let formula =
                Formula::new(format!("=SUM({letters}2:{letters}{row})")).set_result(sum.to_string());
            sheet.write_formula_with_format(row, number, formula, &amount)?;
        } else if is_named {
            sheet.write_blank(row, number, &words)?;
        } else {
            sheet.write_string_with_format(row, number, cell_text(&table.total_title), &words)?;
            is_named = true;
        }
    }
    Ok(())
}

fn write_about(sheet: &mut Worksheet, table: &ExportTable) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 100)?;
    sheet.write_string_with_format(0, 0, cell_text(&table.title), &Format::new().set_bold())?;
    let wrapped = Format::new().set_text_wrap();
    for (row, line) in (1_u32..).zip(&table.about) {
        sheet.write_string_with_format(row, 0, cell_text(line), &wrapped)?;
    }
    set_page(sheet, &table.title);
    Ok(())
}

fn set_page(sheet: &mut Worksheet, title: &str) {
    // An ampersand begins a code in the head of a page.
    let title = without_control_characters(title).replace('&', "&&").replace('\n', " ");
    let title: String = title.chars().take(100).collect();
    sheet.set_paper_size(A4);
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_header(format!("&L{title}"));
    sheet.set_footer("&R&P / &N");
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &ExportCell,
    kind: Option<ExportKind>,
) -> Result<(), XlsxError> {
    let format = |of: &str| Format::new().set_num_format(of);
    match cell {
        ExportCell::Text(text) => sheet.write_string(row, column, cell_text(text))?,
        ExportCell::Number(number) => {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a sheet has no other numbers, and the screen has none larger"
            )]
            let number = *number as f64;
            let format = format(number_format(kind.unwrap_or(ExportKind::Count)));
            sheet.write_number_with_format(row, column, number, &format)?
        }
        ExportCell::Date(date) if has_number(*date) => {
            sheet.write_datetime_with_format(row, column, date, &format(DATE))?
        }
        ExportCell::DateTime(at) if has_number(at.date()) => {
            sheet.write_datetime_with_format(row, column, at, &format(DATE_TIME))?
        }
        ExportCell::Time(minute) => {
            let part = f64::from(*minute) / f64::from(MINUTES_PER_DAY);
            let format = format(if *minute == MINUTES_PER_DAY { END_OF_DAY } else { TIME });
            sheet.write_number_with_format(row, column, part, &format)?
        }
        ExportCell::Date(date) => sheet.write_string(row, column, date_text(*date))?,
        ExportCell::DateTime(at) => sheet.write_string(row, column, date_time_text(*at))?,
    };
    Ok(())
}

/// Excel counts days from 1900 to 9999.
fn has_number(date: NaiveDate) -> bool {
    (1901..=9999).contains(&date.year())
}

fn number_format(kind: ExportKind) -> &'static str {
    if kind == ExportKind::Amount { AMOUNT } else { COUNT }
}

fn date_text(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

fn date_time_text(at: NaiveDateTime) -> String {
    at.format("%d.%m.%Y %H:%M").to_string()
}

/// Wide enough for the title and for most cells, in characters.
fn width<'a>(column: &ExportColumn, cells: impl Iterator<Item = &'a ExportCell>) -> u16 {
    let of_cell = |cell: &ExportCell| match cell {
        ExportCell::Text(text) => text.chars().count(),
        // With a space for each three digits.
        ExportCell::Number(number) => number.to_string().len() * 4 / 3 + 1,
        ExportCell::Date(_) => DATE.len(),
        ExportCell::Time(_) => TIME.len(),
        ExportCell::DateTime(_) => DATE_TIME.len(),
    };
    let title = column.title.chars().count() + FILTER_BUTTON;
    let widest = cells.map(of_cell).max().unwrap_or(0).max(title).saturating_add(1);
    u16::try_from(widest.clamp(*WIDTHS.start(), *WIDTHS.end())).unwrap_or(u16::MAX)
}

fn cell_text(text: &str) -> String {
    first_units(&without_control_characters(text), MAX_TEXT_UNITS)
}

/// The names of the two sheets. A sheet cannot be named by every text, and not two by the same.
fn sheet_names(table: &ExportTable) -> [String; 2] {
    let [first, second] = [&table.title, &table.about_title].map(|title| sheet_name(title));
    let second = if first.to_lowercase() == second.to_lowercase() { String::new() } else { second };
    [(first, "1"), (second, "2")].map(|(name, other)| if name.is_empty() { other.to_owned() } else { name })
}

/// Empty when nothing of the text can be in a name.
fn sheet_name(title: &str) -> String {
    let spaced = title.replace(|c: char| c.is_control() || "[]:*?/\\'".contains(c), " ");
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    first_units(&words, MAX_SHEET_NAME_UNITS).trim().to_owned()
}

/// The start of a text, up to so many units of UTF-16.
fn first_units(text: &str, max: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= max
        })
        .collect()
}

#[cfg(test)]
pub(super) mod tests;
