//! Every fault and every barrier, as the program's own client names it.

#![cfg(feature = "https")]
#![expect(clippy::unwrap_used, reason = "what cannot be set up has failed the test")]

mod common;

use std::time::Duration;

use calendar::decode::{DecodeError, decode};
use chrono::DateTime;
use common::{NOW, TOKEN, options};
use onelink::{Address, CalendarAnswer, CalendarQuery, Client, Error, ErrorCode, Limits, Token, View};
use practice::{Authority, Barrier, Fault, Scenario};

fn limits() -> Limits {
    let short = Duration::from_secs(1);
    Limits { connect_timeout: short, read_timeout: short, max_retries: 0, ..Limits::default() }
}

/// The body of the response, not decoded.
async fn ask(client: &Client, address: &str) -> Result<CalendarAnswer, Error> {
    let query = CalendarQuery {
        account_id: 1,
        view: View::Week,
        from: DateTime::parse_from_rfc3339("2026-11-23T00:00:00+05:00").unwrap(),
        to: DateTime::parse_from_rfc3339("2026-11-30T00:00:00+05:00").unwrap(),
        resource_ids: vec![],
        include_slots: false,
        duration_min: None,
    };
    let (address, token) = (Address::parse(address).unwrap(), Token::new(TOKEN).unwrap());
    client.calendar(&address, &token, &query, None).await
}

/// The code of the client, or that of the decoder when the client returned a body.
fn code_of_outcome(outcome: &Result<CalendarAnswer, Error>) -> Option<ErrorCode> {
    match outcome {
        Err(error) => Some(error.code()),
        Ok(CalendarAnswer::Fresh { body, .. }) => decode(body).err().map(|error| match error {
            DecodeError::NotJson { .. } => ErrorCode::NotJson,
            DecodeError::Truncated => ErrorCode::Truncated,
            DecodeError::WrongShape => ErrorCode::WrongShape,
        }),
        Ok(CalendarAnswer::NotModified) => None,
    }
}

/// The code a fault has for who asks for a calendar; `None` where it is answered all the same.
fn code_of(fault: Fault) -> Option<ErrorCode> {
    Some(match fault {
        Fault::InvalidToken => ErrorCode::InvalidToken,
        Fault::HeaderLost => ErrorCode::HeaderLost,
        Fault::NotAMember => ErrorCode::NotAMember,
        Fault::AccountSuspended => ErrorCode::AccountSuspended,
        Fault::RoleRefused => ErrorCode::RoleRefused,
        Fault::BotToken => ErrorCode::BotToken,
        Fault::Unauthorized => ErrorCode::Unauthorized,
        Fault::FeatureDisabled => ErrorCode::FeatureDisabled,
        Fault::Forbidden => ErrorCode::Forbidden,
        Fault::NotFound => ErrorCode::NotFound,
        Fault::Validation => ErrorCode::Validation,
        Fault::RangeTooLarge => ErrorCode::RangeTooLarge,
        Fault::RateLimited | Fault::RateLimitedRetryAfter => ErrorCode::RateLimited,
        Fault::ServerError
        | Fault::BadGateway
        | Fault::Unavailable
        | Fault::Maintenance
        | Fault::GatewayTimeout
        | Fault::Flaky => ErrorCode::ServerError,
        Fault::Gone => ErrorCode::UnexpectedStatus,
        Fault::NotModified => ErrorCode::NotModifiedWithoutCache,
        Fault::Html => ErrorCode::NotJson,
        Fault::EmptyBody => ErrorCode::EmptyBody,
        Fault::Truncated | Fault::CutOff => ErrorCode::Truncated,
        Fault::WrongShape => ErrorCode::WrongShape,
        Fault::Huge => ErrorCode::TooLarge,
        Fault::Redirect => ErrorCode::Redirected,
        Fault::Slow | Fault::Hang => ErrorCode::ReadTimeout,
        Fault::NoProfile | Fault::RangeLimited | Fault::BrokenRows | Fault::OddTypes => return None,
    })
}

#[tokio::test]
async fn every_fault_has_its_code() {
    let server = practice::start(options(Scenario::Clinic, NOW)).await.unwrap();
    // Slowness takes two seconds, so one second more than is waited for the head: not for the connection too.
    let limits = Limits { connect_timeout: Duration::from_millis(500), ..limits() };
    let client = Client::new(limits);
    for fault in Fault::ALL {
        server.set_fault(Some(fault));
        let outcome = ask(&client, &server.address()).await;
        assert_eq!(code_of_outcome(&outcome), code_of(fault), "{fault}: {outcome:?}");
        let retry_after = match fault {
            Fault::RateLimitedRetryAfter => Some(Duration::from_secs(2)),
            Fault::Maintenance => Some(Duration::from_secs(120)),
            _ => None,
        };
        assert_eq!(outcome.err().and_then(|error| error.retry_after()), retry_after, "{fault}");
    }
    assert_eq!(server.redirects_followed(), 0);
}

#[tokio::test]
async fn every_barrier_has_its_code_and_its_port_is_free_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::in_folder(folder.path()).unwrap();
    let pem = std::fs::read(folder.path().join("authority.pem")).unwrap();
    let client = Client::new(limits()).trusting(onelink::Authority::from_pem(&pem).unwrap());

    let server = practice::start_https(options(Scenario::Clinic, NOW), &authority).await.unwrap();
    let address = server.address();
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    assert_eq!(code_of_outcome(&ask(&client, &address).await), None);
    server.stop().await;

    // Started again, as another process would.
    let authority = Authority::in_folder(folder.path()).unwrap();
    for &barrier in Barrier::ALL {
        let code = match barrier {
            Barrier::Refused => ErrorCode::Refused,
            Barrier::ConnectTimeout => ErrorCode::ConnectTimeout,
            Barrier::TlsBroken => ErrorCode::Tls,
            Barrier::TlsUnknownAuthority => ErrorCode::TlsUnknownAuthority,
            Barrier::TlsExpired => ErrorCode::TlsExpired,
            Barrier::TlsWrongHost => ErrorCode::TlsWrongHost,
        };
        assert_eq!(barrier.name().parse(), Ok(barrier));
        let barred = practice::bar_https(port, barrier, &authority).await.unwrap();
        assert_eq!(ask(&client, &address).await.unwrap_err().code(), code, "{barrier}");
        barred.lift().await;
    }
    let options = practice::Options { port, ..options(Scenario::Clinic, NOW) };
    let server = practice::start_https(options, &authority).await.unwrap();
    assert_eq!(code_of_outcome(&ask(&client, &address).await), None);
    server.stop().await;
}
