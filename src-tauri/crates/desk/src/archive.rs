//! Searching everything that is on this computer: the books in memory and the sealed ones on disk.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use calendar::Calendar;
use calendar::decode::decode;
use calendar::model::{Instant, Interval};
use calendar::search::{SearchIndex, search};
use calendar::view::types::SearchResults;
use sealed_cache::AccountKey;

use crate::api::{DeskError, Search};
use crate::books::Book;
use crate::{Desk, Inner};

/// What was indexed so far, by range. It holds what a result shows, not the payloads.
#[derive(Default)]
pub(crate) struct Archive(HashMap<Interval, Filed>);

struct Filed {
    source: Source,
    checked_at: Instant,
    index: SearchIndex,
}

/// What an index was made of: the same again needs no second one.
enum Source {
    Book(Weak<Calendar>),
    /// A sealed record, by the time at which it was fetched.
    Sealed(Instant),
}

impl Desk {
    pub(crate) async fn search(&self, request: Search) -> Result<SearchResults, DeskError> {
        let account = self.account()?;
        let (zone, now) = (account.zone(), self.now());
        let (archive, books, filter) = {
            let state = self.state();
            (Arc::clone(&state.archive), state.books.newest_first(), state.filter())
        };
        // While one search is still reading the disk the next one waits for it rather than reading the same again.
        let mut archive = archive.lock_owned().await;
        self.blocking(move |inner| {
            archive.bring_up_to_date(inner, &account.key(), &books);
            let mut filed: Vec<&Filed> = archive.0.values().collect();
            filed.sort_by_key(|each| std::cmp::Reverse(each.checked_at));
            let indexes: Vec<&SearchIndex> = filed.into_iter().map(|each| &each.index).collect();
            search(&indexes, &request.text, &filter, zone, now)
        })
        .await
    }
}

impl Archive {
    fn bring_up_to_date(&mut self, inner: &Inner, account: &AccountKey, books: &[Book]) {
        let sealed = inner
            .cache
            .list(account)
            .inspect_err(|error| tracing::warn!(%error, "the cache could not be searched"))
            .unwrap_or_default();
        self.0.retain(|range, _| {
            books.iter().any(|book| book.range == *range)
                || sealed.iter().any(|head| Interval::new(head.from, head.to) == *range)
        });
        for book in books {
            self.file(book.range, book.checked_at, &Source::Book(Arc::downgrade(&book.calendar)), || {
                Some(SearchIndex::new(&book.calendar, book.range))
            });
        }
        for head in sealed {
            let range = Interval::new(head.from, head.to);
            if books.iter().any(|book| book.range == range) {
                continue;
            }
            self.file(range, head.checked_at, &Source::Sealed(head.fetched_at), || {
                let record = inner.cache.find(account, (head.from, head.to)).ok()??;
                let payload = decode(&record.body).ok()?;
                Some(SearchIndex::new(&Calendar::new(payload), Interval::new(record.from, record.to)))
            });
        }
    }

    fn file(
        &mut self,
        range: Interval,
        checked_at: Instant,
        source: &Source,
        make: impl FnOnce() -> Option<SearchIndex>,
    ) {
        if let Some(filed) = self.0.get_mut(&range)
            && filed.source.is(source)
        {
            filed.checked_at = checked_at;
            return;
        }
        match make() {
            // The cache answers with the newest record that covers the range, and that may be a wider one: it is filed
            // under its own.
            Some(index) if index.range() == range => {
                let source = match source {
                    Source::Book(calendar) => Source::Book(Weak::clone(calendar)),
                    Source::Sealed(fetched_at) => Source::Sealed(*fetched_at),
                };
                self.0.insert(range, Filed { source, checked_at, index });
            }
            _ => {
                self.0.remove(&range);
            }
        }
    }
}

impl Source {
    fn is(&self, other: &Source) -> bool {
        match (self, other) {
            (Source::Book(one), Source::Book(other)) => one.ptr_eq(other),
            (Source::Sealed(one), Source::Sealed(other)) => one == other,
            (Source::Book(_), Source::Sealed(_)) | (Source::Sealed(_), Source::Book(_)) => false,
        }
    }
}
