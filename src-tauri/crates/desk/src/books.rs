//! The fetched ranges in memory.

use std::sync::Arc;

use calendar::Calendar;
use calendar::model::{Instant, Interval};
use calendar::view::types::ViewKind;
use calendar::view::{self, KnownRange};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// As many ranges as someone goes back and forth between; a large clinic's month is some 30 MB.
const MOST_BOOKS: usize = 8;

/// One fetched range, decoded.
#[derive(Clone)]
pub(crate) struct Book {
    pub range: Interval,
    pub calendar: Arc<Calendar>,
    pub etag: Option<String>,
    /// When the server last confirmed it.
    pub checked_at: Instant,
    /// Read from the sealed cache, where personal numbers are not kept.
    pub from_cache: bool,
}

impl Book {
    /// As the engine takes it.
    pub fn known_range(&self) -> KnownRange<'_> {
        KnownRange { range: self.range, calendar: self.calendar.as_ref() }
    }
}

pub(crate) fn known_ranges(books: &[Book]) -> Vec<KnownRange<'_>> {
    books.iter().map(Book::known_range).collect()
}

/// The ranges in memory, the one used last at the end.
#[derive(Default)]
pub(crate) struct Books(Vec<Book>);

impl Books {
    /// The newest book that covers `range`.
    pub fn covering(&mut self, range: Interval) -> Option<Book> {
        let (place, _) = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, book)| book.range.start <= range.start && range.end <= book.range.end)
            .max_by_key(|(_, book)| book.checked_at)?;
        let book = self.0.remove(place);
        self.0.push(book.clone());
        Some(book)
    }

    /// All, the one confirmed last first.
    pub fn newest_first(&self) -> Vec<Book> {
        let mut books = self.0.clone();
        books.sort_by_key(|book| std::cmp::Reverse(book.checked_at));
        books
    }

    /// The book of exactly this unit.
    pub fn of_unit(&self, unit: Interval) -> Option<&Book> {
        self.0.iter().find(|book| book.range == unit)
    }

    /// Puts a book in the place of the one of the same range, if that is not newer.
    pub fn insert(&mut self, book: Book) {
        if self.of_unit(book.range).is_some_and(|known| known.checked_at > book.checked_at) {
            return;
        }
        self.0.retain(|known| known.range != book.range);
        self.0.push(book);
        if self.0.len() > MOST_BOOKS {
            self.0.remove(0);
        }
    }

    /// The server said that nothing changed.
    pub fn confirm(&mut self, unit: Interval, checked_at: Instant) {
        if let Some(book) = self.0.iter_mut().find(|book| book.range == unit) {
            book.checked_at = checked_at;
        }
    }

    /// The visit with this id, in the newest book that has it.
    pub fn with_appointment(&self, id: i64) -> Option<&Book> {
        self.0
            .iter()
            .filter(|book| {
                book.calendar.payload().appointments.iter().any(|appointment| appointment.id == id)
            })
            .max_by_key(|book| book.checked_at)
    }
}

/// The range that is fetched to show a period: whole weeks, so that day, week and list share it.
pub(crate) fn unit_of(kind: ViewKind, date: NaiveDate, zone: Tz) -> Interval {
    let unit_kind = match kind {
        ViewKind::Day | ViewKind::Week | ViewKind::List => ViewKind::Week,
        ViewKind::Month => ViewKind::Month,
    };
    view::period_range(unit_kind, date, zone)
}
