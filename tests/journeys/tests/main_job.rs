//! The main use of the program on a new machine: sample data, the four views, the filter, the money, a connection to a server, and a
//! restart without the server.
//!
//! Needs `QABYL_APP` (the program), a display or Xvfb, WebKitWebDriver and a Secret Service. `cargo xtask test journeys` provides them.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Asia::Almaty;
use journeys::{Journey, Window, ensure_no_file_contains, ensure_only_files, now, run, start_server};
use practice::{Dataset, SampleAppointment, SamplePayment, Scenario};

const TOKEN: &str = "journey-token-5f2c9e71b3";

/// The id of each appointment, and its start and end on the clinic's wall clock.
type Appointments = BTreeSet<(i64, String, String)>;

#[tokio::test]
async fn each_view_displays_the_data_of_the_server_and_of_the_cache() -> Result<()> {
    run("main-job", true, use_sample_data_then_a_server).await
}

async fn use_sample_data_then_a_server(journey: &mut Journey) -> Result<()> {
    journey.open().await?;

    // The program creates the sample data at an instant between these two.
    let before = now();
    let window = journey.window()?;
    window.click("[data-screen=first] [data-action=explore]").await?;
    window.find("[data-view=day] [data-date]").await?;
    let samples = [Dataset::new(Scenario::Clinic, before), Dataset::new(Scenario::Clinic, now())];
    let sample = &samples[0];
    let today = before.with_timezone(&Almaty).date_naive();
    ensure!(
        now().with_timezone(&Almaty).date_naive() == today,
        "the date in the clinic changed during this test; run it again"
    );
    // A holiday has no appointments, so the test uses the next day that has some.
    let date = first_busy_day(sample, today)?;
    go_to_date(window, today, date).await?;
    let day_appointments = appointments(sample, date, date);
    ensure_equal("the day", &appointments_of_day(window, &day_appointments).await?, &day_appointments)?;

    let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
    let sunday = monday + Days::new(6);
    let week_appointments = appointments(sample, monday, sunday);
    let month_counts = counts_of_month(sample, date);
    show_view(window, "week").await?;
    let in_week = appointments_of_week(window, sample, monday, &week_appointments).await?;
    ensure_equal("the week", &in_week, &week_appointments)?;
    show_view(window, "month").await?;
    ensure_equal("the month", &displayed_counts(window).await?, &month_counts)?;
    show_view(window, "list").await?;
    ensure_equal("the list", &listed_appointments(window).await?, &week_appointments)?;

    show_view(window, "day").await?;
    window.click("[data-action=money]").await?;
    let displayed = displayed_sums(window).await?;
    let expected = samples.each_ref().map(|sample| sums_of_day(sample, date));
    ensure!(expected.contains(&displayed), "the sums: displayed {displayed:?}, on the server {expected:?}");
    window.click("[data-action=money]").await?;

    let hidden_resource = sample
        .appointments_on(date)
        .iter()
        .find(|appointment| appointment.takes_time())
        .map(|appointment| appointment.resource_id)
        .context("the day has no appointment")?;
    window.click(&format!("[data-resource-toggle='{hidden_resource}']")).await?;
    let is_hidden =
        format!("return !document.querySelector('[data-view] [data-resource-id=\"{hidden_resource}\"]')");
    window.wait_until("the resource is hidden", &is_hidden).await?;
    let hidden_ids: BTreeSet<i64> = sample
        .appointments_overlapping(midnight(monday), midnight(sunday + Days::new(1)))
        .into_iter()
        .filter(|appointment| appointment.resource_id == hidden_resource)
        .map(|appointment| appointment.id)
        .collect();
    let without_hidden = |all: &Appointments| {
        all.iter().filter(|(id, ..)| !hidden_ids.contains(id)).cloned().collect::<Appointments>()
    };
    let filtered_day = without_hidden(&day_appointments);
    let filtered_week = without_hidden(&week_appointments);
    ensure_equal("the filtered day", &appointments_of_day(window, &filtered_day).await?, &filtered_day)?;
    show_view(window, "week").await?;
    let in_week = appointments_of_week(window, sample, monday, &filtered_week).await?;
    ensure_equal("the filtered week", &in_week, &filtered_week)?;
    show_view(window, "list").await?;
    ensure_equal("the filtered list", &listed_appointments(window).await?, &filtered_week)?;
    show_view(window, "month").await?;
    let hidden_count = sample
        .appointments_on(date)
        .iter()
        .filter(|appointment| appointment.resource_id == hidden_resource && appointment.takes_time())
        .count();
    let all_count = month_counts[&date.to_string()];
    let displayed_count = displayed_counts(window).await?[&date.to_string()];
    ensure!(
        hidden_count > 0 && displayed_count == all_count - i64::try_from(hidden_count)?,
        "the filtered month: displayed {displayed_count} of {all_count}, hidden {hidden_count}"
    );
    show_view(window, "day").await?;

    let server = start_server(Scenario::Salon, TOKEN).await?;
    window.connect_from_settings(&server.address(), TOKEN).await?;
    window.find(&format!("[data-view=day] [data-date='{today}']")).await?;
    let date = first_busy_day(server.dataset(), today)?;
    go_to_date(window, today, date).await?;
    let salon_appointments = appointments(server.dataset(), date, date);
    let (first_id, ..) = salon_appointments.first().context("the salon has no appointment")?;
    let of_first = format!("[data-appointment-id='{first_id}'], [data-group~='{first_id}']");
    window.find(&format!("[data-view=day] :is({of_first})")).await?;
    ensure_equal(
        "the salon's day",
        &appointments_of_day(window, &salon_appointments).await?,
        &salon_appointments,
    )?;
    window.find("[data-freshness=fresh]").await?;

    // After a crash and without the server the calendar comes from the cache.
    server.stop().await;
    journey.kill()?;
    journey.open().await?;
    let window = journey.window()?;
    window.find("[data-view=day] [data-appointment-id]").await?;
    let displayed = appointments_of_day(window, &salon_appointments).await?;
    ensure_equal("the salon's day from the cache", &displayed, &salon_appointments)?;
    window.find("[data-freshness=offline]").await?;

    journey.close().await?;
    ensure_no_file_contains(&journey.program.data, TOKEN)?;
    ensure_only_files(&journey.program.home, &["driver.log"])
}

