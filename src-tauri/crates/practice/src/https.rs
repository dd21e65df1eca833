//! Certificates that are right, and ones that are wrong in one way, for tests of a client that must tell them apart.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// The host that every certificate is for which is not wrong about that.
const HOST: &str = "127.0.0.1";

/// A name that nobody knows but a proxy, and that the right certificates are for too: a client goes past every proxy to this
/// computer, so that only a name can lead it through one.
pub const HOST_BEHIND_A_PROXY: &str = "behind-a-proxy.example";

/// Why there are no certificates.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A file could not be read or written.
    #[error("cannot keep the authority's files")]
    File(#[from] io::Error),
    /// A certificate could not be made, or a key not be read.
    #[error("cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refuses a certificate that was made.
    #[error("cannot serve a certificate")]
    Tls(#[from] tokio_rustls::rustls::Error),
    /// A key has a form that the TLS library does not know.
    #[error("cannot serve a key")]
    Key,
}

/// A certificate authority whose certificate a client is told to trust.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

/// What is presented in the handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presented {
    Right,
    SelfSigned,
    Expired,
    OtherHost,
}

impl Authority {
    /// The authority of a folder: `authority.pem` is its certificate, to be trusted by clients, `authority-key.pem` its
    /// key. Both are made when the folder has none, so that a server that is started again is still believed.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`] when the files cannot be read, written or understood.
    pub fn in_folder(folder: &Path) -> Result<Self, AuthorityError> {
        let key_file = folder.join("authority-key.pem");
        let mut params = params(&["practice.example"])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = if key_file.exists() {
            KeyPair::from_pem(&fs::read_to_string(&key_file)?)?
        } else {
            let key = KeyPair::generate()?;
            fs::create_dir_all(folder)?;
            fs::write(folder.join("authority.pem"), params.self_signed(&key)?.pem())?;
            fs::write(&key_file, key.serialize_pem())?;
            key
        };
        Ok(Self { issuer: Issuer::new(params, key) })
    }

    pub(crate) fn acceptor(&self, presented: Presented) -> Result<TlsAcceptor, AuthorityError> {
        let names: &[&str] = match presented {
            Presented::OtherHost => &["clinic.example"],
            _ => &[HOST, HOST_BEHIND_A_PROXY],
        };
        let mut params = params(names)?;
        if presented == Presented::Expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = match presented {
            Presented::SelfSigned => params.self_signed(&key)?,
            _ => params.signed_by(&key, &self.issuer)?,
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| AuthorityError::Key)?;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// For all of the names, and called by the first.
fn params(names: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, names[0]);
    Ok(params)
}

/// Connections after their handshake. All shake hands at the same time: one that is silent keeps no other waiting.
pub(crate) struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl TlsListener {
    pub(crate) fn new(listener: TcpListener, acceptor: TlsAcceptor) -> Self {
        Self { listener, acceptor, handshakes: JoinSet::new() }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                (stream, peer) = Listener::accept(&mut self.listener) => {
                    let acceptor = self.acceptor.clone();
                    // Who does not believe the certificate hangs up.
                    self.handshakes.spawn(async move { Some((acceptor.accept(stream).await.ok()?, peer)) });
                }
                Some(handshake) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = handshake {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Listener::local_addr(&self.listener)
    }
}
