//! The core against the server's own answers, rule by rule, and against broken payloads.
#![expect(clippy::unwrap_used, reason = "the helpers of tests fail by panicking, as tests do")]

mod account;
mod fields;
mod fixture;
mod rules;
mod tolerance;
mod vectors;
mod why;
