//! RowsReader of fields, lists of rows, and what is remembered of those that could not be read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::field_value::{FieldValue, Reader};
use crate::model::SkipReason::{self, Missing, NotAList, WrongType};

/// Something that could not be read.
#[derive(Debug)]
pub(super) struct Problem {
    /// Seen from the row or list it is reported to; the rows and lists around add their part.
    pub path: String,
    /// Of the innermost row whose id could be read.
    pub id: Option<i64>,
    pub reason: SkipReason,
    /// Whether a record was lost by it, or only a field.
    pub lost: bool,
}

impl Problem {
    pub(super) fn field(path: impl Into<String>, reason: SkipReason) -> Problem {
        Problem { path: path.into(), id: None, reason, lost: false }
    }

    fn loss(path: impl Into<String>, reason: SkipReason) -> Problem {
        Problem { path: path.into(), id: None, reason, lost: true }
    }

    /// The same, seen from outside of `place`.
    fn inside(mut self, place: &str) -> Problem {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{place}{dot}{}", self.path);
        self
    }
}

/// The items of a list that could be read, and the others' problems.
pub(super) struct Listed<T> {
    pub items: Vec<T>,
    pub problems: Vec<Problem>,
}

/// A row that was an object.
pub(super) struct ReadRow<T> {
    /// `None` when it lacks something that it cannot do without.
    pub record: Option<T>,
    pub problems: Vec<Problem>,
}

/// A kind of row. Made by [`payload_row!`].
pub(super) trait PayloadRow: Sized {
    /// `NESTED` rows stand in the row they belong to, and need not name it.
    fn read<'de, const NESTED: bool, A: MapAccess<'de>>(object: A) -> Result<ReadRow<Self>, A::Error>;
}

/// One row.
pub(super) struct RowReader<T, const NESTED: bool>(PhantomData<T>);

impl<T: PayloadRow, const NESTED: bool> Reader for RowReader<T, NESTED> {
    type Out = ReadRow<T>;

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<FieldValue<Self>, A::Error> {
        T::read::<NESTED, A>(object).map(FieldValue::Value)
    }
}

/// A list of rows.
pub(super) struct RowsReader<T, const NESTED: bool>(PhantomData<T>);

impl<T: PayloadRow, const NESTED: bool> Reader for RowsReader<T, NESTED> {
    type Out = Listed<T>;

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<FieldValue<Self>, A::Error> {
        let mut listed = Listed { items: Vec::new(), problems: Vec::new() };
        let mut position = 0_usize;
        while let Some(cell) = list.next_element::<FieldValue<RowReader<T, NESTED>>>()? {
            let problems = match cell {
                FieldValue::Value(ReadRow { record, problems }) => {
                    listed.items.extend(record);
                    problems
                }
                FieldValue::Absent | FieldValue::Null => vec![Problem::loss("", Missing)],
                FieldValue::Bad(reason) => vec![Problem::loss("", reason)],
            };
            if !problems.is_empty() {
                let place = format!("[{position}]");
                listed.problems.extend(problems.into_iter().map(|problem| problem.inside(&place)));
            }
            position += 1;
        }
        Ok(FieldValue::Value(listed))
    }
}

/// The place of a key among `names`, sought from `after` on: keys come in one order row after row, so that
/// the next is nearly always there.
pub(super) struct FieldName {
    pub names: &'static [&'static str],
    pub after: usize,
}

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        let (before, from) = self.names.split_at(self.after);
        let found = from.iter().position(|name| *name == key).map(|place| self.after + place);
        Ok(found.or_else(|| before.iter().position(|name| *name == key)))
    }
}

/// The owner of a nested row that names none; no row of a database has this id.
pub(super) const UNNAMED: i64 = 0;

/// The row cannot be, for want of a field; the problem is told.
#[derive(Debug)]
pub(super) struct Lost;

