//! Small payloads, and short notations for views.

use calendar::model::*;
use calendar::money::{MoneyReport, MoneyRequest, report};
use calendar::view::types::{DebtKind, PaymentBasis};
use calendar::view::{
    AppointmentBox, ClosedKind, DayCell, DayTotals, GridView, ListArrangement, ListRow, ListView, MonthView,
    RowWindow, ViewBody, ViewKind, ViewRequest, WeekView, build, grid, list_within_limit, named_period,
};
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

/// The resource of most tests.
pub const ANNA: i64 = 1;
pub const BORIS: i64 = 2;

pub fn at(text: &str) -> Instant {
    DateTime::parse_from_rfc3339(text).expect(text).to_utc()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

pub fn resource(id: i64, zone: &str) -> Resource {
    let name = match id {
        ANNA => "Anna".to_owned(),
        BORIS => "Boris".to_owned(),
        _ => format!("Resource {id}"),
    };
    Resource {
        id,
        name,
        timezone: zone.to_owned(),
        slot_duration_min: 30,
        active: true,
        ..Resource::default()
    }
}

/// A work rule with the same hours for every weekday.
pub fn daily(resource_id: i64, start_minute: u16, end_minute: u16) -> Vec<WorkRule> {
    (0..7)
        .map(|weekday| WorkRule {
            id: i64::from(weekday) + 1000 * resource_id + i64::from(start_minute) * 100_000,
            resource_id,
            weekday,
            start_minute,
            end_minute,
            active: true,
            ..WorkRule::default()
        })
        .collect()
}

pub fn daily_break(resource_id: i64, start_minute: u16, end_minute: u16, title: &str) -> Vec<BreakRule> {
    (0..7)
        .map(|weekday| BreakRule {
            id: i64::from(weekday),
            resource_id,
            weekday,
            start_minute,
            end_minute,
            title: Some(title.to_owned()),
            active: true,
            ..BreakRule::default()
        })
        .collect()
}

pub fn appointment(id: i64, resource_id: i64, start: &str, end: &str) -> Appointment {
    Appointment {
        id,
        account_id: None,
        resource_id,
        resource_name: None,
        contact_id: None,
        service_id: None,
        company_id: None,
        conversation_id: None,
        conversation_display_id: None,
        communication_thread_display_id: None,
        created_by_id: None,
        owner_id: None,
        starts_at: at(start),
        ends_at: at(end),
        duration_min: None,
        status: Status::Scheduled,
        appointment_type: None,
        client_name: None,
        client_first_name: None,
        client_last_name: None,
        client_middle_name: None,
        client_phone: None,
        client_identifier: None,
        client_birth_date: None,
        client_gender: None,
        client_comment: None,
        source: None,
        service_name_snapshot: None,
        service_type_snapshot: None,
        service_duration_min_snapshot: None,
        service_ids: Vec::new(),
        service_names: Vec::new(),
        compensation_type_snapshot: None,
        compensation_value_snapshot: None,
        compensation_percent_snapshot: None,
        payment_status: None,
        service_amount: None,
        prepaid_amount: None,
        prepaid_payment_method: None,
        settlement_amount: None,
        settlement_payment_method: None,
        external_ref: None,
        idempotency_key: None,
        payments: Vec::new(),
        expense: None,
        created_at: None,
        updated_at: None,
    }
}

pub fn with_status(status: Status, appointment: Appointment) -> Appointment {
    Appointment { status, ..appointment }
}

pub fn time_off(id: i64, resource_id: Option<i64>, start: &str, end: &str) -> TimeOff {
    TimeOff {
        id,
        account_id: None,
        resource_id,
        kind: Some("vacation".to_owned()),
        starts_at: at(start),
        ends_at: at(end),
        title: None,
        notes: None,
    }
}

pub fn holiday(id: i64, day: &str, title: &str) -> Holiday {
    Holiday { id, date: date(day), title: Some(title.to_owned()), ..Holiday::default() }
}

/// A payload with Anna, who works 09:00-18:00 every day, in `zone`.
pub fn anna_in(zone: &str) -> Payload {
    Payload {
        resources: vec![resource(ANNA, zone)],
        work_rules: daily(ANNA, 540, 1080),
        ..Payload::default()
    }
}

/// A filter that hides these resources.
pub fn hiding(resources: impl IntoIterator<Item = i64>) -> Filter {
    Filter { hidden_resources: resources.into_iter().collect(), ..Filter::default() }
}

/// The views of a calendar.
pub struct Views<'a> {
    pub calendar: &'a Calendar,
    pub zone: Tz,
    pub now: Instant,
    pub step_min: u32,
    pub density_percent: u32,
    pub duration_min: u32,
    pub order: ResourceOrder,
    pub filter: Filter,
    pub arrangement: ListArrangement,
}

impl<'a> Views<'a> {
    /// The present moment is before all dates of the tests.
    pub fn new(calendar: &'a Calendar, zone: Tz) -> Views<'a> {
        Views {
            calendar,
            zone,
            now: at("2000-01-01T00:00:00Z"),
            step_min: 30,
            density_percent: 100,
            duration_min: 30,
            order: ResourceOrder::Server,
            filter: Filter::default(),
            arrangement: ListArrangement::default(),
        }
    }

    pub fn request(&self, kind: ViewKind, day: &str) -> ViewRequest<'_> {
        ViewRequest {
            kind,
            date: date(day),
            now: self.now,
            zone: self.zone,
            step_min: self.step_min,
            density_percent: self.density_percent,
            duration_min: self.duration_min,
            order: &self.order,
            filter: &self.filter,
        }
    }

