//! `preau import siecle`, `sts`, `onde`.

use crate::{config::Config, serve};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use education::Uai;
use records::import::{self, Files, Options, Outcome, Progress, Refusal, Report};
use siecle::Limits;
use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

/// `preau import …`
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Importe un export de SIECLE : élèves, responsables, structures, nomenclature, dans
    /// n'importe quel ordre, compressés ou non.
    Siecle(Exports),
    /// Importe le fichier de STS-web (sts_emp_UAI_ANNÉE.xml) : personnels et enseignements.
    Sts(Exports),
    /// Importe les extractions d'ONDE : élèves, responsables. Elles ne disent pas leur école :
    /// --school est nécessaire.
    Onde(Exports),
}

/// What the three registers have in common.
#[derive(Debug, Args)]
pub(crate) struct Exports {
    /// Montre ce qui changerait, et ne change rien.
    #[arg(long)]
    dry_run: bool,
    /// Ne demande rien avant de mettre fin à des scolarités ou à des liens.
    #[arg(long)]
    yes: bool,
    /// Refuse les fichiers d'un autre établissement. Nécessaire pour ONDE, dont les fichiers ne
    /// disent pas leur école.
    #[arg(long, value_name = "UAI")]
    school: Option<String>,
    /// Le nom de l'établissement, s'il est encore inconnu et que les fichiers ne le disent pas.
    #[arg(long, value_name = "NOM")]
    name: Option<String>,
    /// Écrit toutes les anomalies dans ce fichier CSV.
    #[arg(long, value_name = "FICHIER")]
    anomalies: Option<PathBuf>,
    /// Les fichiers d'un même export.
    #[arg(required = true, value_name = "FICHIER")]
    files: Vec<PathBuf>,
}

impl Import {
    pub(crate) async fn run(self, config: &Config) -> Result<ExitCode> {
        // Each file tells what it is; those of one school may be given together.
        // Those of ONDE alone do not name their school: the one that is said may be new.
        let may_be_new = matches!(self, Self::Onde(_));
        let (Self::Siecle(exports) | Self::Sts(exports) | Self::Onde(exports)) = self;
        exports.run(config, may_be_new).await
    }
}

impl Exports {
    async fn run(self, config: &Config, may_be_new: bool) -> Result<ExitCode> {
        let context = serve::open_or_make(config).await?.context;
        let school = match &self.school {
            Some(text) => Some(Uai::parse(text, context.mode().uais())?),
            None => None,
        };
        let mut files = Vec::new();
        for path in &self.files {
            let file =
                File::open(path).with_context(|| format!("{} ne se lit pas", path.display()))?;
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned();
            files.push((name, BufReader::new(file)));
        }
        let progress = Arc::new(Progress::default());
        let telling = tell(Arc::clone(&progress));
        let how = import::reading(&context, Limits::default(), school.clone());
        let read = import::read_files(files, how, &progress).await?;
        let mut files = match read {
            Ok(files) => files,
            Err(refusal) => return Ok(refused(&refusal)),
        };
        let mut options = Options {
            dry_run: self.dry_run,
            allow_endings: self.yes,
            create_school: school.is_none() || may_be_new,
            name: self.name.clone(),
            only_school: school,
        };
        loop {
            let outcome = import::for_program(&context, &mut files, &options, &progress).await?;
            telling.abort();
            match outcome {
                Outcome::Applied(report) => {
                    self.say(&report, &mut files).await?;
                    return Ok(ExitCode::SUCCESS);
                }
                Outcome::DryRun(report) => {
                    self.say(&report, &mut files).await?;
                    println!("Rien n'a été changé : c'était un essai.");
                    return Ok(ExitCode::SUCCESS);
                }
                Outcome::NeedsConfirmation(report) => {
                    self.say(&report, &mut files).await?;
                    let endings = report.differences.endings();
                    if !confirmed(&format!("Mettre fin à {endings} élément(s) ?"))? {
                        println!("Rien n'a été changé.");
                        return Ok(ExitCode::FAILURE);
                    }
                    options.allow_endings = true;
                }
                Outcome::Refused(refusal) => return Ok(refused(&refusal)),
            }
        }
    }

    /// Prints what was found, and writes the anomalies where they were asked for.
    async fn say(&self, report: &Report, files: &mut Files) -> Result<()> {
        println!("{report}");
        let Some(path) = &self.anomalies else {
            return Ok(());
        };
        let file =
            File::create(path).with_context(|| format!("{} ne s'écrit pas", path.display()))?;
        let mut csv = web::Csv::new(BufWriter::new(file));
        csv.row(import::Anomaly::COLUMNS)?;
        let mut after = 0;
        loop {
            let found = files.anomalies_after(after).await?;
            let Some((last, _)) = found.last() else { break };
            after = *last;
            for (_, anomaly) in &found {
                csv.row(anomaly.cells())?;
            }
        }
        csv.finish()?;
        println!("Les anomalies sont dans {}.", path.display());
        Ok(())
    }
}

/// Says every two seconds how far a long import is, on the standard error.
fn tell(progress: Arc<Progress>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(2)).await;
            let (step, rows) = progress.now();
            eprintln!("{}… {rows}", step.label());
        }
    })
}

fn refused(refusal: &Refusal) -> ExitCode {
    eprintln!("{refusal}");
    eprintln!("Rien n'a été changé.");
    ExitCode::FAILURE
}

/// Asks a question on the terminal; anything but « oui » is no.
fn confirmed(question: &str) -> Result<bool> {
    print!("{question} (oui/non) ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "oui" | "o"))
}
