//! Fetching units: one request at a time for each, late answers dropped, the cache and the books brought up to date.

use std::sync::Arc;

use calendar::Calendar;
use calendar::changes::{AppointmentChange, changes};
use calendar::decode::{DecodeError, decode};
use calendar::model::Interval;
use calendar::view;
use calendar::view::types::ViewKind;
use chrono::{NaiveDate, Offset, TimeDelta, Utc};
use onelink::{CalendarAnswer, CalendarQuery};
use sealed_cache::Record;

use crate::Desk;
use crate::api::{DeskError, DeskErrorCode, DeskEvent, ErrorCode, SetVisible};
use crate::books::{Book, known_ranges, unit_of};
use crate::polling::next_poll_after;
use crate::state::{Access, Account, Failure};

/// Data checked this recently are not asked for again when a view is merely opened.
pub(crate) const RECENT: TimeDelta = TimeDelta::seconds(15);
/// A neighbouring period is fetched ahead when it is older than this.
const NEIGHBOUR_AGE: TimeDelta = TimeDelta::minutes(10);

impl Desk {
    #[expect(clippy::unused_async, reason = "every command is awaited alike")]
    pub(crate) async fn refresh(&self) -> Result<(), DeskError> {
        let Some(unit) = self.shown_unit()? else { return Ok(()) };
        self.fetch_behind(unit);
        Ok(())
    }

    #[expect(clippy::unused_async, reason = "every command is awaited alike")]
    pub(crate) async fn set_visible(&self, request: SetVisible) -> Result<(), DeskError> {
        let shown_again = {
            let mut state = self.state();
            let shown_again = request.visible && !state.visible;
            state.visible = request.visible;
            shown_again
        };
        // Whoever comes back to the window looks at it: what is on it is checked, unless that has just been done.
        if request.visible
            && let Ok(Some(unit)) = self.shown_unit()
        {
            let recent =
                self.state().books.of_unit(unit).is_some_and(|book| self.now() - book.checked_at < RECENT);
            if !recent {
                self.fetch_behind(unit);
            }
        }
        if shown_again {
            self.screen_changed();
        }
        self.inner.poll_changed.notify_one();
        Ok(())
    }

    /// The unit behind what is shown; `None` when nothing was opened yet.
    pub(crate) fn shown_unit(&self) -> Result<Option<Interval>, DeskError> {
        let state = self.state();
        let Some(account) = &state.kept.account else {
            return Err(DeskError::desk(DeskErrorCode::NoAccount, "no account is set up"));
        };
        Ok(state.shown.map(|(kind, date)| unit_of(kind, date, account.zone())))
    }

    /// Fetches `unit` on its own task, unless it is being fetched already, and tells the screen at the end.
    pub(crate) fn fetch_behind(&self, unit: Interval) {
        let (account, access, generation) = {
            let mut state = self.state();
            let (Some(account), Some(access)) = (state.kept.account.clone(), state.access.clone()) else {
                return;
            };
            if !state.fetching.insert(unit) {
                return;
            }
            (account, access, state.generation)
        };
        let desk = self.clone();
        let under_way = UnderWay::begin(self, unit, generation);
        tokio::spawn(async move {
            let _under_way = under_way;
            let known = desk.known(&account, unit).await;
            // What comes from the cache lacks what is not kept there, and "nothing has changed" would not bring it.
            let etag = known.filter(|book| !book.from_cache).and_then(|book| book.etag);
            let answer = desk.fetch(&access, &account, unit, etag).await;
            desk.take_in(&account, unit, generation, answer).await;
        });
    }

    /// What is known of exactly this unit, from memory or from the sealed cache.
    async fn known(&self, account: &Account, unit: Interval) -> Option<Book> {
        if let Some(book) = self.state().books.of_unit(unit) {
            return Some(book.clone());
        }
        self.cached_book(account, unit).await.filter(|book| book.range == unit)
    }

