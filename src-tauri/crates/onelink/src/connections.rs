//! The ways to a server: past every proxy to this computer, through the proxy that applies to any other.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Proxy, redirect};

use crate::{Address, Error, ErrorCode, Limits, ProxyAddress, failure};

const USER_AGENT: &str = concat!("qabyl/", env!("CARGO_PKG_VERSION"));

/// Long enough for a view and its neighbours, shorter than the time between two polls: a connection that died while the
/// computer slept is not tried again.
const IDLE_CONNECTION: Duration = Duration::from_secs(15);

/// Certificate authorities that are trusted beside those of the computer.
#[derive(Clone)]
pub struct Authority(Vec<Certificate>);

impl Authority {
    /// Takes an authority's certificate, or several, as PEM text.
    ///
    /// # Errors
    ///
    /// [`ErrorCode::TlsUnknownAuthority`] when the text holds no certificate.
    pub fn from_pem(pem: &[u8]) -> Result<Self, Error> {
        match Certificate::from_pem_bundle(pem) {
            Ok(certificates) if !certificates.is_empty() => Ok(Self(certificates)),
            _ => Err(Error::new(ErrorCode::TlsUnknownAuthority, "this is no certificate")),
        }
    }
}

/// The connections of one client, made when they are first wanted: a computer without a single trusted certificate has
/// the program start all the same, and takes up the server once it has some.
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

    /// The way to `address`. Where no trusted certificate can be loaded, only plain http to this computer has one.
    pub(crate) fn to(&self, address: &Address) -> Result<&reqwest::Client, Error> {
        match (address.is_loopback(), address.is_secure()) {
            // An address that is neither secure nor this computer's cannot be made.
            (_, false) => made_once(&self.plain, || self.build_plain()),
            (true, true) => made_once(&self.secure_loopback, || self.build_secure_loopback()),
            (false, true) => made_once(&self.remote, || self.build_remote()),
        }
    }

    fn build_plain(&self) -> Result<reqwest::Client, Error> {
        // Without any root the certificates of the computer are not looked for: nothing here is secured by one.
        self.to_this_computer().tls_certs_only([]).build().map_err(failure::in_setup)
    }

    fn build_secure_loopback(&self) -> Result<reqwest::Client, Error> {
        self.trusting(self.to_this_computer().https_only(true)).build().map_err(failure::in_setup)
    }

    fn build_remote(&self) -> Result<reqwest::Client, Error> {
        let builder = self.trusting(self.common().https_only(true));
        let builder = match &self.proxy {
            Some(proxy) => builder.proxy(Proxy::all(proxy.expose()).map_err(failure::in_setup)?),
            // The one of the system, if it names one.
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
            .pool_idle_timeout(IDLE_CONNECTION)
    }

    /// Plain http is allowed to this computer, so neither a proxy nor a name server may have a say in where it goes.
    fn to_this_computer(&self) -> ClientBuilder {
        let addresses =
            [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        self.common().no_proxy().resolve_to_addrs("localhost", &addresses)
    }

    fn trusting(&self, builder: ClientBuilder) -> ClientBuilder {
        builder
            .tls_certs_merge(self.authorities.iter().flat_map(|Authority(certificates)| certificates.clone()))
    }
}

/// What was made before, or is made now; what cannot be made is tried anew the next time.
fn made_once(
    kept: &OnceLock<reqwest::Client>,
    make: impl FnOnce() -> Result<reqwest::Client, Error>,
) -> Result<&reqwest::Client, Error> {
    if let Some(client) = kept.get() {
        return Ok(client);
    }
    let client = make()?;
    Ok(kept.get_or_init(|| client))
}
