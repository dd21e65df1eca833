//! The other keyboard layout: what somebody would have typed with the layout that was meant. `gfr` is `пак` on the same
//! keys.

/// The keys of the letters, on an English and on a Russian keyboard.
const RUSSIAN_KEYS: [(&str, &str); 4] = [
    ("qwertyuiop[]", "йцукенгшщзхъ"),
    ("asdfghjkl;'", "фывапролджэ"),
    ("zxcvbnm,.", "ячсмитьбю"),
    ("`{}:\"<>~", "ёхъжэбюё"),
];
/// The keys in the row of digits that have letters on a Kazakh keyboard.
const KAZAKH_KEYS: (&str, &str) = ("2345890-=", "әіңғүұқөһ");
/// A shorter text is not tried in another layout: it would be found in most names.
const MIN_LETTERS: usize = 2;

/// The texts that the same keys give in the other layouts.
pub(super) fn in_other_layouts(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let is_latin = text.contains(|sign: char| sign.is_ascii_alphabetic());
    let is_cyrillic = text.contains(is_cyrillic);
    let texts = match (is_latin, is_cyrillic) {
        (true, false) => {
            let russian = typed_with(&text, russian_letter);
            let kazakh = typed_with(&text, |sign| kazakh_letter(sign).or_else(|| russian_letter(sign)));
            let has_kazakh_word = text.split_whitespace().any(|word| {
                word.contains(|sign: char| sign.is_ascii_alphabetic())
                    && word.contains(|sign| kazakh_letter(sign).is_some())
            });
            [Some(russian), has_kazakh_word.then_some(kazakh)]
        }
        (false, true) => {
            let digits = typed_with(&text, kazakh_digit);
            let is_number = !digits.contains(char::is_alphabetic);
            // A Kazakh letter among Russian ones was meant as a letter.
            let has_kazakh_letters = digits != text;
            let english = || typed_with(&text, english_letter);
            [is_number.then_some(digits), (!has_kazakh_letters).then(english)]
        }
        (true, true) | (false, false) => [None, None],
    };
    let is_long_enough =
        |text: &String| text.chars().filter(|sign| sign.is_alphanumeric()).count() >= MIN_LETTERS;
    texts.into_iter().flatten().filter(is_long_enough).collect()
}

fn is_cyrillic(sign: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&sign)
}

fn typed_with(text: &str, other: impl Fn(char) -> Option<char>) -> String {
    text.chars().map(|sign| other(sign).unwrap_or(sign)).collect()
}

fn russian_letter(sign: char) -> Option<char> {
    RUSSIAN_KEYS.iter().find_map(|(english, russian)| on_the_same_key(sign, english, russian))
}

fn english_letter(sign: char) -> Option<char> {
    RUSSIAN_KEYS.iter().find_map(|(english, russian)| on_the_same_key(sign, russian, english))
}

fn kazakh_letter(sign: char) -> Option<char> {
    on_the_same_key(sign, KAZAKH_KEYS.0, KAZAKH_KEYS.1)
}

fn kazakh_digit(sign: char) -> Option<char> {
    on_the_same_key(sign, KAZAKH_KEYS.1, KAZAKH_KEYS.0)
}

fn on_the_same_key(sign: char, from: &str, to: &str) -> Option<char> {
    from.chars().zip(to.chars()).find_map(|(key, letter)| (key == sign).then_some(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_letter_in_each_layout() {
        for (english, other) in RUSSIAN_KEYS.into_iter().chain([KAZAKH_KEYS]) {
            assert_eq!(english.chars().count(), other.chars().count(), "{english}");
        }
    }

    #[test]
    fn text_is_what_the_same_keys_give_in_the_other_layout() {
        for (typed, meant) in [
            ("gfr", vec!["пак"]),
            ("Gfr", vec!["пак"]),
            (",jkfn", vec!["болат"]),
            ("{fkbv", vec!["халим"]),
            ("фтв", vec!["and"]),
            ("0fcsv", vec!["0асым", "қасым"]),
            ("gfr 701", vec!["пак 701"]),
            ("77қ1ғ", vec!["77015"]),
            // Meant as it is: letters that both layouts have no place for, or two alphabets.
            ("қасым", vec![]),
            ("g", vec![]),
            ("4567", vec![]),
            ("Kim Пак", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(in_other_layouts(typed), meant, "{typed:?}");
        }
    }
}
