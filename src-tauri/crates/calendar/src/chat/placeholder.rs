//! The placeholders of a template, and their names in each language.

use super::line::{ChatLanguage, TemplateKind};

/// A placeholder of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// `Пн`.
    Weekday,
    /// `24 ноября`, with the year when it is not the present one.
    Date,
    /// `10:00, 11:30`.
    Times,
    /// The resource's name.
    Name,
    /// The first word of the name and the initials of the others: `Айгуль С.`
    ShortName,
    /// The specialty, in lower case at the beginning.
    Specialty,
    /// `30 мин`.
    Duration,
    /// The clinic's offset, `UTC+5`.
    Zone,
    /// The service of the appointment. Only a reminder has one.
    Service,
}

impl Placeholder {
    /// All placeholders, in the order of the settings.
    pub const ALL: [Placeholder; 9] = [
        Placeholder::Weekday,
        Placeholder::Date,
        Placeholder::Times,
        Placeholder::Name,
        Placeholder::ShortName,
        Placeholder::Specialty,
        Placeholder::Duration,
        Placeholder::Zone,
        Placeholder::Service,
    ];

    /// Whether texts of a kind can have a value for it.
    pub fn is_of(self, kind: TemplateKind) -> bool {
        kind == TemplateKind::Reminder || self != Placeholder::Service
    }
}

/// The name of each placeholder in English, Russian and Kazakh.
const PLACEHOLDERS: [(Placeholder, [&str; 3]); 9] = [
    (Placeholder::Weekday, ["weekday", "день", "апта күні"]),
    (Placeholder::Date, ["date", "дата", "күні"]),
    (Placeholder::Times, ["times", "время", "уақыты"]),
    (Placeholder::Name, ["name", "имя", "аты"]),
    (Placeholder::ShortName, ["short name", "имя кратко", "қысқа аты"]),
    (Placeholder::Specialty, ["specialty", "специальность", "мамандығы"]),
    (Placeholder::Duration, ["duration", "длительность", "ұзақтығы"]),
    (Placeholder::Zone, ["zone", "часовой пояс", "уақыт белдеуі"]),
    (Placeholder::Service, ["service", "услуга", "қызмет"]),
];

/// The name of a placeholder, as it is written in braces.
pub fn placeholder_word(placeholder: Placeholder, language: ChatLanguage) -> &'static str {
    PLACEHOLDERS
        .iter()
        .find(|(listed, _)| *listed == placeholder)
        .map_or("", |(_, words)| words[language.column()])
}

/// The placeholder with a name, in any of the languages and in any case.
pub(super) fn find_placeholder(word: &str) -> Option<Placeholder> {
    let word = word.to_lowercase();
    PLACEHOLDERS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(placeholder, _)| *placeholder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholder_is_found_by_its_name_in_every_language() {
        for placeholder in Placeholder::ALL {
            for language in [ChatLanguage::Ru, ChatLanguage::Kk, ChatLanguage::En] {
                let word = placeholder_word(placeholder, language);
                assert_eq!(find_placeholder(&word.to_uppercase()), Some(placeholder), "{word}");
            }
        }
        assert_eq!(find_placeholder("клиент"), None);
    }
}
