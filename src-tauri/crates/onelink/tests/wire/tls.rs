//! A TLS server on localhost and a certificate authority, both created anew for each test.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use onelink::{Address, Authority};
use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::PAYLOAD;
use crate::server::response;

/// A certificate authority. A client trusts it after it got [`Ca::authority`].
pub struct Ca {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its private key.
pub struct Identity {
    certificate: Certificate,
    key: KeyPair,
}

/// A certificate for one host, valid from 1975 for a long time.
pub fn params(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, host);
    params
}

impl Ca {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = params("authority.example");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self { certificate: params.self_signed(&key).unwrap(), issuer: Issuer::new(params, key) }
    }

    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    pub fn authority(&self) -> Authority {
        Authority::from_pem(self.pem().as_bytes()).unwrap()
    }

    pub fn sign(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        Identity { certificate: params.signed_by(&key, &self.issuer).unwrap(), key }
    }
}

pub fn self_signed(params: &CertificateParams) -> Identity {
    let key = KeyPair::generate().unwrap();
    Identity { certificate: params.self_signed(&key).unwrap(), key }
}

/// A server that answers every request with [`PAYLOAD`] and records the requests.
pub struct TlsServer {
    socket: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl TlsServer {
    pub async fn start(identity: Identity) -> Self {
        let key = PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![identity.certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let received = Arc::clone(&heads);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, received) = (acceptor.clone(), Arc::clone(&received));
                connections.spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        let Ok(byte) = stream.read_u8().await else { return };
                        head.push(byte);
                    }
                    received.lock().unwrap().push(String::from_utf8(head).unwrap());
                    let _ = stream.write_all(&response("200 OK", &[], PAYLOAD)).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { socket, heads, task }
    }

    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    pub fn address(&self) -> Address {
        Address::parse(&format!("https://{}", self.socket)).unwrap()
    }

    /// Request line and headers of each request that was received after a successful handshake.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
