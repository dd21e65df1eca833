//! What each kind of record is made of, and what it cannot do without.
//!
//! `need`: without it the record is lost. `clear`: may be absent, but if it is there and cannot be read the
//! record is lost, since it would mean something else (an absence of one resource would become the whole
//! account's). `may`, `or`, `should`: the record is kept.

use serde::de::{IgnoredAny, MapAccess};
use serde_json::Map;

use super::field_value::{FieldValue, Reader};
use super::readers::{
    Attributes, Date, Flag, Ids, Minute, Moment, Money, Names, Number, Range, Text, WeekdayNumber, Word,
};
use super::row::{FieldName, PayloadRow, ReadRow, RowFields, RowReader, RowsReader, UNNAMED, payload_row};
use crate::model::{
    Appointment, AppointmentType, BreakRule, CompensationType, Expense, ExpenseStatus, Holiday, Interval,
    Payload, Payment, PaymentKind, PaymentMethod, PaymentStatus, Resource, SkipReason, Slot, Status, TimeOff,
    WorkRule, WorkdayOverride,
};

/// The zone of a resource that says none, by the API.
const DEFAULT_ZONE: &str = "Asia/Almaty";
/// Minutes; the server's own default for a new resource is not known, half an hour is what its dashboard
/// suggests.
const DEFAULT_SLOT_DURATION_MIN: i64 = 30;

payload_row! {
    Resource identified by id {
        need id: Number;
        may account_id: Number;
        may user_id: Number;
        should name: Text => String::new();
        may specialty: Text;
        may photo_url: Text;
        may description: Text;
        may color: Text;
        // A zone that cannot be read is one that nobody knows, and is shown so; it must not pass for the
        // default.
        or_else timezone: Text => DEFAULT_ZONE.to_owned(), String::new();
        or slot_duration_min: Number => DEFAULT_SLOT_DURATION_MIN;
        may compensation_type: Word<CompensationType>;
        may compensation_value: Number;
        may compensation_percent: Number;
        or active: Flag => true;
        or custom_attributes: Attributes => Map::new();
        may created_at: Moment;
        may updated_at: Moment;
    }
    check |_| None
}

payload_row! {
    WorkRule identified by id {
        need id: Number;
        may account_id: Number;
        need resource_id: Number;
        need weekday: WeekdayNumber;
        need start_minute: Minute;
        need end_minute: Minute;
        clear_or active: Flag => true;
    }
    check |rule| (rule.end_minute <= rule.start_minute).then_some("end_minute")
}

payload_row! {
    BreakRule identified by id {
        need id: Number;
        may account_id: Number;
        need resource_id: Number;
        need weekday: WeekdayNumber;
        need start_minute: Minute;
        need end_minute: Minute;
        may title: Text;
        clear_or active: Flag => true;
    }
    check |rule| (rule.end_minute <= rule.start_minute).then_some("end_minute")
}

payload_row! {
    Holiday identified by id {
        need id: Number;
        may account_id: Number;
        need date: Date;
        may title: Text;
        clear_or recurring_yearly: Flag => false;
        clear_or working_day_override: Flag => false;
        or custom_attributes: Attributes => Map::new();
    }
    check |_| None
}

payload_row! {
    WorkdayOverride identified by id {
        need id: Number;
        may account_id: Number;
        need resource_id: Number;
        need date: Date;
        need start_minute: Minute;
        need end_minute: Minute;
        clear break_start_minute: Minute;
        clear break_end_minute: Minute;
        may break_title: Text;
        or custom_attributes: Attributes => Map::new();
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
        need id: Number;
        may account_id: Number;
        clear resource_id: Number;
        may kind: Text;
        need starts_at: Moment;
        need ends_at: Moment;
        may title: Text;
        may notes: Text;
        or custom_attributes: Attributes => Map::new();
    }
    check |time_off| (time_off.ends_at <= time_off.starts_at).then_some("ends_at")
}

