//! The profile of the user whose token is sent.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use crate::{Error, ErrorCode};

/// The user of a token, and the accounts that the token can access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The number of the user.
    pub id: u64,
    /// The name of the user. Empty when the server sends none.
    pub name: String,
    /// The accounts, in the order of the server, each number once. An account without a number is skipped.
    pub accounts: Vec<ProfileAccount>,
}

/// One account of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileAccount {
    /// The number of the account.
    pub id: u64,
    /// The name of the account. Empty when the server sends none.
    pub name: String,
    /// The role of the user in the account, as the server sends it.
    pub role: Option<String>,
    /// `active`, `suspended` or another value of the server.
    pub status: Option<String>,
    /// The features that are switched on. `None` when the server does not send them.
    pub features: Option<Vec<String>>,
}

/// The fields of the response that are used. The response also contains the token, which is not read.
#[derive(Deserialize)]
struct ProfileBody {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    accounts: Value,
}

impl Profile {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let body: ProfileBody =
            serde_json::from_slice(bytes).map_err(|error| crate::body::from_json(&error))?;
        let id = number(&body.id)
            .ok_or_else(|| Error::new(ErrorCode::WrongShape, "the profile contains no user number"))?;
        let accounts = body.accounts.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut known_ids = HashSet::new();
        let accounts = accounts.iter().filter_map(account).filter(|account| known_ids.insert(account.id));
        Ok(Self { id, name: text(&body.name).unwrap_or_default(), accounts: accounts.collect() })
    }
}

fn account(value: &Value) -> Option<ProfileAccount> {
    Some(ProfileAccount {
        id: number(&value["id"])?,
        name: text(&value["name"]).unwrap_or_default(),
        role: text(&value["role"]),
        status: text(&value["status"]),
        features: features(&value["features"]),
    })
}

/// Features are a list of names, or an object with a boolean for each name.
fn features(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(names) => Some(names.iter().filter_map(text).collect()),
        Value::Object(switches) => Some(
            switches
                .iter()
                .filter(|(_, is_on)| is_on.as_bool() == Some(true))
                .map(|(name, _)| name.clone())
                .collect(),
        ),
        _ => None,
    }
}

/// The largest whole number that JavaScript tells apart from its neighbours. The screen would mix up larger ids.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The server can send an id as a string.
fn number(value: &Value) -> Option<u64> {
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (number <= MAX_SAFE_INTEGER).then_some(number)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profile_with_missing_and_unknown_fields_is_decoded() {
        let profile = Profile::decode(
            r#"{"id":"5","name":"Айгуль","access_token":"q7Hk2mZx","pubsub_token":"p1","accounts":[
                {"id":12,"name":"Клиника","role":"agent","status":"active","features":["scheduling"],"new":{}},
                {"id":"13","name":null,"role":"","features":{"scheduling":true,"finance":false}},
                {"name":"no number"}, null, 7]}"#
                .as_bytes(),
        )
        .unwrap();
        assert_eq!((profile.id, profile.name.as_str(), profile.accounts.len()), (5, "Айгуль", 2));
        assert_eq!(
            profile.accounts[0],
            ProfileAccount {
                id: 12,
                name: "Клиника".into(),
                role: Some("agent".into()),
                status: Some("active".into()),
                features: Some(vec!["scheduling".into()]),
            }
        );
        assert_eq!(
            profile.accounts[1],
            ProfileAccount {
                id: 13,
                name: String::new(),
                role: None,
                status: None,
                features: Some(vec!["scheduling".into()])
            }
        );
        assert!(!format!("{profile:?}").contains("q7Hk2mZx"));
    }

    #[test]
    fn account_with_a_repeated_or_too_large_number_is_skipped() {
        let profile = Profile::decode(
            br#"{"id":5,"accounts":[{"id":12,"name":"A"},{"id":9007199254740991},
                {"id":9007199254740992},{"id":"12","name":"B"}]}"#,
        )
        .unwrap();
        let accounts: Vec<_> =
            profile.accounts.iter().map(|account| (account.id, account.name.as_str())).collect();
        assert_eq!(accounts, [(12, "A"), (9_007_199_254_740_991, "")]);
    }

    #[test]
    fn profile_without_accounts_is_decoded_and_an_error_body_is_rejected() {
        assert_eq!(Profile::decode(br#"{"id":5}"#).unwrap().accounts, []);
        for (body, code) in [
            (r#"{"error":"x"}"#, ErrorCode::WrongShape),
            (r#"[{"id":5}]"#, ErrorCode::WrongShape),
            (r#"{"id":5,"accounts":[{"id""#, ErrorCode::Truncated),
        ] {
            assert_eq!(Profile::decode(body.as_bytes()).unwrap_err().code(), code, "{body}");
        }
    }
}
