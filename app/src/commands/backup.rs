//! `preau backup`, `preau restore`, `preau doctor`.

use crate::{config::Config, serve};
use anyhow::{Result, anyhow};
use clap::Args;
use operations::{
    Level,
    backup::{self, Plan},
};
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
    /// La sauvegarde. Elle est restaurée dans la base que désigne PREAU_DATABASE_URL, qui doit
    /// être vide.
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
}

impl Backup {
    pub(crate) async fn run(self, config: &Config) -> Result<()> {
        let context = serve::open(config, web::Clock::system()).await?.context;
        let plan = Plan {
            folder: self.to.unwrap_or_else(|| config.backup_dir.clone()),
            database_url: config.database_url.clone(),
        };
        let report = operations::back_up(&context, &plan)
            .await
            .map_err(|error| anyhow!("{error}"))?;
        println!("{report}");
        println!(
            "Elle a besoin de la clé {}, qu'elle ne contient pas.",
            context.keys.current_id()
        );
        Ok(())
    }
}

impl Restore {
    pub(crate) async fn run(self, config: &Config) -> Result<()> {
        let restored = backup::restore(&self.file, &config.database_url).await?;
        println!("Restaurée : {} lignes, relues et comptées.", restored.rows);
        println!(
            "Le service aura besoin de la clé {}.",
            restored.sidecar.key_id
        );
        Ok(())
    }
}

/// Says how each thing is; fails when one is to be mended.
pub(crate) async fn doctor(config: &Config) -> Result<ExitCode> {
    let context = serve::open_for_doctor(config).await?;
    let checks = operations::doctor(&context).await;
    for check in &checks {
        println!(
            "{:<14} {:<32} {}",
            check.level.label(),
            check.name,
            check.sentence
        );
    }
    let worst = checks.iter().map(|check| check.level).max();
    Ok(if worst == Some(Level::Bad) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}
