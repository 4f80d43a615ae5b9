//! What counts as written.

use std::sync::Arc;

use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{io::AsyncWriteExt as _, net::TcpListener};
use tokio_rustls::TlsAcceptor;

use super::line::{Line, client};
use crate::http::provider::Server;

const CERTIFICATE: &[u8] = include_bytes!("../../../tests/it/http/certificat.pem");
const KEY: &[u8] = include_bytes!("../../../tests/it/http/cle.pem");

/// Invariant: what TLS says to agree is no part of a request; the first octet after it is.
#[tokio::test]
async fn what_tls_says_is_no_part_of_a_request() {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (secure, _) = listener.accept().await.unwrap();
        let secure = acceptor.accept(secure).await.unwrap();
        let clear = listener.accept().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        drop((secure, clear));
    });
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let server = |scheme: &str| Server::parse(&format!("{scheme}://127.0.0.1:{port}")).unwrap();
    let tls = Some(Arc::new(client(roots).unwrap()));
    for line in [
        Line::new(server("https"), tls),
        Line::new(server("http"), None),
    ] {
        let (mut stream, touched) = line.open().await.unwrap();
        assert!(!touched.is_so());
        stream.write_all(b"P").await.unwrap();
        stream.flush().await.unwrap();
        assert!(touched.is_so());
    }
}
