//! The error of a failed request: a code from a closed set, with details.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::address::AddressError;
use crate::proxy::ProxyError;
use crate::token::TokenError;

/// Why a request failed. The UI has a text and a next step for each code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename = "OneLinkErrorCode"))]
pub enum ErrorCode {
    /// The text is not an address.
    BadAddress,
    /// The address uses plain http to another computer.
    InsecureAddress,
    /// The address contains a user name or a password.
    AddressHasUserInfo,
    /// The text cannot be a token.
    BadTokenText,
    /// The host name cannot be resolved.
    Dns,
    /// The host refused the connection: nothing listens on the port.
    Refused,
    /// The host cannot be reached.
    Unreachable,
    /// This computer does not trust the issuer of the certificate. Self-signed certificates are included.
    TlsUnknownAuthority,
    /// The certificate is expired or not valid yet, or this computer's clock is wrong.
    TlsExpired,
    /// The certificate belongs to another host.
    TlsWrongHost,
    /// Another failure of the TLS connection.
    Tls,
    /// This computer trusts no certificate authority at all.
    TlsNoAuthorities,
    /// The text is not the address of a proxy.
    BadProxy,
    /// The proxy cannot be reached, or it refuses the request.
    Proxy,
    /// The connection was not established in time.
    ConnectTimeout,
    /// Connected, but the response did not arrive completely in time.
    ReadTimeout,
    /// The server answered with a redirect, which is not followed.
    Redirected,
    /// The body is a web page or other text instead of JSON: a proxy, a captive portal, or not a One-Link server.
    NotJson,
    /// The response is successful but has no body.
    EmptyBody,
    /// The response or its JSON ends early.
    Truncated,
    /// The body is JSON, but not of the requested kind.
    WrongShape,
    /// The body is larger than [`crate::Limits`] allows.
    TooLarge,
    /// The token is wrong or was reset.
    InvalidToken,
    /// The server did not receive the token header. Some proxies drop header names with `_`.
    HeaderLost,
    /// The account number is wrong, or the user was removed from the account.
    NotAMember,
    /// The account is suspended because it is not paid for.
    AccountSuspended,
    /// The user's role does not allow this. The token is valid.
    RoleRefused,
    /// The token belongs to a bot.
    BotToken,
    /// Another response with status 401.
    Unauthorized,
    /// Scheduling is switched off for the account.
    FeatureDisabled,
    /// Another response with status 403.
    Forbidden,
    /// The account or a resource does not exist.
    NotFound,
    /// The server rejected a parameter.
    Validation,
    /// The range is longer than this server allows.
    RangeTooLarge,
    /// Too many requests from this network.
    RateLimited,
    /// A response with status 5xx.
    ServerError,
    /// A status that the API does not define.
    UnexpectedStatus,
    /// The server answered 304 to a request that named no version.
    NotModifiedWithoutCache,
    /// A failure without a code of its own.
    Other,
}

impl fmt::Display for ErrorCode {
    /// Writes the code as it is serialized.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

/// A failed request. Neither its `Debug` output nor its message contains the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Error {
    code: ErrorCode,
    message: String,
    http_status: Option<u16>,
    server_text: Option<String>,
    retry_after: Option<Duration>,
}

impl Error {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), http_status: None, server_text: None, retry_after: None }
    }

    pub(crate) fn with_http_status(mut self, status: u16) -> Self {
        self.http_status = Some(status);
        self
    }

    pub(crate) fn with_server_text(mut self, text: Option<String>) -> Self {
        self.server_text = text;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// The code on which the UI branches.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// A message in English, for the log.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status, if there was a response.
    pub fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// The error text of the server, for the user: one line of at most 300 characters, never a web page.
    pub fn server_text(&self) -> Option<&str> {
        self.server_text.as_deref()
    }

    /// How long the server asks the client to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether the failure is temporary, so that the same request can succeed a moment later: status 429, 502, 503, 504,
    /// and timeouts.
    pub fn is_worth_retrying(&self) -> bool {
        match self.code {
            ErrorCode::RateLimited | ErrorCode::ConnectTimeout | ErrorCode::ReadTimeout => true,
            ErrorCode::ServerError => matches!(self.http_status, Some(502..=504)),
            _ => false,
        }
    }
}

/// The messages of an error and of its causes in one line, outermost first. A message that an earlier one already
/// contains is skipped.
pub fn error_chain(error: &dyn std::error::Error) -> String {
    let mut messages: Vec<String> = Vec::new();
    for message in std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string) {
        if !messages.iter().any(|earlier| earlier.contains(&message)) {
            messages.push(message);
        }
    }
    messages.join(": ")
}

