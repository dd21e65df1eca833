//! The account behind a token.

use serde::Deserialize;
use serde_json::Value;

use crate::{Error, ErrorCode, body};

/// Whose token it is, and the accounts it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The user's number.
    pub id: u64,
    /// The user's name; empty when the server gives none.
    pub name: String,
    /// The accounts, in the server's order. One without a number is left out.
    pub accounts: Vec<ProfileAccount>,
}

/// One account of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileAccount {
    /// The account's number.
    pub id: u64,
    /// The account's name; empty when the server gives none.
    pub name: String,
    /// The user's role there, as the server words it.
    pub role: Option<String>,
    /// `active`, `suspended` or another word of the server.
    pub status: Option<String>,
    /// The features that are switched on; `None` when the server does not tell.
    pub features: Option<Vec<String>>,
}

/// Of the answer, only what is kept: the token that stands in it again is skipped unread.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    accounts: Value,
}

impl Profile {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let answer: Answer = serde_json::from_slice(bytes).map_err(|error| body::from_json(&error))?;
        let id = number(&answer.id)
            .ok_or_else(|| Error::new(ErrorCode::WrongShape, "the profile has no user number"))?;
        let accounts = answer.accounts.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(Self {
            id,
            name: text(&answer.name).unwrap_or_default(),
            accounts: accounts.iter().filter_map(account).collect(),
        })
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

/// A list of words, or an object of switches.
fn features(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(words) => Some(words.iter().filter_map(text).collect()),
        Value::Object(switches) => Some(
            switches
                .iter()
                .filter(|(_, on)| on.as_bool() == Some(true))
                .map(|(name, _)| name.clone())
                .collect(),
        ),
        _ => None,
    }
}

/// Numbers of rows can come as strings.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_whatever_is_missing_or_added() {
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
    fn a_user_without_accounts_is_a_profile_and_an_error_is_none() {
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
