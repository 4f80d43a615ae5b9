use crate::portal;
use admission::Function;
use audit::{Actor, Line};
use db::{in_write, sql};
use operations::{
    back_up,
    backup::{self, BackupError, Plan, Sidecar},
    backups,
};
use secrets::KeyRing;
use sqlx::Connection as _;
use std::path::Path;
use testkit::{Database, Portal, Which, on_each_engine};

/// A portal with something in it, and a folder for its backups.
async fn lived_in(which: Which) -> (Portal, Plan, tempfile::TempDir) {
    let portal = portal(which).await;
    let school = portal.place("0990001N", "Collège Les Tilleuls").await;
    portal.account("cpe", &[Function::Cpe], Some(school)).await;
    let now = portal.now();
    in_write!(portal.db(), db::Error, |tx| {
        audit::note(tx, now, &Line::new(Actor::PROGRAM, "session.opened")).await
    })
    .unwrap();
    audit::seal_pending(portal.db(), &portal.context.keys, now)
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan {
        folder: folder.path().join("sauvegardes"),
        database_url: portal.database.url.clone(),
    };
    (portal, plan, folder)
}

async fn make(portal: &Portal, plan: &Plan) -> backup::BackupFile {
    backup::create(portal.db(), plan, &portal.context.keys, portal.now())
        .await
        .unwrap()
}

async fn verify(
    portal: &Portal,
    plan: &Plan,
    file: &Path,
) -> Result<backup::Verified, BackupError> {
    let server = Some(plan.database_url.as_str());
    backup::verify(file, &portal.context.keys, server).await
}

