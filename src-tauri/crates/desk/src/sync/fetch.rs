//! Fetching ranges: one request at a time for each, late responses discarded, the cache and the snapshots brought up to date.

use std::sync::Arc;
use std::time::Duration;

use calendar::Calendar;
use calendar::changes::{AppointmentChange, changes};
use calendar::decode::{DecodeError, decode, repaired_bytes};
use calendar::model::{Instant, Interval};
use calendar::view;
use calendar::view::types::ViewKind;
use chrono::{NaiveDate, Offset, TimeDelta, Utc};
use onelink::{CalendarAnswer, CalendarQuery};
use sealed_cache::{AccountKey, Record};
use tokio::sync::watch;

use super::polling::next_poll_after;
use super::{CalendarSync, Check, Failure, Snapshot, fetch_range, known_ranges};
use crate::api::{DeskError, DeskErrorCode, DeskEvent, RowLimit};
use crate::errors::blocking;
use crate::session::{Access, ActiveAccount, Epoch, Session, cache_limits};

/// A range confirmed within this time is not requested again when its period is opened.
const RECENT_TIME: TimeDelta = TimeDelta::seconds(15);
/// A neighbouring period is fetched ahead when its snapshot is older than this.
const MAX_NEIGHBOUR_AGE: TimeDelta = TimeDelta::minutes(10);

/// Resolves to `true`, or to an error, when a fetch has ended.
pub(crate) type FetchEnd = watch::Receiver<bool>;

/// Why a fetch brought no snapshot.
pub(crate) struct FetchError {
    pub error: DeskError,
    /// How long the server wants no requests.
    retry_after: Option<Duration>,
}

impl From<DeskError> for FetchError {
    fn from(error: DeskError) -> Self {
        Self { error, retry_after: None }
    }
}

impl From<onelink::Error> for FetchError {
    fn from(error: onelink::Error) -> Self {
        let retry_after = error.retry_after();
        Self { error: error.into(), retry_after }
    }
}

/// Deletes from the cache what is outside the limits in the settings.
pub(super) async fn enforce_cache_limits(session: &Arc<Session>) {
    let (limits, now) = (cache_limits(&session.settings().cache), session.confirmed_now());
    let session = Arc::clone(session);
    let enforced = blocking(move || {
        session.storage.cache.set_limits(limits);
        session.storage.cache.enforce(now)
    });
    if let Ok(Err(error)) = enforced.await {
        tracing::warn!(%error, "the cache could not be brought within its limits");
    }
}

/// Requests a range, decodes the response and stores its payload, sealed. `None`: nothing has changed since `etag`.
pub(crate) async fn fetch_snapshot(
    session: &Arc<Session>,
    active: &ActiveAccount,
    access: &Access,
    range: Interval,
    etag: Option<String>,
) -> Result<Option<Snapshot>, FetchError> {
    let account = &active.account;
    let utc = Utc.fix();
    let query = CalendarQuery {
        account_id: account.id,
        view: onelink::View::Week,
        from: range.start.with_timezone(&utc),
        to: range.end.with_timezone(&utc),
        resource_ids: Vec::new(),
        include_slots: false,
        duration_min: None,
    };
    let deletions_before = session.storage.deletion_count();
    let response = active.client.calendar(&access.address, &access.token, &query, etag.as_deref());
    let response = session.while_account_is_used(active.epoch, response).await??;
    let server_time = match &response {
        CalendarAnswer::Fresh { server_time, .. } | CalendarAnswer::NotModified { server_time } => {
            *server_time
        }
    };
    // The server of the sample data runs on this computer and has the same clock.
    if let Some(server_time) = server_time.filter(|_| !account.sample)
        && session.compare_clock(server_time)
    {
        enforce_cache_limits(session).await;
    }
    let CalendarAnswer::Fresh { body, etag, .. } = response else { return Ok(None) };
    let checked = Check::now(session);
    let (session, key) = (Arc::clone(session), account.key());
    // The body is scanned here and not on an async worker: it can be tens of megabytes.
    let snapshot = blocking(move || {
        // The cache stores text, so damaged bytes are replaced before the body is stored.
        let body = repaired_bytes(&body).unwrap_or(body);
        let payload = decode(&body).map_err(|error| undecodable(&error))?;
        if !payload.has_main_lists {
            return Err(undecodable(&DecodeError::WrongShape));
        }
        let record = Record {
            account: key,
            from: range.start,
            to: range.end,
            body,
            etag: etag.clone(),
            fetched_at: checked.at,
            checked_at: checked.at,
        };
        // Without the stored payload the screen still has its data. The next start without a network does not.
        if let Err(error) = session.storage.store_payload(&record, deletions_before, session.confirmed_now())
        {
            tracing::warn!(%error, "the calendar could not be cached");
        }
        let calendar = Arc::new(Calendar::new(payload));
        let revision = Snapshot::next_revision();
        Ok::<_, DeskError>(Snapshot { revision, range, calendar, etag, checked, from_cache: false })
    })
    .await??;
    Ok(Some(snapshot))
}

