//! Text that the user pasted from a messenger or a document.

/// Whether a character has no shape of its own: direction marks, zero-width characters, soft hyphens. Messengers add them
/// to what is copied, and the user cannot see them.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// The visible characters, without the space around them.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> {
    text.trim_matches(|character: char| character.is_whitespace() || is_invisible(character))
        .chars()
        .filter(|character| !is_invisible(*character))
}
