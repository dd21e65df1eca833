//! When are you free: the moments of a day, the finder, and the selected times as a text for a chat.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use calendar::chat::{ChatLine, Placeholder, Template, TemplateKind, compose, placeholder_word, short_name};
use calendar::civil;
use calendar::model::{Appointment, Instant, Interval};
use calendar::view::types::{CellMoments, ViewKind};
use calendar::view::{self, FinderRequest, SelectedSecond, SelectedTime, date_time_label};
use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::screen::{YEARS, accepted_duration, bad_date, date_or_today};
use crate::Desk;
use crate::api::{
    DeskError, DeskErrorCode, FindFree, FoundFree, Offer, OfferTimes, OpenMoments, PreviewTemplate,
    SelectedTime as RequestedTime, TemplatePreview,
};
use crate::errors::blocking;
use crate::session::{ActiveAccount, parse_template, template_of};
use crate::sync::{Check, Snapshot, fetch_range, known_ranges};

/// Times confirmed within this time may be sent to a client without a check.
const CHECKED_TIME: TimeDelta = TimeDelta::seconds(60);
/// How long the check may take. Then the text is returned unchecked, for a client is waiting.
const MAX_CHECK_WAIT: Duration = Duration::from_secs(4);
/// The largest number of rows of the finder.
const MAX_ROWS: u32 = 500;

impl Desk {
    pub(crate) async fn moments(&self, request: OpenMoments) -> Result<CellMoments, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let date = date_or_today(Some(&request.date), civil::date_of(zone, now))?;
        let day = view::period_range(ViewKind::Day, date, zone);
        let Some(snapshot) = self.sync.snapshot(&active, day).await else {
            return Err(DeskError::desk(DeskErrorCode::NotFetched, "this day was never fetched"));
        };
        blocking(move || {
            let resource = snapshot.calendar.resource(request.resource_id)?;
            let OpenMoments { duration_min, step_min, .. } = request;
            Some(view::moments(&snapshot.calendar, resource, date, zone, now, duration_min, step_min))
        })
        .await?
        .ok_or_else(|| DeskError::desk(DeskErrorCode::NotFetched, "this day has no such resource"))
    }

    pub(crate) async fn find_free(&self, request: FindFree) -> Result<FoundFree, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let from = date_or_today(request.from.as_deref(), civil::date_of(zone, now))?;
        accepted_duration(request.duration_min)?;
        accepted_duration(request.second.as_ref().map(|second| second.duration_min))?;
        let mut snapshots = self.sync.snapshots(&active);
        let filter = active.filter.clone();
        loop {
            let (request, filter, known) = (request.clone(), filter.clone(), snapshots.clone());
            let order = active.order.clone();
            let view = blocking(move || {
                let request = FinderRequest {
                    duration_min: request.duration_min,
                    whom: &request.whom,
                    second: request.second.as_ref(),
                    span: request.span,
                    from,
                    working_days: request.working_days,
                    part: request.part,
                    notice_min: request.notice_min,
                    step_min: request.step_min.map(|minutes| minutes.clamp(5, 60)),
                    group_by: request.group_by,
                    order: &order,
                    more_first: request.more_first,
                    max_rows: usize::try_from(request.max_rows.min(MAX_ROWS)).unwrap_or(usize::MAX),
                    now,
                    zone,
                    filter: &filter,
                };
                view::find(&known_ranges(&known), &request)
            })
            .await?;
            let Some(missing) = view.unknown_from.as_ref().and_then(|label| label.iso.parse().ok()) else {
                return Ok(FoundFree { view, fetching: false });
            };
            let missing_day = view::period_range(ViewKind::Day, missing, zone);
            match self.sync.cached_snapshot(&active, missing_day).await {
                Some(snapshot) => snapshots.push(snapshot),
                None => return Ok(FoundFree { fetching: self.fetch_month(&active, missing), view }),
            }
        }
    }

    /// Fetches the weeks of the month of a date that the finder lacks. Returns whether they are being fetched. After a
    /// failure nothing is requested: the polls find out when the server answers again.
    fn fetch_month(&self, active: &ActiveAccount, date: NaiveDate) -> bool {
        let range = fetch_range(ViewKind::Month, date, active.account.zone());
        if self.sync.has_failure(active) {
            self.sync.is_fetching(active, range)
        } else {
            self.sync.fetch_in_background(active, range).is_some()
        }
    }

    pub(crate) async fn offer(&self, request: OfferTimes) -> Result<Offer, DeskError> {
        let active = self.session.active()?;
        let zone = active.account.zone();
        let selected = request.times.iter().map(selected_time).collect::<Result<Vec<_>, DeskError>>()?;
        let mut was_checked = false;
        let mut snapshots = self.snapshots_for(&active, &selected).await;
        if request.check {
            let old_ranges: BTreeSet<Interval> = sources(&snapshots, &selected)
                .filter(|snapshot| snapshot.checked.is_older_than(CHECKED_TIME, &self.session))
                .map(|snapshot| snapshot.range)
                .collect();
            was_checked = !old_ranges.is_empty();
            self.fetch_and_wait(&active, &old_ranges).await;
            snapshots = self.snapshots_for(&active, &selected).await;
        }
        let now = self.session.now();
        let settings = self.session.settings();
        let is_failing = self.sync.has_failure(&active) || active.access.is_none();
        let session = Arc::clone(&self.session);
        blocking(move || {
            let known = known_ranges(&snapshots);
            let today = civil::date_of(zone, now);
            let max_times = usize::try_from(settings.chat.max_times).unwrap_or(usize::MAX);
            let language = settings.chat.language;
            let lines = view::chat_lines(&selected, &known, zone, now, max_times);
            let times = view::offered_times(&selected, &known, zone, now);
            let still_free = times.iter().filter(|time| time.gone.is_none()).count();
            let oldest =
                sources(&snapshots, &selected).map(|snapshot| snapshot.checked).min_by_key(Check::order);
            let text = if lines.is_empty() {
                String::new()
            } else {
                compose(&lines, &template_of(&settings, TemplateKind::Offer, language), language, today)
            };
            Offer {
                text,
                times,
                left_out: u32::try_from(still_free.saturating_sub(max_times)).unwrap_or(u32::MAX),
                not_checked_since: oldest
                    .filter(|checked| {
                        (was_checked || is_failing) && checked.is_older_than(CHECKED_TIME, &session)
                    })
                    .map(|checked| date_time_label(zone, checked.at, today)),
            }
        })
        .await
    }

    /// The snapshots in memory, and those in the cache that a selected time needs.
    async fn snapshots_for(&self, active: &ActiveAccount, selected: &[SelectedTime]) -> Vec<Snapshot> {
        let mut snapshots = self.sync.snapshots(active);
        for time in selected {
            if !snapshots.iter().any(|snapshot| snapshot.covers(time.interval))
                && let Some(snapshot) = self.sync.cached_snapshot(active, time.interval).await
            {
                snapshots.push(snapshot);
            }
        }
        snapshots
    }

    /// Fetches ranges and waits for the responses, at most [`MAX_CHECK_WAIT`].
    async fn fetch_and_wait(&self, active: &ActiveAccount, ranges: &BTreeSet<Interval>) {
        let fetches: Vec<_> =
            ranges.iter().filter_map(|range| self.sync.fetch_in_background(active, *range)).collect();
        let all_ended = async {
            for mut fetch in fetches {
                // An error means that the fetch ended without a result.
                let _ = fetch.wait_for(|ended| *ended).await;
            }
        };
        if tokio::time::timeout(MAX_CHECK_WAIT, all_ended).await.is_err() {
            tracing::info!("the check of the selected times took too long");
        }
    }

    pub(crate) async fn preview_template(
        &self,
        request: PreviewTemplate,
    ) -> Result<TemplatePreview, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let snapshot = self.sync.snapshots(&active).into_iter().next();
        blocking(move || {
            let PreviewTemplate { kind, language, template } = request;
            let today = civil::date_of(zone, now);
            let (text, problem) = match parse_template(&template) {
                Ok(template) => {
                    let lines = sample_lines(kind, snapshot.as_ref(), today, zone);
                    (Some(compose(&lines, &template, language, today)), None)
                }
                Err(problem) => (None, Some(problem)),
            };
            TemplatePreview {
                text,
                problem,
                placeholders: Placeholder::ALL
                    .iter()
                    .filter(|placeholder| placeholder.is_of(kind))
                    .map(|placeholder| placeholder_word(*placeholder, language).to_owned())
                    .collect(),
                default_template: Template::default_text(kind, language),
            }
        })
        .await
    }
}

