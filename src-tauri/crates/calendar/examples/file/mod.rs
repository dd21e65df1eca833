//! Reading a saved response.

use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;

/// The bytes of a file, decompressed when it is a gzip file.
pub fn contents(file: &Path) -> io::Result<Vec<u8>> {
    const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
    let bytes = std::fs::read(file)?;
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}
