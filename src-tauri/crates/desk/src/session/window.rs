//! The window: where it was, and its text size. The place is stored with the settings, so that a wipe deletes it too.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Session;
use super::settings::PERCENTS;
use super::store::{StoredPart, peek};
use crate::api::Settings;

/// The name of the field in the part of the settings.
pub(super) const FIELD: &str = "window";

/// The place and the size of the window. They are those of the window that is not maximised, also while it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowPlace {
    /// The left edge of the frame in pixels of the desktop. It also tells the monitor.
    pub x: i32,
    /// The top edge of the frame in pixels of the desktop.
    pub y: i32,
    /// The width of the content. In logical pixels, because another monitor can have another scale.
    pub width: u32,
    /// The height of the content in logical pixels.
    pub height: u32,
    /// The window fills the monitor.
    pub maximized: bool,
}

/// The stored place of the window, read before the desk opens: the desk can wait for the keychain, the window does not.
/// `None` when nothing is stored or it cannot be read. The file is not changed.
#[must_use]
pub fn stored_window_place(folder: &Path) -> Option<WindowPlace> {
    let mut settings = peek(folder, StoredPart::Settings)?;
    serde_json::from_value(settings.get_mut(FIELD)?.take()).ok()
}

/// The stored text size in percent, read before the desk opens for the same reason. The default when nothing is stored or it
/// cannot be read. The file is not changed.
#[must_use]
pub fn stored_text_size_percent(folder: &Path) -> u32 {
    let settings = peek(folder, StoredPart::Settings);
    let stored = settings.as_ref().and_then(|settings| settings.pointer("/settings/textSizePercent"));
    let percent = stored.and_then(Value::as_u64).and_then(|percent| u32::try_from(percent).ok());
    percent
        .filter(|percent| PERCENTS.contains(percent))
        .unwrap_or_else(|| Settings::default().text_size_percent)
}

impl Session {
    /// Stores the place of the window for the next start, but only with an account. So a window that is moved after a wipe
    /// creates no file.
    pub fn set_window_place(self: &Arc<Self>, place: WindowPlace) {
        self.write_in_background("the place of the window", move |stored| {
            if stored.account.is_some() {
                stored.window = Some(place);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;
    use tempfile::TempDir;

    use super::*;
    use crate::session::tests::session;
    use crate::session::{FileStore, MemoryStore, SettingsStore};

    const PLACE: WindowPlace = WindowPlace { x: -1900, y: 40, width: 1000, height: 700, maximized: true };

    fn folder_with(window: &Value) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        store.save(StoredPart::Settings, json!({ "window": window })).unwrap();
        // The next start makes the copy.
        store.keep_copy(StoredPart::Settings);
        folder
    }

    #[tokio::test]
    async fn place_is_stored_with_an_account_only() {
        let session = session(MemoryStore::default());
        session.set_window_place(PLACE);
        session.flush().await;
        assert_eq!(session.store.load(StoredPart::Settings).value, None);
        session.use_sample().await.unwrap();
        session.set_window_place(PLACE);
        session.flush().await;
        let stored = session.store.load(StoredPart::Settings).value.unwrap();
        assert_eq!(stored[FIELD], serde_json::to_value(PLACE).unwrap());
    }

    #[test]
    fn place_is_read_while_the_desk_has_the_folder() {
        let folder = folder_with(&serde_json::to_value(PLACE).unwrap());
        let _taken = FileStore::open(folder.path()).unwrap();
        assert_eq!(stored_window_place(folder.path()), Some(PLACE));
    }

    #[test]
    fn place_in_a_damaged_file_comes_from_the_copy_and_the_file_stays() {
        let folder = folder_with(&serde_json::to_value(PLACE).unwrap());
        let file = folder.path().join("settings.json");
        fs::write(&file, "{\"qabyl\": {\"win").unwrap();
        assert_eq!(stored_window_place(folder.path()), Some(PLACE));
        assert_eq!(fs::read_to_string(&file).unwrap(), "{\"qabyl\": {\"win");
        fs::write(folder.path().join("settings.json.last"), "\u{0}").unwrap();
        assert_eq!(stored_window_place(folder.path()), None);
    }

    #[test]
    fn place_that_cannot_be_read_is_none() {
        let mut too_large = serde_json::to_value(PLACE).unwrap();
        too_large["x"] = json!(1e300);
        for window in [json!(null), json!([]), json!("left"), json!({}), json!({ "x": 1 }), too_large] {
            assert_eq!(stored_window_place(folder_with(&window).path()), None, "{window}");
        }
        assert_eq!(stored_window_place(Path::new("/nonexistent")), None);
    }
    #[test]
    fn text_size_is_read_while_the_desk_has_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        for (stored, expected) in [
            (json!(80), 80),
            (json!(117), 117),
            (json!(150), 150),
            (json!(79), 100),
            (json!(151), 100),
            (json!(u64::MAX), 100),
            (json!(-125), 100),
            (json!(99.5), 100),
            (json!("125"), 100),
            (json!(null), 100),
        ] {
            let part = json!({ "settings": { "textSizePercent": stored } });
            store.save(StoredPart::Settings, part).unwrap();
            assert_eq!(stored_text_size_percent(folder.path()), expected, "{stored}");
        }
        store.save(StoredPart::Settings, json!({ "settings": [] })).unwrap();
        assert_eq!(stored_text_size_percent(folder.path()), 100);
        assert_eq!(stored_text_size_percent(Path::new("/nonexistent")), 100);
    }
}