fn undecodable(error: &DecodeError) -> DeskError {
    let code = match error {
        DecodeError::TooManyRows(kind) => {
            let row_limit = Some(RowLimit::of(*kind));
            return DeskError { row_limit, ..DeskError::desk(DeskErrorCode::TooManyRows, error.to_string()) };
        }
        DecodeError::NotJson { .. } => onelink::ErrorCode::NotJson,
        DecodeError::Truncated => onelink::ErrorCode::Truncated,
        DecodeError::WrongShape => onelink::ErrorCode::WrongShape,
    };
    DeskError::one_link(code, error.to_string())
}

impl CalendarSync {
    /// Fetches the range of a period that was opened, unless its data are recent.
    ///
    /// The screen opens the same period again after each change. So only another period is a reason to fetch, or a range
    /// that is missing though nothing has failed: the clinic's zone may have moved the period into another range.
    pub fn fetch_opened(
        self: &Arc<Self>,
        active: &ActiveAccount,
        range: Interval,
        snapshot: Option<&Snapshot>,
        is_new: bool,
    ) {
        let recent = snapshot.is_some_and(|snapshot| !snapshot.from_cache && self.is_recent(snapshot));
        let is_missing = snapshot.is_none() && !self.has_failure(active);
        if is_missing || is_new && !recent {
            self.fetch_in_background(active, range);
        }
    }

    /// Fetches the displayed range, unless its data are recent.
    pub fn fetch_displayed_if_old(self: &Arc<Self>, active: &ActiveAccount) {
        let Some(range) = self.displayed_range(active) else { return };
        let snapshot = self.state_of(active.epoch).and_then(|state| state.snapshots.of_range(range).cloned());
        if !snapshot.is_some_and(|snapshot| self.is_recent(&snapshot)) {
            self.fetch_in_background(active, range);
        }
    }

    fn is_recent(&self, snapshot: &Snapshot) -> bool {
        !snapshot.checked.is_older_than(RECENT_TIME, &self.session)
    }

    /// Fetches a range on a task of its own and sends an event at its end. A range that is being fetched is not requested
    /// again. `None` when the token is missing.
    pub fn fetch_in_background(
        self: &Arc<Self>,
        active: &ActiveAccount,
        range: Interval,
    ) -> Option<FetchEnd> {
        let access = active.access.clone()?;
        let (ended, end) = watch::channel(false);
        {
            let mut state = self.state_of(active.epoch)?;
            if let Some(running) = state.fetching.get(&range) {
                return Some(running.clone());
            }
            state.fetching.insert(range, end.clone());
        }
        let fetch = RunningFetch::begin(self, range, active.epoch, ended);
        let active = active.clone();
        tokio::spawn(async move {
            let sync = Arc::clone(&fetch.sync);
            let known = sync.snapshot_of_range(&active, range).await;
            // A cached snapshot lacks the private fields. Its ETag is not sent, because a 304 would not bring them.
            let etag = known.filter(|snapshot| !snapshot.from_cache).and_then(|snapshot| snapshot.etag);
            let result = fetch_snapshot(&sync.session, &active, &access, range, etag).await;
            sync.finish_fetch(&active, &fetch, result).await;
        });
        Some(end)
    }

