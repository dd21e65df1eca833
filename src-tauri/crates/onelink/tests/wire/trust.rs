//! Which certificates are trusted, and the error codes of the others.

#[cfg(target_os = "linux")]
use std::{path::Path, process::Command};

use onelink::{Authority, Client, ErrorCode};
use rcgen::{BasicConstraints, IsCa, date_time_ymd};

use crate::server::{Server, json};
use crate::tls::{Ca, Identity, TlsServer, params, self_signed};
use crate::{PAYLOAD, TOKEN, client, limits, token, week};

/// The error code of a request to a server with this certificate, and the number of requests that the server received.
async fn outcome(client: &Client, identity: Identity) -> (Option<ErrorCode>, usize) {
    let server = TlsServer::start(identity).await;
    let answer = client.calendar(&server.address(), &token(), &week(), None).await;
    (answer.err().map(|error| error.code()), server.heads().len())
}

#[tokio::test]
async fn untrusted_certificate_has_its_code_and_no_token_is_sent() {
    let ca = Ca::new();
    let mut expired = params("127.0.0.1");
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2021, 1, 1);
    let mut early = params("127.0.0.1");
    early.not_before = date_time_ymd(2999, 1, 1);
    // Marked as an authority, as most self-signed certificates are.
    let mut own_authority = params("127.0.0.1");
    own_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let client = client(limits()).trusting(ca.authority());
    for (name, identity, expected) in [
        ("signed by the authority", ca.sign(&params("127.0.0.1")), None),
        ("expired", ca.sign(&expired), Some(ErrorCode::TlsExpired)),
        ("not valid yet", ca.sign(&early), Some(ErrorCode::TlsExpired)),
        ("for another host", ca.sign(&params("clinic.example")), Some(ErrorCode::TlsWrongHost)),
        ("self-signed", self_signed(&params("127.0.0.1")), Some(ErrorCode::TlsUnknownAuthority)),
        (
            "self-signed and marked as an authority",
            self_signed(&own_authority),
            Some(ErrorCode::TlsUnknownAuthority),
        ),
        (
            "signed by another authority of the same name",
            Ca::new().sign(&params("127.0.0.1")),
            Some(ErrorCode::TlsUnknownAuthority),
        ),
    ] {
        let requests = usize::from(expected.is_none());
        assert_eq!(outcome(&client, identity).await, (expected, requests), "{name}");
    }
}

#[tokio::test]
async fn authority_is_trusted_only_by_the_client_that_got_it() {
    let ca = Ca::new();
    let plain = client(limits());
    let trusting = plain.trusting(ca.authority());
    let for_localhost = || ca.sign(&params("127.0.0.1"));
    assert_eq!(outcome(&trusting, for_localhost()).await.0, None);
    assert_eq!(outcome(&plain, for_localhost()).await.0, Some(ErrorCode::TlsUnknownAuthority));
    let error = Authority::from_pem(b"no certificate").err().unwrap();
    assert_eq!(error.code(), ErrorCode::TlsUnknownAuthority);
}

/// On Linux the environment names the trusted certificates. The environment of a running process cannot be changed safely,
/// so a child process of this test binary sends the requests. It uses no proxy, because it would connect to the proxy first.
#[cfg(target_os = "linux")]
fn run_as_child(name: &str, certificates: &Path, server: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", name, "--ignored"])
        .env("SSL_CERT_FILE", certificates)
        .env("SSL_CERT_DIR", "/nonexistent")
        .env("QABYL_TEST_SERVER", server);
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        child.env_remove(variable);
    }
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_trusted_certificates_only_https_fails() {
    run_as_child("trust::child_without_certificates", Path::new("/nonexistent"), "");
}

#[tokio::test]
#[ignore = "run by `without_trusted_certificates_only_https_fails`"]
async fn child_without_certificates() {
    let client = client(limits());
    let plain = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    client.calendar(&plain.address(), &token(), &week(), None).await.unwrap();

    let ca = Ca::new();
    let server = TlsServer::start(ca.sign(&params("127.0.0.1"))).await;
    let remote = onelink::Address::parse("https://clinic.invalid").unwrap();
    for address in [server.address(), remote] {
        let error = client.calendar(&address, &token(), &week(), None).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::TlsNoAuthorities, "{error}");
        assert!(!error.is_worth_retrying() && !format!("{error:?}").contains(TOKEN));
    }
    // One added authority is enough.
    client.trusting(ca.authority()).calendar(&server.address(), &token(), &week(), None).await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn authorities_of_the_operating_system_are_trusted() {
    let ca = Ca::new();
    let server = TlsServer::start(ca.sign(&params("127.0.0.1"))).await;
    let file = std::env::temp_dir().join(format!("onelink-authorities-{}.pem", std::process::id()));
    std::fs::write(&file, ca.pem()).unwrap();
    let address = server.address();
    let certificates = file.clone();
    let child = tokio::task::spawn_blocking(move || {
        run_as_child("trust::child_trusts_one_authority", &certificates, address.as_str());
    });
    let outcome = child.await;
    std::fs::remove_file(&file).unwrap();
    outcome.unwrap();
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
#[ignore = "run by `authorities_of_the_operating_system_are_trusted`"]
#[expect(clippy::disallowed_methods, reason = "the parent process passes the address of its server")]
async fn child_trusts_one_authority() {
    let address = onelink::Address::parse(&std::env::var("QABYL_TEST_SERVER").unwrap()).unwrap();
    client(limits()).calendar(&address, &token(), &week(), None).await.unwrap();
}
