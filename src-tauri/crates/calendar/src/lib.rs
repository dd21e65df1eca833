//! The calendar of an account: what the server's payload contains, and what follows from it.
//!
//! This crate gives one answer to "when are you free?", the server's answer, to the screen, the chat text and the tests
//! alike. It is pure: the payload, the range and *now* are arguments, and nothing here reads a clock, a file or the
//! environment.
//!
//! Terms:
//!
//! - an *instant* is a point of time in UTC ([`model::Instant`]), and an *interval* is half-open, `[start, end)`;
//! - a *civil* date and a minute of the day are what a wall clock shows. Only [`civil`] converts between civil time and
//!   instants;
//! - a *resource* is a specialist, a room or a device. Its *work rules* and *break rules* are weekly and civil. An
//!   *override* replaces them on one date, a *holiday* closes a date for the whole account, and a *time off* is an
//!   absence;
//! - a *free interval* is working time that nothing blocks. A *slot* is a start inside a free interval that the server
//!   offers for a duration, and a *start time* is a slot that the screen offers.
//!
//! The flow: [`decode::decode`] reads a body into a [`model::Payload`], and [`Calendar::new`] indexes it. [`hours`] gives
//! the working time of a resource, [`free`] its free time, [`why`] the reason for any moment, [`money`] the sums, and
//! [`view`] the view models. "Free-time rule 7" in a comment is rule 7 of `docs/free-time-rules.md`.
//!
//! Not here: HTTP (the crate `onelink`), the cache (`sealed-cache`), and translations (`ui`).
#![warn(missing_docs)]

pub mod changes;
pub mod chat;
pub mod civil;
pub mod decode;
mod filter;
pub mod free;
pub mod hours;
mod index;
pub mod interval;
mod known_range;
#[allow(missing_docs, reason = "fields have the API's names; only those that need an explanation have docs")]
pub mod model;
pub mod money;
pub mod search;
pub mod start_times;
mod text;
pub mod view;
pub mod why;
pub mod zone;

pub use filter::Filter;
pub use index::Calendar;
pub use known_range::KnownRange;
