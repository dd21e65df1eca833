//! View models and money, with small payloads and with saved responses of the server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed setup fails the test")]

mod axis;
mod crowds;
mod details;
mod filter;
#[allow(dead_code, reason = "the tests in core use the rest")]
#[path = "../core/fixture.rs"]
mod fixture;
mod hours;
mod lanes;
mod limits;
mod list_arrangement;
mod list_totals;
mod list_windows;
mod midnight;
mod money_issues;
#[path = "../../examples/money_json/mod.rs"]
mod money_json;
mod money_recount;
mod money_report;
mod money_report_saved;
mod money_saved;
mod money_sums;
mod money_view_recount;
mod month;
mod periods;
mod present;
mod repeated;
mod saved;
mod sheet;
mod short;
mod support;