    /// The newest sealed record that covers `range`, decoded and taken into the books.
    pub(crate) async fn cached_book(&self, account: &Account, range: Interval) -> Option<Book> {
        let (key, generation) = (account.key(), self.state().generation);
        let book = self
            .blocking(move |inner| {
                let record = inner
                    .cache
                    .find(&key, (range.start, range.end))
                    .inspect_err(|error| tracing::warn!(%error, "the cache could not be read"))
                    .ok()??;
                let payload = decode(&record.body).ok()?;
                Some(Book {
                    range: Interval { start: record.from, end: record.to },
                    calendar: Arc::new(Calendar::new(payload)),
                    etag: record.etag,
                    checked_at: record.checked_at,
                    from_cache: true,
                })
            })
            .await
            .ok()??;
        let mut state = self.state();
        if state.generation == generation {
            state.books.insert(book.clone());
        }
        Some(book)
    }

    /// Asks the server for a unit and keeps the answer, sealed. `None`: nothing has changed.
    pub(crate) async fn fetch(
        &self,
        access: &Access,
        account: &Account,
        unit: Interval,
        etag: Option<String>,
    ) -> Result<Option<Book>, Refusal> {
        let utc = Utc.fix();
        let query = CalendarQuery {
            account_id: account.id,
            view: onelink::View::Week,
            from: unit.start.with_timezone(&utc),
            to: unit.end.with_timezone(&utc),
            resource_ids: Vec::new(),
            include_slots: false,
            duration_min: None,
        };
        let asked = self.inner.forgettings();
        let answer = self.client().calendar(&access.address, &access.token, &query, etag.as_deref()).await?;
        let CalendarAnswer::Fresh { body, etag } = answer else { return Ok(None) };
        let checked_at = self.now();
        let key = account.key();
        self.blocking(move |inner| {
            let payload = decode(&body).map_err(|error| DeskError {
                code: ErrorCode::OneLink(match error {
                    DecodeError::NotJson { .. } => onelink::ErrorCode::NotJson,
                    DecodeError::Truncated => onelink::ErrorCode::Truncated,
                    DecodeError::WrongShape => onelink::ErrorCode::WrongShape,
                }),
                message: error.to_string(),
                details: None,
            })?;
            let record = Record {
                account: key,
                from: unit.start,
                to: unit.end,
                body,
                etag: etag.clone(),
                fetched_at: checked_at,
                checked_at,
            };
            // The screen has the data either way; the next start is what loses by it.
            if let Err(error) = inner.keep(&record, asked) {
                tracing::warn!(%error, "the calendar could not be cached");
            }
            let calendar = Arc::new(Calendar::new(payload));
            Ok(Some(Book { range: unit, calendar, etag, checked_at, from_cache: false }))
        })
        .await?
        .map_err(|error: DeskError| error.into())
    }

