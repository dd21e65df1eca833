//! Removes personal data, tokens and addresses from a text. It is the second protection of the log, the panic notes and the
//! diagnostics.
//!
//! The first protection: no message of this program contains a client's data, a token, an address or a text of the server.
//! [`scrub`] is for a message that contains them by mistake, and for messages of other libraries. It knows only the form of
//! a text, not its meaning. It replaces
//!
//! - long numbers: phones, identification numbers, birth dates
//! - long words with digits: tokens
//! - addresses of mail and of servers
//! - the name of a user's folder
//! - quoted text
//! - words that are not ASCII, because the program's own messages are ASCII
//!
//! Scrubbing a scrubbed text changes nothing.

/// A number with at least so many digits can be a phone.
const MIN_NUMBER_DIGITS: usize = 7;
/// A word with at least so many characters can be a token.
const MIN_TOKEN_CHARS: usize = 16;
/// The number of characters that are searched for the end of an address or of a folder's name. With this limit the time
/// grows only linearly with the length of a line.
const MAX_LOOKAHEAD_CHARS: usize = 320;
/// The largest number of separators between two digits of one number. `+7 (701) - 123` has three in a row.
const MAX_SEPARATORS: usize = 3;

const NUMBER: &str = "[number]";
const TOKEN: &str = "[token]";
const TEXT: &str = "[text]";
const ADDRESS: &str = "[address]";

/// The folders that contain a folder for each user, with their replacement.
const HOME_FOLDERS: [(&str, &str); 3] =
    [("/home/", "/home/[user]"), ("/Users/", "/Users/[user]"), ("\\Users\\", "\\Users\\[user]")];

/// The text without personal data, tokens and addresses. The result is ASCII and has the same lines.
#[must_use]
pub fn scrub(text: &str) -> String {
    let mut scrubbed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, replacement) = next_piece(rest, first);
        let (piece, after) = rest.split_at(length);
        scrubbed.push_str(replacement.unwrap_or(piece));
        rest = after;
    }
    scrubbed
}

/// The length of the first piece of `rest` in bytes, and its replacement. `None` when the piece is harmless.
fn next_piece(rest: &str, first: char) -> (usize, Option<&'static str>) {
    if let Some((home, replacement)) = HOME_FOLDERS.into_iter().find(|(home, _)| rest.starts_with(home)) {
        return (home.len() + folder_name_length(&rest[home.len()..]), Some(replacement));
    }
    match first {
        '"' => return (double_quoted_length(rest), Some("\"...\"")),
        '`' => {
            let length = backquoted_length(rest);
            return (length, (!is_code(&rest[1..length])).then_some("`...`"));
        }
        _ => {}
    }
    if let Some(length) = timestamp_length(rest) {
        return (length, None);
    }
    if is_word_char(first) {
        let candidate = address_candidate(rest);
        if candidate.contains('@') || candidate.contains("://") {
            return (candidate.len(), Some(ADDRESS));
        }
        let word = first_word(rest);
        if word.contains(char::is_alphabetic) {
            return (word.len(), replacement_of_word(word));
        }
    }
    if (first.is_ascii_digit() || matches!(first, '+' | '('))
        && let Some(length) = long_number_length(rest)
    {
        return (length, Some(NUMBER));
    }
    if is_word_char(first) {
        let word = first_word(rest);
        return (word.len(), replacement_of_word(word));
    }
    match first {
        '\n' | '\t' | ' '..='~' => (1, None),
        '\r' => (1, Some("")),
        _ => (first.len_utf8(), Some(if first.is_whitespace() || first.is_control() { " " } else { "?" })),
    }
}

fn is_word_char(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The word at the start: letters, digits and underscores, with hyphens between them.
fn first_word(rest: &str) -> &str {
    let end = rest.find(|character| !is_word_char(character) && character != '-').unwrap_or(rest.len());
    rest[..end].trim_end_matches('-')
}

fn replacement_of_word(word: &str) -> Option<&'static str> {
    if !word.is_ascii() {
        return Some(TEXT);
    }
    // Hyphens and underscores do not end a run of digits: `1985-03-12` has eight in a row.
    let (mut run, mut longest_run, mut digits) = (0, 0, 0);
    for byte in word.bytes() {
        if byte.is_ascii_digit() {
            run += 1;
            digits += 1;
            longest_run = longest_run.max(run);
        } else if byte.is_ascii_alphabetic() {
            run = 0;
        }
    }
    if longest_run >= MIN_NUMBER_DIGITS {
        return Some(NUMBER);
    }
    let has_letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    // A technical name of several words can contain a few digits (`x86_64-unknown-linux-gnu`). A token contains many.
    let is_technical_name = word.contains(['-', '_']) && digits * 5 < word.len();
    (word.len() >= MIN_TOKEN_CHARS && has_letters && digits > 0 && !is_technical_name).then_some(TOKEN)
}

/// The longest text at the start that can be an address.
fn address_candidate(rest: &str) -> &str {
    let rest = lookahead(rest);
    let end = rest
        .find(|character: char| {
            character.is_whitespace() || matches!(character, '"' | '\'' | '`' | '<' | '>')
        })
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '}'])
}

