//! Files that the user saves: tables of the screen, and appointments as a calendar file.
//!
//! The user chooses the file in the dialog of the system, which the program opens. The screen suggests a name and never names
//! a path.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use calendar::civil;
use calendar::model::{Appointment, Status};
use calendar::view;
use calendar::view::types::ViewKind;

use super::screen::{date_or_today, revision};
use crate::api::{
    AppointmentWords, DeskError, DeskErrorCode, ExportTable, SaveAppointments, SaveTable, SavedFile,
    TableFormat,
};
use crate::errors::{self, blocking};
use crate::files::{self, CalendarEvent, EventStatus};
use crate::{Desk, SuggestedFile};

/// A sheet has room for about a million rows. A hundred days of a large clinic have 100,000.
const MAX_ROWS: usize = 500_000;
const MAX_COLUMNS: usize = 64;

impl Desk {
    pub(crate) async fn save_table(&self, request: SaveTable) -> Result<SavedFile, DeskError> {
        let SaveTable { format, name, table } = request;
        let table = accepted_table(table)?;
        let title = table.title.clone();
        let (extension, contents) = match format {
            TableFormat::Xlsx => {
                let contents = blocking(move || files::xlsx(&table)).await?;
                (
                    "xlsx",
                    contents.map_err(|error| errors::crashed(&format!("no workbook was made: {error}")))?,
                )
            }
            TableFormat::Csv => {
                let contents = blocking(move || files::csv(&table)).await?;
                ("csv", contents.map_err(|error| errors::crashed(&format!("no table was made: {error}")))?)
            }
        };
        self.save_file(SuggestedFile::new(&title, &name, extension), contents).await
    }

    pub(crate) async fn save_appointments(&self, request: SaveAppointments) -> Result<SavedFile, DeskError> {
        let SaveAppointments { date, revision: of_words, name, title, appointments: words } = request;
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let today = civil::date_of(zone, now);
        let range = view::period_range(ViewKind::List, date_or_today(date.as_deref(), today)?, zone);
        let snapshot = self.sync.snapshot(&active, range).await;
        // The words are of these data, or a name could stand at another appointment's time.
        if revision(snapshot.as_ref(), &active, today) != of_words {
            return Err(data_changed());
        }
        let snapshot = snapshot.ok_or_else(data_changed)?;
        let file = SuggestedFile::new(&title, &name, "ics");
        let contents = blocking(move || {
            let by_id: HashMap<i64, &Appointment> =
                snapshot.calendar.payload().appointments.iter().map(|each| (each.id, each)).collect();
            let events = words.into_iter().filter_map(|words| {
                let appointment = by_id.get(&words.id)?;
                Some(event(active.account.id, appointment, words, now))
            });
            files::ics(&title, zone, events)
        })
        .await?;
        self.save_file(file, contents).await
    }

    /// Asks where to save a file, and writes it there.
    async fn save_file(&self, suggested: SuggestedFile, contents: Vec<u8>) -> Result<SavedFile, DeskError> {
        let program = Arc::clone(&self.program);
        blocking(move || {
            let chosen = (program.save_dialog)(&suggested)
                .map_err(|error| not_saved("the dialog could not be opened", &error))?;
            let Some(file) = chosen else { return Ok(SavedFile { file_name: None }) };
            files::write(&file, &contents).map_err(|error| not_saved("a file could not be saved", &error))?;
            Ok(SavedFile { file_name: file.file_name().map(|name| name.to_string_lossy().into_owned()) })
        })
        .await?
    }
}

/// A table that fits into a sheet and has a cell for each column.
///
/// # Errors
/// `BadRequest`.
fn accepted_table(table: ExportTable) -> Result<ExportTable, DeskError> {
    let width = table.columns.len();
    let is_accepted = (1..=MAX_COLUMNS).contains(&width)
        && table.rows.len() <= MAX_ROWS
        && table.rows.iter().all(|row| row.len() == width);
    if is_accepted {
        Ok(table)
    } else {
        Err(DeskError::desk(
            DeskErrorCode::BadRequest,
            "a table of no columns, of too many, or of uneven rows",
        ))
    }
}

fn event(
    account_id: u64,
    appointment: &Appointment,
    words: AppointmentWords,
    now: calendar::model::Instant,
) -> CalendarEvent {
    let AppointmentWords { id, summary, location, description } = words;
    CalendarEvent {
        account_id,
        appointment_id: id,
        start: appointment.starts_at,
        end: appointment.ends_at,
        status: match appointment.status {
            Status::Cancelled => EventStatus::Cancelled,
            Status::Confirmed | Status::Completed => EventStatus::Confirmed,
            // The client has not confirmed, or did not come, or the word is not known.
            Status::Scheduled | Status::NoShow | Status::Other(_) => EventStatus::Tentative,
        },
        updated: appointment.updated_at.or(appointment.created_at).unwrap_or(now),
        summary,
        location,
        description,
    }
}

fn data_changed() -> DeskError {
    DeskError::desk(DeskErrorCode::DataChanged, "the data are not those of the request")
}

/// The path is in no message: its folders can name people.
fn not_saved(what: &str, error: &io::Error) -> DeskError {
    use io::ErrorKind as Kind;
    let kind = error.kind();
    tracing::warn!(%kind, "{what}");
    let code = match kind {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => DeskErrorCode::FileNoRoom,
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem | Kind::ResourceBusy | Kind::ExecutableFileBusy => {
            DeskErrorCode::FileNotAllowed
        }
        _ => DeskErrorCode::FileNotSaved,
    };
    DeskError::desk(code, format!("{what}: {kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ErrorCode;

    #[test]
    fn failures_with_different_next_steps_have_different_codes() {
        for (kind, code) in [
            (io::ErrorKind::StorageFull, DeskErrorCode::FileNoRoom),
            (io::ErrorKind::QuotaExceeded, DeskErrorCode::FileNoRoom),
            (io::ErrorKind::PermissionDenied, DeskErrorCode::FileNotAllowed),
            (io::ErrorKind::ReadOnlyFilesystem, DeskErrorCode::FileNotAllowed),
            (io::ErrorKind::NotFound, DeskErrorCode::FileNotSaved),
        ] {
            let error = not_saved("a file could not be saved", &io::Error::new(kind, "/home/Айгуль/x.csv"));
            assert_eq!(error.code, ErrorCode::Desk(code));
            assert!(!error.message.contains("Айгуль"), "{}", error.message);
        }
    }
}
