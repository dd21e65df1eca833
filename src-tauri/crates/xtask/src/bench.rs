//! `cargo xtask bench engine`: what the calendar engine and a fetch cost.
//!
//! Criterion measures the time and writes its estimates to files. This module makes tables of them and writes
//! `bench/engine.json`. The engine's costs (`calendar/benches/engine`) are compared with a *bare decode*: the same body
//! decoded into plain structs. The costs of a fetch (`desk/benches/fetch`) are listed.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::project::Project;

/// One step of the engine that is measured.
struct Step {
    /// The name in the bench.
    name: &'static str,
    /// The text in the table.
    label: &'static str,
    /// Whether `engine.json` contains the step.
    in_json: bool,
}

const STEPS: [Step; 13] = [
    Step { name: "bare", label: "bare decode", in_json: true },
    Step { name: "bare-text", label: "bare decode, times as text", in_json: false },
    Step { name: "decode", label: "tolerant decode", in_json: true },
    Step { name: "index", label: "index", in_json: false },
    Step { name: "free", label: "free intervals", in_json: true },
    Step { name: "slots5", label: "slots of 5 minutes", in_json: true },
    Step { name: "week", label: "week view model", in_json: true },
    Step { name: "month", label: "month view model", in_json: true },
    Step { name: "list", label: "list of the first week, with its first rows", in_json: false },
    Step { name: "money", label: "money of the whole range, with its first rows", in_json: false },
    Step { name: "all", label: "all: decode, free, view", in_json: true },
    Step { name: "finder", label: "finder, steps of 5 minutes", in_json: false },
    Step { name: "search", label: "search, one letter", in_json: false },
];

/// What one step costs.
struct Cost {
    step: &'static Step,
    ms: f64,
    /// The peak memory of a process that does only this step. `None` where the system does not report it.
    peak_bytes: Option<u64>,
}

/// One response body, and the costs of the steps in the order of [`STEPS`].
struct Case {
    name: &'static str,
    body_bytes: u64,
    costs: Vec<Cost>,
}

/// Measures, prints the tables and writes `bench/engine.json` below cargo's target folder.
pub fn bench(project: &Project) -> Result<(), Failure> {
    let criterion = project.target.join("criterion");
    let folder = project.target.join("bench");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    bench_engine(project, &criterion, &folder)?;
    bench_fetch(project, &criterion)
}

fn bench_engine(project: &Project, criterion: &Path, folder: &Path) -> Result<(), Failure> {
    measure_time(project, "calendar", "engine", criterion)?;
    let memory = project
        .cargo("measuring the memory of the engine", &["bench", "--package", "calendar", "--bench", "engine"])
        .args(["--quiet", "--", "--peak-memory"])
        .read()?;
    let clinic = Case::read("clinic", criterion, &memory)?;
    let large = Case::read("large", criterion, &memory)?;
    let doubled = Case::read("large-doubled", criterion, &memory)?;
    println!("\n{}\n{}", table(&clinic, &large, &doubled), aims(&clinic, &large, &doubled));

    let path = folder.join("engine.json");
    fs::write(&path, json(&[clinic, large])).map_err(Failure::file(&path))?;
    println!("Wrote {}.", path.display());
    Ok(())
}

fn bench_fetch(project: &Project, criterion: &Path) -> Result<(), Failure> {
    let group = criterion.join("fetch");
    // Remove earlier results, because functions that the bench no longer contains would be listed too.
    if group.exists() {
        fs::remove_dir_all(&group).map_err(Failure::file(&group))?;
    }
    measure_time(project, "desk", "fetch", criterion)?;
    println!("\n{}", fetch_table(&read_group(&group)?));
    Ok(())
}

/// Runs a criterion bench, which writes its estimates into the folder `criterion`.
fn measure_time(project: &Project, package: &str, bench: &str, criterion: &Path) -> Result<(), Failure> {
    let log = project.target.join("bench").join(format!("{bench}.log"));
    let arguments = ["bench", "--package", package, "--bench", bench];
    project
        .cargo(&format!("compiling the bench `{bench}` as for a release"), &arguments)
        .args(["--no-run"])
        .run()?;
    project
        .cargo(&format!("measuring the time (bench `{bench}`, about two minutes)"), &arguments)
        .args(["--", "--noplot"])
        .env("CRITERION_HOME", criterion)
        .discard_stdout()
        .stderr_to(&log)?
        .advice(format!("See the messages of the bench in {}.", log.display()))
        .run()
}

