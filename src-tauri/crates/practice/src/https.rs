//! Valid and invalid certificates, for tests of a client that must distinguish them.

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

/// The host of every certificate except that of [`CertificateKind::OtherHost`].
const HOST: &str = "127.0.0.1";

/// A host name that only a proxy can resolve. Valid certificates include it. Requests to localhost bypass the proxy, so tests
/// of a proxy need a name.
pub const HOST_BEHIND_A_PROXY: &str = "behind-a-proxy.example";

/// Why a certificate is not available.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A file could not be read or written.
    #[error("cannot read or write the files of the certificate authority")]
    File(#[from] io::Error),
    /// A certificate could not be created, or a key could not be read.
    #[error("cannot create a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library rejects a created certificate.
    #[error("the TLS library rejects the certificate")]
    Tls(#[from] tokio_rustls::rustls::Error),
    /// The TLS library does not know the format of a key.
    #[error("the TLS library rejects the key")]
    Key,
}

/// A certificate authority. Clients are configured to trust its certificate.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

/// The certificate that the server presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CertificateKind {
    Valid,
    SelfSigned,
    Expired,
    OtherHost,
}

impl Authority {
    /// The authority of a folder: `authority.pem` is its certificate, which clients trust, and `authority-key.pem` is its key.
    /// The files are created if the folder has none, and reused otherwise, so clients also trust a restarted server.
    ///
    /// # Errors
    ///
    /// [`AuthorityError`] if the files cannot be read or written, or are invalid.
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

    /// Accepts TLS connections with a certificate of this kind.
    pub(crate) fn acceptor(&self, kind: CertificateKind) -> Result<TlsAcceptor, AuthorityError> {
        let names: &[&str] = match kind {
            CertificateKind::OtherHost => &["clinic.example"],
            _ => &[HOST, HOST_BEHIND_A_PROXY],
        };
        let mut params = params(names)?;
        if kind == CertificateKind::Expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2021, 1, 1);
        }
        let key = KeyPair::generate()?;
        let certificate = match kind {
            CertificateKind::SelfSigned => params.self_signed(&key)?,
            _ => params.signed_by(&key, &self.issuer)?,
        };
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| AuthorityError::Key)?;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// The parameters of a certificate for all `names`. The first one is its common name.
fn params(names: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, names[0]);
    Ok(params)
}

/// Accepts connections after their TLS handshake. Handshakes run concurrently, so a silent client does not block others.
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
                    // A client that rejects the certificate closes the connection, which is not an error here.
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
