//! Every figure of the money view, counted from the JSON of a body row by row. The recount shares no code with the program, and
//! the tests of the practice server use it too.

use std::collections::{BTreeMap, BTreeSet};

use calendar::KnownRange;
use calendar::money::{MoneyRequest, money_rows};
use calendar::view::types::{DebtKind, ExpenseBasis, MoneyColumn, MoneyRowOrder, MoneyTable, RowWindow};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use serde_json::{Value, json};

use crate::money_recount::{CountedAppointment, CountedRow, Recount, number, text};

/// A sum as the view has it.
#[derive(Clone, Copy, Default)]
struct Counted {
    count: i64,
    amount: i64,
}

impl Counted {
    fn add(&mut self, amount: i64) {
        self.count += 1;
        self.amount += amount;
    }

    fn json(self) -> Value {
        json!({"count": self.count, "amount": self.amount})
    }
}

/// A payment of the period: its day and hour, method, kind, employee as JSON, and amount. An amount without a row has no
/// employee.
struct Paid {
    date: NaiveDate,
    hour: u32,
    method: Option<String>,
    kind: Option<String>,
    employee: Option<String>,
    amount: i64,
}

fn word(row: &Value, key: &str) -> Option<String> {
    row[key].as_str().filter(|word| !word.is_empty()).map(str::to_owned)
}

/// A value as the view has it: an unknown word is an object.
fn open_value(word: Option<&str>) -> Value {
    const KNOWN: [&str; 11] = [
        "kaspi_transfer",
        "kaspi_qr",
        "cash",
        "bank_transfer",
        "card",
        "other",
        "prepaid",
        "payment",
        "adjustment",
        "paid",
        "unpaid",
    ];
    match word {
        None => Value::Null,
        Some(word) if KNOWN.contains(&word) => json!(word),
        Some(word) => json!({ "other": word }),
    }
}

/// The parts of a sum, in an order that does not depend on the program.
fn parts<'a>(rows: impl Iterator<Item = (Option<&'a str>, i64)>) -> BTreeMap<String, Value> {
    let mut parts: BTreeMap<String, Counted> = BTreeMap::new();
    for (word, amount) in rows {
        parts.entry(open_value(word).to_string()).or_default().add(amount);
    }
    parts.into_iter().map(|(word, counted)| (word, counted.json())).collect()
}

/// The same parts from the list of the view.
fn listed_parts(shares: &Value) -> BTreeMap<String, Value> {
    shares
        .as_array()
        .unwrap()
        .iter()
        .map(|share| {
            (share["value"].to_string(), json!({"count": share["count"], "amount": share["amount"]}))
        })
        .collect()
}

/// The cells of a table from the list of the view, by row and column.
fn listed_cells(cells: &Value, row: &str) -> BTreeMap<String, Value> {
    let key = |cell: &Value| format!("{} {}", cell[row], cell["method"]);
    let cells = cells.as_array().unwrap().iter();
    cells.map(|cell| (key(cell), json!({"count": cell["count"], "amount": cell["amount"]}))).collect()
}

fn cells<'a>(rows: impl Iterator<Item = (String, &'a Paid)>) -> BTreeMap<String, Value> {
    let mut cells: BTreeMap<String, Counted> = BTreeMap::new();
    for (row, paid) in rows {
        let key = format!("{row} {}", open_value(paid.method.as_deref()));
        cells.entry(key).or_default().add(paid.amount);
    }
    cells.into_iter().map(|(key, counted)| (key, counted.json())).collect()
}

fn rows_total(rows: &[Value]) -> Value {
    let amounts: i64 = rows.iter().map(|row| number(row, "amount")).sum();
    json!({"count": rows.len(), "amount": amounts})
}

fn sum<'a>(paid: impl Iterator<Item = &'a Paid>) -> Value {
    let mut counted = Counted::default();
    paid.for_each(|paid| counted.add(paid.amount));
    counted.json()
}

