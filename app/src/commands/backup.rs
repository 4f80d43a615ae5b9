//! `preau backup`, `preau restore`, `preau doctor`.

use crate::{config::Config, serve};
use anyhow::Result;
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// `preau backup`
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// Le dossier où écrire (à défaut, celui de la configuration).
    #[arg(long, value_name = "DOSSIER")]
    to: Option<PathBuf>,
}

/// `preau restore`
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// La sauvegarde.
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(self, config: &Config) -> Result<()> {
        let context = serve::open(config, web::Clock::system()).await?.context;
        let _ = (context, self.to);
        Ok(())
    }
}

impl Restore {
    pub(crate) async fn run(self, config: &Config) -> Result<()> {
        let _ = (config, self.file);
        Ok(())
    }
}

pub(crate) async fn doctor(config: &Config) -> Result<ExitCode> {
    let _ = config;
    Ok(ExitCode::SUCCESS)
}
