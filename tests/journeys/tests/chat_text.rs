//! "When are you free?": from the day view to a text for a chat in two actions, counted minute by minute from what the
//! practice server holds.
#![cfg(target_os = "linux")]
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Asia::Almaty;
use journeys::{Stage, Window, now, serve};
use practice::{Dataset, SampleResource, Scenario};
use serde_json::Value;

const TOKEN: &str = "journey-token-83b1f2";
const CONTROL_C: &str = "\u{e009}c\u{e000}";

#[tokio::test]
async fn two_actions_from_the_day_to_the_clipboard() {
    let mut stage = Stage::new(true).unwrap();
    if let Err(error) = journey(&mut stage).await {
        panic!("{error:?}\nwhat was on screen and the log: {}", stage.keep_evidence("chat-text").await);
    }
}

async fn journey(stage: &mut Stage) -> Result<()> {
    let server = serve(Scenario::Clinic, TOKEN).await?;
    stage.open().await?;
    stage.window()?.connect(&server.address(), TOKEN).await?;
    let today = now().with_timezone(&Almaty).date_naive();
    stage.window()?.find(&format!("[data-view=day] [data-date='{today}']")).await?;

    // F, Ctrl+C: the first three.
    let before = now();
    let window = stage.window()?;
    window.press("f").await?;
    window.find("[data-panel=finder] [data-finder-first]").await?;
    window.press(CONTROL_C).await?;
    let copied = copied_text(stage).await?;
    let duration_min = number(stage.window()?, "[data-finder-duration]", "finderDuration").await?;
    let lengths = lengths(server.dataset(), today);
    ensure!(
        lengths.contains(&duration_min),
        "{duration_min} min is no length of an appointment: {lengths:?}"
    );
    let expected = [before, now()].map(|at| first_three(server.dataset(), at, duration_min));
    ensure!(expected.contains(&copied), "copied {copied:?}, the server's data imply {expected:?}");

    // A click on free time, Ctrl+C: that time.
    let window = stage.window()?;
    window.click("[data-action=clear-ticks]").await?;
    window.press("f").await?;
    window.until("the finder closes", "return !document.querySelector('[data-panel=finder]')").await?;
    let date = day_with_free_time(window, today).await?;
    window.click(&tall_free_time()).await?;
    window.find("[data-ticked-start]").await?;
    window.press(CONTROL_C).await?;
    let copied = copied_text(stage).await?;
    let ticked = stage
        .window()?
        .script(
            "const tick = document.querySelector('[data-view=day] [data-ticked-start]'); \
             return [tick.dataset.tickedStart, tick.closest('[data-resource-id]').dataset.resourceId]",
        )
        .await?;
    let (start, resource_id): (DateTime<Utc>, String) = serde_json::from_value(ticked)?;
    let resource = resource(server.dataset(), resource_id.parse()?)?;
    ensure!(start.with_timezone(&Almaty).date_naive() == date, "{start} is not on {date}");
    let length = TimeDelta::minutes(resource.slot_duration_min);
    ensure!(
        minutes_between(start, start + length).all(|at| is_free(server.dataset(), resource, at)),
        "{start} is not free for {} minutes",
        resource.slot_duration_min
    );
    equal("the clicked time", &copied, &text(&[(start, resource)], today))?;
    stage.close().await
}

/// The clipboard, once the program says that it is filled.
async fn copied_text(stage: &Stage) -> Result<String> {
    stage.window()?.until("the text is copied", "return !!document.querySelector('[data-copied]')").await?;
    stage.clipboard()
}

