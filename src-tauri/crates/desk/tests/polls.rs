//! Polling: when it asks, what it tells the screen, and two thousand polls of everything that can happen.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use desk::api::DeskEvent;
use practice::{Fault, Options, SampleAppointment, Scenario, Server, Turn};
use serde_json::{Value, json};
use stage::*;
use tokio::sync::broadcast::error::TryRecvError;

async fn restarted(server: Server, turns: Vec<Turn>) -> Server {
    let (address, scenario) = (server.address(), server.dataset().scenario());
    server.stop().await;
    started_at(&address, scenario, turns).await
}

/// A server where one was before.
async fn started_at(address: &str, scenario: Scenario, turns: Vec<Turn>) -> Server {
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    let options = Options { port, token: TOKEN.to_owned(), scenario, fault: None, now: now(), turns };
    practice::start(options).await.unwrap()
}

/// The day of [`NOW`]; the clock may run on past it.
const TODAY: &str = "2026-11-24";

impl Stage {
    async fn day(&self) -> Value {
        self.call("open", json!({ "view": "day", "date": TODAY })).await
    }

    /// The next poll, whenever it is due, and its end.
    async fn poll(&mut self, server: &Server) {
        let before = server.requests();
        while server.requests() == before {
            let wait = self.desk.tick().unwrap();
            self.clock.forward(TimeDelta::from_std(wait).unwrap());
            self.desk.tick();
            self.desk.idle().await;
        }
    }

    /// What came since the last look.
    fn events_so_far(&mut self) -> Vec<DeskEvent> {
        let mut events = Vec::new();
        loop {
            match self.events.try_recv() {
                Ok(event) => events.push(event),
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return events,
            }
        }
    }
}

async fn shown(server: &Server) -> Stage {
    shown_on(stage(), server).await
}

async fn shown_on(mut stage: Stage, server: &Server) -> Stage {
    stage.connect(server).await;
    stage.open_until("day", has_body).await;
    stage.desk.idle().await;
    // The profile, the first fetch, a poll, and the weeks before and after, fetched ahead.
    while server.requests() < 5 {
        stage.poll(server).await;
    }
    stage.desk.idle().await;
    stage
}

/// An appointment of today that is still to come and has room after it.
fn an_appointment(server: &Server) -> SampleAppointment {
    let today = server.dataset().appointments_on(TODAY.parse().unwrap());
    today
        .iter()
        .find(|appointment| appointment.takes_time() && appointment.starts_at > now())
        .unwrap()
        .clone()
}

#[tokio::test]
async fn an_unchanged_calendar_makes_the_screen_do_nothing_but_move_its_age() {
    let server = server(Scenario::Clinic).await;
    let mut stage = shown(&server).await;
    stage.events_so_far();
    let before = stage.day().await;
    let mut polls = 0;
    while polls < 5 {
        let asked = server.requests();
        stage.clock.forward(TimeDelta::seconds(33));
        stage.desk.tick();
        stage.desk.idle().await;
        polls += usize::from(server.requests() > asked);
        // The minute's own event moves the line of now; a poll adds none of its kind.
        let minutes =
            stage.events_so_far().iter().filter(|event| **event == DeskEvent::ScreenChanged).count();
        assert!(minutes <= 1, "{minutes} screens to paint");
    }
    let after = stage.day().await;
    assert_eq!(appointment_ids(&before), appointment_ids(&after));
    assert_eq!(after["freshness"]["state"], "fresh");
    assert_eq!(after["changes"], json!([]));
}

#[tokio::test]
async fn what_changed_is_listed_until_it_was_seen_and_marked_for_a_while() {
    let server = server(Scenario::Clinic).await;
    let mut stage = shown(&server).await;
    let appointment = an_appointment(&server);
    let server = restarted(server, vec![Turn::Moved { id: appointment.id, by_min: 45 }]).await;
    stage.poll(&server).await;
    let screen = stage.day().await;
    assert_eq!(screen["changes"].as_array().unwrap().len(), 1, "{}", screen["changes"]);
    let change = &screen["changes"][0];
    assert_eq!((&change["id"], &change["kind"]), (&json!(appointment.id), &json!("moved")));
    assert_eq!(change["clientName"], appointment.client_name);
    assert_eq!(change["movedFrom"]["date"]["iso"], "2026-11-24");
    assert_eq!(screen["marked"], json!([appointment.id]));

    stage.clock.forward(TimeDelta::minutes(6));
    let later = stage.day().await;
    assert_eq!((&later["marked"], later["changes"].as_array().unwrap().len()), (&json!([]), 1));
    stage.call("changes_seen", Value::Null).await;
    assert_eq!(stage.day().await["changes"], json!([]));

    // Of the same appointment called off then, and of one that is made: two changes.
    let other = an_appointment(&server);
    let server = restarted(server, vec![Turn::Cancelled(appointment.id)]).await;
    stage.poll(&server).await;
    assert_eq!(stage.day().await["changes"][0]["kind"], "cancelled");
    let server = restarted(server, vec![Turn::NotYet(other.id), Turn::Cancelled(appointment.id)]).await;
    stage.poll(&server).await;
    stage.call("changes_seen", Value::Null).await;
    let server = restarted(server, vec![Turn::Cancelled(appointment.id)]).await;
    stage.poll(&server).await;
    let screen = stage.day().await;
    assert_eq!(
        (&screen["changes"][0]["id"], &screen["changes"][0]["kind"]),
        (&json!(other.id), &json!("new"))
    );
}

