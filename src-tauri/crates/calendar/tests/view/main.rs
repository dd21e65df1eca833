//! View models and money: small payloads made by hand, and the saved answers of the server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop there")]

mod axis;
mod details;
#[allow(dead_code, reason = "the core's tests use more of it")]
#[path = "../core/fixture.rs"]
mod fixture;
mod hours;
mod lanes;
mod money_issues;
mod money_saved;
mod money_sums;
mod periods;
mod repeated;
mod saved;
mod support;