/// What the fields of one row come to. Each method is a way to want a field.
pub(super) struct RowFields {
    pub problems: Vec<Problem>,
    pub nested: bool,
}

impl RowFields {
    /// The row cannot do without.
    pub(super) fn need<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<R::Out, Lost> {
        let reason = match cell {
            FieldValue::Value(value) => return Ok(value),
            FieldValue::Absent | FieldValue::Null => Missing,
            FieldValue::Bad(reason) => reason,
        };
        self.lose(name, reason)
    }

    /// The id of the row that this one belongs to: [`UNNAMED`] when that is the row around it, to be filled
    /// in there.
    pub(super) fn owner<R: Reader<Out = i64>>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<i64, Lost> {
        if self.nested { self.or(name, cell, UNNAMED) } else { self.need(name, cell) }
    }

    /// The row can do without.
    #[expect(clippy::unnecessary_wraps, reason = "all ways to want a field have one shape")]
    pub(super) fn may<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<Option<R::Out>, Lost> {
        Ok(match cell {
            FieldValue::Value(value) => Some(value),
            FieldValue::Absent | FieldValue::Null => None,
            FieldValue::Bad(reason) => {
                self.problems.push(Problem::field(name, reason));
                None
            }
        })
    }

    /// The row can do without, but what is there must be understood, since the rest means something else
    /// without it.
    pub(super) fn clear<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<Option<R::Out>, Lost> {
        match cell {
            FieldValue::Value(value) => Ok(Some(value)),
            FieldValue::Absent | FieldValue::Null => Ok(None),
            FieldValue::Bad(reason) => self.lose(name, reason),
        }
    }

    /// [`RowFields::clear`], with what absence and `null` mean.
    pub(super) fn clear_or<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
        default: R::Out,
    ) -> Result<R::Out, Lost> {
        self.clear(name, cell).map(|value| value.unwrap_or(default))
    }

    /// The row can do without, and what is not there or unreadable has a default.
    pub(super) fn or<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
        default: R::Out,
    ) -> Result<R::Out, Lost> {
        self.may(name, cell).map(|value| value.unwrap_or(default))
    }

    /// [`RowFields::or`], where absence and `null` are worth reporting too.
    pub(super) fn should<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
        default: R::Out,
    ) -> Result<R::Out, Lost> {
        if matches!(cell, FieldValue::Absent | FieldValue::Null) {
            self.problems.push(Problem::field(name, Missing));
        }
        self.or(name, cell, default)
    }

    /// [`RowFields::or`], with one default for what is not there and another for what cannot be read.
    #[expect(clippy::unnecessary_wraps, reason = "all ways to want a field have one shape")]
    pub(super) fn or_else<R: Reader>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
        absent: R::Out,
        unreadable: R::Out,
    ) -> Result<R::Out, Lost> {
        Ok(match cell {
            FieldValue::Value(value) => value,
            FieldValue::Absent | FieldValue::Null => absent,
            FieldValue::Bad(reason) => {
                self.problems.push(Problem::field(name, reason));
                unreadable
            }
        })
    }

    /// The items of a list.
    pub(super) fn items<T, R: Reader<Out = Listed<T>>>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<Vec<T>, Lost> {
        self.items_if_there(name, cell).map(Option::unwrap_or_default)
    }

    /// [`RowFields::items`]; `None` inside when there is no such key.
    #[expect(clippy::unnecessary_wraps, reason = "all ways to want a field have one shape")]
    pub(super) fn items_if_there<T, R: Reader<Out = Listed<T>>>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<Option<Vec<T>>, Lost> {
        Ok(match cell {
            FieldValue::Absent => None,
            FieldValue::Null => Some(Vec::new()),
            FieldValue::Bad(_) => {
                self.problems.push(Problem::loss(name, NotAList));
                Some(Vec::new())
            }
            FieldValue::Value(Listed { items, problems }) => {
                self.problems.extend(problems.into_iter().map(|problem| problem.inside(name)));
                Some(items)
            }
        })
    }

    /// A row inside the row.
    #[expect(clippy::unnecessary_wraps, reason = "all ways to want a field have one shape")]
    pub(super) fn row<T, R: Reader<Out = ReadRow<T>>>(
        &mut self,
        name: &'static str,
        cell: FieldValue<R>,
    ) -> Result<Option<T>, Lost> {
        Ok(match cell {
            FieldValue::Absent | FieldValue::Null => None,
            FieldValue::Bad(_) => {
                self.problems.push(Problem::loss(name, WrongType));
                None
            }
            FieldValue::Value(ReadRow { record, problems }) => {
                self.problems.extend(problems.into_iter().map(|problem| problem.inside(name)));
                record
            }
        })
    }

    /// As it was found.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "all ways to want a field have one shape"
    )]
    pub(super) fn found<R: Reader>(
        &mut self,
        _: &'static str,
        cell: FieldValue<R>,
    ) -> Result<FieldValue<R>, Lost> {
        Ok(cell)
    }

    /// Gives the row up.
    pub(super) fn lose<T>(&mut self, name: &'static str, reason: SkipReason) -> Result<T, Lost> {
        self.problems.push(Problem::loss(name, reason));
        Err(Lost)
    }

    /// What to report of the row. Of a lost one only what lost it: a record counts once.
    pub(super) fn finish<T>(mut self, id: Option<i64>, record: Result<T, Lost>) -> ReadRow<T> {
        if record.is_err() {
            self.problems.drain(..self.problems.len().saturating_sub(1));
        }
        for problem in &mut self.problems {
            problem.id = problem.id.or(id);
        }
        ReadRow { record: record.ok(), problems: self.problems }
    }
}

