//! The values of placeholders in each language.

use chrono::{Datelike, NaiveDate};

use super::line::{ChatLanguage, ChatLine, ThenTime};
use super::placeholder::Placeholder;

/// Monday first.
const WEEKDAYS: [[&str; 3]; 7] = [
    ["Mon", "Пн", "Дс"],
    ["Tue", "Вт", "Сс"],
    ["Wed", "Ср", "Ср"],
    ["Thu", "Чт", "Бс"],
    ["Fri", "Пт", "Жм"],
    ["Sat", "Сб", "Сб"],
    ["Sun", "Вс", "Жс"],
];

/// In the form used after the day of the month.
const MONTHS: [[&str; 3]; 12] = [
    ["January", "января", "қаңтар"],
    ["February", "февраля", "ақпан"],
    ["March", "марта", "наурыз"],
    ["April", "апреля", "сәуір"],
    ["May", "мая", "мамыр"],
    ["June", "июня", "маусым"],
    ["July", "июля", "шілде"],
    ["August", "августа", "тамыз"],
    ["September", "сентября", "қыркүйек"],
    ["October", "октября", "қазан"],
    ["November", "ноября", "қараша"],
    ["December", "декабря", "желтоқсан"],
];

pub(super) fn value(
    placeholder: Placeholder,
    line: &ChatLine,
    language: ChatLanguage,
    today: NaiveDate,
) -> Option<String> {
    let text = match placeholder {
        Placeholder::Weekday => {
            WEEKDAYS[line.date.weekday().num_days_from_monday() as usize][language.column()].to_owned()
        }
        Placeholder::Date => date(line.date, language, today),
        Placeholder::Times => line.times.join(", "),
        Placeholder::Name => one_line(&line.name),
        Placeholder::ShortName => one_line(&line.short_name),
        Placeholder::Specialty => {
            with_lower_first_letter(&one_line(line.specialty.as_deref().unwrap_or_default()))
        }
        Placeholder::Duration => duration(line.duration_min, language),
        Placeholder::Zone => zone(line.offset_seconds),
        Placeholder::Service => one_line(line.service.as_deref().unwrap_or_default()),
    };
    (!text.is_empty()).then_some(text)
}

/// The second of two appointments in a row, after the first one.
pub(super) fn then(then: &ThenTime, language: ChatLanguage) -> String {
    let word = match language {
        ChatLanguage::Ru => "затем",
        ChatLanguage::Kk => "сосын",
        ChatLanguage::En => "then",
    };
    format!(", {word} {} - {}", then.time, one_line(&then.name))
}

fn date(date: NaiveDate, language: ChatLanguage, today: NaiveDate) -> String {
    let (day, year) = (date.day(), date.year());
    let month = MONTHS[date.month0() as usize][language.column()];
    if year == today.year() {
        return format!("{day} {month}");
    }
    match language {
        ChatLanguage::Ru | ChatLanguage::En => format!("{day} {month} {year}"),
        ChatLanguage::Kk => format!("{year} ж. {day} {month}"),
    }
}

fn duration(minutes: i64, language: ChatLanguage) -> String {
    let (hour_word, minute_word) = match language {
        ChatLanguage::Ru => ("ч", "мин"),
        ChatLanguage::Kk => ("сағ", "мин"),
        ChatLanguage::En => ("h", "min"),
    };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} {minute_word}"),
        (hours, 0) => format!("{hours} {hour_word}"),
        (hours, minutes) => format!("{hours} {hour_word} {minutes} {minute_word}"),
    }
}

fn zone(offset_seconds: i32) -> String {
    let sign = if offset_seconds < 0 { '-' } else { '+' };
    let minutes = offset_seconds.unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// Makes a text of the server safe for a chat: one line, without control characters and invisible characters
/// that change the direction of writing.
fn one_line(text: &str) -> String {
    let visible = text.replace(
        |sign: char| {
            matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        },
        "",
    );
    visible
        .split(|sign: char| sign.is_whitespace() || sign.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The specialty with its first letter in lower case, for the middle of a line. Abbreviations such as "ЛОР"
/// and "УЗИ-диагностика" stay unchanged.
fn with_lower_first_letter(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviation_keeps_its_capitals() {
        let cases = [
            ("Терапевт", "терапевт"),
            ("ЛОР", "ЛОР"),
            ("УЗИ-диагностика", "УЗИ-диагностика"),
            ("Тіс дәрігері", "тіс дәрігері"),
            ("Я", "Я"),
            ("", ""),
        ];
        for (word, expected) in cases {
            assert_eq!(with_lower_first_letter(word), expected);
        }
    }

    #[test]
    fn offset_label_has_the_sign_and_the_minutes_if_any() {
        assert_eq!(zone(5 * 3600), "UTC+5");
        assert_eq!(zone(5 * 3600 + 45 * 60), "UTC+5:45");
        assert_eq!(zone(-3600 * 7 / 2), "UTC-3:30");
        assert_eq!(zone(0), "UTC+0");
    }

    #[test]
    fn line_breaks_and_invisible_characters_are_removed() {
        assert_eq!(one_line(" Ахметова\n\u{0}Наталья\u{202e}\u{200b} \t"), "Ахметова Наталья");
        assert_eq!(one_line("Жұлдыз Ә."), "Жұлдыз Ә.");
    }
}
