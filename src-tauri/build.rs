//! Checks `tauri.conf.json`, the capabilities, and the permission for the only command that the window can call.

use tauri_build::{AppManifest, Attributes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // By default Tauri watches these files next to the manifest. Here they are in `src-tauri`.
    // The built UI is compiled into the program, so a new build of the UI must recompile the program.
    for path in ["build.rs", "capabilities", "icons", "permissions"] {
        println!("cargo:rerun-if-changed=src-tauri/{path}");
    }
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes = Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"));
    tauri_build::try_build(attributes)?;
    Ok(())
}
