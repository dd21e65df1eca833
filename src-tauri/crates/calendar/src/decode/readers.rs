//! The kinds of fields: which JSON values each accepts, and their meaning.

use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::field_value::{FieldValue, Reader};
use super::instant::{parse_date, parse_instant};
use super::row::{FieldName, Listed, Problem, Problems};
use crate::model::SkipReason::{self, Damaged, Missing, OutOfRange, TooLong, WrongType};
use crate::model::{Instant, Interval, OpenEnum, Tenge};

/// The largest whole number that JavaScript tells apart from its neighbours.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// Defines a kind of number: integers, floats without a fraction, and both as strings. `$accept` checks the
/// range.
macro_rules! number {
    ($(#[$doc:meta])* $reader:ident -> $out:ty, $accept:expr) => {
        $(#[$doc])*
        pub(super) struct $reader;

        impl Reader for $reader {
            type Out = $out;

            fn whole(number: i64) -> Result<$out, SkipReason> {
                let accept: fn(i64) -> Option<$out> = $accept;
                accept(number).ok_or(OutOfRange)
            }

            fn text(text: &str) -> Result<$out, SkipReason> {
                Self::whole(whole_from_text(text)?)
            }
        }
    };
}

number! {
    /// An id, or any other whole number that JavaScript can represent. The screen would mix up larger ids.
    Number -> i64, |number| (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&number).then_some(number)
}
number! {
    /// 0 = Sunday ... 6 = Saturday.
    WeekdayNumber -> u8, |number| u8::try_from(number).ok().filter(|weekday| *weekday <= 6)
}
number! {
    /// Minutes since local midnight, 0..=1440.
    Minute -> u16, |number| u16::try_from(number).ok().filter(|minute| *minute <= 1440)
}
number! {
    /// The slot duration of a resource in minutes, 5..=720 (`docs/api.md`, "Resources"). A value outside of these
    /// bounds is replaced by the nearest bound, because sums of minutes could overflow.
    SlotDuration -> i64, |number| Some(number.clamp(5, 720))
}

/// No real amount is larger. The limit prevents an overflow in sums over a payload.
const MAX_AMOUNT_TENGE: i64 = 1_000_000_000_000;

/// Whole tenge. `null` is zero (`docs/api.md`).
pub(super) struct Money;

impl Reader for Money {
    type Out = Tenge;

    fn null() -> FieldValue<Money> {
        FieldValue::Value(Tenge(0))
    }

    fn whole(number: i64) -> Result<Tenge, SkipReason> {
        if (-MAX_AMOUNT_TENGE..=MAX_AMOUNT_TENGE).contains(&number) {
            Ok(Tenge(number))
        } else {
            Err(OutOfRange)
        }
    }

    fn text(text: &str) -> Result<Tenge, SkipReason> {
        Money::whole(whole_from_text(text)?)
    }
}

/// `"1500"`, `"1500.0"`.
fn whole_from_text(text: &str) -> Result<i64, SkipReason> {
    let text = text.trim_ascii();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(WrongType);
    }
    if fraction.bytes().any(|byte| byte != b'0') {
        return Err(OutOfRange);
    }
    whole.parse().map_err(|_| OutOfRange)
}

/// The longest name, label or word, in bytes. A longer one is cut: it cannot be displayed.
const MAX_TEXT_BYTES: usize = 1024;
/// The longest comment, in bytes.
const MAX_COMMENT_BYTES: usize = 16 * 1024;

/// Stands in a repaired body for bytes that are not UTF-8. No text of a server contains this noncharacter.
pub(super) const DAMAGE: char = '\u{ffff}';

/// A name, a label, or any other short text.
pub(super) struct Text;

impl Reader for Text {
    type Out = String;

    fn text_field(text: &str) -> FieldValue<Text> {
        bounded(text, MAX_TEXT_BYTES, str::to_owned)
    }
}

/// A text that people write.
pub(super) struct Comment;

impl Reader for Comment {
    type Out = String;

    fn text_field(text: &str) -> FieldValue<Comment> {
        bounded(text, MAX_COMMENT_BYTES, str::to_owned)
    }
}

/// A text within `max_bytes`, with `\u{fffd}` for each damaged part.
fn bounded<R: Reader>(text: &str, max_bytes: usize, read: impl FnOnce(&str) -> R::Out) -> FieldValue<R> {
    if text.len() > max_bytes {
        let cut = &text[..text.floor_char_boundary(max_bytes.saturating_sub('…'.len_utf8()))];
        return FieldValue::Changed(read(&format!("{}…", cut.replace(DAMAGE, "\u{fffd}"))), TooLong);
    }
    if text.contains(DAMAGE) {
        return FieldValue::Changed(read(&text.replace(DAMAGE, "\u{fffd}")), Damaged);
    }
    FieldValue::Value(read(text))
}

/// A word of an open enumeration. Unknown words are kept.
pub(super) struct Word<T>(PhantomData<T>);

impl<T: OpenEnum> Reader for Word<T> {
    type Out = T;

    fn text_field(text: &str) -> FieldValue<Word<T>> {
        bounded(text, MAX_TEXT_BYTES, T::from_word)
    }
}

/// `true` and `false`, also as strings or as 1 and 0.
pub(super) struct Flag;

impl Reader for Flag {
    type Out = bool;

    fn flag(flag: bool) -> Result<bool, SkipReason> {
        Ok(flag)
    }

    fn whole(number: i64) -> Result<bool, SkipReason> {
        match number {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(OutOfRange),
        }
    }

    fn text(text: &str) -> Result<bool, SkipReason> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(WrongType),
        }
    }
}

