//! Prints `ui/src/bindings.ts`: `cargo run -p desk --features bindings --example bindings`.
#![expect(clippy::print_stdout, reason = "the output is the content of the file")]

fn main() {
    print!("{}", desk::bindings::typescript());
}
