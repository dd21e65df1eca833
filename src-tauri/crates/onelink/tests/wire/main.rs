//! Tests the client against servers on localhost that misbehave in every way that the API documents.

#![expect(clippy::unwrap_used, reason = "a test fails when its setup fails")]

mod answers;
mod hostile;
mod proxies;
mod requests;
mod retries;
mod server;
mod tls;
mod transport;
mod trust;

use std::time::Duration;

use chrono::DateTime;
use onelink::{Address, CalendarAnswer, CalendarQuery, Client, Error, Limits, Token, View};

const TOKEN: &str = "q7Hk2mZxR4vN8sLp1TcW6yBd";
const PAYLOAD: &str = r#"{"payload":{"resources":[],"appointments":[]}}"#;

/// Short timeouts, so that a failure is quick. Nothing is retried unless a test enables it.
fn limits() -> Limits {
    Limits {
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_secs(5),
        max_retries: 0,
        backoff: Duration::from_millis(1),
        ..Limits::default()
    }
}

fn client(limits: Limits) -> Client {
    Client::new(limits)
}

fn token() -> Token {
    Token::new(TOKEN).unwrap()
}

fn week() -> CalendarQuery {
    CalendarQuery {
        account_id: 12,
        view: View::Week,
        from: DateTime::parse_from_rfc3339("2026-03-09T00:00:00+05:00").unwrap(),
        to: DateTime::parse_from_rfc3339("2026-03-16T00:00:00+05:00").unwrap(),
        resource_ids: vec![],
        include_slots: false,
        duration_min: None,
    }
}

/// Requests the calendar of [`week`] from the server.
async fn request_week(address: &Address, limits: Limits) -> Result<CalendarAnswer, Error> {
    client(limits).calendar(address, &token(), &week(), None).await
}
