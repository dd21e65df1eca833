//! Takes out of a text whatever could be somebody's: the second line of defence of the log, the panic notes and the diagnostics.
//!
//! The first is that no message names a client, a token, an address or what a server said. This one is for the message that
//! does so all the same, and for those of other people's code. It knows shapes, not meanings: long numbers (phones, IIN, birth
//! dates), words that nobody pronounces (tokens), addresses, a user's folder, whatever is quoted, and all that is not ASCII,
//! for what the program itself says is. What is left reads the same when it is scrubbed again.

/// Digits from which on a number could be a phone's.
const LONG_NUMBER: usize = 7;
/// Characters from which on a word could be a token.
const LONG_WORD: usize = 16;
/// No address is longer.
const FURTHEST_CHARS: usize = 320;
/// How many signs can stand between two digits of one number: `+7 (701) - 123`.
const WIDEST_GAP: usize = 3;

const NUMBER: &str = "[number]";
const TOKEN: &str = "[token]";
const TEXT: &str = "[text]";
const ADDRESS: &str = "[address]";

/// The folders in which each user has one of their own name, and what is left of it.
const HOMES: [(&str, &str); 3] =
    [("/home/", "/home/[user]"), ("/Users/", "/Users/[user]"), ("\\Users\\", "\\Users\\[user]")];

/// The text without anything that could be a person's, a token or an address; ASCII, line by line as it was.
#[must_use]
pub fn scrub(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, instead) = first_piece(rest, first);
        let (piece, after) = rest.split_at(length);
        clean.push_str(instead.unwrap_or(piece));
        rest = after;
    }
    clean
}

/// The length of the piece in bytes, and what is put in its place; `None`: it may stay.
fn first_piece(rest: &str, first: char) -> (usize, Option<&'static str>) {
    if let Some((home, instead)) = HOMES.into_iter().find(|(home, _)| rest.starts_with(home)) {
        return (home.len() + folder_name(&rest[home.len()..]), Some(instead));
    }
    match first {
        '"' => return (quoted(rest), Some("\"...\"")),
        '`' => {
            let length = between(rest, '`');
            return (length, (!is_code(&rest[1..length])).then_some("`...`"));
        }
        _ => {}
    }
    if let Some(length) = timestamp(rest) {
        return (length, None);
    }
    if is_of_word(first) {
        let chunk = chunk(rest);
        if chunk.contains('@') || chunk.contains("://") {
            return (chunk.len(), Some(ADDRESS));
        }
        let word = word(rest);
        if word.contains(char::is_alphabetic) {
            return (word.len(), instead_of(word));
        }
    }
    if (first.is_ascii_digit() || matches!(first, '+' | '('))
        && let Some(length) = number(rest)
    {
        return (length, Some(NUMBER));
    }
    if is_of_word(first) {
        let word = word(rest);
        return (word.len(), instead_of(word));
    }
    match first {
        '\n' | '\t' | ' '..='~' => (1, None),
        '\r' => (1, Some("")),
        _ => (first.len_utf8(), Some(if first.is_whitespace() || first.is_control() { " " } else { "?" })),
    }
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Letters, digits and underscores, with hyphens between them.
fn word(rest: &str) -> &str {
    let end = rest.find(|sign| !is_of_word(sign) && sign != '-').unwrap_or(rest.len());
    rest[..end].trim_end_matches('-')
}

fn instead_of(word: &str) -> Option<&'static str> {
    if !word.is_ascii() {
        return Some(TEXT);
    }
    let (mut in_a_row, mut most, mut digits) = (0, 0, 0);
    for sign in word.bytes() {
        if sign.is_ascii_digit() {
            in_a_row += 1;
            digits += 1;
            most = most.max(in_a_row);
        } else if sign.is_ascii_alphabetic() {
            in_a_row = 0;
        }
    }
    if most >= LONG_NUMBER {
        return Some(NUMBER);
    }
    let has_letters = word.bytes().any(|sign| sign.is_ascii_alphabetic());
    // A name of several words can have a digit in one of them (`x86_64-unknown-linux-gnu`); a token has many.
    let is_name = word.contains(['-', '_']) && digits * 5 < word.len();
    (word.len() >= LONG_WORD && has_letters && digits > 0 && !is_name).then_some(TOKEN)
}

