//! Printing the page in the window with the dialog of the system.

use std::io;

use tauri::{AppHandle, Manager};

use crate::window::LABEL;

/// Opens the dialog. `landscape`: the pages are wider than high. On Linux the program says so itself, because WebKitGTK does
/// not read it from the style sheet.
pub(crate) fn print(app: &AppHandle, landscape: bool) -> io::Result<()> {
    let window =
        app.get_webview_window(LABEL).ok_or_else(|| io::Error::other("the window is no longer open"))?;
    open_dialog(&window, landscape).map_err(io::Error::other)
}

#[cfg(target_os = "linux")]
fn open_dialog(window: &tauri::WebviewWindow, landscape: bool) -> tauri::Result<()> {
    use gtk::prelude::*;
    use webkit2gtk::{PrintOperation, PrintOperationExt};

    window.with_webview(move |webview| {
        let view = webview.inner();
        let operation = PrintOperation::new(&view);
        operation.set_page_setup(&page_setup(landscape));
        let parent = view.toplevel().and_then(|widget| widget.downcast::<gtk::Window>().ok());
        operation.run_dialog(parent.as_ref());
    })
}

/// A4 with the margins of the style sheet.
#[cfg(target_os = "linux")]
fn page_setup(landscape: bool) -> gtk::PageSetup {
    const MARGIN_MM: f64 = 12.0;

    let setup = gtk::PageSetup::new();
    setup.set_paper_size(&gtk::PaperSize::new(Some(gtk::PAPER_NAME_A4)));
    setup.set_orientation(if landscape {
        gtk::PageOrientation::Landscape
    } else {
        gtk::PageOrientation::Portrait
    });
    setup.set_top_margin(MARGIN_MM, gtk::Unit::Mm);
    setup.set_bottom_margin(MARGIN_MM, gtk::Unit::Mm);
    setup.set_left_margin(MARGIN_MM, gtk::Unit::Mm);
    setup.set_right_margin(MARGIN_MM, gtk::Unit::Mm);
    setup
}

#[cfg(not(target_os = "linux"))]
fn open_dialog(window: &tauri::WebviewWindow, _landscape: bool) -> tauri::Result<()> {
    window.print()
}
