//! Why a request failed: one code from a closed set, and what is known besides.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::address::AddressError;
use crate::proxy::ProxyError;
use crate::token::TokenError;

/// Why a request failed. The screen has words and a next step for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename = "OneLinkErrorCode"))]
pub enum ErrorCode {
    /// The text is no address.
    BadAddress,
    /// Plain http to another computer.
    InsecureAddress,
    /// The address holds a user name or a password.
    AddressHasUserInfo,
    /// The text cannot be a token.
    BadTokenText,
    /// The host's name is not known.
    Dns,
    /// The host is there, nothing listens on the port.
    Refused,
    /// No way to the host.
    Unreachable,
    /// The certificate's issuer is not one that this computer trusts; self-signed ones too.
    TlsUnknownAuthority,
    /// The certificate is out of its dates, or this computer's clock is.
    TlsExpired,
    /// The certificate is another host's.
    TlsWrongHost,
    /// Another failure of the secure connection.
    Tls,
    /// This computer trusts no certificate authority at all.
    TlsNoAuthorities,
    /// The text is no proxy.
    BadProxy,
    /// The proxy cannot be reached, or does not let the request through.
    Proxy,
    /// No connection in time.
    ConnectTimeout,
    /// Connected, but no whole answer in time.
    ReadTimeout,
    /// The server sent the request elsewhere; the token stays.
    Redirected,
    /// A web page or other text instead of data: a proxy, a captive portal, an address that is not One-Link's.
    NotJson,
    /// A success without a body.
    EmptyBody,
    /// The answer stopped before its end.
    Truncated,
    /// JSON, but not of this request.
    WrongShape,
    /// More bytes than [`crate::Limits`] allow.
    TooLarge,
    /// The token is wrong or was reset.
    InvalidToken,
    /// The token's header did not arrive: some proxies drop names with `_`.
    HeaderLost,
    /// The account's number is wrong, or the user was removed from it.
    NotAMember,
    /// The workspace is not paid for.
    AccountSuspended,
    /// The user's role may not; the token is fine.
    RoleRefused,
    /// A bot's token.
    BotToken,
    /// A 401 of another kind.
    Unauthorized,
    /// Scheduling is switched off for the account.
    FeatureDisabled,
    /// A 403 of another kind.
    Forbidden,
    /// No such account, or a resource that does not exist.
    NotFound,
    /// The server refuses a parameter.
    Validation,
    /// The range is wider than this server gives.
    RangeTooLarge,
    /// Too many requests from this network.
    RateLimited,
    /// A 5xx.
    ServerError,
    /// A status that has no place in the contract.
    UnexpectedStatus,
    /// A 304 though nothing was known before.
    NotModifiedWithoutCache,
    /// Nothing of the above.
    Other,
}

impl ErrorCode {
    /// The code as it is serialized.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadAddress => "bad_address",
            Self::InsecureAddress => "insecure_address",
            Self::AddressHasUserInfo => "address_has_user_info",
            Self::BadTokenText => "bad_token_text",
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::TlsUnknownAuthority => "tls_unknown_authority",
            Self::TlsExpired => "tls_expired",
            Self::TlsWrongHost => "tls_wrong_host",
            Self::Tls => "tls",
            Self::TlsNoAuthorities => "tls_no_authorities",
            Self::BadProxy => "bad_proxy",
            Self::Proxy => "proxy",
            Self::ConnectTimeout => "connect_timeout",
            Self::ReadTimeout => "read_timeout",
            Self::Redirected => "redirected",
            Self::NotJson => "not_json",
            Self::EmptyBody => "empty_body",
            Self::Truncated => "truncated",
            Self::WrongShape => "wrong_shape",
            Self::TooLarge => "too_large",
            Self::InvalidToken => "invalid_token",
            Self::HeaderLost => "header_lost",
            Self::NotAMember => "not_a_member",
            Self::AccountSuspended => "account_suspended",
            Self::RoleRefused => "role_refused",
            Self::BotToken => "bot_token",
            Self::Unauthorized => "unauthorized",
            Self::FeatureDisabled => "feature_disabled",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Validation => "validation",
            Self::RangeTooLarge => "range_too_large",
            Self::RateLimited => "rate_limited",
            Self::ServerError => "server_error",
            Self::UnexpectedStatus => "unexpected_status",
            Self::NotModifiedWithoutCache => "not_modified_without_cache",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A failed request. Neither its `Debug` nor its message holds the token.
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

    /// What the screen branches on.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// English, for a log.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The status of the answer, if there was one.
    pub fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// What the server itself says, for a person to read: one line, 300 characters at most, never a web page.
    pub fn server_text(&self) -> Option<&str> {
        self.server_text.as_deref()
    }

    /// How long the server asks to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether the same request can succeed a moment later with nobody doing anything: 429, 502, 503, 504 and timeouts.
    pub fn is_worth_retrying(&self) -> bool {
        match self.code {
            ErrorCode::RateLimited | ErrorCode::ConnectTimeout | ErrorCode::ReadTimeout => true,
            ErrorCode::ServerError => matches!(self.http_status, Some(502..=504)),
            _ => false,
        }
    }
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

    #[test]
    fn a_code_is_serialized_as_its_word() {
        for code in [
            ErrorCode::BadAddress,
            ErrorCode::InsecureAddress,
            ErrorCode::AddressHasUserInfo,
            ErrorCode::BadTokenText,
            ErrorCode::Dns,
            ErrorCode::Refused,
            ErrorCode::Unreachable,
            ErrorCode::TlsUnknownAuthority,
            ErrorCode::TlsExpired,
            ErrorCode::TlsWrongHost,
            ErrorCode::Tls,
            ErrorCode::TlsNoAuthorities,
            ErrorCode::BadProxy,
            ErrorCode::Proxy,
            ErrorCode::ConnectTimeout,
            ErrorCode::ReadTimeout,
            ErrorCode::Redirected,
            ErrorCode::NotJson,
            ErrorCode::EmptyBody,
            ErrorCode::Truncated,
            ErrorCode::WrongShape,
            ErrorCode::TooLarge,
            ErrorCode::InvalidToken,
            ErrorCode::HeaderLost,
            ErrorCode::NotAMember,
            ErrorCode::AccountSuspended,
            ErrorCode::RoleRefused,
            ErrorCode::BotToken,
            ErrorCode::Unauthorized,
            ErrorCode::FeatureDisabled,
            ErrorCode::Forbidden,
            ErrorCode::NotFound,
            ErrorCode::Validation,
            ErrorCode::RangeTooLarge,
            ErrorCode::RateLimited,
            ErrorCode::ServerError,
            ErrorCode::UnexpectedStatus,
            ErrorCode::NotModifiedWithoutCache,
            ErrorCode::Other,
        ] {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn of_the_server_errors_only_those_of_a_gateway_are_tried_again() {
        for (status, expected) in
            [(500, false), (501, false), (502, true), (503, true), (504, true), (520, false)]
        {
            let error = Error::new(ErrorCode::ServerError, "").with_http_status(status);
            assert_eq!(error.is_worth_retrying(), expected, "{status}");
        }
    }
}
