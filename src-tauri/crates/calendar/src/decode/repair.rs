//! Repairs JSON that is valid by its grammar but rejected by the JSON reader, so that one such value does
//! not make the whole payload unreadable.
#![expect(clippy::arithmetic_side_effects, reason = "positions in a text that is in memory")]

use std::ops::Range;

/// Replaces each number that no float can represent by a string, and each unpaired surrogate by `\ufffd`.
/// `None` when the text has neither. The decoder reads a repaired field like any other.
///
/// Only used after the JSON reader has rejected the text.
pub(super) fn repaired(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut copy = EditedCopy { text, copied: 0, output: String::new() };
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = after_string(bytes, at + 1, &mut copy),
            b'-' | b'0'..=b'9' => {
                let end = after_number(bytes, at);
                if text[at..end].parse().is_ok_and(f64::is_infinite) {
                    copy.replace(at..at, "\"");
                    copy.replace(end..end, "\"");
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    copy.finish()
}

/// A copy of a text with some parts replaced. It is written at once: a list of the edits could be many times larger than
/// the text.
struct EditedCopy<'a> {
    text: &'a str,
    /// How many bytes of the text are in the output, or replaced in it.
    copied: usize,
    output: String,
}

impl EditedCopy<'_> {
    fn replace(&mut self, range: Range<usize>, replacement: &str) {
        self.output.push_str(&self.text[self.copied..range.start]);
        self.output.push_str(replacement);
        self.copied = range.end;
    }

    /// `None` when nothing was replaced.
    fn finish(mut self) -> Option<String> {
        if self.output.is_empty() {
            return None;
        }
        self.output.push_str(&self.text[self.copied..]);
        Some(self.output)
    }
}

fn after_number(bytes: &[u8], at: usize) -> usize {
    let part_of_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    at + bytes[at..].iter().take_while(|byte| part_of_number(byte)).count()
}

/// The position after the string whose first byte is at `at`.
fn after_string(bytes: &[u8], mut at: usize, copy: &mut EditedCopy) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => match (escaped_unit(bytes, at), escaped_unit(bytes, at + 6)) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 12,
                (Some(0xd800..=0xdfff), _) => {
                    copy.replace(at..at + 6, "\\ufffd");
                    at += 6;
                }
                _ => at += 2,
            },
            _ => at += 1,
        }
    }
    at
}

/// The UTF-16 code unit of a `\uXXXX`.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = bytes.get(at..at + 6)? else { return None };
    digits.iter().try_fold(0, |unit: u16, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rejected_values_are_repaired() {
        let valid = r#"{"a": 1e30, "b": "1e999 \ud83d\ude00 \" \\", "c": -12.5}"#;
        assert_eq!(repaired(valid), None);
        let rejected = r#"{"a":-1e999,"\udc00":"x\ud83d\"y\ud83d\ud83d\ude00z","c":[2E400]}"#;
        let expected = r#"{"a":"-1e999","\ufffd":"x\ufffd\"y\ufffd\ud83d\ude00z","c":["2E400"]}"#;
        assert_eq!(repaired(rejected).as_deref(), Some(expected));
        serde_json::from_str::<serde_json::Value>(expected).unwrap();
    }

    #[test]
    fn malformed_text_does_not_panic() {
        for text in ["", "\"", "\"\\", "\"\\u", "\"\\ud83d", "-", "1e", "<html>"] {
            assert!(repaired(text).is_none_or(|repaired| repaired != text), "{text}");
        }
    }
}
