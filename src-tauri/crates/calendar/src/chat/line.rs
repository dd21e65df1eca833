//! A line of a chat text, and its language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The language of a text for a client; independent of the program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ChatLanguage {
    /// Russian.
    Ru,
    /// Kazakh.
    Kk,
    /// English.
    En,
}

impl ChatLanguage {
    /// The position of the language in the tables of words.
    pub(super) fn column(self) -> usize {
        match self {
            ChatLanguage::En => 0,
            ChatLanguage::Ru => 1,
            ChatLanguage::Kk => 2,
        }
    }
}

/// One person's times on one date: a line of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLine {
    /// The clinic's date.
    pub date: NaiveDate,
    /// `HH:MM` on the clinic's wall clock, by time.
    pub times: Vec<String>,
    /// Whom they are with, as the account names them.
    pub name: String,
    /// Their specialty, when they have one.
    pub specialty: Option<String>,
    /// How long the appointment is, in minutes.
    pub duration_min: i64,
    /// How far the clinic's clocks are ahead of UTC then, in seconds.
    pub offset_seconds: i32,
}