async fn show_view(window: &Window, view: &str) -> Result<()> {
    window.click(&format!("[data-action=view-{view}]")).await?;
    window.find(&format!("[data-view={view}] [data-date]")).await?;
    Ok(())
}

/// The first date from `today` on that has appointments.
fn first_busy_day(sample: &Dataset, today: NaiveDate) -> Result<NaiveDate> {
    today
        .iter_days()
        .take(14)
        .find(|date| sample.appointments_on(*date).iter().any(SampleAppointment::takes_time))
        .context("no appointment within two weeks")
}

/// Goes from one date to a later one in the day view.
async fn go_to_date(window: &Window, from: NaiveDate, to: NaiveDate) -> Result<()> {
    for _ in from.iter_days().take_while(|date| *date < to) {
        window.click("[data-action=next]").await?;
    }
    window.find(&format!("[data-view=day] [data-date='{to}']")).await?;
    Ok(())
}

/// The appointments that a view displays.
async fn displayed_appointments(window: &Window, view: &str) -> Result<Appointments> {
    let script = format!(
        "return [...document.querySelectorAll('[data-view={view}] [data-appointment-id]')].map((each) => \
         [each.dataset.appointmentId, each.dataset.startLabel, each.dataset.endLabel])"
    );
    let rows: Vec<(String, String, String)> = serde_json::from_value(window.script(&script).await?)?;
    let count = rows.len();
    let appointments: Appointments =
        rows.into_iter().map(|(id, start, end)| Ok((id.parse()?, start, end))).collect::<Result<_>>()?;
    ensure!(appointments.len() == count, "an appointment is displayed twice");
    Ok(appointments)
}

/// The appointments of the day, which is scrolled from its left edge to its right one: only the columns in sight are in the
/// page.
async fn appointments_of_day(window: &Window, on_server: &Appointments) -> Result<Appointments> {
    let mut appointments = Appointments::new();
    let mut left = 0.0;
    loop {
        let scroll = format!(
            "const grid = document.querySelector('[data-view=day]'); grid.scrollLeft = {left}; \
             return [grid.clientWidth, grid.scrollWidth]"
        );
        let (width, whole): (f64, f64) = serde_json::from_value(window.script(&scroll).await?)?;
        window.wait_until("the columns in sight are drawn", COLUMNS_ARE_DRAWN).await?;
        appointments.append(&mut displayed_appointments(window, "day").await?);
        appointments.append(&mut grouped_appointments(window, "day", on_server).await?);
        if left + width >= whole {
            return Ok(appointments);
        }
        left += width / 2.0;
    }
}

