//! Failures below HTTP, told apart by the types that caused them.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

use crate::{Error, ErrorCode};

/// Log lines stay readable: a chain of causes can be long.
const MAX_MESSAGE_CHARS: usize = 400;

/// How the end of a connection looks that was there already.
const HANGING_UP: [io::ErrorKind; 4] = [
    io::ErrorKind::UnexpectedEof,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::ConnectionAborted,
    io::ErrorKind::BrokenPipe,
];

/// A request that brought no answer.
pub(crate) fn before_answer(error: reqwest::Error) -> Error {
    Error::new(code_before_answer(&error), describe(error))
}

/// An answer whose body broke off.
pub(crate) fn within_body(error: reqwest::Error) -> Error {
    let code = if error.is_timeout() { ErrorCode::ReadTimeout } else { ErrorCode::Truncated };
    Error::new(code, describe(error))
}

/// The HTTP library could not be set up. Only what is trusted can fail there: everything else is the same everywhere.
pub(crate) fn in_setup(error: reqwest::Error) -> Error {
    let code = tls_code(&error).map_or(ErrorCode::Other, |_| ErrorCode::TlsNoAuthorities);
    Error::new(code, describe(error))
}

fn code_before_answer(error: &reqwest::Error) -> ErrorCode {
    if error.is_builder() {
        return ErrorCode::BadAddress;
    }
    // First: a proxy's name, port and certificate fail like a server's, and are not a server's.
    if is_a_proxys(error) {
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
        } else if kinds().any(|kind| HANGING_UP.contains(&kind)) {
            // What was connected was cut in the handshake, by the other side or by what watches the line.
            ErrorCode::Tls
        } else {
            ErrorCode::Unreachable
        };
    }
    let speaks_no_http = causes(error)
        .filter_map(|cause| cause.downcast_ref::<hyper::Error>())
        .any(|cause| cause.is_parse() && !cause.is_incomplete_message());
    if speaks_no_http { ErrorCode::NotJson } else { ErrorCode::Truncated }
}

/// Whether the failure lies before or at the proxy. The libraries have types for that, but keep them to themselves.
fn is_a_proxys(error: &reqwest::Error) -> bool {
    causes(error)
        .map(ToString::to_string)
        .any(|text| text.starts_with("tunnel error: ") || text == "error connecting to socks proxy")
}

fn tls_code(error: &reqwest::Error) -> Option<ErrorCode> {
    let cause = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
    Some(match cause {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            // The second: who signed it bears the name of an authority that is trusted, and is not it.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                ErrorCode::TlsUnknownAuthority
            }
            // What a self-signed certificate is called when it says that it may sign others, as most do.
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

/// The error and all that caused it. An [`io::Error`] names the cause of what it wraps, and so skips what it wraps.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}

/// The causes as one line, outermost first. The address stays out: the log names it once, elsewhere.
fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut texts: Vec<String> = Vec::new();
    for text in causes(&error).map(ToString::to_string) {
        if !texts.iter().any(|earlier| earlier.contains(&text)) {
            texts.push(text);
        }
    }
    texts.join(": ").chars().take(MAX_MESSAGE_CHARS).collect()
}
