//! The calendar of an account: the decoded payload, and the free time, sums and view models computed from it.
//!
//! The screen and the chat text get the free time from this crate, and it is the same as the server's. The
//! crate is pure: the payload, the range and the present moment are arguments, and nothing here reads a
//! clock, a file or the environment.
//!
//! Terms:
//!
//! - an *instant* is a point of time in UTC ([`model::Instant`]), and an *interval* is half-open, `[start,
//!   end)`;
//! - a *civil* date and a minute of the day are read from a wall clock. They have no zone. Only [`civil`]
//!   converts between civil time and instants;
//! - a *resource* is a specialist, a room or a device. Its *work rules* and *break rules* are weekly and
//!   civil. An *override* replaces them on one date, a *holiday* closes a date for the whole account, and a
//!   *time off* is an absence;
//! - a *free interval* is working time that nothing blocks. A *slot* is a start inside a free interval that
//!   the server offers for a duration, and a *start time* is a slot that the screen offers.
//!
//! The flow: [`decode::decode`] reads a body into a [`model::Payload`], and [`Calendar::new`] indexes it.
//! [`hours`] gives the working time of a resource, [`free`] its free time, [`why`] the reason for any moment,
//! [`money`] the sums, and [`view`] the view models. "Free-time rule 7" in a comment is rule 7 of
//! `docs/free-time-rules.md`.
//!
//! Not here: HTTP (the crate `onelink`), the cache (`sealed-cache`), and translations (`ui`).
#![warn(missing_docs, clippy::arithmetic_side_effects)]

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
mod order;
pub mod search;
pub mod start_times;
mod text;
mod typed_date;
pub mod view;
pub mod why;
pub mod zone;

pub use filter::{Filter, SavedFilter};
pub use index::Calendar;
pub use known_range::KnownRange;
pub use order::ResourceOrder;
pub use typed_date::typed_date;
