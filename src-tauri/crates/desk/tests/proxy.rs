//! A proxy that the user entered: all requests use it, it is stored, and only the proxy gets its password.
//!
//! Requests to localhost bypass every proxy. So the server has a host name here that only the test's proxies can resolve.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use chrono::TimeDelta;
use onelink::{Client, Limits, ProxyAddress};
use practice::{Authority, Fault, HOST_BEHIND_A_PROXY, Proxy, ProxyAccess, Scenario, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use support::*;

const PASSWORD: &str = "a/long#password";
/// `reception:` and [`PASSWORD`].
const AUTHORIZATION: &str = "Basic cmVjZXB0aW9uOmEvbG9uZyNwYXNzd29yZA==";

/// A network in which a client reaches the server only through a proxy.
struct Network {
    server: Server,
    /// The proxy of the operating system's settings.
    system_proxy: Proxy,
    client: Client,
    _certificates: TempDir,
}

impl Network {
    async fn new() -> Self {
        let certificates = tempfile::tempdir().unwrap();
        let authority = Authority::in_folder(certificates.path()).unwrap();
        let server = practice::start_https(server_options(Scenario::Clinic), &authority).await.unwrap();
        let system_proxy = Proxy::start(socket(&server), ProxyAccess::Anyone).await.unwrap();
        let pem = fs::read(certificates.path().join("authority.pem")).unwrap();
        let client = Client::new(Limits { max_retries: 0, ..Limits::default() })
            .trusting(onelink::Authority::from_pem(&pem).unwrap())
            .through(ProxyAddress::parse(&system_proxy.socket().to_string()).unwrap());
        Self { server, system_proxy, client, _certificates: certificates }
    }

    async fn start_proxy(&self, access: ProxyAccess) -> Proxy {
        Proxy::start(socket(&self.server), access).await.unwrap()
    }

    async fn start_proxy_with_password(&self) -> Proxy {
        self.start_proxy(ProxyAccess::Authorized(AUTHORIZATION.to_owned())).await
    }

    fn desk_in(&self, folder: &Path) -> TestDesk {
        desk_with_client(folder, self.client.clone())
    }
}

fn socket(server: &Server) -> SocketAddr {
    server.address().strip_prefix("https://").unwrap().parse().unwrap()
}

fn address_of(proxy: &Proxy) -> String {
    format!("http://{}", proxy.socket())
}

fn address_with_password(proxy: &Proxy, password: &str) -> String {
    format!("http://reception:{password}@{}", proxy.socket())
}

impl TestDesk {
    async fn set_proxy(&self, text: &str) -> Value {
        self.call("set_proxy", json!({ "proxy": text })).await
    }

    async fn try_check_connection(&self) -> Result<Value, Value> {
        let address = format!("https://{HOST_BEHIND_A_PROXY}");
        self.try_call("check_connection", json!({ "address": address, "token": TOKEN })).await
    }

    /// Connects through the proxy in use and opens the present day.
    async fn connect_through_proxy(&mut self) -> Value {
        self.try_check_connection().await.unwrap();
        self.call("connect", json!({ "accountId": 1 })).await;
        self.open_until("day", has_body).await
    }

    /// The screen after the end of a refresh.
    async fn refreshed_day(&self) -> Value {
        self.refresh_and_wait().await;
        self.open("day").await
    }
}

#[tokio::test]
async fn every_request_uses_the_entered_proxy() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut desk = network.desk_in(folder.path());
    assert_eq!(desk.start().await["proxy"], Value::Null);
    let proxy = network.start_proxy(ProxyAccess::Anyone).await;
    let start = desk.set_proxy(&format!("  {}/ ", proxy.socket())).await;
    assert_eq!(start["proxy"], json!({ "address": address_of(&proxy), "credentials": "none" }));
    let screen = desk.connect_through_proxy().await;
    assert!(appointment_ids(&screen).len() > 40);
    desk.idle().await;

    let requests_before = network.server.requests();
    while network.server.requests() == requests_before {
        let wait = desk.do_due_work().unwrap();
        desk.clock.forward(TimeDelta::from_std(wait).unwrap());
        desk.do_due_work();
        desk.idle().await;
    }
    assert_eq!(desk.open("day").await["freshness"]["state"], "fresh");
    let requests = proxy.received();
    assert!(!requests.is_empty());
    for request in requests {
        assert!(request.starts_with(&format!("CONNECT {HOST_BEHIND_A_PROXY}:443")), "{request}");
        assert!(!request.contains(TOKEN), "{request}");
    }
    assert_eq!(network.system_proxy.received(), [""; 0]);
}

