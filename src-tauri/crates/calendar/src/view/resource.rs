//! The resources of a view.

use std::collections::{BTreeMap, HashSet};

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::types::ResourceHead;
use crate::ResourceOrder;
use crate::civil::offset_seconds;
use crate::model::{Appointment, Instant, Interval, Resource};
use crate::{Calendar, free};

/// A resource of a view.
///
/// An appointment can refer to a resource that is not in the payload, because it was deleted or its row could
/// not be read. Then `resource` is `None`. The appointments are displayed, and the hours are unknown.
pub(super) struct ViewResource<'a> {
    pub(super) id: i64,
    pub(super) resource: Option<&'a Resource>,
    pub(super) head: ResourceHead,
}

/// All resources in an order. Of equal ones those that only appointments refer to come last.
///
/// [`ResourceHead::other_zone`] is set when the zones differ on any day of the payload's range.
pub fn resource_heads(calendar: &Calendar, zone: Tz, order: &ResourceOrder) -> Vec<ResourceHead> {
    let instants = calendar.payload().range.map(|range| comparison_instants(&[range])).unwrap_or_default();
    view_resources(calendar, zone, order, &instants, calendar.appointments())
        .into_iter()
        .map(|resource| resource.head)
        .collect()
}

/// The resources of the payload and those that only `appointments` refer to, in an order.
pub(super) fn view_resources<'a>(
    calendar: &'a Calendar,
    zone: Tz,
    order: &ResourceOrder,
    instants: &[Instant],
    appointments: impl Iterator<Item = &'a Appointment>,
) -> Vec<ViewResource<'a>> {
    let mut ids = HashSet::new();
    let mut resources = Vec::with_capacity(calendar.payload().resources.len());
    for resource in &calendar.payload().resources {
        if ids.insert(resource.id) {
            let head = head(calendar, resource, zone, instants);
            resources.push(ViewResource { id: resource.id, resource: Some(resource), head });
        }
    }
    let mut missing = BTreeMap::new();
    for appointment in appointments {
        if !ids.contains(&appointment.resource_id) {
            missing.entry(appointment.resource_id).or_insert(appointment);
        }
    }
    resources.extend(missing.into_iter().map(|(id, appointment)| ViewResource {
        id,
        resource: None,
        head: missing_head(appointment),
    }));
    order.sort(&mut resources, |resource| &resource.head);
    resources
}

/// The resource of an appointment.
pub(super) fn head_of_appointment(calendar: &Calendar, appointment: &Appointment, zone: Tz) -> ResourceHead {
    match calendar.resource(appointment.resource_id) {
        Some(resource) => head(calendar, resource, zone, &[appointment.starts_at]),
        None => missing_head(appointment),
    }
}

/// The instants at which zones are compared: the first and the last of each day.
pub(super) fn comparison_instants(days: &[Interval]) -> Vec<Instant> {
    days.iter().flat_map(|day| [day.start, day.end - TimeDelta::seconds(1)]).collect()
}

/// Whether the resource is inactive or deleted from scheduling.
pub(super) fn is_inactive(resource: &Resource) -> bool {
    !resource.active || (free::hours_known(resource) && !free::is_offered(resource))
}

fn head(calendar: &Calendar, resource: &Resource, zone: Tz, instants: &[Instant]) -> ResourceHead {
    let own = calendar.zone_of(resource);
    let differs =
        own.tz != zone && instants.iter().any(|&at| offset_seconds(own.tz, at) != offset_seconds(zone, at));
    ResourceHead {
        id: resource.id,
        name: resource.name.clone(),
        specialty: resource.specialty.clone(),
        color: resource.color.clone().filter(|color| is_hex_color(color)),
        inactive: is_inactive(resource),
        hours_elsewhere: !free::hours_known(resource),
        other_zone: differs.then(|| own.tz.name().to_owned()),
        unknown_zone: own.unknown.clone(),
    }
}

fn missing_head(appointment: &Appointment) -> ResourceHead {
    ResourceHead {
        id: appointment.resource_id,
        name: appointment.name_of_missing_resource(appointment.resource_id),
        specialty: None,
        color: None,
        inactive: true,
        hours_elsewhere: false,
        other_zone: None,
        unknown_zone: None,
    }
}

fn is_hex_color(color: &str) -> bool {
    color.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}
