//! The payments and the expense of an appointment, by the rules of the server.

use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::appointments::MAX_PREPAYMENT_DELAY;
use crate::civil;
use crate::dataset::ACCOUNT_ID;
use crate::random::Random;
use crate::rows::{Compensation, SampleExpense, SamplePayment};

/// The payment methods. A method that is used more often is listed more often.
const PAYMENT_METHODS: [&str; 12] = [
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

/// The ids of the users at the front desk, who create appointments and record payments.
pub(crate) const DESK_USERS: [i64; 3] = [11, 12, 14];

/// The user of the token: the id and the name in the profile. A part of the payments is recorded by this user.
pub const USER: (i64, &str) = (DESK_USERS[0], "Администратор");

/// The properties of an appointment that its money depends on.
pub(crate) struct Charge {
    pub(crate) appointment_id: i64,
    pub(crate) resource_id: i64,
    pub(crate) zone: Tz,
    pub(crate) status: &'static str,
    pub(crate) amount_tenge: i64,
    pub(crate) compensation: Compensation,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) ends_at: DateTime<Utc>,
}

/// The money of an appointment.
pub(crate) struct AppointmentMoney {
    pub(crate) prepaid_tenge: i64,
    pub(crate) prepaid_method: Option<&'static str>,
    pub(crate) settlement_tenge: i64,
    pub(crate) settlement_method: Option<&'static str>,
    pub(crate) payment_status: &'static str,
    pub(crate) payments: Vec<SamplePayment>,
    pub(crate) expense: Option<SampleExpense>,
}

/// Generates the money of an appointment, as it is at `now`.
pub(crate) fn appointment_money(
    charge: &Charge,
    now: DateTime<Utc>,
    random: &mut Random,
) -> AppointmentMoney {
    let (prepaid_tenge, settlement_tenge) = received(charge, random);
    let payment_status = payment_status(charge, prepaid_tenge + settlement_tenge);
    let mut payments = Vec::new();
    let mut add_payment = |amount_tenge: i64, payment_method, payment_kind, recorded_by_id, created_at| {
        payments.push(SamplePayment {
            id: charge.appointment_id * 4 + i64::try_from(payments.len()).unwrap_or(0),
            account_id: ACCOUNT_ID,
            appointment_id: charge.appointment_id,
            recorded_by_id,
            amount: amount_tenge,
            payment_method,
            payment_kind,
            created_at,
            updated_at: created_at,
        });
    };
    let prepaid_at =
        charge.created_at + TimeDelta::minutes(random.between(2, MAX_PREPAYMENT_DELAY.num_minutes()));
    let prepaid_method = (prepaid_tenge > 0).then(|| *random.pick(&PAYMENT_METHODS));
    let recorded_by = Some(*random.pick(&DESK_USERS));
    if let Some(method) = prepaid_method {
        add_payment(prepaid_tenge, method, "prepaid", None, prepaid_at);
    }
    let settlement_method = (settlement_tenge > 0).then(|| *random.pick(&PAYMENT_METHODS));
    if let Some(method) = settlement_method {
        let split_kind = random.between(0, 9);
        // The first part is in whole hundreds, as clients pay in practice.
        let first_part_tenge = settlement_tenge * random.between(3, 7) / 1_000 * 100;
        match split_kind {
            0 if first_part_tenge > 0 => {
                add_payment(first_part_tenge, method, "payment", recorded_by, charge.ends_at);
                let other_method = *random.pick(&PAYMENT_METHODS);
                add_payment(
                    settlement_tenge - first_part_tenge,
                    other_method,
                    "payment",
                    recorded_by,
                    charge.ends_at,
                );
            }
            1 if first_part_tenge > 0 => {
                add_payment(first_part_tenge, method, "payment", recorded_by, charge.ends_at);
                add_payment(
                    settlement_tenge - first_part_tenge,
                    method,
                    "adjustment",
                    recorded_by,
                    charge.ends_at,
                );
            }
            2 => add_payment(settlement_tenge, method, "adjustment", recorded_by, charge.ends_at),
            _ => add_payment(settlement_tenge, method, "payment", recorded_by, charge.ends_at),
        }
    }
    let expense_created_at = if settlement_tenge > 0 { charge.ends_at } else { prepaid_at };
    let expense = (payment_status == "paid").then(|| expense(charge, expense_created_at, now, random));
    AppointmentMoney {
        prepaid_tenge,
        prepaid_method,
        settlement_tenge,
        settlement_method,
        payment_status,
        payments,
        expense,
    }
}

