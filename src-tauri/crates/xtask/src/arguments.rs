//! The command line.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::parts::Part;

/// Builds, runs, tests and packages Qabyl. Every task of the project is a command here.
#[derive(Parser, Debug)]
#[command(bin_name = "cargo xtask", arg_required_else_help = true)]
#[command(after_help = "`cargo xtask <COMMAND> --help` explains a command and its arguments.

CARGO_TARGET_DIR is respected. CHROMIUM is the path of the browser for the part `browser` of `test`.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug, PartialEq, Eq)]
pub enum Command {
    /// Build the program and start it
    ///
    /// Missing system packages (apt-get) and npm packages are installed first. On a computer without a display, the
    /// program is started on a virtual display with sample data, and the path of a picture of its window is printed.
    #[command(verbatim_doc_comment)]
    Run {
        /// Arguments for the program
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },

    /// Build the program, start it, and reload it at every change
    Dev {
        /// Show the UI in a browser instead, without building the program
        ///
        /// Starts the test host, which runs the Rust side without a window, and Vite, which reloads the page at every
        /// change in ui/. The address to open is printed. Needs no display and no WebKitGTK. After a change in Rust,
        /// start the command again. The settings are stored in dev-browser below cargo's target folder.
        #[arg(long, verbatim_doc_comment)]
        browser: bool,

        /// Arguments for `tauri dev`, or for Vite with --browser
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },

    /// Run all checks, some parts of them, or one file or test
    #[command(override_usage = "cargo xtask test [--keep-going] [PART]...
       cargo xtask test <PART> <CRATE OR FILE> [TEST]")]
    #[command(after_help = TEST_HELP)]
    Test {
        /// Run the remaining parts after a part has failed
        #[arg(long)]
        keep_going: bool,

        /// Names of parts, or one part with a crate or file and the name of a test
        #[arg(value_name = "PART")]
        words: Vec<String>,
    },

    /// Measure the calendar engine, or the UI in a browser
    ///
    /// Without a word it measures the engine. Prints tables, and writes files into bench below cargo's target folder.
    Bench {
        #[command(subcommand)]
        what: Option<Measured>,
    },

    /// Write ui/src/bindings.ts from the list of commands in the crate `desk`
    Bindings,

    /// Take the pictures of the documentation again and write them to docs/pictures
    Pictures {
        /// Take only the pictures of this screen, for example `day`
        name: Option<String>,
    },

    /// Build the release packages for this system
    ///
    /// Linux: deb and rpm. Windows: NSIS and MSI installers. macOS: dmg.
    Bundle {
        /// On Linux, also build the AppImage. Its tools are downloaded
        #[arg(long)]
        all: bool,

        /// Arguments for `tauri build`
        #[arg(last = true)]
        arguments: Vec<OsString>,
    },
}

/// What `cargo xtask bench` measures.
#[derive(Subcommand, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Measure the time and memory that the calendar engine takes
    Engine,

    /// Measure the UI in Chromium against a floor (Linux)
    ///
    /// The floor draws the same picture with plain positioned elements. The table has the processor time of both, the
    /// elements, the heap, the bytes between desk and UI, late frames while scrolling, and the size of the JavaScript.
    /// Aims that are missed are marked, and are no failure.
    Ui(UiBench),
}

/// The options of `cargo xtask bench ui`.
#[derive(Args, Debug, PartialEq, Eq)]
pub struct UiBench {
    /// How often each row is measured; the table has the medians
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub runs: u32,

    /// Measure only the rows whose name contains this text, for example "week"
    #[arg(long, value_name = "ROW")]
    pub only: Option<String>,
}

const TEST_HELP: &str = "\
Parts, in the order in which they run:
  format    format of the Rust code
  clippy    lints of the Rust code
  bindings  ui/src/bindings.ts is up to date
  ui        types, lints, unit tests and build of the UI
  supply    licences and sources of the crates (cargo-deny)
  crates    tests of the crates
  browser   tests of the UI in a browser (Linux)
  journeys  tests of the program in its real window (Linux)

