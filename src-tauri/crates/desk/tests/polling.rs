//! Polling: when a request is sent, which events the screen gets, and two thousand polls with random failures.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use chrono::TimeDelta;
use desk::api::DeskEvent;
use practice::{Fault, SampleAppointment, SampleEdit, Scenario, Server};
use serde_json::{Value, json};

use support::*;

impl TestDesk {
    /// Opens the day of [`NOW`]. The clock may have moved on past it.
    async fn open_first_day(&self) -> Value {
        self.open_at("day", TODAY).await
    }

    /// Moves the clock forward to the next poll and waits for its end.
    async fn wait_for_poll(&mut self, server: &Server) {
        let requests_before = server.requests();
        while server.requests() == requests_before {
            let wait = self.do_due_work().unwrap();
            self.clock.forward(TimeDelta::from_std(wait).unwrap());
            self.do_due_work();
            self.idle().await;
        }
    }

    /// Moves the clock forward in steps of five seconds until the next request is sent. Returns the time.
    async fn time_until_next_poll(&mut self, server: &Server) -> TimeDelta {
        let requests_before = server.requests();
        let mut time = TimeDelta::zero();
        loop {
            self.do_due_work();
            self.idle().await;
            if server.requests() > requests_before {
                return time;
            }
            self.clock.forward(TimeDelta::seconds(5));
            time += TimeDelta::seconds(5);
        }
    }
}

/// The first appointment of the present day that takes time and has not begun.
fn coming_appointment(server: &Server) -> SampleAppointment {
    let today = server.dataset().appointments_on(TODAY.parse().unwrap());
    today
        .iter()
        .find(|appointment| appointment.takes_time() && appointment.starts_at > now())
        .unwrap()
        .clone()
}

#[tokio::test]
async fn poll_without_a_change_sends_no_screen_event() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    desk.take_events();
    let before = desk.open_first_day().await;
    let mut polls = 0;
    while polls < 5 {
        let requests_before = server.requests();
        desk.clock.forward(TimeDelta::seconds(33));
        desk.do_due_work();
        desk.idle().await;
        polls += usize::from(server.requests() > requests_before);
        // Each minute sends one event, for the line of the present time. A poll without a change sends none.
        let screen_events =
            desk.take_events().iter().filter(|event| **event == DeskEvent::ScreenChanged).count();
        assert!(screen_events <= 1, "{screen_events} events");
    }
    let after = desk.open_first_day().await;
    assert_eq!(appointment_ids(&before), appointment_ids(&after));
    assert_eq!(after["freshness"]["state"], "fresh");
    assert_eq!(after["changes"], json!([]));
}

#[tokio::test]
async fn change_is_listed_until_it_was_seen_and_marked_for_five_minutes() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let appointment = coming_appointment(&server);
    let server = restart_server(server, vec![SampleEdit::Moved { id: appointment.id, by_min: 45 }]).await;
    desk.wait_for_poll(&server).await;
    let screen = desk.open_first_day().await;
    assert_eq!(screen["changes"].as_array().unwrap().len(), 1, "{}", screen["changes"]);
    let change = &screen["changes"][0];
    assert_eq!((&change["id"], &change["kind"]), (&json!(appointment.id), &json!("moved")));
    assert_eq!(change["clientName"], appointment.client_name);
    assert_eq!(change["movedFrom"]["date"]["iso"], "2026-11-24");
    assert_eq!(screen["marked"], json!([appointment.id]));

    desk.clock.forward(TimeDelta::minutes(6));
    let later = desk.open_first_day().await;
    assert_eq!((&later["marked"], later["changes"].as_array().unwrap().len()), (&json!([]), 1));
    desk.call("changes_seen", Value::Null).await;
    assert_eq!(desk.open_first_day().await["changes"], json!([]));

    // The same appointment is cancelled. Later a new appointment appears.
    let other = coming_appointment(&server);
    let server = restart_server(server, vec![SampleEdit::Cancelled(appointment.id)]).await;
    desk.wait_for_poll(&server).await;
    assert_eq!(desk.open_first_day().await["changes"][0]["kind"], "cancelled");
    let server =
        restart_server(server, vec![SampleEdit::NotCreated(other.id), SampleEdit::Cancelled(appointment.id)])
            .await;
    desk.wait_for_poll(&server).await;
    desk.call("changes_seen", Value::Null).await;
    let server = restart_server(server, vec![SampleEdit::Cancelled(appointment.id)]).await;
    desk.wait_for_poll(&server).await;
    let screen = desk.open_first_day().await;
    assert_eq!(
        (&screen["changes"][0]["id"], &screen["changes"][0]["kind"]),
        (&json!(other.id), &json!("new"))
    );
}

