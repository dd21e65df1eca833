//! The proxy that the user entered. Its address is in the settings, its user name and password are among the secrets.

use std::sync::Arc;

use onelink::{Client, ProxyAddress};
use serde::{Deserialize, Serialize};

use super::{Session, SessionState};
use crate::api::{DeskError, ProxyCredentials, ProxyState};
use crate::errors;

/// The part of a proxy that is stored in the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredProxy {
    /// Without user name and password.
    address: String,
    /// Whether the secrets hold a user name and a password for it.
    has_credentials: bool,
}

impl StoredProxy {
    fn of(proxy: &ProxyAddress) -> Self {
        Self { address: proxy.to_string(), has_credentials: proxy.has_credentials() }
    }
}

/// The connection through the proxy that the user entered.
pub(super) struct ProxyConnection {
    pub client: Client,
    credentials: ProxyCredentials,
}

impl ProxyConnection {
    fn new(proxy: ProxyAddress, direct: &Client) -> Self {
        let credentials =
            if proxy.has_credentials() { ProxyCredentials::Kept } else { ProxyCredentials::None };
        Self { client: direct.through(proxy), credentials }
    }

    /// The proxy as the screen shows it.
    pub fn state(&self, stored: &StoredProxy) -> ProxyState {
        ProxyState { address: stored.address.clone(), credentials: self.credentials }
    }
}

impl SessionState {
    /// Uses another connection. Responses that come through the old one are discarded.
    fn connect_through(&mut self, proxy: Option<ProxyConnection>) {
        self.proxy = proxy;
        self.epoch.connection += 1;
        // A token that is being looked up belongs to the epoch before, so it is looked up again.
        self.access_looked_up = self.access.is_some();
    }
}

impl Session {
    fn direct_client(&self) -> Client {
        self.state().direct_client.clone()
    }

    /// Stores a proxy and connects through it; `None` stands for the system's proxy.
    ///
    /// # Errors
    /// When it cannot be stored; then nothing has changed.
    pub async fn set_proxy(self: &Arc<Self>, proxy: Option<ProxyAddress>) -> Result<(), DeskError> {
        self.write(move |session| {
            let secrets = &session.storage.secrets;
            let failed = |error| errors::storage("store the proxy's password", &error);
            let password_before = secrets.proxy().ok().flatten();
            let password = proxy.as_ref().filter(|proxy| proxy.has_credentials()).map(ProxyAddress::expose);
            secrets.set_proxy(password).map_err(failed)?;
            let stored_proxy = proxy.as_ref().map(StoredProxy::of);
            let connection = proxy.map(|proxy| ProxyConnection::new(proxy, &session.direct_client()));
            session
                .update_and(|stored| stored.proxy = stored_proxy, |state| state.connect_through(connection))
                .inspect_err(|_| {
                    let text = password_before.as_ref().map(|text| text.as_str());
                    if let Err(error) = secrets.set_proxy(text) {
                        tracing::warn!(%error, "the password of the proxy before could not be restored");
                    }
                })
        })
        .await
    }

    /// Connects through the proxy of an earlier run, with its password when the secrets hold it. Blocks on the secrets.
    pub(super) fn connect_stored_proxy(&self) {
        let Some(stored) = self.stored().proxy else { return };
        let connection = self.stored_connection(&stored);
        let mut state = self.state();
        if connection.is_none() {
            state.stored.proxy = None;
        }
        state.proxy = connection;
    }

    fn stored_connection(&self, stored: &StoredProxy) -> Option<ProxyConnection> {
        let without_password = ProxyAddress::parse(&stored.address)
            .inspect_err(|error| tracing::warn!(%error, "the stored proxy cannot be read"))
            .ok()?;
        if !stored.has_credentials {
            return Some(ProxyConnection::new(without_password, &self.direct_client()));
        }
        let secret = self.storage.secrets.proxy().unwrap_or_else(|error| {
            tracing::warn!(%error, "the keychain did not return the proxy's password");
            None
        });
        let with_password = secret.and_then(|text| ProxyAddress::parse(&text).ok());
        // The password is sent only to the proxy that it was entered for, whatever address the settings name now.
        let same_address = |proxy: &ProxyAddress| proxy.to_string() == without_password.to_string();
        Some(match with_password.filter(same_address) {
            Some(proxy) => ProxyConnection::new(proxy, &self.direct_client()),
            None => ProxyConnection {
                credentials: ProxyCredentials::Missing,
                ..ProxyConnection::new(without_password, &self.direct_client())
            },
        })
    }

    /// The same after the passphrase was entered. When the user left the proxy before, its password is deleted now.
    pub(super) fn connect_unlocked_proxy(&self) {
        let has_credentials = self.stored().proxy.is_some_and(|stored| stored.has_credentials);
        if !has_credentials && let Err(error) = self.storage.secrets.set_proxy(None) {
            tracing::warn!(%error, "the password of an earlier proxy could not be deleted");
        }
        self.connect_stored_proxy();
    }
}