/// Implements [`PayloadRow`] for a struct, a line a field: the way it is wanted (a method of [`RowFields`]), its
/// name, the key if that differs, its [`Reader`], and the arguments of the way.
///
/// `check` sees the record that came out, may complete it, and names the field by which it is nonsense.
macro_rules! payload_row {
    (
        $record:ident $(identified by $id:ident)? {
            $($want:ident $field:ident $(as $key:literal)?: $reader:ty $(=> $($default:expr),+)?;)*
        }
        check $check:expr
    ) => {
        const _: () = {
            #[derive(Clone, Copy)]
            #[allow(non_camel_case_types, reason = "a variant is a field")]
            enum Key { $($field),* }
            const KEYS: &[Key] = &[$(Key::$field),*];
            const NAMES: &[&str] = &[$(payload_row!(@key $field $($key)?)),*];

            impl PayloadRow for $record {
                fn read<'de, const NESTED: bool, A: MapAccess<'de>>(
                    mut object: A,
                ) -> Result<ReadRow<$record>, A::Error> {
                    $(let mut $field = FieldValue::<$reader>::Absent;)*
                    let mut after = 0;
                    while let Some(found) = object.next_key_seed(FieldName { names: NAMES, after })? {
                        let Some(place) = found else {
                            object.next_value::<IgnoredAny>()?;
                            continue;
                        };
                        after = place + 1;
                        match KEYS[place] {
                            $(Key::$field => $field = object.next_value()?,)*
                        }
                    }
                    let id = None $(.or(match &$id { FieldValue::Value(id) => Some(*id), _ => None }))?;
                    let mut fields = RowFields { problems: Vec::new(), nested: NESTED };
                    let record = (|| {
                        let mut record = $record {
                            $($field: fields.$want(
                                payload_row!(@key $field $($key)?), $field $(, $($default),+)?
                            )?,)*
                        };
                        let check: fn(&mut $record) -> Option<&'static str> = $check;
                        match check(&mut record) {
                            None => Ok(record),
                            Some(name) => fields.lose(name, SkipReason::OutOfRange),
                        }
                    })();
                    Ok(fields.finish(id, record))
                }
            }
        };
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}
pub(super) use payload_row;
