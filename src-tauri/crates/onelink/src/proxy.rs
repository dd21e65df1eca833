//! A proxy that somebody typed, for a network that lets nothing out without one.

use std::fmt;

use url::Url;
use zeroize::Zeroizing;

/// A proxy: `http`, `https` or `socks5`, a host, a port, perhaps a name and a password.
///
/// Neither `Debug` nor `Display` shows the name and the password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    /// As the HTTP library wants it.
    whole: Zeroizing<String>,
    /// The same without the name and the password.
    shown: String,
    has_credentials: bool,
}

/// Why a text is no proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ProxyError {
    /// Nothing was typed.
    #[error("the proxy is empty")]
    Empty,
    /// No host can be read out of it.
    #[error("this is no address of a proxy")]
    NotAnAddress,
    /// Neither http nor https nor socks5.
    #[error("a proxy's address begins with http, https or socks5")]
    UnsupportedScheme,
    /// More follows the port: a script that chooses proxies (`proxy.pac`), or a page.
    #[error("a proxy's address ends with its port")]
    HasPath,
}

impl ProxyAddress {
    /// Reads `10.0.0.1:3128`, `proxy.clinic.kz`, `http://name:password@proxy:3128`, `socks5://127.0.0.1:1080`. Without a
    /// scheme http is meant. Names are looked up by the proxy, also by a `socks5` one: the office may have no name server.
    /// A password is taken as it is, whatever signs are in it, but for `%` and two hexadecimal digits, which are one sign.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] says what is wrong; it does not quote the text.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ProxyError::Empty);
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let (scheme, shown_scheme) = match scheme.to_ascii_lowercase().as_str() {
            "http" => ("http", "http"),
            "https" => ("https", "https"),
            "socks5" | "socks5h" => ("socks5h", "socks5"),
            _ => return Err(ProxyError::UnsupportedScheme),
        };
        // Signs that end a host end no password, and no host has an `@`.
        let (credentials, host) = rest.rsplit_once('@').unwrap_or(("", rest));
        // Read as http, whose rules for hosts hold for all of them; a parser knows none for socks5.
        let mut url = Url::parse(&format!("http://{host}")).map_err(|_| ProxyError::NotAnAddress)?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(ProxyError::NotAnAddress);
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(ProxyError::HasPath);
        }
        let with_scheme = |scheme: &str, url: &Url| {
            let rest = url.as_str().trim_start_matches("http://").trim_end_matches('/');
            // 80 is what the parser leaves out as http's own.
            let port = if url.port().is_none() && rest_names_port_80(text) { ":80" } else { "" };
            format!("{scheme}://{rest}{port}")
        };
        let shown = with_scheme(shown_scheme, &url);
        let (name, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        // Neither can fail for an http address with a host.
        let _ = url.set_username(name);
        let _ = url.set_password(Some(password).filter(|password| !password.is_empty()));
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        Ok(Self { whole: Zeroizing::new(with_scheme(scheme, &url)), shown, has_credentials })
    }

    /// The whole text, the password included, to be kept where secrets are. Never for a log, a message or the screen.
    pub fn expose(&self) -> &str {
        &self.whole
    }

    /// Whether a name or a password is in it.
    pub fn has_credentials(&self) -> bool {
        self.has_credentials
    }
}

fn rest_names_port_80(text: &str) -> bool {
    text.trim_end_matches('/').ends_with(":80")
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown)
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ProxyAddress").field(&self.shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_a_proxy() {
        for (typed, whole, has_credentials) in [
            ("10.0.0.1:3128", "http://10.0.0.1:3128", false),
            (" proxy.clinic.kz ", "http://proxy.clinic.kz", false),
            ("proxy:80/", "http://proxy:80", false),
            ("http://proxy:3128/", "http://proxy:3128", false),
            ("HTTPS://Proxy.Clinic.KZ:8443", "https://proxy.clinic.kz:8443", false),
            ("https://proxy:80", "https://proxy:80", false),
            ("socks5://127.0.0.1:1080", "socks5h://127.0.0.1:1080", false),
            ("socks5h://[::1]:1080", "socks5h://[::1]:1080", false),
            ("http://desk:p%40ss@proxy:3128", "http://desk:p%40ss@proxy:3128", true),
            ("desk@proxy:3128", "http://desk@proxy:3128", true),
            ("@proxy:3128", "http://proxy:3128", false),
            ("http://desk:a/b?c#d@e:f@proxy:80", "http://desk:a%2Fb%3Fc%23d%40e%3Af@proxy:80", true),
        ] {
            let proxy = ProxyAddress::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!((proxy.expose(), proxy.has_credentials()), (whole, has_credentials), "{typed}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for (typed, expected) in [
            ("", ProxyError::Empty),
            (" \n", ProxyError::Empty),
            ("ftp://proxy:21", ProxyError::UnsupportedScheme),
            ("socks4://proxy:1080", ProxyError::UnsupportedScheme),
            ("http://", ProxyError::NotAnAddress),
            ("two words", ProxyError::NotAnAddress),
            ("proxy:99999", ProxyError::NotAnAddress),
            ("http://proxy/wpad.pac", ProxyError::HasPath),
            ("proxy:3128?x=1", ProxyError::HasPath),
        ] {
            assert_eq!(ProxyAddress::parse(typed), Err(expected), "{typed}");
        }
    }

    #[test]
    fn the_password_is_not_printed() {
        for (typed, shown) in [
            ("http://desk:hunter2@proxy:3128", "http://proxy:3128"),
            ("desk:hunter2#@proxy", "http://proxy"),
            ("socks5://desk:hunter2@proxy:80", "socks5://proxy:80"),
        ] {
            let proxy = ProxyAddress::parse(typed).unwrap();
            assert_eq!(format!("{proxy} {proxy:?}"), format!("{shown} ProxyAddress({shown:?})"));
            let again = ProxyAddress::parse(shown).unwrap();
            assert_eq!((again.to_string().as_str(), again.has_credentials()), (shown, false));
        }
    }
}
