//! The fields of each kind of row.
//!
//! - `required`: without a readable value the row is skipped.
//! - `strict`, `strict_or`: the field may be absent. With an unreadable value the row is skipped, because without
//!   the value it would mean something else. For example, a time off of one resource would become one of the
//!   whole account.
//! - all others: the row is kept.

use serde::de::{IgnoredAny, MapAccess};
use serde_json::Map;

use super::field_value::{FieldValue, Reader};
use super::limits::RowKind;
use super::readers::{
    Attributes, Comment, Date, Flag, Ids, InstantText, Minute, Money, Names, Number, Range, SlotDuration,
    Text, WeekdayNumber, Word,
};
use super::row::{
    FieldName, ListedRow, PayloadRow, Problems, ReadRow, RowFields, RowReader, RowsReader, UNKNOWN_OWNER,
    payload_row,
};
use crate::model::{
    Appointment, AppointmentType, BreakRule, CompensationType, Expense, ExpenseStatus, Holiday, Interval,
    Payload, Payment, PaymentKind, PaymentMethod, PaymentStatus, Resource, SkipReason, Slot, Status, TimeOff,
    WorkRule, WorkdayOverride,
};

/// The API's default zone of a resource.
const DEFAULT_ZONE: &str = "Asia/Almaty";
/// The server's default is not known. The dashboard suggests half an hour.
const DEFAULT_SLOT_DURATION_MIN: i64 = 30;

payload_row! {
    Resource identified by id {
        required id: Number;
        optional account_id: Number;
        optional user_id: Number;
        expected_or name: Text => String::new();
        optional specialty: Text;
        optional photo_url: Text;
        optional description: Comment;
        optional color: Text;
        // An unreadable zone is displayed as unknown. The default zone could be wrong.
        optional_or_else timezone: Text => DEFAULT_ZONE.to_owned(), String::new();
        optional_or slot_duration_min: SlotDuration => DEFAULT_SLOT_DURATION_MIN;
        optional compensation_type: Word<CompensationType>;
        optional compensation_value: Number;
        optional compensation_percent: Number;
        optional_or active: Flag => true;
        optional_or custom_attributes: Attributes => Map::new();
        optional created_at: InstantText;
        optional updated_at: InstantText;
    }
    check |_| None
}

payload_row! {
    WorkRule identified by id {
        required id: Number;
        optional account_id: Number;
        required resource_id: Number;
        required weekday: WeekdayNumber;
        required start_minute: Minute;
        required end_minute: Minute;
        strict_or active: Flag => true;
    }
    check |rule| (rule.end_minute <= rule.start_minute).then_some("end_minute")
}

payload_row! {
    BreakRule identified by id {
        required id: Number;
        optional account_id: Number;
        required resource_id: Number;
        required weekday: WeekdayNumber;
        required start_minute: Minute;
        required end_minute: Minute;
        optional title: Text;
        strict_or active: Flag => true;
    }
    check |rule| (rule.end_minute <= rule.start_minute).then_some("end_minute")
}

payload_row! {
    Holiday identified by id {
        required id: Number;
        optional account_id: Number;
        required date: Date;
        optional title: Text;
        strict_or recurring_yearly: Flag => false;
        strict_or working_day_override: Flag => false;
    }
    check |_| None
}

payload_row! {
    WorkdayOverride identified by id {
        required id: Number;
        optional account_id: Number;
        required resource_id: Number;
        required date: Date;
        required start_minute: Minute;
        required end_minute: Minute;
        strict break_start_minute: Minute;
        strict break_end_minute: Minute;
        optional break_title: Text;
    }
    check |workday| {
        if workday.end_minute <= workday.start_minute {
            return Some("end_minute");
        }
        let (start, end) = workday.break_start_minute.zip(workday.break_end_minute)?;
        (end <= start).then_some("break_end_minute")
    }
}

payload_row! {
    TimeOff identified by id {
        required id: Number;
        optional account_id: Number;
        strict resource_id: Number;
        optional kind: Text;
        required starts_at: InstantText;
        required ends_at: InstantText;
        optional title: Text;
        optional notes: Comment;
    }
    check |time_off| (time_off.ends_at <= time_off.starts_at).then_some("ends_at")
}

payload_row! {
    Appointment identified by id {
        required id: Number;
        optional account_id: Number;
        required resource_id: Number;
        optional resource_name: Text;
        optional contact_id: Number;
        optional service_id: Number;
        optional company_id: Number;
        optional conversation_id: Number;
        optional conversation_display_id: Number;
        optional communication_thread_display_id: Number;
        optional created_by_id: Number;
        optional owner_id: Number;
        optional service_name_snapshot: Text;
        optional service_type_snapshot: Text;
        optional service_duration_min_snapshot: Number;
        items service_ids: Ids;
        items service_names as "services": Names;
        required starts_at: InstantText;
        required ends_at: InstantText;
        optional duration_min: Number;
        // An appointment with an unreadable status blocks.
        expected_or status: Word<Status> => Status::Other(String::new());
        optional appointment_type: Word<AppointmentType>;
        optional client_name: Text;
        optional client_first_name: Text;
        optional client_last_name: Text;
        optional client_middle_name: Text;
        optional client_phone: Text;
        optional client_identifier: Text;
        optional client_birth_date: Date;
        optional client_gender: Text;
        optional client_comment: Comment;
        optional source: Text;
        optional external_ref: Text;
        optional idempotency_key: Text;
        optional service_amount: Money;
        optional compensation_type_snapshot: Word<CompensationType>;
        optional compensation_value_snapshot: Number;
        optional compensation_percent_snapshot: Number;
        optional prepaid_amount: Money;
        optional prepaid_payment_method: Word<PaymentMethod>;
        optional settlement_amount: Money;
        optional settlement_payment_method: Word<PaymentMethod>;
        optional payment_status: Word<PaymentStatus>;
        items payments: RowsReader<Payment, true>;
        nested_row expense: RowReader<Expense, true>;
        optional created_at: InstantText;
        optional updated_at: InstantText;
    }
    check |appointment| {
        for payment in &mut appointment.payments {
            if payment.appointment_id == UNKNOWN_OWNER {
                payment.appointment_id = appointment.id;
            }
        }
        if let Some(expense) = &mut appointment.expense {
            if expense.appointment_id == UNKNOWN_OWNER {
                expense.appointment_id = appointment.id;
            }
            expense.resource_id.get_or_insert(appointment.resource_id);
        }
        (appointment.ends_at <= appointment.starts_at).then_some("ends_at")
    }
}

