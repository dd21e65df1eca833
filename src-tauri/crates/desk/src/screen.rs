//! What is shown: a period of the books with its age.

use calendar::civil;
use calendar::model::{Instant, Interval};
use calendar::money;
use calendar::view::types::{AppointmentDetails, DateTimeLabel, MiniMonth, MoneyView};
use calendar::view::{self, ViewRequest};
use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use crate::Desk;
use crate::api::{
    DeskError, DeskErrorCode, Freshness, FreshnessState, HideResources, Open, OpenAppointment, OpenMiniMonth,
    Period, Screen, SidebarResource,
};
use crate::books::{Book, unit_of};
use crate::connection::account_head;
use crate::refresh::RECENT;
use crate::state::{Account, State};

/// Data checked within this time are called fresh: long enough for a few polls to come late.
const FRESH: TimeDelta = TimeDelta::seconds(150);

impl Desk {
    pub(crate) async fn open(&self, request: Open) -> Result<Screen, DeskError> {
        let account = self.account()?;
        let zone = account.zone();
        let now = self.now();
        let today = civil::date_of(zone, now);
        let date = date_or_today(request.date.as_deref(), today)?;
        let book = self.book_for(&account, view::period_range(request.view, date, zone)).await;

        let unit = unit_of(request.view, date, zone);
        let is_new = self.remember_shown(&request, date, today);
        let recent = book.as_ref().is_some_and(|book| now - book.checked_at < RECENT && !book.from_cache);
        // Opening the same period again is how the screen takes in a change; only a new one, or one that came to lie
        // elsewhere because the clinic's zone became known, is a reason to ask.
        let moved = book.is_none() && self.state().failure.is_none();
        if moved || is_new && !recent {
            self.fetch_behind(unit);
        }

        let (filter, step_min, head, freshness, changes, marked) = {
            let state = self.state();
            let head = account_head(&state).ok_or_else(no_account)?;
            let freshness = freshness(&state, unit, book.as_ref(), zone, now);
            let (changes, marked) = (state.changes.unseen(), state.changes.marked(now));
            (state.filter(), state.kept.settings.time_step_min, head, freshness, changes, marked)
        };
        self.blocking(move |_| {
            let (first, last) = view::period(request.view, date);
            let calendar = book.as_ref().map(|book| book.calendar.as_ref());
            let resources = calendar.map_or_else(Vec::new, |calendar| {
                view::resource_heads(calendar, zone)
                    .into_iter()
                    .map(|resource| SidebarResource {
                        shown: filter.shows_resource(resource.id),
                        note: calendar
                            .resource(resource.id)
                            .and_then(|resource| view::day_note(calendar, resource, date, zone)),
                        resource,
                    })
                    .collect()
            });
            let body = calendar.map(|calendar| {
                let request = ViewRequest { kind: request.view, date, now, zone, step_min, filter: &filter };
                view::build(calendar, &request)
            });
            Screen {
                account: head,
                view: request.view,
                period: Period {
                    date: view::date_label(date, today),
                    first: view::date_label(first, today),
                    last: view::date_label(last, today),
                    previous: view::step(request.view, date, false).to_string(),
                    next: view::step(request.view, date, true).to_string(),
                    has_today: (first..=last).contains(&today),
                },
                mini_month: view::mini_month(calendar, date.year(), date.month(), (first, last), today),
                zone: zone.name().to_owned(),
                resources,
                freshness,
                changes: view::change_lines(&changes, zone, now),
                marked,
                unreadable: calendar.map_or_else(Vec::new, |calendar| calendar.payload().skipped.clone()),
                body,
            }
        })
        .await
    }

    pub(crate) async fn freshness(&self, request: Open) -> Result<Freshness, DeskError> {
        let account = self.account()?;
        let (zone, now) = (account.zone(), self.now());
        let date = date_or_today(request.date.as_deref(), civil::date_of(zone, now))?;
        let book = self.book_for(&account, view::period_range(request.view, date, zone)).await;
        Ok(freshness(&self.state(), unit_of(request.view, date, zone), book.as_ref(), zone, now))
    }

    pub(crate) async fn mini_month(&self, request: OpenMiniMonth) -> Result<MiniMonth, DeskError> {
        let account = self.account()?;
        let zone = account.zone();
        let today = civil::date_of(zone, self.now());
        let first = NaiveDate::from_ymd_opt(request.year, request.month, 1).ok_or_else(bad_date)?;
        let shown = self.state().shown.map(|(kind, date)| (kind, date, view::period(kind, date)));
        // Holidays come with every book, whatever its range.
        let (kind, date, selected) =
            shown.unwrap_or((calendar::view::types::ViewKind::Day, today, (today, today)));
        let book = self.book_for(&account, view::period_range(kind, date, zone)).await;
        let calendar = book.as_ref().map(|book| book.calendar.as_ref());
        Ok(view::mini_month(calendar, first.year(), first.month(), selected, today))
    }

