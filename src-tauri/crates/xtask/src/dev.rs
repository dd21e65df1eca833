//! `cargo xtask dev`: the UI with reloading, in the program's window or in a browser.

use std::ffi::OsString;
use std::fs;
use std::time::Duration;

use crate::failure::Failure;
use crate::program::{build_for_tests, tauri};
use crate::project::{Project, has_display, node_script};
use crate::step::Step;
use crate::{node, system_packages};

/// How long the test host may take to start. It usually takes 100 ms.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// Starts Vite and the program. The window reloads at every change.
pub fn in_window(project: &Project, arguments: &[OsString]) -> Result<(), Failure> {
    if !has_display() {
        return Err(Failure::unmet(
            "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.",
            "Use `cargo xtask dev --browser` to see the UI in a browser.",
        ));
    }
    system_packages::ensure(system_packages::BUILD)?;
    node::ensure_packages(&project.ui())?;
    tauri(project, "running Qabyl with reloading (tauri dev)", "dev").args(arguments).run()
}

/// Starts the test host, and Vite with a proxy to it. The page in the user's browser reloads at every change.
pub fn in_browser(project: &Project, arguments: &[OsString]) -> Result<(), Failure> {
    system_packages::ensure(system_packages::COMPILER)?;
    node::ensure_packages(&project.ui())?;
    build_for_tests(
        project,
        "compiling the test host (the first time takes minutes)",
        &["--bin", "test-host"],
    )?;

    // Settings are stored here, so that the next start opens sample data again.
    let data = project.target.join("dev-browser");
    fs::create_dir_all(&data).map_err(Failure::file(&data))?;
    let (_host, line) = Step::new(project.binary("test-host"), "starting the test host")
        // Vite serves the UI. The host serves this folder only at its own address.
        .args(["--ui".as_ref(), project.ui().join("dist").as_os_str()])
        .args(["--data".as_ref(), data.as_os_str()])
        // The host ends when its input ends.
        .hold_input_open()
        .start_and_read_line(START_TIMEOUT)?;
    let address = line.strip_prefix("listening on ").ok_or_else(|| {
        Failure::unmet(
            format!("The test host printed `{line}` instead of its address."),
            "Check that tests/host prints `listening on` and its address first.",
        )
    })?;
    // Vite's script is started directly, because npm does not end it reliably on a signal.
    Step::new(
        node_script(&project.ui(), "vite"),
        "serving the UI (Vite): open the address below, choose sample data there; Ctrl+C ends it",
    )
    .args(arguments)
    .folder(&project.ui())
    .env("QABYL_DESK_ADDRESS", address)
    .advice("See the messages of Vite above. Its port 1420 must be free.")
    .run()
}
