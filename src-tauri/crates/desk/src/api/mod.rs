//! The requests, responses and errors of the commands in [`crate::commands`]: everything that crosses to the screen.

macro_rules! api_type {
    ($item:item) => {
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        $item
    };
}

macro_rules! api_request {
    ($item:item) => {
        #[derive(Clone, PartialEq, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        $item
    };
}

mod account;
mod cash_desk;
mod error;
mod files;
mod free_time;
mod money;
mod paper;
mod screen;
mod settings;

pub use account::*;
pub use cash_desk::*;
pub use error::*;
pub use files::*;
pub use free_time::*;
pub use money::*;
pub use paper::*;
pub use screen::*;
pub use settings::*;
