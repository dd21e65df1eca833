//! Free time, states and the decoder: compared with saved responses of the server, rule by rule, and with
//! damaged payloads.
#![expect(clippy::unwrap_used, reason = "a helper function of a test may panic")]

mod account;
mod fields;
mod fixture;
mod rules;
mod tolerance;
mod vectors;
mod why;
