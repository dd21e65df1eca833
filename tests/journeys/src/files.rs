//! Checks of the files that the program writes.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

/// Checks that no file below `folder` contains the secret, as text or in a common encoding.
///
/// # Errors
/// When a file contains it or cannot be read, or when there is no file at all.
pub fn ensure_no_file_contains(folder: &Path, secret: &str) -> Result<()> {
    let files = files_below(folder)?;
    ensure!(!files.is_empty(), "there is no file below {}", folder.display());
    for file in files {
        ensure!(!contains_secret(&std::fs::read(&file)?, secret), "the secret is in {}", file.display());
    }
    Ok(())
}

/// Whether the bytes contain the secret as UTF-8, UTF-16, hexadecimal or Base64. The case of letters is ignored.
pub fn contains_secret(bytes: &[u8], secret: &str) -> bool {
    encodings(secret)
        .iter()
        .any(|encoded| bytes.windows(encoded.len()).any(|window| window.eq_ignore_ascii_case(encoded)))
}

fn encodings(secret: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hexadecimal = secret
        .bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| b"0123456789abcdef"[usize::from(digit)]);
    let mut encodings = vec![secret.as_bytes().to_vec(), utf16, hexadecimal.collect()];
    // The Base64 of a text depends on its offset in the encoded data, which has three cases.
    // Letters that also encode bytes outside the secret are left out.
    encodings.extend((0..3).map(|skipped| base64_of_whole_groups(&secret.as_bytes()[skipped..])));
    encodings
}

/// The Base64 of the whole groups of three bytes. The rest is left out.
fn base64_of_whole_groups(bytes: &[u8]) -> Vec<u8> {
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

/// Checks that there are no files below `folder` except those named, with paths relative to it.
///
/// # Errors
/// When there is another file, or the folder cannot be read.
pub fn ensure_only_files(folder: &Path, names: &[&str]) -> Result<()> {
    for file in files_below(folder)? {
        let is_named =
            file.strip_prefix(folder).is_ok_and(|path| names.iter().any(|name| path == Path::new(name)));
        ensure!(is_named, "the unexpected file {} was written", file.display());
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
    fn secret_is_found_in_each_encoding() {
        let secret = "Reception-5f2c9e71b3";
        let utf16: Vec<u8> = format!("<{secret}>").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encoded = [
            format!("token={secret};").into_bytes(),
            utf16,
            b"526563657074696F6E2D35663263396537316233".to_vec(),
            // Base64 of the secret at the offsets 0, 1 and 2.
            b"UmVjZXB0aW9uLTVmMmM5ZTcxYjM=".to_vec(),
            b"eFJlY2VwdGlvbi01ZjJjOWU3MWIz".to_vec(),
            b"eHhSZWNlcHRpb24tNWYyYzllNzFiMw==".to_vec(),
        ];
        for bytes in encoded {
            assert!(contains_secret(&bytes, secret), "{}", String::from_utf8_lossy(&bytes));
        }
        assert!(!contains_secret(b"Reception-5f2c9e71b4 UmVjZXB0aW9u", secret));
    }
}
