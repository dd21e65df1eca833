//! A user's access token.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

/// A user's access token. It can do everything that the user can, so nothing prints it, and its memory is wiped when
/// the last clone is dropped. (The HTTP library's own copies, alive while a request is, are beyond reach.)
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Arc<Zeroizing<String>>);

/// Why a text cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TokenError {
    /// Nothing was typed.
    #[error("the token is empty")]
    Empty,
    /// A space, a line break or a character outside ASCII stands in it: more than the token was copied, or not the token.
    #[error("the token holds characters that no token has")]
    NotHeaderText,
}

impl Token {
    /// Takes a token as it was pasted, without the white space around it.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when nothing is left or it cannot stand in a header.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            Err(TokenError::Empty)
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Err(TokenError::NotHeaderText)
        } else {
            Ok(Self(Arc::new(Zeroizing::new(text.to_owned()))))
        }
    }

    /// The secret itself, for the keychain. Never for a log, a message or the screen.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn header_value(&self) -> Result<HeaderValue, TokenError> {
        let mut value = HeaderValue::from_str(self.expose()).map_err(|_| TokenError::NotHeaderText)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
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
    fn white_space_around_it_is_dropped() {
        assert_eq!(Token::new(" \tq7Hk2\r\n").unwrap().expose(), "q7Hk2");
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_refused() {
        assert_eq!(Token::new(" \n"), Err(TokenError::Empty));
        for text in ["q7\nHk", "q7 Hk", "q7\u{0}Hk", "жетон", "q7\u{200b}Hk"] {
            assert_eq!(Token::new(text), Err(TokenError::NotHeaderText), "{text:?}");
        }
    }

    #[test]
    fn it_is_never_printed() {
        let token = Token::new("q7Hk2").unwrap();
        assert_eq!(format!("{token:?}"), "Token(..)");
        assert!(token.header_value().unwrap().is_sensitive());
        assert!(!format!("{:?}", token.header_value().unwrap()).contains("q7Hk2"));
    }
}
