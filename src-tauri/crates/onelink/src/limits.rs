//! Limits of time and size for a request.

use std::time::Duration;

/// Limits of time and size for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name resolution, connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// After the connection: the wait for the headers, and between two chunks of the body.
    pub read_timeout: Duration,
    /// The whole call, with its retries and the waits between them.
    pub total_timeout: Duration,
    /// Size of the body after decompression, in bytes.
    pub max_body_bytes: usize,
    /// How many times a request is retried after a temporary failure.
    pub max_retries: u32,
    /// No retry begins later than this after the start of the call: the user may be waiting, and polling repeats the request
    /// anyway.
    pub retry_within: Duration,
    /// The wait before the first retry. It doubles for each further retry. Each wait is shortened by a random part, half at
    /// most, so that the computers of an office do not all retry in the same moment.
    pub backoff: Duration,
    /// The longest `Retry-After` that a call waits for. A longer one is returned to the caller at once.
    pub max_retry_after: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(8),
            read_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(45),
            max_body_bytes: 64 * 1024 * 1024,
            max_retries: 2,
            retry_within: Duration::from_secs(8),
            backoff: Duration::from_millis(500),
            max_retry_after: Duration::from_secs(5),
        }
    }
}
