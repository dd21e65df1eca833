//! The HTTP client of One-Link. It requests a calendar, or the profile behind a token, and reports the exact reason of a
//! failure. It sends `GET` requests only.
//!
//! Terms:
//! - [`Address`]: the base URL of a server;
//! - [`Token`]: a user's access token, as secret as a password;
//! - [`CalendarQuery`]: one range of one account;
//! - [`ProxyAddress`]: a proxy that the user entered;
//! - [`Error`]: a failed request, with an [`ErrorCode`] from a closed set on which the UI branches.
//!
//! Guarantees:
//! - The token is sent to the host of the address only: over https (plain http is allowed to localhost, where proxies are
//!   bypassed), without following redirects, in one header that is marked sensitive. No `Debug` output, error or message
//!   contains it.
//! - No `Debug` output, error or message contains a proxy's password.
//! - Creating a client never fails. On a computer without trusted certificates https requests fail with
//!   [`ErrorCode::TlsNoAuthorities`], and everything else works.
//! - A response takes at most the bytes (after decompression) and the time that [`Limits`] allows.
//! - Only temporary failures are retried, twice at most.
//!
//! Not in this crate: the meaning of a payload (crate `calendar`), the cache on disk (crate `sealed-cache`), when to
//! request which range (crate `desk`).

mod address;
mod body;
mod client;
mod connections;
mod error;
mod failure;
mod limits;
mod pasted;
mod profile;
mod proxy;
mod query;
mod refusal;
mod retry;
mod token;

pub use address::{Address, AddressError, Page};
pub use client::{CalendarAnswer, Client};
pub use connections::Authority;
pub use error::{Error, ErrorCode, error_chain};
pub use limits::Limits;
pub use profile::{Profile, ProfileAccount};
pub use proxy::{ProxyAddress, ProxyError};
pub use query::{CalendarQuery, UnknownView, View};
pub use token::{Token, TokenError};
