//! A proxy that was typed: gone through, kept, and its password told to nobody but the proxy.
//!
//! A client goes past every proxy to this computer, so that here the server has a name that only proxies know.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use onelink::{Client, Limits, ProxyAddress};
use practice::{Authority, Fault, HOST_BEHIND_A_PROXY, Proxy, ProxyAccess, Scenario, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use stage::*;

const WORDS: &str = "three words, or four";
const PASSWORD: &str = "a/long#password";
/// `reception:` and [`PASSWORD`].
const AUTHORIZATION: &str = "Basic cmVjZXB0aW9uOmEvbG9uZyNwYXNzd29yZA==";

/// A network from which only proxies lead to the server.
struct Network {
    server: Server,
    /// The one that the computer's own settings name.
    systems: Proxy,
    client: Client,
    _certificates: TempDir,
}

impl Network {
    async fn new() -> Self {
        let certificates = tempfile::tempdir().unwrap();
        let authority = Authority::in_folder(certificates.path()).unwrap();
        let server = practice::start_https(options(Scenario::Clinic), &authority).await.unwrap();
        let systems = Proxy::start(socket(&server), ProxyAccess::Anyone).await.unwrap();
        let pem = fs::read(certificates.path().join("authority.pem")).unwrap();
        let client = Client::new(Limits { max_retries: 0, ..Limits::default() })
            .trusting(onelink::Authority::from_pem(&pem).unwrap())
            .through(ProxyAddress::parse(&systems.socket().to_string()).unwrap());
        Self { server, systems, client, _certificates: certificates }
    }

    async fn proxy(&self, leads: ProxyAccess) -> Proxy {
        Proxy::start(socket(&self.server), leads).await.unwrap()
    }

    async fn proxy_with_password(&self) -> Proxy {
        self.proxy(ProxyAccess::Authorized(AUTHORIZATION.to_owned())).await
    }

    fn stage_in(&self, folder: &Path) -> Stage {
        stage_over(folder, self.client.clone())
    }
}

fn socket(server: &Server) -> SocketAddr {
    server.address().strip_prefix("https://").unwrap().parse().unwrap()
}

fn plain(proxy: &Proxy) -> String {
    format!("http://{}", proxy.socket())
}

fn with_password(proxy: &Proxy, password: &str) -> String {
    format!("http://reception:{password}@{}", proxy.socket())
}

impl Stage {
    async fn set_proxy(&self, text: &str) -> Value {
        self.call("set_proxy", json!({ "proxy": text })).await
    }

    async fn try_check(&self) -> Result<Value, Value> {
        let address = format!("https://{HOST_BEHIND_A_PROXY}");
        self.try_call("check_connection", json!({ "address": address, "token": TOKEN })).await
    }

    async fn connect_behind(&mut self) -> Value {
        self.try_check().await.unwrap();
        self.call("connect", json!({ "accountId": 1 })).await;
        self.open_until("day", has_body).await
    }

    async fn day(&self) -> Value {
        self.call("open", json!({ "view": "day", "date": null })).await
    }

    /// The screen after a fetch of what it shows.
    async fn refreshed(&self) -> Value {
        self.call("refresh", Value::Null).await;
        self.desk.idle().await;
        self.day().await
    }
}

fn problem(screen: &Value) -> &Value {
    &screen["freshness"]["problem"]["code"]
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn files_with(folder: &Path, needle: &str) -> Vec<PathBuf> {
    let holds = |file: &PathBuf| {
        let bytes = fs::read(file).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    files(folder).into_iter().filter(holds).collect()
}

#[tokio::test]
async fn a_typed_proxy_is_gone_through_from_the_first_connection_to_every_poll() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut stage = network.stage_in(folder.path());
    assert_eq!(stage.call("start", Value::Null).await["proxy"], Value::Null);
    let proxy = network.proxy(ProxyAccess::Anyone).await;
    let start = stage.set_proxy(&format!("  {}/ ", proxy.socket())).await;
    assert_eq!(start["proxy"], json!({ "address": plain(&proxy), "credentials": "none" }));
    let screen = stage.connect_behind().await;
    assert!(appointment_ids(&screen).len() > 40);
    stage.desk.idle().await;

    let before = network.server.requests();
    while network.server.requests() == before {
        let wait = stage.desk.do_due_work().unwrap();
        stage.clock.forward(TimeDelta::from_std(wait).unwrap());
        stage.desk.do_due_work();
        stage.desk.idle().await;
    }
    assert_eq!(stage.day().await["freshness"]["state"], "fresh");
    let heard = proxy.received();
    assert!(!heard.is_empty());
    for head in heard {
        assert!(head.starts_with(&format!("CONNECT {HOST_BEHIND_A_PROXY}:443")), "{head}");
        assert!(!head.contains(TOKEN), "{head}");
    }
    assert_eq!(network.systems.received(), [""; 0]);
}

#[tokio::test]
async fn what_is_no_proxy_changes_nothing_and_is_not_quoted() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut stage = network.stage_in(folder.path());
    let proxy = network.proxy(ProxyAccess::Anyone).await;
    let before = stage.set_proxy(&plain(&proxy)).await;
    for wrong in [
        "ftp://reception:hunter2@proxy:21",
        "reception:hunter2@",
        "http://proxy/hunter2.pac",
        "two hunter2 words",
    ] {
        let error = stage.try_call("set_proxy", json!({ "proxy": wrong })).await.unwrap_err();
        assert_eq!(error["code"], "bad_proxy", "{wrong}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    assert_eq!(stage.call("start", Value::Null).await, before);
    stage.connect_behind().await;
    assert!(!proxy.received().is_empty());
}

#[tokio::test]
async fn the_password_reaches_the_proxy_and_no_file_and_no_answer() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut stage = network.stage_in(folder.path());
    let proxy = network.proxy_with_password().await;
    let mut answers = vec![stage.set_proxy(&with_password(&proxy, PASSWORD)).await];
    assert_eq!(answers[0]["proxy"], json!({ "address": plain(&proxy), "credentials": "kept" }));
    answers.push(stage.connect_behind().await);
    let heard = proxy.received();
    assert!(!heard.is_empty() && heard.iter().all(|head| head.contains(AUTHORIZATION)), "{heard:?}");

    answers.push(stage.call("set_passphrase", json!({ "passphrase": WORDS })).await);
    answers.push(stage.refreshed().await);
    for (command, request) in [
        ("start", Value::Null),
        ("cache_usage", Value::Null),
        ("freshness", json!({ "view": "day", "date": null })),
        ("set_settings", answers[0]["settings"].clone()),
    ] {
        answers.push(stage.call(command, request).await);
    }
    assert!(files(folder.path()).len() >= 3, "{:?}", files(folder.path()));
    for secret in ["reception", PASSWORD, "a%2Flong%23password", "cmVjZXB0aW9uO"] {
        assert!(files_with(folder.path(), secret).is_empty(), "{secret}");
        assert!(answers.iter().all(|answer| !answer.to_string().contains(secret)), "{secret}");
    }
    assert_eq!(
        files_with(folder.path(), &proxy.socket().to_string()).len(),
        1,
        "the settings name the proxy"
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_and_nothing_on_screen_goes() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut stage = network.stage_in(folder.path());
    let proxy = network.proxy_with_password().await;
    stage.set_proxy(&with_password(&proxy, "of somebody else")).await;
    assert_eq!(stage.try_check().await.unwrap_err()["code"], "proxy");

    stage.set_proxy(&with_password(&proxy, PASSWORD)).await;
    let shown = appointment_ids(&stage.connect_behind().await);
    stage.set_proxy(&with_password(&proxy, "of somebody else")).await;
    stage.desk.idle().await;
    let screen = stage.day().await;
    assert_eq!((problem(&screen), &screen["freshness"]["state"]), (&json!("proxy"), &json!("offline")));
    assert!(!screen.to_string().contains("somebody"), "{}", screen["freshness"]);
    assert_eq!(appointment_ids(&screen), shown);

    // The right one is taken up at once: nobody has to ask for it.
    stage.set_proxy(&with_password(&proxy, PASSWORD)).await;
    stage.desk.idle().await;
    let screen = stage.day().await;
    assert_eq!((problem(&screen), &screen["freshness"]["state"]), (&Value::Null, &json!("fresh")));
}

#[tokio::test]
async fn a_proxy_that_is_gone_is_told_until_the_systems_way_is_gone_again() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut stage = network.stage_in(folder.path());
    let proxy = network.proxy(ProxyAccess::Anyone).await;
    stage.set_proxy(&plain(&proxy)).await;
    let shown = appointment_ids(&stage.connect_behind().await);
    stage.desk.idle().await;
    proxy.stop().await;
    let screen = stage.refreshed().await;
    assert_eq!((problem(&screen), appointment_ids(&screen)), (&json!("proxy"), shown.clone()));
    assert_eq!(network.systems.received(), [""; 0], "a typed proxy has no way round it");

    let start = stage.set_proxy(" ").await;
    assert_eq!(start["proxy"], Value::Null);
    assert_eq!(start["account"]["tokenMissing"], false);
    stage.desk.idle().await;
    let screen = stage.day().await;
    assert_eq!((problem(&screen), appointment_ids(&screen)), (&Value::Null, shown));
    assert!(!network.systems.received().is_empty());
}

#[tokio::test]
async fn what_is_on_its_way_by_the_old_proxy_has_no_say_any_more() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let mut stage = network.stage_in(folder.path());
    let [old, new] = [network.proxy(ProxyAccess::Anyone).await, network.proxy(ProxyAccess::Anyone).await];
    stage.set_proxy(&plain(&old)).await;
    stage.connect_behind().await;
    stage.desk.idle().await;
    network.server.set_fault(Some(Fault::Hang));
    let asked = network.server.requests();
    stage.call("refresh", Value::Null).await;
    while network.server.requests() == asked {
        tokio::task::yield_now().await;
    }
    network.server.set_fault(None);
    stage.clock.forward(TimeDelta::minutes(5));
    assert_eq!(stage.day().await["freshness"]["state"], "stale");

    stage.set_proxy(&plain(&new)).await;
    stage.open_until("day", |screen| screen["freshness"]["state"] == "fresh").await;
    // The old request fails now.
    old.stop().await;
    stage.desk.idle().await;
    let screen = stage.day().await;
    assert_eq!((problem(&screen), &screen["freshness"]["state"]), (&Value::Null, &json!("fresh")));
}

#[tokio::test]
async fn a_proxy_outlives_the_program_and_its_password_where_secrets_do() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.proxy_with_password().await;
    let shown = |credentials| json!({ "address": plain(&proxy), "credentials": credentials });
    network.stage_in(folder.path()).set_proxy(&with_password(&proxy, PASSWORD)).await;

    // In memory it ends with the program, and the proxy is asked without it.
    let mut stage = network.stage_in(folder.path());
    assert_eq!(stage.call("start", Value::Null).await["proxy"], shown("missing"));
    assert_eq!(stage.try_check().await.unwrap_err()["code"], "proxy");
    assert!(!proxy.received()[0].to_ascii_lowercase().contains("authorization"), "{}", proxy.received()[0]);

    stage.set_proxy(&with_password(&proxy, PASSWORD)).await;
    stage.connect_behind().await;
    stage.call("set_passphrase", json!({ "passphrase": WORDS })).await;
    drop(stage);
    let mut stage = network.stage_in(folder.path());
    let start = stage.call("start", Value::Null).await;
    assert_eq!((&start["storage"]["kind"], &start["proxy"]), (&json!("locked"), &Value::Null));
    let refused = stage.try_call("set_proxy", json!({ "proxy": "" })).await.unwrap_err();
    assert_eq!(refused["code"], "locked");
    let start = stage.call("unlock", json!({ "passphrase": WORDS })).await;
    assert_eq!((&start["proxy"], &start["account"]["tokenMissing"]), (&shown("kept"), &json!(false)));
    stage.open_until("day", |screen| screen["freshness"]["fromCache"] == false).await;
    assert!(proxy.received().last().unwrap().contains(AUTHORIZATION));
    assert_eq!(network.systems.received(), [""; 0]);
}