/// An example of a text: two days of two of the account's resources, or an appointment of the first one.
fn sample_lines(
    kind: TemplateKind,
    snapshot: Option<&Snapshot>,
    today: NaiveDate,
    zone: Tz,
) -> Vec<ChatLine> {
    let (count, times_count) = match kind {
        TemplateKind::Offer => (2, 2),
        TemplateKind::Reminder => (1, 1),
    };
    let mut appointments = snapshot.into_iter().flat_map(|snapshot| snapshot.calendar.appointments());
    let service =
        appointments.find_map(Appointment::services_label).filter(|_| kind == TemplateKind::Reminder);
    let resources = || snapshot.into_iter().flat_map(|snapshot| &snapshot.calendar.payload().resources);
    let names = || resources().map(|resource| resource.name.as_str());
    let offered = resources().filter(|resource| calendar::free::is_offered(resource)).take(count);
    let days = [["10:00", "11:30"], ["15:00", "15:30"]];
    offered
        .zip(days)
        .zip(today.iter_days().skip(1))
        .map(|((resource, times), date)| ChatLine {
            date,
            times: times.map(str::to_owned).into_iter().take(times_count).collect(),
            name: resource.name.clone(),
            short_name: short_name(&resource.name, names()),
            specialty: resource.specialty.clone(),
            service: service.clone(),
            then: None,
            duration_min: resource.slot_duration_min,
            offset_seconds: civil::offset_seconds(zone, civil::to_instant(zone, date, 600)),
        })
        .collect()
}

/// The time of a request.
///
/// # Errors
/// `BadDate`, also for years whose dates have no local time.
fn selected_time(time: &RequestedTime) -> Result<SelectedTime, DeskError> {
    let instant = |text: &str| {
        let instant: Option<Instant> = text.parse().ok();
        instant.filter(|instant| YEARS.contains(&instant.year())).ok_or_else(bad_date)
    };
    let then = match &time.then {
        None => None,
        Some(then) => Some(SelectedSecond {
            resource_id: then.resource_id,
            interval: Interval::new(instant(&then.start)?, instant(&then.end)?),
        }),
    };
    Ok(SelectedTime {
        resource_id: time.resource_id,
        interval: Interval::new(instant(&time.start)?, instant(&time.end)?),
        then,
    })
}

/// The snapshot that decides about each selected time.
fn sources<'a>(
    snapshots: &'a [Snapshot],
    selected: &'a [SelectedTime],
) -> impl Iterator<Item = &'a Snapshot> {
    selected.iter().filter_map(|time| snapshots.iter().find(|snapshot| snapshot.covers(time.interval)))
}
