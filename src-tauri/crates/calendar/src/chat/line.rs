//! A line of a chat text, and its language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The language of a chat text. It does not depend on the program's language.
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

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum TemplateKind {
    /// Free times that are offered to a client.
    #[default]
    Offer,
    /// A reminder of an appointment.
    Reminder,
}

/// The times of one resource on one date: a line of the chat text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLine {
    /// The date in the clinic's zone.
    pub date: NaiveDate,
    /// `HH:MM` on the clinic's wall clock, in order.
    pub times: Vec<String>,
    /// The resource's name.
    pub name: String,
    /// The resource's short name, see [`short_name`](super::short_name).
    pub short_name: String,
    /// The resource's specialty.
    pub specialty: Option<String>,
    /// The service of the appointment, for a reminder.
    pub service: Option<String>,
    /// The length of the appointment.
    pub duration_min: i64,
    /// The second of two appointments in a row.
    pub then: Option<ThenTime>,
    /// How many seconds the clinic's clocks are ahead of UTC at that time.
    pub offset_seconds: i32,
}

/// The second of two appointments in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThenTime {
    /// `HH:MM` on the clinic's wall clock.
    pub time: String,
    /// The resource's name.
    pub name: String,
}
