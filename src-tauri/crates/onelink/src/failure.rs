//! Finds the error code of a failure below HTTP, by the types of its causes.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

use crate::{Error, ErrorCode, error_chain};

/// A chain of causes can be long; a log line should stay readable.
const MAX_MESSAGE_CHARS: usize = 400;

/// The I/O errors that mean that the other side closed an established connection.
const CONNECTION_CLOSED: [io::ErrorKind; 4] = [
    io::ErrorKind::UnexpectedEof,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::ConnectionAborted,
    io::ErrorKind::BrokenPipe,
];

/// Converts an error of a request that got no response.
pub(crate) fn before_response(error: reqwest::Error) -> Error {
    Error::new(code_before_response(&error), describe(error))
}

/// Converts an error while the body was read.
pub(crate) fn within_body(error: reqwest::Error) -> Error {
    let code = if error.is_timeout() { ErrorCode::ReadTimeout } else { ErrorCode::Truncated };
    Error::new(code, describe(error))
}

/// Converts an error of creating the HTTP client. Only the trusted certificates depend on the computer, so only loading
/// them is expected to fail.
pub(crate) fn in_setup(error: reqwest::Error) -> Error {
    let code = tls_code(&error).map_or(ErrorCode::Other, |_| ErrorCode::TlsNoAuthorities);
    Error::new(code, describe(error))
}

fn code_before_response(error: &reqwest::Error) -> ErrorCode {
    if error.is_builder() {
        return ErrorCode::BadAddress;
    }
    // This check comes first: a proxy's host name, port and certificate fail with the same errors as the server's.
    if is_from_proxy(error) {
        return ErrorCode::Proxy;
    }
    if let Some(code) = tls_code(error) {
        return code;
    }
    if error.is_dns() {
        return ErrorCode::Dns;
    }
    if error.is_timeout() {
        return if error.is_connect() { ErrorCode::ConnectTimeout } else { ErrorCode::ReadTimeout };
    }
    if error.is_connect() {
        let kinds =
            || causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind);
        return if kinds().any(|kind| kind == io::ErrorKind::ConnectionRefused) {
            ErrorCode::Refused
        } else if kinds().any(|kind| CONNECTION_CLOSED.contains(&kind)) {
            // Connected, then closed during the handshake by the server or by a device in between.
            ErrorCode::Tls
        } else {
            ErrorCode::Unreachable
        };
    }
    let is_not_http = causes(error)
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .any(|cause| cause.is_parse() && !cause.is_incomplete_message());
    if is_not_http { ErrorCode::NotJson } else { ErrorCode::Truncated }
}

/// Whether the connection to the proxy failed or the proxy refused it. The libraries have types for these errors, but they
/// are private, so the messages are compared.
fn is_from_proxy(error: &reqwest::Error) -> bool {
    causes(error)
        .map(ToString::to_string)
        .any(|text| text.starts_with("tunnel error: ") || text == "error connecting to socks proxy")
}

fn tls_code(error: &reqwest::Error) -> Option<ErrorCode> {
    let cause = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    Some(match cause {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            // `BadSignature`: the issuer has the name of a trusted authority but another key.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                ErrorCode::TlsUnknownAuthority
            }
            // The error for a self-signed certificate that is marked as an authority, as most of them are.
            CertificateError::Other(other)
                if other.0.downcast_ref::<webpki::Error>() == Some(&webpki::Error::CaUsedAsEndEntity) =>
            {
                ErrorCode::TlsUnknownAuthority
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => ErrorCode::TlsExpired,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                ErrorCode::TlsWrongHost
            }
            _ => ErrorCode::Tls,
        },
        _ => ErrorCode::Tls,
    })
}

/// The error and its causes. [`io::Error::source`] skips the wrapped error itself, so it is taken by `get_ref`.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

/// The causes in one line, without the URL: the log names the address once, elsewhere.
fn describe(error: reqwest::Error) -> String {
    error_chain(&error.without_url()).chars().take(MAX_MESSAGE_CHARS).collect()
}
