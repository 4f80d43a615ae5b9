//! The address of a database.

use db::{Db, Engine, UrlError};
use testkit::{Database, on_each_engine};

/// Invariant: an address that names no file and no server is refused with a sentence, before
/// anything is opened: a database in memory would lose all at the next start.
#[test]
fn an_address_that_names_nothing_is_refused() {
    testkit::run(async {
        for url in [
            "",
            "preau.db",
            "mysql://localhost/preau",
            "SQLITE:a.db",
            ":memory:",
        ] {
            let refused = Db::connect(url).await.unwrap_err();
            assert!(matches!(refused, UrlError::Scheme), "{url}: {refused}");
        }
        for url in [
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:a.db?mode=memory",
        ] {
            let refused = Db::connect(url).await.unwrap_err();
            assert!(matches!(refused, UrlError::SqliteFile), "{url}: {refused}");
            assert!(refused.to_string().contains("le chemin d'un fichier"));
        }
    });
}

/// Invariant: an address that cannot be read is refused without its password.
#[test]
fn a_refused_address_tells_no_password() {
    testkit::run(async {
        for url in [
            "postgres://preau:tres-secret@localhost:port/preau",
            "postgres://preau:tres-secret@[::1/preau",
            "postgres://preau:tres-secret@localhost/preau?sslmode=tres",
        ] {
            let refused = Db::connect(url).await.unwrap_err();
            assert!(matches!(refused, UrlError::Postgres(_)), "{refused}");
            assert!(
                !format!("{refused} {refused:?}").contains("secret"),
                "{refused:?}"
            );
        }
    });
}

on_each_engine!(
    /// Invariant: a database says which engine it is, and where its file is when it has one.
    a_database_says_what_it_is,
    |which| async move {
        let database = Database::fresh(which).await;
        let of_sqlite = database.url.starts_with("sqlite:");
        assert_eq!(database.db.engine() == Engine::Sqlite, of_sqlite);
        let name = if of_sqlite { "sqlite" } else { "postgres" };
        assert_eq!(database.db.engine().name(), name);
        let path = database.db.sqlite_path().map(|path| format!("sqlite:{}", path.display()));
        assert_eq!(path, of_sqlite.then_some(database.url.clone()));
    }
);
