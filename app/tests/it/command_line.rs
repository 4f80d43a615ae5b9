//! What the command line promises, on a database of either engine.

use crate::{house, terminal::Terminal};
use db::{in_write, sql};
use std::{
    path::{Path, PathBuf},
    process::Command,
};
use testkit::Which;

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
        // Known by now: what refuses it is the option alone.
        terminal.import(&["--yes", "--school", house::NEIGHBOUR], &files).refused().says("Rien n'a été changé");
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
    /// Invariant: an import that ends something asks first, and only « oui » is yes.
    an_import_asks_before_it_ends_anything,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.import(&[], &terminal.export(house::OWN)).fine();
        let fewer = terminal.export_of(house::OWN, 20, chrono::Duration::hours(1));
        terminal.import(&[], &fewer).refused().says("Mettre fin à").says("Rien n'a été changé");
        assert_eq!(terminal.lines("register.imported").await, 1);
        terminal.import(&["--yes"], &fewer).fine();
        assert_eq!(terminal.lines("register.imported").await, 2);
    }
);

/// What `preau demo generate` wrote in a folder, by the end of their names.
fn generated(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("the folder that was written");
    let files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    let of_end = |end: &&str| {
        let found = files
            .iter()
            .find(|path| path.to_string_lossy().ends_with(end));
        found
            .unwrap_or_else(|| panic!("{end} among {files:?}"))
            .clone()
    };
    ends.iter().map(of_end).collect()
}

testkit::on_each_engine!(
    /// Invariant: the staff of a known school come from STS; those of a school that nobody knows
    /// create it; a file that is not one, or another school's, changes nothing.
    staff_come_from_sts,
    |which| async move {
        let terminal = Terminal::open(which).await;
        let made = ["demo", "generate", "--uai", house::OWN, "--pupils", "60", "--out", "sts"];
        terminal.preau(&made).fine();
        let folder = terminal.folder.path().join("sts");
        let sts = generated(&folder, &["2026.xml"]);
        let sts = sts.as_slice();
        terminal.import(&["--yes"], &terminal.export(house::OWN)).fine();
        let other = ["--school", house::NEIGHBOUR];
        terminal.import_from("sts", &other, sts).refused().says("Rien n'a été changé");
        terminal.import_from("sts", &["--dry-run"], sts).fine().says("Rien n'a été changé");
        assert_eq!(count(&terminal, "staff").await, 0);
        terminal.import_from("sts", &[], sts).fine().says("Personnels");
        let staff = count(&terminal, "staff").await;
        assert!(staff > 10, "{staff}");
        assert!(count(&terminal, "teaching").await > staff);
        terminal.import_from("sts", &[], sts).fine();
        assert_eq!(count(&terminal, "staff").await, staff, "again changes nothing");
        let readme = terminal.folder.path().join("LISEZMOI.xml");
        std::fs::write(&readme, "<lisez><moi/></lisez>").expect("a file");
        terminal.import_from("sts", &[], &[readme]).refused().says("Rien n'a été changé");
    }
);

testkit::on_each_engine!(
    /// Invariant: extractions of ONDE go to the school that is said, which may be new, and to no
    /// other; their anomalies are written whole where it is asked.
    a_primary_school_comes_from_onde,
    |which| async move {
        let terminal = Terminal::open(which).await;
        let made = ["demo", "generate", "--kind", "ecole", "--pupils", "150", "--out", "onde"];
        terminal.preau(&made).fine().says("CSVExtraction-eleves.csv");
        let folder = terminal.folder.path().join("onde");
        let files = generated(&folder, &["eleves.csv", "responsables.csv"]);
        terminal.import_from("onde", &["--yes"], &files).refused().says("--school");
        // Somebody who is written twice is an anomaly.
        let mut pupils = std::fs::read(&files[0]).expect("the pupils");
        let first = pupils.split_inclusive(|byte| *byte == b'\n').nth(1).expect("a pupil").to_vec();
        pupils.extend(first);
        std::fs::write(&files[0], pupils).expect("written");
        let own = ["--school", "0990003R", "--name", "École Les Marronniers", "--anomalies", "anomalies.csv"];
        let dry: Vec<&str> = own.iter().copied().chain(["--dry-run"]).collect();
        terminal.import_from("onde", &dry, &files).fine().says("Rien n'a été changé");
        assert_eq!(count(&terminal, "school").await, 0);
        terminal.import_from("onde", &own, &files).fine().says("École Les Marronniers").says("anomalies.csv");
        assert_eq!(count(&terminal, "enrolment").await, 150);
        let mut read = terminal.database.db.read().await.expect("a connection");
        let (kind,) = sql!("SELECT kind FROM school").one::<(String,)>(&mut read).await.expect("the school");
        drop(read);
        assert_eq!(kind, "ecole");
        let anomalies = std::fs::read_to_string(terminal.folder.path().join("anomalies.csv"));
        let anomalies = anomalies.expect("the anomalies");
        assert!(anomalies.lines().count() > 1, "{anomalies}");
        assert!(anomalies.lines().all(|line| line.matches(';').count() >= 3), "{anomalies}");
        terminal.import_from("onde", &own, &files).fine();
        assert_eq!(count(&terminal, "enrolment").await, 150, "again changes nothing");
    }
);