The parts ui, crates, browser and journeys can run one file or one test. For crates, name a crate; for the others, a
test file. TEST is a part of the test's name:
  cargo xtask test crates calendar
  cargo xtask test crates calendar cancelled_appointment
  cargo xtask test ui words.test.ts
  cargo xtask test browser search.spec.ts \"no result\"
  cargo xtask test journeys main_job";

/// What `cargo xtask test` runs.
#[derive(Debug, PartialEq, Eq)]
pub struct Selection {
    /// In the order in which they run, without duplicates.
    pub parts: Vec<Part>,
    /// Limits the only part. `None` runs the parts completely.
    pub filter: Option<Filter>,
}

/// One crate or file of a part, or one test in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Filter {
    /// The crate for the part `crates`, otherwise the test file.
    pub target: String,
    /// A part of the test's name.
    pub test: Option<String>,
}

/// Reads the command line, whose first argument is the program's name.
///
/// # Errors
/// The error prints what is wrong, or the help that the user requested.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    Arguments::try_parse_from(arguments).map(|arguments| arguments.command)
}

impl Selection {
    /// Reads the words after `test`: names of parts, or one part and its filter.
    ///
    /// # Errors
    /// The error prints what is wrong.
    pub fn parse(words: &[String]) -> Result<Self, clap::Error> {
        let count = words.iter().take_while(|word| Part::from_name(word).is_some()).count();
        let (names, filter) = words.split_at(count);
        let parts: Vec<Part> = Part::ALL
            .into_iter()
            .filter(|part| names.is_empty() || names.iter().any(|name| part.name() == name))
            .collect();
        let filter = match (names, filter) {
            (_, []) => None,
            ([], [word, ..]) => {
                return Err(usage_error(format!("There is no part `{word}`.")));
            }
            ([name], [_, ..]) if !parts[0].has_filter() => {
                return Err(usage_error(format!("The part `{name}` has no files or tests to select.")));
            }
            ([_], [target]) => Some(Filter { target: target.clone(), test: None }),
            ([_], [target, test]) => Some(Filter { target: target.clone(), test: Some(test.clone()) }),
            ([_], [_, _, extra, ..]) => {
                return Err(usage_error(format!("`{extra}` is one argument too many.")));
            }
            ([_, ..], [word, ..]) => {
                return Err(usage_error(format!(
                    "`{word}` is not a part, and a crate or file can be selected for one part only."
                )));
            }
        };
        Ok(Self { parts, filter })
    }
}

