//! The size of text and controls: the zoom of the window follows the settings.

use std::sync::{Mutex, PoisonError};

use desk::Desk;
use tauri::{AppHandle, Manager};

use crate::window;

/// The text size that the window has, or is about to have.
pub(crate) struct TextSize(Mutex<u32>);

impl TextSize {
    /// The window has this size.
    pub fn new(percent: u32) -> Self {
        Self(Mutex::new(percent))
    }

    /// Applies the size of the settings if the window has another one. `settings` reads it, and `apply` requests it.
    ///
    /// Commands run at the same time. One after the other reads the size and requests it, so that the size requested last is
    /// the one read last.
    fn follow(&self, settings: impl FnOnce() -> u32, apply: impl FnOnce(u32)) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = settings();
        if *current != wanted {
            *current = wanted;
            apply(wanted);
        }
    }
}

/// The factor by which the webview enlarges the page.
pub(crate) fn zoom(percent: u32) -> f64 {
    f64::from(percent) / 100.0
}

/// Applies the text size of the settings. Called after each command, because any of them can change the settings: the user
/// changes one, a wipe deletes all.
pub(crate) fn follow_settings(app: &AppHandle, desk: &Desk) {
    let apply = |percent| {
        let handle = app.clone();
        // The main thread runs this after what was requested before.
        let requested = app.run_on_main_thread(move || {
            if let Err(error) = window::set_text_size(&handle, percent) {
                tracing::warn!(%error, "the text size could not be changed");
            }
        });
        if let Err(error) = requested {
            tracing::warn!(%error, "the text size could not be changed");
        }
    };
    app.state::<TextSize>().follow(|| desk.text_size_percent(), apply);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_gets_each_other_size_of_the_settings_once() {
        let size = TextSize::new(110);
        let mut applied = Vec::new();
        for percent in [110, 125, 125, 150, 100, 100] {
            size.follow(|| percent, |percent| applied.push(percent));
        }
        assert_eq!(applied, [125, 150, 100]);
    }

    #[test]
    fn hundred_percent_is_the_size_of_the_page_itself() {
        for (percent, factor) in [(80, 0.8), (100, 1.0), (125, 1.25), (150, 1.5)] {
            assert!((zoom(percent) - factor).abs() < f64::EPSILON, "{percent}");
        }
    }
}
