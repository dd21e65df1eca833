//! Kept records: small values that the user has entered, which exist nowhere else.

use std::fmt;

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::seal::{self, Identity, Namespace, SealError};

/// A kept record, as [`Cache::kept`](crate::Cache::kept) returns it.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name among those of its account and kind. The file shows it.
    pub name: String,
    /// What was kept. `None` when it cannot be opened: it was changed, moved, or sealed by a later version.
    pub body: Option<Vec<u8>>,
}

impl fmt::Debug for Kept {
    /// Prints the length of the body only, because the body contains what the user has entered.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body_bytes = self.body.as_ref().map(Vec::len);
        f.debug_struct("Kept").field("name", &self.name).field("body_bytes", &body_bytes).finish()
    }
}

/// A row of the table of kept records. Its body is sealed.
pub(crate) struct KeptRow {
    /// [`AccountKey`] as text.
    pub(crate) account: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) sealed: Vec<u8>,
}

impl KeptRow {
    pub(crate) fn seal(
        key: &CacheKey,
        account: &AccountKey,
        kind: &str,
        name: &str,
        body: &[u8],
    ) -> Result<Self, SealError> {
        let mut row = Self {
            account: account.to_string(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            sealed: Vec::new(),
        };
        row.sealed = seal::seal(key, &row.identity(), body)?;
        Ok(row)
    }

    pub(crate) fn open(&self, key: &CacheKey) -> Result<Vec<u8>, SealError> {
        seal::open(key, &self.identity(), &self.sealed).map(|body| body.to_vec())
    }

    /// The same record, sealed with another key.
    pub(crate) fn reseal(mut self, from: &CacheKey, to: &CacheKey) -> Result<Self, SealError> {
        self.sealed = seal::seal(to, &self.identity(), &seal::open(from, &self.identity(), &self.sealed)?)?;
        Ok(self)
    }

    fn identity(&self) -> Identity {
        Identity::new(Namespace::Kept)
            .text(self.account.as_bytes())
            .text(self.kind.as_bytes())
            .text(self.name.as_bytes())
    }
}
