//! The base under which a One-Link server answers, from whatever was typed or pasted.

use std::fmt;
use std::hash::{Hash, Hasher};

use url::{Host, Url};

/// Where a One-Link server answers: scheme, host, port and, behind some proxies, a path prefix.
///
/// Two addresses are equal when their base is; the account hint does not count.
#[derive(Clone)]
pub struct Address {
    base: Url,
    /// `base` without the slash at its end.
    text: String,
    account_hint: Option<u64>,
}

/// Why a text is no address that the token may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// No host can be read out of it.
    #[error("this is not an address")]
    NotAnAddress,
    /// Plain http to a host that is not this computer: the token could be read on its way.
    #[error("http is allowed to this computer only; use https")]
    Insecure,
    /// A name or a password stands before the host (`https://name@host`).
    #[error("an address must not hold a user name or a password")]
    HasUserInfo,
    /// Neither http nor https.
    #[error("only https addresses are supported")]
    UnsupportedScheme,
}

impl Address {
    /// Reads an address as people type it: white space around it, no scheme (https is meant), a slash at the end, or a
    /// whole page of the dashboard (`https://one-link.kz/app/accounts/12/inbox`), of which the base and the account
    /// are kept.
    ///
    /// # Errors
    ///
    /// [`AddressError`] says why the token may not be sent there.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let mut base = if has_scheme(text) {
            Url::parse(text)
        } else {
            Url::parse(&format!("https://{}", text.trim_start_matches('/')))
        }
        .map_err(|_| AddressError::NotAnAddress)?;

        if !matches!(base.scheme(), "https" | "http") {
            return Err(AddressError::UnsupportedScheme);
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(AddressError::HasUserInfo);
        }
        // `https:/one-link.kz` reads as the host "https" with an empty port.
        if matches!(base.host_str(), None | Some("" | "http" | "https")) {
            return Err(AddressError::NotAnAddress);
        }
        if base.scheme() == "http" && !is_loopback_host(&base) {
            return Err(AddressError::Insecure);
        }

        let (prefix, account_hint) = split_page(base.path());
        base.set_path(&prefix);
        base.set_query(None);
        base.set_fragment(None);
        let text = base.as_str().trim_end_matches('/').to_owned();
        Ok(Self { base, text, account_hint })
    }

    /// The base without a slash at its end, such as `https://one-link.kz`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port alone. The token belongs to it: another origin needs the token anew.
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Whether the host is this computer (127.0.0.0/8, `::1`, `localhost`).
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.base)
    }

    /// Whether it begins with https.
    pub(crate) fn is_secure(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// The account's number, when the text was a page of the dashboard that names it.
    pub fn account_hint(&self) -> Option<u64> {
        self.account_hint
    }

    /// A page of the account's dashboard, for the user's browser. It is of this very origin, and the token is no part of it.
    pub fn page(&self, account_id: u64, page: Page) -> Url {
        let rest = match page {
            Page::Calendar => "scheduling/calendar".to_owned(),
            Page::Client { contact_id } => format!("contacts/{contact_id}"),
            Page::Chat { conversation_display_id } => format!("conversations/{conversation_display_id}"),
        };
        self.endpoint(&format!("/app/accounts/{account_id}/{rest}"))
    }

    /// `path` (which starts with a slash) under this base.
    pub(crate) fn endpoint(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }
}

/// A page of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The web calendar.
    Calendar,
    /// A client's card.
    Client {
        /// The row's `contact_id`.
        contact_id: i64,
    },
    /// An appointment's chat.
    Chat {
        /// The row's `conversation_display_id`; its `conversation_id` is another number and opens another chat.
        conversation_display_id: i64,
    },
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Address {}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Address").field(&self.text).finish()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// `host:3000` and `host/?next=https://...` have no scheme, though a URL parser sees one in the first.
fn has_scheme(text: &str) -> bool {
    text.split_once("://")
        .is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)))
}

fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The path prefix before the dashboard (`/app/...`) or the API (`/api/v1/...`), and the account that the rest names.
fn split_page(path: &str) -> (String, Option<u64>) {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let page = (0..segments.len()).find_map(|at| match &segments[at..] {
        ["app", rest @ ..] | ["api", "v1" | "v2", rest @ ..] => Some((at, rest)),
        _ => None,
    });
    let (prefix, rest) = match page {
        Some((at, rest)) => (&segments[..at], rest),
        None => (&segments[..], &[][..]),
    };
    let account_hint = match rest {
        ["accounts", id, ..] => id.parse().ok().filter(|id| *id > 0),
        _ => None,
    };
    (format!("/{}", prefix.join("/")), account_hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_of_the_accounts_own_origin() {
        for (page, expected) in [
            (Page::Calendar, "scheduling/calendar"),
            (Page::Client { contact_id: 12 }, "contacts/12"),
            (Page::Chat { conversation_display_id: -3 }, "conversations/-3"),
        ] {
            for base in ["https://clinic.kz/desk", "http://127.0.0.1:3000", "https://clinic.kz:8443"] {
                let address = Address::parse(base).unwrap();
                let url = address.page(7, page);
                assert_eq!(url.as_str(), format!("{base}/app/accounts/7/{expected}"));
                assert_eq!(url.origin().ascii_serialization(), address.origin());
            }
        }
    }

    fn base(text: &str) -> String {
        Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).as_str().to_owned()
    }

    #[test]
    fn what_people_type_becomes_the_base() {
        for (typed, expected) in [
            ("one-link.kz", "https://one-link.kz"),
            ("  https://one-link.kz/ \n", "https://one-link.kz"),
            ("HTTPS://One-Link.KZ", "https://one-link.kz"),
            ("//one-link.kz", "https://one-link.kz"),
            ("one-link.kz:8443", "https://one-link.kz:8443"),
            ("https://one-link.kz:443/", "https://one-link.kz"),
            ("https://clinic.kz/desk/", "https://clinic.kz/desk"),
            ("https://clinic.kz/?next=1#top", "https://clinic.kz"),
            ("clinic.kz/?next=https://other.kz", "https://clinic.kz"),
            ("https://clinic.kz/app", "https://clinic.kz"),
            ("https://clinic.kz/app/login", "https://clinic.kz"),
            ("https://clinic.kz/desk/app/accounts/7/inbox", "https://clinic.kz/desk"),
            ("127.0.0.1:3000", "https://127.0.0.1:3000"),
            ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://localhost:3000/", "http://localhost:3000"),
        ] {
            assert_eq!(base(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_page_of_the_dashboard_names_the_account() {
        for (pasted, hint) in [
            ("https://x.kz/app/accounts/12/conversations/5?filter=1", Some(12)),
            ("x.kz/app/accounts/12", Some(12)),
            ("https://x.kz/api/v1/accounts/34/scheduling/calendar", Some(34)),
            ("https://x.kz/app/accounts/new", None),
            ("https://x.kz/app/accounts/0/", None),
            ("https://x.kz/accounts/12", None),
            ("https://x.kz", None),
        ] {
            assert_eq!(Address::parse(pasted).unwrap().account_hint(), hint, "{pasted}");
        }
        assert_eq!(base("https://x.kz/app/accounts/12/conversations/5?filter=1"), "https://x.kz");
        assert_eq!(base("https://x.kz/api/v1/accounts/34/scheduling/calendar"), "https://x.kz");
    }

    #[test]
    fn what_may_not_get_the_token_is_refused() {
        for (typed, expected) in [
            ("", AddressError::Empty),
            ("  \t", AddressError::Empty),
            ("http://one-link.kz", AddressError::Insecure),
            ("http://10.0.0.4", AddressError::Insecure),
            ("http://0.0.0.0:3000", AddressError::Insecure),
            ("http://localhost.evil.kz", AddressError::Insecure),
            ("http://127.0.0.1.evil.kz", AddressError::Insecure),
            ("https://user:secret@one-link.kz", AddressError::HasUserInfo),
            ("https://one-link.kz@evil.kz", AddressError::HasUserInfo),
            ("http://127.0.0.1@evil.kz", AddressError::HasUserInfo),
            ("reception@clinic.kz", AddressError::HasUserInfo),
            ("ftp://one-link.kz", AddressError::UnsupportedScheme),
            ("file:///etc/passwd", AddressError::UnsupportedScheme),
            ("javascript:alert(1)", AddressError::NotAnAddress),
            ("https:/one-link.kz", AddressError::NotAnAddress),
            ("https://", AddressError::NotAnAddress),
            ("two words", AddressError::NotAnAddress),
            ("one-link.kz:99999", AddressError::NotAnAddress),
        ] {
            assert_eq!(Address::parse(typed).err(), Some(expected), "{typed}");
        }
    }

    #[test]
    fn the_origin_is_scheme_host_and_port() {
        let address = Address::parse("https://clinic.kz:8443/desk").unwrap();
        assert_eq!(address.origin(), "https://clinic.kz:8443");
        assert_eq!(
            address.endpoint("/api/v1/profile").as_str(),
            "https://clinic.kz:8443/desk/api/v1/profile"
        );
        assert_eq!(
            Address::parse("one-link.kz").unwrap().endpoint("/api/v1/profile").as_str(),
            "https://one-link.kz/api/v1/profile"
        );
    }

    #[test]
    fn loopback_is_this_computer_only() {
        for (text, expected) in [
            ("https://127.8.8.8", true),
            ("https://127.1", true),
            ("http://localhost", true),
            ("http://[::1]", true),
            ("https://[::ffff:127.0.0.1]", false),
            ("https://128.0.0.1", false),
            ("https://my.localhost", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_loopback(), expected, "{text}");
        }
    }

    #[test]
    fn the_hint_does_not_make_another_address() {
        assert_eq!(Address::parse("x.kz/app/accounts/12"), Address::parse("https://x.kz/"));
    }
}
