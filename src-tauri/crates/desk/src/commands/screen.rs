//! The displayed period: its view, its freshness, its changes and the details of an appointment.

use std::hash::{DefaultHasher, Hash, Hasher};

use calendar::chat::TemplateKind;
use calendar::civil;
use calendar::model::{Instant, Payload, SkipReason, Skipped};
use calendar::view::types::{
    AppointmentDetails, ClientAppointments, DateLabel, DayCell, DayLoad, FilterChoices, ListArrangement,
    MiniMonth, RowWindow, ViewBody, ViewKind,
};
use calendar::view::{self, ViewRequest};
use chrono::{Datelike, NaiveDate};

use crate::Desk;
use crate::api::{
    DeskError, DeskErrorCode, Freshness, LoadListRows, LoadedListRows, OpenAppointment, OpenCell,
    OpenMiniMonth, OpenMonthLoad, OpenPeriod, OpenScreen, Period, Reminder, Screen, SidebarResource,
    TypedDate,
};
use crate::errors::blocking;
use crate::session::{ActiveAccount, template_of};
use crate::sync::{Snapshot, fetch_range};

/// The years that a period may be in. Zones and clinics have no data for others.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

/// The minutes that an appointment can take.
const DURATIONS_MIN: std::ops::RangeInclusive<u32> = 5..=720;
const DAYS_PER_WEEK: usize = 7;
/// For answers that count no start times.
pub(super) const ANY_DURATION_MIN: u32 = 60;

impl Desk {
    pub(crate) async fn open(&self, request: OpenScreen) -> Result<Screen, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let today = civil::date_of(zone, now);
        let date = date_or_today(request.date.as_deref(), today)?;
        let kind = request.view;
        let rows = request.rows.map(accepted_window).transpose()?;
        let duration_min = accepted_duration(request.duration_min)?;
        let snapshot = self.sync.snapshot(&active, view::period_range(kind, date, zone)).await;

        let revision = revision(snapshot.as_ref(), &active, today);
        let range = fetch_range(kind, date, zone);
        let is_new = self.sync.set_displayed(&active, kind, date);
        self.session.set_last_period(kind, date, today);
        self.sync.fetch_opened(&active, range, snapshot.as_ref(), is_new);

