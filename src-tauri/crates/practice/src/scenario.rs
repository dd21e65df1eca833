//! The sample accounts.

use std::fmt;
use std::str::FromStr;

/// A sample account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scenario {
    /// A clinic in Almaty with 12 resources, about 60 appointments on a working day, and finance.
    #[default]
    Clinic,
    /// A beauty salon in Almaty. It is open from 10:00 to 21:00 on every day of the week.
    Salon,
    /// A large clinic with 60 resources and almost 1,000 appointments on a working day.
    Busy,
    /// The clinic on a server with finance switched off: `payments` and `expenses` are `[]`, the received amounts are
    /// `null`, and `payment_status` is absent. `service_amount` is present.
    NoFinance,
    /// The clinic on the newest servers with finance switched off: `service_amount` is the only key of finance.
    FinanceGone,
    /// The clinic with four resources whose hours are kept in another system, MedElement.
    MedElement,
    /// A practice in Berlin with a night duty, one resource in New York, and one resource in an unknown time zone. The data
    /// are long enough to include a change to and from daylight saving time, in the past or in the future.
    Dst,
    /// An account without resources. Only the holidays are set up.
    Empty,
}

impl Scenario {
    /// All scenarios.
    pub const ALL: [Self; 8] = [
        Self::Clinic,
        Self::Salon,
        Self::Busy,
        Self::NoFinance,
        Self::FinanceGone,
        Self::MedElement,
        Self::Dst,
        Self::Empty,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clinic => "clinic",
            Self::Salon => "salon",
            Self::Busy => "busy",
            Self::NoFinance => "no-finance",
            Self::FinanceGone => "finance-gone",
            Self::MedElement => "medelement",
            Self::Dst => "dst",
            Self::Empty => "empty",
        }
    }

    /// The name of the account.
    pub(crate) const fn account_name(self) -> &'static str {
        match self {
            Self::Clinic | Self::NoFinance | Self::FinanceGone | Self::MedElement => "Клиника «Жұлдыз»",
            Self::Salon => "Салон «Лаванда»",
            Self::Busy => "Медицинский центр «Алатау»",
            Self::Dst => "Praxis am Park",
            Self::Empty => "Новый аккаунт",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name is not the name of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown scenario {name:?}; the scenarios are: {}", Scenario::ALL.map(Scenario::name).join(", "))]
pub struct UnknownScenario {
    /// The unknown name.
    pub name: String,
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    /// Kebab case. Underscores and capitals are accepted, and so is `med-element`.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = normalized(name);
        Self::ALL
            .into_iter()
            .find(|scenario| normalized(scenario.name()) == wanted)
            .ok_or_else(|| UnknownScenario { name: name.to_owned() })
    }
}

/// The name in lower case and without separators, so that different spellings of a name are equal.
pub(crate) fn normalized(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '-' | '_')).flat_map(char::to_lowercase).collect()
}
