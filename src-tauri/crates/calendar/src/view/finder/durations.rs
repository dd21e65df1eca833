//! The durations that the user can choose in the finder.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::MAX_DURATION_MIN;
use crate::Calendar;
use crate::view::types::DurationChoice;

/// The duration when the data have no appointments.
const DEFAULT_DURATION_MIN: u32 = 30;
/// The screen has room for this many choices side by side.
const MAX_CHOICES: usize = 6;

/// The durations to choose from.
pub struct Durations {
    /// The shortest first.
    pub choices: Vec<DurationChoice>,
    /// The most common one.
    pub usual_min: u32,
}

/// How often a duration occurs, in total and with each service.
#[derive(Default)]
struct Usage<'a> {
    count: u32,
    services: HashMap<&'a str, u32>,
}

/// The most common durations in a calendar, each with its most common service.
pub fn durations(calendar: Option<&Calendar>) -> Durations {
    let mut usages: HashMap<u32, Usage> = HashMap::new();
    let appointments = calendar.into_iter().flat_map(Calendar::appointments);
    for appointment in appointments.filter(|appointment| !appointment.is_cancelled()) {
        let Ok(minutes) = u32::try_from(appointment.interval().length().num_minutes()) else { continue };
        if (5..=MAX_DURATION_MIN).contains(&minutes) {
            let usage = usages.entry(minutes).or_default();
            usage.count += 1;
            if let [service] = appointment.service_display_names()[..] {
                *usage.services.entry(service).or_default() += 1;
            }
        }
    }
    let mut common: Vec<(u32, Usage)> = usages.into_iter().collect();
    common.sort_by_key(|(minutes, usage)| (Reverse(usage.count), *minutes));
    let usual_min = common.first().map_or(DEFAULT_DURATION_MIN, |(minutes, _)| *minutes);
    common.truncate(MAX_CHOICES);
    common.sort_by_key(|(minutes, _)| *minutes);
    let choices = common.into_iter().map(|(minutes, usage)| {
        let service = usage.services.into_iter().max_by_key(|(name, count)| (*count, Reverse(*name)));
        DurationChoice { minutes, service: service.map(|(name, _)| name.to_owned()) }
    });
    Durations { choices: choices.collect(), usual_min }
}