impl From<AddressError> for Error {
    fn from(error: AddressError) -> Self {
        let code = match error {
            AddressError::Empty | AddressError::NotAnAddress | AddressError::UnsupportedScheme => {
                ErrorCode::BadAddress
            }
            AddressError::Insecure => ErrorCode::InsecureAddress,
            AddressError::HasUserInfo => ErrorCode::AddressHasUserInfo,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ProxyError> for Error {
    fn from(error: ProxyError) -> Self {
        Self::new(ErrorCode::BadProxy, error.to_string())
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        Self::new(ErrorCode::BadTokenText, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The UI and the callers of the example `fetch` know the codes by these texts.
    #[test]
    fn code_is_displayed_and_serialized_with_the_same_text() {
        for (code, text) in [
            (ErrorCode::BadAddress, "bad_address"),
            (ErrorCode::InsecureAddress, "insecure_address"),
            (ErrorCode::AddressHasUserInfo, "address_has_user_info"),
            (ErrorCode::BadTokenText, "bad_token_text"),
            (ErrorCode::Dns, "dns"),
            (ErrorCode::Refused, "refused"),
            (ErrorCode::Unreachable, "unreachable"),
            (ErrorCode::TlsUnknownAuthority, "tls_unknown_authority"),
            (ErrorCode::TlsExpired, "tls_expired"),
            (ErrorCode::TlsWrongHost, "tls_wrong_host"),
            (ErrorCode::Tls, "tls"),
            (ErrorCode::TlsNoAuthorities, "tls_no_authorities"),
            (ErrorCode::BadProxy, "bad_proxy"),
            (ErrorCode::Proxy, "proxy"),
            (ErrorCode::ConnectTimeout, "connect_timeout"),
            (ErrorCode::ReadTimeout, "read_timeout"),
            (ErrorCode::Redirected, "redirected"),
            (ErrorCode::NotJson, "not_json"),
            (ErrorCode::EmptyBody, "empty_body"),
            (ErrorCode::Truncated, "truncated"),
            (ErrorCode::WrongShape, "wrong_shape"),
            (ErrorCode::TooLarge, "too_large"),
            (ErrorCode::InvalidToken, "invalid_token"),
            (ErrorCode::HeaderLost, "header_lost"),
            (ErrorCode::NotAMember, "not_a_member"),
            (ErrorCode::AccountSuspended, "account_suspended"),
            (ErrorCode::RoleRefused, "role_refused"),
            (ErrorCode::BotToken, "bot_token"),
            (ErrorCode::Unauthorized, "unauthorized"),
            (ErrorCode::FeatureDisabled, "feature_disabled"),
            (ErrorCode::Forbidden, "forbidden"),
            (ErrorCode::NotFound, "not_found"),
            (ErrorCode::Validation, "validation"),
            (ErrorCode::RangeTooLarge, "range_too_large"),
            (ErrorCode::RateLimited, "rate_limited"),
            (ErrorCode::ServerError, "server_error"),
            (ErrorCode::UnexpectedStatus, "unexpected_status"),
            (ErrorCode::NotModifiedWithoutCache, "not_modified_without_cache"),
            (ErrorCode::Other, "other"),
        ] {
            assert_eq!(code.to_string(), text);
            assert_eq!(serde_json::to_value(code).unwrap(), text);
        }
    }

    #[test]
    fn error_chain_skips_a_message_that_an_earlier_one_contains() {
        #[derive(Debug, thiserror::Error)]
        #[error("{message}")]
        struct Link {
            message: &'static str,
            source: Option<Box<Link>>,
        }
        let chain = |messages: &[&'static str]| {
            messages.iter().rev().fold(None, |source, message| Some(Box::new(Link { message, source })))
        };
        let error = chain(&["the file cannot be used", "disk: full", "full", "code 28"]).unwrap();
        assert_eq!(error_chain(&*error), "the file cannot be used: disk: full: code 28");
        assert_eq!(error_chain(&*chain(&["alone"]).unwrap()), "alone");
    }

    #[test]
    fn only_gateway_errors_of_status_5xx_are_retried() {
        for (status, expected) in
            [(500, false), (501, false), (502, true), (503, true), (504, true), (520, false)]
        {
            let error = Error::new(ErrorCode::ServerError, "").with_http_status(status);
            assert_eq!(error.is_worth_retrying(), expected, "{status}");
        }
    }
}
