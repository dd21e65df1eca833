use super::{PROXY, clinic};
use crate::{AccountKey, NoKeychain, NotAnAccountKey, Secrets, Storage};

fn salon() -> AccountKey {
    AccountKey { origin: "http://127.0.0.1:8080".into(), account_id: u64::MAX }
}

#[test]
fn account_is_parsed_from_its_text() {
    let odd = AccountKey { origin: "https://a#b".into(), account_id: 0 };
    for account in [clinic(), salon(), odd] {
        assert_eq!(account.to_string().parse(), Ok(account));
    }
    for text in ["", "https://desk.example", "https://desk.example#", "https://desk.example#x", "a#-1"] {
        assert_eq!(text.parse::<AccountKey>(), Err(NotAnAccountKey), "{text}");
    }
}

#[test]
fn tokens_of_accounts_are_stored_and_deleted_separately() {
    let secrets = Secrets::in_memory();
    assert_eq!(secrets.storage(), Storage::Memory { reason: NoKeychain::Chosen });
    assert_eq!(secrets.token(&clinic()).unwrap(), None);
    secrets.set_token(&clinic(), "first").unwrap();
    secrets.set_token(&salon(), "other").unwrap();
    secrets.set_token(&clinic(), "second").unwrap();
    assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"second");
    secrets.forget(&clinic()).unwrap();
    secrets.forget(&clinic()).unwrap();
    assert_eq!(secrets.token(&clinic()).unwrap(), None);
    assert_eq!(**secrets.token(&salon()).unwrap().unwrap(), *"other");
}

#[test]
fn proxy_is_stored_replaced_and_deleted() {
    let secrets = Secrets::in_memory();
    assert_eq!(secrets.proxy().unwrap(), None);
    for address in [PROXY, "http://other:words@10.0.0.2:3128"] {
        secrets.set_proxy(Some(address)).unwrap();
        assert_eq!(**secrets.proxy().unwrap().unwrap(), *address);
    }
    secrets.forget(&clinic()).unwrap();
    assert!(secrets.proxy().unwrap().is_some(), "it does not belong to an account");
    for _ in 0..2 {
        secrets.set_proxy(None).unwrap();
        assert_eq!(secrets.proxy().unwrap(), None);
    }
}

#[test]
fn forget_all_deletes_tokens_key_and_proxy() {
    let secrets = Secrets::in_memory();
    secrets.set_token(&clinic(), "token").unwrap();
    secrets.set_proxy(Some(PROXY)).unwrap();
    let key = secrets.cache_key().unwrap();
    assert_eq!(key.bytes(), secrets.cache_key().unwrap().bytes());
    let clone = secrets.clone();
    clone.forget_all().unwrap();
    assert_eq!((secrets.token(&clinic()).unwrap(), secrets.proxy().unwrap()), (None, None));
    assert_ne!(key.bytes(), secrets.cache_key().unwrap().bytes());
}

#[test]
fn secrets_are_never_printed() {
    let secrets = Secrets::in_memory();
    secrets.set_token(&clinic(), "a-token-of-some-length").unwrap();
    secrets.set_proxy(Some(PROXY)).unwrap();
    let printed = format!("{secrets:?}");
    assert!(printed.contains("Chosen") && !printed.contains("token") && !printed.contains("password"));
}

#[test]
fn secret_in_a_keychain_error_is_not_passed_on() {
    let error = keyring::Error::BadEncoding(b"a-token-of-some-length".to_vec());
    assert!(
        format!("{error:?}").contains("97, 45, 116"),
        "the library no longer prints it, so this test can be deleted"
    );
    let fault = crate::KeychainFault::from(error);
    assert_eq!(format!("{fault:?}"), "Unusable");
}
