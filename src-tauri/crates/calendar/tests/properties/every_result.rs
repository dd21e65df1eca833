//! Computes everything that the screen can request from a payload. The property tests and the fuzz target use it.

use std::collections::BTreeSet;

use calendar::changes::changes;
use calendar::chat::{ChatLanguage, Template, TemplateKind, compose};
use calendar::civil;
use calendar::free::{free_intervals, slots_unique};
use calendar::model::{Appointment, Instant, Interval, Payload};
use calendar::money::{MoneyReport, MoneyRequest, money_rows, report};
use calendar::search::{SearchIndex, search};
use calendar::view::types::{
    DebtKind, ExpenseBasis, FinderSpan, GroupBy, ListArrangement, ListColumn, ListGroupBy, MoneyColumn,
    MoneyRowOrder, MoneyTable, PaymentBasis, RowWindow, SecondService, ViewKind, Whom,
};
use calendar::view::{
    self, FinderRequest, GridView, SelectedTime, ViewBody, ViewRequest, build, chat_lines, details, find,
    grid, list_rows_within_limit, list_within_limit, mini_month, moments, offered_times, period_range,
};
use calendar::why::stretches;
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};
use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;

/// Computes every view, start times, the finder, moments, money, the search and the text for a chat, around the dates of the
/// payload and at the first and the last date that a request can have.
///
/// # Panics
/// When a computation panics, or a result is outside of what was requested.
pub fn compute_every_result(payload: Payload) {
    let calendar = Calendar::new(payload);
    let zone = calendar.clinic_zone();
    let first = calendar.appointments().next().map(|appointment| appointment.starts_at);
    let dates = ["2026-03-09", "0001-01-02", "9999-12-30"].map(|text| text.parse().unwrap());
    for date in dates.into_iter().chain(first.map(|at| civil::date_of(zone, at))) {
        compute_at(&calendar, zone, date);
    }
    compute_free_time(&calendar, period_range(ViewKind::Day, dates[0], zone));
    let ids: Vec<i64> = calendar.appointments().take(3).map(|appointment| appointment.id).collect();
    for id in ids {
        assert!(details(&calendar, id, zone, Instant::UNIX_EPOCH).is_some());
    }
}

fn compute_free_time(calendar: &Calendar, range: Interval) {
    for free in free_intervals(calendar, range) {
        assert!(range.encloses(&free.interval) && !free.interval.is_empty());
    }
    for slot in slots_unique(calendar, range, None) {
        assert!(range.encloses(&slot.interval));
    }
    for resource in &calendar.payload().resources {
        let mut covered_until = range.start;
        for stretch in stretches(calendar, resource, range, Instant::MIN_UTC) {
            assert_eq!(stretch.interval.start, covered_until);
            covered_until = stretch.interval.end;
        }
        assert_eq!(covered_until, range.end);
    }
}

fn compute_at(calendar: &Calendar, zone: Tz, date: NaiveDate) {
    let now = period_range(ViewKind::Day, date, zone).start + TimeDelta::hours(5);
    let filter = Filter::default();
    for kind in [ViewKind::Day, ViewKind::Week, ViewKind::Month, ViewKind::List] {
        let request = ViewRequest {
            kind,
            date,
            now,
            zone,
            step_min: 5,
            density_percent: 100,
            duration_min: 30,
            order: &ResourceOrder::Server,
            filter: &filter,
        };
        check_view(&build(calendar, &request));
        check_cells(&grid(calendar, &request));
    }
    for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
        for (from, to) in [(date, date), (NaiveDate::MIN, NaiveDate::MAX), (date, NaiveDate::MIN)] {
            let order = &ResourceOrder::Name;
            check_money(calendar, &MoneyRequest { from, to, basis, now, zone, filter: &filter, order });
        }
    }
    check_list(
        calendar,
        &ViewRequest {
            kind: ViewKind::List,
            date,
            now,
            zone,
            step_min: 5,
            density_percent: 100,
            duration_min: 30,
            order: &ResourceOrder::Server,
            filter: &filter,
        },
    );
    mini_month(Some(calendar), date.year(), date.month(), (date, date), date);

    let range = period_range(ViewKind::Month, date, zone);
    let known = [KnownRange { range, calendar }];
    let resources = &calendar.payload().resources;
    for resource in resources.iter().take(2) {
        for duration_min in [None, Some(0), Some(u32::MAX)] {
            moments(calendar, resource, date, zone, now, duration_min, Some(5));
        }
    }
    let ids = resources.iter().map(|resource| resource.id).collect();
    let second = SecondService { duration_min: u32::MAX, whom: Some(Whom::Any) };
    let same = SecondService { duration_min: 0, whom: None };
    for (whom, group_by, second) in [
        (Whom::Any, GroupBy::Day, None),
        (Whom::Any, GroupBy::Day, Some(&second)),
        (Whom::Some { ids }, GroupBy::Resource, Some(&same)),
    ] {
        for (duration_min, notice_min) in [(None, 0), (Some(u32::MAX), u32::MAX)] {
            let request = FinderRequest {
                duration_min,
                whom: &whom,
                second,
                from: date,
                span: FinderSpan::WorkingDays,
                order: &ResourceOrder::Server,
                more_first: false,
                working_days: 5,
                part: calendar::view::types::DayPart::Any,
                notice_min,
                step_min: Some(15),
                group_by,
                max_rows: 20,
                now,
                zone,
                filter: &filter,
            };
            find(&known, &request);
        }
    }
    let selected: Vec<SelectedTime> = resources
        .iter()
        .take(2)
        .map(|resource| SelectedTime {
            resource_id: resource.id,
            interval: Interval::new(now, now + TimeDelta::minutes(30)),
            then: None,
        })
        .collect();
    offered_times(&selected, &known, zone, now);
    let lines = chat_lines(&selected, &known, zone, now, 3);
    for language in [ChatLanguage::Ru, ChatLanguage::Kk, ChatLanguage::En] {
        for kind in [TemplateKind::Offer, TemplateKind::Reminder] {
            compose(&lines, &Template::default_of(kind, language), language, date);
        }
    }

    let index = SearchIndex::new(calendar, range);
    let name = calendar.appointments().find_map(Appointment::client_display_name);
    for text in ["", "а", "8 701", "тел. +7 701, 12", "\u{2066}\u{fffd}№", name.as_deref().unwrap_or("-")]
    {
        search(&[&index], text, &filter, zone, now);
    }
    let nothing = Calendar::new(Payload::default());
    let before = [KnownRange { range, calendar: &nothing }];
    let found = changes(&before, known[0]);
    view::change_lines(&found, zone, now);
    assert_eq!(changes(&known, known[0]).len(), 0, "a payload does not differ from itself");
}

