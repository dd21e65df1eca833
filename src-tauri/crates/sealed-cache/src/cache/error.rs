use crate::private_fields::PrivateFieldsError;
use crate::seal::SealError;
use crate::secrets::SecretsError;

/// Why an operation of the cache failed. An unreadable record or file is not an error: it is dropped.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The folder or a file in it cannot be created, protected or deleted.
    #[error("the cache folder cannot be used")]
    Files(#[source] std::io::Error),
    /// SQLite failed: the disk is full or read-only, or another program has locked the file.
    #[error("the cache file cannot be used")]
    Database(#[source] rusqlite::Error),
    /// The cache key cannot be read or stored.
    #[error("the cache key is not available")]
    Key(#[from] SecretsError),
    /// The payload is not JSON, so its private fields cannot be removed. Nothing was stored.
    #[error("the payload cannot be stored")]
    Payload(#[from] PrivateFieldsError),
    /// The payload cannot be sealed. Nothing was stored.
    #[error("the payload cannot be sealed")]
    Sealing(#[from] SealError),
}
