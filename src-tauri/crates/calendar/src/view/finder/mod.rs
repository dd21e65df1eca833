//! The finder: the first start times across days and resources.

mod durations;
mod find;
mod groups;
mod request;
mod scope;

pub use durations::{Durations, durations};
pub use find::find;
pub use request::FinderRequest;

/// How long a client waits at most between two appointments in a row, in minutes.
const MAX_WAIT_MIN: i64 = 30;
/// The longest appointment that can be searched for, in minutes.
const MAX_DURATION_MIN: u32 = 720;
