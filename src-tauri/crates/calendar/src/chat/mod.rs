//! Selected times as a chat text in the client's language.
//!
//! The text contains weekdays, dates, times of the clinic's clock and resources, and a reminder the service. It cannot
//! contain data of another client, because this module gets no client data.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions in a template of at most 500 characters, and minutes of a day"
)]

mod line;
mod placeholder;
mod short_name;
mod template;
mod words;

use chrono::NaiveDate;

pub use line::{ChatLanguage, ChatLine, TemplateKind, ThenTime};
pub use placeholder::{Placeholder, placeholder_word};
pub use short_name::{short_name, short_names};
pub use template::{Template, TemplateError};

/// The chat text of `lines`, in the given order. The year is only included when it is not that of `today`,
/// the clinic's date.
///
/// Weekday, date and times are always included, even when the template does not have them. The second of two appointments in a
/// row follows at the end of its line.
pub fn compose(lines: &[ChatLine], template: &Template, language: ChatLanguage, today: NaiveDate) -> String {
    template.fill(
        lines,
        |placeholder, line| words::value(placeholder, line, language, today),
        |line| line.then.as_ref().map_or_else(String::new, |then| words::then(then, language)),
    )
}
