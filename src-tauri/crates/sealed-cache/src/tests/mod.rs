//! Tests with their own files, keychains and processes. All data are invented.

mod cache;
mod damage;
mod kept;
#[cfg(target_os = "linux")]
mod keychain;
mod kill;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod memory_search;
mod passphrase;
mod private_fields;
mod seal;
mod secrets;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{AccountKey, Record};

/// The current time in the tests.
pub(crate) fn noon() -> DateTime<Utc> {
    "2026-03-11T12:00:00Z".parse().unwrap()
}

/// A time at which no record of the tests is from the future.
pub(crate) fn later() -> DateTime<Utc> {
    noon() + days(2_000)
}

pub(crate) fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

pub(crate) fn clinic() -> AccountKey {
    AccountKey { origin: "https://desk.example".into(), account_id: 7 }
}

/// The address of a proxy as the desk stores it.
pub(crate) const PROXY: &str = "http://reception:a-password-of-some-length@10.0.0.1:3128";

/// A payload of one appointment that contains everything that must not be readable on the disk.
pub(crate) fn body(appointment: u64) -> Vec<u8> {
    format!(
        r#"{{"payload":{{"appointments":[{{"id":{appointment},"client_name":"Айгерим Оспанова","client_phone":"+77015550123",
            "client_identifier":"900101400123","client_birth_date":"1990-01-01","client_comment":"аллергия на лидокаин",
            "service_amount":12500}}]}}}}"#
    )
    .into_bytes()
}

/// The record of the day `days_ahead` days after that of [`noon`], fetched and confirmed at noon.
pub(crate) fn record(days_ahead: i64, appointment: u64) -> Record {
    let from = noon() + days(days_ahead) - TimeDelta::hours(12);
    Record {
        account: clinic(),
        from,
        to: from + days(1),
        body: body(appointment),
        etag: Some(format!("W/\"{appointment}\"")),
        fetched_at: noon(),
        checked_at: noon(),
    }
}

/// The record as the cache returns it: without private fields.
pub(crate) fn stored(record: &Record) -> Record {
    Record { body: crate::without_private_fields(&record.body).unwrap(), ..record.clone() }
}

/// Pseudo-random numbers that are the same in every run (`SplitMix64`).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// The full name of a test of the calling module, as the test runner knows it.
macro_rules! test_name {
    ($test:literal) => {
        concat!(module_path!(), "::", $test).split_once("::").unwrap().1
    };
}
pub(crate) use test_name;
