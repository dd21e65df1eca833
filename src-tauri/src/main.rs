//! The entry point of the program. The code is in the library, which the tests in `tests/journeys` also build.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    qabyl::run()
}
