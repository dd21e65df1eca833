use std::fmt;
use std::str::FromStr;

/// The account of a payload or token. It includes the server, because two servers can both have an account 1.
///
/// Displayed, stored and authenticated as `origin#id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountKey {
    /// The server's origin, such as `https://one-link.kz`.
    pub origin: String,
    /// The number of the account on that server.
    pub account_id: u64,
}

/// The text is not `origin#id`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an account in the form origin#id")]
pub struct NotAnAccountKey;

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.origin, self.account_id)
    }
}

impl FromStr for AccountKey {
    type Err = NotAnAccountKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Split at the last `#`: the number contains none, so an origin that contains one is read back unchanged.
        let (origin, account_id) = text.rsplit_once('#').ok_or(NotAnAccountKey)?;
        let account_id = account_id.parse().map_err(|_| NotAnAccountKey)?;
        Ok(Self { origin: origin.to_owned(), account_id })
    }
}
