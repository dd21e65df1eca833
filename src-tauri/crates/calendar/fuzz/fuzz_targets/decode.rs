//! Decodes any bytes as the body of a response. The decoder may return an error, but it must not panic, and its result must
//! be the same each time. Everything that the screen can request from the payload is computed too. `../README.md` says how to
//! run it.
#![no_main]

use calendar::decode::decode;
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/properties/every_result.rs"]
mod every_result;

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes);
    assert_eq!(decoded, decode(bytes));
    if let Ok(payload) = decoded {
        every_result::compute_every_result(payload);
    }
});
