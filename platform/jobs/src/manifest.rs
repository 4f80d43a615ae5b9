//! What jobs are: a table, and how long it keeps what.

use ::manifest::{Keep, Manifest, Retention};
use db::sql;

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        migrations: Some(db::migrations!("jobs": 1 "0001_jobs")),
        retention: RETENTION,
        ..Manifest::empty("jobs")
    }
}

/// What a piece of work needs to know may name somebody.
const RETENTION: &[Retention] = &[Retention {
    table: "job",
    what: "Travaux automatiques et leurs comptes rendus",
    from: "après leur fin",
    keep: Keep::Days(90),
    basis: "Montrer à l'exploitant ce qui a été fait, et chercher la cause de ce qui a échoué.",
    purge: |write, cutoff| {
        Box::pin(async move {
            sql!(
                "DELETE FROM job WHERE id IN (SELECT id FROM job \
                 WHERE state IN ('done', 'dead') AND finished_at < $1 LIMIT 1000)"
            )
            .bind(cutoff)
            .run(write)
            .await
        })
    },
}];
