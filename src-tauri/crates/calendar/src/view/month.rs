//! The month view: a cell for each day, with counts, sums and the resources that do not work.

use super::period::named_period;
use super::period_data::PeriodData;
use super::request::ViewRequest;
use super::types::{DayNoteKind, DayTotals, MonthCell, MonthResource, MonthView, OffResource, ViewKind};
use crate::Calendar;
use crate::chat::short_names;
use crate::model::{Appointment, Status};
use crate::money::ledger::Ledger;
use crate::order::compare_texts;
use crate::text::non_blank;

const DAYS_PER_WEEK: usize = 7;

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> MonthView {
    let data = PeriodData::new(calendar, request);
    let ledger = Ledger::new(calendar);
    let specialties = specialties(&data);
    let resources = resources(calendar, &data, &specialties);
    let of_month = named_period(ViewKind::Month, request.date);
    let cells: Vec<MonthCell> = (0..data.days.len())
        .map(|day| {
            let cell = month_cell(&data, &ledger, &resources, specialties.len(), day);
            MonthCell { in_month: (of_month.0..=of_month.1).contains(&data.days[day].date), ..cell }
        })
        .collect();
    MonthView {
        weeks: cells.chunks(DAYS_PER_WEEK).map(<[MonthCell]>::to_vec).collect(),
        resources,
        specialties: specialties.into_iter().map(str::to_owned).collect(),
    }
}

/// The specialties of the shown resources.
fn specialties<'a>(data: &'a PeriodData) -> Vec<&'a str> {
    let mut specialties: Vec<&str> =
        data.resources.iter().filter_map(|of| non_blank(of.head.specialty.as_deref())).collect();
    specialties.sort_by(|one, other| compare_texts(one, other).then_with(|| one.cmp(other)));
    specialties.dedup();
    specialties
}

/// The shown resources. A short name is unlike that of every resource of the account, so that a hidden one is not mistaken
/// for it.
fn resources(calendar: &Calendar, data: &PeriodData, specialties: &[&str]) -> Vec<MonthResource> {
    let shown = data.resources.iter().map(|resource| resource.head.name.as_str());
    let others = calendar.payload().resources.iter().map(|resource| resource.name.as_str());
    let names: Vec<&str> = shown.chain(others).collect();
    let short_names = short_names(&names);
    let position = |specialty: &str| specialties.iter().position(|other| *other == specialty);
    data.resources
        .iter()
        .zip(short_names)
        .map(|(resource, short_name)| MonthResource {
            name: resource.head.name.clone(),
            short_name,
            specialty: non_blank(resource.head.specialty.as_deref()).and_then(position).map(number),
        })
        .collect()
}

fn month_cell(
    data: &PeriodData,
    ledger: &Ledger,
    resources: &[MonthResource],
    specialty_count: usize,
    index: usize,
) -> MonthCell {
    let day = &data.days[index];
    let mut cell = MonthCell {
        date: day.label(data.today),
        in_month: false,
        holiday: data.holiday(day),
        totals: DayTotals::default(),
        specialty_totals: vec![DayTotals::default(); specialty_count],
        scheduled: 0,
        confirmed: 0,
        completed: 0,
        no_show: 0,
        closed: true,
        off: Vec::new(),
        unpaid: None,
    };
    for (position, resource) in resources.iter().enumerate() {
        let resource_day = data.cell(position, index);
        cell.totals += &resource_day.totals;
        cell.closed &= resource_day.hours.is_closed();
        let specialty = resource.specialty.and_then(|specialty| usize::try_from(specialty).ok());
        if let Some(totals) = specialty.and_then(|specialty| cell.specialty_totals.get_mut(specialty)) {
            *totals += &resource_day.totals;
        }
        if let Some(reason) = resource_day.hours.off() {
            cell.off.push(OffResource { resource: number(position), reason });
        }
        for appointment in
            resource_day.appointments.iter().filter(|appointment| day.contains(appointment.starts_at))
        {
            count(&mut cell, appointment);
            if appointment.ends_at <= data.now
                && let Some(outstanding) = ledger.unpaid(appointment)
            {
                let unpaid = cell.unpaid.get_or_insert_default();
                unpaid.appointments += 1;
                unpaid.outstanding.0 = unpaid.outstanding.0.saturating_add(outstanding.0);
            }
        }
    }
    // Everybody knows the usual days off. A time off is news.
    cell.off.sort_by_key(|off| off.reason.kind != DayNoteKind::TimeOff);
    cell
}

fn count(cell: &mut MonthCell, appointment: &Appointment) {
    match appointment.status {
        Status::Scheduled => cell.scheduled += 1,
        Status::Confirmed => cell.confirmed += 1,
        Status::Completed => cell.completed += 1,
        Status::NoShow => cell.no_show += 1,
        Status::Cancelled | Status::Other(_) => {}
    }
}

/// A position of a list that has far fewer items than this type has numbers.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
