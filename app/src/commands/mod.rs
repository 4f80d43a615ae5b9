//! The command line.

mod audit;
mod backup;
mod import;
mod routes;
pub(crate) mod user;

use crate::{config::Config, demo, serve, services};
use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use tokio_util::sync::CancellationToken;
use web::Clock;

/// Préau : les services en ligne d'une académie, en un seul programme.
#[derive(Debug, Parser)]
#[command(name = "preau", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    /// Le fichier de configuration (à défaut : preau.toml, s'il existe). L'environnement
    /// (PREAU_…) l'emporte sur lui.
    #[arg(long, global = true, value_name = "FICHIER")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sert les pages, et envoie ce qui est à envoyer. PREAU_MODE (demo ou live) est nécessaire.
    Serve,
    /// Met la base à jour pour cette version du programme.
    Migrate,
    /// Prépare et sert une académie fictive.
    Demo(demo::Args),
    /// Importe les fichiers des registres nationaux.
    #[command(subcommand)]
    Import(import::Import),
    /// Ouvre un compte, ou donne un lien pour choisir un mot de passe.
    #[command(subcommand)]
    User(user::User),
    /// Le journal d'audit.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// La clé qui scelle les secrets.
    #[command(subcommand)]
    Secret(audit::Secret),
    /// Vérifie l'installation, et dit ce qui ne va pas.
    Doctor,
    /// Sauvegarde la base, pendant qu'elle sert, et vérifie la sauvegarde en la restaurant.
    Backup(backup::Backup),
    /// Restaure une sauvegarde dans une base vide.
    Restore(backup::Restore),
    /// Les pages, en JSON (pour les essais).
    #[command(hide = true)]
    Routes,
}

impl Cli {
    /// Does what is asked.
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let mut config = Config::read(self.config.as_deref())?;
        let is_demo = matches!(self.command, Command::Demo(_));
        log_to_stderr(if is_demo { "warn" } else { "info" });
        match self.command {
            Command::Serve => {
                if config.mode.is_none() {
                    bail!("PREAU_MODE manque : « live » pour de vraies personnes, ou « demo »");
                }
                let house = serve::open(&config, Clock::system()).await?;
                serve::serve(house, &config, CancellationToken::new()).await?;
            }
            Command::Migrate => {
                let db = serve::open_database(&config).await?;
                let applied = serve::migrate(&db, &services::manifests()).await?;
                for step in &applied {
                    println!("appliqué : {step}");
                }
                if applied.is_empty() {
                    println!("La base est à jour.");
                }
                let mode = crate::house::settle_mode(&db, config.mode).await?;
                println!("Mode : {}.", mode.code());
            }
            Command::Demo(args) => return demo::run(args, &mut config).await,
            Command::Import(import) => return import.run(&config).await,
            Command::User(user) => user.run(&config).await?,
            Command::Audit(audit) => return audit.run(&config).await,
            Command::Secret(secret) => secret.run(&config).await?,
            Command::Doctor => return backup::doctor(&config).await,
            Command::Backup(backup) => backup.run(&config).await?,
            Command::Restore(restore) => restore.run(&config).await?,
            Command::Routes => routes::print(),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Structured lines on standard error; `PREAU_LOG` chooses how much (`info`, `debug`,
/// `messaging=debug`…). They carry references and identifiers, no personal data.
fn log_to_stderr(by_default: &str) {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter =
        EnvFilter::try_from_env("PREAU_LOG").unwrap_or_else(|_| EnvFilter::new(by_default));
    fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
