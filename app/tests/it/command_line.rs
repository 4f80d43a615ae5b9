//! What the command line promises, on a database of either engine.

use crate::house;
use siecle::generate::{Plan, files};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use testkit::{Database, Which};

/// A base of its own, and a folder for its key and files.
struct Terminal {
    database: Database,
    folder: tempfile::TempDir,
    key: String,
}

struct Said {
    right: bool,
    text: String,
}

impl Said {
    #[track_caller]
    fn fine(self) -> Self {
        assert!(self.right, "{}", self.text);
        self
    }

    #[track_caller]
    fn refused(self) -> Self {
        assert!(!self.right, "{}", self.text);
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(
            self.text.contains(text),
            "« {text} » is not said:\n{}",
            self.text
        );
        self
    }
}

impl Terminal {
    async fn open(which: Which) -> Self {
        let keys = secrets::KeyRing::generate().to_file();
        Self {
            database: Database::fresh(which).await,
            folder: tempfile::tempdir().expect("a folder"),
            key: keys.lines().nth(1).unwrap_or_default().to_owned(),
        }
    }

    fn preau(&self, arguments: &[&str]) -> Said {
        self.with(arguments, &[])
    }

    fn with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_preau"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("PREAU_DATABASE_URL", &self.database.url)
            .env("PREAU_DATA_DIR", self.folder.path())
            .env("PREAU_SECRET_KEY", &self.key)
            .env("PREAU_LOG", "error")
            .env_remove("PREAU_MODE")
            .envs(environment.iter().copied())
            .output()
            .expect("the program runs");
        let text = [stdout, stderr].concat();
        Said {
            right: status.success(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Writes a fictitious export of a school, and gives its files.
    fn export(&self, uai: &str) -> Vec<PathBuf> {
        let yesterday = chrono::Utc::now().naive_utc() - chrono::Duration::days(1);
        let year = education::school_year_of(yesterday.date());
        let mut plan = Plan::college(uai, year, yesterday);
        plan.pupils = 40;
        let folder = self.folder.path().join(uai);
        std::fs::create_dir_all(&folder).expect("a folder");
        let files = files(&plan);
        let write = |(name, bytes): (&str, &[u8])| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).expect("a file");
            path
        };
        files.named().into_iter().map(write).collect()
    }

    fn import(&self, options: &[&str], files: &[PathBuf]) -> Said {
        let files = files.iter().map(|path| path.to_str().expect("a path"));
        let arguments: Vec<&str> = ["import", "siecle"]
            .into_iter()
            .chain(options.iter().copied())
            .chain(files)
            .collect();
        self.preau(&arguments)
    }
}

testkit::on_each_engine!(
    /// Invariant: fictitious data are never opened as real.
    a_base_keeps_its_mode,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.preau(&["serve"]).refused().says("PREAU_MODE manque");
        let live = [("PREAU_MODE", "live")];
        terminal.with(&["serve"], &live).refused().says("preau migrate");
        terminal.preau(&["migrate"]).fine().says("Mode : demo.");
        terminal.preau(&["migrate"]).fine().says("La base est à jour.");
        terminal.with(&["serve"], &live).refused().says("cette base est en mode « demo »");
        terminal.with(&["serve"], &[("PREAU_MODE", "essai")]).refused().says("PREAU_MODE");
        terminal.with(&["serve"], &[("PREAU_LISTEN", "ici")]).refused().says("PREAU_LISTEN");
    }
);

