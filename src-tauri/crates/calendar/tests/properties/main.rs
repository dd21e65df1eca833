//! Properties that hold for every account, zone and body. proptest generates new cases in each run.
//!
//! `PROPTEST_CASES=5000` runs more cases. A failing case is reduced and printed, and its seed is stored in
//! `tests/proptest-regressions`. Later runs try this seed first. Commit it together with the fix.
#![expect(clippy::unwrap_used, reason = "a helper function of a test may panic")]

mod account;
mod clock;
mod decode;
mod every_result;
mod free;
mod reference;
mod why;