/// The parts of a sum are its rows and its amount, and each table of rows comes to the same sum.
fn check_money(calendar: &Calendar, request: &MoneyRequest) {
    let known = [KnownRange { range: Interval::new(Instant::MIN_UTC, Instant::MAX_UTC), calendar }];
    let MoneyReport { payments, debts, expenses, .. } = report(&known, request);
    let sum_of = |table: MoneyTable, sort: MoneyColumn| {
        let rows = RowWindow { first: 1, count: 2 };
        let found = money_rows(&known, request, &table, &MoneyRowOrder { sort, descending: true, rows });
        assert!(found.rows.len() <= 2);
        found.total
    };
    let all = MoneyTable::Payments { methods: None, kinds: None, employees: None };
    if let Ok(payments) = &payments {
        let amounts: i64 = payments.by_kind.iter().map(|share| share.amount.0).sum();
        assert_eq!(payments.total.amount.0, amounts);
        let counted: u32 = payments.by_method.iter().map(|share| share.count).sum();
        assert_eq!(payments.total.count, counted);
        assert_eq!(sum_of(all, MoneyColumn::Client), payments.total);
        let cells = payments.kinds_and_methods.iter().map(|cell| cell.sum.amount.0);
        assert_eq!(cells.sum::<i64>(), amounts);
    } else {
        assert_eq!(sum_of(all, MoneyColumn::Method).count, 0);
    }
    let accrued =
        MoneyTable::Expenses { basis: ExpenseBasis::Accrued, resource: None, paid: None, paid_by: None };
    if let Some(expenses) = &expenses {
        let amounts: i64 = expenses.by_resource.iter().map(|resource| resource.totals.total.0).sum();
        assert_eq!(expenses.accrued.total.0, amounts);
        assert_eq!(sum_of(accrued, MoneyColumn::ShouldBe).amount.0, amounts);
        let not_accrued = MoneyTable::NotAccrued { resource: None };
        assert_eq!(sum_of(not_accrued, MoneyColumn::Price), expenses.not_accrued);
    }
    let debts = debts.unwrap_or_default();
    assert!(debts.iter().all(|debt| debt.amount.0 > 0));
    let open = sum_of(MoneyTable::Debts { kinds: DebtKind::ALL.to_vec() }, MoneyColumn::Age);
    assert_eq!(open.amount.0, debts.iter().map(|debt| debt.amount.0).sum::<i64>());
}

/// Every piece of the week is on the axis of its day.
fn check_view(body: &ViewBody) {
    let ViewBody::Week(week) = body else { return };
    for piece in week.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pieces) {
        assert!(piece.from_min >= 0 && piece.length_min >= 1 && !piece.ids.is_empty(), "{piece:?}");
    }
}

/// Every box is on the axis of its day, and no two boxes of a cell have the same id.
fn check_cells(grid: &GridView) {
    for cell in grid.rows.iter().flat_map(|row| &row.cells) {
        let mut ids = BTreeSet::new();
        for appointment in &cell.appointments {
            let span = &appointment.span;
            assert!(span.from_min >= 0 && span.length_min >= 1, "{appointment:?}");
            assert!(span.from_min.saturating_add(span.length_min) <= 26 * 60, "{appointment:?}");
            assert!(ids.insert(appointment.id), "{appointment:?}");
        }
    }
}

/// The rows of any window are the same rows, and the sections have as many.
fn check_list(calendar: &Calendar, request: &ViewRequest) {
    let all = RowWindow { first: 0, count: u32::MAX };
    for (group_by, sort, descending) in [
        (ListGroupBy::Day, ListColumn::Time, false),
        (ListGroupBy::Resource, ListColumn::Client, true),
        (ListGroupBy::Status, ListColumn::Phone, false),
        (ListGroupBy::Nothing, ListColumn::Outstanding, true),
    ] {
        let arrangement = ListArrangement { sort, descending, group_by, ..ListArrangement::default() };
        let Some(list) = list_within_limit(calendar, request, &arrangement, Some(all)) else { return };
        let counted: u32 = list.sections.iter().map(|section| section.row_count).sum();
        assert_eq!(list.rows.len(), counted as usize);
        for first in [0, counted / 2, counted, u32::MAX] {
            let window = RowWindow { first, count: 3 };
            let rows = list_rows_within_limit(calendar, request, &arrangement, window).unwrap();
            let from = (first as usize).min(list.rows.len());
            assert_eq!(rows, list.rows[from..(from + 3).min(list.rows.len())]);
        }
    }
}
