use std::fmt;

use chrono::{DateTime, Utc};

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::seal::{self, Identity, Namespace, SealError};

/// One payload of one account, as stored in the cache.
///
/// Instants are stored with a resolution of one microsecond.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The account of the payload.
    pub account: AccountKey,
    /// Start of the requested range.
    pub from: DateTime<Utc>,
    /// End of the range, exclusive.
    pub to: DateTime<Utc>,
    /// The body of the response, which is JSON. A record from the cache has no [private fields](crate::PRIVATE_FIELDS).
    pub body: Vec<u8>,
    /// The `ETag` of the response, unchanged.
    pub etag: Option<String>,
    /// When this body arrived.
    pub fetched_at: DateTime<Utc>,
    /// When the server last confirmed it: when it was fetched, or later by a response with status 304.
    pub checked_at: DateTime<Utc>,
}

impl fmt::Debug for Record {
    /// Prints the length of the body only, because the body contains names of clients.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("account", &self.account)
            .field("from", &self.from)
            .field("to", &self.to)
            .field("body_bytes", &self.body.len())
            .field("fetched_at", &self.fetched_at)
            .field("checked_at", &self.checked_at)
            .finish_non_exhaustive()
    }
}

/// A record without its payload, which can be read without opening it.
///
/// Only a successful [`Cache::find`](crate::Cache::find) proves that the record can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// The account of the payload.
    pub account: AccountKey,
    /// Start of the range.
    pub from: DateTime<Utc>,
    /// End of the range, exclusive.
    pub to: DateTime<Utc>,
    /// When the body arrived.
    pub fetched_at: DateTime<Utc>,
    /// When the server last confirmed it.
    pub checked_at: DateTime<Utc>,
    /// Length of the sealed payload in bytes.
    pub sealed_bytes: u64,
}

/// How much is stored, and for how long. A day has 24 hours here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheLimits {
    /// A record is deleted when its range ended, or the server last confirmed it, longer ago than this many days.
    pub max_age_days_back: i64,
    /// A record is deleted when its range begins more than this many days in the future.
    pub days_ahead: i64,
    /// Maximum size of the sealed payloads of all accounts together. The records confirmed longest ago are deleted first.
    pub max_bytes: u64,
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self { max_age_days_back: 14, days_ahead: 45, max_bytes: 256 * 1024 * 1024 }
    }
}

/// How much is stored at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheSize {
    /// Number of records.
    pub records: u64,
    /// Size of their sealed payloads, as counted for [`CacheLimits::max_bytes`].
    pub sealed_bytes: u64,
    /// Whether the records are on disk and outlive the program.
    pub on_disk: bool,
}

/// The columns that are authenticated together with a sealed payload, and with the sealed time of its confirmation.
///
/// A 304 changes the time of the confirmation without sealing the payload again, so that time is sealed by itself.
pub(crate) struct RowIdentity<'a> {
    pub(crate) account: &'a str,
    pub(crate) from_us: i64,
    pub(crate) to_us: i64,
    pub(crate) fetched_at_us: i64,
}

impl RowIdentity<'_> {
    fn identity(&self, namespace: Namespace) -> Identity {
        Identity::new(namespace)
            .text(self.account.as_bytes())
            .number(self.from_us)
            .number(self.to_us)
            .number(self.fetched_at_us)
    }
}

const ZSTD_LEVEL: i32 = 3;

/// The plaintext is the length of the `ETag` (4 bytes, [`NO_ETAG`] for none), the `ETag`, and the compressed body. The `ETag`
/// is encrypted because it is a digest of the original body, private fields included.
const NO_ETAG: u32 = u32::MAX;

pub(crate) fn seal_payload(
    key: &CacheKey,
    row: &RowIdentity<'_>,
    etag: Option<&str>,
    body: &[u8],
) -> Result<Vec<u8>, SealError> {
    let compressed = zstd::encode_all(body, ZSTD_LEVEL).map_err(SealError::Compression)?;
    let etag_len = match etag {
        None => NO_ETAG,
        Some(text) => {
            u32::try_from(text.len()).ok().filter(|len| *len != NO_ETAG).ok_or(SealError::TooLong)?
        }
    };
    let plaintext =
        [etag_len.to_le_bytes().as_slice(), etag.unwrap_or_default().as_bytes(), &compressed].concat();
    seal::seal(key, &row.identity(Namespace::CalendarPayload), &plaintext)
}

/// Seals the time at which the server confirmed a record.
pub(crate) fn seal_check(
    key: &CacheKey,
    row: &RowIdentity<'_>,
    checked_at_us: i64,
) -> Result<Vec<u8>, SealError> {
    seal::seal(key, &row.identity(Namespace::Confirmation), &checked_at_us.to_le_bytes())
}

/// The time that [`seal_check`] has sealed.
pub(crate) fn open_check(key: &CacheKey, row: &RowIdentity<'_>, sealed: &[u8]) -> Result<i64, SealError> {
    let plaintext = seal::open(key, &row.identity(Namespace::Confirmation), sealed)?;
    Ok(i64::from_le_bytes(plaintext.as_slice().try_into().map_err(|_| SealError::Malformed)?))
}

pub(crate) fn open_payload(
    key: &CacheKey,
    row: &RowIdentity<'_>,
    sealed: &[u8],
) -> Result<(Option<String>, Vec<u8>), SealError> {
    let plaintext = seal::open(key, &row.identity(Namespace::CalendarPayload), sealed)?;
    let (etag_len, rest) = plaintext.split_first_chunk::<4>().ok_or(SealError::Malformed)?;
    let (etag, compressed) = match u32::from_le_bytes(*etag_len) {
        NO_ETAG => (None, rest),
        len => {
            let len = usize::try_from(len).map_err(|_| SealError::Malformed)?;
            let (etag, compressed) = rest.split_at_checked(len).ok_or(SealError::Malformed)?;
            let etag = std::str::from_utf8(etag).map_err(|_| SealError::Malformed)?;
            (Some(etag.to_owned()), compressed)
        }
    };
    let body = zstd::decode_all(compressed).map_err(SealError::Compression)?;
    Ok((etag, body))
}
