//! The program as its users have it: the real window, driven through WebKitWebDriver.
//!
//! [`Window::open`] starts the driver and the program with a data folder of its own, on the display that there is, or on a virtual one.
//! Linux only: macOS has no WebDriver for this webview, and on Windows the driver is another one.

mod display;
mod files;
mod process;
mod stage;
mod window;

pub use display::Display;
pub use files::{holds, no_file_holds, nothing_but};
pub use stage::{Stage, now, serve};
pub use window::{Program, Theme, Window};
