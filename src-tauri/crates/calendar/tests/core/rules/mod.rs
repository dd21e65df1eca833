//! The rules of `docs/free-time-rules.md`, for cases in which a small example is clearer than a saved
//! response. There is one file for each of its sections A to F. Section C has two. The name of a test begins
//! with its rule.

mod acceptance;
mod free_time;
mod hours;
mod implementation;
mod inputs;
mod output;
mod zones;
