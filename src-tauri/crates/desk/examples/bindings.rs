//! Prints `ui/src/bindings.ts`: `cargo run -p desk --features bindings --example bindings`.
#![expect(clippy::print_stdout, reason = "what it prints is the file")]

fn main() {
    print!("{}", desk::bindings::typescript());
}
