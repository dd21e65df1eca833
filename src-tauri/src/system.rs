//! Information about the operating system.

use std::env::consts::{ARCH, OS};

use desk::api::Language;

/// The default language: Russian for a Russian or Kazakh system, because front desks in Kazakhstan use it, otherwise English.
pub(crate) fn language() -> Language {
    let locale = sys_locale::get_locale().unwrap_or_default();
    match locale.split(['-', '_']).next() {
        Some("ru" | "kk") => Language::Ru,
        _ => Language::En,
    }
}

/// The system and webview versions for the diagnostics: `linux x86_64, Debian GNU/Linux 12 (bookworm), webview 2.50.1`.
pub(crate) fn description() -> String {
    let mut parts = vec![format!("{OS} {ARCH}")];
    parts.extend(distribution());
    parts.extend(tauri::webview_version().ok().map(|version| format!("webview {version}")));
    parts.join(", ")
}

/// The name of the Linux distribution.
fn distribution() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}