impl Case {
    fn read(name: &'static str, criterion: &Path, memory: &str) -> Result<Self, Failure> {
        let cost = |step: &'static Step| {
            let ms = read_median_ms(&criterion.join(name).join(step.name))?;
            Ok(Cost { step, ms, peak_bytes: bytes(memory, name, step.name) })
        };
        let body_bytes = bytes(memory, name, "body").ok_or_else(|| {
            Failure::unmet(
                format!("The bench `engine` printed no size of the body `{name}`."),
                "If the case was renamed, correct its name in xtask.",
            )
        })?;
        Ok(Self { name, body_bytes, costs: STEPS.iter().map(cost).collect::<Result<_, _>>()? })
    }

    fn bare(&self) -> &Cost {
        &self.costs[0]
    }

    fn ms(&self, step: &str) -> f64 {
        self.costs.iter().find(|cost| cost.step.name == step).map_or(f64::NAN, |cost| cost.ms)
    }
}

/// The names and medians, in milliseconds, of all functions of a criterion group, sorted by name.
fn read_group(folder: &Path) -> Result<Vec<(String, f64)>, Failure> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        let function = entry.map_err(Failure::file(folder))?;
        let name = function.file_name().to_string_lossy().into_owned();
        // The folder `report` belongs to criterion.
        if function.path().join("new").is_dir() {
            rows.push((name, read_median_ms(&function.path())?));
        }
    }
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(rows)
}

/// Reads the median from criterion's folder of one function.
fn read_median_ms(folder: &Path) -> Result<f64, Failure> {
    let path = folder.join("new").join("estimates.json");
    let estimates = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    median_ms(&estimates).ok_or_else(|| {
        Failure::unmet(
            format!("The file {} contains no median.", path.display()),
            "Check that the format of criterion's files is that of version 0.8.",
        )
    })
}

/// The median of criterion's estimates, which are in nanoseconds.
fn median_ms(estimates: &str) -> Option<f64> {
    let estimates: serde_json::Value = serde_json::from_str(estimates).ok()?;
    let nanoseconds = estimates["median"]["point_estimate"].as_f64()?;
    (nanoseconds > 0.0).then_some(nanoseconds / 1e6)
}

/// Finds the number in the line `case name number`.
fn bytes(memory: &str, case: &str, name: &str) -> Option<u64> {
    memory
        .lines()
        .find_map(|line| line.strip_prefix(case)?.strip_prefix(' ')?.strip_prefix(name)?.trim().parse().ok())
}

