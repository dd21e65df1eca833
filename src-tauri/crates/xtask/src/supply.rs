//! The rules for dependencies in `deny.toml` (licences, sources, bans), checked by cargo-deny.
//!
//! Security advisories need the network, so the CI workflow checks them and this module does not.

use std::fs;

use crate::failure::Failure;
use crate::project::Project;
use crate::step::Step;

/// The cargo-deny for which `deny.toml` is written. The CI workflow names the same version.
const VERSION: &str = "0.20.2";

/// Checks all crates of all systems for which the program is released.
pub fn check(project: &Project) -> Result<(), Failure> {
    let folder = project.target.join("tools").join(format!("cargo-deny-{VERSION}"));
    let cargo_deny = folder.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !cargo_deny.is_file() {
        let build = folder.join("build");
        project
            .cargo(
                "installing cargo-deny into the target folder",
                &["install", "--quiet", "--locked", "cargo-deny"],
            )
            .args(["--version", VERSION])
            .args(["--root".as_ref(), folder.as_os_str()])
            .args(["--target-dir".as_ref(), build.as_os_str()])
            .advice("See the messages of cargo above. The installation needs the network.")
            .run()?;
        // The intermediate files take half a gigabyte and are not needed again.
        fs::remove_dir_all(&build).map_err(Failure::file(&build))?;
    }
    Step::new(&cargo_deny, "checking licences and sources of the crates (cargo-deny)")
        .args(["--locked", "check", "licenses", "sources", "bans"])
        .folder(&project.root)
        .advice("See the messages of cargo-deny above. The rules are in deny.toml.")
        .run()
}