#[tokio::test]
async fn text_that_is_not_a_proxy_is_refused_without_quoting_it() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut desk = network.desk_in(folder.path());
    let proxy = network.start_proxy(ProxyAccess::Anyone).await;
    let before = desk.set_proxy(&address_of(&proxy)).await;
    for wrong in [
        "ftp://reception:hunter2@proxy:21",
        "reception:hunter2@",
        "http://proxy/hunter2.pac",
        "two hunter2 words",
    ] {
        let error = desk.try_call("set_proxy", json!({ "proxy": wrong })).await.unwrap_err();
        assert_eq!(error["code"], "bad_proxy", "{wrong}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    assert_eq!(desk.start().await, before);
    desk.connect_through_proxy().await;
    assert!(!proxy.received().is_empty());
}

#[tokio::test]
async fn password_is_sent_to_the_proxy_and_is_in_no_file_and_no_response() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut desk = network.desk_in(folder.path());
    let proxy = network.start_proxy_with_password().await;
    let mut responses = vec![desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await];
    assert_eq!(responses[0]["proxy"], json!({ "address": address_of(&proxy), "credentials": "kept" }));
    responses.push(desk.connect_through_proxy().await);
    let requests = proxy.received();
    assert!(!requests.is_empty());
    assert!(requests.iter().all(|request| request.contains(AUTHORIZATION)), "{requests:?}");

    responses.push(desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await);
    responses.push(desk.refreshed_day().await);
    for (command, request) in [
        ("start", Value::Null),
        ("cache_usage", Value::Null),
        ("freshness", json!({ "view": "day", "date": null })),
        ("set_settings", responses[0]["settings"].clone()),
    ] {
        responses.push(desk.call(command, request).await);
    }
    assert!(
        desk.file_names_in(folder.path()).await.len() >= 3,
        "{:?}",
        desk.file_names_in(folder.path()).await
    );
    for secret in ["reception", PASSWORD, "a%2Flong%23password", "cmVjZXB0aW9uO"] {
        assert!(desk.files_containing(folder.path(), secret).await.is_empty(), "{secret}");
        assert!(responses.iter().all(|response| !response.to_string().contains(secret)), "{secret}");
    }
    assert_eq!(
        desk.files_containing(folder.path(), &proxy.socket().to_string()).await.len(),
        1,
        "only the settings contain the address of the proxy"
    );
}

#[tokio::test]
async fn wrong_password_is_reported_and_the_screen_stays() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut desk = network.desk_in(folder.path());
    let proxy = network.start_proxy_with_password().await;
    desk.set_proxy(&address_with_password(&proxy, "not-the-password")).await;
    assert_eq!(desk.try_check_connection().await.unwrap_err()["code"], "proxy");

    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    let displayed = appointment_ids(&desk.connect_through_proxy().await);
    desk.set_proxy(&address_with_password(&proxy, "not-the-password")).await;
    desk.idle().await;
    let screen = desk.open("day").await;
    assert_eq!((problem_code(&screen), &screen["freshness"]["state"]), (&json!("proxy"), &json!("offline")));
    assert!(!screen.to_string().contains("not-the-password"), "{}", screen["freshness"]);
    assert_eq!(appointment_ids(&screen), displayed);

    // With the right password the data are fetched at once, without a refresh.
    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    desk.idle().await;
    let screen = desk.open("day").await;
    assert_eq!((problem_code(&screen), &screen["freshness"]["state"]), (&Value::Null, &json!("fresh")));
}

#[tokio::test]
async fn stopped_proxy_is_reported_until_the_systems_proxy_is_used_again() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut desk = network.desk_in(folder.path());
    let proxy = network.start_proxy(ProxyAccess::Anyone).await;
    desk.set_proxy(&address_of(&proxy)).await;
    let displayed = appointment_ids(&desk.connect_through_proxy().await);
    desk.idle().await;
    proxy.stop().await;
    let screen = desk.refreshed_day().await;
    assert_eq!((problem_code(&screen), appointment_ids(&screen)), (&json!("proxy"), displayed.clone()));
    assert_eq!(network.system_proxy.received(), [""; 0], "there is no fallback to the system's proxy");

    let start = desk.set_proxy(" ").await;
    assert_eq!(start["proxy"], Value::Null);
    assert_eq!(start["account"]["tokenMissing"], false);
    desk.idle().await;
    let screen = desk.open("day").await;
    assert_eq!((problem_code(&screen), appointment_ids(&screen)), (&Value::Null, displayed));
    assert!(!network.system_proxy.received().is_empty());
}

