use std::path::{Path, PathBuf};

use crate::CacheKey;
use crate::record::{RowIdentity, open_payload, seal_payload};
use crate::seal::{self, Identity, Namespace, SealError};

const ROW: RowIdentity<'_> = RowIdentity {
    account: "https://desk.example#7",
    from_us: 1_773_187_200_000_000,
    to_us: 1_773_273_600_000_000,
    fetched_at_us: 1_773_230_400_000_000,
};
const BODY: &[u8] = br#"{"payload":{"appointments":[{"id":1}]}}"#;
const ETAG: &str = "W/\"a1\"";

fn sealed(key: &CacheKey) -> Vec<u8> {
    seal_payload(key, &ROW, Some(ETAG), BODY).unwrap()
}

#[test]
fn sealed_payload_can_be_opened() {
    let key = CacheKey::make().unwrap();
    assert_eq!(open_payload(&key, &ROW, &sealed(&key)).unwrap(), (Some(ETAG.into()), BODY.to_vec()));
    for (etag, body) in [(None, b"".as_slice()), (Some(""), b"{}"), (None, BODY)] {
        let sealed = seal_payload(&key, &ROW, etag, body).unwrap();
        assert_eq!(open_payload(&key, &ROW, &sealed).unwrap(), (etag.map(String::from), body.to_vec()));
    }
}

#[test]
fn sealing_the_same_payload_twice_gives_different_bytes() {
    let key = CacheKey::make().unwrap();
    let (one, other) = (sealed(&key), sealed(&key));
    assert_ne!(one[5..29], other[5..29], "two nonces are the same");
    assert_ne!(one[29..], other[29..]);
}

#[test]
fn payload_cannot_be_opened_with_another_key() {
    let sealed = sealed(&CacheKey::make().unwrap());
    let error = open_payload(&CacheKey::make().unwrap(), &ROW, &sealed).unwrap_err();
    assert!(matches!(error, SealError::NotAuthentic), "{error:?}");
}

#[test]
fn payload_with_a_changed_bit_cannot_be_opened() {
    let key = CacheKey::make().unwrap();
    let sealed = sealed(&key);
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            let error = open_payload(&key, &ROW, &changed).unwrap_err();
            match at {
                0..4 => assert!(matches!(error, SealError::NotSealed), "byte {at}: {error:?}"),
                4 => assert!(matches!(error, SealError::UnknownVersion(_)), "byte {at}: {error:?}"),
                _ => assert!(matches!(error, SealError::NotAuthentic), "byte {at}: {error:?}"),
            }
        }
    }
}

#[test]
fn shortened_or_extended_payload_cannot_be_opened() {
    let key = CacheKey::make().unwrap();
    let mut sealed = sealed(&key);
    for len in 0..sealed.len() {
        open_payload(&key, &ROW, &sealed[..len]).unwrap_err();
    }
    sealed.push(0);
    open_payload(&key, &ROW, &sealed).unwrap_err();
}

#[test]
fn payload_can_be_opened_in_its_own_row_only() {
    let key = CacheKey::make().unwrap();
    let sealed = sealed(&key);
    let other_rows = [
        RowIdentity { account: "https://desk.example#8", ..ROW },
        RowIdentity { account: "https://desk.example#", ..ROW },
        RowIdentity { from_us: ROW.from_us + 1, ..ROW },
        RowIdentity { to_us: ROW.to_us + 1, ..ROW },
        RowIdentity { from_us: ROW.to_us, to_us: ROW.from_us, ..ROW },
        RowIdentity { fetched_at_us: ROW.fetched_at_us + 1, ..ROW },
    ];
    for row in other_rows {
        let error = open_payload(&key, &row, &sealed).unwrap_err();
        assert!(matches!(error, SealError::NotAuthentic), "{error:?}");
    }
}

#[test]
fn data_of_one_kind_cannot_be_opened_as_another() {
    let key = CacheKey::make().unwrap();
    let sealed = seal::seal(&key, &Identity::new(Namespace::KeyCheck), b"qabyl").unwrap();
    seal::open(&key, &Identity::new(Namespace::KeyCheck), &sealed).unwrap();
    seal::open(&key, &Identity::new(Namespace::CalendarPayload), &sealed).unwrap_err();
}

#[test]
fn boundary_between_identity_fields_is_authenticated() {
    let key = CacheKey::make().unwrap();
    let identity = |one: &[u8], two: &[u8]| Identity::new(Namespace::KeyCheck).text(one).text(two);
    let sealed = seal::seal(&key, &identity(b"ab", b"c"), b"").unwrap();
    seal::open(&key, &identity(b"a", b"bc"), &sealed).unwrap_err();
}

#[test]
fn sealed_invalid_content_is_malformed() {
    let key = CacheKey::make().unwrap();
    let identity = Identity::new(Namespace::CalendarPayload)
        .text(ROW.account.as_bytes())
        .number(ROW.from_us)
        .number(ROW.to_us)
        .number(ROW.fetched_at_us);
    for content in [b"".as_slice(), &[9, 0, 0, 0, b'x'], &[2, 0, 0, 0, 0xff, 0xff], &[255, 255, 255, 255, 1]]
    {
        let sealed = seal::seal(&key, &identity, content).unwrap();
        let error = open_payload(&key, &ROW, &sealed).unwrap_err();
        assert!(matches!(error, SealError::Malformed | SealError::Compression(_)), "{error:?}");
    }
}

#[test]
fn errors_and_keys_print_no_details() {
    for error in [SealError::NotAuthentic, SealError::UnknownVersion(9), SealError::Truncated] {
        assert_eq!(error.to_string(), "the sealed data could not be read or made");
    }
    assert_eq!(format!("{:?}", CacheKey::golden()), "CacheKey(..)");
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden-v1.sealed")
}

/// A record of version 1, as it is on the disks of users. If this fails, the format was changed without a new version number,
/// and every user would lose the cached records.
#[test]
fn golden_record_can_be_opened() {
    let sealed = std::fs::read(golden()).unwrap();
    let opened = open_payload(&CacheKey::golden(), &ROW, &sealed).unwrap();
    assert_eq!(opened, (Some(ETAG.into()), BODY.to_vec()));
}

#[test]
#[ignore = "creates the golden file, once for each version"]
fn create_the_golden_record() {
    std::fs::write(golden(), sealed(&CacheKey::golden())).unwrap();
}