payload_row! {
    Appointment identified by id {
        need id: Number;
        may account_id: Number;
        need resource_id: Number;
        may resource_name: Text;
        may contact_id: Number;
        may service_id: Number;
        may company_id: Number;
        may conversation_id: Number;
        may conversation_display_id: Number;
        may communication_thread_display_id: Number;
        may created_by_id: Number;
        may owner_id: Number;
        may service_name_snapshot: Text;
        may service_type_snapshot: Text;
        may service_duration_min_snapshot: Number;
        items service_ids: Ids;
        items service_names as "services": Names;
        need starts_at: Moment;
        need ends_at: Moment;
        may duration_min: Number;
        // Whatever it may be, it is not cancelled: it blocks.
        should status: Word<Status> => Status::Other(String::new());
        may appointment_type: Word<AppointmentType>;
        may client_name: Text;
        may client_first_name: Text;
        may client_last_name: Text;
        may client_middle_name: Text;
        may client_phone: Text;
        may client_identifier: Text;
        may client_birth_date: Date;
        may client_gender: Text;
        may client_comment: Text;
        may source: Text;
        may external_ref: Text;
        may idempotency_key: Text;
        may service_amount: Money;
        may compensation_type_snapshot: Word<CompensationType>;
        may compensation_value_snapshot: Number;
        may compensation_percent_snapshot: Number;
        may prepaid_amount: Money;
        may prepaid_payment_method: Word<PaymentMethod>;
        may settlement_amount: Money;
        may settlement_payment_method: Word<PaymentMethod>;
        may payment_status: Word<PaymentStatus>;
        or custom_attributes: Attributes => Map::new();
        items payments: RowsReader<Payment, true>;
        row expense: RowReader<Expense, true>;
        may created_at: Moment;
        may updated_at: Moment;
    }
    check |appointment| {
        for payment in &mut appointment.payments {
            if payment.appointment_id == UNNAMED {
                payment.appointment_id = appointment.id;
            }
        }
        if let Some(expense) = &mut appointment.expense {
            if expense.appointment_id == UNNAMED {
                expense.appointment_id = appointment.id;
            }
            expense.resource_id.get_or_insert(appointment.resource_id);
        }
        (appointment.ends_at <= appointment.starts_at).then_some("ends_at")
    }
}

payload_row! {
    Payment identified by id {
        need id: Number;
        may account_id: Number;
        owner appointment_id: Number;
        may recorded_by_id: Number;
        need amount: Money;
        may payment_method: Word<PaymentMethod>;
        may payment_kind: Word<PaymentKind>;
        may created_at: Moment;
    }
    check |_| None
}

payload_row! {
    Expense identified by id {
        need id: Number;
        may account_id: Number;
        owner appointment_id: Number;
        may resource_id: Number;
        need amount: Money;
        may status: Word<ExpenseStatus>;
        may paid_at: Moment;
        may paid_by_id: Number;
        may created_at: Moment;
    }
    check |_| None
}

payload_row! {
    Slot {
        need resource_id: Number;
        need starts_at: Moment;
        need ends_at: Moment;
        may status: Text;
    }
    check |slot| (slot.ends_at <= slot.starts_at).then_some("ends_at")
}

/// The keys of a body: those of a calendar, or one `payload` with such an object in it.
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
        found payload: PayloadObject;
        may range: Range;
        items_if_there resources: RowsReader<Resource, false>;
        items_if_there work_rules: RowsReader<WorkRule, false>;
        items_if_there break_rules: RowsReader<BreakRule, false>;
        items_if_there holidays: RowsReader<Holiday, false>;
        items_if_there workday_overrides: RowsReader<WorkdayOverride, false>;
        items_if_there time_offs: RowsReader<TimeOff, false>;
        items_if_there appointments: RowsReader<Appointment, false>;
        items_if_there payments: RowsReader<Payment, false>;
        items_if_there expenses: RowsReader<Expense, false>;
        items_if_there slots: RowsReader<Slot, false>;
    }
    check |_| None
}

impl Body {
    /// Whether an object that nothing wraps is a calendar, and not an error's or another endpoint's: the two
    /// lists that no server leaves out are there.
    pub(super) fn is_calendar(&self) -> bool {
        self.resources.is_some() || self.appointments.is_some()
    }

    pub(super) fn into_payload(self) -> Payload {
        Payload {
            range: self.range,
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
            unread_fields: Vec::new(),
        }
    }
}

/// The object under `payload`.
pub(super) struct PayloadObject;

impl Reader for PayloadObject {
    type Out = Box<ReadRow<Body>>;

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<FieldValue<PayloadObject>, A::Error> {
        Body::read::<false, A>(object).map(|top| FieldValue::Value(Box::new(top)))
    }
}
