//! The program on a terminal: a base of its own, a folder, and what it said.

use siecle::generate::{Plan, files};
use std::{
    path::PathBuf,
    process::{Command, Output},
};
use testkit::{Database, Which};

/// A base of its own, and a folder for its key and files.
pub(crate) struct Terminal {
    pub(crate) database: Database,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) key: String,
}

pub(crate) struct Said {
    pub(crate) right: bool,
    pub(crate) text: String,
}

impl Said {
    #[track_caller]
    pub(crate) fn fine(self) -> Self {
        assert!(self.right, "{}", self.text);
        self
    }

    #[track_caller]
    pub(crate) fn refused(self) -> Self {
        assert!(!self.right, "{}", self.text);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            self.text.contains(text),
            "« {text} » is not said:\n{}",
            self.text
        );
        self
    }

    #[track_caller]
    pub(crate) fn hides(self, text: &str) -> Self {
        assert!(
            !self.text.contains(text),
            "« {text} » is said:\n{}",
            self.text
        );
        self
    }
}

impl Terminal {
    pub(crate) async fn open(which: Which) -> Self {
        let keys = secrets::KeyRing::generate().to_file();
        Self {
            database: Database::fresh(which).await,
            folder: tempfile::tempdir().expect("a folder"),
            key: keys.lines().nth(1).unwrap_or_default().to_owned(),
        }
    }

    pub(crate) fn preau(&self, arguments: &[&str]) -> Said {
        self.with(arguments, &[])
    }

    pub(crate) fn with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let Output {
            status,
            stdout,
            stderr,
        } = self
            .command(arguments)
            .envs(environment.iter().copied())
            .output()
            .expect("the program runs");
        let text = [stdout, stderr].concat();
        Said {
            right: status.success(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// The program, in the folder, on the base.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preau"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("PREAU_DATABASE_URL", &self.database.url)
            .env("PREAU_DATA_DIR", self.folder.path())
            .env("PREAU_SECRET_KEY", &self.key)
            .env("PREAU_LOG", "error")
            // Nobody's address: what should have been refused does not serve for ever.
            .env("PREAU_LISTEN", "192.0.2.1:9")
            .env_remove("PREAU_MODE");
        command
    }

    /// How many lines the audit has of an act.
    pub(crate) async fn lines(&self, act: &str) -> usize {
        let filter = audit::Filter {
            act: Some(act.into()),
            ..audit::Filter::default()
        };
        let mut read = self.database.db.read().await.expect("a connection");
        let lines = audit::latest(&mut read, &filter, 100).await;
        lines.expect("the audit").len()
    }

    /// Writes a fictitious export of a school of 40 pupils, of yesterday, and gives its files.
    pub(crate) fn export(&self, uai: &str) -> Vec<PathBuf> {
        self.export_of(uai, 40, chrono::Duration::days(1))
    }

    /// The same, of so many pupils, and of so long ago.
    pub(crate) fn export_of(
        &self,
        uai: &str,
        pupils: usize,
        ago: chrono::Duration,
    ) -> Vec<PathBuf> {
        let made = chrono::Utc::now().naive_utc() - ago;
        let year = education::school_year_of(made.date());
        let mut plan = Plan::college(uai, year, made);
        plan.pupils = pupils;
        let folder = self.folder.path().join(format!("{uai}-{pupils}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        let files = files(&plan);
        let write = |(name, bytes): (&str, &[u8])| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).expect("a file");
            path
        };
        files.named().into_iter().map(write).collect()
    }

    pub(crate) fn import(&self, options: &[&str], files: &[PathBuf]) -> Said {
        self.import_from("siecle", options, files)
    }

    /// Imports the files of a register.
    pub(crate) fn import_from(&self, register: &str, options: &[&str], files: &[PathBuf]) -> Said {
        let files = files.iter().map(|path| path.to_str().expect("a path"));
        let arguments: Vec<&str> = ["import", register]
            .into_iter()
            .chain(options.iter().copied())
            .chain(files)
            .collect();
        self.preau(&arguments)
    }
}
