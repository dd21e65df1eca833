//! The start times that the program copies for a client, compared with a count minute by minute in the practice server's data.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Asia::Almaty;
use journeys::{Journey, Window, now, run, start_server};
use practice::{Dataset, SampleResource, Scenario};
use serde_json::Value;

const TOKEN: &str = "journey-token-83b1f2";
const CONTROL_C: &str = "\u{e009}c\u{e000}";
const ESCAPE: &str = "\u{e00c}";

/// A free interval that this test has marked, because it is high enough to be clicked.
const HIGH_FREE_INTERVAL: &str = "[data-view=day] [data-test-high]";

#[tokio::test]
async fn two_actions_copy_start_times_that_are_free() -> Result<()> {
    run("chat-text", true, copy_start_times).await
}

async fn copy_start_times(journey: &mut Journey) -> Result<()> {
    let server = start_server(Scenario::Clinic, TOKEN).await?;
    let dataset = server.dataset();
    journey.open().await?;
    journey.window()?.connect(&server.address(), TOKEN).await?;
    let today = now().with_timezone(&Almaty).date_naive();
    journey.window()?.find(&format!("[data-view=day] [data-date='{today}']")).await?;

    // F and Ctrl+C copy the first three start times. The program's current time is between these two.
    let before = now();
    let window = journey.window()?;
    window.press("f").await?;
    window.find("[data-panel=finder] [data-finder-first]").await?;
    window.press(CONTROL_C).await?;
    let copied = copied_text(journey).await?;
    let duration_min = finder_duration_min(window).await?;
    let durations_min = appointment_durations_min(dataset, today);
    ensure!(
        durations_min.contains(&duration_min),
        "no appointment takes {duration_min} min: {durations_min:?}"
    );
    let expected = [before, now()].map(|now| text_of_first_three(dataset, now, duration_min));
    ensure!(expected.contains(&copied), "copied {copied:?}, expected one of {expected:?}");

    // A click on a free interval and Ctrl+C copy the time at the pointer.
    window.click("[data-action=clear-ticks]").await?;
    window.press(ESCAPE).await?;
    window
        .wait_until("the finder is closed", "return !document.querySelector('[data-panel=finder]')")
        .await?;
    let date = go_to_high_free_interval(window, today).await?;
    window.click(HIGH_FREE_INTERVAL).await?;
    window.find("[data-ticked-start]").await?;
    window.press(CONTROL_C).await?;
    let copied = copied_text(journey).await?;
    let selected = window
        .script(
            "const time = document.querySelector('[data-view=day] [data-ticked-start]'); \
             return [time.dataset.tickedStart, time.closest('[data-resource-id]').dataset.resourceId]",
        )
        .await?;
    let (start, resource_id): (DateTime<Utc>, String) = serde_json::from_value(selected)?;
    let resource = resource(dataset, resource_id.parse()?)?;
    ensure!(start.with_timezone(&Almaty).date_naive() == date, "{start} is not on {date}");
    let end = start + TimeDelta::minutes(duration_min);
    ensure!(
        minutes_between(start, end).all(|minute| is_free(dataset, resource, minute)),
        "{start} is not free for {duration_min} minutes"
    );
    let expected = chat_text(&[(start, resource)], today);
    ensure!(copied == expected, "copied {copied:?}, expected {expected:?}");
    journey.close().await
}

/// The text on the clipboard, after the program has copied it.
async fn copied_text(journey: &Journey) -> Result<String> {
    let window = journey.window()?;
    window.wait_until("the text is copied", "return !!document.querySelector('[data-copied]')").await?;
    journey.clipboard_text()
}

/// Goes to the first date with a free interval of at least 40 minutes, and marks these intervals.
async fn go_to_high_free_interval(window: &Window, today: NaiveDate) -> Result<NaiveDate> {
    const MARK: &str = "\
        for (const interval of document.querySelectorAll('[data-view=day] [data-free-start]')) { \
            const { freeStart, freeEnd } = interval.dataset; \
            const minutes = (new Date(freeEnd) - new Date(freeStart)) / 60000; \
            if (minutes >= 40) interval.setAttribute('data-test-high', ''); \
        } \
        const first = document.querySelector('[data-test-high]'); \
        first?.scrollIntoView({ block: 'center', inline: 'center' }); \
        return first !== null";
    for date in today.iter_days().take(14) {
        window.find(&format!("[data-view=day] [data-date='{date}']")).await?;
        if window.script(MARK).await? == Value::Bool(true) {
            return Ok(date);
        }
        window.click("[data-action=next]").await?;
    }
    bail!("no resource is free for 40 minutes within two weeks")
}

