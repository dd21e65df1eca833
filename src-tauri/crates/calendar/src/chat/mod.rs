//! Free times as text for a chat, in the client's language.
//!
//! What is sent names a weekday, a date, times of the clinic's clock and whom they are with; nothing of any other
//! client can get into it, because nothing of a client comes in.

mod template;
mod words;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use template::{Placeholder, Template, TemplateError};
pub use words::placeholder_word;

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

/// The text for `lines`, in their order; `today` (the clinic's) decides whether a year is worth telling.
///
/// Weekday, date and times are always in it, also when the template forgets them.
pub fn compose(lines: &[ChatLine], template: &Template, language: ChatLanguage, today: NaiveDate) -> String {
    template.fill(lines, |placeholder, line| words::value(placeholder, line, language, today))
}
