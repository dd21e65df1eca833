//! Pages in the user's browser: the account's calendar, an appointment's chat, a client's card and the user's profile in the
//! dashboard, and the client's number in a messenger.
//!
//! The screen names a page, never its address. The address is made here, of the account's own origin. Only the profile can
//! also be opened before there is an account. Its address then begins with the one that the user typed.

use std::sync::Arc;

use onelink::{Address, Page};

use crate::Desk;
use crate::api::{DashboardPage, DeskError, DeskErrorCode, Messenger, OpenMessenger};
use crate::errors::blocking;

impl Desk {
    pub(crate) async fn open_page(&self, request: DashboardPage) -> Result<(), DeskError> {
        let url = self.page_url(request).await?;
        self.open_in_browser(url).await
    }

    async fn page_url(&self, request: DashboardPage) -> Result<String, DeskError> {
        let page = match request {
            DashboardPage::Profile { address } => return self.profile_url(&address),
            DashboardPage::Calendar => Page::Calendar,
            DashboardPage::Chat { appointment_id } => {
                let details = self.details(appointment_id).await?;
                let display_id = details.conversation_display_id.ok_or_else(no_such_page)?;
                Page::Chat { conversation_display_id: display_id }
            }
            DashboardPage::Client { appointment_id } => {
                let details = self.details(appointment_id).await?;
                Page::Client { contact_id: details.contact_id.ok_or_else(no_such_page)? }
            }
        };
        let account = self.session.active()?.account;
        let address = Address::parse(&account.address).ok().filter(|_| !account.sample);
        let Some(address) = address else {
            return Err(DeskError::desk(DeskErrorCode::BadRequest, "sample data have no dashboard"));
        };
        Ok(address.page(account.id, page).into())
    }

    /// The profile is under an account: the one of a pasted page, or the one in use on the same server.
    fn profile_url(&self, address: &str) -> Result<String, DeskError> {
        let address = Address::parse(address)?;
        let in_use = self.session.active().ok().map(|active| active.account);
        let in_use = in_use.filter(|account| !account.sample && account.address == address.as_str());
        let account_id = address.account_hint().or(in_use.map(|account| account.id));
        Ok(address.profile_page(account_id).into())
    }

    pub(crate) async fn open_messenger(&self, request: OpenMessenger) -> Result<(), DeskError> {
        if self.session.active()?.account.sample {
            // An invented number can be that of a real person.
            let message = "the numbers of sample data are invented";
            return Err(DeskError::desk(DeskErrorCode::BadRequest, message));
        }
        let phone =
            self.details(request.appointment_id).await?.international_phone.ok_or_else(no_such_page)?;
        // The phone is `+` and digits only.
        let url = match request.messenger {
            Messenger::WhatsApp => format!("https://wa.me/{}", phone.trim_start_matches('+')),
            Messenger::Telegram => format!("https://t.me/{phone}"),
        };
        self.open_in_browser(url).await
    }

    async fn open_in_browser(&self, url: String) -> Result<(), DeskError> {
        let program = Arc::clone(&self.program);
        blocking(move || {
            (program.browser)(url.as_str()).map_err(|error| {
                tracing::warn!(%error, "the browser could not be opened");
                DeskError {
                    // The user can open the address by hand.
                    details: Some(url.clone()),
                    ..DeskError::desk(DeskErrorCode::BrowserFailed, error.to_string())
                }
            })
        })
        .await?
    }
}

fn no_such_page() -> DeskError {
    DeskError::desk(DeskErrorCode::BadRequest, "the appointment has no such page")
}
