//! Payments, expenses and the terms of compensation.

use serde::Serialize;

use super::open_enums::{ExpenseStatus, PaymentKind, PaymentMethod};
use super::units::{Instant, Tenge};

/// Money received for an appointment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment {
    pub id: i64,
    pub account_id: Option<i64>,
    /// Nested copies may lack it. The decoder then takes it from the appointment.
    pub appointment_id: i64,
    pub recorded_by_id: Option<i64>,
    pub amount: Tenge,
    pub payment_method: Option<PaymentMethod>,
    pub payment_kind: Option<PaymentKind>,
    pub created_at: Option<Instant>,
}

/// Money owed to a resource for a paid appointment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expense {
    pub id: i64,
    pub account_id: Option<i64>,
    /// Nested copies may lack it. The decoder then takes it from the appointment.
    pub appointment_id: i64,
    /// Nested copies may lack it. The decoder then takes it from the appointment.
    pub resource_id: Option<i64>,
    pub amount: Tenge,
    pub status: Option<ExpenseStatus>,
    pub paid_at: Option<Instant>,
    pub paid_by_id: Option<i64>,
    pub created_at: Option<Instant>,
}

/// How the expense for a paid appointment is calculated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Compensation {
    /// A percentage of the service amount.
    Percent {
        /// 35 is 35 %.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        percent: i64,
    },
    /// A fixed sum.
    Fixed {
        /// The sum.
        amount: Tenge,
    },
    /// A fixed sum and a percentage of the service amount.
    FixedPlusPercent {
        /// The fixed sum.
        amount: Tenge,
        /// 10 is 10 %.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        percent: i64,
    },
}
