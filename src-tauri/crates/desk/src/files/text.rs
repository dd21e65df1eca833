//! Texts of other people in a file: names of clients and services can contain anything.

/// A spreadsheet takes a text that begins with one of these for a formula. The last four are the wide forms, which some
/// programs read like the others.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet takes for a formula. An apostrophe at the start marks a text.
pub(super) fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}

/// Without the characters that a file format cannot contain. A tab and the end of a line stay.
pub(super) fn without_control_characters(text: &str) -> String {
    let is_allowed = |character: &char| {
        (!character.is_control() || matches!(character, '\t' | '\n'))
            && !matches!(character, '\u{fffe}' | '\u{ffff}')
    };
    text.replace("\r\n", "\n").chars().filter(is_allowed).collect()
}