    /// The snapshot of exactly this range, from memory or from the cache.
    async fn snapshot_of_range(&self, active: &ActiveAccount, range: Interval) -> Option<Snapshot> {
        let in_memory = self.state_of(active.epoch)?.snapshots.of_range(range).cloned();
        match in_memory {
            Some(snapshot) => Some(snapshot),
            None => self.cached_snapshot(active, range).await.filter(|snapshot| snapshot.range == range),
        }
    }

    /// The newest cached payload that covers `range`, decoded and added to the snapshots in memory.
    pub async fn cached_snapshot(&self, active: &ActiveAccount, range: Interval) -> Option<Snapshot> {
        let (session, key) = (Arc::clone(&self.session), active.account.key());
        let snapshot = blocking(move || read_cached(&session, &key, range)).await.ok()??;
        if let Some(mut state) = self.state_of(active.epoch) {
            state.snapshots.insert(snapshot.clone());
        }
        Some(snapshot)
    }

    /// Adds a snapshot that was fetched without [`CalendarSync::fetch_in_background`].
    pub fn add_snapshot(&self, active: &ActiveAccount, snapshot: Snapshot) {
        if let Some(mut state) = self.state_of(active.epoch) {
            state.snapshots.insert(snapshot);
        }
    }

    /// Brings snapshots, changes, failure and the next poll up to date at the end of a fetch.
    async fn finish_fetch(
        self: &Arc<Self>,
        active: &ActiveAccount,
        fetch: &RunningFetch,
        result: Result<Option<Snapshot>, FetchError>,
    ) {
        let found = match &result {
            Ok(Some(snapshot)) => self.find_changes(active, snapshot).await,
            Ok(None) | Err(_) => Vec::new(),
        };
        if !self.session.is_current(active.epoch) {
            return;
        }
        let (checked, uptime) = (Check::now(&self.session), self.session.uptime());
        let poll_seconds = self.session.settings().poll_seconds;
        let zone = match &result {
            Ok(Some(snapshot)) => Some(snapshot.calendar.clinic_zone()),
            Ok(None) | Err(_) => None,
        };
        let is_confirmed = matches!(result, Ok(None));
        let has_succeeded = result.is_ok();
        let mut event = DeskEvent::FreshnessChanged;
        {
            let Some(mut state) = self.state_of(active.epoch) else { return };
            state.fetching.remove(&fetch.range);
            match result {
                Ok(snapshot) => {
                    // The success of another range does not clear the failure of the displayed one.
                    let is_displayed = state.displayed.is_none_or(|(view, date)| {
                        fetch_range(view, date, active.account.zone()) == fetch.range
                    });
                    if is_displayed {
                        if let Some(failure) = state.failure.take() {
                            tracing::info!(failures = failure.in_a_row, "the server answers again");
                        }
                        state.next_poll = Some(uptime + next_poll_after(poll_seconds, 0));
                    }
                    if let Some(snapshot) = snapshot {
                        state.changes.add(found, uptime);
                        state.snapshots.insert(snapshot);
                        event = DeskEvent::ScreenChanged;
                    } else {
                        state.snapshots.confirm(fetch.range, checked);
                    }
                }
                Err(FetchError { error, retry_after }) => {
                    let in_a_row = state.failure.as_ref().map_or(0, |failure| failure.in_a_row) + 1;
                    // `message` is a text of this program. The server's text is in `details`, for the screen only.
                    tracing::info!(code = %error.code, in_a_row, "a fetch failed: {}", error.message);
                    let wait = next_poll_after(poll_seconds, in_a_row);
                    let wait = retry_after.map_or(wait, |retry_after| wait.max(retry_after));
                    state.failure = Some(Failure { error, in_a_row });
                    state.missing_weeks.stop();
                    if state.missing_weeks.has_requested(fetch.range) {
                        // The search says that this range is being fetched.
                        event = DeskEvent::ScreenChanged;
                    }
                    state.next_poll = Some(uptime + wait);
                }
            }
        }
        fetch.ended.send_replace(true);
        if is_confirmed {
            self.confirm_cached(active, fetch.range, checked.at).await;
        }
        let zone_changed = self.update_zone(active, zone).await;
        self.poll_changed.notify_one();
        // Another zone moves every day on screen.
        self.send(if zone_changed { DeskEvent::ScreenChanged } else { event });
        if has_succeeded {
            self.fetch_next_week(active);
            self.fetch_neighbour(fetch.range).await;
        }
    }

