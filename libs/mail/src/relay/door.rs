//! To be let in: connection, TLS, sign-in.

use std::{io, path::PathBuf};

use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, Certificate, TlsParameters},
    extension::ClientId,
};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use tokio::{net::TcpStream, time::timeout};

use super::{
    config::{Encryption, RelayConfig, Timeouts},
    line_stream::LineStream,
    obstacle::Obstacle,
};

/// The file of an extra root can't be used. `Display` is a plain French sentence.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// It can't be read.
    #[error("le fichier de certificats {0} ne se lit pas")]
    Unreadable(PathBuf, #[source] io::Error),
    /// It holds no certificate.
    #[error("les certificats de {0} ne se lisent pas")]
    NoCertificate(PathBuf),
}

/// What it takes to open a connection, prepared once: the system's roots are read from the disk.
pub(super) struct Door {
    config: RelayConfig,
    tls: Option<TlsParameters>,
    hello: ClientId,
}

impl Door {
    pub(super) fn new(config: RelayConfig) -> Result<Self, RootError> {
        let tls = match config.encryption {
            Encryption::None => None,
            Encryption::Tls | Encryption::StartTls => Some(parameters(&config)?),
        };
        Ok(Self {
            config,
            tls,
            hello: hello(),
        })
    }

    pub(super) fn config(&self) -> &RelayConfig {
        &self.config
    }

    pub(super) fn timeouts(&self) -> &Timeouts {
        &self.config.timeouts
    }

    /// A connection to which a mail can be given.
    pub(super) async fn open(&self) -> Result<AsyncSmtpConnection, Obstacle> {
        timeout(self.config.timeouts.connect, async {
            let mut connection = self.connect().await?;
            self.sign_in(&mut connection).await?;
            Ok(connection)
        })
        .await
        .unwrap_or(Err(Obstacle::Silent))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Obstacle> {
        let server = (self.config.host.as_str(), self.config.port);
        if self.config.encryption == Encryption::Tls {
            let tls = self.tls.clone();
            // The whole has its time limit in `open`.
            return AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, tls, None)
                .await
                .map_err(|error| Obstacle::of(&error));
        }
        let stream = TcpStream::connect(server)
            .await
            .map_err(|_| Obstacle::Unreachable)?;
        // The dot that ends a mail is a small write after others: it must not wait for them.
        let _ = stream.set_nodelay(true);
        let stream = Box::new(LineStream(stream));
        let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &self.hello)
            .await
            .map_err(|error| Obstacle::of(&error))?;
        if let Some(tls) = self.tls.clone() {
            if !connection.can_starttls() {
                return Err(Obstacle::NoEncryption);
            }
            connection
                .starttls(tls, &self.hello)
                .await
                .map_err(|error| Obstacle::of(&error))?;
        }
        Ok(connection)
    }

    async fn sign_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Obstacle> {
        let Some((account, password)) = &self.config.credentials else {
            return Ok(());
        };
        let offered = connection
            .server_info()
            .get_auth_mechanism(DEFAULT_MECHANISMS);
        if offered.is_none() {
            return Err(Obstacle::NoSignIn);
        }
        let credentials = Credentials::new(account.clone(), password.clone());
        match connection.auth(DEFAULT_MECHANISMS, &credentials).await {
            Ok(answer) if u16::from(answer.code()) == 235 => Ok(()),
            Ok(_) => Err(Obstacle::Interrupted),
            Err(error) => Err(match Obstacle::of(&error) {
                Obstacle::Refused { reply } if reply.code != 421 => {
                    Obstacle::SignInRefused { reply }
                }
                other => other,
            }),
        }
    }
}

fn parameters(config: &RelayConfig) -> Result<TlsParameters, RootError> {
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(file) = &config.extra_root {
        let pem =
            std::fs::read(file).map_err(|error| RootError::Unreadable(file.clone(), error))?;
        let root = Certificate::from_pem(&pem);
        // `lettre` takes a file without any for an empty list.
        let (Ok(root), Some(_)) = (root, CertificateDer::pem_slice_iter(&pem).next()) else {
            return Err(RootError::NoCertificate(file.clone()));
        };
        builder = builder.add_root_certificate(root);
    }
    // What can fail here is to add a root that is none.
    builder
        .build_rustls()
        .map_err(|_| RootError::NoCertificate(config.extra_root.clone().unwrap_or_default()))
}

/// Our name. Relays refuse one without a dot, as containers have, but take an address.
fn hello() -> ClientId {
    match ClientId::default() {
        ClientId::Domain(name)
            if name.contains('.')
                && name
                    .bytes()
                    .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-')) =>
        {
            ClientId::Domain(name)
        }
        _ => ClientId::Ipv4([127, 0, 0, 1].into()),
    }
}