#[tokio::test]
async fn wait_grows_with_each_failure_up_to_five_minutes() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    server.set_fault(Some(Fault::ServerError));
    let mut waits = Vec::new();
    for _ in 0..6 {
        desk.wait_for_poll(&server).await;
        waits.push(desk.time_until_next_poll(&server).await);
    }
    assert!(waits.is_sorted_by(|a, b| *a <= *b + TimeDelta::seconds(70)), "{waits:?}");
    assert!(
        waits[0] <= TimeDelta::seconds(70) && *waits.last().unwrap() >= TimeDelta::seconds(265),
        "{waits:?}"
    );
    assert!(waits.iter().all(|wait| *wait <= TimeDelta::seconds(335)), "{waits:?}");
}

#[tokio::test]
async fn no_request_is_sent_before_the_time_of_retry_after() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    // The response has `Retry-After: 120`. Without it the next poll would be due after 66 seconds at most.
    server.set_fault(Some(Fault::Maintenance));
    desk.wait_for_poll(&server).await;
    let wait = desk.time_until_next_poll(&server).await;
    assert!((TimeDelta::seconds(120)..=TimeDelta::seconds(125)).contains(&wait), "{wait}");
}

#[tokio::test]
async fn hidden_window_sends_no_request_and_a_visible_one_requests_old_data_at_once() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    desk.call("set_visible", json!({ "visible": false })).await;
    desk.clock.forward(TimeDelta::hours(2));
    assert_eq!(desk.do_due_work(), None);
    let requests_before = server.requests();
    desk.call("set_visible", json!({ "visible": true })).await;
    desk.idle().await;
    assert!(server.requests() > requests_before);
    // The window gets the focus: data that were checked a moment ago are not requested again.
    let requests_before = server.requests();
    desk.call("set_visible", json!({ "visible": true })).await;
    desk.idle().await;
    assert_eq!(server.requests(), requests_before);
    desk.clock.forward(TimeDelta::seconds(20));
    desk.call("set_visible", json!({ "visible": true })).await;
    desk.idle().await;
    assert!(server.requests() > requests_before);
}

/// Random numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// The resident memory of this process in KiB. `None` on systems other than Linux.
fn memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

