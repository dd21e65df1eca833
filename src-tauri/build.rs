//! Checks `tauri.conf.json`, the capabilities and the permission for the one command that the window may call.

use tauri_build::{AppManifest, Attributes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Tauri watches its defaults beside the manifest; what it reads here lies elsewhere. The window's pages are
    // compiled into the program, so a new build of them must compile it anew.
    for watched in ["build.rs", "capabilities", "icons", "permissions"] {
        println!("cargo:rerun-if-changed=src-tauri/{watched}");
    }
    println!("cargo:rerun-if-changed=ui/dist");
    let attributes = Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"));
    tauri_build::try_build(attributes)?;
    Ok(())
}
