//! The placeholders of a template, and their names in each language.

use super::line::ChatLanguage;

/// What a template can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// `Пн`.
    Weekday,
    /// `24 ноября`; with the year when it is not this one.
    Date,
    /// `10:00, 11:30`.
    Times,
    /// As the account names the person.
    Name,
    /// The first word of the name, of the others the first letter: `Айгуль С.`
    ShortName,
    /// As the account words it, with a small first letter.
    Specialty,
    /// `30 мин`.
    Duration,
    /// `UTC+5`: the clinic's clock.
    Zone,
}

impl Placeholder {
    /// All, in the order in which they are offered.
    pub const ALL: [Placeholder; 8] = [
        Placeholder::Weekday,
        Placeholder::Date,
        Placeholder::Times,
        Placeholder::Name,
        Placeholder::ShortName,
        Placeholder::Specialty,
        Placeholder::Duration,
        Placeholder::Zone,
    ];
}

/// Each placeholder in English, Russian and Kazakh.
const PLACEHOLDERS: [(Placeholder, [&str; 3]); 8] = [
    (Placeholder::Weekday, ["weekday", "день", "апта күні"]),
    (Placeholder::Date, ["date", "дата", "күні"]),
    (Placeholder::Times, ["times", "время", "уақыты"]),
    (Placeholder::Name, ["name", "имя", "аты"]),
    (Placeholder::ShortName, ["short name", "имя кратко", "қысқа аты"]),
    (Placeholder::Specialty, ["specialty", "специальность", "мамандығы"]),
    (Placeholder::Duration, ["duration", "длительность", "ұзақтығы"]),
    (Placeholder::Zone, ["zone", "часовой пояс", "уақыт белдеуі"]),
];

/// What stands in braces for a placeholder.
pub fn placeholder_word(placeholder: Placeholder, language: ChatLanguage) -> &'static str {
    PLACEHOLDERS
        .iter()
        .find(|(listed, _)| *listed == placeholder)
        .map_or("", |(_, words)| words[language.column()])
}

/// The placeholder of a word, in any of the languages and any case.
pub(super) fn find_placeholder(word: &str) -> Option<Placeholder> {
    let word = word.to_lowercase();
    PLACEHOLDERS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(placeholder, _)| *placeholder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_their_placeholder_in_every_language() {
        for placeholder in Placeholder::ALL {
            for language in [ChatLanguage::Ru, ChatLanguage::Kk, ChatLanguage::En] {
                let word = placeholder_word(placeholder, language);
                assert_eq!(find_placeholder(&word.to_uppercase()), Some(placeholder), "{word}");
            }
        }
        assert_eq!(find_placeholder("клиент"), None);
    }
}