payload_row! {
    Payment identified by id {
        required id: Number;
        optional account_id: Number;
        owner_id appointment_id: Number;
        optional recorded_by_id: Number;
        required amount: Money;
        optional payment_method: Word<PaymentMethod>;
        optional payment_kind: Word<PaymentKind>;
        optional created_at: InstantText;
    }
    check |_| None
}

payload_row! {
    Expense identified by id {
        required id: Number;
        optional account_id: Number;
        owner_id appointment_id: Number;
        optional resource_id: Number;
        required amount: Money;
        optional status: Word<ExpenseStatus>;
        optional paid_at: InstantText;
        optional paid_by_id: Number;
        optional created_at: InstantText;
    }
    check |_| None
}

payload_row! {
    Slot {
        required resource_id: Number;
        required starts_at: InstantText;
        required ends_at: InstantText;
        optional status: Text;
    }
    check |slot| (slot.ends_at <= slot.starts_at).then_some("ends_at")
}

/// Names the kind under which the rows of a list are counted.
macro_rules! listed_rows {
    ($($row:ident as $kind:ident),* $(,)?) => {
        $(impl ListedRow for $row {
            const KIND: RowKind = RowKind::$kind;
        })*
    };
}

listed_rows! {
    Resource as Resources,
    WorkRule as WorkRules,
    BreakRule as BreakRules,
    Holiday as Holidays,
    WorkdayOverride as WorkdayOverrides,
    TimeOff as TimeOffs,
    Appointment as Appointments,
    Payment as Payments,
    Expense as Expenses,
    Slot as Slots,
}

/// The keys of a body: those of a calendar, or only `payload` with a calendar in it.
pub(super) struct Body {
    pub payload: FieldValue<PayloadObject>,
    range: Option<Interval>,
    resources: Option<Vec<Resource>>,
    work_rules: Option<Vec<WorkRule>>,
    break_rules: Option<Vec<BreakRule>>,
    holidays: Option<Vec<Holiday>>,
    workday_overrides: Option<Vec<WorkdayOverride>>,
    time_offs: Option<Vec<TimeOff>>,
    appointments: Option<Vec<Appointment>>,
    payments: Option<Vec<Payment>>,
    expenses: Option<Vec<Expense>>,
    slots: Option<Vec<Slot>>,
}

payload_row! {
    Body {
        unread payload: PayloadObject;
        optional range: Range;
        items_if_present resources: RowsReader<Resource, false>;
        items_if_present work_rules: RowsReader<WorkRule, false>;
        items_if_present break_rules: RowsReader<BreakRule, false>;
        items_if_present holidays: RowsReader<Holiday, false>;
        items_if_present workday_overrides: RowsReader<WorkdayOverride, false>;
        items_if_present time_offs: RowsReader<TimeOff, false>;
        items_if_present appointments: RowsReader<Appointment, false>;
        items_if_present payments: RowsReader<Payment, false>;
        items_if_present expenses: RowsReader<Expense, false>;
        items_if_present slots: RowsReader<Slot, false>;
    }
    check |_| None
}

impl Body {
    /// Whether an object without `payload` is a calendar, and not an error or a response of another endpoint:
    /// it has one of the two lists that every server sends.
    pub(super) fn is_calendar(&self) -> bool {
        self.resources.is_some() || self.appointments.is_some()
    }

    pub(super) fn into_payload(self) -> Payload {
        Payload {
            range: self.range,
            has_main_lists: self.resources.is_some() && self.appointments.is_some(),
            has_payments_key: self.payments.is_some(),
            has_expenses_key: self.expenses.is_some(),
            resources: self.resources.unwrap_or_default(),
            work_rules: self.work_rules.unwrap_or_default(),
            break_rules: self.break_rules.unwrap_or_default(),
            holidays: self.holidays.unwrap_or_default(),
            workday_overrides: self.workday_overrides.unwrap_or_default(),
            time_offs: self.time_offs.unwrap_or_default(),
            appointments: self.appointments.unwrap_or_default(),
            payments: self.payments.unwrap_or_default(),
            expenses: self.expenses.unwrap_or_default(),
            slots: self.slots.unwrap_or_default(),
            skipped: Vec::new(),
            more_skipped: 0,
            unread_fields: Vec::new(),
        }
    }
}

/// The object under `payload`.
pub(super) struct PayloadObject;

impl Reader for PayloadObject {
    type Out = Box<ReadRow<Body>>;

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<FieldValue<PayloadObject>, A::Error> {
        Body::read::<false, A>(object).map(|row| FieldValue::Value(Box::new(row)))
    }
}