impl Recount<'_> {
    /// Compares every figure of an overview with a recount.
    pub fn check_overview(
        &self,
        overview: &Value,
        (from, to): (NaiveDate, NaiveDate),
        is_taken: bool,
        now: DateTime<Utc>,
    ) {
        let counted = self.report(from, to, is_taken, now);
        assert_eq!(json!(overview["issues"].as_array().unwrap().len()), counted["issues"]);
        Self::check_debts(&overview["debts"], &counted["debts"]);
        match &overview["payments"] {
            Value::Null => assert!(counted["payments"]["total"].is_null()),
            payments => {
                assert_eq!(payments["total"]["amount"], counted["payments"]["total"]);
                self.check_payments(payments, (from, to), is_taken);
            }
        }
        match &overview["expenses"] {
            Value::Null => assert!(counted["expenses"]["accrued"].is_null()),
            expenses => {
                let accrued = &expenses["accrued"];
                for (field, key) in [("total", "accrued"), ("paid", "paid"), ("unpaid", "left")] {
                    assert_eq!(accrued[field], counted["expenses"][key]);
                }
                assert_eq!(expenses["paidOut"]["amount"], counted["expenses"]["paid_out"]);
                self.check_expenses(expenses, (from, to));
            }
        }
    }

    /// Compares every row of the tables with the JSON. `rows` has each table with all its rows.
    pub fn check_rows(
        &self,
        rows: &Value,
        (from, to): (NaiveDate, NaiveDate),
        is_taken: bool,
        today: NaiveDate,
    ) {
        let is_inside = |date: Option<NaiveDate>| date.is_some_and(|date| from <= date && date <= to);
        let by_id: BTreeMap<i64, &CountedAppointment> = self
            .appointments
            .iter()
            .map(|appointment| (number(appointment.row, "id"), appointment))
            .collect();
        let listed = |table: &str, fields: &[&str]| -> BTreeSet<String> {
            let rows = rows[table]["rows"].as_array().unwrap();
            let values = |row: &Value| fields.iter().map(|field| row[*field].clone()).collect::<Vec<_>>();
            rows.iter().map(|row| json!(values(row)).to_string()).collect()
        };
        for table in ["payments", "debts", "accrued", "paidOut", "notAccrued"] {
            let rows = &rows[table];
            assert_eq!(rows["total"], rows_total(rows["rows"].as_array().unwrap()), "{table}");
            for row in rows["rows"].as_array().unwrap() {
                let appointment = by_id.get(&row["appointmentId"].as_i64().unwrap());
                let found = &row["appointment"];
                assert_eq!(found.is_null(), appointment.is_none());
                if let Some(CountedAppointment { row, date, .. }) = appointment {
                    assert_eq!(found["start"]["date"]["iso"], date.to_string());
                    let fields =
                        [("clientPhone", "client_phone"), ("price", "service_amount"), ("status", "status")];
                    for (field, key) in fields {
                        let value = &found[field];
                        assert_eq!(value.get("other").unwrap_or(value), &row[key]);
                    }
                }
            }
        }
        if !self.payments.is_empty() && !rows["payments"]["rows"].as_array().unwrap().is_empty() {
            let dated = |payment: &&CountedRow| {
                is_inside(if is_taken { payment.own_date } else { payment.appointment_date })
            };
            let expected: BTreeSet<String> = self
                .payments
                .iter()
                .filter(dated)
                .map(|payment| {
                    let row = &payment.row;
                    let method = open_value(word(row, "payment_method").as_deref());
                    let kind = open_value(word(row, "payment_kind").as_deref());
                    json!([
                        row["id"],
                        row["appointment_id"],
                        row["amount"],
                        method,
                        kind,
                        row["recorded_by_id"]
                    ])
                    .to_string()
                })
                .collect();
            let fields = ["id", "appointmentId", "amount", "method", "kind", "employeeId"];
            assert_eq!(listed("payments", &fields), expected);
        }
        for (table, by_paid_at) in [("accrued", false), ("paidOut", true)] {
            let expected: BTreeSet<String> = self
                .expenses
                .iter()
                .filter(|expense| !by_paid_at || expense.row["status"] == "paid")
                .filter(|expense| {
                    is_inside(if by_paid_at { expense.own_date } else { expense.appointment_date })
                })
                .map(|CountedRow { row, .. }| {
                    let status = open_value(word(row, "status").as_deref());
                    json!([row["id"], row["appointment_id"], row["amount"], status, row["paid_by_id"]])
                        .to_string()
                })
                .collect();
            let fields = ["id", "appointmentId", "amount", "expenseStatus", "employeeId"];
            assert_eq!(listed(table, &fields), expected, "{table}");
        }
        for debt in rows["debts"]["rows"].as_array().unwrap() {
            let CountedAppointment { row, date, received, .. } = by_id[&debt["id"].as_i64().unwrap()];
            let is_over = debt["debt"] != "noShowWithPrepayment" && debt["debt"] != "cancelledWithMoney";
            let amount = if is_over { number(row, "service_amount") - received } else { *received };
            let age = (today - *date).num_days();
            assert_eq!(
                (&debt["amount"], &debt["ageDays"]),
                (&json!(amount), &json!((age >= 0).then_some(age)))
            );
        }
    }

    fn check_debts(debts: &Value, counted: &Value) {
        const KINDS: [(&str, &str); 5] = [
            ("leftWithoutPaying", "left_without_paying"),
            ("partPaid", "part_paid"),
            ("expected", "expected"),
            ("noShowWithPrepayment", "no_show_with_prepayment"),
            ("cancelledWithMoney", "cancelled_with_money"),
        ];
        if debts.is_null() {
            assert!(counted["expected"]["count"].is_null());
            return;
        }
        let debts = debts.as_array().unwrap();
        assert_eq!(debts.len(), KINDS.len());
        for (debt, (kind, key)) in debts.iter().zip(KINDS) {
            let expected = &counted[key];
            assert_eq!(
                *debt,
                json!({"kind": kind, "count": expected["count"], "amount": expected["amount"]})
            );
        }
    }

    fn paid(&self, (from, to): (NaiveDate, NaiveDate), is_taken: bool) -> Vec<Paid> {
        let mut paid = Vec::new();
        let is_inside = |date: &NaiveDate| from <= *date && *date <= to;
        for payment in &self.payments {
            let date = if is_taken { payment.own_date } else { payment.appointment_date };
            let Some(date) = date.filter(is_inside) else { continue };
            let row = &payment.row;
            let hour = row["created_at"]
                .as_str()
                .map_or(0, |at| DateTime::parse_from_rfc3339(at).unwrap().with_timezone(&self.zone).hour());
            paid.push(Paid {
                date,
                hour,
                method: word(row, "payment_method"),
                kind: word(row, "payment_kind"),
                employee: Some(row["recorded_by_id"].to_string()),
                amount: number(row, "amount"),
            });
        }
        if !self.payments.is_empty() {
            return paid;
        }
        for CountedAppointment { row, date, .. } in &self.appointments {
            for (part, kind) in [("prepaid", "prepaid"), ("settlement", "payment")] {
                let amount = number(row, &format!("{part}_amount"));
                if amount != 0 && is_inside(date) {
                    paid.push(Paid {
                        date: *date,
                        hour: 0,
                        method: word(row, &format!("{part}_payment_method")),
                        kind: Some(kind.to_owned()),
                        employee: None,
                        amount,
                    });
                }
            }
        }
        paid
    }

    fn check_payments(&self, payments: &Value, dates: (NaiveDate, NaiveDate), is_taken: bool) {
        let paid = self.paid(dates, is_taken);
        let with_method = |test: fn(Option<&str>) -> bool| {
            sum(paid.iter().filter(move |paid| test(paid.method.as_deref())))
        };
        let with_kind = |kind: &str| sum(paid.iter().filter(|paid| paid.kind.as_deref() == Some(kind)));
        assert_eq!(payments["total"], sum(paid.iter()));
        assert_eq!(payments["cash"], with_method(|method| method == Some("cash")));
        assert_eq!(payments["cashless"], with_method(|method| method.is_some_and(|word| word != "cash")));
        assert_eq!(payments["withoutMethod"], with_method(|method| method.is_none()));
        assert_eq!(payments["prepayments"], with_kind("prepaid"));
        assert_eq!(payments["adjustments"], with_kind("adjustment"));
        assert_eq!(payments["hasRows"], !self.payments.is_empty());
        let by_method = |paid: &Paid| -> (Option<String>, i64) { (paid.method.clone(), paid.amount) };
        let methods: Vec<_> = paid.iter().map(by_method).collect();
        assert_eq!(
            listed_parts(&payments["byMethod"]),
            parts(methods.iter().map(|(word, amount)| (word.as_deref(), *amount)))
        );
        assert_eq!(
            listed_parts(&payments["byKind"]),
            parts(paid.iter().map(|paid| (paid.kind.as_deref(), paid.amount)))
        );
        assert_eq!(
            listed_cells(&payments["kindsAndMethods"], "kind"),
            cells(paid.iter().map(|paid| (open_value(paid.kind.as_deref()).to_string(), paid)))
        );
        let by_employee = paid.iter().filter_map(|paid| Some((paid.employee.clone()?, paid)));
        assert_eq!(listed_cells(&payments["employeesAndMethods"], "employeeId"), cells(by_employee));

        let (from, to) = dates;
        let days = payments["byDay"].as_array().unwrap();
        let listed: Vec<&str> = days.iter().map(|day| day["date"]["iso"].as_str().unwrap()).collect();
        let every: Vec<String> =
            from.iter_days().take_while(|date| *date <= to).map(|date| date.to_string()).collect();
        assert_eq!(listed, every);
        for day in days {
            let of_day = paid.iter().filter(|paid| day["date"]["iso"] == paid.date.to_string());
            assert_eq!(
                listed_parts(&day["byMethod"]),
                parts(of_day.map(|paid| (paid.method.as_deref(), paid.amount)))
            );
        }
        let hours = payments["byHour"].as_array().unwrap();
        let used: BTreeSet<u32> = paid.iter().map(|paid| paid.hour).collect();
        let expected: Vec<u64> = match (used.first(), used.last()) {
            (Some(first), Some(last)) if from == to && is_taken => (*first..=*last).map(u64::from).collect(),
            _ => Vec::new(),
        };
        assert_eq!(hours.iter().map(|hour| hour["hour"].as_u64().unwrap()).collect::<Vec<_>>(), expected);
        for hour in hours {
            let of_hour = paid.iter().filter(|paid| hour["hour"] == paid.hour);
            assert_eq!(
                listed_parts(&hour["byMethod"]),
                parts(of_hour.map(|paid| (paid.method.as_deref(), paid.amount)))
            );
        }
    }

    fn check_expenses(&self, expenses: &Value, (from, to): (NaiveDate, NaiveDate)) {
        let is_inside = |date: Option<NaiveDate>| date.is_some_and(|date| from <= date && date <= to);
        let dated: Vec<&CountedAppointment> =
            self.appointments.iter().filter(|appointment| is_inside(Some(appointment.date))).collect();
        let with_expense: BTreeSet<i64> =
            self.expenses.iter().map(|expense| number(&expense.row, "appointment_id")).collect();
        let owed = |appointment: &CountedAppointment| {
            let row = appointment.row;
            let is_open = text(row, "status") == "completed"
                && !["paid", "cancelled"].contains(&text(row, "payment_status"))
                && !with_expense.contains(&number(row, "id"));
            let owed = number(row, "service_amount") - appointment.received;
            (is_open && owed > 0).then_some(owed)
        };
        let mut not_accrued = Counted::default();
        dated.iter().filter_map(|appointment| owed(appointment)).for_each(|owed| not_accrued.add(owed));
        assert_eq!(expenses["notAccrued"], not_accrued.json());

        let resource_of_appointment: BTreeMap<i64, i64> = self
            .appointments
            .iter()
            .map(|appointment| (number(appointment.row, "id"), number(appointment.row, "resource_id")))
            .collect();
        let owner = |row: &Value| {
            row["resource_id"]
                .as_i64()
                .or_else(|| resource_of_appointment.get(&number(row, "appointment_id")).copied())
        };
        let is_paid = |row: &Value| row["status"] == "paid";
        let times_are_known =
            self.expenses.iter().all(|expense| !is_paid(&expense.row) || expense.own_date.is_some());
        let knows_received = self.knows_received();
        let mut listed_ids = BTreeSet::new();
        for resource in expenses["byResource"].as_array().unwrap() {
            let id = resource["resourceId"].as_i64().unwrap();
            assert!(listed_ids.insert(id));
            let of_resource: Vec<&&CountedAppointment> =
                dated.iter().filter(|appointment| number(appointment.row, "resource_id") == id).collect();
            let due: Vec<&Value> = of_resource
                .iter()
                .map(|appointment| appointment.row)
                .filter(|row| !["cancelled", "no_show"].contains(&text(row, "status")))
                .collect();
            let received: i64 = of_resource.iter().map(|appointment| appointment.received).sum();
            let (mut accrued, mut paid, mut count, mut paid_out, mut last) = (0, 0, 0, 0, None);
            for expense in self.expenses.iter().filter(|expense| owner(&expense.row) == Some(id)) {
                let amount = number(&expense.row, "amount");
                if is_inside(expense.appointment_date) {
                    count += 1;
                    accrued += amount;
                    paid += if is_paid(&expense.row) { amount } else { 0 };
                }
                if is_paid(&expense.row) {
                    last = last.max(expense.own_date);
                    paid_out += if is_inside(expense.own_date) { amount } else { 0 };
                }
            }
            assert_eq!(
                json!({
                    "appointments": resource["appointments"],
                    "revenue": resource["revenue"],
                    "received": resource["received"],
                    "totals": resource["totals"],
                    "expenses": resource["expenses"],
                    "paidOut": resource["paidOut"],
                    "lastPayout": resource["lastPayout"]["iso"],
                    "clinicShare": resource["clinicShare"],
                    "notAccrued": resource["notAccrued"],
                    "terms": resource["terms"].as_array().unwrap().len(),
                }),
                json!({
                    "appointments": due.len(),
                    "revenue": due.iter().map(|row| number(row, "service_amount")).sum::<i64>(),
                    "received": knows_received.then_some(received),
                    "totals": {"total": accrued, "paid": paid, "unpaid": accrued - paid},
                    "expenses": count,
                    "paidOut": times_are_known.then_some(paid_out),
                    "lastPayout": last.map(|date| date.to_string()),
                    "clinicShare": knows_received.then_some(received - accrued),
                    "notAccrued": of_resource.iter().filter_map(|appointment| owed(appointment)).count(),
                    "terms": due.iter().filter_map(|row| terms(row)).collect::<BTreeSet<_>>().len(),
                })
            );
        }
        let with_rows = self.expenses.iter().filter(|expense| {
            is_inside(expense.appointment_date) || is_paid(&expense.row) && is_inside(expense.own_date)
        });
        let expected: BTreeSet<i64> = dated
            .iter()
            .map(|appointment| number(appointment.row, "resource_id"))
            .chain(with_rows.filter_map(|expense| owner(&expense.row)))
            .collect();
        assert_eq!(listed_ids, expected);
        self.check_payouts(expenses, (from, to), times_are_known);
    }

    fn check_payouts(&self, expenses: &Value, (from, to): (NaiveDate, NaiveDate), times_are_known: bool) {
        let monday =
            |date: NaiveDate| date - TimeDelta::days(i64::from(date.weekday().num_days_from_monday()));
        let is_inside = |date: Option<NaiveDate>| date.is_some_and(|date| from <= date && date <= to);
        let paid = || self.expenses.iter().filter(|expense| expense.row["status"] == "paid");
        let mut weeks: BTreeMap<NaiveDate, Counted> = BTreeMap::new();
        if times_are_known {
            for date in from.iter_days().take_while(|date| *date <= to) {
                weeks.entry(monday(date)).or_default();
            }
            for expense in paid().filter(|expense| is_inside(expense.own_date)) {
                let week = weeks.get_mut(&monday(expense.own_date.unwrap())).unwrap();
                week.add(number(&expense.row, "amount"));
            }
        }
        let listed = expenses["payoutsByWeek"].as_array().unwrap().iter().map(|week| {
            let dates = [&week["first"]["iso"], &week["last"]["iso"]];
            json!({"dates": dates, "count": week["count"], "amount": week["amount"]})
        });
        let counted = weeks.into_iter().map(|(monday, counted)| {
            let dates = [monday.max(from), (monday + TimeDelta::days(6)).min(to)];
            json!({"dates": dates, "count": counted.count, "amount": counted.amount})
        });
        assert_eq!(listed.collect::<Vec<_>>(), counted.collect::<Vec<_>>());

        let mut paid_by: BTreeMap<String, Counted> = BTreeMap::new();
        for expense in
            paid().filter(|expense| is_inside(expense.own_date) || is_inside(expense.appointment_date))
        {
            let by = expense.row["paid_by_id"].to_string();
            paid_by.entry(by).or_default().add(number(&expense.row, "amount"));
        }
        let listed: BTreeMap<String, Value> = expenses["paidBy"]
            .as_array()
            .unwrap()
            .iter()
            .map(|by| (by["employeeId"].to_string(), json!({"count": by["count"], "amount": by["amount"]})))
            .collect();
        let is_due = |expense: &&CountedRow| is_inside(expense.appointment_date);
        assert_eq!(expenses["paidCount"], paid().filter(is_due).count());
        let paid_out = paid().filter(|expense| is_inside(expense.own_date)).count();
        assert_eq!(expenses["paidOut"]["count"], json!(times_are_known.then_some(paid_out)));
        assert_eq!(listed, paid_by.into_iter().map(|(by, counted)| (by, counted.json())).collect());
    }
}