#[tokio::test]
async fn a_server_that_says_when_to_come_back_is_not_asked_before() {
    let server = server(Scenario::Clinic).await;
    let mut stage = shown(&server).await;
    server.set_fault(Some(Fault::ServerError));
    let mut waits = Vec::new();
    for _ in 0..6 {
        stage.poll(&server).await;
        waits.push(stage.until_next_poll(&server).await);
    }
    assert!(waits.is_sorted_by(|a, b| *a <= *b + TimeDelta::seconds(70)), "{waits:?}");
    assert!(
        waits[0] <= TimeDelta::seconds(70) && *waits.last().unwrap() >= TimeDelta::seconds(265),
        "{waits:?}"
    );
    assert!(waits.iter().all(|wait| *wait <= TimeDelta::seconds(335)), "{waits:?}");
}

impl Stage {
    /// How far the clock has to go until the server is asked again.
    async fn until_next_poll(&mut self, server: &Server) -> TimeDelta {
        let before = server.requests();
        let mut waited = TimeDelta::zero();
        loop {
            self.desk.tick();
            self.desk.idle().await;
            if server.requests() > before {
                return waited;
            }
            self.clock.forward(TimeDelta::seconds(5));
            waited += TimeDelta::seconds(5);
        }
    }
}

#[tokio::test]
async fn nobody_is_asked_while_nobody_looks_and_at_once_when_somebody_does() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    stage.call("set_visible", json!({ "visible": false })).await;
    stage.clock.forward(TimeDelta::hours(2));
    assert_eq!(stage.desk.tick(), None);
    let asked = server.requests();
    stage.call("set_visible", json!({ "visible": true })).await;
    stage.desk.idle().await;
    assert!(server.requests() > asked);
    // The focus comes and goes; what was checked a moment ago is not asked for again.
    let asked = server.requests();
    stage.call("set_visible", json!({ "visible": true })).await;
    stage.desk.idle().await;
    assert_eq!(server.requests(), asked);
    stage.clock.forward(TimeDelta::seconds(20));
    stage.call("set_visible", json!({ "visible": true })).await;
    stage.desk.idle().await;
    assert!(server.requests() > asked);
}

/// Repeats itself from a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Resident memory in KiB; `None` where the system does not say.
fn memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

/// Faults that a client gets over at once: those that keep it waiting are a matter of the limits' own tests.
const FAULTS: [Fault; 12] = [
    Fault::InvalidToken,
    Fault::HeaderLost,
    Fault::RoleRefused,
    Fault::AccountSuspended,
    Fault::NotFound,
    Fault::Validation,
    Fault::ServerError,
    Fault::Html,
    Fault::EmptyBody,
    Fault::Truncated,
    Fault::WrongShape,
    Fault::BrokenRows,
];

/// What breaks a connection, so that the next request needs another.
const CUT: [Fault; 2] = [Fault::CutOff, Fault::Hang];