/// A list of `{"case", "step", "ms", "ratio"}`. The ratio is to the bare decode of the same case.
fn json(cases: &[Case]) -> String {
    let row = |case: &Case, cost: &Cost| {
        let (name, step, ms) = (case.name, cost.step.name, cost.ms);
        let ratio = ms / case.bare().ms;
        format!(r#"  {{"case": "{name}", "step": "{step}", "ms": {ms:.4}, "ratio": {ratio:.4}}}"#)
    };
    let rows: Vec<String> = cases
        .iter()
        .flat_map(|case| case.costs.iter().filter(|cost| cost.step.in_json).map(move |cost| row(case, cost)))
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn table(clinic: &Case, large: &Case, doubled: &Case) -> String {
    let mut table = String::new();
    for case in [clinic, large] {
        push_section(&mut table, case, "to bare", |_| case.bare());
    }
    push_section(&mut table, doubled, "to large", |index| &large.costs[index]);
    table
}

/// Appends the costs of a case, one line for each step. `base` returns the cost to which the ratio is computed, for
/// an index in [`STEPS`].
fn push_section<'a>(table: &mut String, case: &Case, ratio_title: &str, base: impl Fn(usize) -> &'a Cost) {
    let line = |cells: [&str; 5]| {
        let [label, ms, ms_ratio, peak, peak_ratio] = cells;
        format!("{label:<28}{ms:>10}{ms_ratio:>10}{peak:>14}{peak_ratio:>10}\n")
    };
    let title = format!("{}, {} bytes", case.name, case.body_bytes);
    table.push_str(&line([&title, "ms", ratio_title, "peak MB", ratio_title]));
    for (index, cost) in case.costs.iter().enumerate() {
        let base = base(index);
        let (peak, peak_ratio) = match (cost.peak_bytes.map(megabytes), base.peak_bytes.map(megabytes)) {
            (Some(peak), Some(base)) => (format!("{peak:.1}"), format!("{:.2}", peak / base)),
            _ => ("not measured".to_owned(), String::new()),
        };
        let (ms, ms_ratio) = (format!("{:.3}", cost.ms), format!("{:.2}", cost.ms / base.ms));
        table.push_str(&line([cost.step.label, &ms, &ms_ratio, &peak, &peak_ratio]));
    }
    table.push('\n');
}

fn fetch_table(rows: &[(String, f64)]) -> String {
    let mut table = format!("{:<28}{:>10}\n", "fetch", "ms");
    for (name, ms) in rows {
        let _ = writeln!(table, "{name:<28}{ms:>10.3}");
    }
    table
}

/// The aims of the engine, and whether they were reached. A busy machine can miss them by chance, so that is no failure.
fn aims(clinic: &Case, large: &Case, doubled: &Case) -> String {
    let to_bare =
        |step| [clinic, large].map(|case| case.ms(step) / case.bare().ms).into_iter().fold(0.0, f64::max);
    let doubling = ["free", "slots5", "week", "month", "all"].map(|step| doubled.ms(step) / large.ms(step));
    let aims = [
        ("tolerant decode, to bare", to_bare("decode"), 1.5),
        ("all, to bare", to_bare("all"), 2.0),
        ("twice the appointments, to once", doubling.into_iter().fold(0.0, f64::max), 2.0),
        ("finder, ms", large.ms("finder"), 100.0),
        ("search, ms", large.ms("search"), 50.0),
    ];
    let mut lines = String::new();
    for (label, worst, max) in aims {
        let verdict = if worst <= max { "reached" } else { "MISSED" };
        let _ = writeln!(lines, "{label}: {worst:.2} at worst, aim {max:.1}: {verdict}");
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "the number is printed with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = "clinic body 920224\nclinic bare 7500000\nclinic bare-text 7000000\nclinic all 15000000\n\
                          large body 33753955\nlarge-doubled body 58366603\n";

    /// The first step takes `ms`, the second twice as long, and so on.
    fn case(name: &'static str, ms: f64) -> Case {
        let factors = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 12.0, 13.0, 9.0, 10.0, 11.0];
        let cost = |(step, factor): (&'static Step, f64)| Cost {
            step,
            ms: ms * factor,
            peak_bytes: bytes(MEMORY, name, step.name),
        };
        let body_bytes = bytes(MEMORY, name, "body").expect("a body");
        Case { name, body_bytes, costs: STEPS.iter().zip(factors).map(cost).collect() }
    }

    #[test]
    fn median_is_read_instead_of_the_mean() {
        let estimates = r#"{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":1.0,"upper_bound":2.0},
            "point_estimate":1500000.0,"standard_error":3.0},"median":{"confidence_interval":{"confidence_level":0.95,
            "lower_bound":1.0,"upper_bound":2.0},"point_estimate":2500000.5,"standard_error":3.0},"slope":null}"#;
        assert_eq!(median_ms(estimates), Some(2.500_000_5));
        assert_eq!(median_ms(r#"{"median":{"point_estimate":5e6}}"#), Some(5.0));
    }

    #[test]
    fn estimates_without_a_positive_median_are_refused() {
        for estimates in [
            "",
            r#"{"mean":{"point_estimate":1.0}}"#,
            r#"{"median":{}}"#,
            r#"{"median":{"point_estimate":null}}"#,
            r#"{"median":{"point_estimate":0.0}}"#,
            r#"{"median":{"point_estimate":"#,
        ] {
            assert_eq!(median_ms(estimates), None, "{estimates}");
        }
    }

    #[test]
    fn bytes_are_found_by_case_and_step() {
        assert_eq!(bytes(MEMORY, "clinic", "bare"), Some(7_500_000));
        assert_eq!(bytes(MEMORY, "clinic", "bare-text"), Some(7_000_000));
        assert_eq!(bytes(MEMORY, "large", "body"), Some(33_753_955));
        assert_eq!(bytes(MEMORY, "large-doubled", "body"), Some(58_366_603));
        assert_eq!(bytes(MEMORY, "clinic", "week"), None);
        assert_eq!(bytes("", "clinic", "bare"), None);
    }

    #[test]
    fn json_contains_the_chosen_steps_with_their_ratio_to_bare() {
        let json = json(&[case("clinic", 2.0), case("large", 100.0)]);
        let rows: Vec<&str> = json.lines().collect();
        assert_eq!((rows.len(), rows[0], rows[15]), (16, "[", "]"));
        assert_eq!(rows[1], r#"  {"case": "clinic", "step": "bare", "ms": 2.0000, "ratio": 1.0000},"#);
        assert_eq!(rows[2], r#"  {"case": "clinic", "step": "decode", "ms": 6.0000, "ratio": 3.0000},"#);
        assert_eq!(rows[14], r#"  {"case": "large", "step": "all", "ms": 900.0000, "ratio": 9.0000}"#);
    }

    #[test]
    fn table_compares_with_bare_and_the_doubled_case_with_large() {
        let table = table(&case("clinic", 2.0), &case("large", 100.0), &case("large-doubled", 150.0));
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 3 * (1 + STEPS.len() + 1));
        let words = |line: usize| lines[line].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(0), "clinic, 920224 bytes ms to bare peak MB to bare");
        assert_eq!(words(1), "bare decode 2.000 1.00 7.5 1.00");
        assert_eq!(words(3), "tolerant decode 6.000 3.00 not measured");
        assert_eq!(words(11), "all: decode, free, view 18.000 9.00 15.0 2.00");
        assert_eq!(words(30), "large-doubled, 58366603 bytes ms to large peak MB to large");
        assert_eq!(words(41), "all: decode, free, view 1350.000 1.50 not measured");
    }

    #[test]
    fn missed_aim_is_reported() {
        let aims = aims(&case("clinic", 2.0), &case("large", 100.0), &case("large-doubled", 150.0));
        assert_eq!(
            aims,
            "tolerant decode, to bare: 3.00 at worst, aim 1.5: MISSED\n\
             all, to bare: 9.00 at worst, aim 2.0: MISSED\n\
             twice the appointments, to once: 1.50 at worst, aim 2.0: reached\n\
             finder, ms: 1000.00 at worst, aim 100.0: MISSED\n\
             search, ms: 1100.00 at worst, aim 50.0: MISSED\n"
        );
    }

    #[test]
    fn fetch_table_lists_the_functions_by_name() {
        let folder = std::env::temp_dir().join(format!("qabyl-xtask-bench-{}", std::process::id()));
        for (name, nanoseconds) in [("large", 2.5e8), ("clinic", 1.5e6)] {
            fs::create_dir_all(folder.join(name).join("new")).unwrap();
            let estimates = format!(r#"{{"median":{{"point_estimate":{nanoseconds}}}}}"#);
            fs::write(folder.join(name).join("new").join("estimates.json"), estimates).unwrap();
        }
        fs::create_dir_all(folder.join("report")).unwrap();
        let table = fetch_table(&read_group(&folder).unwrap());
        let lines: Vec<_> =
            table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["fetch ms", "clinic 1.500", "large 250.000"]);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn case_without_results_is_named() {
        let nowhere = Path::new("no-such-folder");
        let failure = Case::read("large", nowhere, MEMORY).err().expect("no estimates").to_string();
        assert!(failure.contains("bare"), "{failure}");
        let failure = Case::read("tiny", nowhere, MEMORY).err().expect("no body").to_string();
        assert!(failure.contains("`tiny`"), "{failure}");
    }
}
