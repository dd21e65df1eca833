//! Texts of the server.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The text without white space around it. `None` when nothing in it can be seen, for example a name of invisible
/// characters.
pub(crate) fn non_blank(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| text.contains(is_visible))
}

/// Whether a character takes no place and has no meaning for a reader: direction marks, soft hyphens, zero-width spaces,
/// Hangul fillers.
pub(crate) fn is_ignorable(sign: char) -> bool {
    !sign.is_ascii()
        && (CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(sign)
            || general_category(sign) == GeneralCategory::Format)
}

pub(crate) fn general_category(sign: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(sign)
}

fn is_visible(sign: char) -> bool {
    /// A Braille cell without dots.
    const BLANK_BRAILLE: char = '\u{2800}';

    !(sign.is_whitespace() || sign.is_control() || sign == BLANK_BRAILLE || is_ignorable(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_invisible_characters_is_blank() {
        for text in [
            "",
            " ",
            "\u{3164}",
            "\u{200b}\u{200b}",
            "\u{2800}",
            "\u{a0}\t",
            "\u{ad}\u{2066} \u{feff}",
            "\u{7}",
        ] {
            assert_eq!(non_blank(Some(text)), None, "{text:?}");
        }
        for text in ["Ли", "🌸", "-", "\u{2066}Ли\u{2069}", "+77059998879"] {
            assert_eq!(non_blank(Some(text)), Some(text), "{text:?}");
        }
    }
}
