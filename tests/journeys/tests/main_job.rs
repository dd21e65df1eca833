//! A person on a fresh machine: sample data, the four views, a filter, the money, a real connection, and a day without the network.
//!
//! Needs `QABYL_APP` (the program), a display or Xvfb, WebKitWebDriver and a Secret Service; `cargo xtask test journeys` sees to all of it.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Asia::Almaty;
use journeys::{Stage, Window, no_file_holds, nothing_but, now, serve};
use practice::{Dataset, Scenario};

const TOKEN: &str = "journey-token-5f2c9e71b3";

/// What an appointment on screen says of itself: its id, start and end on the wall clock.
type OnScreen = BTreeSet<(i64, String, String)>;

#[tokio::test]
async fn sample_data_then_a_server_then_no_network() {
    let mut stage = Stage::new(true).unwrap();
    if let Err(error) = journey(&mut stage).await {
        panic!("{error:?}\nwhat was on screen and the log: {}", stage.keep_evidence("main-job").await);
    }
}

async fn journey(stage: &mut Stage) -> Result<()> {
    stage.open().await?;

    // Sample data: the day shows what the practice server holds.
    let before = now();
    stage.window()?.click("[data-screen=first] [data-action=explore]").await?;
    stage.window()?.find("[data-view=day] [data-date]").await?;
    let samples = [Dataset::new(Scenario::Clinic, before), Dataset::new(Scenario::Clinic, now())];
    let today = before.with_timezone(&Almaty).date_naive();
    ensure!(
        now().with_timezone(&Almaty).date_naive() == today,
        "the clinic's midnight fell into this journey"
    );
    let window = stage.window()?;
    // On a holiday nobody is visited; the journey then takes the next day on which somebody is.
    let date = busy_day(&samples[0], today)?;
    go_to(window, today, date).await?;
    equal(
        "the day's appointments",
        &appointments_on_screen(window, "day").await?,
        &held(&samples[0], date, date),
    )?;

    // Week, month, list.
    let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
    let sunday = monday + Days::new(6);
    show(window, "week").await?;
    let week = held(&samples[0], monday, sunday);
    equal("the week's appointments", &appointments_on_screen(window, "week").await?, &week)?;
    show(window, "month").await?;
    equal("the month's counts", &counts_on_screen(window).await?, &counts(&samples[0], date))?;
    show(window, "list").await?;
    equal("the list's appointments", &appointments_on_screen(window, "list").await?, &week)?;

    // The money of the day: the server's sums. The sample was dated at a moment between the two.
    show(window, "day").await?;
    window.click("[data-action=money]").await?;
    let shown = money_on_screen(window).await?;
    let sums = samples.each_ref().map(|sample| money(sample, date));
    ensure!(sums.contains(&shown), "the money panel says {shown:?}, the server {sums:?}");
    window.click("[data-action=money]").await?;

    // A filter hides a resource everywhere.
    let hidden = samples[0]
        .appointments_on(date)
        .iter()
        .find(|appointment| appointment.takes_time())
        .map(|appointment| appointment.resource_id)
        .context("nobody is visited")?;
    window.click(&format!("[data-resource-toggle='{hidden}']")).await?;
    let gone = format!("return !document.querySelector('[data-view] [data-resource-id=\"{hidden}\"]')");
    window.until("the hidden resource leaves the day", &gone).await?;
    let without = |all: OnScreen| {
        let theirs: BTreeSet<i64> = samples[0]
            .appointments_overlapping(start_of(monday), start_of(sunday + Days::new(1)))
            .into_iter()
            .filter(|appointment| appointment.resource_id == hidden)
            .map(|appointment| appointment.id)
            .collect();
        all.into_iter().filter(|(id, ..)| !theirs.contains(id)).collect::<OnScreen>()
    };
    equal(
        "the filtered day",
        &appointments_on_screen(window, "day").await?,
        &without(held(&samples[0], date, date)),
    )?;
    show(window, "week").await?;
    equal(
        "the filtered week",
        &appointments_on_screen(window, "week").await?,
        &without(held(&samples[0], monday, sunday)),
    )?;
    show(window, "list").await?;
    equal(
        "the filtered list",
        &appointments_on_screen(window, "list").await?,
        &without(held(&samples[0], monday, sunday)),
    )?;
    show(window, "month").await?;
    let all = counts(&samples[0], date)[&date.to_string()];
    let theirs = samples[0]
        .appointments_on(date)
        .iter()
        .filter(|appointment| appointment.resource_id == hidden && appointment.takes_time())
        .count();
    let shown = counts_on_screen(window).await?[&date.to_string()];
    ensure!(
        theirs > 0 && shown == all - i64::try_from(theirs)?,
        "the filtered month counts {shown} of {all}"
    );
    show(window, "day").await?;

    // Settings: another server, by address and token.
    let server = serve(Scenario::Salon, TOKEN).await?;
    window.connect_from_settings(&server.address(), TOKEN).await?;
    window.find(&format!("[data-view=day] [data-date='{today}']")).await?;
    let date = busy_day(server.dataset(), today)?;
    go_to(window, today, date).await?;
    let salon = held(server.dataset(), date, date);
    let first = salon.first().context("the salon has no appointments")?.0;
    window.find(&format!("[data-view=day] [data-appointment-id='{first}']")).await?;
    equal("the salon's day", &appointments_on_screen(window, "day").await?, &salon)?;
    window.find("[data-freshness=fresh]").await?;

    // The server is gone, the power too: the calendar is there, and says that it is old.
    server.stop().await;
    stage.cut_power()?;
    stage.open().await?;
    let window = stage.window()?;
    window.find("[data-view=day] [data-appointment-id]").await?;
    equal("the salon's day from the cache", &appointments_on_screen(window, "day").await?, &salon)?;
    window.find("[data-freshness=offline]").await?;

    stage.close().await?;
    no_file_holds(&stage.program.data, TOKEN)?;
    nothing_but(&stage.program.home, &["driver.log"])
}

