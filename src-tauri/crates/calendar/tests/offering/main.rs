//! Free time as it is told: tidy starts, the finder, ticked times, the moments of a day; and search.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop there")]

mod changes;
mod finder;
#[path = "../core/fixture.rs"]
#[allow(dead_code, reason = "the core's tests use more of it")]
mod fixture;
mod moments;
mod offer;
mod search;
mod start_times;
#[path = "../view/support.rs"]
#[allow(dead_code, reason = "the views' tests use more of it")]
mod support;