/// Everywhere beside the hours there is a column, or the strip of those who are off.
const COLUMNS_ARE_DRAWN: &str = "
    const { left, right, top, bottom } = document.querySelector('[data-view=day]').getBoundingClientRect();
    for (let x = left + 70; x < right - 20; x += 20) {
        if (!document.elementFromPoint(x, (top + bottom) / 2)?.closest('[role=gridcell], .strip')) return false;
    }
    return true";

/// The appointments of the week. A cell has them as buttons when the pointer is over it.
async fn appointments_of_week(
    window: &Window,
    sample: &Dataset,
    monday: NaiveDate,
    on_server: &Appointments,
) -> Result<Appointments> {
    let mut appointments = Appointments::new();
    for date in monday.iter_days().take(7) {
        let resources: BTreeSet<i64> = sample
            .appointments_on(date)
            .iter()
            .filter(|appointment| on_server.iter().any(|(id, ..)| *id == appointment.id))
            .map(|appointment| appointment.resource_id)
            .collect();
        for resource in resources {
            let cell = format!("[data-resource-id=\"{resource}\"][data-date=\"{date}\"]");
            let point = format!(
                "const cell = document.querySelector('[data-view=week] {cell}'); \
                 cell.dispatchEvent(new PointerEvent('pointerover', {{ bubbles: true }})); \
                 return cell.querySelector('[data-appointment-id], [data-group]') !== null"
            );
            window.wait_until(&format!("the cell {cell} has buttons"), &point).await?;
            appointments.append(&mut displayed_appointments(window, "week").await?);
            appointments.append(&mut grouped_appointments(window, "week", on_server).await?);
        }
    }
    Ok(appointments)
}

/// The server's appointments that the view displays in groups. A group has the numbers of its appointments, and not their times.
async fn grouped_appointments(window: &Window, view: &str, on_server: &Appointments) -> Result<Appointments> {
    let script = format!(
        "return [...document.querySelectorAll('[data-view={view}] [data-group]')].flatMap((each) => \
         each.dataset.group.split(' ').map(Number))"
    );
    let ids: BTreeSet<i64> = serde_json::from_value(window.script(&script).await?)?;
    let known: Appointments = on_server.iter().filter(|(id, ..)| ids.contains(id)).cloned().collect();
    ensure!(known.len() == ids.len(), "a group has an appointment that the server does not have: {ids:?}");
    Ok(known)
}

/// The appointments of the list, which is scrolled from its start to its end: only the rows near those in sight are in the page.
async fn listed_appointments(window: &Window) -> Result<Appointments> {
    let mut appointments = Appointments::new();
    let mut top = 0.0;
    loop {
        let scroll = format!(
            "const list = document.querySelector('[data-view=list]'); list.scrollTop = {top}; \
             return [list.clientHeight, list.scrollHeight]"
        );
        let (height, whole): (f64, f64) = serde_json::from_value(window.script(&scroll).await?)?;
        window.wait_until("the rows in sight are loaded", ROWS_ARE_DRAWN).await?;
        appointments.append(&mut displayed_appointments(window, "list").await?);
        if top + height >= whole {
            return Ok(appointments);
        }
        // Less than the height, because the headings cover some rows.
        top += height / 2.0;
    }
}

/// Everywhere in the list there is a loaded row, a heading, or the empty line of a day.
const ROWS_ARE_DRAWN: &str = "
    const list = document.querySelector('[data-view=list]');
    const { left, top, bottom, width } = list.getBoundingClientRect();
    const end = Math.min(bottom, list.lastElementChild.getBoundingClientRect().bottom);
    for (let y = top + 1; y < end; y += 10) {
        const row = document.elementFromPoint(left + width / 2, y)?.closest('[role=row]');
        if (!row || row.matches('[aria-busy]')) return false;
    }
    return true";

/// The server's appointments from the first to the last date.
fn appointments(sample: &Dataset, first: NaiveDate, last: NaiveDate) -> Appointments {
    let label = |at: DateTime<Utc>| at.with_timezone(&Almaty).format("%H:%M").to_string();
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .flat_map(|date| sample.appointments_on(date))
        .map(|appointment| (appointment.id, label(appointment.starts_at), label(appointment.ends_at)))
        .collect()
}

