//! Selected times as a chat text in the client's language.
//!
//! The text contains weekdays, dates, times of the clinic's clock and resources. It cannot contain data of
//! another client, because this module gets no client data.
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

pub use line::{ChatLanguage, ChatLine};
pub use placeholder::{Placeholder, placeholder_word};
pub use short_name::{short_name, short_names};
pub use template::{Template, TemplateError};

/// A text that reminds a client of the time in `line`.
pub fn reminder(line: ChatLine, language: ChatLanguage, today: NaiveDate) -> String {
    let template = match language {
        ChatLanguage::Ru => "Здравствуйте! Напоминаем: {weekday}, {date} в {times}, {name}",
        ChatLanguage::Kk => "Сәлеметсіз бе! Еске саламыз: {weekday}, {date}, сағат {times}, {name}",
        ChatLanguage::En => "Hello! A reminder of your appointment: {weekday}, {date} at {times}, {name}",
    };
    let template = Template::parse(template).unwrap_or_else(|_| Template::default_of(language));
    compose(&[line], &template, language, today)
}

/// The chat text of `lines`, in the given order. The year is only included when it is not that of `today`,
/// the clinic's date.
///
/// Weekday, date and times are always included, even when the template does not have them.
pub fn compose(lines: &[ChatLine], template: &Template, language: ChatLanguage, today: NaiveDate) -> String {
    template.fill(lines, |placeholder, line| words::value(placeholder, line, language, today))
}
