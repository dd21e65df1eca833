//! A parsed search text.

use super::SearchKeys;
use super::folding::{folded, has_latin_letters, transliterated, unified, with_russian_letters};
use super::phone::{self, is_extension_word, with_country_code};

/// A longer search text is cut: nobody types it.
const MAX_QUERY_LETTERS: usize = 200;

/// A text with fewer digits is not searched for in phone numbers.
const MIN_PHONE_DIGITS: usize = 3;
/// A shorter word is not searched for in Latin letters: it would be found in most names.
const MIN_LATIN_LETTERS: usize = 2;
/// Words before a number that say only that it is one, folded and without the dot.
const LABELS: [&str; 19] = [
    "т",
    "тел",
    "телефон",
    "моб",
    "мобильный",
    "сот",
    "сотовый",
    "ном",
    "номер",
    "ватсап",
    "вотсап",
    "ұялы",
    "нөмір",
    "tel",
    "phone",
    "mob",
    "mobile",
    "whatsapp",
    "id",
];

/// How well an appointment fits a search text. The least is the best.
pub(super) mod rank {
    /// It has exactly the searched number.
    pub const APPOINTMENT_NUMBER: u32 = 0;
    /// Every word and number is in it as it was typed.
    pub const EXACT: u32 = 1;
    /// It differs in letters that a Russian keyboard lacks.
    pub const OTHER_LETTERS: u32 = 2;
    /// It is written in another alphabet.
    pub const OTHER_ALPHABET: u32 = 3;
}

/// A search text. An appointment must contain each of its parts.
pub(super) struct Query(Vec<QueryPart>);

enum QueryPart {
    Word(QueryWord),
    Number(QueryNumber),
}

/// A word at the levels of folding.
struct QueryWord {
    folded: String,
    russian: String,
    latin: String,
    has_latin_letters: bool,
}

struct QueryNumber {
    /// The groups of digits as typed: the name of a service can contain them.
    groups: Vec<String>,
    digits: String,
    /// The digits with the country code.
    international: String,
    /// The digits of an extension.
    extension: String,
}

impl Query {
    /// `None` when the text has no letters and no digits.
    pub fn new(text: &str) -> Option<Query> {
        let unified: String = unified(text).chars().take(MAX_QUERY_LETTERS).collect();
        let mut parts: Vec<QueryPart> = Vec::new();
        for part in phone::parts(&unified) {
            match part {
                phone::Part::Word(word) => parts.push(QueryPart::Word(QueryWord::new(&word))),
                phone::Part::Number(pieces) => {
                    let label =
                        parts.pop_if(|part| matches!(part, QueryPart::Word(word) if is_label(&word.folded)));
                    let is_extension =
                        matches!(label, Some(QueryPart::Word(word)) if is_extension_word(&word.folded));
                    for number in phone::split(&pieces).iter().map(|number| QueryNumber::new(number)) {
                        match parts.last_mut() {
                            Some(QueryPart::Number(base)) if is_extension => base.extension = number.digits,
                            _ => parts.push(QueryPart::Number(number)),
                        }
                    }
                }
            }
        }
        (!parts.is_empty()).then_some(Query(parts))
    }

    /// The rank of an keys. `None` when the entry is not found.
    pub fn rank(&self, keys: &SearchKeys) -> Option<u32> {
        if let [QueryPart::Number(number)] = self.0.as_slice()
            && number.is_id(keys)
        {
            return Some(rank::APPOINTMENT_NUMBER);
        }
        // The rank of an entry is that of the part that fits worst.
        self.0.iter().try_fold(rank::EXACT, |worst, part| Some(worst.max(part.rank(keys)?)))
    }
}

impl QueryPart {
    fn rank(&self, keys: &SearchKeys) -> Option<u32> {
        match self {
            QueryPart::Word(word) => word.rank(keys),
            QueryPart::Number(number) => number.rank(keys),
        }
    }
}

impl QueryWord {
    fn new(unified: &str) -> QueryWord {
        let folded = folded(unified);
        QueryWord {
            russian: with_russian_letters(&folded),
            latin: transliterated(unified),
            has_latin_letters: has_latin_letters(unified),
            folded,
        }
    }

    fn rank(&self, keys: &SearchKeys) -> Option<u32> {
        if keys.text.contains(&self.folded) {
            return Some(rank::EXACT);
        }
        if keys.russian_text.contains(&self.russian) {
            return Some(rank::OTHER_LETTERS);
        }
        let is_long_enough =
            self.latin.chars().filter(|sign| sign.is_alphabetic()).count() >= MIN_LATIN_LETTERS;
        let crosses_alphabets = self.has_latin_letters || has_latin_letters(&keys.text);
        (is_long_enough && crosses_alphabets && keys.latin_text.contains(&self.latin))
            .then_some(rank::OTHER_ALPHABET)
    }
}

impl QueryNumber {
    fn new(number: &str) -> QueryNumber {
        let groups = number.split(|sign: char| !sign.is_ascii_digit()).filter(|group| !group.is_empty());
        QueryNumber {
            groups: groups.map(str::to_owned).collect(),
            digits: number.chars().filter(char::is_ascii_digit).collect(),
            international: with_country_code(number),
            extension: String::new(),
        }
    }

    fn rank(&self, keys: &SearchKeys) -> Option<u32> {
        let is_in_text = self.groups.iter().all(|group| keys.text.contains(group));
        let phone = keys.phones.iter().find(|phone| self.is_in_phone(phone));
        match phone {
            // The searched extension is another one, or the entry has none.
            Some(phone) if !phone.ends_with(&self.extension) => Some(rank::OTHER_LETTERS),
            Some(_) => Some(rank::EXACT),
            None => (self.is_id(keys) || is_in_text).then_some(rank::EXACT),
        }
    }

    fn is_id(&self, keys: &SearchKeys) -> bool {
        keys.id.is_some_and(|id| self.digits.parse() == Ok(id))
    }

    fn is_in_phone(&self, phone: &str) -> bool {
        if self.digits.len() < MIN_PHONE_DIGITS {
            return false;
        }
        // A leading 8 is the national prefix, and means the same as a leading 7.
        phone.contains(&self.digits)
            || phone.starts_with(&self.international)
            || self.digits.strip_prefix('8').is_some_and(|rest| {
                !rest.is_empty() && phone.strip_prefix('7').is_some_and(|own| own.starts_with(rest))
            })
    }
}

fn is_label(folded: &str) -> bool {
    LABELS.contains(&folded.trim_end_matches(['.', ':', '-'])) || is_extension_word(folded)
}
