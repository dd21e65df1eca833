//! The kinds of fields: which JSON values each accepts, and their meaning.

use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::field_value::{FieldValue, Reader};
use super::instant::{parse_date, parse_instant};
use super::row::{FieldName, Listed, Problem};
use crate::model::SkipReason::{self, Missing, OutOfRange, WrongType};
use crate::model::{Instant, Interval, OpenEnum, Tenge};

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
    /// An id, or any other whole number.
    Number -> i64, Some
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

/// Text, unchanged.
pub(super) struct Text;

impl Reader for Text {
    type Out = String;

    fn text(text: &str) -> Result<String, SkipReason> {
        Ok(text.to_owned())
    }
}

/// A word of an open enumeration. Unknown words are kept.
pub(super) struct Word<T>(PhantomData<T>);

impl<T: OpenEnum> Reader for Word<T> {
    type Out = T;

    fn text(text: &str) -> Result<T, SkipReason> {
        Ok(T::from_word(text))
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

    fn text(text: &str) -> Result<String, SkipReason> {
        Ok(text.to_owned())
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
            FieldValue::Bad(reason) => FieldValue::Bad(reason),
            FieldValue::Absent | FieldValue::Null => FieldValue::Null,
        })
    }
}

/// The readable elements, and the problems of the others.
fn read_elements<'de, R: Reader, A: SeqAccess<'de>>(mut list: A) -> Result<Listed<R::Out>, A::Error> {
    let mut listed = Listed { items: Vec::new(), problems: Vec::new() };
    let mut position = 0;
    while let Some(value) = list.next_element::<FieldValue<R>>()? {
        let reason = match value {
            FieldValue::Value(item) => {
                listed.items.push(item);
                None
            }
            FieldValue::Absent | FieldValue::Null => Some(Missing),
            FieldValue::Bad(reason) => Some(reason),
        };
        listed.problems.extend(reason.map(|reason| Problem::field(format!("[{position}]"), reason)));
        position += 1;
    }
    Ok(listed)
}

/// The custom attributes of a row.
pub(super) struct Attributes;

impl Reader for Attributes {
    type Out = Map<String, Value>;

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<FieldValue<Attributes>, A::Error> {
        entries(object, 1).map(FieldValue::Value)
    }
}

/// An attribute that is nested deeper is read as null. At a depth of 128 the JSON reader rejects the whole
/// payload.
const MAX_ATTRIBUTE_DEPTH: usize = 64;

fn entries<'de, A: MapAccess<'de>>(mut object: A, depth: usize) -> Result<Map<String, Value>, A::Error> {
    let mut map = Map::new();
    while let Some(key) = object.next_key::<String>()? {
        map.insert(key, object.next_value_seed(Attribute { depth })?);
    }
    Ok(map)
}

struct Attribute {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Attribute {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth < MAX_ATTRIBUTE_DEPTH {
            deserializer.deserialize_any(self)
        } else {
            IgnoredAny::deserialize(deserializer).map(|_| Value::Null)
        }
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
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Attribute { depth: self.depth + 1 })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Value, A::Error> {
        entries(object, self.depth + 1).map(Value::Object)
    }
}
