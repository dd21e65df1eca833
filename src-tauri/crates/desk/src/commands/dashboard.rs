//! Pages of the dashboard, opened in the user's browser: the account's calendar, an appointment's chat, a client's card.
//!
//! The screen names a page, never an address. The address is made here, of the account's own origin.

use std::sync::Arc;

use onelink::{Address, Page};

use crate::Desk;
use crate::api::{DashboardPage, DeskError, DeskErrorCode};
use crate::errors::blocking;

impl Desk {
    pub(crate) async fn open_page(&self, request: DashboardPage) -> Result<(), DeskError> {
        let account = self.session.active()?.account;
        let address = Address::parse(&account.address).ok().filter(|_| !account.sample);
        let Some(address) = address else {
            return Err(DeskError::desk(DeskErrorCode::BadRequest, "sample data have no dashboard"));
        };
        let page = match request {
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
        let url = address.page(account.id, page);
        let program = Arc::clone(&self.program);
        blocking(move || {
            (program.browser)(url.as_str()).map_err(|error| {
                tracing::warn!(%error, "the browser could not be opened");
                DeskError {
                    // The user can open the address by hand.
                    details: Some(url.into()),
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
