//! What can be made to go wrong.

use std::fmt;
use std::str::FromStr;

use crate::scenario::plain;

/// A failure that the server plays until it is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Every answer takes two seconds and is then right.
    Slow,
    /// 401: the token is wrong or was reset.
    InvalidToken,
    /// 401 as if the header `api_access_token` had not arrived: some proxies drop names with an underscore.
    HeaderLost,
    /// 401 for the calendar: the user is not in this account. The profile lists no account.
    NotAMember,
    /// 401 for the calendar: the workspace is not paid for. The profile says so of the account.
    AccountSuspended,
    /// 401 for the calendar: the user's role may not see it. The token is fine.
    RoleRefused,
    /// 401: the token is a bot's.
    BotToken,
    /// 401 with a text that nobody knows.
    Unauthorized,
    /// 403 for the calendar: scheduling is switched off for the account.
    FeatureDisabled,
    /// 403 for the calendar, for a reason of its own.
    Forbidden,
    /// 404 for the calendar, with the code `NOT_FOUND`.
    NotFound,
    /// 404 for the profile alone; the calendar answers.
    NoProfile,
    /// 422 for the calendar, with the code `VALIDATION_ERROR`.
    Validation,
    /// 422 for the calendar, with the code `CALENDAR_RANGE_TOO_LARGE`, whatever the range.
    RangeTooLarge,
    /// 422 for a range of more than 92 days, as some servers have it; shorter ones are answered.
    RangeLimited,
    /// 429 as plain text.
    RateLimited,
    /// 429 with `Retry-After: 2`.
    RateLimitedRetryAfter,
    /// 500 as the application writes it.
    ServerError,
    /// 502 with a proxy's HTML.
    BadGateway,
    /// 503 without a body: the server restarts.
    Unavailable,
    /// 503 with `Retry-After: 120`: the server is being looked after.
    Maintenance,
    /// 504 with a proxy's HTML.
    GatewayTimeout,
    /// 410, which the API never answers.
    Gone,
    /// 304 to everybody, whether they know a version or not.
    NotModified,
    /// Every other request is a 502, beginning with the first; the rest are answered.
    Flaky,
    /// 200 with a captive portal's HTML page.
    Html,
    /// 200 that promises JSON and has no body.
    EmptyBody,
    /// A whole answer whose JSON ends in the middle.
    Truncated,
    /// The connection breaks in the middle of the body.
    CutOff,
    /// 200 with JSON of another kind: the payload is a list.
    WrongShape,
    /// 200 with JSON that goes on and on, up to 256 MiB, for as long as the client reads.
    Huge,
    /// The right answer, to which [`BROKEN_ROWS`](crate::BROKEN_ROWS) rows that cannot be read were added.
    BrokenRows,
    /// The right answer, in which ids are strings and amounts are strings or have a fraction; it means the same.
    OddTypes,
    /// 302 to another host, which counts who comes ([`Server::redirects_followed`](crate::Server::redirects_followed)).
    Redirect,
    /// The request is read and never answered.
    Hang,
}

/// A part of the API, as far as faults tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Calendar,
    Profile,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 35] = [
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
        Self::Huge,
        Self::BrokenRows,
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
            Self::Huge => "huge",
            Self::BrokenRows => "broken-rows",
            Self::OddTypes => "odd-types",
            Self::Redirect => "redirect",
            Self::Hang => "hang",
        }
    }

    /// Whether requests to that part of the API meet it. What is the matter with the token, the connection or the
    /// server is met everywhere; what is the matter with the account or the request, by the calendar.
    pub(crate) const fn is_met_at(self, endpoint: Endpoint) -> bool {
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

/// A name that no fault has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no fault is called {name:?}; there are: {}", Fault::ALL.map(Fault::name).join(", "))]
pub struct UnknownFault {
    /// The name that was asked for.
    pub name: String,
}

impl FromStr for Fault {
    type Err = UnknownFault;

    /// Kebab case; underscores and capitals are accepted.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = plain(name);
        Self::ALL
            .into_iter()
            .find(|fault| self::plain(fault.name()) == plain)
            .ok_or_else(|| UnknownFault { name: name.to_owned() })
    }
}
