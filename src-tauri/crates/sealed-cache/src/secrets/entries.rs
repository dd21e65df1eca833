use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use super::error::SecretsError;

/// Named secrets. Implemented by the keychain, by the file under a passphrase and by the memory.
pub(super) trait Entries: Send + Sync {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError>;
    /// Creates the entry or replaces its value.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError>;
    /// Deletes the entry. It is not an error when there is none.
    fn delete(&self, name: &str) -> Result<(), SecretsError>;
}

#[derive(Default)]
pub(super) struct InMemory(Mutex<HashMap<String, Zeroizing<Vec<u8>>>>);

impl Entries for InMemory {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError> {
        let secret = Zeroizing::new(secret.to_vec());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), secret);
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(())
    }
}
