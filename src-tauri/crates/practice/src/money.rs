//! What was received for an appointment and what is owed for it, by the rules that the server keeps.

use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::appointments::PREPAID_WITHIN;
use crate::dataset::ACCOUNT_ID;
use crate::random::Random;
use crate::rows::{Compensation, SampleExpense, SamplePayment};
use crate::wall;

/// How often each method is used.
const METHODS: [&str; 12] = [
    "kaspi_qr",
    "kaspi_qr",
    "kaspi_qr",
    "kaspi_qr",
    "kaspi_transfer",
    "kaspi_transfer",
    "kaspi_transfer",
    "cash",
    "cash",
    "card",
    "card",
    "bank_transfer",
];

/// The people at the desk who take payments.
pub(crate) const DESK_USERS: [i64; 3] = [11, 12, 14];

/// The appointment that money is asked for.
pub(crate) struct Bill {
    pub(crate) appointment_id: i64,
    pub(crate) resource_id: i64,
    pub(crate) zone: Tz,
    pub(crate) status: &'static str,
    pub(crate) amount: i64,
    pub(crate) compensation: Compensation,
    pub(crate) booked_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
}

/// The money of an appointment. Amounts are whole tenge.
pub(crate) struct Account {
    pub(crate) prepaid: i64,
    pub(crate) prepaid_method: Option<&'static str>,
    pub(crate) settlement: i64,
    pub(crate) settlement_method: Option<&'static str>,
    pub(crate) payment_status: &'static str,
    pub(crate) payments: Vec<SamplePayment>,
    pub(crate) expense: Option<SampleExpense>,
}

pub(crate) fn account(bill: &Bill, now: DateTime<Utc>, random: &mut Random) -> Account {
    let (prepaid, settlement) = received(bill, random);
    let payment_status = payment_status(bill, prepaid + settlement);
    let mut payments = Vec::new();
    let mut pay = |amount: i64, payment_method, payment_kind, recorded_by_id, created_at| {
        payments.push(SamplePayment {
            id: bill.appointment_id * 4 + i64::try_from(payments.len()).unwrap_or(0),
            account_id: ACCOUNT_ID,
            appointment_id: bill.appointment_id,
            recorded_by_id,
            amount,
            payment_method,
            payment_kind,
            created_at,
            updated_at: created_at,
        });
    };
    let prepaid_at = bill.booked_at + TimeDelta::minutes(random.between(2, PREPAID_WITHIN.num_minutes()));
    let prepaid_method = (prepaid > 0).then(|| *random.pick(&METHODS));
    let recorded_by = Some(*random.pick(&DESK_USERS));
    if let Some(method) = prepaid_method {
        pay(prepaid, method, "prepaid", None, prepaid_at);
    }
    let settlement_method = (settlement > 0).then(|| *random.pick(&METHODS));
    if let Some(method) = settlement_method {
        let kind_of_split = random.between(0, 9);
        // Whole hundreds, so that the two parts look like what people hand over.
        let first_part = settlement * random.between(3, 7) / 1_000 * 100;
        match kind_of_split {
            0 if first_part > 0 => {
                pay(first_part, method, "payment", recorded_by, bill.ends_at);
                let other_method = *random.pick(&METHODS);
                pay(settlement - first_part, other_method, "payment", recorded_by, bill.ends_at);
            }
            1 if first_part > 0 => {
                pay(first_part, method, "payment", recorded_by, bill.ends_at);
                pay(settlement - first_part, method, "adjustment", recorded_by, bill.ends_at);
            }
            2 => pay(settlement, method, "adjustment", recorded_by, bill.ends_at),
            _ => pay(settlement, method, "payment", recorded_by, bill.ends_at),
        }
    }
    let owed_since = if settlement > 0 { bill.ends_at } else { prepaid_at };
    let expense = (payment_status == "paid").then(|| expense(bill, owed_since, now, random));
    Account { prepaid, prepaid_method, settlement, settlement_method, payment_status, payments, expense }
}

/// How much came before the appointment, and how much after it.
fn received(bill: &Bill, random: &mut Random) -> (i64, i64) {
    let part = bill.amount * *random.pick(&[20, 30, 50]) / 100 / 500 * 500;
    let paid_ahead = random.chance(24);
    match (bill.status, random.between(0, 99)) {
        ("completed", 0..=85) if paid_ahead => (part, bill.amount - part),
        ("completed", 0..=85) => (0, bill.amount),
        ("scheduled" | "confirmed", 0..=4) => (bill.amount, 0),
        ("completed", 86..=92)
        | ("no_show", 0..=24)
        | ("cancelled", 0..=7)
        | ("scheduled" | "confirmed", 5..=25) => (part, 0),
        _ => (0, 0),
    }
}

fn payment_status(bill: &Bill, received: i64) -> &'static str {
    if received == 0 {
        if bill.status == "cancelled" { "cancelled" } else { "awaiting_payment" }
    } else if received >= bill.amount {
        "paid"
    } else {
        "prepaid"
    }
}

fn expense(bill: &Bill, created_at: DateTime<Utc>, now: DateTime<Utc>, random: &mut Random) -> SampleExpense {
    // Wages are paid out on Fridays at six in the evening.
    let date = wall::date(bill.zone, bill.ends_at);
    let to_friday = (11 - u64::from(date.weekday().num_days_from_monday())) % 7;
    let paid_at = wall::instant(bill.zone, date + Days::new(to_friday + 7), 18 * 60);
    let paid = random.chance(92) && paid_at <= now;
    SampleExpense {
        id: bill.appointment_id,
        account_id: ACCOUNT_ID,
        appointment_id: bill.appointment_id,
        resource_id: bill.resource_id,
        amount: owed(bill.compensation, bill.amount),
        status: if paid { "paid" } else { "unpaid" },
        paid_at: paid.then_some(paid_at),
        paid_by_id: paid.then_some(DESK_USERS[0]),
        created_at,
        updated_at: if paid { paid_at } else { created_at },
    }
}

/// What a resource is owed for an appointment of that amount, in tenge; shares are rounded half away from zero.
pub(crate) fn owed(compensation: Compensation, amount: i64) -> i64 {
    let share = |percent: i64| (amount * percent + 50) / 100;
    match compensation {
        Compensation::Fixed(value) => value,
        Compensation::Percent(percent) => share(percent),
        Compensation::FixedPlusPercent { value, percent } => value + share(percent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_tenge_is_rounded_up() {
        assert_eq!(owed(Compensation::Percent(33), 8_150), 2_690);
        assert_eq!(owed(Compensation::Percent(25), 9_998), 2_500);
        assert_eq!(owed(Compensation::FixedPlusPercent { value: 500, percent: 30 }, 8_500), 3_050);
        assert_eq!(owed(Compensation::Fixed(2_500), 1), 2_500);
    }
}
