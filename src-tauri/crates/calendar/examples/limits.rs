//! Measures what the largest bodies cost: `cargo run --release -p calendar --example limits`. Prints the table of
//! `docs/limits.md`. Each body is measured in a process of its own. Linux only, because of the peak of the memory.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use calendar::changes::changes;
use calendar::decode::decode;
use calendar::money::money;
use calendar::search::{SearchIndex, search};
use calendar::view::types::{DayPart, GroupBy, ViewKind, Whom};
use calendar::view::{
    FinderRequest, ViewRequest, build_within_limit, find, mini_month, moments, period_range,
};
use calendar::{Calendar, Filter, KnownRange};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// The client accepts no larger body.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// A day of the week in which the bodies have their rows.
const TUESDAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 24) {
    Some(date) => date,
    None => NaiveDate::MIN,
};

/// What a body holds, and the function that makes it.
type NamedBody = (&'static str, fn() -> String);

/// The bodies. The first one is the reference: an ordinary day of a big clinic.
const BODIES: [NamedBody; 11] = [
    ("60 resources, 1,000 appointments a day", || appointments(60, 7_000, false)),
    ("64 MiB of empty rows", || list("appointments", &"{},".repeat(BODY_LIMIT / 3 - 100))),
    ("64 MiB of empty rows in time_offs", || list("time_offs", &"{},".repeat(BODY_LIMIT / 3 - 100))),
    ("100,000 appointments in one week", || appointments(60, 100_000, false)),
    ("100,000 appointments of 8,000 years", || appointments(60, 100_000, true)),
    ("100,000 appointments at one minute", || {
        rows("appointments", 100_000, |number| appointment(number, 1, 0, 30))
    }),
    ("five names of 10 MB", || names(5, 10 * 1024 * 1024)),
    ("one string of 60 MB", || names(1, 60 * 1024 * 1024)),
    ("100,000 absences", || rows("time_offs", 100_000, |number| time_off(number, number % 60))),
    ("100,000 absences of one resource", || rows("time_offs", 100_000, |number| time_off(number, 1))),
    ("1,000 resources", || appointments(1_000, 5_000, false)),
];

fn resources(count: usize) -> String {
    let resource = |number: usize| {
        format!(
            r#"{{"id":{number},"name":"Resource {number}","timezone":"Asia/Almaty","slot_duration_min":30,"active":true}}"#
        )
    };
    let rule = |number: usize| {
        (0..7)
            .map(|weekday| {
                format!(r#"{{"id":{number}{weekday},"resource_id":{number},"weekday":{weekday},"start_minute":540,"end_minute":1080}}"#)
            })
            .collect::<Vec<_>>()
            .join(",")
    };
    let all = |row: &dyn Fn(usize) -> String| (1..=count).map(row).collect::<Vec<_>>().join(",");
    format!(r#""resources":[{}],"work_rules":[{}]"#, all(&resource), all(&rule))
}

fn list(name: &str, rows: &str) -> String {
    format!(r#"{{"payload":{{{},"{name}":[{}]}}}}"#, resources(60), rows.trim_end_matches(','))
}

fn rows(name: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    list(name, &(1..=count).map(row).collect::<Vec<_>>().join(","))
}

fn appointment(id: usize, resource: usize, start_min: usize, length_min: usize) -> String {
    let at = |minutes: usize| {
        format!("2026-11-{:02}T{:02}:{:02}:00Z", 23 + minutes / 1440 % 7, minutes / 60 % 24, minutes % 60)
    };
    format!(
        r#"{{"id":{id},"resource_id":{resource},"starts_at":"{}","ends_at":"{}","status":"confirmed","client_name":"Client {id}","client_phone":"+7701{id:07}","service_name_snapshot":"Service","service_amount":8000,"payment_status":"paid"}}"#,
        at(start_min),
        at(start_min + length_min)
    )
}

fn appointments(resource_count: usize, count: usize, endless: bool) -> String {
    let row = |number: usize| {
        let row = appointment(number, number % resource_count + 1, number * 37 % 10_000, 30);
        if !endless {
            return row;
        }
        let (before, rest) = row.split_once("\"starts_at\"").unwrap_or_default();
        let (_, after) = rest.split_once(",\"status\"").unwrap_or_default();
        format!(
            r#"{before}"starts_at":"1900-01-01T00:00:00Z","ends_at":"9999-12-31T00:00:00Z","status"{after}"#
        )
    };
    let rows = (1..=count).map(row).collect::<Vec<_>>().join(",");
    format!(r#"{{"payload":{{{},"appointments":[{rows}]}}}}"#, resources(resource_count))
}

fn names(count: usize, bytes: usize) -> String {
    let row = |number: usize| {
        let row = appointment(number, 1, 600 + number * 30, 30);
        row.replace(&format!("Client {number}"), &"N".repeat(bytes))
    };
    rows("appointments", count, row)
}

fn time_off(id: usize, resource: usize) -> String {
    format!(
        r#"{{"id":{id},"resource_id":{},"starts_at":"2026-11-{:02}T{:02}:{:02}:00Z","ends_at":"2026-11-30T00:00:00Z","title":"Off"}}"#,
        resource.max(1),
        23 + id % 7,
        id % 24,
        id % 60
    )
}

/// The cost of one body.
struct Cost {
    rows: String,
    /// The longest time of one step, and the step.
    slowest: (Duration, &'static str),
    largest_answer: usize,
}

fn measure(body: &str) -> Cost {
    let mut cost = Cost { rows: String::new(), slowest: (Duration::ZERO, ""), largest_answer: 0 };
    let started = Instant::now();
    let decoded = decode(body.as_bytes());
    cost.slowest = (started.elapsed(), "decode");
    let payload = match decoded {
        Ok(payload) => payload,
        Err(error) => {
            cost.rows = format!("refused: {error}");
            return cost;
        }
    };
    cost.rows =
        format!("{} read", payload.appointments.len() + payload.time_offs.len() + payload.resources.len());
    let calendar = cost.time("index", || Calendar::new(payload));
    let (zone, filter) = (calendar.clinic_zone(), Filter::default());
    let date = TUESDAY;
    let now = period_range(ViewKind::Day, date, zone).start;
    for (kind, name) in [
        (ViewKind::Day, "day"),
        (ViewKind::Week, "week"),
        (ViewKind::Month, "month"),
        (ViewKind::List, "list"),
    ] {
        let request = ViewRequest { kind, date, now, zone, step_min: 30, filter: &filter };
        // As the command `open`: a view that is too large is refused.
        cost.answer(name, || build_within_limit(&calendar, &request));
        cost.answer("money", || money(&calendar, &request));
    }
    cost.answer("mini month", || mini_month(Some(&calendar), date.year(), date.month(), (date, date), date));
    let range = period_range(ViewKind::Month, date, zone);
    let known = [KnownRange { range, calendar: &calendar }];
    if let Some(resource) = calendar.payload().resources.first() {
        cost.answer("moments", || moments(&calendar, resource, date, zone, now, None, Some(5)));
    }
    let whom = Whom::Any;
    let request = FinderRequest {
        duration_min: Some(30),
        whom: &whom,
        from: date,
        working_days: 20,
        part: DayPart::Any,
        notice_min: 0,
        step_min: None,
        group_by: GroupBy::Day,
        max_rows: 500,
        now,
        zone,
        filter: &filter,
    };
    cost.answer("finder", || find(&known, &request));
    let index = cost.time("search index", || SearchIndex::new(&calendar, range));
    cost.answer("search", || search(&[&index], "client 7", &filter, zone, now));
    cost.time("changes", || changes(&known, known[0]));
    cost
}

impl Cost {
    fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        self.slowest = self.slowest.max((started.elapsed(), name));
        result
    }

    fn answer<T: Serialize>(&mut self, name: &'static str, work: impl FnOnce() -> T) {
        let json = self.time(name, || serde_json::to_string(&work()).unwrap_or_default());
        self.largest_answer = self.largest_answer.max(json.len());
    }
}

/// The most memory that this process ever had, in KiB.
fn peak_memory_kib() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes / 1024).unwrap_or(u32::MAX)
}

fn row(number: usize) -> String {
    let (name, make) = BODIES[number];
    let body = make();
    let before = peak_memory_kib();
    let Cost { rows, slowest: (time, step), largest_answer } = measure(&body);
    let memory_kib = peak_memory_kib().saturating_sub(before);
    let mut row = format!("| {name} | {rows} | ");
    let mib = |kib: u32| f64::from(kib) / 1024.0;
    let body_kib = kib(body.len());
    let _ = write!(
        row,
        "{:.1} MiB | {:.0} MiB ({:.1}) | {:.0} ms ({step}) | {:.1} MiB |",
        mib(body_kib),
        mib(memory_kib),
        f64::from(memory_kib) / f64::from(body_kib.max(1)),
        time.as_secs_f64() * 1000.0,
        mib(kib(largest_answer))
    );
    row
}

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    if let Some(number) = std::env::args_os().nth(1).and_then(|text| text.to_str()?.parse().ok()) {
        return if writeln!(out, "{}", row(number)).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let _ = writeln!(
        out,
        "| body | rows | size | memory (times the body) | slowest step | largest answer |\n|---|---|---|---|---|---|"
    );
    let Ok(program) = std::env::current_exe() else { return ExitCode::FAILURE };
    for number in 0..BODIES.len() {
        match Command::new(&program).arg(number.to_string()).output() {
            Ok(output) if output.status.success() => {
                let _ = out.write_all(&output.stdout);
            }
            _ => return ExitCode::FAILURE,
        }
    }
    ExitCode::SUCCESS
}
