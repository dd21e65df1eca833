use std::fmt;

use chrono::{DateTime, Utc};

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::seal::{self, Identity, Namespace, SealError};

/// One payload of one account, as it is put into the cache and found there again.
///
/// Instants are kept to the microsecond.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Whose payload it is.
    pub account: AccountKey,
    /// Start of the range that was asked for.
    pub from: DateTime<Utc>,
    /// End of the range, exclusive.
    pub to: DateTime<Utc>,
    /// The answer's JSON. What comes out of the cache is without the [private fields](crate::PRIVATE_FIELDS).
    pub body: Vec<u8>,
    /// The answer's `ETag`, as it came.
    pub etag: Option<String>,
    /// When this body arrived.
    pub fetched_at: DateTime<Utc>,
    /// When the server last confirmed it: at the fetch, or later by a 304.
    pub checked_at: DateTime<Utc>,
}

impl fmt::Debug for Record {
    /// A record names clients, so its body shows as a length.
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

/// A record without its payload: what can be told without opening it.
///
/// Nothing but a successful [`Cache::find`](crate::Cache::find) proves that the record still opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// Whose payload it is.
    pub account: AccountKey,
    /// Start of the range.
    pub from: DateTime<Utc>,
    /// End of the range, exclusive.
    pub to: DateTime<Utc>,
    /// When the body arrived.
    pub fetched_at: DateTime<Utc>,
    /// When the server last confirmed it.
    pub checked_at: DateTime<Utc>,
    /// Length of the sealed payload on disk.
    pub sealed_bytes: u64,
}

/// How much is kept, and for how long. The ages are days of 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheLimits {
    /// A record goes when its range ended longer ago than this, or the server last confirmed it longer ago than this.
    pub max_age_days_back: i64,
    /// A record goes when its range begins further ahead than this.
    pub days_ahead: i64,
    /// The sealed payloads of all accounts together; those confirmed longest ago go first.
    pub max_bytes: u64,
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self { max_age_days_back: 14, days_ahead: 45, max_bytes: 256 * 1024 * 1024 }
    }
}

/// How much is kept at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheSize {
    /// How many records.
    pub records: u64,
    /// Their sealed payloads together, as [`CacheLimits::max_bytes`] counts them.
    pub sealed_bytes: u64,
    /// Whether they outlive the program.
    pub on_disk: bool,
}

/// What a sealed payload is bound to.
///
/// `checked_at` is not in it, because a 304 moves it without touching the payload. So whoever can write the file can
/// make a payload look newer confirmed than it is, but cannot change it or show it as another day's or account's.
pub(crate) struct RowIdentity<'a> {
    pub(crate) account: &'a str,
    pub(crate) from_us: i64,
    pub(crate) to_us: i64,
    pub(crate) fetched_at_us: i64,
}

impl RowIdentity<'_> {
    fn identity(&self) -> Identity {
        Identity::new(Namespace::CalendarPayload)
            .text(self.account.as_bytes())
            .number(self.from_us)
            .number(self.to_us)
            .number(self.fetched_at_us)
    }
}

const ZSTD_LEVEL: i32 = 3;

/// Inside the seal: the length of the `ETag` (4 bytes, [`NO_ETAG`] for none), the `ETag`, and the body, compressed.
/// The `ETag` is inside because it is a digest of the body as it came, private fields included.
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
    seal::seal(key, &row.identity(), &plaintext)
}

pub(crate) fn open_payload(
    key: &CacheKey,
    row: &RowIdentity<'_>,
    sealed: &[u8],
) -> Result<(Option<String>, Vec<u8>), SealError> {
    let plaintext = seal::open(key, &row.identity(), sealed)?;
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
