//! Tables as comma-separated values, in the form that Excel opens by a double click in Russian and Kazakh settings: UTF-8 with
//! its mark, semicolons, and CRLF. There is a row of titles, then the rows, and nothing else, so that other programs can read
//! the file.

use csv::{Terminator, WriterBuilder};

use super::text::{harmless, without_control_characters};
use crate::api::{ExportCell, ExportTable};

/// Excel takes a file without it for one of an old encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The bytes of a table.
///
/// # Errors
/// When the memory cannot be written, which does not happen.
pub(crate) fn csv(table: &ExportTable) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(table.columns.iter().map(|column| text(&column.title)))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| cell.as_ref().map_or_else(String::new, value)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Numbers without spaces, dates as `2026-11-24`, and times as `10:30`, which spreadsheets and databases read in any language.
fn value(cell: &ExportCell) -> String {
    match cell {
        ExportCell::Text(words) => text(words),
        ExportCell::Number(number) => number.to_string(),
        ExportCell::Date(date) => date.to_string(),
        ExportCell::Time(minute) => format!("{:02}:{:02}", minute / 60, minute % 60),
        ExportCell::DateTime(at) => at.format("%Y-%m-%d %H:%M").to_string(),
    }
}

fn text(words: &str) -> String {
    harmless(&without_control_characters(words))
}

#[cfg(test)]
mod tests {
    use super::super::xlsx::tests::{date, date_time, number, table, text as cell, time};
    use super::*;

    fn lines(rows: Vec<Vec<Option<ExportCell>>>) -> Vec<String> {
        let bytes = csv(&table(rows)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap().strip_suffix("\r\n").unwrap();
        text.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn values_have_semicolons_between_them_and_numbers_stay_numbers() {
        let lines = lines(vec![
            vec![
                date("2026-11-24"),
                time(630),
                cell("Айгерим"),
                number(12500),
                number(40),
                date_time("2026-11-24T10:31:00"),
            ],
            vec![None, time(1440), None, number(-5000), None, None],
        ]);
        assert_eq!(
            lines,
            [
                "Дата;Начало;Клиент;Сумма, ₸;Длительность;Принято",
                "2026-11-24;10:30;Айгерим;12500;40;2026-11-24 10:31",
                ";24:00;;-5000;;",
            ]
        );
    }

    #[test]
    fn separators_quotes_and_ends_of_lines_are_quoted() {
        let row = vec![None, None, cell("Цирк; \"Ак\"\r\nТау\u{7}"), None, None, None];
        let bytes = csv(&table(vec![row])).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("\r\n;;\"Цирк; \"\"Ак\"\"\nТау\";;;\r\n"), "{text}");
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(&records[0][2], "Цирк; \"Ак\"\nТау");
    }

    #[test]
    fn text_that_would_be_a_formula_is_harmless() {
        for (words, expected) in [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("+7 701 000 00 00", "'+7 701 000 00 00"),
            ("-1+1", "'-1+1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'=1"),
            ("＝1", "'＝1"),
            ("А=1", "А=1"),
        ] {
            let row = vec![None, None, cell(words), None, None, None];
            let bytes = csv(&table(vec![row])).unwrap();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[..]);
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(&record[2], expected, "{words:?}");
        }
        let mut with_title = table(Vec::new());
        with_title.columns[2].title = "=1".to_owned();
        assert!(String::from_utf8(csv(&with_title).unwrap()).unwrap().contains(";'=1;"));
    }
}
