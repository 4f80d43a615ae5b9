//! A connection to a provider, which knows whether the request has begun to leave.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OnceCell,
};
use tokio_rustls::TlsConnector;

use crate::http::provider::Server;

/// How to reach a provider.
#[derive(Clone)]
pub(in crate::http) struct Line {
    server: Server,
    tls: Option<Arc<ClientConfig>>,
}

/// Whether one octet was handed to the socket since the connection stood.
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct Touched(Arc<Marks>);

#[derive(Debug, Default)]
struct Marks {
    standing: AtomicBool,
    touched: AtomicBool,
}

/// What can be read and written: a socket, or TLS over one.
pub(in crate::http) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

impl Line {
    pub(in crate::http) fn new(server: Server, tls: Option<Arc<ClientConfig>>) -> Self {
        Self { server, tls }
    }

    /// Finds the machine, connects, and agrees on TLS. Whatever fails here, nothing of a request
    /// was written.
    pub(in crate::http) async fn open(&self) -> io::Result<(Box<dyn Stream>, Touched)> {
        let address = (self.server.host.as_str(), self.server.port);
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        let touched = Touched::default();
        // Below TLS: what counts is what the network was given.
        let watched = Watched {
            socket,
            marks: Arc::clone(&touched.0),
        };
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(watched),
            Some(tls) => {
                let name = ServerName::try_from(self.server.host.clone())
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
                let connector = TlsConnector::from(Arc::clone(tls));
                Box::new(connector.connect(name, watched).await?)
            }
        };
        touched.0.standing.store(true, Ordering::SeqCst);
        Ok((stream, touched))
    }
}

impl Touched {
    /// To be asked once the connection is dropped: before, the answer may change.
    pub(in crate::http) fn is_so(&self) -> bool {
        self.0.touched.load(Ordering::SeqCst)
    }
}

/// The authorities of the system, read once.
pub(in crate::http) async fn system() -> io::Result<Arc<ClientConfig>> {
    static SYSTEM: OnceCell<Arc<ClientConfig>> = OnceCell::const_new();
    let config = SYSTEM
        .get_or_try_init(|| async {
            let found = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs)
                .await
                .map_err(io::Error::other)?;
            let mut roots = RootCertStore::empty();
            let (read, _) = roots.add_parsable_certificates(found.certs);
            if read == 0 {
                let words = "aucune autorité de certification sur cette machine";
                return Err(io::Error::other(words));
            }
            Ok(Arc::new(client(roots)?))
        })
        .await?;
    Ok(Arc::clone(config))
}

/// A client that trusts these authorities, and gives no certificate.
pub(super) fn client(roots: RootCertStore) -> io::Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// A socket which notes the first octet that it takes.
struct Watched {
    socket: TcpStream,
    marks: Arc<Marks>,
}

impl Watched {
    /// A write that fails has taken nothing (write(2)).
    fn note(&self, written: &Poll<io::Result<usize>>) {
        let some = matches!(written, Poll::Ready(Ok(count)) if *count > 0);
        if some && self.marks.standing.load(Ordering::SeqCst) {
            self.marks.touched.store(true, Ordering::SeqCst);
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_read(context, buffer)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write(context, octets);
        self.note(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.socket).poll_write_vectored(context, octets);
        self.note(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
