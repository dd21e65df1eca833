//! The money of the displayed appointments.

use calendar::view::types::MoneyView;
use calendar::view::{self, ViewRequest};
use calendar::{civil, money};

use super::screen::date_or_today;
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
        let filter = active.filter;
        blocking(move || {
            let request = ViewRequest {
                kind,
                date,
                now,
                zone,
                step_min: 60,
                density_percent: 100,
                duration_min: 60,
                order: &active.order,
                filter: &filter,
            };
            money::money(&snapshot.calendar, &request)
        })
        .await
    }
}
