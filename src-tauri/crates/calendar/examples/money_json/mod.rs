//! A money report as JSON. The tests compare it with a recount.

use calendar::model::{OpenEnum, Tenge};
use calendar::money::{Debt, MoneyReport};
use calendar::view::types::{
    DebtKind, DebtTotals, ExpenseOverview, ExpenseTotals, MoneyShare, MoneyState, PaymentOverview,
};
use serde_json::{Map, Value, json};

/// The report. A sum that is not known is null, and its parts are empty.
pub fn of_report(report: &MoneyReport) -> Value {
    json!({
        "payments": payments(report.payments.as_ref().ok()),
        "debts": debts(report.debts.as_deref()),
        "expenses": expenses(report.expenses.as_ref()),
        "issues": report.issues.len(),
        "finance": match report.state {
            MoneyState::Recorded => "recorded",
            MoneyState::AmountsOnly => "amounts_only",
            MoneyState::NotProvided => "not_provided",
        },
    })
}

fn payments(report: Option<&PaymentOverview>) -> Value {
    let Some(report) = report else {
        return json!({"total": null, "rows": null, "by_method": {}, "by_kind": {}, "by_employee": {}});
    };
    let by_employee: Map<String, Value> = report
        .by_employee
        .iter()
        .map(|recorded| {
            let id = recorded.employee_id.map_or_else(|| "null".to_owned(), |id| id.to_string());
            (id, json!(recorded.amount))
        })
        .collect();
    json!({
        "total": report.total.amount,
        "rows": report.has_rows.then_some(report.total.count),
        "by_method": by_word(&report.by_method),
        "by_kind": by_word(&report.by_kind),
        "by_employee": by_employee,
    })
}

/// The sum of each word. A value that the server did not send has the key `null`.
fn by_word<T: OpenEnum>(shares: &[MoneyShare<T>]) -> Map<String, Value> {
    shares
        .iter()
        .map(|share| (share.value.as_ref().map_or("null", T::word).to_owned(), json!(share.amount)))
        .collect()
}

fn debts(debts: Option<&[Debt]>) -> Value {
    let of = |kind| match debts.map(|debts| DebtTotals::of(debts, kind)) {
        Some(DebtTotals { count, amount, .. }) => json!({"count": count, "amount": amount}),
        None => json!({"count": null, "amount": null}),
    };
    json!({
        "left_without_paying": of(DebtKind::LeftWithoutPaying),
        "part_paid": of(DebtKind::PartPaid),
        "expected": of(DebtKind::Expected),
        "no_show_with_prepayment": of(DebtKind::NoShowWithPrepayment),
        "cancelled_with_money": of(DebtKind::CancelledWithMoney),
    })
}

fn expenses(report: Option<&ExpenseOverview>) -> Value {
    let Some(report) = report else {
        return json!({"accrued": null, "paid": null, "left": null, "paid_out": null, "by_resource": {}});
    };
    let by_resource: Map<String, Value> = report
        .by_resource
        .iter()
        .filter(|resource| resource.expenses > 0)
        .map(|resource| {
            let [accrued, paid, left] = parts(&resource.totals);
            (resource.resource_id.to_string(), json!({"accrued": accrued, "paid": paid, "left": left}))
        })
        .collect();
    let [accrued, paid, left] = parts(&report.accrued);
    json!({
        "accrued": accrued,
        "paid": paid,
        "left": left,
        "paid_out": report.paid_out.map(|sum| sum.amount),
        "by_resource": by_resource,
    })
}

/// Accrued, paid and left.
fn parts(totals: &ExpenseTotals) -> [Tenge; 3] {
    [totals.total, totals.paid, totals.unpaid]
}
