//! The core against the server's own answers, rule by rule, and against broken payloads.
#![expect(clippy::unwrap_used, reason = "the helpers of tests fail by panicking, as tests do")]

mod fixture;
mod local_resolution;
mod properties;
mod rules;
mod tolerance;
mod vectors;
