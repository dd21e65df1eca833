//! Certificates that fail, against a real TLS server on loopback.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use reqwest::Certificate as TrustedCertificate;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::*;
use crate::{Address, Client, Limits, Token};

struct TlsServer {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl TlsServer {
    /// Shakes hands with whoever comes, and hangs up.
    async fn start(certificate: &Certificate, key: &KeyPair) -> Self {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = acceptor.accept(stream).await;
            }
        });
        Self { address, task }
    }

    fn url(&self) -> String {
        format!("https://{}", self.address)
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn params(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

/// What the program's own client says, which trusts what the computer trusts.
async fn code_of_client(server: &TlsServer) -> ErrorCode {
    let client = Client::new(Limits::default()).unwrap();
    let token = Token::new("q7Hk2mZx").unwrap();
    let address = Address::parse(&server.url()).unwrap();
    client.profile(&address, &token).await.unwrap_err().code()
}

/// What becomes of the failure of a client that trusts one more authority.
async fn code_of_client_trusting(authority: &Certificate, server: &TlsServer) -> ErrorCode {
    let trusted = TrustedCertificate::from_der(authority.der()).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([trusted]).build().unwrap();
    before_answer(client.get(server.url()).send().await.unwrap_err()).code()
}

#[tokio::test]
async fn a_self_signed_certificate_has_an_unknown_authority() {
    let key = KeyPair::generate().unwrap();
    let certificate = params("127.0.0.1").self_signed(&key).unwrap();
    let server = TlsServer::start(&certificate, &key).await;
    assert_eq!(code_of_client(&server).await, ErrorCode::TlsUnknownAuthority);
}

#[tokio::test]
async fn a_self_signed_authority_used_as_the_servers_own_has_too() {
    let key = KeyPair::generate().unwrap();
    let mut params = params("127.0.0.1");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let server = TlsServer::start(&certificate, &key).await;
    assert_eq!(code_of_client(&server).await, ErrorCode::TlsUnknownAuthority);
}

#[tokio::test]
async fn of_a_trusted_authority_the_dates_and_the_host_are_told_apart() {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority_params = params("authority.example");
    authority_params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = authority_params.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority_params, authority_key);

    let mut expired = params("127.0.0.1");
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2021, 1, 1);
    let mut early = params("127.0.0.1");
    early.not_before = date_time_ymd(2999, 1, 1);
    for (params, expected) in [
        (expired, ErrorCode::TlsExpired),
        (early, ErrorCode::TlsExpired),
        (params("clinic.example"), ErrorCode::TlsWrongHost),
        // Nothing is wrong with this one: the server hangs up after the handshake.
        (params("127.0.0.1"), ErrorCode::Truncated),
    ] {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let server = TlsServer::start(&certificate, &key).await;
        assert_eq!(code_of_client_trusting(&authority, &server).await, expected);
    }
}
