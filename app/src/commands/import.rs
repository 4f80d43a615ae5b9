//! `preau import siecle`.

use crate::{config::Config, serve};
use anyhow::{Context as _, Result, anyhow};
use clap::{Args, Subcommand};
use education::Uai;
use std::{io::Write as _, path::PathBuf, process::ExitCode};

/// `preau import …`
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Importe un export de SIECLE : élèves, responsables, structures, nomenclature, dans
    /// n'importe quel ordre, compressés ou non.
    Siecle(Siecle),
}

/// `preau import siecle …`
#[derive(Debug, Args)]
pub(crate) struct Siecle {
    /// Montre ce qui changerait, et ne change rien.
    #[arg(long)]
    dry_run: bool,
    /// Ne demande rien avant de mettre fin à des scolarités ou à des liens.
    #[arg(long)]
    yes: bool,
    /// Refuse les fichiers d'un autre établissement.
    #[arg(long, value_name = "UAI")]
    school: Option<String>,
    /// Les fichiers d'un même export.
    #[arg(required = true, value_name = "FICHIER")]
    files: Vec<PathBuf>,
}

impl Import {
    pub(crate) async fn run(self, config: &Config) -> Result<ExitCode> {
        let Self::Siecle(siecle) = self;
        siecle.run(config).await
    }
}

impl Siecle {
    async fn run(self, config: &Config) -> Result<ExitCode> {
        let context = serve::open_or_make(config).await?.context;
        let school = match &self.school {
            Some(text) => Some(Uai::parse(text, context.mode().uais())?),
            None => None,
        };
        let mut files = Vec::new();
        for path in &self.files {
            let content = std::fs::read(path)
                .with_context(|| format!("{} ne se lit pas", path.display()))?;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            files.push((name, content));
        }
        let _ = (&context, school, files, self.dry_run, self.yes);
        Err(anyhow!("à relier au registre"))
    }
}

/// Asks a question on the terminal; anything but « oui » is no.
fn confirmed(question: &str) -> Result<bool> {
    print!("{question} (oui/non) ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "oui" | "o"))
}
