//! A parsed search text.

use super::SearchKeys;
use super::folding::{folded, has_latin_letters, transliterated, unified, with_russian_letters};
use super::layouts::in_other_layouts;
use super::marks::{self, Parts};
use super::phone::{self, is_extension_word, with_country_code};
use crate::view::types::SearchMarks;

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
    /// It was typed in the other keyboard layout.
    pub const OTHER_LAYOUT: u32 = 4;
}

/// A search text. An appointment must contain each of its parts.
pub(super) struct Query {
    as_typed: Vec<QueryPart>,
    /// The same keys in other keyboard layouts.
    in_other_layouts: Vec<Vec<QueryPart>>,
}

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
        let text: String = text.chars().take(MAX_QUERY_LETTERS).collect();
        let as_typed = parts(&text);
        let in_other_layouts = || in_other_layouts(&text).iter().map(|text| parts(text)).collect();
        (!as_typed.is_empty()).then(|| Query { in_other_layouts: in_other_layouts(), as_typed })
    }

    /// The rank of an entry. `None` when the entry is not found.
    pub fn rank(&self, keys: &SearchKeys) -> Option<u32> {
        if let [QueryPart::Number(number)] = self.as_typed.as_slice()
            && number.is_id(keys)
        {
            return Some(rank::APPOINTMENT_NUMBER);
        }
        let in_other_layout = || self.in_other_layout(keys).map(|_| rank::OTHER_LAYOUT);
        worst_rank(&self.as_typed, keys).or_else(in_other_layout)
    }

    /// The parts of an entry's texts that this query finds.
    pub fn marks(
        &self,
        keys: &SearchKeys,
        client: Option<&str>,
        service: Option<&str>,
        phone: Option<&str>,
    ) -> SearchMarks {
        let is_as_typed = worst_rank(&self.as_typed, keys).is_some();
        let found = if is_as_typed { Some(&self.as_typed) } else { self.in_other_layout(keys) };
        let mut marks = SearchMarks::default();
        for part in found.into_iter().flatten() {
            for (text, in_text) in [(client, &mut marks.client), (service, &mut marks.service)] {
                in_text.extend(part.marks_in_text(text.unwrap_or_default(), keys));
            }
            if let QueryPart::Number(number) = part {
                marks.phone.extend(number.marks_in_phone(phone.unwrap_or_default(), keys));
            }
        }
        let SearchMarks { client, service, phone } = marks;
        SearchMarks {
            client: marks::joined(client),
            service: marks::joined(service),
            phone: marks::joined(phone),
        }
    }

    fn in_other_layout(&self, keys: &SearchKeys) -> Option<&Vec<QueryPart>> {
        // Two guesses at once, the layout and the alphabet, would find too much.
        let is_found = |parts: &&Vec<QueryPart>| {
            !parts.is_empty() && worst_rank(parts, keys).is_some_and(|rank| rank <= rank::OTHER_LETTERS)
        };
        self.in_other_layouts.iter().find(is_found)
    }
}

/// The rank of an entry is that of the part that fits worst. `None` when a part is missing.
fn worst_rank(parts: &[QueryPart], keys: &SearchKeys) -> Option<u32> {
    parts.iter().try_fold(rank::EXACT, |worst, part| Some(worst.max(part.rank(keys)?)))
}

fn parts(text: &str) -> Vec<QueryPart> {
    let mut parts: Vec<QueryPart> = Vec::new();
    for part in phone::parts(&unified(text)) {
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
    parts
}

impl QueryPart {
    fn rank(&self, keys: &SearchKeys) -> Option<u32> {
        match self {
            QueryPart::Word(word) => word.rank(keys),
            QueryPart::Number(number) => number.rank(keys),
        }
    }

    /// The parts of a name or a service of an entry that this finds.
    fn marks_in_text(&self, text: &str, keys: &SearchKeys) -> Parts {
        match self {
            QueryPart::Word(word) => word.marks(text, keys),
            QueryPart::Number(number) if number.is_only_in_text(keys) => {
                let marks_of = |group: &String| marks::parts_with(text, group, unified);
                number.groups.iter().flat_map(marks_of).collect()
            }
            QueryPart::Number(_) => Vec::new(),
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

    fn marks(&self, text: &str, keys: &SearchKeys) -> Parts {
        let folded = |part: &str| folded(&unified(part));
        match self.rank(keys) {
            Some(rank::EXACT) => marks::parts_with(text, &self.folded, folded),
            Some(rank::OTHER_LETTERS) => {
                marks::parts_with(text, &self.russian, |part| with_russian_letters(&folded(part)))
            }
            Some(_) => marks::parts_with(text, &self.latin, |part| transliterated(&unified(part))),
            None => Vec::new(),
        }
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

    /// The digits are in a name or a service, and neither in a phone nor the entry's number.
    fn is_only_in_text(&self, keys: &SearchKeys) -> bool {
        !self.is_id(keys) && !keys.phones.iter().any(|phone| self.is_in_phone(phone))
    }

    fn marks_in_phone(&self, field: &str, keys: &SearchKeys) -> Parts {
        if !keys.phones.iter().any(|phone| self.is_in_phone(phone)) {
            return Vec::new();
        }
        // The field can have another prefix than the search text, or none.
        let after_prefix = |digits: &str| digits.strip_prefix(['7', '8']).map(str::to_owned);
        let rest = after_prefix(&self.digits);
        let with_prefix = |prefix: char| rest.as_ref().map(|rest| format!("{prefix}{rest}"));
        let runs = [Some(self.digits.clone()), with_prefix('7'), with_prefix('8'), rest.clone()];
        let runs: Vec<String> = runs.into_iter().flatten().filter(|run| !run.is_empty()).collect();
        marks::digits_part(field, &runs)
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
