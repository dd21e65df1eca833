//! Phone numbers in one form, so that every notation of a number is found.

use super::folding::{folded, unified};

/// Words before an extension, folded and without the dot.
const EXTENSION_WORDS: [&str; 8] =
    ["доб", "добавочный", "вн", "внутр", "внутренний", "қосымша", "ext", "extension"];
/// A group of digits this short belongs to the number before it: an extension, or the other last digits of a second line.
const MAX_EXTENSION_DIGITS: usize = 5;
/// A national number without its prefix has this many digits.
const NATIONAL_DIGITS: usize = 10;
/// An international number has at most this many digits (ITU-T E.164).
const MAX_DIGITS: usize = 15;

/// Whether a folded word, with or without a dot, announces an extension.
pub(super) fn is_extension_word(word: &str) -> bool {
    EXTENSION_WORDS.contains(&word.trim_end_matches(['.', ':']))
}

/// The numbers in a phone field, each with its country code. The digits of an extension follow those of its number.
pub(super) fn numbers(field: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    let mut after_extension_word = false;
    for part in parts(&unified(field)) {
        match part {
            Part::Word(word) => after_extension_word = is_extension_word(&folded(&word)),
            Part::Number(pieces) => {
                for number in split(&pieces) {
                    let is_extension = after_extension_word || number.chars().count() <= MAX_EXTENSION_DIGITS;
                    match numbers.last_mut().filter(|_| is_extension) {
                        Some(last) => last.extend(number.chars().filter(char::is_ascii_digit)),
                        None => numbers.push(with_country_code(&number)),
                    }
                    after_extension_word = false;
                }
            }
        }
    }
    numbers
}

/// The first number of a phone field as one dials it from abroad, with `+`. `None` when it is not certain that it is one:
/// without a country code, with an extension in the same run of digits, or of another length.
pub(crate) fn international(field: &str) -> Option<String> {
    let first = parts(&unified(field)).into_iter().find_map(|part| match part {
        Part::Number(pieces) => split(&pieces).into_iter().next(),
        Part::Word(_) => None,
    })?;
    let digits = with_country_code(&first);
    let is_long_enough = (NATIONAL_DIGITS..=MAX_DIGITS).contains(&digits.len());
    // Without `+`, a 7 begins a number of eleven digits. Others can be anything.
    let has_code =
        first.trim_start_matches('(').starts_with('+') || digits.len() == 11 && digits.starts_with('7');
    (is_long_enough && has_code && !digits.starts_with('0')).then(|| format!("+{digits}"))
}

/// The digits of a number with the country code. `8 701 ...`, `+7 701 ...` and `701 ...` are the same number.
pub(crate) fn with_country_code(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_international = number.trim_start_matches('(').starts_with('+');
    match (digits.len(), digits.as_bytes().first()) {
        (11, Some(b'8')) if !is_international => format!("7{}", &digits[1..]),
        (NATIONAL_DIGITS, Some(_)) if !is_international => format!("7{digits}"),
        _ => digits,
    }
}

/// A part of a text.
pub(super) enum Part {
    /// A word with letters.
    Word(String),
    /// Groups of digits with the signs between them.
    Number(Vec<String>),
}

/// Splits a unified text into words and runs of digits.
pub(super) fn parts(unified: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    // A sign that is not part of a number ends the run of digits.
    for section in unified.replace('+', " +").split([',', ';', '/', '|', '\\']) {
        let mut run: Vec<String> = Vec::new();
        for piece in section.split(' ').filter(|piece| !piece.is_empty()) {
            let number_start = piece.find(|sign: char| sign.is_ascii_digit() || "+(#".contains(sign));
            let (word, number) = piece.split_at(number_start.unwrap_or(piece.len()));
            if word.contains(char::is_alphabetic) {
                parts.extend((!run.is_empty()).then(|| Part::Number(std::mem::take(&mut run))));
                parts.push(Part::Word(word.to_owned()));
            }
            if !number.is_empty() {
                run.push(number.to_owned());
            }
        }
        run.retain(|piece| piece.contains(|sign: char| sign.is_ascii_digit()) || piece.starts_with('+'));
        parts.extend((!run.is_empty()).then_some(Part::Number(run)));
    }
    parts
}

/// Splits a run of digits that is too long for one number, for example two numbers with only a space between them.
pub(super) fn split(pieces: &[String]) -> Vec<String> {
    let digits_in = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let total: usize = pieces.iter().map(|piece| digits_in(piece)).sum();
    if total <= MAX_DIGITS {
        return vec![pieces.concat()];
    }
    let mut numbers = vec![String::new()];
    for piece in pieces {
        let Some(last) = numbers.last_mut() else { continue };
        let digits = digits_in(last);
        let has_prefix = last.trim_start_matches(['+', '(']).starts_with(['7', '8']);
        let is_complete = digits > NATIONAL_DIGITS || digits == NATIONAL_DIGITS && !has_prefix;
        if is_complete || piece.starts_with('+') && digits > 0 {
            numbers.push(piece.clone());
        } else {
            last.push_str(piece);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn international_number_is_given_only_when_it_is_certain() {
        for (field, expected) in [
            ("8 (701) 222-33-44", Some("+77012223344")),
            ("+7 701 222 33 44", Some("+77012223344")),
            ("7012223344", Some("+77012223344")),
            ("8 701 222 33 44, 8 777 555 66 77", Some("+77012223344")),
            ("мама: 87012223344", Some("+77012223344")),
            ("+82 10 1234 5678", Some("+821012345678")),
            ("8 (7172) 55-66-77 доб. 12", Some("+77172556677")),
            ("8 (7172) 55-66-77 12", None),
            ("55-66-77", None),
            ("998901234567", None),
            ("+123456789", None),
            ("+1234567890123456", None),
            ("мама", None),
        ] {
            assert_eq!(international(field).as_deref(), expected, "{field:?}");
        }
    }

    #[test]
    fn every_number_of_a_field_has_its_country_code() {
        for (field, expected) in [
            ("8 701 222 33 44, 8 777 555 66 77", vec!["77012223344", "77775556677"]),
            ("8 701 222 33 44 8 777 555 66 77", vec!["77012223344", "77775556677"]),
            ("87012223344 87775556677", vec!["77012223344", "77775556677"]),
            ("+7 (701) 222-33-44; 777 555 66 77", vec!["77012223344", "77775556677"]),
            ("8701 222 33 44 / 87775556677", vec!["77012223344", "77775556677"]),
            ("+77012223344+77775556677", vec!["77012223344", "77775556677"]),
            ("7012223344 (мама), 87775556677", vec!["77012223344", "77775556677"]),
            ("тел.: \u{2066}+7\u{2011}701\u{2011}222\u{2011}33\u{2011}44\u{2069}", vec!["77012223344"]),
            ("8 (7172) 55-66-77 доб. 12", vec!["7717255667712"]),
            ("8 (7172) 55-66-77, вн. 1234", vec!["771725566771234"]),
            ("87172556677 ext12", vec!["7717255667712"]),
            ("+82 10 1234 5678", vec!["821012345678"]),
            ("55-66-77", vec!["556677"]),
            ("мама", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(numbers(field), expected, "{field:?}");
        }
    }
}