async fn finder_duration_min(window: &Window) -> Result<i64> {
    let script = "return Number(document.querySelector('[data-finder-duration]').dataset.finderDuration)";
    window.script(script).await?.as_i64().context("the finder's duration is no number")
}

/// The durations of the appointments within two weeks before and after today.
fn appointment_durations_min(dataset: &Dataset, today: NaiveDate) -> BTreeSet<i64> {
    let from = today - Days::new(14);
    from.iter_days()
        .take(28)
        .flat_map(|date| dataset.appointments_on(date))
        .filter(|appointment| appointment.takes_time())
        .map(|appointment| appointment.duration_min)
        .collect()
}

/// The places of the letters of a name in the Kazakh alphabet. At the same time, the first specialist is proposed.
fn kazakh_order(name: &str) -> Vec<usize> {
    const ALPHABET: &str = " аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя";
    let place = |letter: char| ALPHABET.chars().position(|other| other == letter).unwrap_or(usize::MAX);
    name.to_lowercase().chars().map(place).collect()
}

/// The chat text of the first start times after `now` that do not overlap, one of each half-day.
fn text_of_first_three(dataset: &Dataset, now: DateTime<Utc>, duration_min: i64) -> String {
    let earliest = next_slot(now);
    let end = earliest + TimeDelta::days(10);
    let mut starts: Vec<(DateTime<Utc>, &SampleResource)> = Vec::new();
    for resource in dataset.resources().iter().filter(|resource| is_offered(resource)) {
        let step_min = resource.slot_duration_min;
        let mut interval_start: Option<DateTime<Utc>> = None;
        for minute in minutes_between(earliest, end) {
            let is_midnight = minute.with_timezone(&Almaty).time() == NaiveTime::MIN;
            if !is_free(dataset, resource, minute) || is_midnight {
                interval_start = None;
            }
            if !is_free(dataset, resource, minute) {
                continue;
            }
            let is_interval_start = interval_start.is_none();
            let since_interval_start = minute - *interval_start.get_or_insert(minute);
            if since_interval_start.num_minutes() % 5 != 0 {
                continue;
            }
            let appointment_end = minute + TimeDelta::minutes(duration_min);
            let fits =
                minutes_between(minute, appointment_end).all(|minute| is_free(dataset, resource, minute));
            // Steps that do not divide the hour are counted from the beginning of the working hours.
            let origin = if 60 % step_min == 0 { 0 } else { opening_minute(dataset, resource, minute) };
            let after_step_min = (minute_of_day(minute) - origin).rem_euclid(step_min);
            if fits && (is_interval_start || after_step_min < 5) {
                starts.push((minute, resource));
            }
        }
    }
    starts.sort_by_key(|(start, resource)| (*start, kazakh_order(&resource.name)));
    let half_day = |start: DateTime<Utc>| {
        let local = start.with_timezone(&Almaty);
        (local.date_naive(), local.hour() >= 12)
    };
    let mut first_three: Vec<(DateTime<Utc>, &SampleResource)> = Vec::new();
    for (start, resource) in starts {
        let is_next = first_three.last().is_none_or(|(last, _)| {
            half_day(*last) != half_day(start) && *last + TimeDelta::minutes(duration_min) <= start
        });
        if is_next && first_three.len() < 3 {
            first_three.push((start, resource));
        }
    }
    chat_text(&first_three, now.with_timezone(&Almaty).date_naive())
}

/// The first instant from `now` on at a whole five minutes.
fn next_slot(now: DateTime<Utc>) -> DateTime<Utc> {
    let whole_minute =
        now.with_second(0).and_then(|now| now.with_nanosecond(0)).expect("zero is a valid second");
    (0..=5)
        .map(|minutes| whole_minute + TimeDelta::minutes(minutes))
        .find(|minute| *minute >= now && minute.minute() % 5 == 0)
        .expect("a slot starts every five minutes")
}

fn minute_of_day(instant: DateTime<Utc>) -> i64 {
    let local = instant.with_timezone(&Almaty);
    i64::from(local.hour() * 60 + local.minute())
}

/// The minute of the day at which the working hours around `minute` begin.
fn opening_minute(dataset: &Dataset, resource: &SampleResource, minute: DateTime<Utc>) -> i64 {
    let date = minute.with_timezone(&Almaty).date_naive();
    let special_hours =
        dataset.workday_overrides().iter().find(|row| row.resource_id == resource.id && row.date == date);
    let weekday = i64::from(date.weekday().num_days_from_sunday());
    let minute_of_day = minute_of_day(minute);
    special_hours.map(|row| row.start_minute).unwrap_or_else(|| {
        dataset
            .work_rules()
            .iter()
            .filter(|row| row.resource_id == resource.id && row.weekday == weekday && row.active)
            .find(|row| (row.start_minute..row.end_minute).contains(&minute_of_day))
            .map_or(0, |row| row.start_minute)
    })
}

