//! `cargo xtask bench`: what the engine costs, compared with reading the same body into plain structs.
//!
//! Criterion measures (`calendar/benches/engine`) and leaves its estimates in files; this makes one table and
//! `bench/engine.json` of them.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::failure::Failure;
use crate::project::Project;

/// A step by its name in the bench, and in words.
struct Step {
    name: &'static str,
    words: &'static str,
    /// Whether `engine.json` has it.
    listed: bool,
}

const STEPS: [Step; 11] = [
    Step { name: "bare", words: "bare decode", listed: true },
    Step { name: "bare-text", words: "bare decode, times as text", listed: false },
    Step { name: "decode", words: "tolerant decode", listed: true },
    Step { name: "index", words: "index", listed: false },
    Step { name: "free", words: "free intervals", listed: true },
    Step { name: "slots5", words: "slots of 5 minutes", listed: true },
    Step { name: "week", words: "week view model", listed: true },
    Step { name: "month", words: "month view model", listed: true },
    Step { name: "all", words: "all: decode, free, view", listed: true },
    Step { name: "finder", words: "finder, steps of 5 minutes", listed: false },
    Step { name: "search", words: "search, one letter", listed: false },
];

/// What one step takes.
struct Cost {
    step: &'static Step,
    ms: f64,
    /// The most memory that a process holds which does nothing else; `None` where the system does not tell.
    peak_bytes: Option<u64>,
}

/// One body, and the cost of each step in the order of [`STEPS`].
struct Case {
    name: &'static str,
    body_bytes: u64,
    costs: Vec<Cost>,
}

/// Measures, prints the table and writes `bench/engine.json` below cargo's target folder.
pub fn bench(project: &Project) -> Result<ExitCode, Failure> {
    let criterion = project.target.join("criterion");
    let folder = project.target.join("bench");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let log = folder.join("criterion.log");

    let engine = ["bench", "--package", "calendar", "--bench", "engine"];
    project.cargo("compiling the engine and its bench as for a release", &engine).args(["--no-run"]).run()?;
    project
        .cargo("measuring the engine's time (some two minutes)", &engine)
        .args(["--", "--noplot"])
        .env("CRITERION_HOME", &criterion)
        .output_to_nowhere()
        .complaints_to(&log)?
        .next(format!("Its words are in {}.", log.display()))
        .run()?;
    let memory =
        project.cargo("measuring its memory", &engine).args(["--quiet", "--", "--peak-memory"]).read()?;

    let clinic = Case::read("clinic", &criterion, &memory)?;
    let large = Case::read("large", &criterion, &memory)?;
    let doubled = Case::read("large-doubled", &criterion, &memory)?;
    println!("\n{}\n{}", table(&clinic, &large, &doubled), aims(&clinic, &large, &doubled));

    let path = folder.join("engine.json");
    fs::write(&path, json(&[clinic, large])).map_err(Failure::file(&path))?;
    println!("\n{} is written.", path.display());
    Ok(ExitCode::SUCCESS)
}

