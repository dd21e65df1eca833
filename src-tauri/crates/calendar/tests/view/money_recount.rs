//! The payments, debts and expenses of a body, counted from its JSON row by row. It shares no code with the program, and
//! the tests of the practice server use it too.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

/// The rows of a payload, each with the date that it goes by.
pub struct Recount<'a> {
    pub appointments: Vec<CountedAppointment<'a>>,
    pub payments: Vec<CountedRow>,
    pub expenses: Vec<CountedRow>,
    orphans: usize,
    has_amounts: bool,
    pub zone: Tz,
}

pub struct CountedAppointment<'a> {
    pub row: &'a Value,
    pub date: NaiveDate,
    ends_at: DateTime<Utc>,
    pub received: i64,
    issues: usize,
}

pub struct CountedRow {
    pub row: Value,
    /// When the money was taken or paid out.
    pub own_date: Option<NaiveDate>,
    pub appointment_date: Option<NaiveDate>,
}

pub fn number(row: &Value, key: &str) -> i64 {
    row[key].as_i64().unwrap_or(0)
}

pub fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or("")
}

fn at(row: &Value, key: &str) -> Option<DateTime<Utc>> {
    Some(DateTime::parse_from_rfc3339(row[key].as_str()?).unwrap().to_utc())
}

fn list<'a>(payload: &'a Value, key: &str) -> &'a [Value] {
    payload[key].as_array().map_or(&[], Vec::as_slice)
}

/// The top-level rows, and those inside of the appointments that are not among them.
fn union(payload: &Value, top: &str, nested: impl Fn(&Value) -> Vec<Value>) -> BTreeMap<i64, Value> {
    let mut rows = BTreeMap::new();
    for row in list(payload, top) {
        rows.entry(number(row, "id")).or_insert_with(|| row.clone());
    }
    for appointment in list(payload, "appointments") {
        for mut row in nested(appointment) {
            for (key, owner) in [("appointment_id", "id"), ("resource_id", "resource_id")] {
                if row[key].is_null() {
                    row[key] = appointment[owner].clone();
                }
            }
            rows.entry(number(&row, "id")).or_insert(row);
        }
    }
    rows
}

/// The zone of most active resources whose zone is known.
fn zone(payload: &Value) -> Tz {
    let zones: Vec<Tz> = list(payload, "resources")
        .iter()
        .filter(|resource| resource["active"] == true)
        .filter_map(|resource| text(resource, "timezone").parse().ok())
        .collect();
    let count = |zone: &Tz| zones.iter().filter(|other| *other == zone).count();
    zones.iter().rev().max_by_key(|zone| count(zone)).copied().unwrap_or(Tz::Asia__Almaty)
}