fn minutes_between(from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    (0..(to - from).num_minutes()).map(move |minute| from + TimeDelta::minutes(minute))
}

fn is_offered(resource: &SampleResource) -> bool {
    let attribute = |name: &str| resource.custom_attributes.get(name).is_some_and(|value| !value.is_null());
    resource.active && !attribute("medelement_specialist_code") && !attribute("deleted_from_scheduling")
}

/// Whether the minute is in the resource's working hours, and without break, time off or appointment.
fn is_free(dataset: &Dataset, resource: &SampleResource, minute: DateTime<Utc>) -> bool {
    let local = minute.with_timezone(&Almaty);
    let (date, minute_of_day) = (local.date_naive(), minute_of_day(minute));
    let weekday = i64::from(local.weekday().num_days_from_sunday());
    let is_between = |start: i64, end: i64| (start..end).contains(&minute_of_day);
    let special_hours =
        dataset.workday_overrides().iter().find(|row| row.resource_id == resource.id && row.date == date);
    let works = match special_hours {
        Some(row) => {
            let in_break = row
                .break_start_minute
                .zip(row.break_end_minute)
                .is_some_and(|(start, end)| is_between(start, end));
            is_between(row.start_minute, row.end_minute) && !in_break
        }
        None if dataset.is_holiday(date) => false,
        None => {
            let applies = |id: i64, day: i64, active: bool| id == resource.id && day == weekday && active;
            let in_work_rule = dataset.work_rules().iter().any(|row| {
                applies(row.resource_id, row.weekday, row.active)
                    && is_between(row.start_minute, row.end_minute)
            });
            let in_break_rule = dataset.break_rules().iter().any(|row| {
                applies(row.resource_id, row.weekday, row.active)
                    && is_between(row.start_minute, row.end_minute)
            });
            in_work_rule && !in_break_rule
        }
    };
    let end = minute + TimeDelta::minutes(1);
    let in_time_off = dataset.time_offs().iter().any(|row| {
        row.resource_id.is_none_or(|id| id == resource.id) && row.starts_at < end && row.ends_at > minute
    });
    let is_taken = dataset
        .appointments_overlapping(minute, end)
        .iter()
        .any(|appointment| appointment.resource_id == resource.id && appointment.status != "cancelled");
    works && !in_time_off && !is_taken
}

fn resource(dataset: &Dataset, id: i64) -> Result<&SampleResource> {
    dataset.resources().iter().find(|resource| resource.id == id).with_context(|| format!("no resource {id}"))
}

/// The chat text in Russian: a line for each date and resource.
fn chat_text(times: &[(DateTime<Utc>, &SampleResource)], today: NaiveDate) -> String {
    const MONTHS: [&str; 12] = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    let mut lines: Vec<(NaiveDate, &SampleResource, String)> = Vec::new();
    for (start, resource) in times {
        let local = start.with_timezone(&Almaty);
        let time = local.format("%H:%M").to_string();
        let date = local.date_naive();
        if let Some((.., line)) = lines.iter_mut().find(|line| (line.0, line.1.id) == (date, resource.id)) {
            line.push_str(", ");
            line.push_str(&time);
            continue;
        }
        let weekday = match date.weekday() {
            Weekday::Mon => "Пн",
            Weekday::Tue => "Вт",
            Weekday::Wed => "Ср",
            Weekday::Thu => "Чт",
            Weekday::Fri => "Пт",
            Weekday::Sat => "Сб",
            Weekday::Sun => "Вс",
        };
        let month = MONTHS[usize::try_from(date.month0()).expect("at most 11")];
        let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
        lines.push((date, resource, format!("{weekday} {} {month}{year}: {time}", date.day())));
    }
    lines
        .into_iter()
        .map(|(_, resource, line)| {
            format!("{line} - {}, {}", resource.name, lower_first_letter(&resource.specialty))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The specialty as it is written within a line. A word whose second letter is a capital, such as "ЛОР" or "УЗИ-диагностика", does not
/// change.
fn lower_first_letter(specialty: &str) -> String {
    let mut letters = specialty.chars();
    let first = letters.next().expect("a specialty is not empty");
    let rest = letters.as_str();
    if rest.starts_with(char::is_lowercase) {
        first.to_lowercase().chain(rest.chars()).collect()
    } else {
        specialty.to_owned()
    }
}
