/// Members of the payload that are not kept, sealed or not, wherever in it they stand: the client's IIN and date of
/// birth under the names the API gives them in an appointment and in a contact, and what was written about the client.
pub const PRIVATE_FIELDS: [&str; 6] =
    ["client_identifier", "client_birth_date", "client_comment", "identifier", "birth_date", "iin"];

/// Nesting beyond which `serde_json` refuses a document, so nothing deeper could be read back.
const MAX_DEPTH: usize = 127;

/// Why a body cannot be cleared of its private fields, and so is not kept.
#[derive(Debug, thiserror::Error)]
pub enum PrivateFieldsError {
    /// Not JSON; the source names the place.
    #[error("the payload is not JSON")]
    NotJson(#[source] serde_json::Error),
    /// Not UTF-8, as JSON must be.
    #[error("the payload is not UTF-8")]
    NotUtf8(#[source] std::str::Utf8Error),
    /// Arrays and objects nested deeper than any payload is.
    #[error("the payload is nested too deep")]
    TooDeep,
    /// The checked text could not be followed to its end.
    #[error("the payload could not be read to its end")]
    Unreadable,
}

/// The same JSON without the members named in [`PRIVATE_FIELDS`] and without the space between tokens.
///
/// Everything else is copied as it stands: order, repeated names, escapes, numbers of any size and spelling. A row that
/// the calendar could not read stays the row it could not read. (A round trip through a value tree would sort, merge and
/// round; keeping numbers whole there takes a `serde_json` feature that changes every crate in the program.)
///
/// # Errors
/// When the body is not JSON or is nested too deep; then nothing of it may be kept.
pub fn without_private_fields(body: &[u8]) -> Result<Vec<u8>, PrivateFieldsError> {
    std::str::from_utf8(body).map_err(PrivateFieldsError::NotUtf8)?;
    serde_json::from_slice::<serde::de::IgnoredAny>(body).map_err(PrivateFieldsError::NotJson)?;
    let mut copy = Copy { rest: body, kept: Vec::with_capacity(body.len()) };
    copy.value(0)?;
    Ok(copy.kept)
}

/// Copies a text already known to be JSON, so it only has to find where tokens end.
struct Copy<'a> {
    rest: &'a [u8],
    kept: Vec<u8>,
}

impl<'a> Copy<'a> {
    fn value(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        if depth > MAX_DEPTH {
            return Err(PrivateFieldsError::TooDeep);
        }
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => {
                let text = self.string()?;
                self.kept.extend_from_slice(text);
                Ok(())
            }
            _ => {
                let len = self.rest.iter().position(|byte| b",]} \t\r\n".contains(byte));
                let text = self.take(len.unwrap_or(self.rest.len()))?;
                self.kept.extend_from_slice(text);
                Ok(())
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        self.mark(b'{')?;
        let mut first = true;
        while self.peek()? != b'}' {
            if self.peek()? == b',' {
                self.take(1)?;
                self.peek()?;
            }
            let before = self.kept.len();
            if !first {
                self.kept.push(b',');
            }
            let name = self.string()?;
            self.kept.extend_from_slice(name);
            self.peek()?;
            self.mark(b':')?;
            self.value(depth + 1)?;
            if is_private(name)? {
                self.kept.truncate(before);
            } else {
                first = false;
            }
        }
        self.mark(b'}')
    }

    fn array(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        self.mark(b'[')?;
        while self.peek()? != b']' {
            if self.peek()? == b',' {
                self.mark(b',')?;
            }
            self.value(depth + 1)?;
        }
        self.mark(b']')
    }

    /// The next string with its quotes, as it is written.
    fn string(&mut self) -> Result<&'a [u8], PrivateFieldsError> {
        let mut escaped = false;
        let inside = self.rest.get(1..).ok_or(PrivateFieldsError::Unreadable)?;
        let close = inside.iter().position(|byte| {
            let closes = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            closes
        });
        self.take(close.ok_or(PrivateFieldsError::Unreadable)? + 2)
    }

    /// The first byte of the next token.
    fn peek(&mut self) -> Result<u8, PrivateFieldsError> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.first().copied().ok_or(PrivateFieldsError::Unreadable)
    }

    fn mark(&mut self, byte: u8) -> Result<(), PrivateFieldsError> {
        if self.take(1)? != [byte] {
            return Err(PrivateFieldsError::Unreadable);
        }
        self.kept.push(byte);
        Ok(())
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], PrivateFieldsError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(PrivateFieldsError::Unreadable)?;
        self.rest = rest;
        Ok(taken)
    }
}

/// Whether a member's name, quoted and escaped as written, is one of [`PRIVATE_FIELDS`].
fn is_private(written: &[u8]) -> Result<bool, PrivateFieldsError> {
    if written.contains(&b'\\') {
        let name: String = serde_json::from_slice(written).map_err(PrivateFieldsError::NotJson)?;
        return Ok(PRIVATE_FIELDS.contains(&name.as_str()));
    }
    let name = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
    Ok(PRIVATE_FIELDS.iter().any(|field| field.as_bytes() == name))
}