#[tokio::test]
async fn a_proxy_that_is_left_before_the_passphrase_is_given_leaves_no_password_under_it() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.proxy_with_password().await;
    let stage = network.stage_in(folder.path());
    stage.set_proxy(&with_password(&proxy, PASSWORD)).await;
    stage.call("set_passphrase", json!({ "passphrase": WORDS })).await;
    let with_it = fs::metadata(folder.path().join("secrets.sealed")).unwrap().len();

    let stage = network.stage_in(folder.path());
    let start = stage.call("start_without_passphrase", Value::Null).await;
    assert_eq!(start["proxy"]["credentials"], "missing");
    stage.set_proxy(&plain(&proxy)).await;
    let start = stage.call("unlock", json!({ "passphrase": WORDS })).await;
    assert_eq!(start["proxy"], json!({ "address": plain(&proxy), "credentials": "none" }));
    let without = fs::metadata(folder.path().join("secrets.sealed")).unwrap().len();
    assert!(without + u64::try_from(PASSWORD.len()).unwrap() <= with_it, "{with_it} and {without} bytes");
}

#[tokio::test]
async fn a_password_goes_to_no_proxy_that_the_settings_were_made_to_name() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.proxy_with_password().await;
    let strange = network.proxy(ProxyAccess::Anyone).await;
    let stage = network.stage_in(folder.path());
    stage.set_proxy(&with_password(&proxy, PASSWORD)).await;
    stage.call("set_passphrase", json!({ "passphrase": WORDS })).await;
    let settings = folder.path().join("settings.json");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace(&plain(&proxy), &plain(&strange))).unwrap();

    let stage = network.stage_in(folder.path());
    let start = stage.call("unlock", json!({ "passphrase": WORDS })).await;
    assert_eq!(start["proxy"], json!({ "address": plain(&strange), "credentials": "missing" }));
    stage.try_check().await.unwrap();
    assert!(
        !strange.received()[0].to_ascii_lowercase().contains("authorization"),
        "{}",
        strange.received()[0]
    );
}

#[tokio::test]
async fn a_wipe_forgets_the_proxy() {
    let (network, folder) = (Network::new().await, tempfile::tempdir().unwrap());
    let proxy = network.proxy_with_password().await;
    let mut stage = network.stage_in(folder.path());
    stage.set_proxy(&with_password(&proxy, PASSWORD)).await;
    stage.connect_behind().await;
    stage.call("set_passphrase", json!({ "passphrase": WORDS })).await;
    stage.desk.idle().await;
    let start = stage.call("wipe", Value::Null).await;
    assert_eq!(start["proxy"], Value::Null);
    assert!(files(folder.path()).is_empty(), "{:?}", files(folder.path()));
    let heard = proxy.received().len();
    stage.connect_behind().await;
    assert_eq!(proxy.received().len(), heard);
    assert!(!network.systems.received().is_empty());
    assert_eq!(network.stage_in(folder.path()).call("start", Value::Null).await["proxy"], Value::Null);
}
