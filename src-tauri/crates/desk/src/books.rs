//! The fetched ranges in memory.

use std::sync::Arc;

use calendar::model::{Instant, Interval};
use calendar::view;
use calendar::view::types::ViewKind;
use calendar::{Calendar, KnownRange};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// As many ranges as someone goes back and forth between; a large clinic's month is some 30 MB.
const MAX_BOOKS: usize = 8;

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

    /// Puts a book in the place of the one of the same range. What the server has just said takes any place, also when the
    /// computer's clock was set back since the other was kept; what comes from the cache takes that of an older one of its kind.
    pub fn insert(&mut self, book: Book) {
        let is_newer = |known: &Book| !known.from_cache || known.checked_at > book.checked_at;
        if book.from_cache && self.of_unit(book.range).is_some_and(is_newer) {
            return;
        }
        self.0.retain(|known| known.range != book.range);
        self.0.push(book);
        if self.0.len() > MAX_BOOKS {
            self.0.remove(0);
        }
    }

    /// The server said that nothing changed.
    pub fn confirm(&mut self, unit: Interval, checked_at: Instant) {
        if let Some(book) = self.0.iter_mut().find(|book| book.range == unit) {
            book.checked_at = checked_at;
        }
    }

    /// The appointment with this id, in the newest book that has it.
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

#[cfg(test)]
mod tests {
    use calendar::model::Payload;

    use super::*;

    #[test]
    fn what_the_server_said_last_stands_whatever_the_clock_says() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let book = |checked_at: &str, from_cache: bool| Book {
            range: Interval { start: at("2026-11-23T00:00:00Z"), end: at("2026-11-30T00:00:00Z") },
            calendar: Arc::new(Calendar::new(Payload::default())),
            etag: None,
            checked_at: at(checked_at),
            from_cache,
        };
        let mut books = Books::default();
        let mut after = |inserted: Book| {
            let range = inserted.range;
            books.insert(inserted);
            let [known] = &books.0[..] else { panic!("one range, one book") };
            assert_eq!(known.range, range);
            (known.checked_at.to_string(), known.from_cache)
        };
        let shown = |hour: &str, from_cache: bool| (format!("2026-11-24 {hour}:00:00 UTC"), from_cache);
        assert_eq!(after(book("2026-11-24T10:00:00Z", true)), shown("10", true));
        assert_eq!(after(book("2026-11-24T09:00:00Z", true)), shown("10", true));
        // The clock was set back by two hours, and the server answers.
        assert_eq!(after(book("2026-11-24T08:00:00Z", false)), shown("08", false));
        assert_eq!(after(book("2026-11-24T10:00:00Z", true)), shown("08", false));
        assert_eq!(after(book("2026-11-24T07:00:00Z", false)), shown("07", false));
    }
}
