//! The time and memory that this crate needs, compared with a derived `Deserialize` of the same body.
//!
//! `cargo xtask bench` runs it and prints the table. Terms: a *case* is a body ([`body::Case`]), and a *step*
//! is an operation on it ([`steps::Step`]). Criterion measures the time. `--peak-memory` runs each step once
//! in a process of its own ([`memory`]).
//!
//! Dropping the result of a step is not measured.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark that cannot run may panic")]

mod body;
mod derived;
mod memory;
mod steps;

use std::process::ExitCode;
use std::time::Duration;

use calendar::Calendar;
use calendar::model::Instant;
use calendar::view::{DayTotals, ViewBody, ViewKind};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, SamplingMode};
use serde::Deserialize;

use body::Case;
use steps::Step;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == memory::FLAG) {
        return memory::run(&arguments);
    }
    let mut criterion = Criterion::default()
        .configure_from_args()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(4));
    let clinic = PreparedCase::new(Case::Clinic);
    for step in Step::ALL {
        clinic.measure(&mut criterion, step);
    }
    // Cases that are compared are measured alternately, so that other load on the machine affects both.
    let (large, doubled) = (PreparedCase::new(Case::Large), PreparedCase::new(Case::LargeDoubled));
    for step in Step::ALL {
        large.measure(&mut criterion, step);
        doubled.measure(&mut criterion, step);
    }
    criterion.final_summary();
    ExitCode::SUCCESS
}

/// A body with its calendar, ready to be measured.
struct PreparedCase {
    case: Case,
    body: Vec<u8>,
    calendar: Calendar,
}

impl PreparedCase {
    fn new(case: Case) -> PreparedCase {
        let body = case.body().expect("the fixture is readable");
        let calendar = Calendar::new(steps::decoded(&body));
        check(case, &body, &calendar);
        PreparedCase { case, body, calendar }
    }

    fn measure(&self, criterion: &mut Criterion, step: Step) {
        let PreparedCase { case, body, calendar } = self;
        let mut group = criterion.benchmark_group(case.name());
        group.sampling_mode(SamplingMode::Flat).sample_size(match case {
            Case::Clinic => 100,
            Case::Large | Case::LargeDoubled => 10,
        });
        match step {
            Step::Bare => time(group, step, || steps::bare(body)),
            Step::BareText => time(group, step, || steps::bare_text(body)),
            Step::Decode => time(group, step, || steps::decoded(body)),
            Step::Index => time_with_input(group, step, || calendar.payload().clone(), Calendar::new),
            Step::Free => time(group, step, || steps::free(calendar)),
            Step::Slots5 => time(group, step, || steps::slots(calendar)),
            Step::Week => time(group, step, || steps::view(calendar, ViewKind::Week)),
            Step::List => time(group, step, || steps::list(calendar)),
            Step::Money => time(group, step, || steps::money(calendar)),
            Step::Month => time(group, step, || steps::view(calendar, ViewKind::Month)),
            Step::All => time(group, step, || steps::all(*case, body)),
            Step::Finder => time(group, step, || steps::finder(calendar)),
            Step::Search => {
                // The program builds the index once for each snapshot, so only the search is measured.
                let index = steps::search_index(calendar);
                time(group, step, || steps::search(&index, calendar));
            }
        }
    }
}

fn time<Output>(group: BenchmarkGroup<WallTime>, step: Step, run: impl Fn() -> Output) {
    time_with_input(group, step, || (), |()| run());
}

/// Measures `run`. Making its input is not measured.
fn time_with_input<Input, Output>(
    mut group: BenchmarkGroup<WallTime>,
    step: Step,
    make_input: impl Fn() -> Input,
    run: impl Fn(Input) -> Output,
) {
    group.bench_function(step.name(), |bencher| {
        bencher.iter_batched(&make_input, &run, BatchSize::PerIteration);
    });
    group.finish();
}

/// Checks the results of the steps before they are measured.
fn check(case: Case, body: &[u8], calendar: &Calendar) {
    /// The server's results. The file has them in addition to the payload.
    #[derive(Deserialize)]
    struct ServerResults {
        free_intervals: Vec<(i64, Instant, Instant)>,
    }

    let payload = calendar.payload();
    let bare = steps::bare(body).payload;
    assert_eq!(payload.appointments.len(), bare.appointments.len());
    assert_eq!(payload.slots.len(), bare.slots.len());
    assert!(payload.skipped.is_empty() && payload.unread_fields.is_empty());

    let (_, free, view) = steps::all(case, body);
    assert_eq!(free, steps::free(calendar));
    if case != Case::LargeDoubled {
        let server: ServerResults = serde_json::from_slice(body).expect("the file has the server's results");
        let found = free.iter().map(|free| (free.resource_id, free.interval.start, free.interval.end));
        assert!(found.eq(server.free_intervals));
    }
    let slot_count = free.iter().map(|free| free.interval.length().num_minutes() / 5).sum();
    assert_eq!(i64::try_from(steps::slots(calendar).len()), Ok(slot_count));

    let count = |totals: DayTotals| totals.appointments + totals.cancelled;
    let counts: Vec<u32> = match view {
        ViewBody::Day(grid) | ViewBody::WeekColumns(grid) => {
            grid.days.into_iter().map(|day| count(day.totals)).collect()
        }
        ViewBody::Week(week) => week.days.into_iter().map(|day| count(day.totals)).collect(),
        ViewBody::Month(month) => month.weeks.into_iter().flatten().map(|day| count(day.totals)).collect(),
        ViewBody::List(list) => vec![list.totals.appointments + list.totals.cancelled],
    };
    let counted = counts.into_iter().sum();
    assert_eq!(u32::try_from(payload.appointments.len()), Ok(counted));
}
