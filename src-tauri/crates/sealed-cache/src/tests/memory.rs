//! The key of the cache in the memory of the process.

use zeroize::Zeroizing;

use super::memory_search::Masked;
use super::{clinic, later, record};
use crate::secrets::passphrase_file::KdfCost;
use crate::{Cache, CacheLimits, Passphrase, Secrets};

/// Freed memory is soon used again, so one copy that is not erased could go unnoticed.
const COPIES: usize = 1000;

#[test]
fn key_is_not_in_memory_after_a_wipe() {
    for is_under_passphrase in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(None, dir.path());
        let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
        cache.put(&record(0, 1)).unwrap();
        if is_under_passphrase {
            let passphrase = Passphrase::new(Zeroizing::new("twelve characters".to_owned()));
            secrets.set_passphrase_with(&passphrase, KdfCost::MIN).unwrap();
            cache.follow_secrets().unwrap();
            cache.put(&record(1, 2)).unwrap();
        }
        let wanted = record(0, 1);
        assert!(cache.find(&clinic(), (wanted.from, wanted.to), later()).unwrap().is_some());
        let copies: Vec<_> = (0..COPIES).map(|_| secrets.cache_key().unwrap()).collect();
        let key = Masked::of(copies[0].bytes());
        assert!(key.copies() > COPIES);

        drop(copies);
        cache.wipe().unwrap();
        secrets.forget_all().unwrap();
        assert_eq!(key.copies(), 0, "{:#?}", key.places());
        // Both are still there, as in the program.
        assert!(cache.size().unwrap().records == 0 && secrets.known_cache_key().unwrap().is_none());
    }
}
