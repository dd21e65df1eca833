//! The workbooks are read back with another library than the one that wrote them.
#![expect(clippy::unnecessary_wraps, reason = "a cell of a row is an option")]

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};

use super::*;

/// A table with a column of each kind.
pub(in super::super) fn table(rows: Vec<Vec<Option<ExportCell>>>) -> ExportTable {
    let column = |title: &str, kind, total| ExportColumn { title: title.to_owned(), kind, total };
    ExportTable {
        title: "Оплаты".to_owned(),
        about_title: "О файле".to_owned(),
        about: vec!["Клиника «Ак Тау»".to_owned(), "24 ноября 2026".to_owned()],
        total_title: "Итого".to_owned(),
        columns: vec![
            column("Дата", ExportKind::Date, false),
            column("Начало", ExportKind::Time, false),
            column("Клиент", ExportKind::Text, false),
            column("Сумма, ₸", ExportKind::Amount, true),
            column("Длительность", ExportKind::Count, false),
            column("Принято", ExportKind::DateTime, false),
        ],
        rows,
    }
}

pub(in super::super) fn date(iso: &str) -> Option<ExportCell> {
    Some(ExportCell::Date(iso.parse().unwrap()))
}

pub(in super::super) fn time(minute: u16) -> Option<ExportCell> {
    Some(ExportCell::Time(minute))
}

pub(in super::super) fn date_time(iso: &str) -> Option<ExportCell> {
    Some(ExportCell::DateTime(iso.parse().unwrap()))
}

pub(in super::super) fn number(number: i64) -> Option<ExportCell> {
    Some(ExportCell::Number(number))
}

pub(in super::super) fn text(text: &str) -> Option<ExportCell> {
    Some(ExportCell::Text(text.to_owned()))
}

fn open(table: &ExportTable) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(table).unwrap())).unwrap()
}

fn first_sheet(table: &ExportTable) -> Range<Data> {
    open(table).worksheet_range_at(0).unwrap().unwrap()
}

fn two_payments() -> ExportTable {
    table(vec![
        vec![
            date("2026-11-24"),
            time(630),
            text("Айгерим"),
            number(12_500),
            number(40),
            date_time("2026-11-24T10:31:00"),
        ],
        vec![date("2026-11-25"), time(1440), text("Ерлан"), number(-2_500), None, None],
    ])
}

#[test]
fn numbers_are_numbers_and_dates_are_dates() {
    let sheet = first_sheet(&two_payments());
    let cell = |row, column| sheet.get_value((row, column)).unwrap();
    assert_eq!(cell(0, 3), &Data::String("Сумма, ₸".to_owned()));
    assert_eq!(cell(1, 2), &Data::String("Айгерим".to_owned()));
    assert_eq!((cell(1, 3), cell(2, 3)), (&Data::Float(12_500.0), &Data::Float(-2_500.0)));
    assert_eq!(cell(1, 4), &Data::Float(40.0));
    assert!(cell(1, 0).is_datetime() && cell(1, 1).is_datetime() && cell(1, 5).is_datetime());
    assert_eq!(cell(1, 0).as_date().unwrap().to_string(), "2026-11-24");
    assert_eq!(cell(1, 1).as_time().unwrap().to_string(), "10:30:00");
    assert_eq!(cell(1, 5).as_datetime().unwrap().to_string(), "2026-11-24 10:31:00");
    let end_of_day = cell(2, 1).get_datetime().map(|at| at.as_f64());
    assert_eq!(end_of_day, Some(1.0), "the end of the day");
    assert_eq!(cell(2, 4), &Data::Empty);
}