/// Pages on until somebody has free time that is high enough to be hit.
async fn day_with_free_time(window: &Window, today: NaiveDate) -> Result<NaiveDate> {
    for date in today.iter_days().take(14) {
        window.find(&format!("[data-view=day] [data-date='{date}']")).await?;
        let script = format!("return !!document.querySelector('{}')", tall_free_time());
        if window.script(&script).await? == Value::Bool(true) {
            return Ok(date);
        }
        // Free time is marked by this test alone.
        let mark = "for (const free of document.querySelectorAll('[data-view=day] [data-free-start]')) { \
                        const minutes = (new Date(free.dataset.freeEnd) - new Date(free.dataset.freeStart)) / 60000; \
                        if (minutes >= 40) free.setAttribute('data-test-tall', ''); \
                    } \
                    return !!document.querySelector('[data-test-tall]')";
        if window.script(mark).await? == Value::Bool(true) {
            return Ok(date);
        }
        window.click("[data-action=next]").await?;
    }
    anyhow::bail!("nobody is free for two weeks")
}

fn tall_free_time() -> String {
    "[data-view=day] [data-test-tall]".to_owned()
}

async fn number(window: &Window, css: &str, name: &str) -> Result<i64> {
    let script = format!("return Number(document.querySelector('{css}').dataset.{name})");
    window.script(&script).await?.as_i64().with_context(|| format!("{css} says no number"))
}

/// The lengths of the appointments round today, in minutes.
fn lengths(dataset: &Dataset, today: NaiveDate) -> BTreeSet<i64> {
    let from = today - Days::new(14);
    from.iter_days()
        .take(28)
        .flat_map(|date| dataset.appointments_on(date))
        .filter(|appointment| appointment.takes_time())
        .map(|appointment| appointment.duration_min)
        .collect()
}

/// The text of the three first starts of different times, at the moment `at`.
fn first_three(dataset: &Dataset, at: DateTime<Utc>, duration_min: i64) -> String {
    let today = at.with_timezone(&Almaty).date_naive();
    let earliest = (0..)
        .map(|minute| {
            at.with_second(0).and_then(|at| at.with_nanosecond(0)).expect("a minute")
                + TimeDelta::minutes(minute)
        })
        .find(|mark| *mark >= at && mark.minute() % 5 == 0)
        .expect("a mark comes every five minutes");
    let mut starts: Vec<(DateTime<Utc>, usize, &SampleResource)> = Vec::new();
    for (place, resource) in dataset.resources().iter().enumerate().filter(|(_, each)| is_offered(each)) {
        let step_min = resource.slot_duration_min;
        let end = earliest + TimeDelta::days(10);
        let mut piece: Option<DateTime<Utc>> = None;
        for minute in minutes_between(earliest, end) {
            let midnight = minute.with_timezone(&Almaty).time() == chrono::NaiveTime::MIN;
            if !is_free(dataset, resource, minute) || midnight {
                piece = None;
            }
            if !is_free(dataset, resource, minute) {
                continue;
            }
            let opens = piece.is_none();
            let from = *piece.get_or_insert(minute);
            if (minute - from).num_minutes() % 5 != 0 {
                continue;
            }
            let fits = minutes_between(minute, minute + TimeDelta::minutes(duration_min))
                .all(|at| is_free(dataset, resource, at));
            // A step that does not divide the hour is counted from the opening.
            let anchor = if 60 % step_min == 0 { 0 } else { opening(dataset, resource, minute) };
            let past_mark = (minute_of_day(minute) - anchor).rem_euclid(step_min);
            if fits && (opens || past_mark < 5) {
                starts.push((minute, place, resource));
            }
        }
    }
    starts.sort_by_key(|(start, place, _)| (*start, *place));
    starts.dedup_by_key(|(start, ..)| *start);
    let first: Vec<_> = starts.into_iter().take(3).map(|(start, _, resource)| (start, resource)).collect();
    text(&first, today)
}

fn minute_of_day(at: DateTime<Utc>) -> i64 {
    let wall = at.with_timezone(&Almaty);
    i64::from(wall.hour() * 60 + wall.minute())
}

