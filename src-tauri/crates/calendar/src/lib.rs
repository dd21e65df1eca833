//! The calendar of an account: what the server's payload says, and what follows from it.
//!
//! The crate is here so that "when are you free?" has one answer, the server's, whoever asks: the screen, the
//! text for a chat, a test. It is pure. The payload, the range and *now* are arguments; nothing here reads a
//! clock, the environment or a file.
//!
//! Terms, each with one meaning throughout:
//!
//! - an *instant* is a moment in UTC ([`model::Instant`]); an *interval* is half-open, `[start, end)`;
//! - a *civil* date and a minute of the day are what a wall clock shows; [`civil`] is the only place where
//!   they meet instants;
//! - a *resource* is whom or what appointments are made with; its *work rules* and *breaks* are weekly and
//!   civil, an *override* replaces them on one date, a *holiday* closes a date for all, a *time off* is an
//!   absence;
//! - a *free interval* is working time that nothing blocks; a *slot* is a start for a given duration inside
//!   one.
//!
//! The way through: [`decode::decode`] makes a [`model::Payload`] of a body, [`Calendar::new`] indexes it,
//! [`hours`] says when a resource works and why not, [`free`] what is left, [`why`] what any other moment is,
//! [`money`] what it brings, [`view`] what the screen paints. "Free-time rule 7" in a comment is rule 7 of
//! `docs/free-time-rules.md`.
//!
//! Not in it: HTTP and its errors (`onelink`), keeping payloads (`sealed-cache`), words in any language but
//! the server's own (`ui`).
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
#[allow(missing_docs, reason = "fields carry the API's names; those that need words have them")]
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
