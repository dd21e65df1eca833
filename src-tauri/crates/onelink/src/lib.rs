//! The HTTP client of One-Link: asks for a calendar and for the account behind a token, and says exactly why when
//! neither comes. It only ever sends `GET`.
//!
//! Terms: an [`Address`] is the base under which a server answers; a [`Token`] is a user's access token, to be treated
//! as a password; a [`CalendarQuery`] is one range of one account; a [`ProxyAddress`] is the way out of a network that lets
//! nothing out directly; an [`Error`] carries an [`ErrorCode`] from a closed
//! set, on which the screen branches.
//!
//! What holds here:
//! - The token goes to the address's own host and nowhere else: https only (plain http on loopback, past any proxy), no
//!   redirect followed, one header marked sensitive, nothing of it in a `Debug`, an error or a message.
//! - A proxy's password is in no `Debug`, error or message either.
//! - A client can always be made: without a trusted certificate on the computer, https alone fails, with its code.
//! - No answer costs more than [`Limits`] allow, in bytes after decompression and in time.
//! - Only what another try can cure is tried again, twice at most; identical requests in flight are one request.
//!
//! Not here: what a payload means (crate `calendar`), what is kept on disk (crate `sealed-cache`), when to ask and how
//! wide a range (crate `desk`).

mod address;
mod body;
mod client;
mod connections;
mod error;
mod failure;
mod in_flight;
mod limits;
mod profile;
mod proxy;
mod query;
mod refusal;
mod retry;
mod token;

pub use address::{Address, AddressError, Page};
pub use client::{CalendarAnswer, Client};
pub use connections::Authority;
pub use error::{Error, ErrorCode};
pub use limits::Limits;
pub use profile::{Profile, ProfileAccount};
pub use proxy::{ProxyAddress, ProxyError};
pub use query::{CalendarQuery, UnknownView, View};
pub use token::{Token, TokenError};
