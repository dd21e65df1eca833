//! The memory of the program: what is freed is erased first.
//!
//! The types of this project that hold secrets erase them. The libraries do not: the HTTP library frees the requests that
//! contained the token. So after a wipe or a sign-out no Rust code leaves a secret or a calendar in freed memory. The webview
//! and the system's libraries have memory of their own.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt;

    #[test]
    fn freed_memory_is_erased() {
        const WORD: &[u8] = b"a secret in memory";

        let memory = File::open("/proc/self/mem").unwrap();
        let mut found = vec![0; 64 * 1024];
        let text = WORD.repeat(3000);
        let address = text.as_ptr().addr() as u64;
        let mut count = |len: usize| {
            let found = &mut found[..len];
            // Freed memory can have been returned to the system.
            found.fill(0);
            let _ = memory.read_exact_at(found, address);
            found.windows(WORD.len()).filter(|bytes| *bytes == WORD).count()
        };
        let len = text.len();
        assert_eq!(count(len), 3000);
        drop(text);
        assert_eq!(count(len), 0);
    }
}