impl Case {
    fn read(name: &'static str, criterion: &Path, memory: &str) -> Result<Self, Failure> {
        let cost = |step: &'static Step| {
            let path = criterion.join(name).join(step.name).join("new").join("estimates.json");
            let estimates = fs::read_to_string(&path).map_err(Failure::file(&path))?;
            let ms = median_ms(&estimates).ok_or_else(|| {
                Failure::unmet(format!("There is no median in {}.", path.display()), "Is this criterion 0.8?")
            })?;
            Ok(Cost { step, ms, peak_bytes: bytes(memory, name, step.name) })
        };
        let body_bytes = bytes(memory, name, "body").ok_or_else(|| {
            Failure::unmet(format!("The bench does not know the body `{name}`."), "Was it renamed?")
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

/// The one number that is needed of criterion's estimates, which are in nanoseconds.
fn median_ms(estimates: &str) -> Option<f64> {
    let (_, median) = estimates.split_once("\"median\":")?;
    let (_, point) = median.split_once("\"point_estimate\":")?;
    let nanoseconds: f64 = point.split([',', '}']).next()?.trim().parse().ok()?;
    (nanoseconds.is_finite() && nanoseconds > 0.0).then_some(nanoseconds / 1e6)
}

/// Of lines `case what bytes` the one asked for.
fn bytes(memory: &str, case: &str, what: &str) -> Option<u64> {
    memory
        .lines()
        .find_map(|line| line.strip_prefix(case)?.strip_prefix(' ')?.strip_prefix(what)?.trim().parse().ok())
}

/// A list of `{"case", "step", "ms", "ratio"}`, the ratio to the same case's bare decode.
fn json(cases: &[Case]) -> String {
    let row = |case: &Case, cost: &Cost| {
        let (name, step, ms) = (case.name, cost.step.name, cost.ms);
        let ratio = ms / case.bare().ms;
        format!(r#"  {{"case": "{name}", "step": "{step}", "ms": {ms:.4}, "ratio": {ratio:.4}}}"#)
    };
    let rows: Vec<String> = cases
        .iter()
        .flat_map(|case| case.costs.iter().filter(|cost| cost.step.listed).map(move |cost| row(case, cost)))
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn table(clinic: &Case, large: &Case, doubled: &Case) -> String {
    let mut table = String::new();
    for case in [clinic, large] {
        section(&mut table, case, "to bare", |_| case.bare());
    }
    section(&mut table, doubled, "to large", |place| &large.costs[place]);
    table
}

/// The costs of a case, a line a step, each as a ratio to the cost that `base` names for its place in [`STEPS`].
fn section<'a>(table: &mut String, case: &Case, to: &str, base: impl Fn(usize) -> &'a Cost) {
    let line = |cells: [&str; 5]| {
        let [what, ms, ms_ratio, peak, peak_ratio] = cells;
        format!("{what:<28}{ms:>10}{ms_ratio:>10}{peak:>14}{peak_ratio:>10}\n")
    };
    let title = format!("{}, {} bytes", case.name, case.body_bytes);
    table.push_str(&line([&title, "ms", to, "peak MB", to]));
    for (place, cost) in case.costs.iter().enumerate() {
        let base = base(place);
        let (peak, peak_ratio) = match (cost.peak_bytes.map(megabytes), base.peak_bytes.map(megabytes)) {
            (Some(peak), Some(base)) => (format!("{peak:.1}"), format!("{:.2}", peak / base)),
            _ => ("not measured".to_owned(), String::new()),
        };
        let (ms, ms_ratio) = (format!("{:.3}", cost.ms), format!("{:.2}", cost.ms / base.ms));
        table.push_str(&line([cost.step.words, &ms, &ms_ratio, &peak, &peak_ratio]));
    }
    table.push('\n');
}

/// What is aimed at, and whether it was reached; a busy machine can miss by chance, so that it is no failure.
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
    for (what, worst, most) in aims {
        let verdict = if worst <= most { "reached" } else { "MISSED" };
        let _ = writeln!(lines, "{what}: {worst:.2} at worst, aim {most:.1}: {verdict}");
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: &str = "clinic body 920224\nclinic bare 7500000\nclinic bare-text 7000000\nclinic all 15000000\n\
                          large body 33753955\nlarge-doubled body 58366603\n";

    /// Each step takes `ms` times its place from 1.
    fn case(name: &'static str, ms: f64) -> Case {
        let places = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0];
        let cost = |(step, place): (&'static Step, f64)| Cost {
            step,
            ms: ms * place,
            peak_bytes: bytes(MEMORY, name, step.name),
        };
        let body_bytes = bytes(MEMORY, name, "body").expect("a body");
        Case { name, body_bytes, costs: STEPS.iter().zip(places).map(cost).collect() }
    }

    #[test]
    fn the_median_is_read_and_not_the_mean() {
        let estimates = r#"{"mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":1.0,"upper_bound":2.0},
            "point_estimate":1500000.0,"standard_error":3.0},"median":{"confidence_interval":{"confidence_level":0.95,
            "lower_bound":1.0,"upper_bound":2.0},"point_estimate":2500000.5,"standard_error":3.0},"slope":null}"#;
        assert_eq!(median_ms(estimates), Some(2.500_000_5));
        assert_eq!(median_ms(r#"{"median":{"point_estimate":5e6}}"#), Some(5.0));
    }

    #[test]
    fn estimates_without_a_median_are_refused() {
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
    fn bytes_are_those_of_the_case_and_the_step() {
        assert_eq!(bytes(MEMORY, "clinic", "bare"), Some(7_500_000));
        assert_eq!(bytes(MEMORY, "clinic", "bare-text"), Some(7_000_000));
        assert_eq!(bytes(MEMORY, "large", "body"), Some(33_753_955));
        assert_eq!(bytes(MEMORY, "large-doubled", "body"), Some(58_366_603));
        assert_eq!(bytes(MEMORY, "clinic", "week"), None);
        assert_eq!(bytes("", "clinic", "bare"), None);
    }

    #[test]
    fn the_json_has_the_listed_steps_with_their_ratio_to_bare() {
        let json = json(&[case("clinic", 2.0), case("large", 100.0)]);
        let rows: Vec<&str> = json.lines().collect();
        assert_eq!((rows.len(), rows[0], rows[15]), (16, "[", "]"));
        assert_eq!(rows[1], r#"  {"case": "clinic", "step": "bare", "ms": 2.0000, "ratio": 1.0000},"#);
        assert_eq!(rows[2], r#"  {"case": "clinic", "step": "decode", "ms": 6.0000, "ratio": 3.0000},"#);
        assert_eq!(rows[14], r#"  {"case": "large", "step": "all", "ms": 900.0000, "ratio": 9.0000}"#);
    }

    #[test]
    fn the_table_compares_with_bare_and_twice_with_once() {
        let table = table(&case("clinic", 2.0), &case("large", 100.0), &case("large-doubled", 150.0));
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 3 * (1 + STEPS.len() + 1));
        let words = |line: usize| lines[line].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(0), "clinic, 920224 bytes ms to bare peak MB to bare");
        assert_eq!(words(1), "bare decode 2.000 1.00 7.5 1.00");
        assert_eq!(words(3), "tolerant decode 6.000 3.00 not measured");
        assert_eq!(words(9), "all: decode, free, view 18.000 9.00 15.0 2.00");
        assert_eq!(words(26), "large-doubled, 58366603 bytes ms to large peak MB to large");
        assert_eq!(words(35), "all: decode, free, view 1350.000 1.50 not measured");
    }

    #[test]
    fn an_aim_that_is_missed_is_told() {
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
    fn a_case_that_was_not_measured_is_named() {
        let nowhere = Path::new("no-such-folder");
        let failure = Case::read("large", nowhere, MEMORY).err().expect("no estimates").to_string();
        assert!(failure.contains("bare"), "{failure}");
        let failure = Case::read("tiny", nowhere, MEMORY).err().expect("no body").to_string();
        assert!(failure.contains("`tiny`"), "{failure}");
    }
}