async fn count(terminal: &Terminal, table: &str) -> i64 {
    // The names are those of these tests.
    let text: &'static str = Box::leak(format!("SELECT COUNT(*) FROM {table}").into_boxed_str());
    let mut read = terminal.database.db.read().await.expect("a connection");
    sql!(text)
        .one::<(i64,)>(&mut read)
        .await
        .expect("a count")
        .0
}

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
        assert_eq!(terminal.lines("account.opened").await, 1);
        assert_eq!(terminal.lines("password.link").await, 1);
        let mut academic = add("dsi", "exploitant");
        academic.extend(["--school", house::OWN]);
        terminal.preau(&academic).refused().says("omettez --school");
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
        let aside = terminal.folder.path().join("ailleurs");
        let aside = aside.to_str().expect("a path");
        terminal.preau(&["backup", "--to", aside]).fine();
        assert!(std::fs::read_dir(aside).expect("the folder named").count() > 0);
    }
);

testkit::on_each_engine!(
    /// Invariant: an audit that was altered is said to be, and the command fails.
    an_altered_audit_is_noticed,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.import(&["--yes"], &terminal.export(house::OWN)).fine();
        let keys = secrets::KeyRing::parse(&terminal.key).expect("a key");
        let db = &terminal.database.db;
        audit::seal_pending(db, &keys, chrono::Utc::now()).await.expect("a seal");
        terminal.preau(&["audit", "verify"]).fine();
        in_write!(db, db::Error, |tx| {
            sql!("UPDATE audit_line SET detail = 'autre chose'").run(tx).await
        })
        .expect("a line altered");
        terminal.preau(&["audit", "verify"]).refused().says("Le journal a été altéré");
    }
);

testkit::on_each_engine!(
    /// Invariant: a base that a newer program wrote is neither served nor changed.
    a_newer_base_is_left_alone,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.preau(&["migrate"]).fine();
        in_write!(&terminal.database.db, db::Error, |tx| {
            sql!(
                "INSERT INTO migration (owner, number, name, checksum, applied_at) \
                 VALUES ('house', 99, '0099_later', '', $1)"
            )
            .bind(chrono::Utc::now())
            .run(tx)
            .await
        })
        .expect("a step of a later version");
        terminal.preau(&["migrate"]).refused().says("ne connaît pas");
        terminal.with(&["serve"], &[("PREAU_MODE", "demo")]).refused().says("ne connaît pas");
        terminal.preau(&["doctor"]).refused().says("La base vient d'une autre version");
    }
);

testkit::on_each_engine!(
    /// Invariant: the demo touches neither a live installation nor a base that is not its own.
    the_demo_keeps_to_itself,
    |which| async move {
        let terminal = Terminal::open(which).await;
        terminal.with(&["demo"], &[("PREAU_MODE", "live")]).refused().says("la démonstration ne s'y mêle pas");
        if which == Which::Postgres {
            terminal.preau(&["demo", "--fresh"]).refused().says("--fresh n'efface que");
        }
        let real = ["demo", "generate", "--uai", "0750001U"];
        terminal.preau(&real).refused().says("pourrait être un vrai établissement");
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
        &["import", "sts"],
        &["import", "onde"],
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
