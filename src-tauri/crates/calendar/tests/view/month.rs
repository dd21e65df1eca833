//! The month: who is off, the load of all and of one specialty, what is unpaid; and the load of its days in the sidebar.

use crate::saved::{DEMOS, demo};
use crate::support::*;
use calendar::Calendar;
use calendar::model::{Appointment, Payload, Status, Tenge};
use calendar::money::money_rows;
use calendar::view::types::{DebtKind, MoneyColumn, MoneyRowOrder, MoneyTable, RowWindow};
use calendar::view::{
    DayLoad, DayNote, DayNoteKind, MonthCell, MonthView, UnpaidTotals, ViewKind, day_loads,
};
use chrono_tz::Tz;

const ALMATY: Tz = chrono_tz::Asia::Almaty;
const WEDNESDAY: &str = "2026-03-11";
const CLARA: i64 = 3;

/// Anna and Boris are surgeons and work every day. Clara is a therapist and works on Wednesdays only.
fn clinic() -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.extend([resource(BORIS, "Asia/Almaty"), resource(CLARA, "Asia/Almaty")]);
    for (resource, (name, specialty)) in payload.resources.iter_mut().zip([
        ("Ахметова Нургуль", " Surgery"),
        ("Ким Александр", "Surgery "),
        ("Ли Клара", "Therapy"),
    ]) {
        name.clone_into(&mut resource.name);
        resource.specialty = Some(specialty.to_owned());
    }
    payload.work_rules.extend(daily(BORIS, 540, 1080));
    payload.work_rules.extend(daily(CLARA, 540, 1080).into_iter().filter(|rule| rule.weekday == 3));
    payload
}

fn cell<'a>(month: &'a MonthView, iso: &str) -> &'a MonthCell {
    month.weeks.iter().flatten().find(|cell| cell.date.iso == iso).unwrap()
}

/// The short names of those who are off, each with the reason.
fn off<'a>(month: &'a MonthView, iso: &str) -> Vec<(&'a str, &'a DayNote)> {
    let name = |position: u32| month.resources[position as usize].short_name.as_str();
    cell(month, iso).off.iter().map(|off| (name(off.resource), &off.reason)).collect()
}

#[test]
fn those_with_time_off_are_before_those_with_a_usual_day_off() {
    let mut payload = clinic();
    payload.time_offs = vec![time_off(1, Some(BORIS), "2026-03-10T00:00:00Z", "2026-03-12T20:00:00Z")];
    payload.holidays = vec![holiday(1, "2026-03-12", "Holiday")];
    let calendar = Calendar::new(payload);
    let month = Views::new(&calendar, ALMATY).month(WEDNESDAY);
    let vacation = DayNote { kind: DayNoteKind::TimeOff, title: Some("vacation".to_owned()) };
    let usual = DayNote { kind: DayNoteKind::NotWorking, title: None };
    assert_eq!(off(&month, "2026-03-09"), [("Ли К.", &usual)]);
    assert_eq!(off(&month, "2026-03-10"), [("Ким А.", &vacation), ("Ли К.", &usual)]);
    assert_eq!(off(&month, WEDNESDAY), [("Ким А.", &vacation)]);
    assert_eq!(off(&month, "2026-03-12"), [], "the holiday is for everybody");
}

#[test]
fn who_is_hidden_inactive_or_has_hours_elsewhere_is_not_off() {
    let mut payload = clinic();
    payload.resources[2].active = false;
    payload.resources[1].custom_attributes.insert("medelement_specialist_code".into(), "77".into());
    payload.time_offs = vec![time_off(1, None, "2026-03-10T00:00:00Z", "2026-03-10T20:00:00Z")];
    let calendar = Calendar::new(payload);
    let mut views = Views::new(&calendar, ALMATY);
    let names = |month: &MonthView| -> Vec<String> {
        assert!(!cell(month, "2026-03-10").closed, "Boris can be there: his hours are kept elsewhere");
        off(month, "2026-03-10").into_iter().map(|(name, _)| name.to_owned()).collect()
    };
    assert_eq!(names(&views.month(WEDNESDAY)), ["Ахметова Н."]);
    views.filter = hiding([ANNA]);
    assert_eq!(names(&views.month(WEDNESDAY)), Vec::<String>::new());
    views.filter = hiding([BORIS]);
    let month = views.month(WEDNESDAY);
    assert_eq!((cell(&month, "2026-03-10").closed, cell(&month, WEDNESDAY).closed), (true, false));
}

