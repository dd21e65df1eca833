//! Files that the user saves: tables and appointments.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Deserializer, Serialize};

/// The format of a saved table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum TableFormat {
    /// A workbook of Excel.
    Xlsx,
    /// Values with semicolons between them.
    Csv,
}

/// What the cells of a column have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ExportKind {
    Text,
    /// Whole tenge.
    Amount,
    /// A number of something, for example minutes.
    Count,
    Date,
    Time,
    DateTime,
}

/// A cell of a saved table. Dates and times are those of the clinic's wall clock. A cell can have another form than its column:
/// the end of an appointment is a time, and a date with a time when it is on another day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ExportCell {
    Text(String),
    /// Whole tenge, or a count. Every number that the screen has fits into a cell without loss.
    Number(#[cfg_attr(feature = "bindings", ts(type = "number"))] i64),
    /// `YYYY-MM-DD`.
    Date(#[cfg_attr(feature = "bindings", ts(type = "string"))] NaiveDate),
    /// `HH:MM`, up to `24:00`.
    Time(
        #[serde(deserialize_with = "minute_of_day")]
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        u16,
    ),
    /// `YYYY-MM-DDTHH:MM`, also with `24:00`.
    DateTime(
        #[serde(deserialize_with = "date_and_minute")]
        #[cfg_attr(feature = "bindings", ts(type = "string"))]
        NaiveDateTime,
    ),
}

/// Minutes since midnight, of `HH:MM`.
fn parse_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| {
        let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

fn minute_of_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_minute(&text).ok_or_else(|| serde::de::Error::custom("not a time of day"))
}

fn date_and_minute<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    let parsed = text.split_once('T').and_then(|(date, time)| {
        let midnight = date.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?;
        midnight.checked_add_signed(chrono::TimeDelta::minutes(parse_minute(time)?.into()))
    });
    parsed.ok_or_else(|| serde::de::Error::custom("not a date with a time"))
}

api_request! {
/// A column of a saved table.
pub struct ExportColumn {
    pub title: String,
    pub kind: ExportKind,
    /// The file has the sum of its numbers.
    pub total: bool,
}
}

api_request! {
/// A table in words of the user's language. All of its text is the screen's: the desk adds none.
pub struct ExportTable {
    pub title: String,
    /// The name of the sheet with `about`.
    pub about_title: String,
    /// What the table shows: the clinic, the dates, the filter, the time of the data.
    pub about: Vec<String>,
    /// Names the row with the sums.
    pub total_title: String,
    pub columns: Vec<ExportColumn>,
    /// Each row has a cell for each column. An empty cell is null.
    pub rows: Vec<Vec<Option<ExportCell>>>,
}
}

api_request! {
/// Saves a table in a file that the user chooses.
pub struct SaveTable {
    pub format: TableFormat,
    /// The suggested name of the file, without its extension.
    pub name: String,
    pub table: ExportTable,
}
}

api_request! {
/// The words for an appointment in a calendar file.
pub struct AppointmentWords {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    /// The client and the service.
    pub summary: String,
    /// The resource.
    pub location: String,
    /// Further facts. Can be empty.
    pub description: String,
}
}

api_request! {
/// Saves appointments of a list as a calendar file. The screen names them and has the words; the desk has their times.
pub struct SaveAppointments {
    /// As in [`LoadListRows`](super::LoadListRows).
    pub date: Option<String>,
    /// As in [`LoadedListRows`](super::LoadedListRows): of the rows from which the words are.
    pub revision: String,
    /// The suggested name of the file, without its extension.
    pub name: String,
    /// The name of the calendar.
    pub title: String,
    pub appointments: Vec<AppointmentWords>,
}
}

api_type! {
/// What became of a file.
pub struct SavedFile {
    /// The name of the file, without its folder. Absent when the user has cancelled.
    pub file_name: Option<String>,
}
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cell(kind: &str, value: impl Into<serde_json::Value>) -> Result<ExportCell, serde_json::Error> {
        serde_json::from_value(json!({ "kind": kind, "value": value.into() }))
    }

    #[test]
    fn cells_are_read_as_the_screen_writes_them() {
        let date: NaiveDate = "2026-11-24".parse().unwrap();
        assert_eq!(cell("text", "=1").unwrap(), ExportCell::Text("=1".to_owned()));
        assert_eq!(cell("number", -5000).unwrap(), ExportCell::Number(-5000));
        assert_eq!(cell("date", "2026-11-24").unwrap(), ExportCell::Date(date));
        assert_eq!(cell("time", "09:05").unwrap(), ExportCell::Time(545));
        assert_eq!(cell("time", "24:00").unwrap(), ExportCell::Time(1440));
        let at = |text: &str| ExportCell::DateTime(text.parse().unwrap());
        assert_eq!(cell("dateTime", "2026-11-24T23:30").unwrap(), at("2026-11-24T23:30:00"));
        assert_eq!(cell("dateTime", "2026-11-24T24:00").unwrap(), at("2026-11-25T00:00:00"));
    }

    #[test]
    fn cells_of_another_form_are_refused() {
        for (kind, value) in [
            ("time", "9:05"),
            ("time", "24:01"),
            ("time", "10:60"),
            ("time", "+9:05"),
            ("time", "ab:cd"),
            ("date", "24.11.2026"),
            ("date", "2026-02-30"),
            ("dateTime", "2026-11-24"),
            ("dateTime", "2026-11-24 10:30"),
            ("number", "5"),
            ("formula", "=1"),
        ] {
            cell(kind, value).expect_err(value);
        }
        cell("number", 1.5).unwrap_err();
    }
}
