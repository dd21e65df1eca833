//! What the user hides from the views.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::{Appointment, AppointmentType, PaymentStatus, Status};
use crate::money::ledger::{amounts, is_due};
use crate::text::non_blank;

/// What the user hides from every view and the money. The search and the finder mark it. The default shows everything.
///
/// Resources are hidden by their ids, so that a new one is shown. Each other field lists the values to show; an empty one
/// shows all. An appointment is shown if it fulfils all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Filter {
    /// Ids of the resources that are hidden together with their appointments.
    #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
    pub hidden_resources: BTreeSet<i64>,
    /// Statuses to show.
    #[cfg_attr(feature = "bindings", ts(type = "Array<Status>"))]
    pub statuses: BTreeSet<Status>,
    /// Payment statuses to show.
    #[cfg_attr(feature = "bindings", ts(type = "Array<PaymentStatus>"))]
    pub payments: BTreeSet<PaymentStatus>,
    /// Types of appointments to show.
    #[cfg_attr(feature = "bindings", ts(type = "Array<AppointmentType>"))]
    pub types: BTreeSet<AppointmentType>,
    /// As the server sends them, without spaces at the ends.
    #[cfg_attr(feature = "bindings", ts(type = "Array<string>"))]
    pub sources: BTreeSet<String>,
    /// Names of services. An appointment with several services needs one of them.
    #[cfg_attr(feature = "bindings", ts(type = "Array<string>"))]
    pub services: BTreeSet<String>,
    /// Only appointments for which the client still owes money.
    pub unpaid: bool,
}

/// A filter to which the user gave a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct SavedFilter {
    /// By which the menu lists it.
    pub name: String,
    /// What it hides.
    pub filter: Filter,
}

impl Filter {
    /// Whether the views show this resource.
    pub fn shows_resource(&self, resource_id: i64) -> bool {
        !self.hidden_resources.contains(&resource_id)
    }

    /// Whether the views show this appointment.
    pub fn shows(&self, appointment: &Appointment) -> bool {
        self.shows_resource(appointment.resource_id) && self.shows_kind(appointment)
    }

    /// Whether an appointment fulfils everything but the choice of resources.
    pub fn shows_kind(&self, appointment: &Appointment) -> bool {
        !self.has_conditions() || self.fulfilled_by(&FilterFields::of(appointment))
    }

    /// As [`Filter::shows`], for an appointment of which only these fields are stored.
    pub(crate) fn shows_fields(&self, fields: &FilterFields) -> bool {
        self.shows_resource(fields.resource_id) && self.fulfilled_by(fields)
    }

    /// Whether it hides appointments of resources that it shows.
    pub fn has_conditions(&self) -> bool {
        let Filter { hidden_resources: _, statuses, payments, types, sources, services, unpaid } = self;
        *unpaid
            || !(statuses.is_empty()
                && payments.is_empty()
                && types.is_empty()
                && sources.is_empty()
                && services.is_empty())
    }

    /// Whether it shows cancelled appointments and no others.
    pub fn shows_only_cancelled(&self) -> bool {
        self.statuses.len() == 1 && self.statuses.contains(&Status::Cancelled)
    }

    fn fulfilled_by(&self, fields: &FilterFields) -> bool {
        allows(&self.statuses, Some(&fields.status))
            && allows(&self.payments, fields.payment_status.as_ref())
            && allows(&self.types, fields.appointment_type.as_ref())
            && allows(&self.sources, fields.source.as_ref())
            && (self.services.is_empty() || fields.services.iter().any(|name| self.services.contains(name)))
            && (!self.unpaid || fields.unpaid)
    }
}

fn allows<Value: Ord>(shown: &BTreeSet<Value>, value: Option<&Value>) -> bool {
    shown.is_empty() || value.is_some_and(|value| shown.contains(value))
}

/// The fields of an appointment that a filter reads. The search index stores them instead of whole
/// appointments.
#[derive(Debug)]
pub(crate) struct FilterFields {
    resource_id: i64,
    pub(crate) status: Status,
    pub(crate) payment_status: Option<PaymentStatus>,
    pub(crate) appointment_type: Option<AppointmentType>,
    pub(crate) source: Option<String>,
    pub(crate) services: Vec<String>,
    pub(crate) unpaid: bool,
}

impl FilterFields {
    pub(crate) fn of(appointment: &Appointment) -> FilterFields {
        FilterFields {
            resource_id: appointment.resource_id,
            status: appointment.status.clone(),
            payment_status: appointment.payment_status.clone(),
            appointment_type: appointment.appointment_type.clone(),
            source: non_blank(appointment.source.as_deref()).map(str::to_owned),
            services: appointment.service_display_names().into_iter().map(str::to_owned).collect(),
            unpaid: is_unpaid(appointment),
        }
    }
}

/// Whether the client still owes money, by the amounts of the row, or else by its payment status. A cancelled or missed
/// appointment does not have to be paid for.
fn is_unpaid(appointment: &Appointment) -> bool {
    let by_status = || {
        matches!(appointment.payment_status, Some(PaymentStatus::AwaitingPayment | PaymentStatus::Prepaid))
    };
    is_due(appointment)
        && match (&appointment.payment_status, appointment.service_amount, amounts(appointment)) {
            (Some(PaymentStatus::Cancelled), _, _) => false,
            (_, Some(price), Some(received)) => received < price,
            _ => by_status(),
        }
}
