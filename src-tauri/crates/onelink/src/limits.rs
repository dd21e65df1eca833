//! What a request may cost.

use std::time::Duration;

/// What a request may cost, in time and in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name look-up, connection and TLS handshake together.
    pub connect_timeout: Duration,
    /// Silence once connected: before the answer's head, and between two pieces of its body.
    pub read_timeout: Duration,
    /// A whole call, its retries and the waits between them included.
    pub total_timeout: Duration,
    /// The body after decompression, in bytes.
    pub max_body_bytes: usize,
    /// How many times a failed request is sent again, if that can help at all.
    pub max_retries: u32,
    /// No retry begins later than this after the call: somebody may be waiting, and who polls will ask again anyway.
    pub retry_within: Duration,
    /// The wait before the first retry; it doubles for each further one. Up to half of it is left out at random, so that
    /// a whole office does not return in the same moment.
    pub backoff: Duration,
    /// The longest `Retry-After` that is waited out inside a call; a longer one goes to the caller.
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
