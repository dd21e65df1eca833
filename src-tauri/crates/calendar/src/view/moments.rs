//! What each moment of one resource's day is, and which starts it can offer.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::appointment::client_name;
use super::day::Day;
use super::finder::free_start;
use super::hours::time_off_title;
use super::label::iso_date;
use super::types::{CellMoments, Moment, MomentKind};
use crate::Calendar;
use crate::model::{Instant, Interval, Resource};
use crate::starts::{Wish, starts};
use crate::why::{State, Stretch, stretches};

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
    let wish = Wish { duration_min: duration_min.into(), step_min: step_min.map(i64::from), earliest: now };
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
        starts: starts(calendar, resource, range, &wish)
            .into_iter()
            .filter(|start| day.contains(*start))
            .map(|start| free_start(&day, resource.id, Interval::new(start, start + duration)))
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
        State::Taken(appointment) => {
            moment.title = client_name(appointment);
            moment.appointment_id = Some(appointment.id);
        }
        State::Break { title } | State::Holiday { title } => moment.title = title,
        State::TimeOff(off) => {
            moment.title = time_off_title(off);
            moment.whole_account = off.resource_id.is_none();
        }
        State::Free | State::OutsideHours | State::HoursElsewhere | State::NotOffered | State::Past => {}
    }
    moment
}

/// The kind of a state.
pub(super) fn kind_of(state: &State) -> MomentKind {
    match state {
        State::Free => MomentKind::Free,
        State::Taken(_) => MomentKind::Taken,
        State::Break { .. } => MomentKind::Break,
        State::TimeOff(_) => MomentKind::TimeOff,
        State::Holiday { .. } => MomentKind::Holiday,
        State::OutsideHours => MomentKind::OutsideHours,
        State::HoursElsewhere => MomentKind::HoursElsewhere,
        State::NotOffered => MomentKind::NotOffered,
        State::Past => MomentKind::Past,
    }
}
