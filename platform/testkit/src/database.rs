//! A fresh database for one test.

use db::Db;
use sqlx::{Connection, Executor};
use uuid::Uuid;

/// On which engine a test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// A file in a folder of the test's own.
    Sqlite,
    /// A database of its own, on the server that `PREAU_TEST_POSTGRES` names.
    Postgres,
}

/// A database that goes with the test.
#[derive(Debug)]
pub struct Database {
    /// The database, without tables.
    pub db: Db,
    /// Its address, for a program that is started by the test.
    pub url: String,
    _folder: Option<tempfile::TempDir>,
    _database: Option<OnServer>,
}

impl Database {
    /// A database where the test wants it: a file in a folder, another server.
    pub async fn at(url: String) -> Self {
        let db = Db::connect(&url).await.expect("a database");
        Self {
            db,
            url,
            _folder: None,
            _database: None,
        }
    }

    /// An empty database.
    pub async fn fresh(which: Which) -> Self {
        match which {
            Which::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder for the test");
                let url = format!("sqlite:{}", folder.path().join("preau.db").display());
                let db = Db::connect(&url).await.expect("an SQLite database");
                Self {
                    db,
                    url,
                    _folder: Some(folder),
                    _database: None,
                }
            }
            Which::Postgres => {
                let server = std::env::var("PREAU_TEST_POSTGRES").expect(
                    "PREAU_TEST_POSTGRES names no server: run the tests by bin/test, which starts one",
                );
                let name = format!("test_{}", Uuid::new_v4().simple());
                let mut connection = sqlx::PgConnection::connect(&server)
                    .await
                    .expect("the test server answers");
                let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
                connection
                    .execute(create)
                    .await
                    .expect("a database for the test");
                connection.close().await.expect("the server says goodbye");
                let (base, _) = server
                    .rsplit_once('/')
                    .expect("the address ends with a database");
                let url = format!("{base}/{name}");
                let db = Db::connect(&url).await.expect("a PostgreSQL database");
                Self {
                    db,
                    url,
                    _folder: None,
                    _database: Some(OnServer { server, name }),
                }
            }
        }
    }
}

/// A database on the tests' server. It goes with its test, whoever is still connected: ten
/// megabytes each, a whole run would fill a small disk.
#[derive(Debug)]
struct OnServer {
    server: String,
    name: String,
}

impl Drop for OnServer {
    fn drop(&mut self) {
        let Self { server, name } = self;
        let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // A thread and a runtime of its own: the test's may be the one that is ending.
        let dropped = std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .map_err(sqlx::Error::Io)?;
                    runtime.block_on(async {
                        sqlx::PgConnection::connect(server)
                            .await?
                            .execute(drop)
                            .await
                    })
                })
                .join()
        });
        // What a test has found says more than a database that stays behind.
        if !matches!(dropped, Ok(Ok(_))) {
            eprintln!("The test's database stays behind: {dropped:?}");
        }
    }
}