    /// Asks for the money of a period, by the date of the appointment.
    pub fn money_request(&self, kind: ViewKind, day: &str) -> MoneyRequest<'_> {
        let (from, to) = named_period(kind, date(day));
        let Views { now, zone, filter, order, .. } = self;
        MoneyRequest { from, to, basis: PaymentBasis::Appointment, now: *now, zone: *zone, filter, order }
    }

    pub fn money(&self, kind: ViewKind, day: &str) -> MoneyReport {
        report(&[known(self.calendar)], &self.money_request(kind, day))
    }

    pub fn day(&self, day: &str) -> GridView {
        match build(self.calendar, &self.request(ViewKind::Day, day)) {
            ViewBody::Day(grid) => grid,
            other => panic!("not a day: {other:?}"),
        }
    }

    pub fn week(&self, day: &str) -> GridView {
        grid(self.calendar, &self.request(ViewKind::Week, day))
    }

    /// The week of several resources.
    pub fn week_rows(&self, day: &str) -> WeekView {
        match build(self.calendar, &self.request(ViewKind::Week, day)) {
            ViewBody::Week(week) => week,
            other => panic!("not a week of several resources: {other:?}"),
        }
    }

    pub fn month(&self, day: &str) -> MonthView {
        match build(self.calendar, &self.request(ViewKind::Month, day)) {
            ViewBody::Month(month) => month,
            other => panic!("not a month: {other:?}"),
        }
    }

    pub fn list(&self, day: &str) -> ListView {
        let request = self.request(ViewKind::List, day);
        list_within_limit(self.calendar, &request, &self.arrangement, None).unwrap()
    }

    /// The rows of each section of the list.
    pub fn list_rows(&self, day: &str) -> Vec<Vec<ListRow>> {
        let all = RowWindow { first: 0, count: u32::MAX };
        let request = self.request(ViewKind::List, day);
        let list = list_within_limit(self.calendar, &request, &self.arrangement, Some(all)).unwrap();
        let mut rows = list.rows.into_iter();
        let sections = list.sections.iter();
        let of_sections =
            sections.map(|section| rows.by_ref().take(section.row_count as usize).collect()).collect();
        assert_eq!(rows.next(), None, "a row of no section");
        of_sections
    }

    /// The only cell of a day with one resource.
    pub fn only_cell(&self, day: &str) -> DayCell {
        let mut grid = self.day(day);
        assert_eq!((grid.rows.len(), grid.rows[0].cells.len()), (1, 1));
        grid.rows.remove(0).cells.remove(0)
    }
}

/// A label for each closed span, such as `break 13:00-14:00 Lunch`.
pub fn closed(cell: &DayCell) -> Vec<String> {
    cell.closed
        .iter()
        .map(|closed| {
            let kind = match closed.kind {
                ClosedKind::OutsideHours => "outside",
                ClosedKind::Break => "break",
                ClosedKind::TimeOff if closed.whole_account => "account-off",
                ClosedKind::TimeOff => "off",
                ClosedKind::Holiday => "holiday",
                ClosedKind::HoursElsewhere => "elsewhere",
                ClosedKind::Filtered => "filtered",
            };
            let title = closed.title.as_deref().unwrap_or("");
            format!("{kind} {}-{} {title}", closed.span.start_label, closed.span.end_label)
                .trim_end()
                .to_owned()
        })
        .collect()
}

/// A label for each free span, such as `09:00-18:00`.
pub fn free(cell: &DayCell) -> Vec<String> {
    cell.free.iter().map(|free| format!("{}-{}", free.span.start_label, free.span.end_label)).collect()
}

/// The start and the length in minutes, the lane, and the number of lanes.
pub fn position(appointment: &AppointmentBox) -> (i32, i32, u32, u32) {
    (appointment.span.from_min, appointment.span.length_min, appointment.lane, appointment.lanes)
}

/// `minutes` are the working, busy and free minutes. All free time can be used by appointments of half an hour.
pub fn totals(appointments: u32, cancelled: u32, minutes: [i32; 3], load_percent: Option<u32>) -> DayTotals {
    let [work_min, busy_min, free_min] = minutes;
    let starts = u32::try_from(free_min / 30).unwrap();
    DayTotals { appointments, continuing: 0, cancelled, work_min, busy_min, free_min, starts, load_percent }
}

/// What clients owe, also for appointments that are not over.
pub fn owed(report: &MoneyReport) -> Tenge {
    const DUE: [DebtKind; 3] = [DebtKind::LeftWithoutPaying, DebtKind::PartPaid, DebtKind::Expected];
    let debts = report.debts.as_ref().unwrap();
    Tenge(debts.iter().filter(|debt| DUE.contains(&debt.kind)).map(|debt| debt.amount.0).sum())
}

/// A calendar that is known for all time.
pub fn known(calendar: &Calendar) -> KnownRange<'_> {
    KnownRange { range: Interval::new(Instant::MIN_UTC, Instant::MAX_UTC), calendar }
}
