//! The free time of every saved response, compared with the server's.

use calendar::Calendar;
use calendar::free::{duration_from_query, free_intervals, slots, slots_unique};
use calendar::model::Interval;

use crate::fixture::{SavedResponse, fixture_path};

#[test]
fn free_time_of_every_vector_equals_the_servers() {
    let mut files: Vec<_> = std::fs::read_dir(fixture_path("vectors"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with('v'))
        .collect();
    files.sort();
    assert_eq!(files.len(), 68);
    for file in files {
        assert_equals_server(SavedResponse::open(&file));
    }
}

#[test]
fn free_time_of_clinic_weeks_equals_the_servers() {
    for name in ["demo1_clinic", "demo2_salon", "demo3_clinic"] {
        assert_equals_server(SavedResponse::open(&fixture_path(&format!("payloads/{name}.json.gz"))));
    }
}

#[test]
fn free_time_of_a_month_of_60_resources_equals_the_servers() {
    assert_equals_server(SavedResponse::open(&fixture_path("payloads/large_60x31_20k.json.gz")));
}

fn assert_equals_server(saved: SavedResponse) {
    let name = &saved.name;
    assert_eq!(saved.payload.skipped, [], "{name}");
    assert_eq!(saved.payload.unread_fields, [], "{name}");
    for (list, count) in [
        ("resources", saved.payload.resources.len()),
        ("work_rules", saved.payload.work_rules.len()),
        ("break_rules", saved.payload.break_rules.len()),
        ("holidays", saved.payload.holidays.len()),
        ("workday_overrides", saved.payload.workday_overrides.len()),
        ("time_offs", saved.payload.time_offs.len()),
        ("appointments", saved.payload.appointments.len()),
        ("payments", saved.payload.payments.len()),
        ("expenses", saved.payload.expenses.len()),
        ("slots", saved.payload.slots.len()),
    ] {
        assert_eq!(count, saved.json["payload"][list].as_array().unwrap().len(), "{name}: {list}");
    }

    let range = saved.range();
    assert_eq!(saved.payload.range, Some(range), "{name}");
    let duration_min = match &saved.json["request"]["duration_min"] {
        serde_json::Value::String(text) => duration_from_query(text),
        number => number.as_i64(),
    };
    let (expected_free, expected_unique, expected_slots) =
        (saved.expected("free_intervals"), saved.expected("slots_unique"), saved.server_slots());
    let decoded: Vec<(i64, Interval)> = saved
        .payload
        .slots
        .iter()
        .map(|slot| (slot.resource_id, Interval { start: slot.starts_at, end: slot.ends_at }))
        .collect();
    assert_eq!(decoded, expected_slots, "{name}: slots in the payload");

    let zones = &saved.json["zones"];
    let calendar = Calendar::new(saved.payload);
    for resource in &calendar.payload().resources {
        let zone = calendar.zone_of(resource);
        // For an unknown zone the server reports `Etc/UTC`, which is the same zone as `UTC`.
        let zone_name = if zone.unknown.is_some() { "Etc/UTC" } else { zone.tz.name() };
        assert_eq!(zones[resource.id.to_string()], zone_name, "{name}");
    }
    let found: Vec<_> =
        free_intervals(&calendar, range).iter().map(|free| (free.resource_id, free.interval)).collect();
    assert_eq!(found, expected_free, "{name}: free intervals");
    let rows = |slots: Vec<calendar::free::FreeSlot>| -> Vec<(i64, Interval)> {
        slots.iter().map(|slot| (slot.resource_id, slot.interval)).collect()
    };
    assert_eq!(rows(slots(&calendar, range, duration_min)), expected_slots, "{name}: slots");
    assert_eq!(
        rows(slots_unique(&calendar, range, duration_min)),
        expected_unique,
        "{name}: slots without duplicates"
    );
}
