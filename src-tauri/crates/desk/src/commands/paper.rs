//! What is printed, apart from lists and money.

use std::sync::Arc;

use calendar::civil;
use calendar::view;
use calendar::view::types::Sheet;

use super::screen::{ANY_DURATION_MIN, date_or_today, view_request, view_too_large};
use crate::Desk;
use crate::api::{DeskError, DeskErrorCode, OpenPeriod, PaperHead, Print};
use crate::errors::blocking;
use crate::sync::fetch_range;

impl Desk {
    pub(crate) async fn paper_head(&self, request: OpenPeriod) -> Result<PaperHead, DeskError> {
        let (zone, now) = (self.session.active()?.account.zone(), self.session.now());
        let printed = view::date_time_label(zone, now, civil::date_of(zone, now));
        Ok(PaperHead { printed, freshness: self.freshness(request).await? })
    }

    pub(crate) async fn sheet(&self, request: OpenPeriod) -> Result<Sheet, DeskError> {
        let active = self.session.active()?;
        let (zone, now) = (active.account.zone(), self.session.now());
        let date = date_or_today(request.date.as_deref(), civil::date_of(zone, now))?;
        let kind = request.view;
        let range = fetch_range(kind, date, zone);
        let snapshot = self.sync.snapshot(&active, view::period_range(kind, date, zone)).await;
        let snapshot = snapshot.ok_or_else(|| {
            self.sync.fetch_in_background(&active, range);
            DeskError::desk(DeskErrorCode::NotFetched, "this period was never fetched")
        })?;
        let scale = self.scale();
        blocking(move || {
            let request = view_request(&active, kind, date, now, scale, ANY_DURATION_MIN);
            view::sheet_within_limit(&snapshot.calendar, &request).ok_or_else(view_too_large)
        })
        .await?
    }

    pub(crate) async fn print(&self, request: Print) -> Result<(), DeskError> {
        let program = Arc::clone(&self.program);
        blocking(move || {
            (program.printer)(request.landscape).map_err(|error| {
                tracing::warn!(%error, "the system's print dialog could not be opened");
                DeskError::desk(DeskErrorCode::PrintFailed, error.to_string())
            })
        })
        .await?
    }
}
