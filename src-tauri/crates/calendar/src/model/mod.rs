//! The decoded rows of the server.
//!
//! The field names are those of the API (`docs/api.md`). The server may add words to its enumerations, so
//! each enumeration has an arm for unknown words, such as [`Status::Other`]. It contains the word unchanged.

mod appointment;
mod finance;
mod open_enums;
mod payload;
mod schedule;
mod units;

pub use appointment::Appointment;
pub use finance::{Compensation, Expense, Payment};
pub use open_enums::{
    AppointmentType, CompensationType, ExpenseStatus, OpenEnum, PaymentKind, PaymentMethod, PaymentStatus,
    Status,
};
pub use payload::{Payload, SkipReason, Skipped};
pub use schedule::{BreakRule, Holiday, Resource, Slot, TimeOff, WorkRule, WorkdayOverride};
pub use units::{Instant, Interval, Tenge};