#[tokio::test]
async fn response_through_the_old_proxy_is_discarded() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut desk = network.desk_in(folder.path());
    let [old, new] =
        [network.start_proxy(ProxyAccess::Anyone).await, network.start_proxy(ProxyAccess::Anyone).await];
    desk.set_proxy(&address_of(&old)).await;
    desk.connect_through_proxy().await;
    desk.idle().await;
    network.server.set_fault(Some(Fault::Hang));
    let requests_before = network.server.requests();
    desk.refresh().await;
    wait_for_requests(&network.server, requests_before + 1).await;
    network.server.set_fault(None);
    desk.clock.forward(TimeDelta::minutes(5));
    assert_eq!(desk.open("day").await["freshness"]["state"], "stale");

    desk.set_proxy(&address_of(&new)).await;
    desk.open_until("day", |screen| screen["freshness"]["state"] == "fresh").await;
    // The request through the old proxy fails now.
    old.stop().await;
    desk.idle().await;
    let screen = desk.open("day").await;
    assert_eq!((problem_code(&screen), &screen["freshness"]["state"]), (&Value::Null, &json!("fresh")));
}

#[tokio::test]
async fn proxy_is_stored_in_the_settings_and_its_password_with_the_secrets() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.start_proxy_with_password().await;
    let proxy_state = |credentials| json!({ "address": address_of(&proxy), "credentials": credentials });
    let desk = network.desk_in(folder.path());
    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    desk.close().await;

    // Secrets in memory end with the program. The next desk uses the proxy without the password.
    let mut desk = network.desk_in(folder.path());
    assert_eq!(desk.start().await["proxy"], proxy_state("missing"));
    assert_eq!(desk.try_check_connection().await.unwrap_err()["code"], "proxy");
    assert!(!proxy.received()[0].to_ascii_lowercase().contains("authorization"), "{}", proxy.received()[0]);

    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    desk.connect_through_proxy().await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    desk.close().await;
    let mut desk = network.desk_in(folder.path());
    let start = desk.start().await;
    assert_eq!((&start["storage"]["kind"], &start["proxy"]), (&json!("locked"), &Value::Null));
    assert_eq!(desk.error_code("set_proxy", json!({ "proxy": "" })).await, "locked");
    let start = desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!((&start["proxy"], &start["account"]["tokenMissing"]), (&proxy_state("kept"), &json!(false)));
    desk.open_until("day", |screen| screen["freshness"]["fromCache"] == false).await;
    assert!(proxy.received().last().unwrap().contains(AUTHORIZATION));
    assert_eq!(network.system_proxy.received(), [""; 0]);
}

#[tokio::test]
async fn password_of_a_proxy_that_was_replaced_while_locked_is_deleted_by_unlocking() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.start_proxy_with_password().await;
    let desk = network.desk_in(folder.path());
    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    let size_with_password = fs::metadata(folder.path().join("secrets.sealed")).unwrap().len();
    desk.close().await;

    let desk = network.desk_in(folder.path());
    let start = desk.call("start_without_passphrase", Value::Null).await;
    assert_eq!(start["proxy"]["credentials"], "missing");
    desk.set_proxy(&address_of(&proxy)).await;
    let start = desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(start["proxy"], json!({ "address": address_of(&proxy), "credentials": "none" }));
    let size_without_password = fs::metadata(folder.path().join("secrets.sealed")).unwrap().len();
    assert!(
        size_without_password + u64::try_from(PASSWORD.len()).unwrap() <= size_with_password,
        "{size_with_password} and {size_without_password} bytes"
    );
}

#[tokio::test]
async fn password_is_not_sent_to_a_proxy_that_was_written_into_the_settings_file() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.start_proxy_with_password().await;
    let other_proxy = network.start_proxy(ProxyAccess::Anyone).await;
    let desk = network.desk_in(folder.path());
    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    desk.close().await;
    let settings = folder.path().join("settings.json");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace(&address_of(&proxy), &address_of(&other_proxy))).unwrap();

    let desk = network.desk_in(folder.path());
    let start = desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(start["proxy"], json!({ "address": address_of(&other_proxy), "credentials": "missing" }));
    desk.try_check_connection().await.unwrap();
    assert!(
        !other_proxy.received()[0].to_ascii_lowercase().contains("authorization"),
        "{}",
        other_proxy.received()[0]
    );
}

#[tokio::test]
async fn wipe_deletes_the_proxy() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.start_proxy_with_password().await;
    let mut desk = network.desk_in(folder.path());
    desk.set_proxy(&address_with_password(&proxy, PASSWORD)).await;
    desk.connect_through_proxy().await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    desk.idle().await;
    let start = desk.call("wipe", Value::Null).await;
    assert_eq!(start["proxy"], Value::Null);
    assert!(
        desk.file_names_in(folder.path()).await.is_empty(),
        "{:?}",
        desk.file_names_in(folder.path()).await
    );
    let requests_before = proxy.received().len();
    desk.connect_through_proxy().await;
    assert_eq!(proxy.received().len(), requests_before);
    assert!(!network.system_proxy.received().is_empty());
    desk.close().await;
    assert_eq!(network.desk_in(folder.path()).start().await["proxy"], Value::Null);
}