/// The length of a number with many digits, with the usual separators between them.
fn long_number_length(rest: &str) -> Option<usize> {
    let (mut digits, mut end, mut separators) = (0, 0, 0);
    for (position, character) in rest.char_indices() {
        if character.is_ascii_digit() {
            // A timestamp or a word after the separators does not belong to the number. If the number ended inside of a
            // token, the rest of the token would stay.
            let after_separators = &rest[position..];
            if separators > 0
                && (timestamp_length(after_separators).is_some()
                    || first_word(after_separators).contains(char::is_alphabetic))
            {
                break;
            }
            (digits, end, separators) = (digits + 1, position + 1, 0);
        } else if separators < MAX_SEPARATORS && is_digit_separator(character) {
            separators += 1;
        } else {
            break;
        }
    }
    (digits >= MIN_NUMBER_DIGITS).then_some(end)
}

fn is_digit_separator(character: char) -> bool {
    matches!(
        character,
        ' ' | '+' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2015}'
    )
}

/// The length of a timestamp of the years 2020 to 2099, such as `2026-11-24T05:30:00.123Z`.
///
/// An earlier timestamp can be a birth date, and so can a date without a time. Both are replaced as numbers.
fn timestamp_length(rest: &str) -> Option<usize> {
    // `0` is any digit, except in the century. The third digit of the year is checked below.
    const CENTURY: &[u8] = b"20";
    const PATTERN: &[u8] = b"2000-00-00T00:00:00";
    let text = rest.as_bytes();
    let matches_pattern = |(expected, byte): (&u8, &u8)| match expected {
        b'0' => byte.is_ascii_digit(),
        literal => literal == byte,
    };
    let is_timestamp = text.len() >= PATTERN.len()
        && text.starts_with(CENTURY)
        && matches!(text[CENTURY.len()], b'2'..=b'9')
        && PATTERN.iter().zip(text).all(matches_pattern);
    if !is_timestamp {
        return None;
    }
    let mut end = PATTERN.len();
    if text.get(end) == Some(&b'.') {
        end += 1 + text[end + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    if text.get(end) == Some(&b'Z') {
        end += 1;
    }
    Some(end)
}

/// The length of the text in double quotes, with the quotes. Without a closing quote it ends with the line.
fn double_quoted_length(rest: &str) -> usize {
    let mut is_escaped = false;
    for (position, character) in rest.char_indices().skip(1) {
        match character {
            '\n' => return position,
            '"' if !is_escaped => return position + 1,
            _ => is_escaped = character == '\\' && !is_escaped,
        }
    }
    rest.len()
}

/// The length of the text in backquotes, with the backquotes. Without a closing one it ends with the line.
fn backquoted_length(rest: &str) -> usize {
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    line[1..].find('`').map_or(line.len(), |position| position + 2)
}

/// Whether a text in backquotes is code. Messages of panics put both code and values in backquotes.
fn is_code(text: &str) -> bool {
    let text = text.trim_end_matches('`');
    let is_code_char = |character: char| {
        character.is_ascii_alphabetic() || matches!(character, '_' | ':' | '(' | ')' | '=' | '!' | ' ')
    };
    let has_code_mark = ["::", "()", "left == right", "left != right"].iter().any(|mark| text.contains(mark));
    text.chars().all(is_code_char) && has_code_mark || matches!(text, "None" | "Some" | "Ok" | "Err")
}

/// The length of the folder's name at the start. On Windows it can contain spaces.
fn folder_name_length(rest: &str) -> usize {
    let rest = lookahead(rest);
    let line = &rest[..rest.find(['\n', '"', '\'', '`', '<', '>', ':']).unwrap_or(rest.len())];
    line.find(['/', '\\']).or_else(|| line.find(char::is_whitespace)).unwrap_or(line.len())
}

/// The first [`MAX_LOOKAHEAD_CHARS`] characters.
fn lookahead(rest: &str) -> &str {
    rest.char_indices().nth(MAX_LOOKAHEAD_CHARS).map_or(rest, |(end, _)| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_scrubbed(text: &str, expected: &str) {
        assert_eq!(scrub(text), expected);
        assert_eq!(scrub(expected), expected, "a scrubbed text does not change");
    }

    #[test]
    fn long_number_is_replaced_in_every_notation() {
        for text in [
            "77011234567",
            "+77011234567",
            "+7 (701) 123-45-67",
            "8 701 123 45 67",
            "8-701-123-45-67",
            "8.701.123.45.67",
            "7\u{a0}701\u{a0}123\u{202f}45\u{2011}67",
            "850312400123",
            "1985-03-12",
            "12.03.1985",
            "701 123 4",
        ] {
            assert_scrubbed(&format!("call {text}, twice"), "call [number], twice");
        }
        assert_scrubbed("tel87011234567 id_850312400123 87011234567abc", "[number] [number] [number]");
        assert_scrubbed("born 1985-03-12T00:00:00Z", "born [number]:00:00Z");
        assert_scrubbed("123456 is 3 short", "123456 is 3 short");
    }

    #[test]
    fn token_is_replaced_at_every_position() {
        for token in [
            "q7Hk2mZr9TxW4bNc6LpVs8Yd",
            "abcdefghijklmno1",
            "0a1b2c3d4e5f60718",
            "practice-645e8f2a1b3c4",
            "3fa85f64-ab17-45ff-b3fc-2c963f66afa6",
            "987654q7Hk2mZr9T",
        ] {
            assert_scrubbed(&format!("77 123 {token}"), "77 123 [token]");
            assert_scrubbed(&format!("api_access_token: {token}; next"), "api_access_token: [token]; next");
            assert_scrubbed(&format!("path/{token}/more"), "path/[token]/more");
        }
    }

    #[test]
    fn addresses_of_mail_and_of_servers_are_replaced() {
        assert_scrubbed("from aigul.s+desk@mail.kz.", "from [address].");
        assert_scrubbed("(aigul@mail.kz)", "([address])");
        assert_scrubbed("to https://clinic.example/app?a=1 now", "to [address] now");
        assert_scrubbed("https://name:secret@clinic.example/", "[address]");
        assert_scrubbed("proxy=http://10.0.0.1:3128", "[address]");
        assert_scrubbed("айгуль@почта.қаз", "[address]");
    }

    #[test]
    fn quoted_text_is_replaced_unless_it_is_code() {
        assert_scrubbed(
            r#"invalid type: string "Anna Smith", expected u64"#,
            r#"invalid type: string "...", expected u64"#,
        );
        assert_scrubbed(r#"left: "say \"Anna\" twice" right: 5"#, r#"left: "..." right: 5"#);
        assert_scrubbed("left: \"Anna\nnext \"Bella", "left: \"...\"\nnext \"...\"");
        assert_scrubbed(
            "byte index 9 is out of bounds of `Anna Smith`",
            "byte index 9 is out of bounds of `...`",
        );
        assert_scrubbed("inside `Anna", "inside `...`");
        let unwrapped =
            "called `Result::unwrap()` on an `Err` value, or `Option::unwrap()` on a `None` value";
        assert_scrubbed(unwrapped, unwrapped);
        assert_scrubbed("assertion `left == right` failed", "assertion `left == right` failed");
    }

    #[test]
    fn words_that_are_not_ascii_are_replaced() {
        assert_scrubbed("for Айгерим Оспанова: no", "for [text] [text]: no");
        assert_scrubbed("Не удается найти файл. (os error 2)", "[text] [text] [text] [text]. (os error 2)");
        assert_scrubbed("a\u{202e}b\u{0}c\u{1b}[31m \u{2013} \u{a0}d\r\n", "a?b c [31m ?  d\n");
    }

    #[test]
    fn name_of_a_users_folder_is_replaced() {
        assert_scrubbed("/home/aigul/.local/share/qabyl", "/home/[user]/.local/share/qabyl");
        assert_scrubbed("unable to open: /Users/aigul.s", "unable to open: /Users/[user]");
        assert_scrubbed(r"C:\Users\Anna Smith\AppData\Local, and", r"C:\Users\[user]\AppData\Local, and");
        assert_scrubbed("/home/айгуль/x", "/home/[user]/x");
    }

    #[test]
    fn technical_text_is_unchanged() {
        for line in [
            "2026-11-24T05:30:00.123456Z  WARN desk::sync::fetch: a fetch failed code=server_error in_a_row=12",
            "status 500 2026-11-24T05:30:00Z and 2026-11-24T05:30:00",
            "linux x86_64, x86_64-unknown-linux-gnu",
            "at src-tauri/crates/desk/src/sync/polling.rs:123:45",
            "  17: tokio::runtime::task::harness::Harness<T,S>::poll_future",
            "127.0.0.1:40123 3 accounts, 256 MiB, every 30 s, 14 to 45 days",
            "peer closed connection without sending TLS close_notify (os error 104)",
            "QABYL 0.1.0 rust-1.90.0 (a/b) {c} [d] <e> f=1;g='h'",
            "",
        ] {
            assert_scrubbed(line, line);
        }
    }

    #[test]
    fn timestamp_is_unchanged_in_the_years_2020_to_2099_only() {
        for year in [2020, 2026, 2039, 2099] {
            let line = format!("at {year}-12-31T23:59:59.5Z");
            assert_scrubbed(&line, &line);
        }
        for year in [1985, 2019, 2100] {
            assert_scrubbed(&format!("at {year}-12-31T23:59:59Z"), "at [number]:59:59Z");
        }
    }

    #[test]
    fn every_prefix_and_suffix_of_a_line_is_scrubbed() {
        // The line contains every form and is cut before each character.
        let line = "\"ы` +7 (701) 123-45 67 2026-11-24T05:30:00.1Z a@b /home/ю/ `None` \\Users\\ q7Hk2mZr9TxW4bNc6 \"";
        for (position, _) in line.char_indices() {
            let (start, end) = line.split_at(position);
            assert!(scrub(start).is_ascii() && scrub(end).is_ascii());
            assert!(!scrub(end).contains("q7Hk2mZr9TxW4bNc6"));
        }
    }
}
