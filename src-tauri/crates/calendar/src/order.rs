//! The order of the resources.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use serde::{Deserialize, Serialize};

use crate::text::non_blank;
use crate::view::types::ResourceHead;

/// The order of the resources in the views, the sidebar and the finder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ResourceOrder {
    /// By name.
    #[default]
    Name,
    /// By specialty, then by name. Those without a specialty come last.
    Specialty,
    /// As the server sends them.
    Server,
}

/// The Kazakh alphabet contains the Russian one in its order.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(locale!("kk").into(), CollatorOptions::default()).ok());

impl ResourceOrder {
    /// How two resources are ordered. Equal ones keep their order.
    pub(crate) fn compare(self, one: &ResourceHead, other: &ResourceHead) -> Ordering {
        match self {
            ResourceOrder::Server => Ordering::Equal,
            ResourceOrder::Name => compare_texts(&one.name, &other.name),
            ResourceOrder::Specialty => {
                compare_specialties(one, other).then_with(|| compare_texts(&one.name, &other.name))
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
