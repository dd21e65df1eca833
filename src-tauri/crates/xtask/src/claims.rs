//! Checks that `docs/claims.md` names tests that exist.

use std::fs;
use std::path::{Path, PathBuf};

/// The texts between backticks.
fn code_spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The file of a path in the document, which is below one of two folders or the root.
fn file(root: &Path, path: &str) -> Option<PathBuf> {
    ["src-tauri/crates", "tests", ""]
        .iter()
        .map(|folder| root.join(folder).join(path))
        .find(|file| file.is_file())
}

#[test]
fn every_claim_of_the_documents_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let text = fs::read_to_string(root.join("docs/claims.md")).expect("the document exists");
    let mut checked_tests = 0;
    for row in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| claim")) {
        let tests = row.trim_end_matches(['|', ' ']).rsplit('|').next().unwrap_or_default();
        let mut source = String::new();
        for name in code_spans(tests) {
            if Path::new(name).extension().is_some_and(|extension| extension == "rs" || extension == "ts") {
                let file = file(&root, name).unwrap_or_else(|| panic!("{name} does not exist: {row}"));
                source = fs::read_to_string(file).expect("the file can be read");
            } else if name.contains('_') {
                assert!(source.contains(&format!("fn {name}(")), "there is no test {name}: {row}");
                checked_tests += 1;
            }
        }
        assert!(tests.contains('`'), "a claim without a test: {row}");
    }
    assert!(checked_tests > 30, "{checked_tests}");
}
