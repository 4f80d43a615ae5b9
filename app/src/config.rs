//! The configuration: a commented file, then the environment, which wins.

use anyhow::{Context as _, Result, anyhow, bail};
use mail::{Address, Person, Relay};
use messaging::Courier;
use secrets::KeyRing;
use serde::Deserialize;
use std::{
    io::Write as _,
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};
use web::{Accessibility, Mode};

/// The file, as it is written. `docs/preau.toml` shows it with comments.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    mode: Option<String>,
    listen: Option<String>,
    metrics_listen: Option<String>,
    stop_notice: Option<u64>,
    public_url: Option<String>,
    database_url: Option<String>,
    data_dir: Option<PathBuf>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    academy: Option<String>,
    backup_dir: Option<PathBuf>,
    accessibility: Statement,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Statement {
    state: Option<String>,
    audit: Option<String>,
    contact: Option<String>,
}

/// What the program runs with.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) mode: Option<Mode>,
    pub(crate) listen: SocketAddr,
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// How long pages are still served after the order to stop, which `/sante` tells.
    pub(crate) notice: Duration,
    pub(crate) public_url: String,
    pub(crate) database_url: String,
    pub(crate) data_dir: PathBuf,
    pub(crate) backup_dir: PathBuf,
    pub(crate) academy: String,
    /// How mails leave; none: they wait.
    pub(crate) courier: Option<Courier>,
    /// What catches the mails of a demonstration, which never leave the machine.
    pub(crate) catcher: Option<Courier>,
    pub(crate) accessibility: Accessibility,
}

/// The environment wins over the file.
fn setting(name: &str, file: Option<String>) -> Option<String> {
    let environment = std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty());
    environment.or(file)
}

fn address(name: &str, text: &str) -> Result<SocketAddr> {
    text.parse().map_err(|_| {
        anyhow!("{name} : « {text} » n'est pas une adresse ; il faut par exemple 127.0.0.1:8000")
    })
}

/// A minute at most: a service manager does not wait for much longer.
fn seconds(name: &str, text: &str) -> Result<u64> {
    let seconds = text.trim().parse().ok().filter(|seconds| *seconds <= 60);
    seconds
        .ok_or_else(|| anyhow!("{name} : « {text} » doit être un nombre de secondes, 60 au plus"))
}

impl Config {
    /// Reads the file, if one is named or stands at `preau.toml`, then the environment.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self> {
        let file = match file {
            Some(path) => Some(path.to_owned()),
            None => Some(PathBuf::from("preau.toml")).filter(|path| path.exists()),
        };
        let file: File = match &file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("{} ne se lit pas", path.display()))?;
                toml::from_str(&text)
                    .map_err(|error| anyhow!("{} : {}", path.display(), error.message()))?
            }
            None => File::default(),
        };
        let mode = match setting("PREAU_MODE", file.mode) {
            Some(code) => Some(Mode::from_code(&code).ok_or_else(|| {
                anyhow!("PREAU_MODE : « {code} » n'est pas un mode ; il faut « demo » ou « live »")
            })?),
            None => None,
        };
        let listen = setting("PREAU_LISTEN", file.listen).unwrap_or("127.0.0.1:8000".into());
        let listen = address("PREAU_LISTEN", &listen)?;
        let metrics_listen = setting("PREAU_METRICS_LISTEN", file.metrics_listen)
            .map(|text| address("PREAU_METRICS_LISTEN", &text))
            .transpose()?;
        let notice = setting(
            "PREAU_STOP_NOTICE",
            file.stop_notice.map(|seconds| seconds.to_string()),
        )
        .map_or(Ok(0), |text| seconds("PREAU_STOP_NOTICE", &text))?;
        let public_url = setting("PREAU_PUBLIC_URL", file.public_url)
            .unwrap_or_else(|| format!("http://{listen}"));
        if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
            bail!(
                "PREAU_PUBLIC_URL : « {public_url} » doit commencer par https:// (ou http:// pour \
                 un essai)"
            );
        }
        let relay = setting("PREAU_SMTP_URL", file.smtp_url)
            .map(|url| Relay::from_url(&url).map_err(|error| anyhow!("PREAU_SMTP_URL : {error}")))
            .transpose()?;
        let from = setting("PREAU_MAIL_FROM", file.mail_from)
            .map(|text| Address::parse(&text).map_err(|error| anyhow!("PREAU_MAIL_FROM : {error}")))
            .transpose()?;
        let courier = match (relay, from) {
            (None, _) => None,
            (Some(relay), Some(from)) => Some(Courier {
                relay,
                from: Person::new("Préau", from),
            }),
            (Some(_), None) => bail!(
                "PREAU_MAIL_FROM : il faut l'adresse au nom de laquelle partent les courriels, \
                 puisque PREAU_SMTP_URL est donnée"
            ),
        };
        let data_dir = setting(
            "PREAU_DATA_DIR",
            file.data_dir.map(|p| p.display().to_string()),
        )
        .map_or_else(|| PathBuf::from("data"), PathBuf::from);
        let database_url = setting("PREAU_DATABASE_URL", file.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("preau.db").display()));
        let accessibility = Accessibility::default();
        let accessibility = Accessibility {
            state: file.accessibility.state.unwrap_or(accessibility.state),
            audit: file.accessibility.audit.unwrap_or(accessibility.audit),
            contact: file.accessibility.contact.unwrap_or(accessibility.contact),
        };
        Ok(Self {
            mode,
            listen,
            metrics_listen,
            notice: Duration::from_secs(notice),
            public_url: public_url.trim_end_matches('/').to_owned(),
            database_url,
            backup_dir: file
                .backup_dir
                .unwrap_or_else(|| data_dir.join("sauvegardes")),
            data_dir,
            academy: setting("PREAU_ACADEMY", file.academy)
                .unwrap_or("Académie de démonstration".into()),
            courier,
            catcher: None,
            accessibility,
        })
    }

    /// The file of the key, when the environment does not give it.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.data_dir.join("cle")
    }

    /// The key ring: of `PREAU_SECRET_KEY`, else of the key file, which is made (mode 600) at
    /// the first start with SQLite. With PostgreSQL, several machines share the data and must
    /// share the key: it is given.
    pub(crate) fn keys(&self) -> Result<KeyRing> {
        if let Some(text) = setting("PREAU_SECRET_KEY", None) {
            return KeyRing::parse(&text).map_err(|error| anyhow!("PREAU_SECRET_KEY : {error}"));
        }
        let path = self.key_file();
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                KeyRing::parse(&text).map_err(|error| anyhow!("{} : {error}", path.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if !self.database_url.starts_with("sqlite:") {
                    bail!(
                        "il manque la clé : avec PostgreSQL, donnez-la par PREAU_SECRET_KEY ou \
                         dans {} (« openssl rand -base64 32 » en fait une)",
                        path.display()
                    );
                }
                let ring = KeyRing::generate();
                self.write_keys(&ring)?;
                Ok(ring)
            }
            Err(error) => Err(error).with_context(|| format!("{} ne se lit pas", path.display())),
        }
    }

    /// Writes the key file, whole or not at all, readable by its owner only.
    pub(crate) fn write_keys(&self, ring: &KeyRing) -> Result<()> {
        std::fs::create_dir_all(&self.data_dir)
            .with_context(|| format!("{} ne peut pas être créé", self.data_dir.display()))?;
        let path = self.key_file();
        let new = path.with_extension("nouvelle");
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&new)
            .with_context(|| format!("{} ne peut pas être écrit", new.display()))?;
        file.write_all(ring.to_file().as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, &path)?;
        Ok(())
    }
}
