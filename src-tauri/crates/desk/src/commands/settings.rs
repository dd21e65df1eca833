//! The settings and the filters.

use calendar::ResourceOrder;

use crate::Desk;
use crate::api::{
    DeskError, DeskErrorCode, SaveFilters, SetFilter, SetListArrangement, SetOrder, SetVisible, Settings,
};

/// As many resources as a calendar can have.
const MAX_ORDERED: usize = 1_000;

impl Desk {
    pub(crate) async fn set_settings(&self, settings: Settings) -> Result<Settings, DeskError> {
        let cache_before = self.session.settings().cache;
        self.session.set_settings(settings.clone()).await?;
        if cache_before != settings.cache {
            self.sync.enforce_cache_limits().await;
        }
        Ok(settings)
    }

    pub(crate) async fn set_filter(&self, request: SetFilter) -> Result<(), DeskError> {
        let epoch = self.session.active()?.epoch;
        self.session.update_account(epoch, |stored| stored.set_filter(request.filter)).await?;
        self.sync.send_screen_changed();
        Ok(())
    }

    pub(crate) async fn set_order(&self, request: SetOrder) -> Result<(), DeskError> {
        if let ResourceOrder::Own { ids } = &request.order
            && ids.len() > MAX_ORDERED
        {
            let message = "an order of more resources than a calendar can have";
            return Err(DeskError::desk(DeskErrorCode::BadRequest, message));
        }
        let epoch = self.session.active()?.epoch;
        self.session.update_account(epoch, |stored| stored.set_order(request.order)).await?;
        self.sync.send_screen_changed();
        Ok(())
    }

    pub(crate) async fn set_list_arrangement(&self, request: SetListArrangement) -> Result<(), DeskError> {
        let epoch = self.session.active()?.epoch;
        self.session.update_account(epoch, |stored| stored.set_list_arrangement(request.arrangement)).await?;
        self.sync.send_screen_changed();
        Ok(())
    }

    pub(crate) async fn save_filters(&self, request: SaveFilters) -> Result<(), DeskError> {
        let epoch = self.session.active()?.epoch;
        self.session.set_saved_filters(request.saved, epoch).await?;
        self.sync.send_screen_changed();
        Ok(())
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn set_visible(&self, request: SetVisible) -> Result<(), DeskError> {
        self.sync.set_visible(request.visible);
        Ok(())
    }
}
