//! Failures of the running server.

use std::fmt;
use std::str::FromStr;

use crate::scenario::normalized;

/// A failure that the server simulates until it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Every response takes two seconds. It is otherwise correct.
    Slow,
    /// 401: the token is wrong or was revoked.
    InvalidToken,
    /// 401, as if the header `api_access_token` was missing. Some proxies remove headers with an underscore in the name.
    HeaderLost,
    /// 401 for the calendar: the user is not a member of this account. The profile lists no account.
    NotAMember,
    /// 401 for the calendar: the account is not paid for. The profile shows the account as suspended.
    AccountSuspended,
    /// 401 for the calendar: the role of the user does not permit it. The token is valid.
    RoleRefused,
    /// 401: the token belongs to a bot.
    BotToken,
    /// 401 with an unknown text.
    Unauthorized,
    /// 403 for the calendar: scheduling is switched off for the account.
    FeatureDisabled,
    /// 403 for the calendar, with an unknown text.
    Forbidden,
    /// 404 for the calendar, with the code `NOT_FOUND`.
    NotFound,
    /// 404 for the profile. The calendar is not affected.
    NoProfile,
    /// 422 for the calendar, with the code `VALIDATION_ERROR`.
    Validation,
    /// 422 for the calendar, with the code `CALENDAR_RANGE_TOO_LARGE`, for every range.
    RangeTooLarge,
    /// 422 for a range of more than 92 days, as some servers respond. Shorter ranges are not affected.
    RangeLimited,
    /// 429 as plain text.
    RateLimited,
    /// 429 with `Retry-After: 2`.
    RateLimitedRetryAfter,
    /// 500 with the JSON of the application.
    ServerError,
    /// 502 with the HTML of a proxy.
    BadGateway,
    /// 503 without a body, as during a restart.
    Unavailable,
    /// 503 with `Retry-After: 120`, as during maintenance.
    Maintenance,
    /// 504 with the HTML of a proxy.
    GatewayTimeout,
    /// 410, a status that the API does not use.
    Gone,
    /// 304 for every request, also for those without `If-None-Match`.
    NotModified,
    /// The first, third, fifth ... request gets a 502. The others are not affected.
    Flaky,
    /// 200 with the HTML page of a captive portal.
    Html,
    /// 200 with the content type JSON and an empty body.
    EmptyBody,
    /// A complete response whose JSON ends in the middle.
    Truncated,
    /// The connection breaks in the middle of the body.
    CutOff,
    /// 200 with JSON of another shape: the payload is a list.
    WrongShape,
    /// 200 with 200 000 empty appointments.
    TooManyRows,
    /// 200 with JSON that continues as long as the client reads, up to 256 MiB.
    Huge,
    /// The correct response with [`BROKEN_ROWS`](crate::BROKEN_ROWS) additional unreadable rows.
    BrokenRows,
    /// The correct response with 4,000 additional appointments that begin in the year 1900 and end in 9999. A day can be
    /// drawn, a week is too much.
    EndlessAppointments,
    /// The correct response without its list of appointments.
    NoAppointments,
    /// The correct response, but ids are strings, and amounts are strings or have a fraction. The meaning is the same.
    OddTypes,
    /// 302 to another host. [`Server::redirects_followed`](crate::Server::redirects_followed) counts the requests there.
    Redirect,
    /// The request is read, but there is no response.
    Hang,
}

/// An endpoint of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Calendar,
    Profile,
}

impl Fault {
    /// All faults.
    pub const ALL: [Self; 38] = [
        Self::Slow,
        Self::InvalidToken,
        Self::HeaderLost,
        Self::NotAMember,
        Self::AccountSuspended,
        Self::RoleRefused,
        Self::BotToken,
        Self::Unauthorized,
        Self::FeatureDisabled,
        Self::Forbidden,
        Self::NotFound,
        Self::NoProfile,
        Self::Validation,
        Self::RangeTooLarge,
        Self::RangeLimited,
        Self::RateLimited,
        Self::RateLimitedRetryAfter,
        Self::ServerError,
        Self::BadGateway,
        Self::Unavailable,
        Self::Maintenance,
        Self::GatewayTimeout,
        Self::Gone,
        Self::NotModified,
        Self::Flaky,
        Self::Html,
        Self::EmptyBody,
        Self::Truncated,
        Self::CutOff,
        Self::WrongShape,
        Self::TooManyRows,
        Self::Huge,
        Self::BrokenRows,
        Self::EndlessAppointments,
        Self::NoAppointments,
        Self::OddTypes,
        Self::Redirect,
        Self::Hang,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::InvalidToken => "invalid-token",
            Self::HeaderLost => "header-lost",
            Self::NotAMember => "not-a-member",
            Self::AccountSuspended => "account-suspended",
            Self::RoleRefused => "role-refused",
            Self::BotToken => "bot-token",
            Self::Unauthorized => "unauthorized",
            Self::FeatureDisabled => "feature-disabled",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::NoProfile => "no-profile",
            Self::Validation => "validation",
            Self::RangeTooLarge => "range-too-large",
            Self::RangeLimited => "range-limited",
            Self::RateLimited => "rate-limited",
            Self::RateLimitedRetryAfter => "rate-limited-retry-after",
            Self::ServerError => "server-error",
            Self::BadGateway => "bad-gateway",
            Self::Unavailable => "unavailable",
            Self::Maintenance => "maintenance",
            Self::GatewayTimeout => "gateway-timeout",
            Self::Gone => "gone",
            Self::NotModified => "not-modified",
            Self::Flaky => "flaky",
            Self::Html => "html",
            Self::EmptyBody => "empty-body",
            Self::Truncated => "truncated",
            Self::CutOff => "cut-off",
            Self::WrongShape => "wrong-shape",
            Self::TooManyRows => "too-many-rows",
            Self::Huge => "huge",
            Self::BrokenRows => "broken-rows",
            Self::EndlessAppointments => "endless-appointments",
            Self::NoAppointments => "no-appointments",
            Self::OddTypes => "odd-types",
            Self::Redirect => "redirect",
            Self::Hang => "hang",
        }
    }

    /// Whether the fault affects requests to this endpoint. Faults of the token, the connection and the server affect all
    /// endpoints. Faults of the account and of the request affect the calendar.
    pub(crate) const fn affects(self, endpoint: Endpoint) -> bool {
        match self {
            Self::NotAMember
            | Self::AccountSuspended
            | Self::RoleRefused
            | Self::FeatureDisabled
            | Self::Forbidden
            | Self::NotFound
            | Self::NotModified
            | Self::Validation
            | Self::RangeTooLarge
            | Self::RangeLimited
            | Self::BrokenRows
            | Self::EndlessAppointments
            | Self::NoAppointments
            | Self::OddTypes => matches!(endpoint, Endpoint::Calendar),
            Self::NoProfile => matches!(endpoint, Endpoint::Profile),
            _ => true,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name is not the name of a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown fault {name:?}; the faults are: {}", Fault::ALL.map(Fault::name).join(", "))]
pub struct UnknownFault {
    /// The unknown name.
    pub name: String,
}

impl FromStr for Fault {
    type Err = UnknownFault;

    /// Kebab case. Underscores and capitals are accepted.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = normalized(name);
        Self::ALL
            .into_iter()
            .find(|fault| normalized(fault.name()) == wanted)
            .ok_or_else(|| UnknownFault { name: name.to_owned() })
    }
}
