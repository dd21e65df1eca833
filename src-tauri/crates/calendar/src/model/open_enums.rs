//! The server's open enumerations. The server may add a word to each of them at any time, so an unknown word
//! is stored as text.

use serde::{Deserialize, Deserializer, Serialize};

/// An enumeration that holds any word.
pub trait OpenEnum: Sized {
    /// The variant of a word. Only an unknown word allocates.
    fn from_word(word: &str) -> Self;

    /// The server's word.
    fn word(&self) -> &str;
}

/// Defines an enumeration from its known words, with `Other` for all further words.
///
/// In JSON a known word is a string, and an unknown one is `{"other": "text"}`, so that TypeScript can tell
/// them apart.
macro_rules! open_enum {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:tt,)+ }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub enum $name {
            $(
                $(#[$variant_doc])*
                #[serde(rename = $word)]
                $variant,
            )+
            /// A word that this version does not know, as it came. Never a known word.
            #[serde(rename = "other")]
            Other(String),
        }

        impl OpenEnum for $name {
            fn from_word(word: &str) -> $name {
                match word {
                    $($word => $name::$variant,)+
                    unknown => $name::Other(unknown.to_owned()),
                }
            }

            fn word(&self) -> &str {
                match self {
                    $($name::$variant => $word,)+
                    $name::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> $name {
                $name::from_word(word)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let (JsonWord::Known(word) | JsonWord::Unknown { other: word }) =
                    JsonWord::deserialize(deserializer)?;
                Ok($name::from_word(&word))
            }
        }
    };
}

#[derive(Deserialize)]
#[serde(untagged)]
enum JsonWord {
    Known(String),
    Unknown { other: String },
}

open_enum! {
    /// The state of an appointment.
    Status {
        Scheduled = "scheduled",
        Confirmed = "confirmed",
        Completed = "completed",
        /// The only status that does not block the resource (free-time rule 12).
        Cancelled = "cancelled",
        NoShow = "no_show",
    }
}

open_enum! {
    /// What kind of appointment it is.
    AppointmentType {
        Primary = "primary",
        Secondary = "secondary",
        /// The server's own word `other`.
        OtherType = "other",
    }
}

open_enum! {
    /// How far an appointment is paid.
    PaymentStatus {
        AwaitingPayment = "awaiting_payment",
        Prepaid = "prepaid",
        Paid = "paid",
        Cancelled = "cancelled",
    }
}

open_enum! {
    /// How money was paid.
    PaymentMethod {
        KaspiTransfer = "kaspi_transfer",
        KaspiQr = "kaspi_qr",
        Cash = "cash",
        BankTransfer = "bank_transfer",
        Card = "card",
        /// The server's own word `other`.
        OtherMethod = "other",
    }
}

open_enum! {
    /// What a payment was for.
    PaymentKind {
        Prepaid = "prepaid",
        Payment = "payment",
        Adjustment = "adjustment",
    }
}

open_enum! {
    /// Whether the resource has received an expense.
    ExpenseStatus {
        Unpaid = "unpaid",
        Paid = "paid",
    }
}

open_enum! {
    /// How the expense for a resource is calculated.
    CompensationType {
        /// A percentage of the service amount.
        Percent = "percent",
        /// A fixed sum in whole tenge.
        Fixed = "fixed",
        /// A fixed sum in whole tenge and a percentage of the service amount.
        FixedPlusPercent = "fixed_plus_percent",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn known_word_is_a_json_string_and_unknown_word_is_an_object() {
        let cases = [
            (AppointmentType::Primary, json!("primary")),
            (AppointmentType::OtherType, json!("other")),
            (AppointmentType::Other("remote".to_owned()), json!({"other": "remote"})),
        ];
        for (value, expected) in cases {
            let json = serde_json::to_value(&value).unwrap();
            assert_eq!(json, expected);
            assert_eq!(serde_json::from_value::<AppointmentType>(json).unwrap(), value);
        }
    }

    #[test]
    fn known_word_never_becomes_other() {
        let words = ["scheduled", "confirmed", "completed", "cancelled", "no_show", "", "new"];
        for word in words {
            let status = Status::from_word(word);
            assert_eq!(status.word(), word);
            assert_eq!(matches!(status, Status::Other(_)), ["", "new"].contains(&word));
        }
        assert_eq!(serde_json::from_value::<Status>(json!({"other": "no_show"})).unwrap(), Status::NoShow);
    }
}
