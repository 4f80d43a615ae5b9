//! Where the relay is and how to speak to it, from one address.

use std::{fmt, net::IpAddr, path::PathBuf, time::Duration};

use percent_encoding::percent_decode_str;
use url::Url;

/// A relay, and our ways with it.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayConfig {
    /// Its name, which its certificate must bear, or its IP address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said is hidden.
    pub encryption: Encryption,
    /// The account and password, when it asks for them.
    pub credentials: Option<(String, String)>,
    /// A file of certificates (PEM) trusted beside the system's, for tests.
    pub extra_root: Option<PathBuf>,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// How many connections at once. Default 4.
    pub connections: usize,
}

/// How what is said is hidden from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first octet (`smtps://`).
    Tls,
    /// STARTTLS before anything else; without it, nothing is said.
    StartTls,
    /// Not at all: only towards this machine.
    None,
}

/// How long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until we are let in: connection, TLS, sign-in. Default 30 s.
    pub connect: Duration,
    /// For each step until the end of the mail is written. Default 60 s.
    pub step: Duration,
    /// For the answer to a whole mail, once `step` is over. Default ten minutes (RFC 5321,
    /// 4.5.3.2.6): servers look for viruses meanwhile, and to leave too early is a doubt for
    /// nothing.
    pub answer: Duration,
}

/// Why an address can't be that of a relay. `Display` is a plain French sentence, which never
/// holds the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither `smtp://` nor `smtps://`.
    #[error("l’adresse du serveur de courriel doit commencer par smtp:// ou smtps://")]
    Scheme,
    /// Not an address.
    #[error(
        "l’adresse du serveur de courriel ne se lit pas ; il faut par exemple \
         smtp://compte:motdepasse@smtp.exemple.fr:587, les signes particuliers du mot de passe \
         écrits %XX"
    )]
    Malformed,
    /// An account without a password, or the reverse.
    #[error("il faut un compte et un mot de passe, ou aucun des deux")]
    HalfCredentials,
    /// An option that does not exist.
    #[error(
        "« {0} » n’est pas une option du serveur de courriel ; il n’y a que tls=required et tls=none"
    )]
    Option(String),
    /// Plain text towards another machine.
    #[error(
        "sans chiffrement (tls=none), le serveur de courriel ne peut être que sur cette machine"
    )]
    PlainElsewhere,
}

impl RelayConfig {
    /// Reads `smtp://account:password@host:port?tls=required` or `smtps://…`.
    ///
    /// | address | encryption | port, unless it says another |
    /// |---|---|---|
    /// | `smtps://host` | TLS from the first octet | 465 |
    /// | `smtp://host`, `smtp://host?tls=required` | STARTTLS, or nothing is said | 587 |
    /// | `smtp://localhost`, `smtp://127.0.0.1?tls=none` | none: this machine only | 25 |
    ///
    /// # Errors
    /// With a sentence that says what is wrong, without the password.
    pub fn from_url(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if !(text.starts_with("smtp://") || text.starts_with("smtps://")) {
            return Err(UrlError::Scheme);
        }
        let url = Url::parse(text).map_err(|_| UrlError::Malformed)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(UrlError::Malformed);
        }
        let host = url.host_str().unwrap_or_default();
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        if host.is_empty() || !host.bytes().all(|octet| octet.is_ascii_graphic()) {
            return Err(UrlError::Malformed);
        }
        let encryption = encryption(&url, is_this_machine(&host))?;
        let port = url.port().unwrap_or(match encryption {
            Encryption::Tls => 465,
            Encryption::StartTls => 587,
            Encryption::None => 25,
        });
        Ok(Self {
            host,
            port,
            encryption,
            credentials: credentials(&url)?,
            extra_root: None,
            timeouts: Timeouts::default(),
            connections: 4,
        })
    }
}

