//! Tests of the real window, driven through WebKitWebDriver.
//!
//! [`run`] gives a test a [`Journey`]: a data folder, a home folder, a display and the program's window. It runs on Linux only. macOS has
//! no WebDriver for its webview, and Windows needs another driver.

mod display;
mod files;
mod journey;
mod process;
mod window;
#[cfg(target_os = "linux")]
mod x11;

pub use display::Display;
pub use files::{contains_secret, ensure_no_file_contains, ensure_only_files};
pub use journey::{Journey, now, run, start_server};
pub use window::{Program, Rect, Theme, Window};
#[cfg(target_os = "linux")]
pub use x11::Cover;
