//! The one window.

use std::path::Path;

use tauri::webview::NewWindowResponse;
use tauri::{App, Url, WebviewUrl, WebviewWindowBuilder};

/// Opens the window; its webview keeps its files in `folder`.
pub(crate) fn open(app: &App, folder: &Path) -> tauri::Result<()> {
    let development = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Qabyl")
        .inner_size(1280.0, 800.0)
        .min_inner_size(900.0, 600.0)
        .data_directory(folder.join("webview"))
        .disable_drag_drop_handler()
        .on_navigation(move |url| is_ours(url, development.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Whether the page is one of the program's own: the window goes nowhere else.
fn is_ours(url: &Url, development: Option<&Url>) -> bool {
    let carried = url.scheme() == "tauri" && url.host_str() == Some("localhost")
        || matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost");
    carried || development.is_some_and(|development| development.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_pages() {
        let development = Url::parse("http://localhost:5173").ok();
        for (address, carried, developed) in [
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
            assert_eq!(is_ours(&url, None), carried, "{address}");
            assert_eq!(is_ours(&url, development.as_ref()), developed, "{address} in development");
        }
    }
}
