//! The dialog of the system that asks where to save a file. The page cannot open it: the desk does, for a command.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc;

use desk::SuggestedFile;
use rfd::AsyncFileDialog;
use tauri::{AppHandle, Manager};

/// Asks where to save a file, and blocks until the user has answered. `None` when the user has cancelled.
pub(crate) fn ask(app: &AppHandle, suggested: &SuggestedFile) -> io::Result<Option<PathBuf>> {
    let pattern = format!("*.{}", suggested.extension);
    let mut dialog = AsyncFileDialog::new()
        .set_title(&suggested.title)
        .set_file_name(&suggested.file_name)
        .add_filter(pattern, &[suggested.extension]);
    // Otherwise the dialog can begin in the folder from which the program was started.
    if let Ok(documents) = app.path().document_dir().or_else(|_| app.path().home_dir()) {
        dialog = dialog.set_directory(documents);
    }
    let (sender, receiver) = mpsc::channel();
    let handle = app.clone();
    // macOS allows windows on the main thread only.
    app.run_on_main_thread(move || {
        let dialog = match handle.get_webview_window(crate::window::LABEL) {
            Some(window) => dialog.set_parent(&window),
            None => dialog,
        };
        // The receiver waits for it.
        let _ = sender.send(dialog.save_file());
    })
    .map_err(io::Error::other)?;
    let answer = receiver.recv().map_err(io::Error::other)?;
    Ok(tauri::async_runtime::block_on(answer).map(|file| file.path().to_owned()))
}