/// As much as an address would take.
fn chunk(rest: &str) -> &str {
    let rest = start_of(rest);
    let end = rest
        .find(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | '`' | '<' | '>'))
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '}'])
}

/// The length of a number of many digits, with what people put between them.
fn number(rest: &str) -> Option<usize> {
    let (mut digits, mut end, mut gap) = (0, 0, 0);
    for (at, sign) in rest.char_indices() {
        if sign.is_ascii_digit() {
            // The time or the word that stands behind a number is no part of it; half of a token would be left.
            let behind = &rest[at..];
            if gap > 0 && (timestamp(behind).is_some() || word(behind).contains(char::is_alphabetic)) {
                break;
            }
            (digits, end, gap) = (digits + 1, at + 1, 0);
        } else if gap < WIDEST_GAP && is_between_digits(sign) {
            gap += 1;
        } else {
            break;
        }
    }
    (digits >= LONG_NUMBER).then_some(end)
}

fn is_between_digits(sign: char) -> bool {
    matches!(sign, ' ' | '+' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2015}')
}

/// The length of a moment of these years, such as `2026-11-24T05:30:00.123Z`. A date alone can be a birth date.
fn timestamp(rest: &str) -> Option<usize> {
    const SHAPE: &[u8] = b"2020-00-00T00:00:00";
    let text = rest.as_bytes();
    let fits = |(shape, sign): (&u8, &u8)| match shape {
        b'0' => sign.is_ascii_digit(),
        shape => shape == sign,
    };
    // Of the year only its first and third digit are told by the shape: 2020 to 2029 would be too few.
    let of_this_century = text.len() >= SHAPE.len()
        && text.starts_with(b"20")
        && matches!(text[2], b'2'..=b'9')
        && SHAPE.iter().zip(text).skip(3).all(fits);
    if !of_this_century {
        return None;
    }
    let mut end = SHAPE.len();
    if text.get(end) == Some(&b'.') {
        end += 1 + text[end + 1..].iter().take_while(|sign| sign.is_ascii_digit()).count();
    }
    if text.get(end) == Some(&b'Z') {
        end += 1;
    }
    Some(end)
}

/// The length of what is in double quotes, with them; to the end of the line when they are not closed.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, sign) in rest.char_indices().skip(1) {
        match sign {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            _ => escaped = sign == '\\' && !escaped,
        }
    }
    rest.len()
}

/// The length of what is between two of these signs, with them; to the end of the line when there is no second.
fn between(rest: &str, sign: char) -> usize {
    let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
    line[1..].find(sign).map_or(line.len(), |at| at + 2)
}

/// Whether what stands in backticks is the program's own: its panics quote values in the same way.
fn is_code(text: &str) -> bool {
    let text = text.trim_end_matches('`');
    let of_code =
        |sign: char| sign.is_ascii_alphabetic() || matches!(sign, '_' | ':' | '(' | ')' | '=' | '!' | ' ');
    let looks = ["::", "()", "left == right", "left != right"].iter().any(|mark| text.contains(mark));
    text.chars().all(of_code) && looks || matches!(text, "None" | "Some" | "Ok" | "Err")
}

/// The length of a folder's name. On Windows there can be spaces in it.
fn folder_name(rest: &str) -> usize {
    let rest = start_of(rest);
    let line = &rest[..rest.find(['\n', '"', '\'', '`', '<', '>', ':']).unwrap_or(rest.len())];
    line.find(['/', '\\']).or_else(|| line.find(char::is_whitespace)).unwrap_or(line.len())
}