impl<'a> Recount<'a> {
    pub fn new(payload: &'a Value) -> Recount<'a> {
        let zone = zone(payload);
        let date = |at: Option<DateTime<Utc>>| at.map(|at| at.with_timezone(&zone).date_naive());
        let payments = union(payload, "payments", |appointment| list(appointment, "payments").to_vec());
        let expenses = union(payload, "expenses", |appointment| {
            Some(&appointment["expense"]).filter(|row| row.is_object()).cloned().into_iter().collect()
        });
        let mut by_appointment: BTreeMap<i64, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
        for row in payments.values() {
            by_appointment.entry(number(row, "appointment_id")).or_default().0.push(row);
        }
        for row in expenses.values() {
            by_appointment.entry(number(row, "appointment_id")).or_default().1.push(row);
        }
        let nothing = (Vec::new(), Vec::new());
        let has = (!payments.is_empty(), !expenses.is_empty());
        let appointments: Vec<CountedAppointment> = list(payload, "appointments")
            .iter()
            .map(|row| {
                let (payments, expenses) = by_appointment.get(&number(row, "id")).unwrap_or(&nothing);
                let has_key = |key: &str| row.get(key).is_some();
                let has_amounts = has_key("prepaid_amount") || has_key("settlement_amount");
                let received = if has_amounts {
                    number(row, "prepaid_amount") + number(row, "settlement_amount")
                } else {
                    payments.iter().map(|row| number(row, "amount")).sum()
                };
                CountedAppointment {
                    row,
                    date: date(at(row, "starts_at")).unwrap(),
                    ends_at: at(row, "ends_at").unwrap(),
                    received,
                    issues: issues(row, received, has_amounts, payments, expenses, has),
                }
            })
            .collect();
        let dates: BTreeMap<i64, NaiveDate> = appointments
            .iter()
            .map(|appointment| (number(appointment.row, "id"), appointment.date))
            .collect();
        let counted = |rows: BTreeMap<i64, Value>, own: &str| -> Vec<CountedRow> {
            rows.into_values()
                .map(|row| CountedRow {
                    own_date: date(at(&row, own)),
                    appointment_date: dates.get(&number(&row, "appointment_id")).copied(),
                    row,
                })
                .collect()
        };
        let (payments, expenses) = (counted(payments, "created_at"), counted(expenses, "paid_at"));
        Recount {
            orphans: payments.iter().chain(&expenses).filter(|row| row.appointment_date.is_none()).count(),
            has_amounts: appointments.iter().any(|appointment| {
                number(appointment.row, "prepaid_amount") != 0
                    || number(appointment.row, "settlement_amount") != 0
            }),
            appointments,
            payments,
            expenses,
            zone,
        }
    }

    /// The first and the last date of any row.
    pub fn dates(&self) -> Option<(NaiveDate, NaiveDate)> {
        let appointments = self.appointments.iter().map(|appointment| appointment.date);
        let rows = self.payments.iter().chain(&self.expenses).filter_map(|row| row.own_date);
        let dates: Vec<NaiveDate> = appointments.chain(rows).collect();
        Some((*dates.iter().min()?, *dates.iter().max()?))
    }

    pub fn knows_received(&self) -> bool {
        !self.payments.is_empty() || self.has_amounts
    }

    /// What the example `money` prints.
    pub fn report(&self, from: NaiveDate, to: NaiveDate, is_taken: bool, now: DateTime<Utc>) -> Value {
        let has_rows = !self.payments.is_empty() || !self.expenses.is_empty();
        let is_inside = |date: Option<NaiveDate>| date.is_some_and(|date| from <= date && date <= to);
        let dated: Vec<&CountedAppointment> =
            self.appointments.iter().filter(|appointment| is_inside(Some(appointment.date))).collect();
        json!({
            "payments": self.payments_json(&dated, is_taken, is_inside),
            "debts": self.debts_json(&dated, now),
            "expenses": if has_rows { self.expenses_json(is_inside) } else { json!({
                "accrued": null, "paid": null, "left": null, "paid_out": null, "by_resource": {}
            }) },
            "issues": if has_rows || self.has_amounts {
                self.orphans + dated.iter().map(|appointment| appointment.issues).sum::<usize>()
            } else {
                0
            },
            "finance": if has_rows {
                "recorded"
            } else if self.has_amounts {
                "amounts_only"
            } else {
                "not_provided"
            },
        })
    }

    fn payments_json(
        &self,
        dated: &[&CountedAppointment],
        is_taken: bool,
        is_inside: impl Fn(Option<NaiveDate>) -> bool,
    ) -> Value {
        let is_offered = self.knows_received()
            && (!is_taken
                || !self.payments.is_empty() && self.payments.iter().all(|row| row.own_date.is_some()));
        if !is_offered {
            return json!({"total": null, "rows": null, "by_method": {}, "by_kind": {}, "by_employee": {}});
        }
        let mut sums = [Map::new(), Map::new(), Map::new()];
        let (mut total, mut rows) = (0, 0);
        let mut add = |amount: i64, keys: [String; 3]| {
            total += amount;
            rows += 1;
            for (sums, key) in sums.iter_mut().zip(keys).filter(|(_, key)| key != "-") {
                let sum = sums.get(&key).and_then(Value::as_i64).unwrap_or(0);
                sums.insert(key, json!(sum + amount));
            }
        };
        let word = |row: &Value, key: &str| match row[key].as_str() {
            None | Some("") => "null".to_owned(),
            Some(word) => word.to_owned(),
        };
        for payment in &self.payments {
            if is_inside(if is_taken { payment.own_date } else { payment.appointment_date }) {
                let row = &payment.row;
                let keys = [
                    word(row, "payment_method"),
                    word(row, "payment_kind"),
                    row["recorded_by_id"].to_string(),
                ];
                add(number(row, "amount"), keys);
            }
        }
        if self.payments.is_empty() {
            for appointment in dated {
                for (part, kind) in [("prepaid", "prepaid"), ("settlement", "payment")] {
                    let amount = number(appointment.row, &format!("{part}_amount"));
                    let method = word(appointment.row, &format!("{part}_payment_method"));
                    if amount != 0 {
                        add(amount, [method, kind.to_owned(), "-".to_owned()]);
                    }
                }
            }
        }
        let [by_method, by_kind, by_employee] = sums;
        let rows = (!self.payments.is_empty()).then_some(rows);
        json!({
            "total": total, "rows": rows, "by_method": by_method, "by_kind": by_kind, "by_employee": by_employee
        })
    }

    fn debts_json(&self, dated: &[&CountedAppointment], now: DateTime<Utc>) -> Value {
        let of = |kind: &str| {
            if !self.knows_received() {
                return json!({"count": null, "amount": null});
            }
            let (mut count, mut sum) = (0, 0);
            for appointment in dated {
                let (status, received) = (text(appointment.row, "status"), appointment.received);
                let due = if text(appointment.row, "payment_status") == "cancelled" {
                    0
                } else {
                    number(appointment.row, "service_amount") - received
                };
                let has_ended = appointment.ends_at <= now;
                let took_place = matches!(status, "scheduled" | "confirmed" | "completed");
                let amount = match kind {
                    "left_without_paying" if has_ended && took_place && received <= 0 => due,
                    "part_paid" if has_ended && took_place && received > 0 => due,
                    "expected" if !has_ended && status != "cancelled" && status != "no_show" => due,
                    "no_show_with_prepayment" if status == "no_show" => received,
                    "cancelled_with_money" if status == "cancelled" => received,
                    _ => 0,
                };
                if amount > 0 {
                    count += 1;
                    sum += amount;
                }
            }
            json!({"count": count, "amount": sum})
        };
        let kinds = [
            "left_without_paying",
            "part_paid",
            "expected",
            "no_show_with_prepayment",
            "cancelled_with_money",
        ];
        kinds.into_iter().map(|kind| (kind.to_owned(), of(kind))).collect()
    }

    fn expenses_json(&self, is_inside: impl Fn(Option<NaiveDate>) -> bool) -> Value {
        let mut total = (0, 0);
        let mut by_resource: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let mut paid_out = Some(0);
        for CountedRow { row, own_date, appointment_date } in &self.expenses {
            let amount = number(row, "amount");
            let paid = if row["status"] == "paid" { amount } else { 0 };
            if is_inside(*appointment_date) {
                let resource = by_resource.entry(number(row, "resource_id").to_string()).or_default();
                for sums in [&mut total, resource] {
                    sums.0 += amount;
                    sums.1 += paid;
                }
            }
            if row["status"] == "paid" {
                paid_out =
                    own_date.and(paid_out).map(|sum| if is_inside(*own_date) { sum + amount } else { sum });
            }
        }
        let of =
            |(accrued, paid): (i64, i64)| json!({"accrued": accrued, "paid": paid, "left": accrued - paid});
        let mut expenses = of(total);
        expenses["paid_out"] = json!(paid_out);
        expenses["by_resource"] = by_resource.into_iter().map(|(id, sums)| (id, of(sums))).collect();
        expenses
    }
}

/// How many of the rules of `docs/api.md`, "Money rules", an appointment breaks.
fn issues(
    row: &Value,
    received: i64,
    has_amounts: bool,
    payments: &[&Value],
    expenses: &[&Value],
    (has_payments, has_expenses): (bool, bool),
) -> usize {
    let price = number(row, "service_amount");
    let sum = |rows: &[&Value]| rows.iter().map(|row| number(row, "amount")).sum::<i64>();
    let status = text(row, "payment_status");
    let expected_status = match received {
        ..=0 => "awaiting_payment",
        received if received >= price => "paid",
        _ => "prepaid",
    };
    let prepaid_rows: Vec<&Value> =
        payments.iter().copied().filter(|row| row["payment_kind"] == "prepaid").collect();
    let has_unknown_kind =
        payments.iter().any(|row| !["prepaid", "payment", "adjustment"].contains(&text(row, "payment_kind")));
    let percent = |key: &str| {
        let hundredfold = price * number(row, key);
        (hundredfold + 50 * hundredfold.signum()) / 100
    };
    let terms = match text(row, "compensation_type_snapshot") {
        "percent" => Some(percent("compensation_value_snapshot")),
        "fixed" => Some(number(row, "compensation_value_snapshot")),
        "fixed_plus_percent" => {
            Some(number(row, "compensation_value_snapshot") + percent("compensation_percent_snapshot"))
        }
        _ => None,
    };
    let owed: Vec<&Value> =
        expenses.iter().copied().filter(|row| status == "paid" || row["status"] != "paid").collect();
    let has_wrong_expense = match status {
        "" => false,
        "paid" => terms.is_some_and(|terms| sum(&owed) != terms),
        _ => sum(&owed) != 0,
    };
    [
        price > 0 && received > price,
        (has_amounts || has_payments)
            && ["awaiting_payment", "prepaid", "paid"].contains(&status)
            && status != expected_status,
        has_payments && has_amounts && sum(payments) != received,
        has_payments
            && row.get("prepaid_amount").is_some()
            && !has_unknown_kind
            && sum(&prepaid_rows) != number(row, "prepaid_amount"),
        has_expenses && has_wrong_expense,
    ]
    .into_iter()
    .filter(|is_broken| *is_broken)
    .count()
}
