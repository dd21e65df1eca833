//! Retries after temporary failures.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use crate::{Error, ErrorCode, Limits};

/// Repeats `attempt` until it succeeds, fails permanently, or reaches the limits.
///
/// Returns the last error. An error whose `Retry-After` is longer than [`Limits::max_retry_after`] is returned at once.
pub(crate) async fn run<T, A>(limits: &Limits, mut attempt: impl FnMut() -> A) -> Result<T, Error>
where
    A: Future<Output = Result<T, Error>>,
{
    let start = Instant::now();
    let mut retries = 0;
    loop {
        let outcome = match start.checked_add(limits.total_timeout) {
            Some(deadline) => timeout_at(deadline, attempt()).await,
            None => Ok(attempt().await),
        };
        let error = match outcome {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(_) => {
                return Err(Error::new(
                    ErrorCode::ReadTimeout,
                    "the response was not complete within the time limit of the call",
                ));
            }
        };
        if !error.is_worth_retrying() || retries == limits.max_retries {
            return Err(error);
        }
        let pause = match error.retry_after() {
            Some(wait) if wait > limits.max_retry_after => return Err(error),
            // Never sooner than the server asks.
            Some(wait) => wait.saturating_add(limits.backoff.mul_f64(fastrand::f64() / 2.0)),
            None => backoff(limits, retries),
        };
        if start.elapsed().saturating_add(pause) >= limits.retry_within.min(limits.total_timeout) {
            return Err(error);
        }
        sleep(pause).await;
        retries += 1;
    }
}

/// A random wait between the half and the whole of `limits.backoff`, doubled for each earlier retry.
fn backoff(limits: &Limits, retries: u32) -> Duration {
    let full = limits.backoff.saturating_mul(2_u32.saturating_pow(retries)).min(limits.max_retry_after);
    full.mul_f64(0.5 + fastrand::f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const LIMITS: Limits = Limits {
        connect_timeout: Duration::from_secs(1),
        read_timeout: Duration::from_secs(1),
        total_timeout: Duration::from_mins(1),
        max_body_bytes: 0,
        max_retries: 2,
        retry_within: Duration::from_mins(1),
        backoff: Duration::from_secs(1),
        max_retry_after: Duration::from_secs(10),
    };

    fn rate_limited(retry_after_secs: Option<u64>) -> Error {
        Error::new(ErrorCode::RateLimited, "").with_retry_after(retry_after_secs.map(Duration::from_secs))
    }

    /// Returns the number of attempts, the elapsed time and the outcome.
    async fn run_counting(
        limits: &Limits,
        attempt: impl Fn(u32) -> Result<(), Error>,
    ) -> (u32, Duration, Result<(), Error>) {
        let start = Instant::now();
        let attempts = Cell::new(0);
        let outcome = run(limits, || {
            attempts.set(attempts.get() + 1);
            std::future::ready(attempt(attempts.get()))
        })
        .await;
        (attempts.get(), start.elapsed(), outcome)
    }

    #[tokio::test(start_paused = true)]
    async fn waits_grow_and_the_call_fails_after_two_retries() {
        let (attempts, took, outcome) = run_counting(&LIMITS, |_| Err(rate_limited(None))).await;
        assert_eq!((attempts, outcome.unwrap_err().code()), (3, ErrorCode::RateLimited));
        assert!((1.5..=3.1).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn retry_is_never_sooner_than_retry_after() {
        let (attempts, took, outcome) =
            run_counting(&LIMITS, |attempt| if attempt == 1 { Err(rate_limited(Some(7))) } else { Ok(()) })
                .await;
        assert_eq!((attempts, outcome), (2, Ok(())));
        assert!((7.0..=7.6).contains(&took.as_secs_f64()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn long_retry_after_is_returned_at_once() {
        let (attempts, took, outcome) = run_counting(&LIMITS, |_| Err(rate_limited(Some(11)))).await;
        assert_eq!((attempts, took), (1, Duration::ZERO));
        assert_eq!(outcome.unwrap_err().retry_after(), Some(Duration::from_secs(11)));
    }

    #[tokio::test(start_paused = true)]
    async fn permanent_failure_is_not_retried() {
        for code in
            [ErrorCode::InvalidToken, ErrorCode::Forbidden, ErrorCode::NotFound, ErrorCode::Validation]
        {
            let (attempts, took, outcome) = run_counting(&LIMITS, |_| Err(Error::new(code, ""))).await;
            assert_eq!((attempts, took, outcome.unwrap_err().code()), (1, Duration::ZERO, code));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn wait_longer_than_the_call_is_not_begun() {
        let limits = Limits { total_timeout: Duration::from_secs(5), ..LIMITS };
        let (attempts, took, outcome) = run_counting(&limits, |_| Err(rate_limited(Some(6)))).await;
        assert_eq!(
            (attempts, took, outcome.unwrap_err().code()),
            (1, Duration::ZERO, ErrorCode::RateLimited)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn late_retry_is_not_begun() {
        let limits = Limits { retry_within: Duration::from_secs(4), ..LIMITS };
        let start = Instant::now();
        let attempts = Cell::new(0);
        let outcome: Result<(), Error> = run(&limits, || {
            attempts.set(attempts.get() + 1);
            async {
                sleep(Duration::from_secs(3)).await;
                Err(Error::new(ErrorCode::ReadTimeout, ""))
            }
        })
        .await;
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::ReadTimeout);
        // The second attempt began within four seconds; a third one would have begun later.
        assert_eq!(attempts.get(), 2);
        assert!((6.5..=7.1).contains(&start.elapsed().as_secs_f64()), "{:?}", start.elapsed());
    }

    /// The longest time that the user waits for a silent server, with the limits that the program uses.
    #[tokio::test(start_paused = true)]
    async fn default_limits_end_silence_within_half_a_minute() {
        let limits = Limits::default();
        let silence = limits.connect_timeout + limits.read_timeout;
        let start = Instant::now();
        let outcome: Result<(), Error> = run(&limits, || async {
            sleep(silence).await;
            Err(Error::new(ErrorCode::ReadTimeout, ""))
        })
        .await;
        assert!(outcome.is_err());
        assert!(start.elapsed() <= Duration::from_secs(30), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn total_timeout_ends_an_attempt() {
        let start = Instant::now();
        let outcome = run(&LIMITS, std::future::pending::<Result<(), Error>>).await;
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::ReadTimeout);
        assert_eq!(start.elapsed(), LIMITS.total_timeout);
    }

    #[tokio::test(start_paused = true)]
    async fn maximum_limits_do_not_panic() {
        let limits = Limits {
            total_timeout: Duration::MAX,
            retry_within: Duration::MAX,
            backoff: Duration::MAX,
            ..LIMITS
        };
        let (attempts, _, _) = run_counting(&limits, |_| Err(rate_limited(None))).await;
        assert_eq!(attempts, 3);
        let outcome = run_counting(&limits, |_| Err(rate_limited(Some(1)))).await.2;
        assert!(outcome.is_err());
    }
}