    #[expect(clippy::unused_async, reason = "every command is awaited alike")]
    pub(crate) async fn hide_resources(&self, request: HideResources) -> Result<(), DeskError> {
        let account = self.account()?;
        self.state().kept.hidden.insert(account.key().to_string(), request.hidden.into_iter().collect());
        self.save()?;
        self.screen_changed();
        Ok(())
    }

    pub(crate) async fn appointment(
        &self,
        request: OpenAppointment,
    ) -> Result<AppointmentDetails, DeskError> {
        self.details(request.id).await
    }

    pub(crate) async fn details(&self, appointment_id: i64) -> Result<AppointmentDetails, DeskError> {
        let account = self.account()?;
        let now = self.now();
        let book = self.state().books.with_appointment(appointment_id).cloned();
        self.blocking(move |_| {
            let book = book?;
            let details = view::details(book.calendar.as_ref(), appointment_id, account.zone(), now)?;
            Some(AppointmentDetails { from_cache: book.from_cache, ..details })
        })
        .await?
        .ok_or_else(|| {
            DeskError::desk(DeskErrorCode::NoSuchAppointment, format!("no appointment {appointment_id}"))
        })
    }

    pub(crate) async fn money(&self, request: Open) -> Result<MoneyView, DeskError> {
        let account = self.account()?;
        let (zone, now) = (account.zone(), self.now());
        let date = date_or_today(request.date.as_deref(), civil::date_of(zone, now))?;
        let book = self.book_for(&account, view::period_range(request.view, date, zone)).await;
        let Some(book) = book else {
            return Err(DeskError::desk(DeskErrorCode::NotFetched, "this period was never fetched"));
        };
        let filter = self.state().filter();
        self.blocking(move |_| {
            let request = ViewRequest { kind: request.view, date, now, zone, step_min: 60, filter: &filter };
            money::money(&book.calendar, &request)
        })
        .await
    }

    pub(crate) fn account(&self) -> Result<Account, DeskError> {
        self.check_unlocked()?;
        self.state().kept.account.clone().ok_or_else(no_account)
    }

    pub(crate) async fn book_for(&self, account: &Account, range: Interval) -> Option<Book> {
        let book = self.state().books.covering(range);
        match book {
            Some(book) => Some(book),
            None => self.cached_book(account, range).await,
        }
    }

    /// Notes what the screen shows, for polls and the next start; whether it is another period than before.
    fn remember_shown(&self, request: &Open, date: NaiveDate, today: NaiveDate) -> bool {
        let (is_new, to_save) = {
            let mut state = self.state();
            let is_new = state.shown != Some((request.view, date));
            state.shown = Some((request.view, date));
            let to_save = state.kept.last_view != request.view || state.kept.last_date != Some((date, today));
            state.kept.last_view = request.view;
            state.kept.last_date = Some((date, today));
            (is_new, to_save)
        };
        if to_save && let Err(error) = self.save() {
            tracing::warn!(%error, "the view could not be kept for the next start");
        }
        is_new
    }
}

/// A moment on the wall clock of a zone.
pub(crate) fn moment_label(zone: Tz, at: Instant, now: Instant) -> DateTimeLabel {
    DateTimeLabel {
        date: view::date_label(civil::date_of(zone, at), civil::date_of(zone, now)),
        time: civil::wall_label(zone, at),
    }
}

pub(crate) fn freshness(
    state: &State,
    unit: Interval,
    book: Option<&Book>,
    zone: Tz,
    now: Instant,
) -> Freshness {
    let age = book.map(|book| (now - book.checked_at).max(TimeDelta::zero()));
    let failure = state.failure.as_ref();
    let freshness = match (failure, age) {
        (Some(failure), _) if failure.error.is_offline() => FreshnessState::Offline,
        (None, Some(age)) if age <= FRESH => FreshnessState::Fresh,
        _ => FreshnessState::Stale,
    };
    Freshness {
        state: freshness,
        checked: book.map(|book| moment_label(zone, book.checked_at, now)),
        age_min: age.map(|age| u32::try_from(age.num_minutes()).unwrap_or(u32::MAX)),
        refreshing: state.fetching.contains(&unit),
        problem: failure.map(|failure| failure.error.clone()),
        from_cache: book.is_some_and(|book| book.from_cache),
    }
}

pub(crate) fn date_or_today(text: Option<&str>, today: NaiveDate) -> Result<NaiveDate, DeskError> {
    let Some(text) = text else { return Ok(today) };
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| bad_date())?;
    // Far outside these years neither zones nor clinics have anything to say.
    if (1970..=2200).contains(&date.year()) { Ok(date) } else { Err(bad_date()) }
}

pub(crate) fn bad_date() -> DeskError {
    DeskError::desk(DeskErrorCode::BadDate, "no such date")
}

fn no_account() -> DeskError {
    DeskError::desk(DeskErrorCode::NoAccount, "no account is set up")
}
