//! The time between the body of a response and its two results: the calendar for the screen and the sealed record in the
//! cache. `cargo xtask bench` runs it.
#![expect(clippy::expect_used, reason = "a benchmark that cannot run may panic")]

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use calendar::Calendar;
use calendar::decode::decode;
use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BatchSize, Criterion, SamplingMode, criterion_group, criterion_main};
use flate2::read::GzDecoder;
use sealed_cache::{AccountKey, Cache, CacheLimits, Record, Secrets};

/// The saved bodies: a clinic's week of 0.9 MB, and a month of 60 resources of 34 MB.
const BODIES: [(&str, &str); 2] = [("clinic", "demo1_clinic"), ("large", "large_60x31_20k")];

fn saved_body(name: &str) -> Vec<u8> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../calendar/fixtures/payloads/{name}.json.gz"));
    let mut body = Vec::new();
    GzDecoder::new(std::fs::File::open(path).expect("the fixture exists"))
        .read_to_end(&mut body)
        .expect("the fixture is readable");
    body
}

fn record(body: Vec<u8>) -> Record {
    let fetched_at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
    Record {
        account: AccountKey { origin: "https://clinic.example".to_owned(), account_id: 1 },
        from: fetched_at,
        to: fetched_at + TimeDelta::days(7),
        body,
        etag: None,
        fetched_at,
        checked_at: fetched_at,
    }
}

/// The steps of `sync::fetch_snapshot` after the response has arrived.
fn take_body(cache: &Cache, body: Vec<u8>) -> Calendar {
    let payload = decode(&body).expect("the fixture is a calendar");
    cache.put(&record(body)).expect("the cache is in memory");
    Calendar::new(payload)
}

fn fetch(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let secrets = Secrets::open(None, folder.path());
    let cache = Cache::open(folder.path(), &secrets, CacheLimits::default()).expect("the cache is in memory");
    let mut group = criterion.benchmark_group("fetch");
    group.sampling_mode(SamplingMode::Flat).sample_size(20).measurement_time(Duration::from_secs(6));
    for (name, file) in BODIES {
        let body = saved_body(file);
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| body.clone(), |body| take_body(&cache, body), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, fetch);
criterion_main!(benches);
