//! The window of the program.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use desk::WindowPlace;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, LogicalSize, Manager, Monitor, Url, WebviewUrl, WebviewWindow};
use tauri::{WebviewWindowBuilder, WindowEvent};

use crate::files;
use crate::opening::Opening;
use crate::placement::{self, Placement, WorkArea};
use crate::text_size::{self, TextSize};

/// The name of the window in the program.
pub(crate) const LABEL: &str = "main";

/// The last place of the window, for the next start. The window itself cannot be asked after it was closed.
struct LastPlace(Mutex<Option<WindowPlace>>);

impl LastPlace {
    fn lock(&self) -> MutexGuard<'_, Option<WindowPlace>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the window at its last place, with the text size of the settings. Its webview stores its files in `folder`.
pub(crate) fn open(app: &App, folder: &Path) -> tauri::Result<()> {
    let saved = desk::stored_window_place(folder);
    app.manage(LastPlace(Mutex::new(saved)));
    let text_size = desk::stored_text_size_percent(folder);
    app.manage(TextSize::new(text_size));
    let placement = placement::place(saved, &work_areas(app.handle()), text_size);
    let dev_url = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    let min_size: LogicalSize<f64> = placement.min_size.cast();
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Qabyl")
        .min_inner_size(min_size.width, min_size.height)
        // The window is visible after it has its place and its text size, so that it does not jump.
        .visible(false)
        .data_directory(files::webview_folder(folder))
        .disable_drag_drop_handler()
        .on_navigation(move |url| is_own_page(url, dev_url.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    if let Err(error) = put(&window, placement) {
        tracing::warn!(%error, "the window could not be placed");
    }
    if let Err(error) = window.set_zoom(text_size::zoom(text_size)) {
        tracing::warn!(%error, "the text size could not be set");
    }
    window.show()?;
    follow(&window);
    Ok(())
}

/// The work areas of the monitors, that of the primary monitor first. Empty when the system does not tell.
fn work_areas(app: &AppHandle) -> Vec<WorkArea> {
    let primary = app.primary_monitor().ok().flatten();
    let others = app.available_monitors().unwrap_or_default();
    let area = |monitor: &Monitor| {
        let area = monitor.work_area();
        WorkArea {
            x: area.position.x,
            y: area.position.y,
            width: area.size.width,
            height: area.size.height,
            scale: monitor.scale_factor(),
        }
    };
    // The primary monitor is also among the others. That does not change where the window opens.
    primary.iter().chain(&others).map(area).collect()
}

fn put(window: &WebviewWindow, placement: Placement) -> tauri::Result<()> {
    // The position is first: on a monitor with another scale, Windows changes the size of a window that comes to it.
    if let Some(position) = placement.position {
        window.set_position(position)?;
    }
    window.set_size(placement.size)?;
    if placement.maximized {
        window.maximize()?;
    }
    Ok(())
}

/// Changes the text size. A window that is now smaller than its pages need grows, inside the work area of its monitor. Runs on
/// the main thread.
pub(crate) fn set_text_size(app: &AppHandle, percent: u32) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(LABEL) else { return Ok(()) };
    window.set_zoom(text_size::zoom(percent))?;
    let last = *app.state::<LastPlace>().lock();
    let place = place_of(&window, last)?;
    let placement = placement::place(place, &work_areas(app), percent);
    window.set_min_size(Some(placement.min_size))?;
    let is_too_small = |place: WindowPlace| {
        !place.maximized
            && (place.width < placement.min_size.width || place.height < placement.min_size.height)
    };
    if !window.is_fullscreen()? && place.is_some_and(is_too_small) {
        put(&window, placement)?;
    }
    Ok(())
}

/// Keeps the last place of the window. It is stored when the user goes to another program, and at the end.
fn follow(window: &WebviewWindow) {
    let followed = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::Moved(_) | WindowEvent::Resized(_) | WindowEvent::CloseRequested { .. } => {
            keep_place(&followed);
        }
        WindowEvent::Focused(false) => {
            keep_place(&followed);
            store_place(followed.app_handle());
        }
        _ => {}
    });
}

fn keep_place(window: &WebviewWindow) {
    let state = window.state::<LastPlace>();
    let last = *state.lock();
    match place_of(window, last) {
        Ok(place) => *state.lock() = place,
        Err(error) => tracing::warn!(%error, "the place of the window is not known"),
    }
}

/// The place of the window. While it is minimised or fills the monitor, it is the one before that.
fn place_of(window: &WebviewWindow, last: Option<WindowPlace>) -> tauri::Result<Option<WindowPlace>> {
    if window.is_minimized()? || window.is_fullscreen()? {
        return Ok(last);
    }
    let maximized = window.is_maximized()?;
    if let Some(last) = last.filter(|_| maximized) {
        return Ok(Some(WindowPlace { maximized, ..last }));
    }
    let position = window.outer_position()?;
    let LogicalSize { width, height } = window.inner_size()?.to_logical(window.scale_factor()?);
    Ok(Some(WindowPlace { x: position.x, y: position.y, width, height, maximized }))
}

/// Stores the last place of the window for the next start. Does nothing while the desk is not open.
pub(crate) fn store_place(app: &AppHandle) {
    let place = *app.state::<LastPlace>().lock();
    if let (Some(desk), Some(place)) = (app.state::<Opening>().opened(), place) {
        desk.set_window_place(place);
    }
}

/// Whether the page belongs to the program. The window does not navigate to other pages.
fn is_own_page(url: &Url, dev_url: Option<&Url>) -> bool {
    let is_built_in = url.scheme() == "tauri" && url.host_str() == Some("localhost")
        || matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost");
    is_built_in || dev_url.is_some_and(|dev_url| dev_url.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn window_navigates_only_to_its_own_pages() {
        let dev_url = Url::parse("http://localhost:5173").ok();
        for (address, allowed_in_release, allowed_in_development) in [
            ("tauri://localhost/index.html", true, true),
            ("http://tauri.localhost/", true, true),
            ("http://localhost:5173/src/main.ts", false, true),
            ("http://localhost:4000/", false, false),
            ("https://one-link.kz/", false, false),
            ("file:///etc/passwd", false, false),
            ("data:text/html,hello", false, false),
            ("about:blank", false, false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_own_page(&url, None), allowed_in_release, "{address}");
            assert_eq!(
                is_own_page(&url, dev_url.as_ref()),
                allowed_in_development,
                "{address} in development"
            );
        }
    }
}
