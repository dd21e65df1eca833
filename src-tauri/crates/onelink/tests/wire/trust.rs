//! Which certificates are believed, and what is said of those that are not.

#[cfg(target_os = "linux")]
use std::{path::Path, process::Command};

use onelink::{Authority, Client, ErrorCode};
use rcgen::{BasicConstraints, IsCa, date_time_ymd};

use crate::server::{Server, json};
use crate::tls::{Ca, Identity, TlsServer, params, self_signed};
use crate::{PAYLOAD, TOKEN, client, limits, token, week};

/// What a client says of a server with that certificate, and whether the server was shown a request.
async fn outcome(client: &Client, identity: Identity) -> (Option<ErrorCode>, usize) {
    let server = TlsServer::start(identity).await;
    let answer = client.calendar(&server.address(), &token(), &week(), None).await;
    (answer.err().map(|error| error.code()), server.heads().len())
}

#[tokio::test]
async fn a_certificate_that_is_not_believed_says_why_and_the_token_stays() {
    let ca = Ca::new();
    let mut expired = params("127.0.0.1");
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2021, 1, 1);
    let mut early = params("127.0.0.1");
    early.not_before = date_time_ymd(2999, 1, 1);
    // As most self-signed certificates are: it says that it may sign others.
    let mut own_authority = params("127.0.0.1");
    own_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let client = client(limits()).trusting(ca.authority());
    for (name, identity, expected) in [
        ("signed by the authority", ca.sign(&params("127.0.0.1")), None),
        ("expired", ca.sign(&expired), Some(ErrorCode::TlsExpired)),
        ("of the future", ca.sign(&early), Some(ErrorCode::TlsExpired)),
        ("another host's", ca.sign(&params("clinic.example")), Some(ErrorCode::TlsWrongHost)),
        ("self-signed", self_signed(&params("127.0.0.1")), Some(ErrorCode::TlsUnknownAuthority)),
        ("its own authority", self_signed(&own_authority), Some(ErrorCode::TlsUnknownAuthority)),
        (
            "an authority's of the same name",
            Ca::new().sign(&params("127.0.0.1")),
            Some(ErrorCode::TlsUnknownAuthority),
        ),
    ] {
        let requests = usize::from(expected.is_none());
        assert_eq!(outcome(&client, identity).await, (expected, requests), "{name}");
    }
}

#[tokio::test]
async fn an_authority_is_only_trusted_by_who_was_told_to() {
    let ca = Ca::new();
    let plain = client(limits());
    let trusting = plain.trusting(ca.authority());
    let localhost = || ca.sign(&params("127.0.0.1"));
    assert_eq!(outcome(&trusting, localhost()).await.0, None);
    assert_eq!(outcome(&plain, localhost()).await.0, Some(ErrorCode::TlsUnknownAuthority));
    let error = Authority::from_pem(b"no certificate").err().unwrap();
    assert_eq!(error.code(), ErrorCode::TlsUnknownAuthority);
}

/// What a computer trusts is named by the environment on Linux, and that of a running process cannot be changed safely:
/// the requests are made by this test program anew. Without a proxy, which would be what is connected to first.
#[cfg(target_os = "linux")]
fn as_a_child(name: &str, certificates: &Path, server: &str) {
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
fn a_computer_that_trusts_nobody_has_a_program_that_starts() {
    as_a_child("trust::as_a_child_without_certificates", Path::new("/nonexistent"), "");
}

#[tokio::test]
#[ignore = "run by `a_computer_that_trusts_nobody_has_a_program_that_starts`"]
async fn as_a_child_without_certificates() {
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
    // One that was named is enough.
    client.trusting(ca.authority()).calendar(&server.address(), &token(), &week(), None).await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_computers_own_authorities_are_trusted() {
    let ca = Ca::new();
    let server = TlsServer::start(ca.sign(&params("127.0.0.1"))).await;
    let file = std::env::temp_dir().join(format!("onelink-authorities-{}.pem", std::process::id()));
    std::fs::write(&file, ca.pem()).unwrap();
    let address = server.address();
    let certificates = file.clone();
    let child = tokio::task::spawn_blocking(move || {
        as_a_child("trust::as_a_child_with_one_authority", &certificates, address.as_str());
    });
    let outcome = child.await;
    std::fs::remove_file(&file).unwrap();
    outcome.unwrap();
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
#[ignore = "run by `the_computers_own_authorities_are_trusted`"]
#[expect(clippy::disallowed_methods, reason = "how the parent tells its child where the server is")]
async fn as_a_child_with_one_authority() {
    let address = onelink::Address::parse(&std::env::var("QABYL_TEST_SERVER").unwrap()).unwrap();
    client(limits()).calendar(&address, &token(), &week(), None).await.unwrap();
}
