use super::*;
use calendar::view::types::{ListColumn, ListGroupBy};

use crate::api::{CancelledDisplay, Theme};

/// A file that version 0 wrote.
const VERSION_0: &str = include_str!("../../../fixtures/settings_v0.json");

/// Reads settings of a version that had the accounts among them.
fn read(value: Value) -> StoredState {
    StoredState::from_parts(None, Some(value), Language::Ru).state
}

fn read_parts(state: &StoredState) -> StoredState {
    let [accounts, settings] = StoredPart::ALL.map(|part| Some(state.part(part)));
    StoredState::from_parts(accounts, settings, Language::Ru).state
}

fn version_0() -> Value {
    serde_json::from_str(VERSION_0).unwrap()
}

#[test]
fn file_of_version_0_is_migrated_without_loss() {
    let state = read(version_0());
    assert_eq!(state.settings.language, Language::Kk);
    assert_eq!(state.settings.chat.max_times, 4);
    assert_eq!(state.settings.cache.max_mib, 128);
    assert_eq!((state.settings.text_size_percent, state.settings.density_percent), (100, 100));
    assert_eq!(state.settings.cancelled, CancelledDisplay::Narrow);
    assert_eq!(state.account.as_ref().unwrap().address, "https://clinic.example");
    assert_eq!(state.others[0].id, 12);
    assert!(
        state
            .account
            .as_ref()
            .is_some_and(|account| account.user_id.is_none() && account.user_name.is_none())
    );
    assert_eq!(state.filter().hidden_resources.into_iter().collect::<Vec<_>>(), [3, 5]);
    assert_eq!(state.last_view, ViewKind::Month);
    assert!(state.last_date.is_some() && state.proxy.is_some() && state.crash_seen.is_some());
}

#[test]
fn written_state_is_read_back_unchanged() {
    let state = read(version_0());
    assert_eq!(read_parts(&state), state);
    for part in StoredPart::ALL {
        assert_eq!(state.part(part)["version"], VERSION);
    }
    let new = StoredState::new(Language::En);
    assert_eq!(read_parts(&new), new);
}

#[test]
fn accounts_are_in_their_own_part_only() {
    let state = read(version_0());
    let [accounts, settings] = StoredPart::ALL.map(|part| state.part(part));
    assert_eq!(accounts["account"]["address"], "https://clinic.example");
    assert!(accounts.get("settings").is_none() && accounts.get("lastView").is_none());
    assert!(settings.get("account").is_none() && settings.get("others").is_none());
    for broken in [None, Some(json!([])), Some(json!({ "settings": 5, "lastDate": [] }))] {
        let read = StoredState::from_parts(Some(accounts.clone()), broken, Language::Ru).state;
        assert_eq!((read.account, read.others), (state.account.clone(), state.others.clone()));
    }
}

#[test]
fn part_of_the_accounts_wins_over_accounts_among_older_settings() {
    let mut newer = read(version_0());
    newer.account.as_mut().unwrap().name = "Renamed".to_owned();
    let read =
        StoredState::from_parts(Some(newer.part(StoredPart::Accounts)), Some(version_0()), Language::Ru);
    assert_eq!(read.state, newer);
}

#[test]
fn unreadable_value_falls_back_alone() {
    let good = read(version_0());
    for (pointer, broken) in [
        ("/settings/language", json!("uz")),
        ("/settings/timeStepMin", json!(7)),
        ("/settings/pollSeconds", json!(-1)),
        ("/settings/chat/most", json!("four")),
        ("/settings/chat/templates/ru", json!("{unknown}")),
        ("/settings/cache", json!([])),
        ("/settings/cache/mostMib", json!(0)),
        ("/settings/privacy/afterMin", json!(1000)),
        ("/settings", json!("none")),
        ("/lastView", json!("year")),
        ("/lastDate/0", json!("300000-01-01")),
        ("/crashSeen", json!(5)),
        ("/proxy/address", json!(5)),
    ] {
        let mut value = version_0();
        *value.pointer_mut(pointer).unwrap() = broken.clone();
        let state = read(value);
        assert_eq!((&state.account, &state.others), (&good.account, &good.others), "{pointer}");
        assert_eq!(state.filter(), good.filter(), "{pointer}");
        assert_ne!(state, good, "{pointer}");
        if pointer != "/settings" && pointer != "/settings/language" {
            assert_eq!(state.settings.language, Language::Kk, "{pointer}");
        }
    }
}

#[test]
fn unreadable_size_or_way_to_draw_cancelled_appointments_falls_back_alone() {
    let other = Settings {
        text_size_percent: 125,
        density_percent: 80,
        cancelled: CancelledDisplay::Hidden,
        ..Settings::default()
    };
    for (name, broken) in [
        ("textSizePercent", json!(79)),
        ("textSizePercent", json!("large")),
        ("densityPercent", json!(151)),
        ("densityPercent", json!(99.5)),
        ("cancelled", json!("striped")),
        ("cancelled", json!(null)),
    ] {
        let mut stored = serde_json::to_value(&other).unwrap();
        let mut expected = stored.clone();
        stored[name] = broken.clone();
        expected[name] = serde_json::to_value(Settings::default()).unwrap()[name].clone();
        let read = read(json!({ "settings": stored })).settings;
        assert_eq!(serde_json::to_value(read).unwrap(), expected, "{name} {broken}");
    }
}