#[test]
fn sum_is_a_formula_with_its_result() {
    let mut workbook = open(&two_payments());
    let values = workbook.worksheet_range_at(0).unwrap().unwrap();
    let formulas = workbook.worksheet_formula("Оплаты").unwrap();
    assert_eq!(formulas.get_value((3, 3)).map(String::as_str), Some("SUM(D2:D3)"));
    assert_eq!(values.get_value((3, 3)).and_then(DataType::as_f64), Some(10_000.0));
    assert_eq!(values.get_value((3, 0)), Some(&Data::String("Итого".to_owned())));
    assert_eq!(formulas.used_cells().count(), 1, "no other cell is a formula");
}

#[test]
fn text_that_looks_like_a_formula_or_a_number_is_a_text() {
    let words = [
        "=1+1",
        "+7 701 000 00 00",
        "-5",
        "@SUM(1)",
        "\t=1",
        "{=1}",
        "12500",
        "2026-11-24",
        "_x0041_",
        "https://one-link.example/",
    ];
    let rows = words.iter().map(|words| vec![None, None, text(words), None, None, None]).collect();
    let table = table(rows);
    let mut workbook = open(&table);
    let values = workbook.worksheet_range_at(0).unwrap().unwrap();
    for (row, words) in (1..).zip(words) {
        assert_eq!(values.get_value((row, 2)), Some(&Data::String(words.to_owned())));
    }
    let formulas = workbook.worksheet_formula("Оплаты").unwrap();
    let of_texts: Vec<_> = formulas.used_cells().filter(|(_, column, _)| *column == 2).collect();
    assert!(of_texts.is_empty(), "{of_texts:?}");
}

#[test]
fn hostile_texts_and_long_texts_give_a_file_that_opens() {
    let mut hostile = table(vec![vec![
        date("0001-01-01"),
        None,
        text(&format!("\u{0}\u{b}\u{ffff}\u{1f600}{}", "ә😀".repeat(30_000))),
        number(i64::MAX),
        number(i64::MIN),
        date_time("9999-12-31T23:59:00"),
    ]]);
    hostile.title = "[]:*?/\\'&\u{7} Список записей очень длинный, длиннее имени листа".to_owned();
    hostile.about_title = "***".to_owned();
    let mut workbook = open(&hostile);
    assert_eq!(workbook.sheet_names(), ["& Список записей очень длинный,", "2"]);
    let values = workbook.worksheet_range_at(0).unwrap().unwrap();
    let long = values.get_value((1, 2)).and_then(DataType::as_string).unwrap();
    assert!(long.starts_with("😀ә😀") && long.encode_utf16().count() <= MAX_TEXT_UNITS);
    assert_eq!(values.get_value((1, 0)), Some(&Data::String("01.01.0001".to_owned())));
}

#[test]
fn second_sheet_says_what_the_table_shows() {
    let mut workbook = open(&two_payments());
    assert_eq!(workbook.sheet_names(), ["Оплаты", "О файле"]);
    let about = workbook.worksheet_range_at(1).unwrap().unwrap();
    let lines: Vec<_> = about.rows().map(|row| row[0].to_string()).collect();
    assert_eq!(lines, ["Оплаты", "Клиника «Ак Тау»", "24 ноября 2026"]);

    let mut same = two_payments();
    same.about_title = "ОПЛАТЫ".to_owned();
    assert_eq!(open(&same).sheet_names(), ["Оплаты", "2"]);
}

#[test]
fn table_without_rows_has_titles_and_no_sum() {
    let sheet = first_sheet(&table(Vec::new()));
    assert_eq!(sheet.height(), 1);
    assert_eq!(sheet.get_value((0, 5)), Some(&Data::String("Принято".to_owned())));
}

/// The parts that no reader for cells has: the frozen titles, the filter, the titles on each printed page.
#[test]
fn titles_are_frozen_filtered_and_printed_on_each_page() {
    let bytes = xlsx(&two_payments()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:F3\"/>"), "{sheet}");
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToHeight=\"0\""), "{sheet}");
    let workbook = part("xl/workbook.xml");
    assert!(workbook.contains("_xlnm.Print_Titles") && workbook.contains("$1:$1"), "{workbook}");
}
