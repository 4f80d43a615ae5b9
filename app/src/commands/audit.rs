//! `preau audit verify`, `preau secret rotate`.

use crate::{config::Config, serve};
use anyhow::{Result, bail};
use audit::Verdict;
use clap::Subcommand;
use std::process::ExitCode;

/// `preau audit …`
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Suit la chaîne du journal, et dit si une ligne a été modifiée, ajoutée ou ôtée.
    Verify,
}

impl Audit {
    pub(crate) async fn run(self, config: &Config) -> Result<ExitCode> {
        let Self::Verify = self;
        let context = serve::open(config, web::Clock::system()).await?.context;
        let mut read = context.db.read().await?;
        let head = audit::head(&mut read).await?;
        let digest: String = head
            .digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        match audit::verify(&mut read, &context.keys).await? {
            Verdict::Whole {
                batches,
                lines,
                unsealed,
            } => {
                println!("Le journal est entier : {batches} lots, {lines} lignes relues.");
                println!("Lignes pas encore scellées : {unsealed}.");
                println!("Tête de la chaîne : lot {}, {digest}", head.number);
                Ok(ExitCode::SUCCESS)
            }
            Verdict::Broken { number, how } => {
                eprintln!("Le journal a été altéré : au lot {number}, {how}.");
                Ok(ExitCode::FAILURE)
            }
        }
    }
}

/// `preau secret …`
#[derive(Debug, Subcommand)]
pub(crate) enum Secret {
    /// Fait une nouvelle clé et scelle de nouveau tout ce qui l'était ; l'ancienne reste dans le
    /// fichier pour vérifier le journal déjà scellé.
    Rotate,
}

impl Secret {
    pub(crate) async fn run(self, config: &Config) -> Result<()> {
        let Self::Rotate = self;
        if std::env::var("PREAU_SECRET_KEY").is_ok_and(|value| !value.trim().is_empty()) {
            bail!(
                "la clé est donnée par PREAU_SECRET_KEY : écrivez-la d'abord dans le fichier {} \
                 (mode 600), retirez la variable, puis relancez cette commande",
                config.key_file().display()
            );
        }
        let house = serve::open(config, web::Clock::system()).await?;
        let mut keys = config.keys()?;
        keys.rotate();
        // The file first: a value sealed under a key that no file holds would be lost.
        config.write_keys(&keys)?;
        let now = house.context.clock.now();
        let rotated =
            operations::rotate_secrets(&house.context.db, &crate::manifests(), &keys, now).await?;
        println!(
            "Clé {} : {} valeur(s) scellée(s) de nouveau.",
            keys.current_id(),
            rotated.values
        );
        println!("Redémarrez le service pour qu'il prenne la nouvelle clé.");
        Ok(())
    }
}
