//! The proxy that the user typed: its address in plain sight, its name and password where secrets are.

use onelink::{Client, ProxyAddress};
use serde::{Deserialize, Serialize};

use crate::api::{DeskError, ProxyCredentials, ProxyState, SetProxy, StartState};
use crate::errors;
use crate::state::State;
use crate::{Desk, Inner};

/// What of a proxy is kept in plain sight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeptProxy {
    /// Without name and password.
    address: String,
    /// Whether they belong to it; they are among the secrets.
    has_credentials: bool,
}

impl KeptProxy {
    fn of(proxy: &ProxyAddress) -> Self {
        Self { address: proxy.to_string(), has_credentials: proxy.has_credentials() }
    }
}

/// The way through the proxy that was typed.
pub(crate) struct Proxied {
    pub client: Client,
    credentials: ProxyCredentials,
}

impl Proxied {
    fn new(proxy: ProxyAddress, inner: &Inner) -> Self {
        let credentials =
            if proxy.has_credentials() { ProxyCredentials::Kept } else { ProxyCredentials::None };
        Self { client: inner.client.through(proxy), credentials }
    }

    /// The way of an earlier run; without name and password when the secrets do not have them.
    fn of_kept(kept: &KeptProxy, inner: &Inner) -> Option<Self> {
        let bare = ProxyAddress::parse(&kept.address)
            .inspect_err(|error| tracing::warn!(%error, "the proxy that was kept cannot be read"))
            .ok()?;
        if !kept.has_credentials {
            return Some(Self::new(bare, inner));
        }
        let secret = inner.secrets.proxy().unwrap_or_else(|error| {
            tracing::warn!(%error, "the keychain did not give the proxy's password");
            None
        });
        let whole = secret.and_then(|text| ProxyAddress::parse(&text).ok());
        // A password is for the proxy that it was typed for, whatever has become of the settings.
        Some(match whole.filter(|whole| whole.to_string() == bare.to_string()) {
            Some(whole) => Self::new(whole, inner),
            None => Self { credentials: ProxyCredentials::Missing, ..Self::new(bare, inner) },
        })
    }
}

impl Desk {
    pub(crate) async fn set_proxy(&self, request: SetProxy) -> Result<StartState, DeskError> {
        self.check_unlocked()?;
        let typed = request.proxy;
        let proxy = if typed.trim().is_empty() {
            None
        } else {
            Some(ProxyAddress::parse(&typed).map_err(onelink::Error::from)?)
        };
        let desk = self.clone();
        self.blocking(move |_| desk.keep_proxy(proxy)).await??;
        let start = self.start().await?;
        if let Ok(Some(unit)) = self.shown_unit() {
            self.fetch_behind(unit);
        }
        self.inner.poll_changed.notify_one();
        Ok(start)
    }

    /// Keeps a proxy and goes through it; one that cannot be kept changes nothing.
    fn keep_proxy(&self, proxy: Option<ProxyAddress>) -> Result<(), DeskError> {
        let _nothing_forgotten_meanwhile = self.inner.forgetting();
        let kept = proxy.as_ref().map(KeptProxy::of);
        let before = std::mem::replace(&mut self.state().kept.proxy, kept);
        let secret = proxy.as_ref().filter(|proxy| proxy.has_credentials()).map(ProxyAddress::expose);
        let outcome = self.save().and_then(|()| {
            self.inner
                .secrets
                .set_proxy(secret)
                .map_err(|error| errors::storage("keep the proxy's password", &error))
        });
        if outcome.is_err() {
            self.state().kept.proxy = before;
            // That it fails too was logged, and the first failure is the one to tell.
            let _ = self.save();
            return outcome;
        }
        let proxied = proxy.map(|proxy| Proxied::new(proxy, &self.inner));
        self.state().go_through(proxied);
        Ok(())
    }

    /// Takes up the proxy of an earlier run, with name and password as far as the secrets are there. Blocks on them.
    pub(crate) fn take_up_proxy(&self) {
        let Some(kept) = self.state().kept.proxy.clone() else { return };
        let proxied = Proxied::of_kept(&kept, &self.inner);
        let mut state = self.state();
        if proxied.is_none() {
            state.kept.proxy = None;
        }
        state.proxied = proxied;
    }

    /// The same after the passphrase was given; a proxy that was left meanwhile leaves no password under it.
    pub(crate) fn take_up_unlocked_proxy(&self) {
        let needs_secret = self.state().kept.proxy.as_ref().is_some_and(|kept| kept.has_credentials);
        if !needs_secret && let Err(error) = self.inner.secrets.set_proxy(None) {
            tracing::warn!(%error, "the password of an earlier proxy could not be forgotten");
        }
        self.take_up_proxy();
    }

    /// The client for the way that is gone at present.
    pub(crate) fn client(&self) -> Client {
        self.state().proxied.as_ref().map_or_else(|| self.inner.client.clone(), |way| way.client.clone())
    }
}

/// The proxy as the screen shows it.
pub(crate) fn proxy_state(state: &State) -> Option<ProxyState> {
    let (kept, proxied) = (state.kept.proxy.as_ref()?, state.proxied.as_ref()?);
    Some(ProxyState { address: kept.address.clone(), credentials: proxied.credentials })
}