    /// Brings books, failure and polling up to date with the end of a request.
    async fn take_in(
        &self,
        account: &Account,
        unit: Interval,
        generation: u64,
        answer: Result<Option<Book>, Refusal>,
    ) {
        let now = self.now();
        let news = match &answer {
            Ok(Some(book)) => self.news(book).await,
            Ok(None) | Err(_) => Vec::new(),
        };
        let mut confirmed = false;
        let mut event = DeskEvent::FreshnessChanged;
        let (worked, zone_changed) = {
            let mut state = self.state();
            if state.generation != generation {
                return;
            }
            state.fetching.remove(&unit);
            match answer {
                Ok(book) => {
                    // Another period's success says nothing of the one on screen.
                    let shown =
                        state.shown.is_none_or(|(kind, date)| unit_of(kind, date, account.zone()) == unit);
                    if shown {
                        if let Some(failure) = state.failure.take() {
                            tracing::info!(failures = failure.in_a_row, "the server answers again");
                        }
                        let every = state.kept.settings.poll_seconds;
                        state.next_poll = Some(now + next_poll_after(every, 0));
                    }
                    let zone = book.as_ref().map(|book| book.calendar.clinic_zone());
                    confirmed = book.is_none();
                    if let Some(book) = book {
                        state.changes.notice(news, now);
                        state.books.insert(book);
                        event = DeskEvent::ScreenChanged;
                    } else {
                        state.books.confirm(unit, now);
                    }
                    let known = state.kept.account.as_mut();
                    let zone_changed = match (known, zone) {
                        (Some(known), Some(zone)) if known.zone.as_deref() != Some(zone.name()) => {
                            known.zone = Some(zone.name().to_owned());
                            true
                        }
                        _ => false,
                    };
                    (true, zone_changed)
                }
                Err(Refusal { error, retry_after }) => {
                    let in_a_row = state.failure.as_ref().map_or(0, |failure| failure.in_a_row) + 1;
                    // The program's own words; what the server said stays on the screen.
                    tracing::info!(code = %error.code, in_a_row, "a fetch failed: {}", error.message);
                    let wait = next_poll_after(state.kept.settings.poll_seconds, in_a_row);
                    // A server that says when it wants to be asked is not asked before.
                    let wait = retry_after.map_or(wait, |asked| wait.max(asked));
                    state.failure = Some(Failure { error, in_a_row });
                    state.next_poll = Some(now + wait);
                    (false, false)
                }
            }
        };
        if confirmed {
            let key = account.key();
            let touched =
                self.blocking(move |inner| inner.cache.touch(&key, (unit.start, unit.end), now)).await;
            if let Ok(Err(error)) = touched {
                tracing::warn!(%error, "the cache could not be told that nothing changed");
            }
        }
        if zone_changed && let Err(error) = self.save() {
            tracing::warn!(%error, "the clinic's zone could not be kept");
        }
        self.inner.poll_changed.notify_one();
        // The clinic's zone moves every day on screen.
        self.tell(if zone_changed { DeskEvent::ScreenChanged } else { event });
        if worked && self.shown_unit().ok().flatten() == Some(unit) {
            self.fetch_neighbour(account).await;
        }
    }

    /// What a fetched book tells otherwise than the books before it.
    async fn news(&self, book: &Book) -> Vec<AppointmentChange> {
        let known = self.state().books.newest_first();
        let book = book.clone();
        self.blocking(move |_| changes(&known_ranges(&known), book.known_range())).await.unwrap_or_default()
    }

    /// Fetches the next period ahead, then the previous one: one at a time, and only when it is old or missing.
    async fn fetch_neighbour(&self, account: &Account) {
        let Some((kind, date)) = self.state().shown else { return };
        for neighbour in neighbours(kind, date) {
            let unit = unit_of(kind, neighbour, account.zone());
            let known = self.known(account, unit).await;
            if known.is_none_or(|book| self.now() - book.checked_at > NEIGHBOUR_AGE) {
                self.fetch_behind(unit);
                return;
            }
        }
    }
}

/// A fetch on its way, until it is dropped.
struct UnderWay {
    desk: Desk,
    unit: Interval,
    generation: u64,
}

impl UnderWay {
    fn begin(desk: &Desk, unit: Interval, generation: u64) -> Self {
        desk.inner.under_way.send_modify(|fetches| *fetches += 1);
        Self { desk: desk.clone(), unit, generation }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Nobody takes in what this fetch brings: its unit would count as being fetched, and no poll would come again.
            let mut state = self.desk.state();
            if state.generation == self.generation {
                state.fetching.remove(&self.unit);
            }
            drop(state);
            self.desk.inner.poll_changed.notify_one();
        }
        self.desk.inner.under_way.send_modify(|fetches| *fetches -= 1);
    }
}

/// Why a fetch brought nothing.
pub(crate) struct Refusal {
    pub error: DeskError,
    /// How long the server wants to be left alone.
    pub retry_after: Option<TimeDelta>,
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        Self { error, retry_after: None }
    }
}

impl From<onelink::Error> for Refusal {
    fn from(error: onelink::Error) -> Self {
        let retry_after = error.retry_after().and_then(|wait| TimeDelta::from_std(wait).ok());
        Self { error: error.into(), retry_after }
    }
}

/// A date in the unit after the shown one, then one in the unit before.
fn neighbours(kind: ViewKind, date: NaiveDate) -> [NaiveDate; 2] {
    let kind = if kind == ViewKind::Month { ViewKind::Month } else { ViewKind::Week };
    [view::step(kind, date, true), view::step(kind, date, false)]
}