        // While a period is fetched, the resources of other periods stay in the sidebar.
        let other = if snapshot.is_none() { self.sync.snapshots(&active).pop() } else { None };
        let account = active.head();
        let saved_filters = self.session.stored().saved_filters();
        let scale = self.scale();
        let freshness = self.sync.freshness(&active, range, snapshot.as_ref(), now);
        let (changes, marked) = self.sync.changes(&active);
        blocking(move || {
            let (first, last) = view::period(kind, date);
            let calendar = snapshot.as_ref().map(|snapshot| snapshot.calendar.as_ref());
            let with_resources = calendar.or(other.as_ref().map(|snapshot| snapshot.calendar.as_ref()));
            let resources = with_resources.map_or_else(Vec::new, |with_resources| {
                view::resource_heads(with_resources, zone, &active.order)
                    .into_iter()
                    .map(|resource| SidebarResource {
                        shown: active.filter.shows_resource(resource.id),
                        note: calendar.and_then(|calendar| {
                            view::day_note(calendar, calendar.resource(resource.id)?, date, zone)
                        }),
                        resource,
                    })
                    .collect()
            });
            let view::Durations { choices: durations, usual_min } = view::durations(calendar);
            let duration_min = duration_min.unwrap_or(usual_min);
            let request = view_request(&active, kind, date, now, scale, duration_min);
            let body = calendar.and_then(|calendar| match kind {
                ViewKind::List => view::list_within_limit(calendar, &request, &active.list_arrangement, rows)
                    .map(ViewBody::List),
                _ => view::build_within_limit(calendar, &request),
            });
            let too_large = (calendar.is_some() && body.is_none()).then(view_too_large);
            Screen {
                revision,
                account,
                view: kind,
                period: Period {
                    date: view::date_label(date, today),
                    first: view::date_label(first, today),
                    last: view::date_label(last, today),
                    previous: view::step(kind, date, false).to_string(),
                    next: view::step(kind, date, true).to_string(),
                    has_today: (first..=last).contains(&today),
                    today: today.to_string(),
                },
                mini_month: view::mini_month(calendar, date.year(), date.month(), (first, last), today),
                zone: zone.name().to_owned(),
                resources,
                order: active.order,
                filter: active.filter,
                saved_filters,
                durations,
                duration_min,
                freshness,
                changes: view::change_lines(&changes, zone, now),
                marked,
                unreadable: calendar.map_or_else(Vec::new, |calendar| unreadable(calendar.payload())),
                more_unreadable: calendar.map_or(0, |calendar| calendar.payload().more_skipped),
                body,
                too_large,
            }
        })
        .await
    }

    pub(crate) async fn cell(&self, request: OpenCell) -> Result<DayCell, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let date = date_or_today(Some(&request.date), civil::date_of(zone, now))?;
        let duration_min = accepted_duration(request.duration_min)?;
        let kind = ViewKind::Day;
        let snapshot = self.sync.snapshot(&active, view::period_range(kind, date, zone)).await;
        let scale = self.scale();
        blocking(move || {
            let snapshot = snapshot?;
            let usual_min = || view::durations(Some(&snapshot.calendar)).usual_min;
            let duration_min = duration_min.unwrap_or_else(usual_min);
            let request_of_day = view_request(&active, kind, date, now, scale, duration_min);
            view::cell(&snapshot.calendar, &request_of_day, request.resource_id)
        })
        .await?
        .ok_or_else(|| DeskError::desk(DeskErrorCode::NotFetched, "this day has no such resource"))
    }

    pub(crate) async fn list_rows(&self, request: LoadListRows) -> Result<LoadedListRows, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let today = civil::date_of(zone, now);
        let date = date_or_today(request.date.as_deref(), today)?;
        let window = accepted_window(request.rows)?;
        let kind = ViewKind::List;
        let snapshot = self.sync.snapshot(&active, view::period_range(kind, date, zone)).await;
        let snapshot = snapshot
            .ok_or_else(|| DeskError::desk(DeskErrorCode::NotFetched, "the list was never fetched"))?;
        let scale = self.scale();
        blocking(move || {
            let request = view_request(&active, kind, date, now, scale, ANY_DURATION_MIN);
            let arrangement = &active.list_arrangement;
            let rows = view::list_rows_within_limit(&snapshot.calendar, &request, arrangement, window)
                .ok_or_else(view_too_large)?;
            Ok(LoadedListRows { revision: revision(Some(&snapshot), &active, today), rows })
        })
        .await?
    }

    /// Minutes between grid lines, and the height of the grid in percent.
    pub(super) fn scale(&self) -> (u32, u32) {
        let settings = self.session.settings();
        (settings.time_step_min, settings.density_percent)
    }

    pub(crate) async fn freshness(&self, request: OpenPeriod) -> Result<Freshness, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let date = date_or_today(request.date.as_deref(), civil::date_of(zone, now))?;
        let snapshot = self.sync.snapshot(&active, view::period_range(request.view, date, zone)).await;
        Ok(self.sync.freshness(&active, fetch_range(request.view, date, zone), snapshot.as_ref(), now))
    }

    pub(crate) async fn mini_month(&self, request: OpenMiniMonth) -> Result<MiniMonth, DeskError> {
        let active = self.session.active()?;
        let zone = active.account.zone();
        let today = civil::date_of(zone, self.session.now());
        let first = first_of_month(request.year, request.month)?;
        let displayed = self.sync.displayed(&active);
        let selected = displayed.map_or((today, today), |(kind, date)| view::period(kind, date));
        // Every snapshot has all holidays, whatever its range is.
        let (kind, date) = displayed.unwrap_or((ViewKind::Day, today));
        let snapshot = self.sync.snapshot(&active, view::period_range(kind, date, zone)).await;
        let calendar = snapshot.as_ref().map(|snapshot| snapshot.calendar.as_ref());
        Ok(view::mini_month(calendar, first.year(), first.month(), selected, today))
    }

    pub(crate) async fn month_load(&self, request: OpenMonthLoad) -> Result<Vec<DayLoad>, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let first = first_of_month(request.year, request.month)?;
        let duration_min = accepted_duration(request.duration_min)?;
        let (first_shown, last_shown) = view::period(ViewKind::Month, first);
        // What is only in the cache stays there: it would take the place of snapshots that are in use.
        let newest_first = self.sync.snapshots(&active);
        // The newest snapshot of each week: the polls confirm the week on screen, and not the whole month.
        let mondays = civil::dates(first_shown, last_shown).step_by(DAYS_PER_WEEK);
        let weeks: Vec<(NaiveDate, Snapshot)> = mondays
            .filter_map(|date| {
                let range = view::period_range(ViewKind::Week, date, zone);
                Some((date, newest_first.iter().find(|snapshot| snapshot.covers(range))?.clone()))
            })
            .collect();
        let scale = self.scale();
        let duration_min = duration_min.unwrap_or(ANY_DURATION_MIN);
        blocking(move || {
            let loads = weeks.iter().flat_map(|(date, snapshot)| {
                let request = view_request(&active, ViewKind::Week, *date, now, scale, duration_min);
                view::day_loads(&snapshot.calendar, &request)
            });
            loads.collect()
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn typed_date(&self, request: TypedDate) -> Result<Option<DateLabel>, DeskError> {
        let today = civil::date_of(self.session.active()?.account.zone(), self.session.now());
        Ok(calendar::typed_date(&request.text, today).map(|date| view::date_label(date, today)))
    }

    pub(crate) async fn filter_choices(&self, request: OpenPeriod) -> Result<FilterChoices, DeskError> {
        let active = self.session.active()?;
        let zone = active.account.zone();
        let date = date_or_today(request.date.as_deref(), civil::date_of(zone, self.session.now()))?;
        let range = view::period_range(request.view, date, zone);
        let snapshot = self.sync.snapshot(&active, range).await;
        blocking(move || {
            snapshot.map_or_else(FilterChoices::default, |snapshot| {
                view::filter_choices(&snapshot.calendar, range)
            })
        })
        .await
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn changes_seen(&self) -> Result<(), DeskError> {
        self.sync.clear_changes(&self.session.active()?);
        Ok(())
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn refresh(&self) -> Result<(), DeskError> {
        let active = self.session.active()?;
        if active.access.is_none() {
            let message = "the account's token is not on this computer";
            return Err(DeskError::desk(DeskErrorCode::TokenMissing, message));
        }
        if let Some(range) = self.sync.displayed_range(&active) {
            self.sync.fetch_in_background(&active, range);
        }
        Ok(())
    }

    pub(crate) async fn appointment(
        &self,
        request: OpenAppointment,
    ) -> Result<AppointmentDetails, DeskError> {
        self.details(request.id).await
    }

    pub(crate) async fn client_appointments(
        &self,
        request: OpenAppointment,
    ) -> Result<ClientAppointments, DeskError> {
        let active = self.session.active()?;
        self.sync.client_appointments(&active, request.id).await
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn reminder(&self, request: OpenAppointment) -> Result<Reminder, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let settings = self.session.settings();
        let language = settings.chat.language;
        let template = template_of(&settings, TemplateKind::Reminder, language);
        let snapshot = self.sync.snapshot_with(&active, request.id);
        let text = snapshot.and_then(|snapshot| {
            view::reminder(&snapshot.calendar, request.id, &template, language, zone, now)
        });
        text.map(|text| Reminder { text }).ok_or_else(|| no_such_appointment(request.id))
    }

    pub(crate) async fn details(&self, appointment_id: i64) -> Result<AppointmentDetails, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let snapshot = self.sync.snapshot_with(&active, appointment_id);
        blocking(move || {
            let snapshot = snapshot?;
            let details = view::details(snapshot.calendar.as_ref(), appointment_id, zone, now)?;
            Some(AppointmentDetails { from_cache: snapshot.from_cache, ..details })
        })
        .await?
        .ok_or_else(|| no_such_appointment(appointment_id))
    }
}

fn no_such_appointment(id: i64) -> DeskError {
    let message = format!("no snapshot has the appointment {id}");
    DeskError::desk(DeskErrorCode::NoSuchAppointment, message)
}

/// A date of a request, `YYYY-MM-DD`.
///
/// # Errors
/// `BadDate`.
pub(super) fn date_or_today(text: Option<&str>, today: NaiveDate) -> Result<NaiveDate, DeskError> {
    let Some(text) = text else { return Ok(today) };
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| bad_date())?;
    if YEARS.contains(&date.year()) { Ok(date) } else { Err(bad_date()) }
}

/// The request for a view of an account. `scale` is as in [`Desk::scale`].
pub(super) fn view_request(
    active: &ActiveAccount,
    kind: ViewKind,
    date: NaiveDate,
    now: Instant,
    scale: (u32, u32),
    duration_min: u32,
) -> ViewRequest<'_> {
    let (step_min, density_percent) = scale;
    ViewRequest {
        kind,
        date,
        now,
        zone: active.account.zone(),
        step_min,
        density_percent,
        duration_min,
        order: &active.order,
        filter: &active.filter,
    }
}

