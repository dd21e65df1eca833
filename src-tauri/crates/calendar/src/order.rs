//! The order of the resources, and of rows by a column.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use serde::{Deserialize, Serialize};

use crate::text::non_blank;
use crate::view::types::ResourceHead;

/// The order of the resources in the views, the sidebar and the finder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ResourceOrder {
    /// By name.
    #[default]
    Name,
    /// By specialty, then by name. Those without a specialty come last.
    Specialty,
    /// As the server sends them.
    Server,
    /// The user's own order. Those that are not in it come last, by name.
    Own {
        /// The ids of the resources, the first one first.
        #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
        ids: Vec<i64>,
    },
}

/// The Kazakh alphabet contains the Russian one in its order.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(locale!("kk").into(), CollatorOptions::default()).ok());

impl ResourceOrder {
    /// Sorts resources. Equal ones keep their order.
    pub(crate) fn sort<T>(&self, resources: &mut [T], head: impl Fn(&T) -> &ResourceHead) {
        let by_name = |one: &T, other: &T| compare_texts(&head(one).name, &head(other).name);
        match self {
            ResourceOrder::Server => {}
            ResourceOrder::Name => resources.sort_by(by_name),
            ResourceOrder::Specialty => resources.sort_by(|one, other| {
                compare_specialties(head(one), head(other)).then_with(|| by_name(one, other))
            }),
            ResourceOrder::Own { ids } => {
                let mut places = HashMap::new();
                for (place, id) in ids.iter().enumerate() {
                    places.entry(*id).or_insert(place);
                }
                let place = |resource: &T| places.get(&head(resource).id).copied().unwrap_or(usize::MAX);
                resources
                    .sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| by_name(one, other)));
            }
        }
    }
}

fn compare_specialties(one: &ResourceHead, other: &ResourceHead) -> Ordering {
    match (non_blank(one.specialty.as_deref()), non_blank(other.specialty.as_deref())) {
        (Some(one), Some(other)) => compare_texts(one, other),
        (one, other) => one.is_none().cmp(&other.is_none()),
    }
}

/// As a reader of Kazakh and Russian expects it: `Қ` comes after `К` and before `Л`.
pub(crate) fn compare_texts(one: &str, other: &str) -> Ordering {
    COLLATOR.as_ref().map_or_else(|| one.cmp(other), |collator| collator.compare(one, other))
}

/// Sorts rows by one value of each. Rows with equal values keep their order. Rows without a value come last in both
/// directions.
pub(crate) fn sort_by_values<Row>(rows: &mut Vec<Row>, values: Vec<Option<i64>>, descending: bool) {
    let mut by_value: Vec<(Option<i64>, Row)> = values.into_iter().zip(rows.drain(..)).collect();
    // The complement of a number is smaller when the number is larger.
    by_value.sort_by_key(|(value, _)| {
        (value.is_none(), value.map(|value| if descending { !value } else { value }))
    });
    rows.extend(by_value.into_iter().map(|(_, row)| row));
}

/// As [`positions`], of texts.
pub(crate) fn text_positions(texts: impl Iterator<Item = Option<String>>) -> Vec<Option<i64>> {
    positions(&texts.collect::<Vec<_>>(), |one, other| compare_texts(one, other))
}

/// The position of each value among the distinct values of the column. Many rows have the same value, so it is faster to compare
/// the distinct values than the rows.
pub(crate) fn positions<Value: Eq + Hash>(
    values: &[Option<Value>],
    compare: impl Fn(&Value, &Value) -> Ordering,
) -> Vec<Option<i64>> {
    let mut distinct: Vec<&Value> = values.iter().flatten().collect::<HashSet<_>>().into_iter().collect();
    distinct.sort_by(|one, other| compare(one, other));
    let equal = distinct.chunk_by(|one, other| compare(one, other).is_eq());
    let positions: HashMap<&Value, i64> = (0..)
        .zip(equal)
        .flat_map(|(position, values)| values.iter().map(move |value| (*value, position)))
        .collect();
    values.iter().map(|value| positions.get(value.as_ref()?).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_both_alphabets_are_in_the_order_of_the_kazakh_one() {
        let mut names = [
            "Шәріпов",
            "Ғабдуллина",
            "Оразбаева",
            "Қожахмет",
            "Абенова",
            "Әбдіқадыр",
            "Лебедев",
            "Ким",
            "Гончар",
            "Өтеген",
            "ёлкина",
            "Ерғалиев",
            "Smith",
        ];
        names.sort_by(|one, other| compare_texts(one, other));
        assert_eq!(
            names,
            [
                "Абенова",
                "Әбдіқадыр",
                "Гончар",
                "Ғабдуллина",
                "Ерғалиев",
                "ёлкина",
                "Ким",
                "Қожахмет",
                "Лебедев",
                "Оразбаева",
                "Өтеген",
                "Шәріпов",
                "Smith"
            ]
        );
    }
}
