//! One field of one row, with any JSON value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::SkipReason::{self, OutOfRange, WrongType};

/// The value of a field.
pub(super) enum FieldValue<R: Reader> {
    /// There is no such key.
    Absent,
    /// `null`.
    Null,
    /// An unreadable value.
    Bad(SkipReason),
    /// A readable value.
    Value(R::Out),
    /// A value that was changed so that it can be used, and why.
    Changed(R::Out, SkipReason),
}

/// Reads one kind of field. Each method gets one type of JSON value. By default it rejects the value.
pub(super) trait Reader: Sized {
    /// The type of the field.
    type Out;

    fn null() -> FieldValue<Self> {
        FieldValue::Null
    }

    fn flag(_: bool) -> Result<Self::Out, SkipReason> {
        Err(WrongType)
    }

    fn whole(_: i64) -> Result<Self::Out, SkipReason> {
        Err(WrongType)
    }

    /// A number with a fraction or an exponent, or a number that is too large for [`Reader::whole`]. It is
    /// accepted when its value is whole.
    fn fraction(number: f64) -> Result<Self::Out, SkipReason> {
        /// A float represents every whole number up to this one exactly.
        const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        let whole =
            if number.fract() == 0.0 && number.abs() <= MAX_EXACT { Some(number as i64) } else { None };
        match whole {
            Some(whole) => Self::whole(whole),
            // A field that accepts no numbers reports the wrong type, also for 1.5.
            None => Err(Self::whole(0).err().filter(|reason| *reason == WrongType).unwrap_or(OutOfRange)),
        }
    }

    fn text(_: &str) -> Result<Self::Out, SkipReason> {
        Err(WrongType)
    }

    /// As [`Reader::text`], for a kind of field that can change a text.
    fn text_field(text: &str) -> FieldValue<Self> {
        Self::text(text).into()
    }

    /// Must read the list to its end.
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<FieldValue<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(FieldValue::Bad(WrongType))
    }

    /// Must read the object to its end.
    fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<FieldValue<Self>, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(FieldValue::Bad(WrongType))
    }
}

impl<R: Reader> FieldValue<R> {
    /// Takes the value and leaves [`FieldValue::Absent`].
    pub(super) fn take(&mut self) -> FieldValue<R> {
        std::mem::replace(self, FieldValue::Absent)
    }
}

impl<R: Reader> From<Result<R::Out, SkipReason>> for FieldValue<R> {
    fn from(read: Result<R::Out, SkipReason>) -> FieldValue<R> {
        match read {
            Ok(value) => FieldValue::Value(value),
            Err(reason) => FieldValue::Bad(reason),
        }
    }
}

impl<'de, R: Reader> Deserialize<'de> for FieldValue<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FieldValue<R>, D::Error> {
        deserializer.deserialize_any(FieldVisitor(PhantomData))
    }
}

struct FieldVisitor<R>(PhantomData<R>);

impl<'de, R: Reader> Visitor<'de> for FieldVisitor<R> {
    type Value = FieldValue<R>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<FieldValue<R>, E> {
        Ok(R::null())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<FieldValue<R>, E> {
        Ok(R::flag(flag).into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<FieldValue<R>, E> {
        Ok(R::whole(number).into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<FieldValue<R>, E> {
        match i64::try_from(number) {
            Ok(number) => Ok(R::whole(number).into()),
            Err(_) => Ok(R::fraction(f64::INFINITY).into()),
        }
    }

    fn visit_f64<E>(self, number: f64) -> Result<FieldValue<R>, E> {
        Ok(R::fraction(number).into())
    }

    fn visit_str<E>(self, text: &str) -> Result<FieldValue<R>, E> {
        Ok(R::text_field(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<FieldValue<R>, A::Error> {
        R::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<FieldValue<R>, A::Error> {
        R::object(object)
    }
}
