//! Search.

use calendar::view::types::SearchResults;

use crate::Desk;
use crate::api::{DeskError, Search};

impl Desk {
    pub(crate) async fn search(&self, request: Search) -> Result<SearchResults, DeskError> {
        let active = self.session.active()?;
        self.sync.search(&active, request.text).await
    }
}
