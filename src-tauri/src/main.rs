//! The program's entry. Everything is in the library, which the journeys' build shares.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    qabyl::run()
}
