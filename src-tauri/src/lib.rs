//! The shell: a window, the place of the files, and one command that hands everything to the desk.
//!
//! Nothing is decided here. What the program does is in `desk`, and runs in tests without this crate.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use desk::Desk;
use desk::api::{DeskError, DeskEvent};
use desk::record::private_files;
use tauri::ipc::Response;
use tauri::{AppHandle, Emitter, Manager, State};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use zeroize::Zeroizing;

mod browser;
mod files;
#[cfg(test)]
mod locks;
mod log;
mod settings;
mod system;
mod window;

/// The event's name under which a [`desk::api::DeskEvent`] reaches the window.
const DESK_EVENT: &str = "desk";

/// The desk, or why there is none, as soon as that is known: a keychain can ask its user to unlock it first.
type Opened = watch::Receiver<Option<Result<Desk, DeskError>>>;

/// The one command: `desk` knows all names, requests and responses.
#[tauri::command]
async fn call(opened: State<'_, Opened>, name: String, request: String) -> Result<Response, DeskError> {
    // It can hold a token or a passphrase; this copy of it goes with the call.
    let request = Zeroizing::new(request);
    let mut opened = opened.inner().clone();
    let desk = match opened.wait_for(Option::is_some).await.map(|desk| desk.clone()) {
        Ok(Some(desk)) => desk?,
        Ok(None) | Err(_) => return Err(DeskError::never_opened()),
    };
    desk::commands::dispatch(&desk, &name, &request).await.map(Response::new)
}

/// Runs the program until its window is closed.
pub fn run() -> ExitCode {
    let chosen = files::chosen_folder();
    let environment = files::keep_libraries_inside(chosen.as_deref());

    let built = tauri::Builder::default()
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(tauri_plugin_clipboard_manager::init())
        .invoke_handler(tauri::generate_handler![call])
        .setup(move |app| set_up(app, chosen, environment))
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|_, _| {});
            ExitCode::SUCCESS
        }
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "there is no window that could say it")]
            {
                eprintln!("Qabyl could not start: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn set_up(
    app: &mut tauri::App,
    chosen: Option<PathBuf>,
    environment: Vec<(&'static str, Option<OsString>)>,
) -> Result<(), Box<dyn std::error::Error>> {
    let folder = match chosen {
        Some(folder) => folder,
        None => app.path().app_local_data_dir()?,
    };
    private_files::create_folder(&folder)?;
    let (version, system) = (app.package_info().version.to_string(), system::description());
    let log = log::start(&folder, &version, &system);

    // The settings are read here, on the main thread; the keychain and the disk must not keep the window waiting.
    let parts = desk::Parts {
        version,
        data_dir: folder.clone(),
        keychain_name: files::keychain_name(&app.config().identifier, &folder),
        clock: Box::new(desk::clock::SystemClock),
        store: Box::new(settings::PluginStore::open(app.handle(), &folder)?),
        browser: Box::new(move |url| browser::open(url, &environment)),
        system_language: system::language(),
        log,
        system,
    };
    let (open, opened) = watch::channel(None);
    app.manage::<Opened>(opened);
    let handle = app.handle().clone();
    tauri::async_runtime::spawn_blocking(move || {
        let desk = Desk::new(parts);
        if let Ok(desk) = &desk {
            tauri::async_runtime::spawn(tell_window(handle, desk.events()));
            tauri::async_runtime::spawn(desk.clone().poll());
        }
        open.send_replace(Some(desk));
    });

    window::open(app, &folder)?;
    Ok(())
}

/// Hands the desk's events to the window.
async fn tell_window(window: AppHandle, mut events: broadcast::Receiver<DeskEvent>) {
    loop {
        match events.recv().await {
            Ok(event) => {
                if let Err(error) = window.emit(DESK_EVENT, event) {
                    tracing::warn!(%error, "the window could not be told of a change");
                }
            }
            // Events only say "ask again", so a missed one is made up for by the next.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => break,
        }
    }
}
