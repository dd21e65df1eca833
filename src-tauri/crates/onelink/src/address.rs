//! The base URL of a One-Link server, parsed from the text that the user entered or pasted.

use std::fmt;
use std::hash::{Hash, Hasher};

use url::{Host, Url};

use crate::pasted;

/// The base URL of a One-Link server: scheme, host, port and, behind some proxies, a path prefix.
///
/// Two addresses are equal when their base URLs are equal. The account hint is not compared.
#[derive(Clone)]
pub struct Address {
    base: Url,
    /// `base` without the trailing slash.
    text: String,
    account_hint: Option<u64>,
}

/// Why the token must not be sent to the address, or why the text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AddressError {
    /// The text is empty.
    #[error("the address is empty")]
    Empty,
    /// The text contains no host.
    #[error("this is not an address")]
    NotAnAddress,
    /// Plain http to a host other than localhost: others could read the token in the network.
    #[error("http is allowed to localhost only; use https")]
    Insecure,
    /// There is a user name or a password before the host (`https://name@host`).
    #[error("an address must not contain a user name or a password")]
    HasUserInfo,
    /// The scheme is neither http nor https.
    #[error("only https addresses are supported")]
    UnsupportedScheme,
}

impl Address {
    /// Parses an address as users enter it: with surrounding whitespace, without a scheme (then it is https), with a trailing
    /// slash, or as the URL of a dashboard page (`https://one-link.kz/app/accounts/12/inbox`), from which the base URL and the
    /// account are taken.
    ///
    /// # Errors
    ///
    /// [`AddressError`] when the text is not an address or the token must not be sent there.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text: String = pasted::visible(text).collect();
        let text = text.as_str();
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
        // `https:/one-link.kz` has no scheme, so it is parsed as the host "https" with an empty port.
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

    /// The base URL without a trailing slash, such as `https://one-link.kz`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port only. A token belongs to one origin; for another origin the user must enter it again.
    pub fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    /// Whether the host is localhost (127.0.0.0/8, `::1`, `localhost`).
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.base)
    }

    /// Whether the scheme is https.
    pub(crate) fn is_secure(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// The account number, if the text was the URL of a page that contains it.
    pub fn account_hint(&self) -> Option<u64> {
        self.account_hint
    }

    /// The URL of a dashboard page of the account, for the user's browser. It has this origin and does not contain the token.
    pub fn page(&self, account_id: u64, page: Page) -> Url {
        let rest = match page {
            Page::Calendar => "scheduling/calendar".to_owned(),
            Page::Client { contact_id } => format!("contacts/{contact_id}"),
            Page::Chat { conversation_display_id } => format!("conversations/{conversation_display_id}"),
        };
        self.endpoint(&format!("/app/accounts/{account_id}/{rest}"))
    }

    /// The URL of the user's profile page, which shows the token, for the user's browser. The dashboard has it under an account.
    /// Without one, the dashboard opens the user's own account or its sign-in page.
    pub fn profile_page(&self, account_id: Option<u64>) -> Url {
        let account = account_id.map_or_else(String::new, |id| format!("accounts/{id}/"));
        self.endpoint(&format!("/app/{account}profile/settings"))
    }

    /// The URL of `path`, which starts with a slash, under this base URL.
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
        /// `contact_id` of the appointment.
        contact_id: i64,
    },
    /// An appointment's chat.
    Chat {
        /// `conversation_display_id` of the appointment. Its `conversation_id` is another number and would open another chat.
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

/// Whether the text starts with a scheme and `://`. `host:3000` and `host/?next=https://...` do not, although a URL parser
/// reads `host` in the first one as a scheme.
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

/// Splits the path of a dashboard page (`/app/...`) or an API URL (`/api/v1/...`): the path prefix before it, and the
/// account number in the rest.
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
    fn dashboard_page_has_the_origin_of_the_address() {
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

    #[test]
    fn profile_page_has_the_origin_of_the_address() {
        for base in ["https://clinic.kz/desk", "http://127.0.0.1:3000", "https://clinic.kz:8443"] {
            let address = Address::parse(base).unwrap();
            let url = address.profile_page(Some(7));
            assert_eq!(url.as_str(), format!("{base}/app/accounts/7/profile/settings"));
            assert_eq!(address.profile_page(None).as_str(), format!("{base}/app/profile/settings"));
            assert_eq!(url.origin().ascii_serialization(), address.origin());
        }
    }

    fn base(text: &str) -> String {
        Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).as_str().to_owned()
    }

    #[test]
    fn entered_text_is_parsed_to_the_base_url() {
        for (text, expected) in [
            ("one-link.kz", "https://one-link.kz"),
            ("  https://one-link.kz/ \n", "https://one-link.kz"),
            ("HTTPS://One-Link.KZ", "https://one-link.kz"),
            ("\u{2068}https://one\u{ad}-link\u{200b}.kz\u{2069}\u{feff}", "https://one-link.kz"),
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
            assert_eq!(base(text), expected, "{text}");
        }
    }

    #[test]
    fn account_is_taken_from_a_dashboard_url() {
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
    fn address_that_must_not_get_the_token_is_rejected() {
        for (text, expected) in [
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
            assert_eq!(Address::parse(text).err(), Some(expected), "{text}");
        }
    }

    #[test]
    fn origin_is_scheme_host_and_port() {
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
    fn loopback_is_localhost_only() {
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
    fn account_hint_is_not_compared() {
        assert_eq!(Address::parse("x.kz/app/accounts/12"), Address::parse("https://x.kz/"));
    }
}