/// As far as is looked ahead for an address or a name: a line of any length is done in one go.
fn start_of(rest: &str) -> &str {
    rest.char_indices().nth(FURTHEST_CHARS).map_or(rest, |(end, _)| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn scrubbed(text: &str, clean: &str) {
        assert_eq!(scrub(text), clean);
        assert_eq!(scrub(clean), clean, "what is clean stays");
    }

    #[test]
    fn long_numbers_go_however_they_are_written() {
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
            scrubbed(&format!("call {text}, twice"), "call [number], twice");
        }
        scrubbed("tel87011234567 id_850312400123 87011234567abc", "[number] [number] [number]");
        scrubbed("born 1985-03-12T00:00:00Z", "born [number]:00:00Z");
        scrubbed("123456 is 3 short", "123456 is 3 short");
    }

    #[test]
    fn tokens_go_wherever_they_stand() {
        for token in [
            "q7Hk2mZr9TxW4bNc6LpVs8Yd",
            "abcdefghijklmno1",
            "0a1b2c3d4e5f60718",
            "practice-645e8f2a1b3c4",
            "3fa85f64-ab17-45ff-b3fc-2c963f66afa6",
            "987654q7Hk2mZr9T",
        ] {
            scrubbed(&format!("77 123 {token}"), "77 123 [token]");
            scrubbed(&format!("api_access_token: {token}; next"), "api_access_token: [token]; next");
            scrubbed(&format!("path/{token}/more"), "path/[token]/more");
        }
    }

    #[test]
    fn addresses_of_mail_and_of_servers_go() {
        scrubbed("from aigul.s+desk@mail.kz.", "from [address].");
        scrubbed("(aigul@mail.kz)", "([address])");
        scrubbed("to https://clinic.example/app?a=1 now", "to [address] now");
        scrubbed("https://name:secret@clinic.example/", "[address]");
        scrubbed("proxy=http://10.0.0.1:3128", "[address]");
        scrubbed("айгуль@почта.қаз", "[address]");
    }

    #[test]
    fn what_is_quoted_goes_for_it_is_data() {
        scrubbed(
            r#"invalid type: string "Anna Smith", expected u64"#,
            r#"invalid type: string "...", expected u64"#,
        );
        scrubbed(r#"left: "say \"Anna\" twice" right: 5"#, r#"left: "..." right: 5"#);
        scrubbed("left: \"Anna\nnext \"Bella", "left: \"...\"\nnext \"...\"");
        scrubbed("byte index 9 is out of bounds of `Anna Smith`", "byte index 9 is out of bounds of `...`");
        scrubbed("inside `Anna", "inside `...`");
        let unwrapped =
            "called `Result::unwrap()` on an `Err` value, or `Option::unwrap()` on a `None` value";
        scrubbed(unwrapped, unwrapped);
        scrubbed("assertion `left == right` failed", "assertion `left == right` failed");
    }

    #[test]
    fn what_is_not_ascii_is_not_the_programs() {
        scrubbed("for Айгерим Оспанова: no", "for [text] [text]: no");
        scrubbed("Не удается найти файл. (os error 2)", "[text] [text] [text] [text]. (os error 2)");
        scrubbed("a\u{202e}b\u{0}c\u{1b}[31m \u{2013} \u{a0}d\r\n", "a?b c [31m ?  d\n");
    }

    #[test]
    fn a_users_folder_loses_their_name() {
        scrubbed("/home/aigul/.local/share/qabyl", "/home/[user]/.local/share/qabyl");
        scrubbed("unable to open: /Users/aigul.s", "unable to open: /Users/[user]");
        scrubbed(r"C:\Users\Anna Smith\AppData\Local, and", r"C:\Users\[user]\AppData\Local, and");
        scrubbed("/home/айгуль/x", "/home/[user]/x");
    }

    #[test]
    fn what_helps_stays() {
        for line in [
            "2026-11-24T05:30:00.123456Z  WARN desk::sync::fetch: a fetch failed code=server_error in_a_row=12",
            "status 500 2026-11-24T05:30:00Z and 2026-11-24T05:30:00",
            "linux x86_64, x86_64-unknown-linux-gnu",
            "at src-tauri/crates/desk/src/polling.rs:123:45",
            "  17: tokio::runtime::task::harness::Harness<T,S>::poll_future",
            "127.0.0.1:40123 3 accounts, 256 MiB, every 30 s, 14 to 45 days",
            "peer closed connection without sending TLS close_notify (os error 104)",
            "QABYL 0.1.0 rust-1.90.0 (a/b) {c} [d] <e> f=1;g='h'",
            "",
        ] {
            scrubbed(line, line);
        }
    }

    #[test]
    fn no_text_stops_it() {
        // Every prefix and suffix of a line with everything in it, cut at any character.
        let line = "\"ы` +7 (701) 123-45 67 2026-11-24T05:30:00.1Z a@b /home/ю/ `None` \\Users\\ q7Hk2mZr9TxW4bNc6 \"";
        for (at, _) in line.char_indices() {
            let (start, end) = line.split_at(at);
            assert!(scrub(start).is_ascii() && scrub(end).is_ascii());
            assert!(!scrub(end).contains("q7Hk2mZr9TxW4bNc6"));
        }
    }
}