fn usage_error(message: String) -> clap::Error {
    let mut arguments = Arguments::command();
    arguments.build();
    match arguments.find_subcommand_mut("test") {
        Some(test) => test.error(ErrorKind::InvalidValue, message),
        None => arguments.error(ErrorKind::InvalidValue, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Command, clap::Error> {
        parse(["xtask"].into_iter().chain(line.split_whitespace()).map(OsString::from))
    }

    fn parsed(line: &str) -> Command {
        parse_line(line).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    fn strings(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    fn selection(line: &str) -> Result<Selection, String> {
        let words: Vec<String> = line.split_whitespace().map(String::from).collect();
        Selection::parse(&words).map_err(|error| error.to_string())
    }

    #[test]
    fn definition_of_the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn help_is_printed_when_requested_or_when_no_command_is_given() {
        for line in ["", "--help", "-h", "help", "test --help", "run -h", "help bundle", "bench ui --help"] {
            let kind = parse_line(line).expect_err(line).kind();
            let is_help =
                matches!(kind, ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
            assert!(is_help, "{line:?}: {kind:?}");
        }
    }

    #[test]
    fn help_of_test_lists_every_part_in_order() {
        let listed: Vec<&str> = TEST_HELP
            .lines()
            .skip(1)
            .take(Part::ALL.len())
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(listed, Part::ALL.map(Part::name));
    }

    #[test]
    fn arguments_of_run_are_passed_to_the_program() {
        let arguments = strings(&["--data", "here"]);
        assert_eq!(parsed("run --data here"), Command::Run { arguments: arguments.clone() });
        assert_eq!(parsed("run -- --data here"), Command::Run { arguments });
        assert_eq!(parsed("run -- --help"), Command::Run { arguments: strings(&["--help"]) });
    }

    #[test]
    fn dev_separates_its_flag_from_the_other_arguments() {
        assert_eq!(parsed("dev"), Command::Dev { browser: false, arguments: vec![] });
        assert_eq!(parsed("dev --browser"), Command::Dev { browser: true, arguments: vec![] });
        assert_eq!(
            parsed("dev --browser --host"),
            Command::Dev { browser: true, arguments: strings(&["--host"]) }
        );
        assert_eq!(
            parsed("dev --no-watch"),
            Command::Dev { browser: false, arguments: strings(&["--no-watch"]) }
        );
    }

    #[test]
    fn bundle_separates_its_flag_from_the_arguments_of_tauri() {
        assert_eq!(
            parsed("bundle --all -- --target x86_64-apple-darwin"),
            Command::Bundle { all: true, arguments: strings(&["--target", "x86_64-apple-darwin"]) }
        );
    }

    #[test]
    fn bench_measures_the_engine_unless_the_ui_is_named() {
        let ui = |runs, only: Option<&str>| Command::Bench {
            what: Some(Measured::Ui(UiBench { runs, only: only.map(str::to_owned) })),
        };
        assert_eq!(parsed("bench"), Command::Bench { what: None });
        assert_eq!(parsed("bench engine"), Command::Bench { what: Some(Measured::Engine) });
        assert_eq!(parsed("bench ui"), ui(5, None));
        assert_eq!(parsed("bench ui --only week --runs 1"), ui(1, Some("week")));
        assert!(parse_line("bench ui --runs 0").is_err());
    }

    #[test]
    fn flag_of_test_may_stand_anywhere() {
        let words = vec!["crates".to_owned(), "format".to_owned()];
        assert_eq!(
            parsed("test crates --keep-going format"),
            Command::Test { keep_going: true, words: words.clone() }
        );
        assert_eq!(parsed("test crates format"), Command::Test { keep_going: false, words });
    }

    #[test]
    fn unknown_argument_is_named() {
        for (line, word) in [
            ("fly", "fly"),
            ("test --keepgoing", "--keepgoing"),
            ("bench --quick", "--quick"),
            ("bench ui --quick", "--quick"),
            ("bench desk", "desk"),
            ("bindings now", "now"),
            ("pictures day week", "week"),
            ("bundle --target x", "--target"),
        ] {
            let message = parse_line(line).expect_err(line).to_string();
            assert!(message.contains(&format!("'{word}'")), "{line}: {message}");
        }
    }

    #[test]
    fn all_parts_are_selected_without_names() {
        assert_eq!(selection(""), Ok(Selection { parts: Part::ALL.to_vec(), filter: None }));
    }

    #[test]
    fn named_parts_are_selected_once_and_in_running_order() {
        let parts = vec![Part::Format, Part::Crates];
        assert_eq!(selection("crates format crates"), Ok(Selection { parts, filter: None }));
    }

    #[test]
    fn words_after_one_part_are_its_filter() {
        let filter = |target: &str, test: Option<&str>| {
            Some(Filter { target: target.to_owned(), test: test.map(str::to_owned) })
        };
        assert_eq!(
            selection("crates desk polling"),
            Ok(Selection { parts: vec![Part::Crates], filter: filter("desk", Some("polling")) })
        );
        for part in [Part::Ui, Part::Crates, Part::Browser, Part::Journeys] {
            let expected = Selection { parts: vec![part], filter: filter("some", None) };
            assert_eq!(selection(&format!("{} some", part.name())), Ok(expected));
        }
    }

    #[test]
    fn selection_that_is_not_understood_is_refused() {
        for (line, message) in [
            ("wings", "There is no part `wings`."),
            ("wings crates", "There is no part `wings`."),
            ("format main.rs", "The part `format` has no files or tests to select."),
            ("crates browser desk", "`desk` is not a part, and a crate or file"),
            ("crates desk polling more", "`more` is one argument too many."),
        ] {
            let error = selection(line).expect_err(line);
            assert!(error.contains(message), "{line}: {error}");
            assert!(error.contains("cargo xtask test [--keep-going]"), "{line}: {error}");
        }
    }
}
