//! A server that speaks One-Link's scheduling API from made-up accounts, over real HTTP on loopback.
//!
//! It is what a new user meets first ("Explore with sample data" starts it inside the program) and what every test of
//! the whole program talks to. It asks for a token and checks parameters as the real server does, and can be told to
//! fail in every way that the real one, or a proxy in front of it, is known to.
//!
//! Terms:
//!
//! - a *scenario* ([`Scenario`]) is a sample account; its rows, the [`Dataset`], are the same for the same scenario and
//!   *now*. Of a date's appointments only what time decides differs with *now*: what has become of an appointment, what was
//!   paid for it, whether it is booked yet (each is booked five weeks ahead or more), and whether an absence removed it;
//! - a *fault* ([`Fault`]) is a failure that is played until it is changed, a *barrier* ([`Barrier`]) one that keeps connections from coming about;
//! - the *truth* is what [`Dataset`] tells about itself. It does not come through the `calendar` crate, so that tests can hold
//!   that crate's results against it. Only `slots` in an answer are computed by that crate.
//!
//! Not in it: writing (the API that the program uses only reads), several accounts, and the passing of time - a server that
//! runs overnight still shows yesterday as today.

mod absences;
mod answers;
mod appointments;
mod barrier;
mod body;
mod dataset;
mod fault;
#[cfg(feature = "https")]
mod https;
mod money;
mod people;
#[cfg(feature = "https")]
mod proxy;
mod query;
mod random;
mod roster;
mod rows;
mod scenario;
mod server;
mod slots;
mod wall;

#[cfg(feature = "https")]
pub use barrier::bar_https;
pub use barrier::{Barred, Barrier, UnknownBarrier, bar};
pub use body::BROKEN_ROWS;
pub use dataset::{ACCOUNT_ID, Dataset, SampleMoney, Turn};
pub use fault::{Fault, UnknownFault};
#[cfg(feature = "https")]
pub use https::{Authority, AuthorityError, HOST_BEHIND_A_PROXY};
#[cfg(feature = "https")]
pub use proxy::{Leads, Proxy};
pub use query::parse_instant;
pub use rows::{
    Compensation, Field, SampleAppointment, SampleBreakRule, SampleExpense, SampleHoliday, SampleOverride,
    SamplePayment, SampleResource, SampleService, SampleTimeOff, SampleWorkRule,
};
pub use scenario::{Scenario, UnknownScenario};
#[cfg(feature = "https")]
pub use server::start_https;
pub use server::{Options, Server, StartError, start};
