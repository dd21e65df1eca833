//! Free time as the screen offers it: start times, the finder, selected times and moments. Also the changes
//! and the search.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed setup fails the test")]

mod changes;
mod finder;
#[path = "../core/fixture.rs"]
#[allow(dead_code, reason = "the tests in core use the rest")]
mod fixture;
mod moments;
mod offer;
mod search;
mod start_times;
#[path = "../view/support.rs"]
#[allow(dead_code, reason = "the tests in view use the rest")]
mod support;