/// The prepaid amount and the settlement amount, in tenge.
fn received(charge: &Charge, random: &mut Random) -> (i64, i64) {
    let part_tenge = charge.amount_tenge * *random.pick(&[20, 30, 50]) / 100 / 500 * 500;
    let is_prepaid = random.chance(24);
    match (charge.status, random.between(0, 99)) {
        ("completed", 0..=85) if is_prepaid => (part_tenge, charge.amount_tenge - part_tenge),
        ("completed", 0..=85) => (0, charge.amount_tenge),
        ("scheduled" | "confirmed", 0..=4) => (charge.amount_tenge, 0),
        ("completed", 86..=92)
        | ("no_show", 0..=24)
        | ("cancelled", 0..=7)
        | ("scheduled" | "confirmed", 5..=25) => (part_tenge, 0),
        _ => (0, 0),
    }
}

fn payment_status(charge: &Charge, received_tenge: i64) -> &'static str {
    if received_tenge == 0 {
        if charge.status == "cancelled" { "cancelled" } else { "awaiting_payment" }
    } else if received_tenge >= charge.amount_tenge {
        "paid"
    } else {
        "prepaid"
    }
}

fn expense(
    charge: &Charge,
    created_at: DateTime<Utc>,
    now: DateTime<Utc>,
    random: &mut Random,
) -> SampleExpense {
    // Expenses are paid on Friday of the next week at 18:00.
    let date = civil::date(charge.zone, charge.ends_at);
    let days_to_friday = (11 - u64::from(date.weekday().num_days_from_monday())) % 7;
    let paid_at = civil::instant(charge.zone, date + Days::new(days_to_friday + 7), 18 * 60);
    let paid = random.chance(92) && paid_at <= now;
    SampleExpense {
        id: charge.appointment_id,
        account_id: ACCOUNT_ID,
        appointment_id: charge.appointment_id,
        resource_id: charge.resource_id,
        amount: expense_tenge(charge.compensation, charge.amount_tenge),
        status: if paid { "paid" } else { "unpaid" },
        paid_at: paid.then_some(paid_at),
        paid_by_id: paid.then_some(DESK_USERS[0]),
        created_at,
        updated_at: if paid { paid_at } else { created_at },
    }
}

/// The amount of the expense for an appointment of `amount_tenge`. A percentage is rounded half up.
pub(crate) fn expense_tenge(compensation: Compensation, amount_tenge: i64) -> i64 {
    let share = |percent: i64| (amount_tenge * percent + 50) / 100;
    match compensation {
        Compensation::Fixed(tenge) => tenge,
        Compensation::Percent(percent) => share(percent),
        Compensation::FixedPlusPercent { fixed_tenge, percent } => fixed_tenge + share(percent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_tenge_is_rounded_up() {
        assert_eq!(expense_tenge(Compensation::Percent(33), 8_150), 2_690);
        assert_eq!(expense_tenge(Compensation::Percent(25), 9_998), 2_500);
        assert_eq!(
            expense_tenge(Compensation::FixedPlusPercent { fixed_tenge: 500, percent: 30 }, 8_500),
            3_050
        );
        assert_eq!(expense_tenge(Compensation::Fixed(2_500), 1), 2_500);
    }
}
