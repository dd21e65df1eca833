//! Which part of a text a search has found, so that the screen can mark it.
//!
//! Folding changes the length of a text. So the part is found by folding pieces of the original text, never by counting in the
//! folded one.

use icu_properties::props::GeneralCategory;

use super::folding::unified;
use crate::text::{general_category, is_ignorable};

/// The start and the end of each marked part, in UTF-16 units, in order and without overlaps.
pub(super) type Parts = Vec<(u32, u32)>;

/// A longer word is marked as a whole. The time for finding the part grows with the square of the length.
const MAX_WORD_BYTES: usize = 200;

/// The parts of `text` whose folded form is or contains `wanted`: the first in each word. `wanted` has no spaces.
pub(super) fn parts_with(text: &str, wanted: &str, fold: impl Fn(&str) -> String) -> Parts {
    let is_found = |part: &str| fold(part).contains(wanted);
    words(text)
        .filter(|(_, word)| is_found(word))
        .filter_map(|(word_start, word)| {
            if word.len() > MAX_WORD_BYTES {
                return Some(in_utf16(text, word_start, word_start.saturating_add(word.len())));
            }
            // The shortest beginning of the word that contains it, and of this the shortest end.
            let end = ends(word).find(|end| is_found(&word[..*end]))?;
            let end = end + length_of_marks(&word[end..]);
            let starts: Vec<usize> = word[..end].char_indices().map(|(start, _)| start).collect();
            let start = starts.into_iter().rev().find(|start| is_found(&word[*start..end]))?;
            Some(in_utf16(text, word_start.saturating_add(start), word_start.saturating_add(end)))
        })
        .collect()
}

/// The part of a phone field that has one of these runs of digits, whatever is between the digits of one number. The first
/// run that occurs is taken.
pub(super) fn digits_part(field: &str, runs: &[String]) -> Parts {
    let digits: Vec<(usize, char, char)> = field
        .char_indices()
        .filter_map(|(start, sign)| {
            let digit = unified(sign.encode_utf8(&mut [0; 4])).chars().next()?;
            digit.is_ascii_digit().then_some((start, sign, digit))
        })
        .collect();
    let is_of_one_number = |part: &str| {
        !part.contains(|sign: char| sign.is_alphabetic() || matches!(sign, ',' | ';' | '/' | '|' | '\\'))
    };
    let part_with = |run: &String| {
        let count = run.chars().count();
        digits.windows(count.max(1)).find_map(|window| {
            let is_run = window.iter().map(|(_, _, digit)| *digit).eq(run.chars());
            let ((start, _, _), (last, sign, _)) = (window.first()?, window.last()?);
            let end = last.saturating_add(sign.len_utf8());
            (is_run && is_of_one_number(field.get(*start..end)?)).then(|| in_utf16(field, *start, end))
        })
    };
    runs.iter().find_map(part_with).into_iter().collect()
}

/// Puts parts in order and joins those that overlap or touch.
pub(super) fn joined(mut parts: Parts) -> Parts {
    parts.sort_unstable();
    parts.dedup_by(|next, before| {
        let joins = next.0 <= before.1;
        if joins {
            before.1 = before.1.max(next.1);
        }
        joins
    });
    parts
}

/// The words of a text with their positions.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0_usize;
    text.split_inclusive(|sign: char| sign.is_whitespace() || sign.is_control()).map(move |word| {
        let word_start = start;
        start = start.saturating_add(word.len());
        (word_start, word.trim_end_matches(|sign: char| sign.is_whitespace() || sign.is_control()))
    })
}

/// The position after each letter.
fn ends(word: &str) -> impl Iterator<Item = usize> {
    word.char_indices().map(|(start, sign)| start.saturating_add(sign.len_utf8()))
}

/// The length of the signs at the beginning that belong to the letter before them: an accent, or what cannot be seen.
fn length_of_marks(rest: &str) -> usize {
    let is_mark =
        |sign: char| general_category(sign) == GeneralCategory::NonspacingMark || is_ignorable(sign);
    rest.find(|sign| !is_mark(sign)).unwrap_or(rest.len())
}

fn in_utf16(text: &str, start: usize, end: usize) -> (u32, u32) {
    let units = |end: usize| {
        let count = text.get(..end).unwrap_or(text).encode_utf16().count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    (units(start), units(end))
}

#[cfg(test)]
mod tests {
    use super::super::folding::{folded, transliterated};
    use super::*;

    #[test]
    fn parts_that_overlap_or_touch_are_joined() {
        assert_eq!(joined(vec![(5, 7), (0, 2), (1, 3), (3, 4)]), [(0, 4), (5, 7)]);
    }

    #[test]
    fn part_is_counted_in_utf16_and_keeps_accents_with_their_letters() {
        let fold = |part: &str| folded(&unified(part));
        assert_eq!(parts_with("😀 За\u{438}\u{306}цев", "заи\u{306}цев", str::to_lowercase), [(3, 10)]);
        assert_eq!(parts_with("За\u{438}\u{306}цев", "зай", fold), [(0, 4)]);
        assert_eq!(parts_with("Ли Ли", "ли", fold), [(0, 2), (3, 5)]);
        let long = "Ж".repeat(500);
        assert_eq!(parts_with(&format!("Ли {long}"), "жж", fold), [(3, 503)]);
        let latin = |part: &str| transliterated(&unified(part));
        assert_eq!(parts_with("Щербаков Юрий", "iuri", latin), [(9, 12)]);
    }

    #[test]
    fn digits_of_two_numbers_are_not_one_part() {
        let runs = |run: &str| [run.to_owned()];
        assert_eq!(digits_part("+7 (701) 123-45-67", &runs("12345")), [(9, 15)]);
        assert_eq!(digits_part("55-66-77, 88-99", &runs("7788")), []);
        assert_eq!(digits_part("мама", &runs("7788")), []);
    }
}