/// The terms of an appointment, if they are of a known type.
fn terms(row: &Value) -> Option<String> {
    let (value, percent) = (&row["compensation_value_snapshot"], &row["compensation_percent_snapshot"]);
    match text(row, "compensation_type_snapshot") {
        _ if value.is_null() => None,
        kind @ ("percent" | "fixed") => Some(format!("{kind} {value}")),
        kind @ "fixed_plus_percent" if !percent.is_null() => Some(format!("{kind} {value} {percent}")),
        _ => None,
    }
}

/// All rows of all tables, for [`Recount::check_rows`].
pub fn every_row(known: &[KnownRange], request: &MoneyRequest) -> Value {
    let order = MoneyRowOrder {
        sort: MoneyColumn::Amount,
        descending: true,
        rows: RowWindow { first: 0, count: u32::MAX },
    };
    let of = |table: MoneyTable| {
        let found = money_rows(known, request, &table, &order);
        assert!(found.rows.is_sorted_by(|one, next| one.amount >= next.amount));
        json!(found)
    };
    let expenses = |basis| MoneyTable::Expenses { basis, resource: None, paid: None, paid_by: None };
    json!({
        "payments": of(MoneyTable::Payments { methods: None, kinds: None, employees: None }),
        "debts": of(MoneyTable::Debts { kinds: DebtKind::ALL.to_vec() }),
        "accrued": of(expenses(ExpenseBasis::Accrued)),
        "paidOut": of(expenses(ExpenseBasis::PaidOut)),
        "notAccrued": of(MoneyTable::NotAccrued { resource: None }),
    })
}