#[test]
fn totals_of_a_specialty_are_those_of_a_month_with_its_resources_only() {
    let mut payload = clinic();
    payload.appointments = vec![
        appointment(1, ANNA, "2026-03-11T05:00:00Z", "2026-03-11T08:00:00Z"),
        appointment(2, BORIS, "2026-03-11T05:00:00Z", "2026-03-11T06:30:00Z"),
        appointment(3, CLARA, "2026-03-11T05:00:00Z", "2026-03-11T06:00:00Z"),
    ];
    let calendar = Calendar::new(payload);
    let mut views = Views::new(&calendar, ALMATY);
    let month = views.month(WEDNESDAY);
    assert_eq!(month.specialties, ["Surgery", "Therapy"]);
    let specialties: Vec<Option<u32>> = month.resources.iter().map(|resource| resource.specialty).collect();
    assert_eq!(specialties, [Some(0), Some(0), Some(1)]);
    let percents = |cell: &MonthCell| -> Vec<Option<u32>> {
        [&cell.totals].into_iter().chain(&cell.specialty_totals).map(|totals| totals.load_percent).collect()
    };
    assert_eq!(percents(cell(&month, WEDNESDAY)), [Some(20), Some(25), Some(11)]);
    assert_eq!(percents(cell(&month, "2026-03-10")), [Some(0), Some(0), None]);
    for (specialty, others) in [(0, vec![CLARA]), (1, vec![ANNA, BORIS])] {
        views.filter = hiding(others);
        for (all, alone) in month.weeks.iter().flatten().zip(views.month(WEDNESDAY).weeks.concat()) {
            assert_eq!(all.specialty_totals[specialty], alone.totals);
        }
    }
}

#[test]
fn unpaid_are_the_debts_of_appointments_that_are_over() {
    let priced = |id, start: &str, end: &str, received: i64| Appointment {
        service_amount: Some(Tenge(5_000)),
        prepaid_amount: Some(Tenge(received)),
        ..appointment(id, ANNA, start, end)
    };
    let mut payload = clinic();
    payload.appointments = vec![
        priced(1, "2026-03-11T05:00:00Z", "2026-03-11T06:00:00Z", 1_000),
        priced(2, "2026-03-11T06:00:00Z", "2026-03-11T07:00:00Z", 5_000),
        priced(3, "2026-03-11T07:00:00Z", "2026-03-11T08:00:00Z", 0),
        with_status(Status::NoShow, priced(4, "2026-03-11T08:00:00Z", "2026-03-11T09:00:00Z", 0)),
        priced(5, "2026-03-11T09:00:00Z", "2026-03-11T10:00:00Z", 0),
    ];
    let calendar = Calendar::new(payload.clone());
    let views = Views { now: at("2026-03-11T09:30:00Z"), ..Views::new(&calendar, ALMATY) };
    let unpaid = UnpaidTotals { appointments: 2, outstanding: Tenge(9_000) };
    assert_eq!(cell(&views.month(WEDNESDAY), WEDNESDAY).unpaid, Some(unpaid));
    assert_eq!(cell(&views.month(WEDNESDAY), "2026-03-10").unpaid, None);

    for appointment in &mut payload.appointments {
        appointment.prepaid_amount = None;
    }
    let calendar = Calendar::new(payload);
    let views = Views { calendar: &calendar, ..views };
    assert_eq!(cell(&views.month(WEDNESDAY), WEDNESDAY).unpaid, None, "the server sends no money");
}

#[test]
fn unpaid_of_saved_months_equal_a_recount_of_the_debts() {
    let mut counted = 0;
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let mut views = Views::new(&calendar, zone);
        let range = calendar.payload().range.unwrap();
        // The whole range is over.
        views.now = range.end;
        let day = range.start.with_timezone(&zone).date_naive().to_string();
        let table = MoneyTable::Debts { kinds: vec![DebtKind::LeftWithoutPaying, DebtKind::PartPaid] };
        let order = MoneyRowOrder {
            sort: MoneyColumn::Appointment,
            descending: false,
            rows: RowWindow { first: 0, count: u32::MAX },
        };
        let request = views.money_request(ViewKind::Month, &day);
        let debts = money_rows(&[known(&calendar)], &request, &table, &order).rows;
        for cell in views.month(&day).weeks.concat().into_iter().filter(|cell| cell.in_month) {
            let of_day = debts
                .iter()
                .filter(|debt| debt.appointment.as_ref().unwrap().start.date.iso == cell.date.iso);
            let recount = of_day.fold(UnpaidTotals::default(), |sum, debt| UnpaidTotals {
                appointments: sum.appointments + 1,
                outstanding: Tenge(sum.outstanding.0 + debt.amount.0),
            });
            assert_eq!(cell.unpaid.unwrap_or_default(), recount, "{name} {}", cell.date.iso);
            counted += recount.appointments;
        }
    }
    assert!(counted > 0);
}

#[test]
fn load_of_the_days_in_the_sidebar_is_that_of_the_month() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let mut views = Views::new(&calendar, zone);
        let range = calendar.payload().range.unwrap();
        views.now = range.start;
        let day = range.start.with_timezone(&zone).date_naive().to_string();
        let first = calendar.payload().resources[0].id;
        for filter in [hiding([]), hiding([first])] {
            views.filter = filter;
            let cells = views.month(&day).weeks.into_iter().flatten();
            let month: Vec<DayLoad> = cells
                .map(|MonthCell { date, totals, closed, .. }| DayLoad { date: date.iso, totals, closed })
                .collect();
            let loads = |kind, day: &str| day_loads(&calendar, &views.request(kind, day));
            assert_eq!(loads(ViewKind::Month, &day), month);
            for week in month.chunks(7) {
                assert_eq!(loads(ViewKind::Week, &week[0].date), week);
            }
        }
    }
}
