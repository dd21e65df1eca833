//! What each moment of one resource's day is, and which starts it can offer.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::day::Day;
use super::label::iso_date;
use super::types::{CellMoments, Moment, MomentKind};
use crate::Calendar;
use crate::model::{Instant, Interval, Resource};
use crate::start_times::{StartTimeRequest, start_times};
use crate::why::{MomentState, Stretch, stretches};

/// The day `date` of the clinic's clock (`zone`) for one resource: every moment of it with the reason, and the tidy
/// starts for an appointment of `duration_min` minutes (the resource's own slot duration when absent).
pub fn moments(
    calendar: &Calendar,
    resource: &Resource,
    date: NaiveDate,
    zone: Tz,
    now: Instant,
    duration_min: Option<u32>,
    step_min: Option<u32>,
) -> CellMoments {
    let day = Day::new(zone, date);
    let slot_min = u32::try_from(resource.slot_duration_min).unwrap_or(u32::MAX);
    let duration_min = duration_min.unwrap_or(slot_min).clamp(5, 720);
    let duration = TimeDelta::minutes(duration_min.into());
    let request = StartTimeRequest {
        duration_min: duration_min.into(),
        step_min: step_min.map(i64::from),
        earliest: now,
    };
    // An appointment may go on past the clinic's midnight where the resource keeps another clock.
    let range = Interval::new(day.bounds().start, day.bounds().end + duration);
    CellMoments {
        resource_id: resource.id,
        date: iso_date(date),
        moments: stretches(calendar, resource, day.bounds(), now)
            .into_iter()
            .map(|stretch| moment(&day, stretch))
            .collect(),
        duration_min,
        start_times: start_times(calendar, resource, range, &request)
            .into_iter()
            .filter(|start| day.contains(*start))
            .map(|start| day.start_time(resource.id, Interval::new(start, start + duration)))
            .collect(),
    }
}

fn moment(day: &Day, stretch: Stretch) -> Moment {
    let mut moment = Moment {
        kind: kind_of(&stretch.state),
        title: None,
        whole_account: false,
        appointment_id: None,
        span: day.span(stretch.interval),
    };
    match stretch.state {
        MomentState::Taken(appointment) => {
            moment.title = appointment.client_display_name();
            moment.appointment_id = Some(appointment.id);
        }
        MomentState::Break { title } | MomentState::Holiday { title } => moment.title = title,
        MomentState::TimeOff(off) => {
            moment.title = off.title_or_kind().map(str::to_owned);
            moment.whole_account = off.resource_id.is_none();
        }
        MomentState::Free
        | MomentState::OutsideHours
        | MomentState::HoursElsewhere
        | MomentState::NotOffered
        | MomentState::Past => {}
    }
    moment
}

/// The kind of a state.
pub(super) fn kind_of(state: &MomentState) -> MomentKind {
    match state {
        MomentState::Free => MomentKind::Free,
        MomentState::Taken(_) => MomentKind::Taken,
        MomentState::Break { .. } => MomentKind::Break,
        MomentState::TimeOff(_) => MomentKind::TimeOff,
        MomentState::Holiday { .. } => MomentKind::Holiday,
        MomentState::OutsideHours => MomentKind::OutsideHours,
        MomentState::HoursElsewhere => MomentKind::HoursElsewhere,
        MomentState::NotOffered => MomentKind::NotOffered,
        MomentState::Past => MomentKind::Past,
    }
}