async fn show(window: &Window, view: &str) -> Result<()> {
    window.click(&format!("[data-action=view-{view}]")).await?;
    window.find(&format!("[data-view={view}] [data-date]")).await?;
    Ok(())
}

/// The first day from `today` on which somebody is visited.
fn busy_day(sample: &Dataset, today: NaiveDate) -> Result<NaiveDate> {
    today
        .iter_days()
        .take(14)
        .find(|date| sample.appointments_on(*date).iter().any(practice::SampleAppointment::takes_time))
        .context("nobody is visited for two weeks")
}

/// Pages from one day to a later one.
async fn go_to(window: &Window, from: NaiveDate, to: NaiveDate) -> Result<()> {
    for _ in from.iter_days().take_while(|date| *date < to) {
        window.click("[data-action=next]").await?;
    }
    window.find(&format!("[data-view=day] [data-date='{to}']")).await?;
    Ok(())
}

/// The appointments that a view paints.
async fn appointments_on_screen(window: &Window, view: &str) -> Result<OnScreen> {
    let script = format!(
        "return [...document.querySelectorAll('[data-view={view}] [data-appointment-id]')].map((each) => \
         [each.dataset.appointmentId, each.dataset.startLabel, each.dataset.endLabel])"
    );
    let rows: Vec<(String, String, String)> = serde_json::from_value(window.script(&script).await?)?;
    let count = rows.len();
    let appointments: OnScreen =
        rows.into_iter().map(|(id, start, end)| Ok((id.parse()?, start, end))).collect::<Result<_>>()?;
    ensure!(appointments.len() == count, "an appointment is painted twice");
    Ok(appointments)
}

/// The appointments that the server holds on these dates.
fn held(sample: &Dataset, first: NaiveDate, last: NaiveDate) -> OnScreen {
    let label = |at: DateTime<Utc>| at.with_timezone(&Almaty).format("%H:%M").to_string();
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .flat_map(|date| sample.appointments_on(date))
        .map(|appointment| (appointment.id, label(appointment.starts_at), label(appointment.ends_at)))
        .collect()
}

/// The count that each of the month's cells shows.
async fn counts_on_screen(window: &Window) -> Result<BTreeMap<String, i64>> {
    let script = "return Object.fromEntries([...document.querySelectorAll('[data-view=month] [data-date]')].map((each) => \
                  [each.dataset.date, Number(each.dataset.appointments)]))";
    Ok(serde_json::from_value(window.script(script).await?)?)
}

/// The appointments that take place on each date of the month's whole weeks.
fn counts(sample: &Dataset, date: NaiveDate) -> BTreeMap<String, i64> {
    let first = date.with_day(1).expect("every month has a first");
    let last = first + chrono::Months::new(1) - Days::new(1);
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

async fn money_on_screen(window: &Window) -> Result<BTreeMap<String, i64>> {
    window.find("[data-panel=money] [data-sum=expenses]").await?;
    let script = "return Object.fromEntries([...document.querySelectorAll('[data-panel=money] [data-sum]')].map((each) => \
                  [each.dataset.sum, Number(each.dataset.tenge)]))";
    Ok(serde_json::from_value(window.script(script).await?)?)
}

/// The sums of a date's appointments, counted from the server's own rows.
fn money(sample: &Dataset, date: NaiveDate) -> BTreeMap<String, i64> {
    let appointments = sample.appointments_on(date);
    let takes_place =
        |appointment: &&practice::SampleAppointment| !matches!(appointment.status, "cancelled" | "no_show");
    let planned = appointments.iter().filter(takes_place).map(|appointment| appointment.service_amount).sum();
    let received = appointments.iter().map(practice::SampleAppointment::received_tenge).sum();
    let outstanding = appointments
        .iter()
        .filter(takes_place)
        .filter(|appointment| appointment.payment_status.value() != Some(&"cancelled"))
        .map(|appointment| (appointment.service_amount - appointment.received_tenge()).max(0))
        .sum();
    let expenses = appointments
        .iter()
        .filter_map(|appointment| appointment.expense.value())
        .map(|expense| expense.amount)
        .sum();
    [("planned", planned), ("received", received), ("outstanding", outstanding), ("expenses", expenses)]
        .map(|(name, sum)| (name.to_owned(), sum))
        .into()
}

fn start_of(date: NaiveDate) -> DateTime<Utc> {
    date.and_hms_opt(0, 0, 0)
        .and_then(|midnight| midnight.and_local_timezone(Almaty).single())
        .expect("Almaty has one midnight a day")
        .to_utc()
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, shown: &T, held: &T) -> Result<()> {
    ensure!(shown == held, "{what}: on screen {shown:?}, on the server {held:?}");
    Ok(())
}
