//! HTTPS: what is proved before anything is written.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use sms::{
    http::{Session, SessionConfig},
    smpp::{ConnectError, Outcome},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    time::sleep,
};
use tokio_rustls::TlsAcceptor;

use super::{
    accepted, message, open,
    peer::{ok, request},
    send,
};

/// A certificate for 127.0.0.1 that nobody trusts, and the key of it: for these tests only.
const CERTIFICATE: &[u8] = include_bytes!("certificat.pem");
const KEY: &[u8] = include_bytes!("cle.pem");

/// What a server over TLS does with the connections after the first.
#[derive(Clone, Copy)]
enum Then {
    Answers,
    SpeaksNoTls,
    SaysNothing,
    AcceptsAndLeaves,
}

struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
    /// Everything that came on connections without TLS.
    clear: Arc<Mutex<Vec<u8>>>,
}

async fn server(then: Then) -> Server {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("a key");
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate and its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = Server {
        port: listener.local_addr().expect("address").port(),
        requests: Arc::default(),
        clear: Arc::default(),
    };
    let (requests, clear) = (Arc::clone(&server.requests), Arc::clone(&server.clear));
    let first = AtomicBool::new(true);
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.expect("a connection");
            match (first.swap(false, SeqCst), then) {
                (false, Then::SpeaksNoTls) => {
                    let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n{}").await;
                    let mut octets = Vec::new();
                    let _ = socket.read_to_end(&mut octets).await;
                    clear.lock().expect("lock").extend(octets);
                    continue;
                }
                (false, Then::SaysNothing) => {
                    let clear = Arc::clone(&clear);
                    tokio::spawn(async move {
                        let mut octets = Vec::new();
                        let _ = socket.read_to_end(&mut octets).await;
                        clear.lock().expect("lock").extend(octets);
                    });
                    continue;
                }
                _ => {}
            }
            let Ok(mut stream) = acceptor.accept(socket).await else {
                continue;
            };
            if let Some(request) = request(&mut stream).await {
                requests.lock().expect("lock").push(request);
                if !matches!(then, Then::AcceptsAndLeaves) {
                    let _ = stream.write_all(ok("{\"id\":\"1\"}").as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            }
        }
    });
    server
}

fn config(port: u16) -> SessionConfig {
    let mut config = super::config(port);
    let mut declared = config.provider.declared().clone();
    declared.url = format!("https://127.0.0.1:{port}/envoi");
    config.provider = declared.try_into().expect("sound");
    config
}

fn trusting(port: u16) -> SessionConfig {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).expect("a certificate");
    roots.add(certificate).expect("a root");
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    SessionConfig {
        tls: Some(Arc::new(tls)),
        ..config(port)
    }
}

/// Invariant: messages go over TLS to who is trusted.
#[tokio::test]
async fn messages_go_over_tls() {
    let server = server(Then::Answers).await;
    let (handle, _events) = open(trusting(server.port)).await;
    for _ in 0..3 {
        assert_eq!(send(&handle, message("Absence")).await, accepted("1"));
    }
    let requests = server.requests.lock().expect("lock").clone();
    assert_eq!(requests.len(), 3);
    assert!(String::from_utf8_lossy(&requests[0]).contains("Absence"));
}

/// Invariant: the system's authorities are those that are trusted, and who has not their word is
/// told nothing.
#[tokio::test]
async fn an_unknown_certificate_is_refused() {
    let server = server(Then::Answers).await;
    let refused = Session::connect(config(server.port)).await;
    assert!(
        matches!(refused, Err(ConnectError::Unreachable(_))),
        "{refused:?}"
    );
    assert!(server.requests.lock().expect("lock").is_empty());
}

/// Invariant: when TLS can't be agreed on, the message is surely not written: not one octet of it
/// was on the wire.
#[tokio::test]
async fn without_tls_nothing_is_written() {
    for then in [Then::SpeaksNoTls, Then::SaysNothing] {
        let server = server(then).await;
        let (handle, _events) = open(trusting(server.port)).await;
        assert_eq!(send(&handle, message("Absence")).await, Outcome::NotWritten);
        sleep(Duration::from_millis(50)).await;
        let clear = server.clear.lock().expect("lock").clone();
        assert!(!clear.is_empty(), "TLS was tried");
        assert!(!String::from_utf8_lossy(&clear).contains("Absence"));
    }
}

/// Invariant: once TLS stands, what was written without an answer is in doubt.
#[tokio::test]
async fn after_tls_what_was_written_is_in_doubt() {
    let server = server(Then::AcceptsAndLeaves).await;
    let (handle, _events) = open(trusting(server.port)).await;
    assert_eq!(send(&handle, message("Absence")).await, Outcome::InDoubt);
    assert_eq!(server.requests.lock().expect("lock").len(), 1, "once");
}
