//! What the program leaves on the disk.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

/// Checks that no file below `folder` holds the secret, as it is or in a spelling that programs give to text.
///
/// # Errors
/// When one does, when there is no file at all, or one cannot be read.
pub fn no_file_holds(folder: &Path, secret: &str) -> Result<()> {
    let files = files_below(folder)?;
    ensure!(!files.is_empty(), "the program left no file at all");
    for file in files {
        ensure!(!holds(&std::fs::read(&file)?, secret), "the secret is in {}", file.display());
    }
    Ok(())
}

/// Whether the secret stands in these bytes as UTF-8, UTF-16, hexadecimal or Base64.
pub fn holds(bytes: &[u8], secret: &str) -> bool {
    spellings(secret)
        .iter()
        .any(|spelling| bytes.windows(spelling.len()).any(|window| window.eq_ignore_ascii_case(spelling)))
}

fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hexadecimal = secret
        .bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| b"0123456789abcdef"[usize::from(digit)]);
    let mut spellings = vec![secret.as_bytes().to_vec(), utf16, hexadecimal.collect()];
    // In the midst of a text it is spelt by where it begins; the letters at its ends are shared with its neighbours.
    spellings.extend((0..3).map(|skipped| base64(&secret.as_bytes()[skipped..])));
    spellings
}

/// The whole groups of three bytes.
fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (groups, _) = bytes.as_chunks::<3>();
    groups
        .iter()
        .flat_map(|[a, b, c]| {
            let bits = u32::from_be_bytes([0, *a, *b, *c]);
            [18, 12, 6, 0].map(|shift| LETTERS[((bits >> shift) & 63) as usize])
        })
        .collect()
}

/// Checks that only these files are below `folder`: the program writes nothing outside its own.
///
/// # Errors
/// When another one is.
pub fn nothing_but(folder: &Path, names: &[&str]) -> Result<()> {
    for file in files_below(folder)? {
        let ours =
            file.strip_prefix(folder).is_ok_and(|path| names.iter().any(|name| path == Path::new(name)));
        ensure!(ours, "{} was written outside the program's folder", file.display());
    }
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        let secret = "Reception-5f2c9e71b3";
        let utf16: Vec<u8> = format!("<{secret}>").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = [
            format!("token={secret};").into_bytes(),
            utf16,
            b"526563657074696F6E2D35663263396537316233".to_vec(),
            // The same after no, one and two other letters.
            b"UmVjZXB0aW9uLTVmMmM5ZTcxYjM=".to_vec(),
            b"eFJlY2VwdGlvbi01ZjJjOWU3MWIz".to_vec(),
            b"eHhSZWNlcHRpb24tNWYyYzllNzFiMw==".to_vec(),
        ];
        for bytes in found {
            assert!(holds(&bytes, secret), "{}", String::from_utf8_lossy(&bytes));
        }
        assert!(!holds(b"Reception-5f2c9e71b4 UmVjZXB0aW9u", secret));
    }
}
