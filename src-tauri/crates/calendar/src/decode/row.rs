//! Rows of fields, lists of rows, and reports of unreadable ones.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::field_value::{FieldValue, Reader};
use super::limits::{RowKind, check_room};
use crate::model::SkipReason::{self, Missing, NotAList, WrongType};

/// A report of an unreadable value.
#[derive(Debug)]
pub(super) struct Problem {
    /// The path inside the present row or list. The enclosing rows and lists add their parts.
    pub path: String,
    /// The id of the innermost row with a readable id.
    pub id: Option<i64>,
    pub reason: SkipReason,
    /// Whether a row was skipped, and not only a field.
    pub row_skipped: bool,
}

impl Problem {
    pub(super) fn field(path: impl Into<String>, reason: SkipReason) -> Problem {
        Problem { path: path.into(), id: None, reason, row_skipped: false }
    }

    pub(super) fn skipped(path: impl Into<String>, reason: SkipReason) -> Problem {
        Problem { path: path.into(), id: None, reason, row_skipped: true }
    }

    /// Puts `prefix` in front of the path.
    fn with_prefix(mut self, prefix: &str) -> Problem {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{prefix}{dot}{}", self.path);
        self
    }
}

/// How many reports of skipped rows are kept, and how many of unreadable fields. The others are counted.
pub(super) const MAX_REPORTS: usize = 100;

/// Reports of unreadable values.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub kept: Vec<Problem>,
    skipped_rows: usize,
    unread_fields: usize,
    /// The number of skipped rows without a report.
    pub more_skipped: usize,
}

impl Problems {
    /// Adds a report, unless there are enough of its kind.
    pub(super) fn push(&mut self, problem: impl FnOnce() -> Problem) {
        if self.skipped_rows >= MAX_REPORTS && self.unread_fields >= MAX_REPORTS {
            // Which kind it is does not matter for a field that is not counted.
            let problem = problem();
            self.more_skipped = self.more_skipped.saturating_add(usize::from(problem.row_skipped));
            return;
        }
        self.add(problem());
    }

    fn add(&mut self, problem: Problem) {
        let count = if problem.row_skipped { &mut self.skipped_rows } else { &mut self.unread_fields };
        if *count < MAX_REPORTS {
            *count = count.saturating_add(1);
            self.kept.push(problem);
        } else if problem.row_skipped {
            self.more_skipped = self.more_skipped.saturating_add(1);
        }
    }

    /// Adds the reports of a part, whose paths begin with `prefix`.
    fn extend(&mut self, part: Problems, prefix: &str) {
        for problem in part.kept {
            self.add(problem.with_prefix(prefix));
        }
        self.more_skipped = self.more_skipped.saturating_add(part.more_skipped);
    }

    fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.more_skipped == 0
    }
}

/// The readable items of a list, and the problems of the others.
pub(super) struct Listed<T> {
    pub items: Vec<T>,
    pub problems: Problems,
}

/// The result of reading one row.
pub(super) struct ReadRow<T> {
    /// `None` when the row was skipped.
    pub row: Option<T>,
    pub problems: Problems,
}

/// A kind of row. [`payload_row!`] implements it.
pub(super) trait PayloadRow: Sized {
    /// A `NESTED` row is inside the row that owns it, and need not contain its id.
    fn read<'de, const NESTED: bool, A: MapAccess<'de>>(object: A) -> Result<ReadRow<Self>, A::Error>;
}

/// A kind of row that a payload has a list of.
pub(super) trait ListedRow: PayloadRow {
    /// How the rows of the list are counted.
    const KIND: RowKind;
}

/// Reads one row.
pub(super) struct RowReader<T, const NESTED: bool>(PhantomData<T>);

impl<T: PayloadRow, const NESTED: bool> Reader for RowReader<T, NESTED> {
    type Out = ReadRow<T>;

    fn object<'de, A: MapAccess<'de>>(object: A) -> Result<FieldValue<Self>, A::Error> {
        T::read::<NESTED, A>(object).map(FieldValue::Value)
    }
}

/// Reads a list of rows.
pub(super) struct RowsReader<T, const NESTED: bool>(PhantomData<T>);

impl<T: ListedRow, const NESTED: bool> Reader for RowsReader<T, NESTED> {
    type Out = Listed<T>;

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<FieldValue<Self>, A::Error> {
        // Only payments have a list inside of another row.
        let kind = if NESTED { RowKind::PaymentsOfAppointment } else { T::KIND };
        let mut listed = Listed { items: Vec::new(), problems: Problems::default() };
        let mut position = 0_usize;
        while let Some(value) = list.next_element::<FieldValue<RowReader<T, NESTED>>>()? {
            check_room::<A::Error>(position, kind)?;
            match value {
                FieldValue::Value(ReadRow { row, problems })
                | FieldValue::Changed(ReadRow { row, problems }, _) => {
                    listed.items.extend(row);
                    if !problems.is_empty() {
                        listed.problems.extend(problems, &format!("[{position}]"));
                    }
                }
                FieldValue::Absent | FieldValue::Null => {
                    listed.problems.push(|| Problem::skipped(format!("[{position}]"), Missing));
                }
                FieldValue::Bad(reason) => {
                    listed.problems.push(|| Problem::skipped(format!("[{position}]"), reason));
                }
            }
            position = position.saturating_add(1);
        }
        listed.items.shrink_to_fit();
        Ok(FieldValue::Value(listed))
    }
}

