//! What the configuration promises: the file, the environment, the key.

use crate::terminal::Terminal;
use std::{os::unix::fs::PermissionsExt as _, path::Path};
use testkit::Which;

fn others_may_read(path: &Path) -> bool {
    let mode = std::fs::metadata(path)
        .expect("the file")
        .permissions()
        .mode();
    mode & 0o077 != 0
}

testkit::on_each_engine!(
    /// Invariant: the environment wins over the file.
    the_environment_wins_over_the_file,
    |which| async move {
        let terminal = Terminal::open(which).await;
        let file = terminal.folder.path().join("preau.toml");
        std::fs::write(&file, "mode = \"live\"\npublic_url = \"https://preau.test/\"\n").expect("a file");
        terminal.preau(&["migrate"]).fine().says("Mode : live.");
        terminal.with(&["migrate"], &[("PREAU_MODE", "demo")]).refused().says("PREAU_MODE dit « demo »");
        let add = ["user", "add", "dsi", "--surname", "Roy", "--first-name", "Samuel", "--function", "exploitant"];
        terminal.preau(&add).fine().says("https://preau.test/mot-de-passe/");
    }
);

testkit::on_each_engine!(
    /// Invariant: a wrong key or value is refused with its name, before anything happens.
    a_wrong_setting_is_named,
    |which| async move {
        let terminal = Terminal::open(which).await;
        for (name, value) in [
            ("PREAU_PUBLIC_URL", "preau.ac-exemple.fr"),
            ("PREAU_SMTP_URL", "http://courriel.invalid"),
            ("PREAU_METRICS_LISTEN", "ici"),
            ("PREAU_MAIL_FROM", "pas une adresse"),
        ] {
            terminal.with(&["migrate"], &[(name, value)]).refused().says(name);
        }
        let relay = ("PREAU_SMTP_URL", "smtps://compte:tressecret@smtp.exemple.fr");
        terminal.with(&["migrate"], &[relay]).refused().says("PREAU_MAIL_FROM").hides("tressecret");
        terminal.preau(&["--config", "absent.toml", "migrate"]).refused().says("absent.toml ne se lit pas");
        std::fs::write(terminal.folder.path().join("preau.toml"), "mod = \"live\"\n").expect("a file");
        terminal.preau(&["migrate"]).refused().says("preau.toml").says("mod");
    }
);

testkit::on_each_engine!(
    /// Invariant: a key is made for one machine alone, is its owner's alone, and stays when another
    /// one takes its place; so is the base.
    the_key_is_its_owners_alone,
    |which| async move {
        let terminal = Terminal::open(which).await;
        let url = match which {
            Which::Sqlite => format!("sqlite:{}", terminal.folder.path().join("neuve/preau.db").display()),
            Which::Postgres => terminal.database.url.clone(),
        };
        let own = [("PREAU_SECRET_KEY", ""), ("PREAU_DATABASE_URL", url.as_str())];
        let add = ["user", "add", "dsi", "--surname", "Roy", "--first-name", "Samuel", "--function", "exploitant"];
        if which == Which::Postgres {
            terminal.with(&add, &own).refused().says("il manque la clé");
            return;
        }
        terminal.with(&add, &own).fine();
        let file = terminal.folder.path().join("cle");
        let keys = || -> Vec<String> {
            let text = std::fs::read_to_string(&file).expect("the key file");
            text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
        };
        let first = keys();
        assert_eq!(first.len(), 1);
        terminal.with(&["secret", "rotate"], &own).fine();
        assert_eq!(keys().len(), 2);
        assert_eq!(keys()[1], first[0], "what it sealed can still be opened");
        assert!(!others_may_read(&file));
        assert!(!others_may_read(&terminal.folder.path().join("neuve/preau.db")));
    }
);
