//! The shell: the window, the location of the files, and one command that passes all requests to `desk`.
//!
//! The behaviour of the program is in crate `desk`, which tests run without this crate.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use desk::api::{DeskError, DeskEvent};
use desk::{Desk, FileStore};
use tauri::ipc::Response;
use tauri::{AppHandle, Emitter, Manager, RunEvent, State};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use zeroize::Zeroizing;

use files::OriginalEnvironment;
use opening::{OpenedSender, Opening};

mod browser;
mod files;
mod log;
mod memory;
mod opening;
mod placement;
mod printing;
mod save_dialog;
mod second_start;
mod settings;
mod system;
mod text_size;
mod window;
#[cfg(test)]
mod window_security;

/// The name of the Tauri event that carries a [`desk::api::DeskEvent`] to the window.
const DESK_EVENT: &str = "desk";

/// How long the end of the program waits for the settings to be stored.
const MAX_WRITE_WAIT: Duration = Duration::from_secs(2);

/// The command with which the window begins, and begins again when the user wants to try again.
const START: &str = "start";

/// The only Tauri command. `desk` defines all command names, requests and responses.
#[tauri::command]
async fn call(
    app: AppHandle,
    opening: State<'_, Opening>,
    name: String,
    request: String,
) -> Result<Response, DeskError> {
    // The request can contain a token or a passphrase, so this copy is erased when the call ends.
    let request = Zeroizing::new(request);
    let desk = opening.desk(name == START).await?;
    let response = desk::commands::dispatch(&desk, &name, &request).await;
    text_size::follow_settings(&app, &desk);
    response.map(Response::new)
}

/// Runs the program until the window is closed.
pub fn run() -> ExitCode {
    let chosen_folder = files::chosen_folder();
    let original_environment = files::set_library_environment(chosen_folder.as_deref());

    let context = tauri::generate_context!();
    let mut builder = tauri::Builder::default();
    // This plugin is the first, so that a second start ends before it has done anything else.
    if let Some(plugin) = second_start::plugin(&context.config().identifier, chosen_folder.as_deref()) {
        builder = builder.plugin(plugin);
    }
    let built = builder
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .invoke_handler(tauri::generate_handler![call])
        .setup(move |app| set_up(app, chosen_folder, original_environment))
        .build(context);
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    finish_writes(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "there is no window that could show the error")]
            {
                eprintln!("Qabyl could not start: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Stores the place of the window, and waits until the settings are stored, for example the period that was displayed last.
fn finish_writes(app: &AppHandle) {
    window::store_place(app);
    if let Some(desk) = app.state::<Opening>().opened() {
        // After the timeout the program ends anyway, and the last change may be lost.
        let _ = tauri::async_runtime::block_on(async {
            tokio::time::timeout(MAX_WRITE_WAIT, desk.flush()).await
        });
    }
}

fn set_up(
    app: &mut tauri::App,
    chosen_folder: Option<PathBuf>,
    original_environment: OriginalEnvironment,
) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match chosen_folder {
        Some(folder) => folder,
        None => app.path().app_local_data_dir()?,
    };
    let (handle, data_dir, environment) =
        (app.handle().clone(), folder.clone(), Arc::new(original_environment));
    app.manage(Opening::begin(move |opened| {
        if let Err(error) = open_desk(&handle, &data_dir, &environment, opened) {
            opened.send_replace(Some(Err(error)));
        }
    }));
    window::open(app, &folder)?;
    Ok(())
}

/// Takes the data folder and opens the desk on another thread.
fn open_desk(
    app: &AppHandle,
    folder: &Path,
    original_environment: &Arc<OriginalEnvironment>,
    opened: &OpenedSender,
) -> Result<(), DeskError> {
    // The folder is taken before anything is written into it.
    let files = FileStore::open(folder)?;
    files::protect_library_folders(folder);
    let (version, system) = (app.package_info().version.to_string(), system::description());
    let log = log::start(folder, &version, &system);

    // The keychain and the cache are opened on another thread, so that the window does not wait for them.
    let (environment, dialog_app) = (Arc::clone(original_environment), app.clone());
    let store = settings::PluginStore::new(app, folder, files)
        .map_err(|error| DeskError::not_opened(&error.to_string()))?;
    let parts = desk::Parts {
        version,
        data_dir: folder.to_owned(),
        keychain: Some(files::keychain_names(&app.config().identifier, folder)),
        clock: Box::new(desk::clock::SystemClock),
        store: Box::new(store),
        browser: Box::new(move |url| browser::open(url, &environment)),
        printer: {
            let app = app.clone();
            Box::new(move |landscape| printing::print(&app, landscape))
        },
        save_dialog: Box::new(move |suggested| save_dialog::ask(&dialog_app, suggested)),
        system_language: system::language(),
        log,
        system,
    };
    let (handle, opened) = (app.clone(), opened.clone());
    tauri::async_runtime::spawn_blocking(move || {
        let desk = Desk::new(parts);
        if let Ok(desk) = &desk {
            tauri::async_runtime::spawn(forward_events(handle, desk.events()));
            tauri::async_runtime::spawn(desk.clone().poll());
        }
        opened.send_replace(Some(desk));
    });
    Ok(())
}

/// Forwards the events of the desk to the window.
async fn forward_events(window: AppHandle, mut events: broadcast::Receiver<DeskEvent>) {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Err(error) = window.emit(DESK_EVENT, event) {
                    tracing::warn!(%error, "an event could not be sent to the window");
                }
            }
            // An event only tells the window to request data again, so the next event makes up for a missed one.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => break,
        }
    }
}
