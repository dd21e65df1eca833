//! The window of the program.

use std::path::Path;

use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewUrl, WebviewWindowBuilder};

use crate::files;

/// Opens the window. Its webview stores its files in `folder`.
pub(crate) fn open(app: &App, folder: &Path) -> tauri::Result<()> {
    let dev_url = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Qabyl")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .data_directory(files::webview_folder(folder))
        .disable_drag_drop_handler()
        .on_navigation(move |url| is_own_page(url, dev_url.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
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
