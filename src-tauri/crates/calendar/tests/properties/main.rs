//! What must hold of any account, any zone and any body. Cases are made by proptest, anew on each run.
//!
//! `PROPTEST_CASES=5000` looks longer. A failure is shrunk, printed, and its seed kept in
//! `tests/proptest-regressions`, which is tried first from then on: commit it with the mending.
#![expect(clippy::unwrap_used, reason = "the helpers of tests fail by panicking, as tests do")]

mod account;
mod clock;
mod count;
mod decode;
mod free;
mod why;
