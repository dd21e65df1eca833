//! The end of the day at the cash desk: counts of the cash, and names of employees.

use calendar::civil;
use calendar::model::{Instant, Tenge};
use calendar::view::{date_label, date_time_label};
use chrono::NaiveDate;

use super::screen::date_or_today;
use crate::Desk;
use crate::api::{
    CashCount, CashCounts, CashNotes, DeskError, DeskErrorCode, EmployeeName, Employees, NewCashCount,
};
use crate::session::{ActiveAccount, StoredCashCount};

/// The longest name and the longest comment, in characters.
const MAX_NAME_CHARS: usize = 60;
const MAX_COMMENT_CHARS: usize = 500;
/// The most values of notes in a count.
const MAX_NOTES: usize = 20;
/// As large as an amount of the server can be.
const MAX_TENGE: Tenge = Tenge(1_000_000_000_000);
/// The most counts in a response.
const MAX_LISTED: usize = 1_000;
/// The most names of employees of an account.
const MAX_EMPLOYEES: usize = 1_000;

impl Desk {
    pub(crate) async fn cash_counts(&self) -> Result<CashCounts, DeskError> {
        let active = self.session.active()?;
        let zone = active.account.zone();
        let today = civil::date_of(zone, self.session.now());
        let kept = self.session.cash_counts(active.account.key()).await?;
        let count = |(id, count): (i64, StoredCashCount)| CashCount {
            id,
            date: date_label(count.date, today),
            saved_at: date_time_label(zone, count.saved_at, today),
            expected: count.expected,
            counted: count.counted,
            difference: difference(count.counted, count.expected),
            notes: count.notes,
            by: count.by,
            comment: count.comment,
        };
        let counts = kept.values.into_iter().rev().take(MAX_LISTED).map(count).collect();
        Ok(CashCounts { counts, stored: kept.on_disk })
    }

    pub(crate) async fn save_cash_count(&self, request: NewCashCount) -> Result<CashCounts, DeskError> {
        let active = self.session.active()?;
        let now = self.session.now();
        let date = date_or_today(Some(&request.date), civil::date_of(active.account.zone(), now))?;
        let count = checked(request, date, now)?;
        self.session.add_cash_count(active.account.key(), active.epoch, count).await?;
        self.cash_counts().await
    }

    pub(crate) async fn employees(&self) -> Result<Employees, DeskError> {
        let ActiveAccount { account, .. } = self.session.active()?;
        let names = self.session.employee_names(account.key()).await?;
        Ok(Employees {
            own_id: account.user_id,
            own_name: account.user_name,
            names: names.into_iter().map(|(id, name)| EmployeeName { id, name }).collect(),
        })
    }

    pub(crate) async fn name_employee(&self, request: EmployeeName) -> Result<Employees, DeskError> {
        let active = self.session.active()?;
        let EmployeeName { id, name } = request;
        let name = checked_text(&name, MAX_NAME_CHARS)?;
        let names = self.session.employee_names(active.account.key()).await?;
        if !name.is_empty() && !names.contains_key(&id) && names.len() >= MAX_EMPLOYEES {
            return Err(refused("there are at most 1000 names of employees"));
        }
        self.session.name_employee(active.account.key(), active.epoch, id, name).await?;
        self.employees().await
    }
}

/// A count that can be stored.
fn checked(request: NewCashCount, date: NaiveDate, now: Instant) -> Result<StoredCashCount, DeskError> {
    let NewCashCount { date: _, expected, counted, notes, by, comment } = request;
    if !(Tenge(0)..=MAX_TENGE).contains(&counted) {
        return Err(refused("the counted cash is out of its bounds"));
    }
    if expected.is_some_and(|expected| !(Tenge(-MAX_TENGE.0)..=MAX_TENGE).contains(&expected)) {
        return Err(refused("the expected cash is out of its bounds"));
    }
    if notes.len() > MAX_NOTES || notes.iter().any(|notes| notes.note <= 0) {
        return Err(refused("a note has a value, and there are at most 20 values"));
    }
    if !notes.is_empty() && sum(&notes) != Some(counted) {
        return Err(refused("the counted cash is not the sum of the notes"));
    }
    Ok(StoredCashCount {
        saved_at: now,
        date,
        expected,
        counted,
        notes,
        by: checked_text(&by, MAX_NAME_CHARS)?,
        comment: checked_text(&comment, MAX_COMMENT_CHARS)?,
    })
}

/// The sum of the notes, unless it is too large for a number.
fn sum(notes: &[CashNotes]) -> Option<Tenge> {
    let value = |notes: &CashNotes| notes.note.checked_mul(i64::from(notes.count));
    notes.iter().try_fold(0_i64, |sum, notes| sum.checked_add(value(notes)?)).map(Tenge)
}

fn difference(counted: Tenge, expected: Option<Tenge>) -> Option<Tenge> {
    counted.0.checked_sub(expected?.0).map(Tenge)
}

/// A text without white space around it.
fn checked_text(text: &str, max_chars: usize) -> Result<String, DeskError> {
    let text = text.trim();
    if text.chars().count() > max_chars {
        return Err(refused("a name or a comment is too long"));
    }
    Ok(text.to_owned())
}

fn refused(message: &str) -> DeskError {
    DeskError::desk(DeskErrorCode::BadRequest, message)
}
