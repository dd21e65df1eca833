//! The practice server: it serves One-Link's scheduling API with invented accounts, over HTTP on the loopback interface.
//!
//! The program starts it when a new user chooses to explore sample data. All tests of the whole program use it too.
//! It requires a token and checks parameters as the real server does (`docs/api.md`). It can simulate the known failures of
//! the real server and of the proxies in front of it.
//!
//! Terms:
//!
//! - a *scenario* ([`Scenario`]) is a sample account. Its rows form a [`Dataset`], which depends on the scenario and on *now*
//!   alone. On a date, every *now* gives the same appointments with the same clients and services. The following depends on
//!   *now*: the status, the payments, whether the appointment exists already (it is created five weeks ahead or more), and
//!   whether time off removes it;
//! - an *edit* ([`SampleEdit`]) is something that happened after the appointments were created, such as a cancellation;
//! - a *fault* ([`Fault`]) is a failure of the running server. It lasts until it is changed;
//! - a *connection fault* ([`ConnectionFault`]) prevents clients from connecting at all.
//!
//! Tests compare the program with the [`Dataset`]. The dataset does not use the `calendar` crate, so that the two do not share
//! an error. Only the `slots` in a response are computed by that crate.
//!
//! Not supported: writing (the program only reads), several accounts, and the passing of time. A server that runs overnight
//! still shows the data of its first day.

mod appointments;
mod body;
mod civil;
mod clients;
mod connection_fault;
mod dataset;
mod edit;
mod fault;
#[cfg(feature = "https")]
mod https;
mod money;
#[cfg(feature = "https")]
mod proxy;
mod query;
mod random;
mod responses;
mod rows;
mod scenario;
mod schedule_exceptions;
mod server;
mod slots;
mod templates;

pub use body::BROKEN_ROWS;
#[cfg(feature = "https")]
pub use connection_fault::start_connection_fault_https;
pub use connection_fault::{ConnectionFault, FaultyPort, UnknownConnectionFault, start_connection_fault};
pub use dataset::{ACCOUNT_ID, Dataset, SampleMoney};
pub use edit::SampleEdit;
pub use fault::{Fault, UnknownFault};
#[cfg(feature = "https")]
pub use https::{Authority, AuthorityError, HOST_BEHIND_A_PROXY};
pub use money::USER;
#[cfg(feature = "https")]
pub use proxy::{Proxy, ProxyAccess};
pub use query::parse_instant;
pub use rows::{
    Compensation, Field, SampleAppointment, SampleBreakRule, SampleExpense, SampleHoliday, SampleOverride,
    SamplePayment, SampleResource, SampleService, SampleTimeOff, SampleWorkRule,
};
pub use scenario::{Scenario, UnknownScenario};
#[cfg(feature = "https")]
pub use server::start_https;
pub use server::{DateHeader, Options, Server, StartError, start};