/// The number of appointments that the month view displays for each date.
async fn displayed_counts(window: &Window) -> Result<BTreeMap<String, i64>> {
    let script = "return Object.fromEntries([...document.querySelectorAll('[data-view=month] [data-date]')].map((each) => \
                  [each.dataset.date, Number(each.dataset.appointments)]))";
    Ok(serde_json::from_value(window.script(script).await?)?)
}

/// The number of the server's appointments that take time, for each date in the whole weeks of the month.
fn counts_of_month(sample: &Dataset, date: NaiveDate) -> BTreeMap<String, i64> {
    let first = date.with_day(1).expect("each month has a first day");
    let last = first + Months::new(1) - Days::new(1);
    let from = first - Days::new(u64::from(first.weekday().num_days_from_monday()));
    let to = last + Days::new(6 - u64::from(last.weekday().num_days_from_monday()));
    from.iter_days()
        .take_while(|date| *date <= to)
        .map(|date| {
            let appointments =
                sample.appointments_on(date).iter().filter(|appointment| appointment.takes_time()).count();
            (date.to_string(), i64::try_from(appointments).expect("few appointments"))
        })
        .collect()
}

/// The sums of the money panel that the journey compares. What clients owe is one of them.
const SUMS: [&str; 7] = ["taken", "cash", "cashless", "prepayments", "owed", "accrued", "paid"];

/// The sums in tenge that the money panel displays by the date of the appointment.
async fn displayed_sums(window: &Window) -> Result<BTreeMap<String, i64>> {
    window.click("[data-panel=money] label:has([value=appointment])").await?;
    window.find("[data-panel=money] [data-basis=appointment]").await?;
    let script = "return Object.fromEntries([...document.querySelectorAll('[data-panel=money] [data-tenge]')].map((each) => \
                  [each.dataset.sum, Number(each.dataset.tenge)]))";
    let mut sums: BTreeMap<String, i64> = serde_json::from_value(window.script(script).await?)?;
    let owed = ["leftWithoutPaying", "partPaid", "expected"].map(|kind| sums.remove(kind).unwrap_or(0));
    sums.insert("owed".to_owned(), owed.iter().sum());
    let named = SUMS.map(|name| Some((name.to_owned(), *sums.get(name)?)));
    Ok(named.into_iter().flatten().collect())
}

/// The sums in tenge of the server's appointments on a date.
fn sums_of_day(sample: &Dataset, date: NaiveDate) -> BTreeMap<String, i64> {
    let appointments = sample.appointments_on(date);
    let payments = || appointments.iter().flat_map(SampleAppointment::payment_rows);
    let sum_of =
        |is: fn(&SamplePayment) -> bool| payments().filter(|row| is(row)).map(|row| row.amount).sum();
    let expenses = || appointments.iter().filter_map(|appointment| appointment.expense.value());
    let owed = appointments
        .iter()
        .filter(|appointment| !matches!(appointment.status, "cancelled" | "no_show"))
        .filter(|appointment| appointment.payment_status.value() != Some(&"cancelled"))
        .map(|appointment| (appointment.service_amount - appointment.received_tenge()).max(0))
        .sum();
    let paid = expenses().filter(|expense| expense.status == "paid").map(|expense| expense.amount).sum();
    let sums = [
        appointments.iter().map(SampleAppointment::received_tenge).sum(),
        sum_of(|row| row.payment_method == "cash"),
        sum_of(|row| row.payment_method != "cash"),
        sum_of(|row| row.payment_kind == "prepaid"),
        owed,
        expenses().map(|expense| expense.amount).sum(),
        paid,
    ];
    SUMS.map(str::to_owned).into_iter().zip(sums).collect()
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_hms_opt(0, 0, 0)
        .and_then(|midnight| midnight.and_local_timezone(Almaty).single())
        .expect("each day in Almaty has one midnight")
        .to_utc()
}

fn ensure_equal<T: PartialEq + Debug>(name: &str, displayed: &T, expected: &T) -> Result<()> {
    ensure!(displayed == expected, "{name}: displayed {displayed:?}, on the server {expected:?}");
    Ok(())
}