/// Finds the index of a key in `names`. The search begins at the index `after`. The keys have nearly always
/// the same order in every row, so the next key is usually found there.
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
        let found = from.iter().position(|name| *name == key).map(|index| self.after.saturating_add(index));
        Ok(found.or_else(|| before.iter().position(|name| *name == key)))
    }
}

/// The owner of a nested row without the owner's id. No row of a database has this id.
pub(super) const UNKNOWN_OWNER: i64 = 0;

/// The row is skipped. The problem is already in the list.
#[derive(Debug)]
pub(super) struct RowSkipped;

/// Collects the problems of one row. Each method reads one field with another rule for absent and unreadable
/// values.
pub(super) struct RowFields {
    pub problems: Problems,
    pub nested: bool,
}

impl RowFields {
    /// Reports a value that was changed, and keeps it.
    fn reported<R: Reader>(&mut self, name: &'static str, value: FieldValue<R>) -> FieldValue<R> {
        match value {
            FieldValue::Changed(value, reason) => {
                self.problems.push(|| Problem::field(name, reason));
                FieldValue::Value(value)
            }
            other => other,
        }
    }

    /// Without a readable value the row is skipped.
    pub(super) fn required<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<R::Out, RowSkipped> {
        let reason = match self.reported(name, value) {
            FieldValue::Value(value) | FieldValue::Changed(value, _) => return Ok(value),
            FieldValue::Absent | FieldValue::Null => Missing,
            FieldValue::Bad(reason) => reason,
        };
        self.skip_row(name, reason)
    }

    /// The id of the row that owns this one. In a nested row it may be absent: then it is [`UNKNOWN_OWNER`],
    /// and the enclosing row sets it.
    pub(super) fn owner_id<R: Reader<Out = i64>>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<i64, RowSkipped> {
        if self.nested { self.optional_or(name, value, UNKNOWN_OWNER) } else { self.required(name, value) }
    }

    /// An absent or unreadable value is `None`.
    #[expect(clippy::unnecessary_wraps, reason = "all field methods have the same signature")]
    pub(super) fn optional<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<Option<R::Out>, RowSkipped> {
        Ok(match self.reported(name, value) {
            FieldValue::Value(value) | FieldValue::Changed(value, _) => Some(value),
            FieldValue::Absent | FieldValue::Null => None,
            FieldValue::Bad(reason) => {
                self.problems.push(|| Problem::field(name, reason));
                None
            }
        })
    }

    /// An absent value is `None`. With an unreadable value the row is skipped, because without the value it
    /// would mean something else.
    pub(super) fn strict<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<Option<R::Out>, RowSkipped> {
        match self.reported(name, value) {
            FieldValue::Value(value) | FieldValue::Changed(value, _) => Ok(Some(value)),
            FieldValue::Absent | FieldValue::Null => Ok(None),
            FieldValue::Bad(reason) => self.skip_row(name, reason),
        }
    }

