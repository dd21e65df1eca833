//! The appointments and money rows of several ranges, each once.

use std::collections::HashSet;

use chrono_tz::Tz;

use super::ledger::{Ledger, Source};
use crate::model::Appointment;
use crate::view::resource_heads;
use crate::view::types::ResourceHead;
use crate::{Calendar, KnownRange, ResourceOrder};

/// What the data of several ranges say about money.
///
/// An appointment is taken from the first range that has it. A range that has the time of an appointment and does not have the
/// appointment is right: it was moved or deleted. So the ranges must be in the order of their age, the newest first.
pub(super) struct Books<'a> {
    pub(super) appointments: Vec<&'a Appointment>,
    pub(super) ledger: Ledger<'a>,
    calendars: Vec<&'a Calendar>,
}

impl<'a> Books<'a> {
    pub(super) fn new(newest_first: &[KnownRange<'a>]) -> Books<'a> {
        let mut seen = HashSet::new();
        let mut sources: Vec<Source> = Vec::with_capacity(newest_first.len());
        for (index, KnownRange { calendar, .. }) in newest_first.iter().enumerate() {
            let newer = newest_first.get(..index).unwrap_or_default();
            let is_replaced = |appointment: &Appointment| {
                newer.iter().any(|known| known.range.contains(appointment.starts_at))
            };
            let appointments = calendar
                .appointments()
                .filter(|appointment| seen.insert(appointment.id) && !is_replaced(appointment))
                .collect();
            sources.push(Source { calendar, appointments });
        }
        Books {
            ledger: Ledger::of_sources(&sources),
            appointments: sources.iter().flat_map(|source| &source.appointments).copied().collect(),
            calendars: sources.iter().map(|source| source.calendar).collect(),
        }
    }

    /// The resources of all ranges, in an order.
    pub(super) fn resources(&self, zone: Tz, order: &ResourceOrder) -> Vec<ResourceHead> {
        let mut ids = HashSet::new();
        let mut heads: Vec<ResourceHead> = Vec::new();
        for calendar in &self.calendars {
            heads
                .extend(resource_heads(calendar, zone, order).into_iter().filter(|head| ids.insert(head.id)));
        }
        order.sort(&mut heads, |head| head);
        heads
    }

    /// The name of a resource.
    pub(super) fn resource_name(&self, resource_id: i64, appointment: Option<&Appointment>) -> String {
        let named = self.calendars.iter().find_map(|calendar| calendar.resource(resource_id));
        match (named, appointment) {
            (Some(resource), _) => resource.name.clone(),
            (None, Some(appointment)) => appointment.name_of_missing_resource(resource_id),
            (None, None) => format!("#{resource_id}"),
        }
    }
}
