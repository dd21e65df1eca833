//! The error code that crate `onelink` reports for each fault and each connection fault.

#![cfg(feature = "https")]
#![expect(clippy::unwrap_used, reason = "a failed setup fails the test")]

mod common;

use std::time::Duration;

use calendar::decode::{DecodeError, decode};
use chrono::DateTime;
use common::{NOW, TOKEN, options};
use onelink::{Address, CalendarAnswer, CalendarQuery, Client, Error, ErrorCode, Limits, Token, View};
use practice::{Authority, ConnectionFault, Fault, Scenario};

fn limits() -> Limits {
    let timeout = Duration::from_secs(1);
    Limits { connect_timeout: timeout, read_timeout: timeout, max_retries: 0, ..Limits::default() }
}

/// Requests the calendar. The body of the response is not decoded.
async fn request_calendar(client: &Client, address: &str) -> Result<CalendarAnswer, Error> {
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
            DecodeError::TooManyRows { .. } => ErrorCode::TooLarge,
        }),
        Ok(CalendarAnswer::NotModified { .. }) => None,
    }
}

/// The error code of a calendar request under this fault. `None` means that the request succeeds.
fn expected_code(fault: Fault) -> Option<ErrorCode> {
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
        Fault::TooManyRows | Fault::Huge => ErrorCode::TooLarge,
        Fault::Redirect => ErrorCode::Redirected,
        Fault::Slow | Fault::Hang => ErrorCode::ReadTimeout,
        Fault::NoProfile
        | Fault::RangeLimited
        | Fault::BrokenRows
        | Fault::EndlessAppointments
        | Fault::NoAppointments
        | Fault::OddTypes => return None,
    })
}

#[tokio::test]
async fn every_fault_is_reported_with_its_code() {
    let server = practice::start(options(Scenario::Clinic, NOW)).await.unwrap();
    // A slow response takes two seconds. The client must give up before that, so its two timeouts together are shorter.
    let limits = Limits { connect_timeout: Duration::from_millis(500), ..limits() };
    let client = Client::new(limits);
    for fault in Fault::ALL {
        server.set_fault(Some(fault));
        let outcome = request_calendar(&client, &server.address()).await;
        assert_eq!(code_of_outcome(&outcome), expected_code(fault), "{fault}: {outcome:?}");
        let retry_after = match fault {
            Fault::RateLimitedRetryAfter => Some(Duration::from_secs(2)),
            Fault::Maintenance => Some(Duration::from_mins(2)),
            _ => None,
        };
        assert_eq!(outcome.err().and_then(|error| error.retry_after()), retry_after, "{fault}");
    }
    assert_eq!(server.redirects_followed(), 0);
}

#[tokio::test]
async fn every_connection_fault_is_reported_with_its_code_and_frees_its_port() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::in_folder(folder.path()).unwrap();
    let pem = std::fs::read(folder.path().join("authority.pem")).unwrap();
    let client = Client::new(limits()).trusting(onelink::Authority::from_pem(&pem).unwrap());

    let server = practice::start_https(options(Scenario::Clinic, NOW), &authority).await.unwrap();
    let address = server.address();
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    assert_eq!(code_of_outcome(&request_calendar(&client, &address).await), None);
    server.stop().await;

    // Read the files again, as another process would do.
    let authority = Authority::in_folder(folder.path()).unwrap();
    for &fault in ConnectionFault::ALL {
        let code = match fault {
            ConnectionFault::Refused => ErrorCode::Refused,
            ConnectionFault::ConnectTimeout => ErrorCode::ConnectTimeout,
            ConnectionFault::TlsBroken => ErrorCode::Tls,
            ConnectionFault::TlsUnknownAuthority => ErrorCode::TlsUnknownAuthority,
            ConnectionFault::TlsExpired => ErrorCode::TlsExpired,
            ConnectionFault::TlsWrongHost => ErrorCode::TlsWrongHost,
        };
        assert_eq!(fault.name().parse(), Ok(fault));
        let faulty_port = practice::start_connection_fault_https(port, fault, &authority).await.unwrap();
        assert_eq!(request_calendar(&client, &address).await.unwrap_err().code(), code, "{fault}");
        faulty_port.stop().await;
    }
    let options = practice::Options { port, ..options(Scenario::Clinic, NOW) };
    let server = practice::start_https(options, &authority).await.unwrap();
    assert_eq!(code_of_outcome(&request_calendar(&client, &address).await), None);
    server.stop().await;
}