    /// As [`RowFields::strict`], with a default for an absent value.
    pub(super) fn strict_or<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
        default: R::Out,
    ) -> Result<R::Out, RowSkipped> {
        self.strict(name, value).map(|value| value.unwrap_or(default))
    }

    /// As [`RowFields::optional`], with a default.
    pub(super) fn optional_or<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
        default: R::Out,
    ) -> Result<R::Out, RowSkipped> {
        self.optional(name, value).map(|value| value.unwrap_or(default))
    }

    /// As [`RowFields::optional_or`], but an absent value is reported too.
    pub(super) fn expected_or<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
        default: R::Out,
    ) -> Result<R::Out, RowSkipped> {
        if matches!(value, FieldValue::Absent | FieldValue::Null) {
            self.problems.push(|| Problem::field(name, Missing));
        }
        self.optional_or(name, value, default)
    }

    /// As [`RowFields::optional_or`], with one default for an absent value and another for an unreadable one.
    #[expect(clippy::unnecessary_wraps, reason = "all field methods have the same signature")]
    pub(super) fn optional_or_else<R: Reader>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
        absent: R::Out,
        unreadable: R::Out,
    ) -> Result<R::Out, RowSkipped> {
        Ok(match self.reported(name, value) {
            FieldValue::Value(value) | FieldValue::Changed(value, _) => value,
            FieldValue::Absent | FieldValue::Null => absent,
            FieldValue::Bad(reason) => {
                self.problems.push(|| Problem::field(name, reason));
                unreadable
            }
        })
    }

    /// The items of a list.
    pub(super) fn items<T, R: Reader<Out = Listed<T>>>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<Vec<T>, RowSkipped> {
        self.items_if_present(name, value).map(Option::unwrap_or_default)
    }

    /// As [`RowFields::items`], with `None` when the key is absent.
    #[expect(clippy::unnecessary_wraps, reason = "all field methods have the same signature")]
    pub(super) fn items_if_present<T, R: Reader<Out = Listed<T>>>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<Option<Vec<T>>, RowSkipped> {
        Ok(match value {
            FieldValue::Absent => None,
            FieldValue::Null => Some(Vec::new()),
            FieldValue::Bad(_) => {
                self.problems.push(|| Problem::skipped(name, NotAList));
                Some(Vec::new())
            }
            FieldValue::Value(Listed { items, problems })
            | FieldValue::Changed(Listed { items, problems }, _) => {
                self.problems.extend(problems, name);
                Some(items)
            }
        })
    }

    /// A nested row.
    #[expect(clippy::unnecessary_wraps, reason = "all field methods have the same signature")]
    pub(super) fn nested_row<T, R: Reader<Out = ReadRow<T>>>(
        &mut self,
        name: &'static str,
        value: FieldValue<R>,
    ) -> Result<Option<T>, RowSkipped> {
        Ok(match value {
            FieldValue::Absent | FieldValue::Null => None,
            FieldValue::Bad(_) => {
                self.problems.push(|| Problem::skipped(name, WrongType));
                None
            }
            FieldValue::Value(ReadRow { row, problems })
            | FieldValue::Changed(ReadRow { row, problems }, _) => {
                self.problems.extend(problems, name);
                row
            }
        })
    }

    /// The value as it is.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "all field methods have the same signature"
    )]
    pub(super) fn unread<R: Reader>(
        &mut self,
        _: &'static str,
        value: FieldValue<R>,
    ) -> Result<FieldValue<R>, RowSkipped> {
        Ok(value)
    }

    /// Skips the row. Its other problems are dropped: only the one that caused it is reported.
    pub(super) fn skip_row<T>(&mut self, name: &'static str, reason: SkipReason) -> Result<T, RowSkipped> {
        self.problems = Problems::default();
        self.problems.push(|| Problem::skipped(name, reason));
        Err(RowSkipped)
    }

    /// The result of the row.
    pub(super) fn finish<T>(mut self, id: Option<i64>, row: Result<T, RowSkipped>) -> ReadRow<T> {
        for problem in &mut self.problems.kept {
            problem.id = problem.id.or(id);
        }
        ReadRow { row: row.ok(), problems: self.problems }
    }
}

/// Implements [`PayloadRow`] for a struct, one line for each field: a method of [`RowFields`], the field's
/// name, the key when it differs, the [`Reader`], and further arguments of the method.
///
/// `check` gets the finished row and may complete it. It returns the name of a field with an impossible
/// value.
macro_rules! payload_row {
    (
        $row:ident $(identified by $id:ident)? {
            $($method:ident $field:ident $(as $key:literal)?: $reader:ty $(=> $($default:expr),+)?;)*
        }
        check $check:expr
    ) => {
        const _: () = {
            #[derive(Clone, Copy)]
            #[allow(non_camel_case_types, reason = "variants are named like the fields")]
            enum Key { $($field),* }
            const KEYS: &[Key] = &[$(Key::$field),*];
            const NAMES: &[&str] = &[$(payload_row!(@key $field $($key)?)),*];

            impl PayloadRow for $row {
                fn read<'de, const NESTED: bool, A: MapAccess<'de>>(
                    mut object: A,
                ) -> Result<ReadRow<$row>, A::Error> {
                    $(let mut $field = FieldValue::<$reader>::Absent;)*
                    let mut after = 0;
                    while let Some(found) = object.next_key_seed(FieldName { names: NAMES, after })? {
                        let Some(index) = found else {
                            object.next_value::<IgnoredAny>()?;
                            continue;
                        };
                        after = index.saturating_add(1);
                        match KEYS[index] {
                            $(Key::$field => $field = object.next_value()?,)*
                        }
                    }
                    let id = None $(.or(match &$id { FieldValue::Value(id) => Some(*id), _ => None }))?;
                    let mut fields = RowFields { problems: Problems::default(), nested: NESTED };
                    let row = (|| {
                        let mut row = $row {
                            $($field: fields.$method(
                                payload_row!(@key $field $($key)?), $field $(, $($default),+)?
                            )?,)*
                        };
                        let check: fn(&mut $row) -> Option<&'static str> = $check;
                        match check(&mut row) {
                            None => Ok(row),
                            Some(name) => fields.skip_row(name, SkipReason::OutOfRange),
                        }
                    })();
                    Ok(fields.finish(id, row))
                }
            }
        };
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}
pub(super) use payload_row;
