//! Search.

use calendar::search::matching;

use crate::Desk;
use crate::api::{DeskError, FoundAppointments, MatchTexts, Search};

impl Desk {
    pub(crate) async fn search(&self, request: Search) -> Result<FoundAppointments, DeskError> {
        let active = self.session.active()?;
        self.sync.search(&active, request).await
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn match_texts(&self, request: MatchTexts) -> Result<Vec<usize>, DeskError> {
        Ok(matching(request.texts.iter().map(String::as_str), &request.text))
    }
}
