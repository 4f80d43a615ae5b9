//! A server that goes wrong at one step, each time it is asked.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{
        AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
        BufReader,
    },
    net::{TcpListener, TcpSocket, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};

use crate::certificate::Certificate;

/// Where it goes wrong: instead of its answer to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Greeting,
    Ehlo,
    Mail,
    Rcpt,
    Data,
    /// Once the mail has begun to come.
    Body,
    /// Once the whole mail came.
    End,
}

/// How it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// It closes the connection.
    HangUp,
    /// It says these octets, then waits.
    Say(&'static str),
    /// It says these octets, then closes the connection.
    SayAndHangUp(&'static str),
    /// It says these octets when nobody waits for them any more.
    SayLate(&'static str),
    /// It says nothing more.
    Silence,
}

/// A running one.
pub(crate) struct Broken {
    pub(crate) port: u16,
    saw_end: Arc<AtomicBool>,
    opened: Arc<AtomicUsize>,
}

impl Broken {
    pub(crate) async fn start(at: At, way: Way, tls: bool) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        // What is not read stays with its writer.
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
        let listener = socket.listen(8).expect("listening");
        let port = listener.local_addr().expect("an address").port();
        let (saw_end, opened) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let seen = (Arc::clone(&saw_end), Arc::clone(&opened));
        tokio::spawn(serve(listener, at, way, tls, seen));
        Self {
            port,
            saw_end,
            opened,
        }
    }

    pub(crate) fn url(&self, tls: bool) -> String {
        let scheme = if tls { "smtps" } else { "smtp" };
        format!("{scheme}://localhost:{}", self.port)
    }

    /// How many connections came.
    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    /// Whether a whole mail came.
    pub(crate) fn saw_end(&self) -> bool {
        self.saw_end.load(Ordering::SeqCst)
    }
}

async fn serve(
    listener: TcpListener,
    at: At,
    way: Way,
    tls: bool,
    (saw_end, opened): (Arc<AtomicBool>, Arc<AtomicUsize>),
) {
    while let Ok((stream, _)) = listener.accept().await {
        opened.fetch_add(1, Ordering::SeqCst);
        let saw_end = Arc::clone(&saw_end);
        tokio::spawn(async move {
            if tls {
                if let Ok(stream) = acceptor().accept(stream).await {
                    let _ = talk(stream, at, way, &saw_end).await;
                }
            } else {
                let _ = talk(stream, at, way, &saw_end).await;
            }
        });
    }
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    at: At,
    way: Way,
    saw_end: &AtomicBool,
) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    for (step, answer) in [
        (At::Greeting, "220 casse.invalid ESMTP\r\n"),
        (At::Ehlo, "250-casse.invalid\r\n250 8BITMIME\r\n"),
        (At::Mail, "250 2.1.0 Ok\r\n"),
        (At::Rcpt, "250 2.1.5 Ok\r\n"),
        (At::Data, "354 Go ahead\r\n"),
        (At::Body, ""),
        (At::End, "250 2.0.0 Taken\r\n"),
    ] {
        match step {
            At::Greeting => {}
            At::Body => stream.read_exact(&mut [0; 100]).await.map(drop)?,
            At::End => {
                let mut line = String::new();
                while line != ".\r\n" {
                    line.clear();
                    if stream.read_line(&mut line).await? == 0 {
                        return Ok(());
                    }
                }
                saw_end.store(true, Ordering::SeqCst);
            }
            _ => {
                stream.read_line(&mut String::new()).await?;
            }
        }
        if step == at {
            return go_wrong(&mut stream, way).await;
        }
        stream.write_all(answer.as_bytes()).await?;
        stream.flush().await?;
    }
    Ok(())
}

async fn go_wrong(stream: &mut (impl AsyncWrite + Unpin), way: Way) -> io::Result<()> {
    match way {
        Way::HangUp => {}
        Way::Say(text) => {
            stream.write_all(text.as_bytes()).await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        Way::SayLate(text) => {
            tokio::time::sleep(Duration::from_millis(4500)).await;
            stream.write_all(text.as_bytes()).await?;
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        Way::SayAndHangUp(text) => {
            stream.write_all(text.as_bytes()).await?;
            stream.shutdown().await?;
        }
        Way::Silence => tokio::time::sleep(Duration::from_secs(10)).await,
    }
    Ok(())
}

/// The tests' certificate, for servers made of bare octets.
pub(crate) fn acceptor() -> TlsAcceptor {
    let certificate = Certificate::trusted();
    let chain = CertificateDer::pem_file_iter(certificate.file())
        .expect("readable")
        .map(|certificate| certificate.expect("a certificate"))
        .collect();
    let key = PrivateKeyDer::from_pem_file(certificate.key_file()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .expect("an identity");
    TlsAcceptor::from(Arc::new(config))
}

/// A server that says these octets to whoever comes, reads a line, says the next, and so on.
pub(crate) async fn script(steps: &'static [&'static str]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move { follow(stream, steps).await });
        }
    });
    port
}

async fn follow(stream: TcpStream, steps: &[&str]) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    for step in steps {
        stream.write_all(step.as_bytes()).await?;
        stream.read_line(&mut String::new()).await?;
    }
    tokio::time::sleep(Duration::from_secs(10)).await;
    Ok(())
}
