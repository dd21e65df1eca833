//! Free times as text for a chat, in the client's language.
//!
//! What is sent names a weekday, a date, times of the clinic's clock and whom they are with; nothing of any other
//! client can get into it, because nothing of a client comes in.

mod line;
mod placeholder;
mod template;
mod words;

use chrono::NaiveDate;

pub use line::{ChatLanguage, ChatLine};
pub use placeholder::{Placeholder, placeholder_word};
pub use template::{Template, TemplateError};

/// The text for `lines`, in their order; `today` (the clinic's) decides whether a year is worth telling.
///
/// Weekday, date and times are always in it, also when the template forgets them.
pub fn compose(lines: &[ChatLine], template: &Template, language: ChatLanguage, today: NaiveDate) -> String {
    template.fill(lines, |placeholder, line| words::value(placeholder, line, language, today))
}