testkit::on_each_engine!(
    /// Invariant: an import says what it did; what is refused changes nothing and exits non-zero.
    an_import_says_what_it_did,
    |which| async move {
        let terminal = Terminal::open(which).await;
        let files = terminal.export(house::OWN);
        terminal.import(&["--dry-run"], &files).fine().says("Rien n'a été changé");
        terminal.import(&["--school", house::NEIGHBOUR], &files).refused().says("Rien n'a été changé");
        terminal.import(&["--yes"], &files).fine().says(house::OWN);
        let other = terminal.export(house::NEIGHBOUR);
        let mixed = [files[0].clone(), other[1].clone()];
        terminal.import(&["--yes"], &mixed).refused().says("Rien n'a été changé");
        let whole = std::fs::read(&files[0]).expect("a file");
        let cut = terminal.folder.path().join("coupe.xml");
        std::fs::write(&cut, &whole[..whole.len() / 2]).expect("a file");
        terminal.import(&["--yes"], &[cut]).refused().says("Rien n'a été changé");
        let gone = Path::new("absent.xml").to_owned();
        terminal.import(&["--yes"], &[gone]).refused().says("absent.xml");
    }
);

testkit::on_each_engine!(
    /// Invariant: an account opens with a link that is written once, and never a password.
    an_account_opens_with_a_link,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.import(&["--yes"], &terminal.export(house::OWN)).fine();
        let add = |login: &'static str, function: &'static str| {
            vec!["user", "add", login, "--surname", "Perrin", "--first-name", "Claire", "--function", function]
        };
        terminal.preau(&add("cperrin", "cpe")).refused().says("--school UAI");
        terminal.preau(&add("cperrin", "roi")).refused().says("n'est pas une fonction");
        let mut right = add("cperrin", "cpe");
        right.extend(["--school", house::OWN]);
        terminal.preau(&right).fine().says("/mot-de-passe/");
        terminal.preau(&right).refused().says("est déjà pris");
        terminal.preau(&["user", "reset", "cperrin"]).fine().says("/mot-de-passe/");
        terminal.preau(&["user", "reset", "personne"]).refused().says("aucun compte");
    }
);

testkit::on_each_engine!(
    /// Invariant: the audit verifies, a backup restores elsewhere, the doctor says how things are.
    the_operator_can_trust_what_is_kept,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.import(&["--yes"], &terminal.export(house::OWN)).fine();
        terminal.preau(&["backup"]).fine();
        terminal.preau(&["audit", "verify"]).fine().says("Le journal est entier");
        terminal.preau(&["doctor"]).says("Base de données");
        let folder = terminal.folder.path().join("sauvegardes");
        let backup = std::fs::read_dir(&folder)
            .expect("the folder of backups")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.extension().is_some_and(|extension| extension != "json"))
            .expect("a backup");
        let backup = backup.to_str().expect("a path");
        terminal.preau(&["restore", backup]).refused();
        let elsewhere = Terminal::open(which).await;
        // Restoring is into nothing: the file that the test made must not be there.
        if which == Which::Sqlite {
            elsewhere.database.db.close().await;
            let path = elsewhere.database.url.trim_start_matches("sqlite:");
            std::fs::remove_file(path).expect("an empty base");
            for suffix in ["-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{path}{suffix}"));
            }
        }
        elsewhere.preau(&["restore", backup]).fine().says("Restaurée");
        let key = [("PREAU_SECRET_KEY", terminal.key.as_str())];
        elsewhere.with(&["audit", "verify"], &key).fine().says("Le journal est entier");
        terminal.preau(&["secret", "rotate"]).refused().says("PREAU_SECRET_KEY");
    }
);

#[test]
fn every_command_has_its_help() {
    for command in [
        &["serve"][..],
        &["migrate"],
        &["demo"],
        &["demo", "generate"],
        &["import", "siecle"],
        &["user", "add"],
        &["user", "reset"],
        &["audit", "verify"],
        &["secret", "rotate"],
        &["doctor"],
        &["backup"],
        &["restore"],
    ] {
        let said = Command::new(env!("CARGO_BIN_EXE_preau"))
            .args(command)
            .arg("--help")
            .output()
            .expect("the program runs");
        assert!(said.status.success(), "{command:?}");
        assert!(
            String::from_utf8_lossy(&said.stdout).contains("Usage"),
            "{command:?}"
        );
    }
}
