/// Members of the payload that are never stored, not even sealed, at any depth: the client's IIN (identification number)
/// and date of birth, by their names in an appointment and in a contact, and the comment about the client.
pub const PRIVATE_FIELDS: [&str; 6] =
    ["client_identifier", "client_birth_date", "client_comment", "identifier", "birth_date", "iin"];

/// Arrays and objects that may be open at the same time. `serde_json` rejects deeper documents, so the decoder could not
/// read them back.
const MAX_DEPTH: usize = 127;

/// Why the private fields of a body cannot be removed. The body must not be stored then.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrivateFieldsError {
    /// The body is not complete JSON.
    #[error("the payload is not JSON (byte {at})")]
    NotJson {
        /// Position of the first byte that JSON does not allow, from 0. The length of the body when it ends early.
        at: usize,
    },
    /// A string is not UTF-8.
    #[error("the payload is not UTF-8 (byte {at})")]
    NotUtf8 {
        /// Position of the first invalid byte, from 0.
        at: usize,
    },
    /// Arrays and objects are nested deeper than in any payload.
    #[error("the payload is nested too deeply")]
    TooDeep,
}

/// Returns the same JSON without the members named in [`PRIVATE_FIELDS`] and without whitespace between tokens.
///
/// Everything else is copied unchanged: order, repeated names, escapes, numbers of any size and notation. So a row that
/// the decoder skipped is skipped again after it was read from the cache. (A `serde_json::Value` would sort the members,
/// merge repeated names and round the numbers.)
///
/// The syntax is checked while the body is copied, in one pass.
///
/// # Errors
/// When the body is not complete JSON or is nested too deeply. Nothing of it may be stored then.
pub fn without_private_fields(body: &[u8]) -> Result<Vec<u8>, PrivateFieldsError> {
    let mut copy = Copy { body, at: 0, run_start: 0, output: Vec::with_capacity(body.len()) };
    copy.skip_whitespace();
    copy.value(0)?;
    copy.skip_whitespace();
    if copy.at < body.len() {
        return Err(copy.not_json());
    }
    copy.flush();
    Ok(copy.output)
}

/// The bytes that end a run of plain characters in a string: the quote, the backslash and control characters.
const ENDS_RUN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// Checks the syntax of `body` and copies it to `output`.
///
/// Bytes are copied in runs: `body[run_start..at]` has been checked and is not in `output` yet.
struct Copy<'a> {
    body: &'a [u8],
    at: usize,
    run_start: usize,
    output: Vec<u8>,
}

/// A position to which [`Copy::remove_since`] can return.
struct Mark {
    at: usize,
    run_start: usize,
    output_len: usize,
}

impl<'a> Copy<'a> {
    fn value(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(drop),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        self.open(depth)?;
        if self.next_is(b'}') {
            return Ok(());
        }
        let mut is_empty = true;
        let mut member = self.mark();
        loop {
            let name = self.string()?;
            self.skip_whitespace();
            self.expect(b':')?;
            self.skip_whitespace();
            self.value(depth + 1)?;
            if is_private(name).ok_or_else(|| self.not_json())? {
                self.remove_since(&member);
            } else {
                is_empty = false;
            }
            self.skip_whitespace();
            if self.next_is(b'}') {
                return Ok(());
            }
            // A removed member takes the comma before it along.
            member = self.mark();
            self.expect(b',')?;
            self.skip_whitespace();
            if is_empty {
                self.remove_since(&member);
                member = self.mark();
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        self.open(depth)?;
        if self.next_is(b']') {
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            self.skip_whitespace();
            if self.next_is(b']') {
                return Ok(());
            }
            self.expect(b',')?;
            self.skip_whitespace();
        }
    }

    /// Reads the bracket of an array or object.
    fn open(&mut self, depth: usize) -> Result<(), PrivateFieldsError> {
        if depth == MAX_DEPTH {
            return Err(PrivateFieldsError::TooDeep);
        }
        self.at += 1;
        self.skip_whitespace();
        Ok(())
    }

    /// Reads a string and returns it with its quotes and escapes.
    fn string(&mut self) -> Result<&'a [u8], PrivateFieldsError> {
        let start = self.at;
        self.expect(b'"')?;
        let mut is_ascii = true;
        loop {
            let rest = &self.body[self.at..];
            let plain = rest.iter().position(|byte| ENDS_RUN[usize::from(*byte)]).unwrap_or(rest.len());
            is_ascii = is_ascii && rest[..plain].is_ascii();
            self.at += plain;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                _ => return Err(self.not_json()),
            }
        }
        self.at += 1;
        let string = &self.body[start..self.at];
        if !is_ascii && let Err(error) = std::str::from_utf8(string) {
            return Err(PrivateFieldsError::NotUtf8 { at: start + error.valid_up_to() });
        }
        Ok(string)
    }

    fn escape(&mut self) -> Result<(), PrivateFieldsError> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.not_json());
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.not_json()),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), PrivateFieldsError> {
        self.next_is(b'-');
        // No digit may follow a leading zero.
        if !self.next_is(b'0') {
            self.digits()?;
        }
        if self.next_is(b'.') {
            self.digits()?;
        }
        if self.next_is(b'e') || self.next_is(b'E') {
            let _sign = self.next_is(b'+') || self.next_is(b'-');
            self.digits()?;
        }
        Ok(())
    }

    /// Reads at least one digit.
    fn digits(&mut self) -> Result<(), PrivateFieldsError> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { Err(self.not_json()) } else { Ok(()) }
    }

    fn literal(&mut self, literal: &[u8]) -> Result<(), PrivateFieldsError> {
        literal.iter().try_for_each(|&byte| self.expect(byte))
    }

    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    /// Reads `byte` if it comes next.
    fn next_is(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), PrivateFieldsError> {
        if self.next_is(byte) { Ok(()) } else { Err(self.not_json()) }
    }

    fn skip_whitespace(&mut self) {
        if matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.flush();
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
                self.at += 1;
            }
            self.run_start = self.at;
        }
    }

    fn flush(&mut self) {
        self.output.extend_from_slice(&self.body[self.run_start..self.at]);
        self.run_start = self.at;
    }

    fn mark(&self) -> Mark {
        Mark { at: self.at, run_start: self.run_start, output_len: self.output.len() }
    }

    /// Leaves everything between `mark` and the current position out of the output.
    fn remove_since(&mut self, mark: &Mark) {
        self.output.truncate(mark.output_len);
        self.output.extend_from_slice(&self.body[mark.run_start..mark.at]);
        self.run_start = self.at;
    }

    fn not_json(&self) -> PrivateFieldsError {
        PrivateFieldsError::NotJson { at: self.at }
    }
}

/// Whether a member's name, with its quotes and escapes, is one of [`PRIVATE_FIELDS`]. `None` when its escapes form no text.
fn is_private(name: &[u8]) -> Option<bool> {
    if name.contains(&b'\\') {
        let name: String = serde_json::from_slice(name).ok()?;
        return Some(PRIVATE_FIELDS.contains(&name.as_str()));
    }
    let name = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
    Some(PRIVATE_FIELDS.iter().any(|field| field.as_bytes() == name))
}
