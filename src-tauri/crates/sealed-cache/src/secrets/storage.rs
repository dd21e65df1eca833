/// Where the secrets are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the keychain of the operating system. They outlive the program.
    Keychain,
    /// In a file under a passphrase, which the user has entered. They outlive the program.
    Passphrase,
    /// In a file under a passphrase that the user has not entered yet. New secrets are in memory meanwhile.
    Locked,
    /// In memory. They are lost when the program ends.
    Memory {
        /// Why they are not in the keychain.
        reason: NoKeychain,
    },
}

/// Why the keychain is not used. The UI has a text for each reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKeychain {
    /// This computer has no keychain. On Linux: no session bus, or no Secret Service on it.
    NoService,
    /// The Secret Service has no default keyring. The user must create one first.
    NoDefaultKeyring,
    /// It is locked, and the user did not unlock it when asked.
    Locked,
    /// It did not answer in time.
    NoAnswer,
    /// It answered, but did not store the test entry.
    Refused,
    /// The caller chose to use memory only.
    Chosen,
    /// The secrets are in a file under a passphrase, and the user continued without entering it.
    WithoutPassphrase,
}

impl NoKeychain {
    /// Whether the key of an earlier run may still exist but cannot be read at the moment.
    pub(crate) const fn key_may_return(self) -> bool {
        matches!(self, Self::Locked | Self::NoAnswer | Self::WithoutPassphrase)
    }
}