/// # Errors
/// `BadDate`.
fn first_of_month(year: i32, month: u32) -> Result<NaiveDate, DeskError> {
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    first.filter(|first| YEARS.contains(&first.year())).ok_or_else(bad_date)
}

/// A window of a request.
///
/// # Errors
/// `BadRequest`.
pub(super) fn accepted_window(window: RowWindow) -> Result<RowWindow, DeskError> {
    if (1..=RowWindow::MAX_COUNT).contains(&window.count) {
        Ok(window)
    } else {
        Err(DeskError::desk(DeskErrorCode::BadRequest, "a window of no rows, or of too many"))
    }
}

pub(super) fn view_too_large() -> DeskError {
    let message = "the period has more appointments and absences than a view can draw";
    DeskError::desk(DeskErrorCode::ViewTooLarge, message)
}

/// Everything on which the rows of a period depend, as a short text. Rows of two answers belong together only if it is equal.
pub(super) fn revision(snapshot: Option<&Snapshot>, active: &ActiveAccount, today: NaiveDate) -> String {
    let mut hasher = DefaultHasher::new();
    // Every row has the values of all columns, whichever the screen shows.
    let ListArrangement { sort, descending, group_by, columns: _ } = &active.list_arrangement;
    snapshot.map(|snapshot| snapshot.revision).hash(&mut hasher);
    hash_of_filter(active, today, &mut hasher);
    (sort, descending, group_by).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Adds what is shown of the data, and how it is labelled.
pub(super) fn hash_of_filter(active: &ActiveAccount, today: NaiveDate, hasher: &mut DefaultHasher) {
    // A field that is added to the filter is in its JSON.
    let filter = serde_json::to_string(&active.filter).unwrap_or_default();
    (filter, &active.order, active.account.zone().name(), today).hash(hasher);
}

/// The duration of a request.
///
/// # Errors
/// `BadRequest`.
pub(super) fn accepted_duration(duration_min: Option<u32>) -> Result<Option<u32>, DeskError> {
    if duration_min.is_some_and(|minutes| !DURATIONS_MIN.contains(&minutes)) {
        let message = "an appointment takes 5 minutes to 12 hours";
        return Err(DeskError::desk(DeskErrorCode::BadRequest, message));
    }
    Ok(duration_min)
}

pub(super) fn bad_date() -> DeskError {
    DeskError::desk(DeskErrorCode::BadDate, "not a date that can be displayed")
}

/// The reports that the screen shows: skipped rows, and texts with damaged characters.
fn unreadable(payload: &Payload) -> Vec<Skipped> {
    let damaged = payload.unread_fields.iter().filter(|field| field.reason == SkipReason::Damaged);
    payload.skipped.iter().chain(damaged).cloned().collect()
}
