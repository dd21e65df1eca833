//! `docs/free-time-rules.md`, rule by rule, for cases in which a small example is clearer than a vector. The
//! files are its sections A to F; each test names its rule.

mod booking;
mod free_time;
mod hours;
mod implementer;
mod inputs;
mod output;
mod zones;