/// Faults with an immediate response. The tests of `onelink` have those that delay it.
const IMMEDIATE_FAULTS: [Fault; 12] = [
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

/// Faults that break the connection, so that the next request needs a new one.
const CONNECTION_FAULTS: [Fault; 2] = [Fault::CutOff, Fault::Hang];

#[tokio::test]
async fn two_thousand_polls_with_random_failures_keep_the_screen_the_connections_and_the_memory() {
    // A request without a response fails soon. There are no retries, because the next poll repeats the request.
    let limits = onelink::Limits {
        connect_timeout: Duration::from_millis(300),
        read_timeout: Duration::from_millis(300),
        max_retries: 0,
        ..onelink::Limits::default()
    };
    let mut server = start_server(Scenario::Salon).await;
    let mut desk = desk_with_limits(limits);
    // On a busy machine these requests can take longer than the limits, too.
    for (command, request) in [
        ("check_connection", json!({ "address": server.address(), "token": TOKEN })),
        ("connect", json!({ "accountId": 1 })),
    ] {
        while desk.try_call(command, request.clone()).await.is_err() {}
    }
    desk.open_until("day", has_body).await;
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let today = server.dataset().appointments_on(TODAY.parse().unwrap()).to_vec();
    let mut edits: Vec<SampleEdit> = Vec::new();
    let mut memory_after_300_polls = None;
    // The connections to the servers before this one, and the number of events that can break a connection.
    let (mut connections, mut breaks) = (0, 1);
    for poll in 0..2000_u32 {
        let mut breaks_connection = false;
        match random.below(160) {
            0..=23 => server.set_fault(Some(IMMEDIATE_FAULTS[usize::try_from(random.below(12)).unwrap()])),
            24..=80 => server.set_fault(None),
            81..=84 => {
                let appointment = &today[usize::try_from(random.below(today.len() as u64)).unwrap()];
                edits.truncate(20);
                edits.insert(
                    0,
                    match random.below(3) {
                        0 => SampleEdit::Cancelled(appointment.id),
                        1 => SampleEdit::Moved { id: appointment.id, by_min: 15 },
                        _ => SampleEdit::NotCreated(appointment.id),
                    },
                );
                connections += server.connections();
                breaks += 1;
                server = restart_server(server, edits.clone()).await;
            }
            85..=88 => {
                // The server is stopped for one poll.
                connections += server.connections();
                breaks += 1;
                let address = server.address();
                let scenario = server.dataset().scenario();
                server.stop().await;
                desk.clock.forward(TimeDelta::minutes(6));
                desk.do_due_work();
                desk.idle().await;
                server = start_server_at(&address, scenario, edits.clone()).await;
            }
            89..=91 => {
                server.set_fault(Some(CONNECTION_FAULTS[usize::try_from(random.below(2)).unwrap()]));
                breaks += 1;
                breaks_connection = true;
            }
            _ => {}
        }
        desk.wait_for_poll(&server).await;
        if breaks_connection {
            server.set_fault(None);
        }
        if poll % 20 == 0 {
            assert!(has_body(&desk.open_first_day().await), "the screen is empty after poll {poll}");
        }
        if poll == 300 {
            memory_after_300_polls = memory_kib();
        }
    }
    server.set_fault(None);
    while desk.open_first_day().await["freshness"]["problem"] != Value::Null {
        desk.wait_for_poll(&server).await;
    }
    // The snapshot may be older than the last edit. One more poll without a failure brings it up to date.
    let screen = loop {
        desk.wait_for_poll(&server).await;
        let screen = desk.open_first_day().await;
        if screen["freshness"]["problem"] == Value::Null {
            break screen;
        }
    };
    assert_eq!(
        appointment_ids(&screen),
        appointment_ids_of_server(&server),
        "the screen has the server's appointments"
    );
    connections += server.connections();
    // Requests share their connections: a new one for each request would make two thousand. A response that comes too late
    // on a busy machine also breaks a connection.
    assert!(connections <= 2 * breaks, "{connections} connections, at most {breaks} of them were broken");
    if let (Some(before), Some(after)) = (memory_after_300_polls, memory_kib()) {
        assert!(after < before + before / 4 + 20_000, "memory grew from {before} to {after} KiB");
    }
}

#[tokio::test]
async fn age_of_the_data_is_right_during_a_day_without_the_server_and_after_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let passphrase = json!({ "passphrase": "a rainy day at the desk" });
    let ids = {
        let mut desk = desk_in(folder.path());
        desk.call("set_passphrase", passphrase.clone()).await;
        desk.connect(&server).await;
        let screen = desk.open_until("day", has_body).await;
        desk.close().await;
        appointment_ids(&screen)
    };
    let address = server.address();
    server.stop().await;

    for (restart, hours) in [(1, 1), (2, 4), (3, 7)] {
        let desk = desk_in_at(folder.path(), now() + TimeDelta::hours(hours));
        assert_eq!(desk.start().await["storage"]["kind"], "locked");
        desk.call("unlock", passphrase.clone()).await;
        let screen = desk.open_first_day().await;
        assert_eq!(appointment_ids(&screen), ids, "restart {restart}");
        assert_eq!(screen["freshness"]["ageMin"], 60 * hours, "restart {restart}");
        assert_eq!(screen["freshness"]["checked"]["time"], "10:30");
        desk.idle().await;
        let offline = desk.open_first_day().await;
        assert_eq!(
            (&offline["freshness"]["state"], &offline["freshness"]["ageMin"]),
            (&json!("offline"), &json!(60 * hours))
        );
        desk.clock.forward(TimeDelta::minutes(30));
        assert_eq!(desk.open_first_day().await["freshness"]["ageMin"], 60 * hours + 30);
        desk.close().await;
    }

    let server = start_server_at(&address, Scenario::Clinic, Vec::new()).await;
    let desk = desk_in_at(folder.path(), now() + TimeDelta::hours(8));
    desk.call("unlock", passphrase).await;
    desk.open_first_day().await;
    desk.idle().await;
    let screen = desk.open_first_day().await;
    assert!(server.requests() > 0);
    assert_eq!((&screen["freshness"]["state"], &screen["freshness"]["ageMin"]), (&json!("fresh"), &json!(0)));
    assert_eq!(screen["freshness"]["problem"], Value::Null);
    assert_eq!(appointment_ids(&screen), ids);
}
