//! The address of a proxy that the user entered.

use std::fmt;

use url::Url;
use zeroize::Zeroizing;

/// The address of a proxy: scheme `http`, `https` or `socks5`, a host, and optionally a port, a user name and a password.
///
/// `Debug` and `Display` leave out the user name and the password.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    /// The URL for the HTTP library.
    url: Zeroizing<String>,
    /// The URL without the user name and the password.
    printed: String,
    has_credentials: bool,
}

/// Why the text is not the address of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ProxyError {
    /// The text is empty.
    #[error("the address of the proxy is empty")]
    Empty,
    /// The text contains no host.
    #[error("this is not the address of a proxy")]
    NotAnAddress,
    /// The scheme is not http, https or socks5.
    #[error("the address of a proxy begins with http, https or socks5")]
    UnsupportedScheme,
    /// There is a path after the port: a proxy script (`proxy.pac`) or a web page.
    #[error("the address of a proxy ends with its port")]
    HasPath,
}

impl ProxyAddress {
    /// Parses `10.0.0.1:3128`, `proxy.clinic.kz`, `http://name:password@proxy:3128`, `socks5://127.0.0.1:1080`. Without a
    /// scheme it is http. The proxy resolves host names, also a `socks5` proxy, because the office may have no name server.
    /// A password can contain any characters. Only `%` with two hexadecimal digits is decoded to one byte.
    ///
    /// # Errors
    ///
    /// [`ProxyError`], which does not quote the text.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ProxyError::Empty);
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let (scheme, printed_scheme) = match scheme.to_ascii_lowercase().as_str() {
            "http" => ("http", "http"),
            "https" => ("https", "https"),
            "socks5" | "socks5h" => ("socks5h", "socks5"),
            _ => return Err(ProxyError::UnsupportedScheme),
        };
        // A password can contain `@`, `/`, `?` and `#`. A host cannot contain `@`, so the last one separates the two.
        let (credentials, host) = rest.rsplit_once('@').unwrap_or(("", rest));
        // Parsed as http, because the URL parser has no rules for the host of a socks5 URL.
        let mut url = Url::parse(&format!("http://{host}")).map_err(|_| ProxyError::NotAnAddress)?;
        if url.host_str().is_none_or(str::is_empty) {
            return Err(ProxyError::NotAnAddress);
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(ProxyError::HasPath);
        }
        let with_scheme = |scheme: &str, url: &Url| {
            let rest = url.as_str().trim_start_matches("http://").trim_end_matches('/');
            // The parser removes port 80 as the default of http.
            let port = if url.port().is_none() && ends_with_port_80(text) { ":80" } else { "" };
            format!("{scheme}://{rest}{port}")
        };
        let printed = with_scheme(printed_scheme, &url);
        let (name, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        // Neither can fail for an http URL with a host.
        let _ = url.set_username(name);
        let _ = url.set_password(Some(password).filter(|password| !password.is_empty()));
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        Ok(Self { url: Zeroizing::new(with_scheme(scheme, &url)), printed, has_credentials })
    }

    /// The URL with the password, to be stored with the secrets. It must not reach a log, a message or the screen.
    pub fn expose(&self) -> &str {
        &self.url
    }

    /// Whether it contains a user name or a password.
    pub fn has_credentials(&self) -> bool {
        self.has_credentials
    }
}

fn ends_with_port_80(text: &str) -> bool {
    text.trim_end_matches('/').ends_with(":80")
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.printed)
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ProxyAddress").field(&self.printed).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entered_text_is_parsed_to_a_proxy() {
        for (text, url, has_credentials) in [
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
            let proxy = ProxyAddress::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((proxy.expose(), proxy.has_credentials()), (url, has_credentials), "{text}");
        }
    }

    #[test]
    fn text_that_is_not_a_proxy_is_rejected() {
        for (text, expected) in [
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
            assert_eq!(ProxyAddress::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn password_is_never_printed() {
        for (text, printed) in [
            ("http://desk:hunter2@proxy:3128", "http://proxy:3128"),
            ("desk:hunter2#@proxy", "http://proxy"),
            ("socks5://desk:hunter2@proxy:80", "socks5://proxy:80"),
        ] {
            let proxy = ProxyAddress::parse(text).unwrap();
            assert_eq!(format!("{proxy} {proxy:?}"), format!("{printed} ProxyAddress({printed:?})"));
            let again = ProxyAddress::parse(printed).unwrap();
            assert_eq!((again.to_string().as_str(), again.has_credentials()), (printed, false));
        }
    }
}