/// An instant, see [`parse_instant`].
pub(super) struct InstantText;

impl Reader for InstantText {
    type Out = Instant;

    fn text(text: &str) -> Result<Instant, SkipReason> {
        parse_instant(text).ok_or(OutOfRange)
    }
}

/// A civil date.
pub(super) struct Date;

impl Reader for Date {
    type Out = NaiveDate;

    fn text(text: &str) -> Result<NaiveDate, SkipReason> {
        parse_date(text).ok_or(OutOfRange)
    }
}

/// `{"from": instant, "to": instant}`.
pub(super) struct Range;

impl Reader for Range {
    type Out = Interval;

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<FieldValue<Range>, A::Error> {
        let (mut from, mut to) = (FieldValue::<InstantText>::Absent, FieldValue::<InstantText>::Absent);
        while let Some(key) = object.next_key_seed(FieldName { names: &["from", "to"], after: 0 })? {
            match key {
                Some(0) => from = object.next_value()?,
                Some(_) => to = object.next_value()?,
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match (from, to) {
            (FieldValue::Value(start), FieldValue::Value(end)) => FieldValue::Value(Interval { start, end }),
            (FieldValue::Bad(reason), _) | (_, FieldValue::Bad(reason)) => FieldValue::Bad(reason),
            // The published page of the API shows `{}`.
            (FieldValue::Absent, FieldValue::Absent) => FieldValue::Null,
            _ => FieldValue::Bad(Missing),
        })
    }
}

/// A list of ids.
pub(super) struct Ids;

impl Reader for Ids {
    type Out = Listed<i64>;

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<FieldValue<Ids>, A::Error> {
        read_elements::<Number, A>(list).map(FieldValue::Value)
    }
}

/// A list of names: strings, or objects with a `name`.
pub(super) struct Names;

impl Reader for Names {
    type Out = Listed<String>;

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<FieldValue<Names>, A::Error> {
        read_elements::<Name, A>(list).map(FieldValue::Value)
    }
}

/// A name, or an object with a `name`.
struct Name;

impl Reader for Name {
    type Out = String;

    fn text_field(text: &str) -> FieldValue<Name> {
        bounded(text, MAX_TEXT_BYTES, str::to_owned)
    }

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<FieldValue<Name>, A::Error> {
        let mut name = FieldValue::<Text>::Null;
        while let Some(key) = object.next_key_seed(FieldName { names: &["name"], after: 0 })? {
            match key {
                Some(_) => name = object.next_value::<FieldValue<Text>>()?,
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match name {
            FieldValue::Value(name) => FieldValue::Value(name),
            FieldValue::Changed(name, reason) => FieldValue::Changed(name, reason),
            FieldValue::Bad(reason) => FieldValue::Bad(reason),
            FieldValue::Absent | FieldValue::Null => FieldValue::Null,
        })
    }
}

/// The longest list inside a row, such as the services of an appointment. The rest of a longer one is left out.
const MAX_ELEMENTS: usize = 100;

/// The readable elements, and the problems of the others.
fn read_elements<'de, R: Reader, A: SeqAccess<'de>>(mut list: A) -> Result<Listed<R::Out>, A::Error> {
    let mut listed = Listed { items: Vec::new(), problems: Problems::default() };
    for position in 0..MAX_ELEMENTS {
        let Some(value) = list.next_element::<FieldValue<R>>()? else { return Ok(listed) };
        let (item, reason) = match value {
            FieldValue::Value(item) => (Some(item), None),
            FieldValue::Changed(item, reason) => (Some(item), Some(reason)),
            FieldValue::Absent | FieldValue::Null => (None, Some(Missing)),
            FieldValue::Bad(reason) => (None, Some(reason)),
        };
        listed.items.extend(item);
        if let Some(reason) = reason {
            listed.problems.push(|| Problem::field(format!("[{position}]"), reason));
        }
    }
    if list.next_element::<IgnoredAny>()?.is_some() {
        listed.problems.push(|| Problem::field(format!("[{MAX_ELEMENTS}]"), TooLong));
        while list.next_element::<IgnoredAny>()?.is_some() {}
    }
    Ok(listed)
}

/// The custom attributes of a resource that the program uses. The others are not kept: they can have any size.
const USED_ATTRIBUTES: [&str; 2] = ["medelement_specialist_code", "deleted_from_scheduling"];

/// The [`USED_ATTRIBUTES`] of a resource.
pub(super) struct Attributes;

impl Reader for Attributes {
    type Out = Map<String, Value>;

    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<FieldValue<Attributes>, A::Error> {
        let mut map = Map::new();
        while let Some(key) = object.next_key_seed(FieldName { names: &USED_ATTRIBUTES, after: 0 })? {
            match key {
                Some(index) => {
                    map.insert(USED_ATTRIBUTES[index].to_owned(), object.next_value_seed(Attribute)?);
                }
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(FieldValue::Value(map))
    }
}

/// The value of an attribute. Of a list or an object only one null is kept, or nothing when it is empty.
struct Attribute;

impl<'de> DeserializeSeed<'de> for Attribute {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Attribute {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        let text = text.trim();
        Ok(text[..text.floor_char_boundary(MAX_TEXT_BYTES)].into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while list.next_element::<IgnoredAny>()?.is_some() {
            items = vec![Value::Null];
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut entries = Map::new();
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            entries.insert(String::new(), Value::Null);
        }
        Ok(Value::Object(entries))
    }
}