/// When the hours begin in which a worked minute lies.
fn opening(dataset: &Dataset, resource: &SampleResource, minute: DateTime<Utc>) -> i64 {
    let date = minute.with_timezone(&Almaty).date_naive();
    let special =
        dataset.workday_overrides().iter().find(|row| row.resource_id == resource.id && row.date == date);
    let weekday = i64::from(date.weekday().num_days_from_sunday());
    let holds = |start: i64, end: i64| (start..end).contains(&minute_of_day(minute));
    special.map(|row| row.start_minute).unwrap_or_else(|| {
        dataset
            .work_rules()
            .iter()
            .filter(|row| row.resource_id == resource.id && row.weekday == weekday && row.active)
            .find(|row| holds(row.start_minute, row.end_minute))
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

/// Whether a minute is worked and nothing is in it, by the rows themselves.
fn is_free(dataset: &Dataset, resource: &SampleResource, minute: DateTime<Utc>) -> bool {
    let wall = minute.with_timezone(&Almaty);
    let (date, of_day) = (wall.date_naive(), minute_of_day(minute));
    let weekday = i64::from(wall.weekday().num_days_from_sunday());
    let in_rule = |start: i64, end: i64| start <= of_day && of_day < end;
    let special =
        dataset.workday_overrides().iter().find(|row| row.resource_id == resource.id && row.date == date);
    let works = match special {
        Some(row) => {
            let in_break = row
                .break_start_minute
                .zip(row.break_end_minute)
                .is_some_and(|(start, end)| in_rule(start, end));
            in_rule(row.start_minute, row.end_minute) && !in_break
        }
        None if dataset.is_holiday(date) => false,
        None => {
            let ours = |id: i64, day: i64, active: bool| id == resource.id && day == weekday && active;
            let worked = dataset.work_rules().iter().any(|row| {
                ours(row.resource_id, row.weekday, row.active) && in_rule(row.start_minute, row.end_minute)
            });
            let rested = dataset.break_rules().iter().any(|row| {
                ours(row.resource_id, row.weekday, row.active) && in_rule(row.start_minute, row.end_minute)
            });
            worked && !rested
        }
    };
    let next = minute + TimeDelta::minutes(1);
    let away = dataset.time_offs().iter().any(|row| {
        row.resource_id.is_none_or(|id| id == resource.id) && row.starts_at < next && row.ends_at > minute
    });
    let taken = dataset
        .appointments_overlapping(minute, next)
        .iter()
        .any(|appointment| appointment.resource_id == resource.id && appointment.status != "cancelled");
    works && !away && !taken
}

fn resource(dataset: &Dataset, id: i64) -> Result<&SampleResource> {
    dataset.resources().iter().find(|each| each.id == id).with_context(|| format!("no resource {id}"))
}

/// As the program words it in Russian.
fn text(times: &[(DateTime<Utc>, &SampleResource)], today: NaiveDate) -> String {
    let mut lines: Vec<(NaiveDate, i64, String)> = Vec::new();
    for (start, resource) in times {
        let wall = start.with_timezone(&Almaty);
        let time = wall.format("%H:%M").to_string();
        let date = wall.date_naive();
        if let Some((.., line)) = lines.iter_mut().find(|(day, id, _)| (*day, *id) == (date, resource.id)) {
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
        let months = [
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
        let month = months[usize::try_from(date.month0()).expect("a month")];
        let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
        lines.push((date, resource.id, format!("{weekday} {} {month}{year}: {time}", date.day())));
    }
    lines
        .into_iter()
        .map(|(_, id, line)| {
            let resource = times.iter().find(|(_, each)| each.id == id).expect("listed").1;
            format!("{line} - {}, {}", resource.name, in_a_line(&resource.specialty))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// An ordinary word loses its capital; "ЛОР" and "УЗИ-диагностика" are none.
fn in_a_line(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().expect("a word");
    let rest = letters.as_str();
    if rest.starts_with(char::is_lowercase) {
        first.to_lowercase().chain(rest.chars()).collect()
    } else {
        word.to_owned()
    }
}

fn equal(what: &str, shown: &str, held: &str) -> Result<()> {
    ensure!(shown == held, "{what}: copied {shown:?}, the server's data imply {held:?}");
    Ok(())
}
