//! Which zone the server uses for the name in `resource.timezone`.

mod friendly_names;

use chrono_tz::Tz;

use self::friendly_names::FRIENDLY_NAMES;

/// The zone that the server uses for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// The zone. UTC when the name is unknown.
    pub tz: Tz,
    /// The name when it is unknown, for a message on the screen.
    pub unknown: Option<String>,
}

/// Resolves a name as the server does (free-time rule 6): first as a Rails name, then as an exact,
/// case-sensitive IANA id, or else as UTC.
pub fn resolve(name: &str) -> Zone {
    match iana_id(name).parse() {
        Ok(tz) => Zone { tz, unknown: None },
        Err(_) => Zone { tz: Tz::UTC, unknown: Some(name.to_owned()) },
    }
}

/// The IANA id of a Rails name, or the name itself.
fn iana_id(name: &str) -> &str {
    FRIENDLY_NAMES
        .binary_search_by(|(friendly, _)| (*friendly).cmp(name))
        .map_or(name, |found| FRIENDLY_NAMES[found].1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn table_equals_the_fixture() {
        let fixture: BTreeMap<String, String> =
            serde_json::from_str(include_str!("../../fixtures/vectors/as_zone_names.json")).unwrap();
        let table: BTreeMap<String, String> =
            FRIENDLY_NAMES.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect();
        assert_eq!(table, fixture);
        assert!(FRIENDLY_NAMES.is_sorted_by(|a, b| a.0 < b.0), "the binary search needs the order");
    }

    #[test]
    fn every_rails_name_is_a_known_zone() {
        for (name, id) in FRIENDLY_NAMES {
            assert_eq!(resolve(name), Zone { tz: id.parse().unwrap(), unknown: None }, "{name}");
        }
    }

    #[test]
    fn rule_06_rails_names_come_first_and_iana_ids_are_exact() {
        let known = [
            ("Asia/Almaty", Tz::Asia__Almaty),
            ("Almaty", Tz::Asia__Almaty),
            // Rails maps it to Dhaka, and so does the server: UTC+6 instead of UTC+5.
            ("Astana", Tz::Asia__Dhaka),
            ("US/Eastern", Tz::US__Eastern),
            ("UTC", Tz::Etc__UTC),
        ];
        for (name, tz) in known {
            assert_eq!(resolve(name), Zone { tz, unknown: None }, "{name}");
        }
        for name in ["asia/almaty", "almaty", "+05:00", "UTC+5", "", " Asia/Almaty"] {
            assert_eq!(resolve(name), Zone { tz: Tz::UTC, unknown: Some(name.to_owned()) }, "{name:?}");
        }
    }
}
