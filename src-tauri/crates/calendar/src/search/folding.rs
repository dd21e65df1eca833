//! Folding: texts that a reader takes for the same become equal. There are three levels, and each is wider than the one
//! before.

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::GeneralCategory;

use crate::text::{general_category, is_ignorable};

/// Removes what cannot be seen and unifies what looks alike: compatibility forms (NFKC), dashes, spaces and the
/// number sign.
pub(super) fn unified(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|&sign| !is_ignorable(sign))
        .map(|sign| if sign == '№' { '#' } else { sign })
        .collect();
    ComposingNormalizerBorrowed::new_nfkc()
        .normalize(&visible)
        .chars()
        .map(|sign| match sign {
            '\u{2212}' => '-',
            _ if general_category(sign) == GeneralCategory::DashPunctuation => '-',
            _ if sign.is_whitespace() || sign.is_control() => ' ',
            _ => sign,
        })
        .collect()
}

/// The first level: a unified text without the difference of upper and lower case, and of `ё` and `е`.
pub(super) fn folded(unified: &str) -> String {
    CaseMapper::new().fold_string(unified).replace('ё', "е")
}

/// The second level: a folded text with the letters of a Russian keyboard only. A Kazakh letter becomes the letter
/// that people type in its place. Soft and hard signs are dropped: `Гүлнәр` is `Гульнар` in Russian.
pub(super) fn with_russian_letters(folded: &str) -> String {
    let russian = |letter| match letter {
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' | 'ү' => 'у',
        'һ' => 'х',
        'і' => 'и',
        other => other,
    };
    folded.chars().filter(|letter| !matches!(letter, 'ь' | 'ъ')).map(russian).collect()
}

/// The third level: a unified text in Latin letters. The usual spellings of one name become equal: `Юлия`, `Yuliya` and
/// `Iulia` are all `iulia`.
pub(super) fn transliterated(unified: &str) -> String {
    let words: Vec<String> = unified.split(' ').map(with_cyrillic_look_alikes).collect();
    let russian = with_russian_letters(&folded(&words.join(" ")));
    let mut latin = String::with_capacity(russian.len());
    for letter in DecomposingNormalizerBorrowed::new_nfd().normalize(&russian).chars() {
        push_latin(&mut latin, letter);
    }
    for (spelling, common) in SPELLINGS {
        latin = latin.replace(spelling, common);
    }
    let mut letters: Vec<char> = latin.chars().collect();
    letters.dedup_by(|one, other| one == other && one.is_alphabetic());
    letters.into_iter().collect()
}

/// Whether a text has letters that people write for the letters of another alphabet.
pub(super) fn has_latin_letters(text: &str) -> bool {
    text.contains(|sign: char| sign.is_ascii_alphabetic())
}

/// Spellings of one sound, and the spelling that stands for all of them here. The order matters: an earlier replacement
/// can make a later one possible. `ж` stands for itself, because in Latin letters it is `zh` or `j`.
const SPELLINGS: [(&str, &str); 19] = [
    ("shch", "sh"),
    ("sch", "sh"),
    ("zh", "ж"),
    ("j", "ж"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("ts", "c"),
    ("tz", "c"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("yo", "e"),
    ("ye", "e"),
    ("y", "i"),
    ("ie", "e"),
    ("io", "e"),
];

/// Adds a letter in Latin letters. Marks above and below letters, apostrophes and the signs `ъ` and `ь` are dropped.
fn push_latin(latin: &mut String, letter: char) {
    let letters = match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'з' => "z",
        'и' | 'й' | 'ы' | 'ı' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "c",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ю' => "iu",
        'я' => "ia",
        'ъ' | 'ь' | '\'' | 'ʼ' | '’' | '`' => "",
        _ if general_category(letter) == GeneralCategory::NonspacingMark => "",
        other => return latin.push(other),
    };
    latin.push_str(letters);
}

/// A word in Cyrillic letters only, if its other letters look like Cyrillic ones: somebody switched the keyboard in the
/// middle of the word. Any other word is unchanged.
fn with_cyrillic_look_alikes(word: &str) -> String {
    let is_cyrillic = |sign: char| ('\u{400}'..='\u{52f}').contains(&sign);
    if !word.contains(is_cyrillic) || !has_latin_letters(word) {
        return word.to_owned();
    }
    let cyrillic =
        |sign: char| if sign.is_ascii_alphabetic() { cyrillic_look_alike(sign) } else { Some(sign) };
    word.chars().map(cyrillic).collect::<Option<String>>().unwrap_or_else(|| word.to_owned())
}

fn cyrillic_look_alike(latin: char) -> Option<char> {
    Some(match latin {
        'A' | 'a' => 'а',
        'B' => 'в',
        'C' | 'c' => 'с',
        'E' | 'e' => 'е',
        'H' => 'н',
        'K' | 'k' => 'к',
        'M' => 'м',
        'O' | 'o' => 'о',
        'P' | 'p' => 'р',
        'T' => 'т',
        'X' | 'x' => 'х',
        'Y' | 'y' => 'у',
        'I' | 'i' => 'і',
        'h' => 'һ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_removed_and_dashes_and_spaces_are_unified() {
        for text in [
            "+7\u{2011}701",
            "\u{2066}+7\u{2013}701\u{2069}",
            "\u{202a}+7\u{2212}7\u{ad}01\u{200b}",
            "+７—701",
        ] {
            assert_eq!(unified(text), "+7-701", "{text:?}");
        }
        assert_eq!(unified("№\u{a0}2"), "# 2");
    }

    #[test]
    fn case_and_decomposed_letters_make_no_difference() {
        let of = |text: &str| folded(&unified(text));
        assert_eq!(of("ЗА\u{418}\u{306}ЦЕВ"), of("Зайцев"));
        assert_eq!(of("АЛЁНА"), of("алена"));
        assert_eq!(of("Straße"), of("STRASSE"));
        assert_ne!(of("Қасымов"), of("Касымов"));
        assert_eq!(with_russian_letters(&of("Қасымов Нұрлан")), "касымов нурлан");
    }

    #[test]
    fn spellings_of_a_name_in_latin_letters_are_equal() {
        for spellings in [
            ["Қасымов", "Kasymov", "Qasymov", "Kassimov"],
            ["Юлия", "Yuliya", "Iulia", "Yulia"],
            ["Жанар", "Zhanar", "Janar", "Zhannar"],
            ["Хайруллин", "Khairullin", "Hayrullin", "Hairulin"],
            ["Щербаков", "Shcherbakov", "Scherbakov", "Sherbakov"],
            ["Дмитрий", "Dmitriy", "Dmitry", "Dmitrii"],
            ["Пётр", "Petr", "Pyotr", "Pëtr"],
            ["Ахметова", "Axметова", "Akhmetova", "AХМЕТОВА"],
        ] {
            let latin = spellings.map(|spelling| transliterated(&unified(spelling)));
            assert!(latin.iter().all(|other| *other == latin[0]), "{spellings:?}: {latin:?}");
        }
        assert_ne!(transliterated("Жанна"), transliterated("Яна"));
    }
}
