//! The money of the displayed appointments.

use calendar::view;
use calendar::view::types::MoneyView;
use calendar::{civil, money};

use super::screen::{ANY_DURATION_MIN, date_or_today, view_request};
use crate::Desk;
use crate::api::{DeskError, DeskErrorCode, OpenPeriod};
use crate::errors::blocking;

impl Desk {
    pub(crate) async fn money(&self, request: OpenPeriod) -> Result<MoneyView, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let date = date_or_today(request.date.as_deref(), civil::date_of(zone, now))?;
        let kind = request.view;
        let snapshot = self.sync.snapshot(&active, view::period_range(kind, date, zone)).await;
        let Some(snapshot) = snapshot else {
            return Err(DeskError::desk(DeskErrorCode::NotFetched, "this period was never fetched"));
        };
        let scale = self.scale();
        blocking(move || {
            let request = view_request(&active, kind, date, now, scale, ANY_DURATION_MIN);
            money::money(&snapshot.calendar, &request)
        })
        .await
    }
}
