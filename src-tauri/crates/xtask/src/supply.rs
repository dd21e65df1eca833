//! What the program may be built from: licences, sources and bans, by `cargo-deny` and `deny.toml`. Advisories are known
//! to the network alone and not asked for here.

use std::fs;

use crate::failure::Failure;
use crate::process::Step;
use crate::project::Project;

/// The version whose reading of `deny.toml` is known.
const VERSION: &str = "0.20.2";

/// Checks every crate of every system that is released.
pub fn check(project: &Project) -> Result<(), Failure> {
    let tools = project.target.join("tools").join(format!("cargo-deny-{VERSION}"));
    let program = tools.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        let build = tools.join("build");
        project
            .cargo(
                "installing cargo-deny into the target folder",
                &["install", "--quiet", "--locked", "cargo-deny"],
            )
            .args(["--version", VERSION])
            .args(["--root".as_ref(), tools.as_os_str()])
            .args(["--target-dir".as_ref(), build.as_os_str()])
            .next("Is the network there? cargo's own words are above.")
            .run()?;
        // The half gigabyte that it was made from serves nothing more.
        fs::remove_dir_all(&build).map_err(Failure::file(&build))?;
    }
    Step::new(&program, "reading the crates' licences and sources (cargo-deny)")
        .args(["--locked", "check", "licenses", "sources", "bans"])
        .folder(&project.root)
        .next("What is allowed is in deny.toml.")
        .run()
}
