//! Free-time rules 7 and 8 round 34 changes of clocks, as the server resolves them.

use calendar::civil::{day_bounds, to_instant};
use calendar::model::Interval;
use calendar::zone::resolve;
use serde_json::Value;

use crate::fixture::{instant, path};

#[test]
fn every_row() {
    let rows: Vec<Value> =
        serde_json::from_slice(&std::fs::read(path("vectors/local_resolution.json")).unwrap()).unwrap();
    assert_eq!(rows.len(), 1224);
    for row in rows {
        let tz = resolve(row["zone"].as_str().unwrap()).tz;
        let date = row["date"].as_str().unwrap().parse().unwrap();
        if row["kind"] == "day_bounds" {
            let bound = |at: usize| instant(row["utc"][at].as_str().unwrap());
            assert_eq!(day_bounds(tz, date), Interval { start: bound(0), end: bound(1) }, "{row}");
        } else {
            let minute = u16::try_from(row["minute"].as_u64().unwrap()).unwrap();
            assert_eq!(to_instant(tz, date, minute), instant(row["utc"].as_str().unwrap()), "{row}");
        }
    }
}