#[tokio::test]
async fn two_thousand_polls_of_everything_that_can_happen() {
    // A server that hangs is given up soon, and the next poll is the retry: the desk's clock is the test's.
    let limits = onelink::Limits {
        connect_timeout: Duration::from_millis(150),
        read_timeout: Duration::from_millis(150),
        max_retries: 0,
        ..onelink::Limits::default()
    };
    let mut server = server(Scenario::Salon).await;
    let mut stage = shown_on(stage_within(limits), &server).await;
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let today = server.dataset().appointments_on(TODAY.parse().unwrap()).to_vec();
    let mut turns: Vec<Turn> = Vec::new();
    let mut warm = None;
    // Of the servers before this one, and what may have broken one.
    let (mut connections, mut breaks) = (0, 1);
    for poll in 0..2000_u32 {
        let mut cut = false;
        match random.below(160) {
            0..=23 => server.set_fault(Some(FAULTS[usize::try_from(random.below(12)).unwrap()])),
            24..=80 => server.set_fault(None),
            81..=84 => {
                let appointment = &today[usize::try_from(random.below(today.len() as u64)).unwrap()];
                turns.truncate(20);
                turns.insert(
                    0,
                    match random.below(3) {
                        0 => Turn::Cancelled(appointment.id),
                        1 => Turn::Moved { id: appointment.id, by_min: 15 },
                        _ => Turn::NotYet(appointment.id),
                    },
                );
                connections += server.connections();
                breaks += 1;
                server = restarted(server, turns.clone()).await;
            }
            85..=88 => {
                // Gone for a poll, then back.
                connections += server.connections();
                breaks += 1;
                let address = server.address();
                let scenario = server.dataset().scenario();
                server.stop().await;
                stage.clock.forward(TimeDelta::minutes(6));
                stage.desk.tick();
                stage.desk.idle().await;
                server = started_at(&address, scenario, turns.clone()).await;
            }
            89..=91 => {
                server.set_fault(Some(CUT[usize::try_from(random.below(2)).unwrap()]));
                breaks += 1;
                cut = true;
            }
            _ => {}
        }
        stage.poll(&server).await;
        if cut {
            server.set_fault(None);
        }
        if poll % 20 == 0 {
            assert!(has_body(&stage.day().await), "poll {poll} blanked the screen");
        }
        if poll == 300 {
            warm = memory_kib();
        }
    }
    server.set_fault(None);
    while stage.day().await["freshness"]["problem"] != Value::Null {
        stage.poll(&server).await;
    }
    // What failed last may be a version behind.
    stage.poll(&server).await;
    let screen = stage.day().await;
    let held: BTreeSet<i64> = server
        .dataset()
        .appointments_on(TODAY.parse().unwrap())
        .iter()
        .map(|appointment| appointment.id)
        .collect();
    assert_eq!(appointment_ids(&screen), held, "the screen is the server's");
    connections += server.connections();
    // One pool: a request of its own connection each would make two thousand. An answer that comes too late on a busy
    // machine breaks one too.
    assert!(connections <= 2 * breaks, "{connections} connections for {breaks} that may have broken");
    if let (Some(warm), Some(end)) = (warm, memory_kib()) {
        assert!(end < warm + warm / 4 + 20_000, "memory grew from {warm} to {end} KiB");
    }
}

#[tokio::test]
async fn a_day_without_the_server_and_three_restarts_tell_the_age_at_every_step() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(Scenario::Clinic).await;
    let passphrase = json!({ "passphrase": "a rainy day at the desk" });
    let ids = {
        let mut stage = stage_in(folder.path());
        stage.call("set_passphrase", passphrase.clone()).await;
        stage.connect(&server).await;
        let screen = stage.open_until("day", has_body).await;
        appointment_ids(&screen)
    };
    let address = server.address();
    server.stop().await;

    for (restart, hours) in [(1, 1), (2, 4), (3, 7)] {
        let stage = stage_in_at(folder.path(), now() + TimeDelta::hours(hours));
        assert_eq!(stage.call("start", Value::Null).await["storage"]["kind"], "locked");
        stage.call("unlock", passphrase.clone()).await;
        let screen = stage.day().await;
        assert_eq!(appointment_ids(&screen), ids, "restart {restart}");
        assert_eq!(screen["freshness"]["ageMin"], 60 * hours, "restart {restart}");
        assert_eq!(screen["freshness"]["checked"]["time"], "10:30");
        stage.desk.idle().await;
        let offline = stage.day().await;
        assert_eq!(
            (&offline["freshness"]["state"], &offline["freshness"]["ageMin"]),
            (&json!("offline"), &json!(60 * hours))
        );
        stage.clock.forward(TimeDelta::minutes(30));
        assert_eq!(stage.day().await["freshness"]["ageMin"], 60 * hours + 30);
    }

    let server = started_at(&address, Scenario::Clinic, Vec::new()).await;
    let stage = stage_in_at(folder.path(), now() + TimeDelta::hours(8));
    stage.call("unlock", passphrase).await;
    stage.day().await;
    stage.desk.idle().await;
    let back = stage.day().await;
    assert!(server.requests() > 0);
    assert_eq!((&back["freshness"]["state"], &back["freshness"]["ageMin"]), (&json!("fresh"), &json!(0)));
    assert_eq!(back["freshness"]["problem"], Value::Null);
    assert_eq!(appointment_ids(&back), ids);
}
