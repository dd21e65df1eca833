//! Properties of any account, zone and body. proptest generates new cases in each run.
//!
//! `PROPTEST_CASES=5000` runs more cases. A failing case is shrunk and printed, and its seed is stored in
//! `tests/proptest-regressions`. Later runs try it first: commit it together with the fix.
#![expect(clippy::unwrap_used, reason = "the helpers of tests fail by panicking, as tests do")]

mod account;
mod clock;
mod count;
mod decode;
mod free;
mod why;
