//! The names of the entries and the formats of their values.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::entries::Entries;
use super::error::SecretsError;
use crate::account::AccountKey;

pub(super) const CACHE_KEY: &str = "cache-key";
pub(super) const PROXY: &str = "proxy";
/// A test entry, by which the program finds out whether the keychain stores what it gets.
pub(super) const PROBE: &str = "probe";
/// The list of the accounts that have a token, one on each line. The keychain cannot list its entries.
const ACCOUNTS: &str = "accounts";

/// Names and values. The values are wiped from memory when they are dropped.
pub(super) type EntryMap = BTreeMap<String, Zeroizing<Vec<u8>>>;

fn token_name(account: &AccountKey) -> String {
    format!("token:{account}")
}

pub(super) fn token(
    entries: &dyn Entries,
    account: &AccountKey,
) -> Result<Option<Zeroizing<String>>, SecretsError> {
    text(entries, &token_name(account))
}

/// Stores a token and adds its account to the list.
pub(super) fn set_token(
    entries: &dyn Entries,
    account: &AccountKey,
    token: &str,
) -> Result<(), SecretsError> {
    // A damaged list is replaced: a user who cannot sign in is worse than an entry that stays after a wipe.
    let mut listed = match accounts(entries) {
        Err(SecretsError::Damaged) => Vec::new(),
        other => other?,
    };
    // The list is stored first: `delete_all` would miss a token that is not listed.
    if !listed.contains(account) {
        listed.push(account.clone());
        set_accounts(entries, &listed)?;
    }
    entries.set(&token_name(account), token.as_bytes())
}

/// Deletes a token and removes its account from the list.
pub(super) fn delete_token(entries: &dyn Entries, account: &AccountKey) -> Result<(), SecretsError> {
    entries.delete(&token_name(account))?;
    let mut listed = accounts(entries)?;
    listed.retain(|other| other != account);
    set_accounts(entries, &listed)
}

/// Reads an entry whose value is text.
pub(super) fn text(entries: &dyn Entries, name: &str) -> Result<Option<Zeroizing<String>>, SecretsError> {
    let Some(stored) = entries.get(name)? else { return Ok(None) };
    let text = std::str::from_utf8(&stored).map_err(|_| SecretsError::Damaged)?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// The accounts that have a token. When the program was killed while it stored or deleted a token, an account without one
/// can be among them.
pub(super) fn accounts(entries: &dyn Entries) -> Result<Vec<AccountKey>, SecretsError> {
    let Some(stored) = entries.get(ACCOUNTS)? else { return Ok(Vec::new()) };
    let text = std::str::from_utf8(&stored).map_err(|_| SecretsError::Damaged)?;
    text.lines().map(|line| line.parse().map_err(|_| SecretsError::Damaged)).collect()
}

fn set_accounts(entries: &dyn Entries, accounts: &[AccountKey]) -> Result<(), SecretsError> {
    if accounts.is_empty() {
        return entries.delete(ACCOUNTS);
    }
    let lines: Vec<String> = accounts.iter().map(AccountKey::to_string).collect();
    entries.set(ACCOUNTS, lines.join("\n").as_bytes())
}

/// Reads all entries except the probe.
pub(super) fn all(entries: &dyn Entries) -> Result<EntryMap, SecretsError> {
    let mut names = [CACHE_KEY, ACCOUNTS, PROXY].map(str::to_owned).to_vec();
    names.extend(accounts(entries)?.iter().map(token_name));
    names
        .into_iter()
        .filter_map(|name| entries.get(&name).map(|value| Some((name, value?))).transpose())
        .collect()
}

/// Copies the entries that `to` does not have. An entry of `to` is newer.
pub(super) fn copy_missing(from: &dyn Entries, to: &dyn Entries) -> Result<(), SecretsError> {
    for account in accounts(from)? {
        if let Some(stored) = token(from, &account)?
            && token(to, &account)?.is_none()
        {
            set_token(to, &account, &stored)?;
        }
    }
    for name in [CACHE_KEY, PROXY] {
        if let Some(stored) = from.get(name)?
            && to.get(name)?.is_none()
        {
            to.set(name, &stored)?;
            if to.get(name)?.as_ref() != Some(&stored) {
                return Err(SecretsError::Damaged);
            }
        }
    }
    Ok(())
}

/// Deletes all entries. Returns the first error, after it tried to delete every entry. The accounts whose tokens could not
/// be deleted stay in the list, for another try.
pub(super) fn delete_all(entries: &dyn Entries) -> Result<(), SecretsError> {
    let listed = accounts(entries);
    let mut outcomes = Vec::new();
    let mut remaining = Vec::new();
    for account in listed.as_deref().unwrap_or_default() {
        let outcome = entries.delete(&token_name(account));
        if outcome.is_err() {
            remaining.push(account.clone());
        }
        outcomes.push(outcome);
    }
    outcomes.extend([CACHE_KEY, PROXY, PROBE].map(|name| entries.delete(name)));
    outcomes.push(set_accounts(entries, &remaining));
    outcomes.push(listed.map(drop));
    outcomes.into_iter().collect()
}
