//! `preau demo generate`: fictitious exports of any size, of SIECLE and STS, or of ONDE.

use super::{accounts, seed::SHARED};
use anyhow::{Context as _, Result, bail};
use chrono::{NaiveDateTime, Utc};
use clap::{Args, ValueEnum};
use education::{Uai, UaiPolicy, school_year_of};
use siecle::{
    Kind,
    generate::{Plan, Schema, file_name, write, write_zipped},
};
use std::{fs::File, io::BufWriter, path::PathBuf, process::ExitCode};

/// `preau demo generate …`
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// L'UAI de l'établissement fictif (département 099).
    #[arg(long, default_value = "0990001N")]
    uai: String,
    /// Combien d'élèves, sortis compris.
    #[arg(long, default_value_t = 600)]
    pupils: usize,
    /// La génération du format : RESP_LEGAL, ou NIVEAU_RESPONSABILITE.
    #[arg(long, value_enum, default_value_t = Generation::New)]
    schema: Generation,
    /// Collège ou lycée (SIECLE, STS), ou école (ONDE : deux fichiers CSV, jamais compressés).
    #[arg(long, value_enum, default_value_t = Establishment::College)]
    kind: Establishment,
    /// La même graine donne les mêmes personnes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Décalage des identifiants ; ceux de deux établissements d'une académie ne se rencontrent
    /// pas s'ils sont écartés de dix fois le nombre d'élèves.
    #[arg(long, default_value_t = 0)]
    id_offset: i64,
    /// La date de l'export, par exemple 2026-11-23T18:00.
    #[arg(long)]
    exported_at: Option<String>,
    /// Un fichier compressé par export, comme SIECLE les donne.
    #[arg(long)]
    zip: bool,
    /// Le dossier où écrire.
    #[arg(long, value_name = "DOSSIER", default_value = "export-fictif")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Generation {
    Old,
    New,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Establishment {
    College,
    Lycee,
    Ecole,
}

impl Generate {
    pub(super) fn run(self) -> Result<ExitCode> {
        let uai = Uai::parse(&self.uai, UaiPolicy::Demo)?;
        if !uai.as_str().starts_with("099") {
            bail!("{uai} pourrait être un vrai établissement : prenez un UAI du département 099");
        }
        let exported_at = match &self.exported_at {
            Some(text) => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
                .with_context(|| format!("--exported-at : « {text} »"))?,
            None => Utc::now().naive_utc(),
        };
        let year = school_year_of(exported_at.date());
        let mut plan = match self.kind {
            Establishment::College => Plan::college(uai.as_str(), year, exported_at),
            Establishment::Lycee => Plan::lycee(uai.as_str(), year, exported_at),
            Establishment::Ecole => return self.of_onde(year),
        };
        plan = plan.of_size(self.pupils);
        // Those of the demo: the export of its own collège changes nothing there.
        plan.shared = Some(SHARED);
        if matches!(self.kind, Establishment::College) {
            plan.known_staff = accounts::known_staff();
        }
        plan.seed = self.seed;
        plan.id_offset = self.id_offset;
        plan.schema = match self.schema {
            Generation::Old => Schema::Old,
            Generation::New => Schema::New,
        };
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("{} ne peut pas être créé", self.out.display()))?;
        for kind in Kind::ALL {
            // STS-web gives its file as it is.
            let zipped = self.zip && kind != Kind::Staff;
            let mut path = self.out.join(file_name(&plan, kind));
            if zipped {
                path.set_extension("zip");
            }
            let written = File::create(&path).and_then(|file| {
                let file = BufWriter::new(file);
                match zipped {
                    true => write_zipped(&plan, kind, file),
                    false => write(&plan, kind, file),
                }
            });
            written.with_context(|| format!("{} ne peut pas être écrit", path.display()))?;
            println!("{}", path.display());
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Extractions of ONDE, which do not name their school.
    fn of_onde(self, year: i32) -> Result<ExitCode> {
        let mut plan = onde::generate::Plan::school(year).of_size(self.pupils);
        plan.seed = self.seed;
        plan.ine_offset = u32::try_from(self.id_offset)
            .with_context(|| format!("--id-offset : « {} »", self.id_offset))?;
        let files = onde::generate::files(&plan);
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("{} ne peut pas être créé", self.out.display()))?;
        // ONDE calls both « CSVExtraction.csv ».
        for (name, bytes) in [
            ("CSVExtraction-eleves.csv", files.pupils),
            ("CSVExtraction-responsables.csv", files.guardians),
        ] {
            let path = self.out.join(name);
            std::fs::write(&path, bytes)
                .with_context(|| format!("{} ne peut pas être écrit", path.display()))?;
            println!("{}", path.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
