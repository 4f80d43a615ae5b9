//! How long it is known which links were made together.

use db::sql;
use manifest::{Keep, Retention};

pub(crate) const RETENTION: &[Retention] = &[Retention {
    table: "staff_batch",
    what: "Remises de liens de mot de passe : par qui, pour qui, quand (sans les liens)",
    from: "après la remise",
    keep: Keep::Days(30),
    basis: "Ne montrer les liens qu'une fois, et pouvoir en refaire.",
    purge: |write, cutoff| {
        Box::pin(async move {
            sql!("DELETE FROM staff_batch WHERE made_at < $1")
                .bind(cutoff)
                .run(write)
                .await
        })
    },
}];
