//! What the user hides from the views.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::Appointment;

/// What the user hides from every view, the finder and the money. The default shows everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Filter {
    /// Ids of the resources that are hidden together with their appointments.
    #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
    pub hidden_resources: BTreeSet<i64>,
}

impl Filter {
    /// Whether the views show this resource.
    pub fn shows_resource(&self, resource_id: i64) -> bool {
        !self.hidden_resources.contains(&resource_id)
    }

    /// Whether the views show this appointment.
    pub fn shows(&self, appointment: &Appointment) -> bool {
        self.shows_fields(&FilterFields::of(appointment))
    }

    /// As [`Filter::shows`], for an appointment of which only these fields are stored.
    pub(crate) fn shows_fields(&self, fields: &FilterFields) -> bool {
        self.shows_resource(fields.resource_id)
    }
}

/// The fields of an appointment that a filter reads. The search index stores them instead of whole appointments.
#[derive(Debug)]
pub(crate) struct FilterFields {
    resource_id: i64,
}

impl FilterFields {
    pub(crate) fn of(appointment: &Appointment) -> FilterFields {
        FilterFields { resource_id: appointment.resource_id }
    }
}