fn encryption(url: &Url, here: bool) -> Result<Encryption, UrlError> {
    let mut plain = None;
    for (name, value) in url.query_pairs() {
        plain = match (&*name, &*value) {
            ("tls", "required") => Some(false),
            ("tls", "none") => Some(true),
            _ => return Err(UrlError::Option(format!("{name}={value}"))),
        };
    }
    match (url.scheme(), plain) {
        ("smtps", Some(true)) => Err(UrlError::Option("smtps et tls=none".into())),
        ("smtps", _) => Ok(Encryption::Tls),
        (_, Some(true)) if !here => Err(UrlError::PlainElsewhere),
        (_, Some(true)) => Ok(Encryption::None),
        (_, None) if here => Ok(Encryption::None),
        _ => Ok(Encryption::StartTls),
    }
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, UrlError> {
    let decoded = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(std::borrow::Cow::into_owned)
            .map_err(|_| UrlError::Malformed)
    };
    match (url.username(), url.password().unwrap_or_default()) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(UrlError::HalfCredentials),
        (account, password) => Ok(Some((decoded(account)?, decoded(password)?))),
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            step: Duration::from_secs(60),
            answer: Duration::from_secs(600),
        }
    }
}

impl fmt::Debug for RelayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("encryption", &self.encryption)
            .field("with_credentials", &self.credentials.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: plain text leaves towards this machine only.
    #[test]
    fn encryption_is_the_rule() {
        for (url, port, encryption) in [
            ("smtps://smtp.ac-exemple.fr", 465, Encryption::Tls),
            ("smtps://localhost:4650", 4650, Encryption::Tls),
            ("smtp://smtp.ac-exemple.fr", 587, Encryption::StartTls),
            (
                "smtp://smtp.ac-exemple.fr:25?tls=required",
                25,
                Encryption::StartTls,
            ),
            ("smtp://localhost?tls=required", 587, Encryption::StartTls),
            ("smtp://localhost", 25, Encryption::None),
            ("smtp://127.0.0.1:1025?tls=none", 1025, Encryption::None),
            ("smtp://[::1]:1025", 1025, Encryption::None),
        ] {
            let config = RelayConfig::from_url(url).expect(url);
            assert_eq!(
                (config.port, config.encryption),
                (port, encryption),
                "{url}"
            );
        }
        for url in [
            "smtp://smtp.ac-exemple.fr?tls=none",
            "smtp://10.0.0.1?tls=none",
            "smtp://localhost.exemple.fr?tls=none",
        ] {
            assert_eq!(
                RelayConfig::from_url(url),
                Err(UrlError::PlainElsewhere),
                "{url}"
            );
        }
    }

    /// Invariant: a wrong address says what is wrong, and never the password.
    #[test]
    fn mistakes_are_told_without_the_password() {
        for (url, error) in [
            ("http://courriel.invalid", UrlError::Scheme),
            ("smtp://", UrlError::Malformed),
            ("smtp://a:se#cret@exemple.fr", UrlError::Malformed),
            ("smtp://a:secret@exemple.fr/chemin", UrlError::Malformed),
            ("smtp://exemple.fr:99999", UrlError::Malformed),
            ("smtp://compte@exemple.fr", UrlError::HalfCredentials),
            ("smtp://:secret@exemple.fr", UrlError::HalfCredentials),
            (
                "smtps://exemple.fr?tls=none",
                UrlError::Option("smtps et tls=none".into()),
            ),
            (
                "smtp://exemple.fr?tls=opportunistic",
                UrlError::Option("tls=opportunistic".into()),
            ),
        ] {
            let seen = RelayConfig::from_url(url);
            assert_eq!(seen, Err(error), "{url}");
            assert!(!format!("{:?} {}", seen, seen.clone().unwrap_err()).contains("cret"));
        }
        let config = RelayConfig::from_url("smtp://moi%40exemple.fr:s%3Aecret@exemple.fr").unwrap();
        assert_eq!(
            config.credentials,
            Some(("moi@exemple.fr".into(), "s:ecret".into()))
        );
        assert!(!format!("{config:?}").contains("ecret"));
    }
}
