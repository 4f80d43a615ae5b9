//! Certificates of the tests' own, made by `openssl`.

use std::{path::PathBuf, process::Command, sync::OnceLock};

use mail::catcher::Identity;
use tempfile::TempDir;

/// A certificate that signs itself, for `localhost` and 127.0.0.1.
pub(crate) struct Certificate {
    folder: TempDir,
}

impl Certificate {
    /// The one that the tests trust.
    pub(crate) fn trusted() -> &'static Self {
        static TRUSTED: OnceLock<Certificate> = OnceLock::new();
        TRUSTED.get_or_init(|| Self::new("localhost", "DNS:localhost,IP:127.0.0.1"))
    }

    /// One for a name.
    pub(crate) fn new(name: &str, names: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"])
            .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
            .args(["-subj", &format!("/CN={name}")])
            .args(["-addext", &format!("subjectAltName={names}")])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args(["-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(&folder)
            .output()
            .expect("these tests need `openssl`");
        assert!(made.status.success(), "{made:?}");
        Self { folder }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    pub(crate) fn identity(&self) -> Identity {
        let read = |file| std::fs::read(file).expect("readable");
        Identity::from_pem(&read(self.file()), &read(self.key_file())).expect("an identity")
    }
}
