//! What the tests of the UI in a browser and the measurement of the UI have in common: Playwright, the browser, and the
//! programs that serve the UI.

use crate::failure::Failure;
use crate::project::{Project, node_script};
use crate::step::Step;
use crate::{node, program, system_packages};

/// The system packages that are needed.
pub fn system_packages() -> Vec<&'static str> {
    let mut packages = system_packages::COMPILER.to_vec();
    if system_packages::browser().is_none() {
        packages.extend(system_packages::BROWSER);
    }
    packages
}

/// A run of Playwright in the folder of the browser tests. Installs its packages, and compiles the test host and the
/// practice server, before it returns. The UI must have been built.
pub fn prepare(project: &Project, description: &str) -> Result<Step, Failure> {
    let folder = project.browser_tests();
    node::ensure_packages(&folder)?;
    let browser = system_packages::browser().ok_or_else(|| {
        Failure::unmet("Chromium was not found.", "Install it, or set CHROMIUM to the path of a browser.")
    })?;
    program::build_for_tests(
        project,
        "compiling the test host and the practice server",
        &["--bin", "test-host", "--bin", "practice"],
    )?;
    Ok(Step::new(node_script(&folder, "playwright"), description)
        .args(["test"])
        .folder(&folder)
        .env("QABYL_TEST_HOST", project.binary("test-host"))
        .env("CHROMIUM", browser))
}
