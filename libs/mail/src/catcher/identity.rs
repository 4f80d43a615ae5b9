//! Who the catcher is, under TLS.

use std::{fmt, sync::Arc};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio_rustls::TlsAcceptor;

/// A certificate with its key.
#[derive(Clone)]
pub struct Identity(Arc<ServerConfig>);

/// A certificate or key that can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the certificate or its key can't be used")]
pub struct IdentityError;

impl Identity {
    /// From a chain of certificates and the key of the first, in PEM.
    ///
    /// # Errors
    /// When they can't be read, or do not belong together.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| IdentityError)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| IdentityError)?;
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
            .map(|config| Self(Arc::new(config)))
            .map_err(|_| IdentityError)
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}
