//! The command line, as a value.

use crate::failure::Failure;
use crate::parts::Part;

pub const HELP: &str = "\
cargo xtask: everything that is done with Qabyl, by its name

Usage: cargo xtask <command>

Commands:
  run [arguments]        Build the program and start it. What it needs is installed first (apt-get, npm).
                         Without a display: save a picture of its window instead and say where.
                         Arguments go to the program.
  dev [arguments]        The same, and the window reloads at every change. Arguments go to `tauri dev`.
  test [part...]         Run every check, or the parts named, in this order:
                           format clippy bindings ui supply crates browser journeys
      --keep-going       Go on after a part that failed.
  bench                  Measure what the engine takes, in time and memory, beside a bare decode: prints a table
                         and writes bench/engine.json below cargo's target folder.
  bindings               Write ui/src/bindings.ts anew from the list of commands.
  pictures [name]        Paint the documents' pictures anew into docs/pictures, or only the one named.
  bundle [-- arguments]  Build the release packages of this system: deb and rpm, nsis and msi, or dmg.
                         Arguments after `--` go to `tauri build`.
      --all              On Linux the AppImage too (it downloads its tools).

CARGO_TARGET_DIR is respected. CHROMIUM names the browser of the part `browser`.";

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Run { arguments: Vec<String> },
    Dev { arguments: Vec<String> },
    Test { parts: Vec<Part>, keep_going: bool },
    Bench,
    Bindings,
    Pictures { only: Option<String> },
    Bundle { all: bool, arguments: Vec<String> },
}

/// Reads the arguments after the program's own name.
///
/// # Errors
/// [`Failure::Usage`] with what was not understood.
pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, Failure> {
    let mut ours: Vec<String> = arguments.collect();
    // Whatever stands after `--` belongs to the program that is started, even `--help`.
    let theirs = match ours.iter().position(|argument| argument == "--") {
        Some(at) => ours.split_off(at).split_off(1),
        None => Vec::new(),
    };
    if ours.is_empty() || ours.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h" | "help")) {
        return Ok(Command::Help);
    }
    let name = ours.remove(0);
    match name.as_str() {
        "run" => Ok(Command::Run { arguments: [ours, theirs].concat() }),
        "dev" => Ok(Command::Dev { arguments: [ours, theirs].concat() }),
        "test" => {
            let keep_going = take_flag(&mut ours, "--keep-going");
            nothing_more(&theirs)?;
            Ok(Command::Test { parts: parse_parts(&ours)?, keep_going })
        }
        "bench" => {
            nothing_more(&ours)?;
            nothing_more(&theirs)?;
            Ok(Command::Bench)
        }
        "bindings" => {
            nothing_more(&ours)?;
            nothing_more(&theirs)?;
            Ok(Command::Bindings)
        }
        "pictures" => {
            let only = if ours.is_empty() { None } else { Some(ours.remove(0)) };
            nothing_more(&ours)?;
            nothing_more(&theirs)?;
            Ok(Command::Pictures { only })
        }
        "bundle" => {
            let all = take_flag(&mut ours, "--all");
            nothing_more(&ours)?;
            Ok(Command::Bundle { all, arguments: theirs })
        }
        other => Err(Failure::Usage(format!("There is no command `{other}`."))),
    }
}

fn take_flag(arguments: &mut Vec<String>, flag: &str) -> bool {
    let before = arguments.len();
    arguments.retain(|argument| argument != flag);
    arguments.len() < before
}

fn nothing_more(arguments: &[String]) -> Result<(), Failure> {
    match arguments.first() {
        None => Ok(()),
        Some(argument) => Err(Failure::Usage(format!("`{argument}` means nothing here."))),
    }
}

/// The parts named, in the order in which they run; all of them when none is named.
fn parse_parts(names: &[String]) -> Result<Vec<Part>, Failure> {
    for name in names {
        if !Part::ALL.iter().any(|part| part.name() == name) {
            return Err(Failure::Usage(format!("`test` has no part `{name}`.")));
        }
    }
    let wanted = |part: &Part| names.is_empty() || names.iter().any(|name| part.name() == name);
    Ok(Part::ALL.into_iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(String::from)).map_err(|failure| failure.to_string())
    }

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_and_help_print_the_help() {
        for line in ["", "--help", "-h", "help", "test --help", "run -h"] {
            assert_eq!(parsed(line), Ok(Command::Help), "{line:?}");
        }
    }

    #[test]
    fn the_programs_arguments_go_through() {
        let arguments = strings(&["--data", "here"]);
        assert_eq!(parsed("run --data here"), Ok(Command::Run { arguments: arguments.clone() }));
        assert_eq!(parsed("run -- --data here"), Ok(Command::Run { arguments }));
        assert_eq!(parsed("run -- --help"), Ok(Command::Run { arguments: strings(&["--help"]) }));
    }

    #[test]
    fn all_parts_run_when_none_is_named() {
        assert_eq!(parsed("test"), Ok(Command::Test { parts: Part::ALL.to_vec(), keep_going: false }));
    }

    #[test]
    fn named_parts_run_in_the_tests_order_and_once() {
        let parts = vec![Part::Format, Part::Crates];
        assert_eq!(
            parsed("test crates --keep-going format crates"),
            Ok(Command::Test { parts, keep_going: true })
        );
    }

    #[test]
    fn the_help_names_every_part_in_order() {
        let names: Vec<&str> = Part::ALL.iter().map(|part| part.name()).collect();
        assert!(HELP.contains(&names.join(" ")));
    }

    #[test]
    fn bundle_tells_its_flag_from_tauris_arguments() {
        assert_eq!(
            parsed("bundle --all -- --target x86_64-apple-darwin"),
            Ok(Command::Bundle { all: true, arguments: strings(&["--target", "x86_64-apple-darwin"]) })
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, word) in [
            ("fly", "fly"),
            ("test wings", "wings"),
            ("test --keepgoing", "--keepgoing"),
            ("test -- crates", "crates"),
            ("bench --quick", "--quick"),
            ("bindings now", "now"),
            ("pictures day week", "week"),
            ("bundle --target x", "--target"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(&format!("`{word}`")), "{line}: {message}");
        }
    }
}
