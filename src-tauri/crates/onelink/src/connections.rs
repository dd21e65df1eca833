//! The HTTP clients: one that bypasses proxies for localhost, and one that uses the proxy for all other hosts.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Proxy, redirect};

use crate::{Address, Error, ErrorCode, Limits, ProxyAddress, failure};

const USER_AGENT: &str = concat!("qabyl/", env!("CARGO_PKG_VERSION"));

/// Long enough for the requests of one view, shorter than the time between two polls. So a connection that broke while the
/// computer was asleep is not reused.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Certificate authorities that are trusted in addition to those of the operating system.
#[derive(Clone)]
pub struct Authority(Vec<Certificate>);

impl Authority {
    /// Parses one or more certificates of authorities in PEM format.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::TlsUnknownAuthority`] when the text contains no certificate.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        match Certificate::from_pem_bundle(pem) {
            Ok(certificates) if !certificates.is_empty() => Ok(Self(certificates)),
            _ => Err(Error::new(ErrorCode::TlsUnknownAuthority, "the text contains no certificate")),
        }
    }
}

/// The HTTP clients of one [`crate::Client`], created when they are first needed. So the program also starts on a computer
/// without trusted certificates, and can connect as soon as the computer has some.
pub(crate) struct Connections {
    limits: Limits,
    proxy: Option<ProxyAddress>,
    authorities: Vec<Authority>,
    plain: OnceLock<reqwest::Client>,
    secure_loopback: OnceLock<reqwest::Client>,
    remote: OnceLock<reqwest::Client>,
}

impl Connections {
    pub(crate) fn new(limits: Limits, proxy: Option<ProxyAddress>, authorities: Vec<Authority>) -> Self {
        Self {
            limits,
            proxy,
            authorities,
            plain: OnceLock::new(),
            secure_loopback: OnceLock::new(),
            remote: OnceLock::new(),
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn proxy(&self) -> Option<&ProxyAddress> {
        self.proxy.as_ref()
    }

    pub(crate) fn authorities(&self) -> &[Authority] {
        &self.authorities
    }

    /// The HTTP client for `address`. When no trusted certificate can be loaded, only the client for plain http to localhost
    /// can be created.
    pub(crate) fn to(&self, address: &Address) -> Result<&reqwest::Client, Error> {
        match (address.is_loopback(), address.is_secure()) {
            // `Address` guarantees that plain http is used for localhost only.
            (_, false) => get_or_create(&self.plain, || self.build_plain()),
            (true, true) => get_or_create(&self.secure_loopback, || self.build_secure_loopback()),
            (false, true) => get_or_create(&self.remote, || self.build_remote()),
        }
    }

    fn build_plain(&self) -> Result<reqwest::Client, Error> {
        // With an empty list the certificates of the operating system are not loaded: plain http needs none.
        self.for_localhost().tls_certs_only([]).build().map_err(failure::in_setup)
    }

    fn build_secure_loopback(&self) -> Result<reqwest::Client, Error> {
        self.trusting(self.for_localhost().https_only(true)).build().map_err(failure::in_setup)
    }

    fn build_remote(&self) -> Result<reqwest::Client, Error> {
        let builder = self.trusting(self.common().https_only(true));
        let builder = match &self.proxy {
            Some(proxy) => builder.proxy(Proxy::all(proxy.expose()).map_err(failure::in_setup)?),
            // reqwest uses the system's proxy, if there is one.
            None => builder,
        };
        builder.build().map_err(failure::in_setup)
    }

    fn common(&self) -> ClientBuilder {
        reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.limits.connect_timeout)
            .pool_idle_timeout(IDLE_TIMEOUT)
    }

    /// Plain http is allowed to localhost, so neither a proxy nor a name server may redirect it to another computer.
    fn for_localhost(&self) -> ClientBuilder {
        let addresses =
            [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        self.common().no_proxy().resolve_to_addrs("localhost", &addresses)
    }

    fn trusting(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
            .tls_certs_merge(self.authorities.iter().flat_map(|Authority(certificates)| certificates.clone()))
    }
}

/// Returns the stored client, or creates and stores it. A failure is not stored: the next call tries again.
fn get_or_create(
    cell: &OnceLock<reqwest::Client>,
    create: impl FnOnce() -> Result<reqwest::Client, Error>,
) -> Result<&reqwest::Client, Error> {
    if let Some(client) = cell.get() {
        return Ok(client);
    }
    let client = create()?;
    Ok(cell.get_or_init(|| client))
}
