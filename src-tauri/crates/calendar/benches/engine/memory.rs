//! The peak memory of a step. It is the peak resident memory of a process that holds the body and runs only
//! this step.

use std::hint::black_box;
use std::process::{Command, ExitCode, Stdio};

use calendar::Calendar;
use calendar::view::ViewKind;

use crate::body::Case;
use crate::steps::{self, Step};

/// The argument that starts this measurement. With this argument alone, every step is measured in a process
/// of its own. Such a process gets this argument, a case and a step.
pub const FLAG: &str = "--peak-memory";

/// Prints one line `<case> <step> <bytes>` for each step, and `<case> body <bytes>` with the size of the
/// body. On systems that do not report the peak, there are no lines for steps.
pub fn run(arguments: &[String]) -> ExitCode {
    if let [_, case, step] = arguments {
        let case = Case::ALL.into_iter().find(|known| known.name() == case).expect("a case");
        let step = Step::ALL.into_iter().find(|known| known.name() == step).expect("a step");
        measure(case, step);
        return ExitCode::SUCCESS;
    }
    for case in Case::ALL {
        println!("{} body {}", case.name(), case.body().expect("the fixture is readable").len());
        if !Step::ALL.into_iter().all(|step| measure_in_new_process(case, step)) {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure_in_new_process(case: Case, step: Step) -> bool {
    let program = std::env::current_exe().expect("the path of this program");
    let mut child = Command::new(program);
    child.args([FLAG, case.name(), step.name()]).stdin(Stdio::null());
    child.status().expect("this program starts").success()
}

fn measure(case: Case, step: Step) {
    let body = case.body().expect("the fixture is readable");
    if !peak::reset() {
        return;
    }
    match step {
        Step::Bare => report(case, step, &steps::bare(&body)),
        Step::BareText => report(case, step, &steps::bare_text(&body)),
        Step::Decode => report(case, step, &steps::decoded(&body)),
        Step::Index => report(case, step, &Calendar::new(steps::decoded(&body))),
        Step::Free => report_on_calendar(case, step, &body, steps::free),
        Step::Slots5 => report_on_calendar(case, step, &body, steps::slots),
        Step::Week => report_on_calendar(case, step, &body, |calendar| steps::view(calendar, ViewKind::Week)),
        Step::Month => {
            report_on_calendar(case, step, &body, |calendar| steps::view(calendar, ViewKind::Month));
        }
        Step::List => report_on_calendar(case, step, &body, steps::list),
        Step::Money => report_on_calendar(case, step, &body, steps::money),
        Step::All => report(case, step, &steps::all(case, &body)),
        Step::Finder => report_on_calendar(case, step, &body, steps::finder),
        Step::Search => {
            report_on_calendar(case, step, &body, |calendar| {
                steps::search(&steps::search_index(calendar), calendar)
            });
        }
    }
}

fn report_on_calendar<Output>(case: Case, step: Step, body: &[u8], run: impl Fn(&Calendar) -> Output) {
    let calendar = Calendar::new(steps::decoded(body));
    report(case, step, &run(&calendar));
}

fn report<Output>(case: Case, step: Step, output: &Output) {
    black_box(output);
    if let Some(bytes) = peak::bytes() {
        println!("{} {} {bytes}", case.name(), step.name());
    }
}

#[cfg(target_os = "linux")]
mod peak {
    use std::fs;

    /// Resets the peak to the memory in use now. Returns false when the kernel does not allow it.
    pub fn reset() -> bool {
        fs::write("/proc/self/clear_refs", "5").is_ok()
    }

    /// The peak resident memory in bytes.
    pub fn bytes() -> Option<u64> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: u64 = peak.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kibibytes * 1024)
    }
}

#[cfg(not(target_os = "linux"))]
mod peak {
    pub fn reset() -> bool {
        false
    }

    pub fn bytes() -> Option<u64> {
        None
    }
}