#[test]
fn unreadable_part_of_an_arrangement_of_the_list_falls_back_alone() {
    let key = "https://clinic.example#7";
    let usual = ListArrangement::default();
    let other = ListArrangement {
        sort: ListColumn::Client,
        descending: true,
        group_by: ListGroupBy::Status,
        columns: [ListColumn::Phone, ListColumn::Created].into(),
    };
    for (name, broken, expected) in [
        ("sort", json!("shoeSize"), ListArrangement { sort: usual.sort, ..other.clone() }),
        ("descending", json!("yes"), ListArrangement { descending: false, ..other.clone() }),
        ("groupBy", json!({ "room": 1 }), ListArrangement { group_by: usual.group_by, ..other.clone() }),
        (
            "columns",
            json!(["phone", "smile"]),
            ListArrangement { columns: usual.columns.clone(), ..other.clone() },
        ),
        ("widths", json!([1, 2]), other.clone()),
    ] {
        let mut value = version_0();
        value["listArrangements"] = json!({ key: other, "https://salon.example#12": "none" });
        value["listArrangements"][key][name] = broken;
        let state = read(value);
        assert_eq!(state.list_arrangement(), expected, "{name}");
        assert_eq!(state.list_arrangements["https://salon.example#12"], usual, "{name}");
        assert_eq!(state.settings, read(version_0()).settings, "{name}");
    }
    let mut value = version_0();
    value["listArrangements"] = json!(5);
    assert_eq!(read(value), read(version_0()));
}

#[test]
fn unreadable_account_field_keeps_the_account() {
    let mut value = version_0();
    value["account"]["name"] = json!(null);
    value["account"]["zone"] = json!(7);
    value["account"]["userId"] = json!("eleven");
    value["account"]["userName"] = json!([]);
    value["others"][0]["zone"] = json!([]);
    let state = read(value);
    assert_eq!(state.account.as_ref().unwrap().address, "https://clinic.example");
    assert_eq!((state.account.as_ref().unwrap().name.as_str(), state.others.len()), ("", 1));
}

#[test]
fn unusable_account_is_skipped_and_the_others_are_kept() {
    let mut value = version_0();
    let good = value["others"][0].clone();
    value["others"] = json!([{ "address": "https://x.example", "accountId": "many" }, good, 5]);
    let read = StoredState::from_parts(None, Some(value), Language::Ru);
    assert!(read.has_unusable_account);
    assert_eq!((read.state.others.len(), read.state.others[0].id), (1, 12));
    assert!(!StoredState::from_parts(None, Some(version_0()), Language::Ru).has_unusable_account);
}

#[test]
fn file_of_a_newer_version_keeps_accounts_filter_and_known_settings() {
    let good = read(version_0());
    let [mut accounts, mut settings] = StoredPart::ALL.map(|part| good.part(part));
    for part in [&mut accounts, &mut settings] {
        part["version"] = json!(9);
        part["plugins"] = json!([1, 2]);
    }
    settings["settings"]["theme"] = json!({ "name": "dark", "contrast": 2 });
    settings["settings"]["sound"] = json!(true);
    accounts["account"]["colour"] = json!("#123456");
    let key = good.account.as_ref().unwrap().key().to_string();
    settings["filters"][&key]["fieldOfANewerVersion"] = json!(["text"]);
    let state = StoredState::from_parts(Some(accounts), Some(settings), Language::Ru).state;
    let account = |state: &StoredState| state.account.as_ref().unwrap().key();
    assert_eq!((account(&state), state.filter()), (account(&good), good.filter()));
    assert_eq!(state.settings.language, good.settings.language);
}

#[test]
fn fields_of_a_newer_version_are_written_back() {
    let good = read(version_0());
    let [mut accounts, mut settings] = StoredPart::ALL.map(|part| good.part(part));
    accounts["groups"] = json!(["clinics"]);
    accounts["account"]["colour"] = json!("#123456");
    // A field with another type too: the rest of the account is then read field by field.
    accounts["others"][0]["zone"] = json!({ "name": "Asia/Almaty" });
    accounts["others"][0]["colour"] = json!({ "light": 1 });
    settings["plugins"] = json!([1, 2]);
    settings["settings"]["sound"] = json!(true);
    settings["settings"]["theme"] = json!({ "name": "dark" });

    let read = StoredState::from_parts(Some(accounts), Some(settings), Language::Ru);
    assert!(!read.has_unusable_account);
    let mut state = read.state;
    // The user changes a setting and the account in use.
    state.settings.theme = Theme::Light;
    let other = state.others[0].clone();
    let _ = state.use_account(Some(other));
    let [accounts, settings] = StoredPart::ALL.map(|part| state.part(part));
    assert_eq!(accounts["groups"], json!(["clinics"]));
    assert_eq!(accounts["account"]["colour"], json!({ "light": 1 }));
    assert_eq!(accounts["others"][0]["colour"], "#123456");
    assert_eq!((&settings["plugins"], &settings["settings"]["sound"]), (&json!([1, 2]), &json!(true)));
    assert_eq!((&settings["settings"]["theme"], &settings["version"]), (&json!("light"), &json!(VERSION)));
    assert!(accounts.get("plugins").is_none() && settings.get("groups").is_none());
    assert_eq!(read_parts(&state), state);
}

#[test]
fn fields_of_an_earlier_version_are_not_written_back() {
    let [_, settings] = StoredPart::ALL.map(|part| read(version_0()).part(part));
    for name in ["hidden", "account", "others"] {
        assert!(settings.get(name).is_none(), "{name}");
    }
}

#[test]
fn value_of_another_kind_gives_the_defaults() {
    for value in [json!(null), json!([]), json!("text"), json!({})] {
        assert_eq!(read(value), StoredState::new(Language::Ru));
    }
}