on_each_engine!(
    /// Invariant: what is backed up comes back, all of it, into an empty database only.
    a_backup_comes_back,
    |which| async move {
        let (portal, plan, folder) = lived_in(which).await;
        let made = make(&portal, &plan).await;
        let verified = verify(&portal, &plan, &made.path).await.unwrap();
        assert_eq!(verified.audit_lines, 1);
        assert!(verified.rows >= 8 && verified.tables > 10, "{verified:?}");
        assert_eq!(made.sidecar.key_id, portal.context.keys.current_id());
        assert_eq!(made.sidecar.rows["account"], 1);
        assert!(made.sidecar.schema.contains(&"identity 1".to_owned()));

        let empty = Database::fresh(which).await;
        let target = match which {
            Which::Sqlite => format!("sqlite:{}", folder.path().join("rendue.db").display()),
            Which::Postgres => empty.url.clone(),
        };
        let restored = backup::restore(&made.path, &target).await.unwrap();
        assert_eq!(restored.rows, verified.rows);
        let db = db::Db::connect(&target).await.unwrap();
        let (login,) = sql!("SELECT login FROM account")
            .one::<(String,)>(&mut db.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(login, "cpe");
        let state = db::migration::state(&db, &portal.context.schema).await.unwrap();
        assert_eq!(state, db::migration::State::UpToDate);

        // Over something: refused, and what is there stays.
        in_write!(db, db::Error, |tx| { sql!("DELETE FROM tenure").run(tx).await }).unwrap();
        let refused = backup::restore(&made.path, &target).await;
        assert!(matches!(refused, Err(BackupError::NotEmpty)), "{refused:?}");
        let (left,) = sql!("SELECT COUNT(*) FROM tenure")
            .one::<(i64,)>(&mut db.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(left, 0);
    }
);

on_each_engine!(
    /// Invariant: a backup made while people write is consistent.
    a_backup_is_made_while_people_write,
    |which| async move {
        let (portal, plan, _folder) = lived_in(which).await;
        let db = portal.db().clone();
        let now = portal.now();
        let writing = tokio::spawn(async move {
            for n in 0..200 {
                in_write!(db, db::Error, |tx| {
                    audit::note(tx, now, &Line::new(Actor::PROGRAM, "session.opened").detail(format!("{n}")))
                        .await
                })
                .unwrap();
            }
        });
        for _ in 0..3 {
            let made = make(&portal, &plan).await;
            verify(&portal, &plan, &made.path).await.unwrap();
        }
        writing.await.unwrap();
    }
);

on_each_engine!(
    /// Invariant: a backup that was altered is refused: its file, its rows, its audit, its key.
    an_altered_backup_is_refused,
    |which| async move {
        let (portal, plan, _folder) = lived_in(which).await;
        let made = make(&portal, &plan).await;
        let altered = |found: Result<backup::Verified, BackupError>, how: &str| match found {
            Err(BackupError::Altered(said)) => assert!(said.contains(how), "{said}"),
            other => panic!("not « altered »: {other:?}"),
        };
        let bytes = std::fs::read(&made.path).unwrap();
        let mut flipped = bytes.clone();
        *flipped.last_mut().unwrap() ^= 1;
        std::fs::write(&made.path, &flipped).unwrap();
        altered(verify(&portal, &plan, &made.path).await, "empreinte");
        std::fs::write(&made.path, &bytes[..bytes.len() / 2]).unwrap();
        altered(verify(&portal, &plan, &made.path).await, "octets");
        assert!(matches!(
            backup::restore(&made.path, "sqlite:/nowhere/at.all").await,
            Err(BackupError::Altered(_))
        ));
        std::fs::write(&made.path, &bytes).unwrap();

        let sidecar = Sidecar::path_of(&made.path);
        let text = std::fs::read_to_string(&sidecar).unwrap();
        std::fs::write(&sidecar, text.replace("\"account\": 1", "\"account\": 2")).unwrap();
        altered(verify(&portal, &plan, &made.path).await, "« account » a 1 lignes au lieu de 2");
        std::fs::write(&sidecar, &text).unwrap();

        let stranger = KeyRing::generate();
        let server = Some(plan.database_url.as_str());
        let found = backup::verify(&made.path, &stranger, server).await;
        assert!(matches!(found, Err(BackupError::Key(_))), "{found:?}");

        in_write!(portal.db(), db::Error, |tx| {
            sql!("UPDATE audit_line SET act = 'faux'").run(tx).await
        })
        .unwrap();
        portal.context.clock.set(portal.now() + chrono::Duration::minutes(1));
        let forged = make(&portal, &plan).await;
        altered(verify(&portal, &plan, &forged.path).await, "lot 1");

        std::fs::remove_file(&sidecar).unwrap();
        assert!(matches!(
            verify(&portal, &plan, &made.path).await,
            Err(BackupError::Sidecar(_))
        ));
    }
);

on_each_engine!(
    /// Invariant: the backup holds no key, and only its owner reads it.
    a_backup_is_closed,
    |which| async move {
        use std::os::unix::fs::PermissionsExt as _;
        let (portal, plan, _folder) = lived_in(which).await;
        let made = make(&portal, &plan).await;
        let mode = made.path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let key = portal.context.keys.to_file();
        let key = key.lines().last().unwrap();
        let sidecar = std::fs::read_to_string(Sidecar::path_of(&made.path)).unwrap();
        assert!(!sidecar.contains(key) && !sidecar.contains("postgres://"));
        assert!(!format!("{plan:?}").contains("postgres://"));
        // Nothing half-made stays in the folder.
        assert_eq!(std::fs::read_dir(&plan.folder).unwrap().count(), 2);
    }
);

on_each_engine!(
    /// The night's backup: noted, verified, the old ones forgotten; a failure is noted too.
    the_night_keeps_the_last_ones,
    |which| async move {
        let (portal, plan, _folder) = lived_in(which).await;
        for _ in 0..backup::KEPT + 1 {
            let said = back_up(&portal.context, &plan).await.unwrap();
            assert!(said.starts_with("Restaurée dans une base temporaire"), "{said}");
            portal.context.clock.set(portal.now() + chrono::Duration::days(1));
        }
        assert_eq!(backup::files(&plan.folder).unwrap().len(), backup::KEPT);
        let nowhere = Plan { folder: "/dev/null/sauvegardes".into(), ..plan.clone() };
        assert!(back_up(&portal.context, &nowhere).await.is_err());
        let mut read = portal.db().read().await.unwrap();
        let runs = backups(&mut read, 20).await.unwrap();
        assert_eq!(runs.len(), backup::KEPT + 2);
        assert!(!runs[0].verified && runs[0].sentence.contains("/dev/null"));
        assert!(runs[1..].iter().all(|run| run.verified && run.size > 0));
        drop(read);
        crate::operator(&portal).await.get("/exploitation").await
            .shows("vérifiée").shows("en échec");
    }
);

/// Invariant: no temporary database stays on the server.
#[test]
fn no_temporary_database_stays() {
    testkit::run(async {
        let (portal, plan, _folder) = lived_in(Which::Postgres).await;
        // No other test verifies at this instant, which the names of such databases bear.
        portal
            .context
            .clock
            .set(portal.now() + chrono::Duration::days(30));
        let before = scratches(&portal).await;
        let made = make(&portal, &plan).await;
        std::fs::write(&made.path, "pas une archive").unwrap();
        let sidecar = Sidecar::path_of(&made.path);
        // A sidecar that agrees with the wrong file: the failure comes from pg_restore.
        let mut said: Sidecar =
            serde_json::from_str(&std::fs::read_to_string(&sidecar).unwrap()).unwrap();
        said.size = 15;
        said.sha256 = sha256("pas une archive");
        std::fs::write(&sidecar, serde_json::to_string(&said).unwrap()).unwrap();
        let found = verify(&portal, &plan, &made.path).await;
        assert!(
            matches!(
                found,
                Err(BackupError::Program {
                    program: "pg_restore",
                    ..
                })
            ),
            "{found:?}"
        );
        // Those of other tests come and go.
        let mut left = scratches(&portal).await;
        for _ in 0..100 {
            left.retain(|name| !before.contains(name));
            if left.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            left = scratches(&portal).await;
        }
        assert_eq!(left, []);
    });
}

async fn scratches(portal: &Portal) -> Vec<(String,)> {
    let name = format!(
        "preau_verification_{}%",
        chrono::Utc::now().timestamp() / 10_000
    );
    let mut connection = sqlx::PgConnection::connect(&portal.database.url)
        .await
        .unwrap();
    sqlx::query_as("SELECT CAST(datname AS TEXT) FROM pg_database WHERE datname LIKE $1 ORDER BY 1")
        .bind(name)
        .fetch_all(&mut connection)
        .await
        .unwrap()
}

fn sha256(text: &str) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
