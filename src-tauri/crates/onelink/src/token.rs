//! A user's access token.

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::pasted;

/// A user's access token. It allows everything that the user may do, so it is never printed, and its memory is wiped when
/// the last clone is dropped. (The HTTP library has copies of its own until their connection is closed. It does not wipe them:
/// the program's allocator does.)
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Arc<Zeroizing<String>>);

/// Why the text cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TokenError {
    /// The text is empty.
    #[error("the token is empty")]
    Empty,
    /// The text contains a space, a line break or a character outside ASCII, so it is not a token, or not only a token.
    #[error("the token contains characters that are not allowed")]
    NotHeaderText,
}

impl Token {
    /// Parses a pasted token. Surrounding whitespace is removed, and invisible characters everywhere.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when nothing is left, or when the text cannot be sent in a header.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let mut visible = Zeroizing::new(String::with_capacity(text.len()));
        visible.extend(pasted::visible(text));
        let text = visible;
        if text.is_empty() {
            Err(TokenError::Empty)
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err(TokenError::NotHeaderText)
        } else {
            Ok(Self(Arc::new(text)))
        }
    }

    /// The secret itself, to be stored in the keychain. It must not reach a log, a message or the screen.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn header_value(&self) -> Result<HeaderValue, TokenError> {
        let mut value = HeaderValue::from_str(self.expose()).map_err(|_| TokenError::NotHeaderText)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrounding_whitespace_is_removed() {
        assert_eq!(Token::new(" \tq7Hk2\r\n").unwrap().expose(), "q7Hk2");
    }

    #[test]
    fn invisible_characters_of_messengers_are_removed() {
        for text in
            ["\u{2068}q7Hk2\u{2069}", "\u{feff}q7Hk2\u{200b}", "\u{200e} q7\u{ad}Hk\u{2060}2\n\u{202c}"]
        {
            assert_eq!(Token::new(text).unwrap().expose(), "q7Hk2", "{text:?}");
        }
        assert_eq!(Token::new("\u{2068}\u{2069}"), Err(TokenError::Empty));
    }

    #[test]
    fn text_that_cannot_be_a_header_value_is_rejected() {
        assert_eq!(Token::new(" \n"), Err(TokenError::Empty));
        for text in ["q7\nHk", "q7 Hk", "q7\u{0}Hk", "жетон"] {
            assert_eq!(Token::new(text), Err(TokenError::NotHeaderText), "{text:?}");
        }
    }

    #[test]
    fn token_is_never_printed() {
        let token = Token::new("q7Hk2").unwrap();
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert!(token.header_value().unwrap().is_sensitive());
        assert!(!format!("{:?}", token.header_value().unwrap()).contains("q7Hk2"));
    }
}