    /// The appointments that differ between `snapshot` and the snapshots in memory.
    async fn find_changes(&self, active: &ActiveAccount, snapshot: &Snapshot) -> Vec<AppointmentChange> {
        let (known, new) = (self.snapshots(active), snapshot.clone());
        blocking(move || changes(&known_ranges(&known), new.known_range())).await.unwrap_or_default()
    }

    async fn confirm_cached(&self, active: &ActiveAccount, range: Interval, now: Instant) {
        let (session, key) = (Arc::clone(&self.session), active.account.key());
        let confirmed = blocking(move || {
            session.storage.cache.touch(&key, (range.start, range.end), now)?;
            session.storage.cache.enforce(session.confirmed_now())
        })
        .await;
        if let Ok(Err(error)) = confirmed {
            tracing::warn!(%error, "the time of the last check could not be cached");
        }
    }

    /// Uses the clinic's zone of a new snapshot. Returns whether it differs from the stored zone.
    async fn update_zone(&self, active: &ActiveAccount, zone: Option<chrono_tz::Tz>) -> bool {
        let Some(zone) = zone.filter(|zone| active.account.zone.as_deref() != Some(zone.name())) else {
            return false;
        };
        if let Err(error) = self.session.set_zone(active.account.key(), zone).await {
            tracing::warn!(%error, "the clinic's zone could not be stored");
        }
        true
    }

    /// After the displayed range was fetched: fetches the next period ahead, then the previous one. One at a time, and only
    /// when its snapshot is old or missing.
    async fn fetch_neighbour(self: &Arc<Self>, fetched: Interval) {
        let Ok(active) = self.session.active() else { return };
        if self.displayed_range(&active) != Some(fetched) {
            return;
        }
        let Some((view, date)) = self.displayed(&active) else { return };
        for neighbour in neighbours(view, date) {
            let range = fetch_range(view, neighbour, active.account.zone());
            let known = self.snapshot_of_range(&active, range).await;
            let is_old =
                |snapshot: Snapshot| snapshot.checked.is_older_than(MAX_NEIGHBOUR_AGE, &self.session);
            if known.is_none_or(is_old) {
                self.fetch_in_background(&active, range);
                return;
            }
        }
    }
}

/// The newest cached payload that covers `range`, decoded.
pub(super) fn read_cached(session: &Session, account: &AccountKey, range: Interval) -> Option<Snapshot> {
    let record = session
        .storage
        .cache
        .find(account, (range.start, range.end), session.now())
        .inspect_err(|error| tracing::warn!(%error, "the cache could not be read"))
        .ok()??;
    let payload = decode(&record.body).ok()?;
    let latest = session.storage.cache.latest_check().ok().flatten();
    Some(Snapshot {
        revision: Snapshot::next_revision(),
        range: Interval { start: record.from, end: record.to },
        calendar: Arc::new(Calendar::new(payload)),
        etag: record.etag,
        checked: Check::stored(record.checked_at, latest, session),
        from_cache: true,
    })
}

/// A fetch in the background, until it is dropped.
struct RunningFetch {
    sync: Arc<CalendarSync>,
    range: Interval,
    epoch: Epoch,
    ended: watch::Sender<bool>,
}

impl RunningFetch {
    fn begin(sync: &Arc<CalendarSync>, range: Interval, epoch: Epoch, ended: watch::Sender<bool>) -> Self {
        sync.running_fetches.send_modify(|count| *count += 1);
        Self { sync: Arc::clone(sync), range, epoch, ended }
    }
}

impl Drop for RunningFetch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Nothing finishes this fetch. Without this its range would count as being fetched, and polling would stop.
            if let Some(mut state) = self.sync.state_of(self.epoch) {
                state.fetching.remove(&self.range);
            }
            self.sync.poll_changed.notify_one();
        }
        self.sync.running_fetches.send_modify(|count| *count -= 1);
    }
}

/// A date in the range after the displayed one, then a date in the range before.
fn neighbours(view: ViewKind, date: NaiveDate) -> [NaiveDate; 2] {
    let view = if view == ViewKind::Month { ViewKind::Month } else { ViewKind::Week };
    [view::step(view, date, true), view::step(view, date, false)]
}
