//! The sample accounts to choose from.

use std::fmt;
use std::str::FromStr;

/// A sample account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scenario {
    /// A clinic in Almaty: 12 resources, some 60 appointments on a working day, finance filled in.
    #[default]
    Clinic,
    /// A beauty salon in Almaty, open 10:00 to 21:00 on every day of the week.
    Salon,
    /// A large clinic: 60 resources, close to 1,000 appointments on a working day.
    Busy,
    /// The clinic on a server where finance was switched off: `payments` and `expenses` are `[]`, the amounts received
    /// are `null`, `payment_status` is absent; `service_amount` stays.
    NoFinance,
    /// The clinic on the newest servers: every key of finance is gone but `service_amount`.
    FinanceGone,
    /// The clinic with four resources whose hours are kept in another system, MedElement.
    MedElement,
    /// A practice in Berlin, open round the clock on the nights when the clocks change, with one resource in New York and
    /// one whose zone has an unknown name. The data reach far enough to hold a change of the clocks on either side.
    Dst,
    /// An account in which nobody has set anything up but the holidays.
    Empty,
}

impl Scenario {
    /// Every scenario, in the order in which they are listed to the user.
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

    /// What the account is called.
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

/// A name that no scenario has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no scenario is called {name:?}; there are: {}", Scenario::ALL.map(Scenario::name).join(", "))]
pub struct UnknownScenario {
    /// The name that was asked for.
    pub name: String,
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    /// Kebab case; underscores and capitals are accepted, `med-element` too.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = plain(name);
        Self::ALL
            .into_iter()
            .find(|scenario| self::plain(scenario.name()) == plain)
            .ok_or_else(|| UnknownScenario { name: name.to_owned() })
    }
}

/// A name without what separates its words, so that every habit of writing it is understood.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '-' | '_')).flat_map(char::to_lowercase).collect()
}
