//! The core, compared with saved responses of the server, rule by rule, and with damaged payloads.
#![expect(clippy::unwrap_used, reason = "the helpers of tests fail by panicking, as tests do")]

mod account;
mod fields;
mod fixture;
mod rules;
mod tolerance;
mod vectors;
mod why;
