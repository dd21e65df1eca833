//! What the largest bodies cost. Each body is measured in a process of its own.
//!
//! `cargo test --release -p calendar --test limits -- --nocapture` prints the table of `docs/limits.md`. Linux only, because
//! of the peak of the memory.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a failed setup fails the test")]

use std::io::{self, Write as _};
use std::process::Command;
use std::time::{Duration, Instant};

use calendar::changes::changes;
use calendar::decode::decode;
use calendar::money::{MoneyRequest, overview};
use calendar::search::{SearchIndex, search};
use calendar::view::types::{
    DayPart, FinderSpan, GroupBy, ListArrangement, ListColumn, ListGroupBy, PaymentBasis, RowWindow,
    ViewKind, Whom,
};
use calendar::view::{
    FinderRequest, ViewRequest, build_within_limit, find, list_rows_within_limit, mini_month, moments,
    named_period, period_range,
};
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// The client accepts no larger body.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

/// What a body holds, and the function that makes it.
type NamedBody = (&'static str, fn() -> String);

/// The bodies. The first one is the reference: an ordinary day of a big clinic.
const BODIES: [NamedBody; 15] = [
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
    ("1,000 resources, free all day, a start every 5 minutes", || finest_resources(1_000)),
    ("64 MiB of 1e999", || list("resources", &"1e999,".repeat(BODY_LIMIT / 6 - 1_000))),
    ("100,000 copies of one appointment", || rows("appointments", 100_000, |_| appointment(1, 1, 600, 30))),
    ("50,000 attributes of each of 60 resources", || attributes(60, 50_000)),
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

/// Resources that work day and night, with the shortest slots.
fn finest_resources(count: usize) -> String {
    let body = format!(r#"{{"payload":{{{}}}}}"#, resources(count));
    body.replace(r#""slot_duration_min":30"#, r#""slot_duration_min":5"#)
        .replace(r#""start_minute":540,"end_minute":1080"#, r#""start_minute":0,"end_minute":1440"#)
}

/// Resources with attributes that the program does not use.
fn attributes(count: usize, attribute_count: usize) -> String {
    let attributes =
        (0..attribute_count).map(|number| format!(r#""{number}":[]"#)).collect::<Vec<_>>().join(",");
    let with_attributes = format!(r#""active":true,"custom_attributes":{{{attributes}}}"#);
    format!(r#"{{"payload":{{{}}}}}"#, resources(count)).replace(r#""active":true"#, &with_attributes)
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
        let (before, rest) = row.split_once("\"starts_at\"").unwrap();
        let (_, after) = rest.split_once(",\"status\"").unwrap();
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
    let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let now = period_range(ViewKind::Day, date, zone).start;
    let known = KnownRange { range: period_range(ViewKind::Month, date, zone), calendar: &calendar };
    for (kind, name) in [
        (ViewKind::Day, "day"),
        (ViewKind::Week, "week"),
        (ViewKind::Month, "month"),
        (ViewKind::List, "list"),
    ] {
        let request = ViewRequest {
            kind,
            date,
            now,
            zone,
            step_min: 30,
            density_percent: 100,
            duration_min: 30,
            order: &ResourceOrder::Server,
            filter: &filter,
        };
        // As the command `open`: a view that is too large is refused.
        cost.answer(name, || build_within_limit(&calendar, &request));
        let (from, to) = named_period(kind, date);
        for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
            let order = &ResourceOrder::Server;
            let money = MoneyRequest { from, to, basis, now, zone, filter: &filter, order };
            cost.answer("money", || overview(&[known], &money));
        }
    }
    let request = ViewRequest {
        kind: ViewKind::List,
        date,
        now,
        zone,
        step_min: 30,
        density_percent: 100,
        duration_min: 30,
        order: &ResourceOrder::Server,
        filter: &filter,
    };
    let window = RowWindow { first: 100, count: RowWindow::MAX_COUNT };
    // Sorting by a text takes the longest.
    let arrangement = ListArrangement {
        sort: ListColumn::Client,
        group_by: ListGroupBy::Nothing,
        ..ListArrangement::default()
    };
    cost.answer("rows of the list", || list_rows_within_limit(&calendar, &request, &arrangement, window));
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
        second: None,
        from: date,
        span: FinderSpan::WorkingDays,
        order: &ResourceOrder::Server,
        more_first: false,
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
        let json = self.time(name, || serde_json::to_string(&work()).unwrap());
        self.largest_answer = self.largest_answer.max(json.len());
    }
}

/// The most memory that this process ever had, in KiB.
fn peak_memory_kib() -> u32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse().unwrap()
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes / 1024).unwrap()
}

/// The variable that names the body to measure, by its number.
const BODY_NUMBER: &str = "QABYL_TEST_BODY_NUMBER";
/// What the measuring process prints before the row of the table.
const ROW: &str = "row: ";

#[test]
#[ignore = "run by the other test in a process of its own"]
fn one_body() {
    let number: usize = std::env::var_os(BODY_NUMBER).unwrap().to_str().unwrap().parse().unwrap();
    let (name, make) = BODIES[number];
    let body = make();
    let before_kib = peak_memory_kib();
    let Cost { rows, slowest: (time, step), largest_answer } = measure(&body);
    let memory_kib = peak_memory_kib().saturating_sub(before_kib);
    let mib = |kib: u32| f64::from(kib) / 1024.0;
    let body_kib = kib(body.len());
    // A body can be small and stand for much: a weekly rule is a few bytes for many hours. What counts is that no body
    // within the limit takes more memory than this.
    assert!(memory_kib < 10 * kib(BODY_LIMIT), "{memory_kib} KiB for {body_kib} KiB");
    assert!(kib(largest_answer) < 16 * 1024, "an answer has {largest_answer} bytes");
    writeln!(
        io::stdout(),
        "\n{ROW}| {name} | {rows} | {:.1} MiB | {:.0} MiB ({:.1}) | {:.0} ms ({step}) | {:.1} MiB |",
        mib(body_kib),
        mib(memory_kib),
        f64::from(memory_kib) / f64::from(body_kib.max(1)),
        time.as_secs_f64() * 1000.0,
        mib(kib(largest_answer))
    )
    .unwrap();
}

#[test]
fn largest_bodies_need_little_memory_and_give_small_answers() {
    let mut table = String::from(
        "| body | rows | size | memory (times the body) | slowest step | largest answer |\n|---|---|---|---|---|---|\n",
    );
    for (number, (name, _)) in BODIES.iter().enumerate() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "one_body", "--nocapture"])
            .env(BODY_NUMBER, number.to_string())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {printed}{}", String::from_utf8_lossy(&output.stderr));
        table.push_str(printed.lines().find_map(|line| line.strip_prefix(ROW)).unwrap());
        table.push('\n');
    }
    writeln!(io::stdout(), "{table}").unwrap();
}
