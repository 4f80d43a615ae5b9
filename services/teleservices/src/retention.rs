//! How long it is known who chose.

use db::sql;
use manifest::{Keep, Retention};

pub(crate) const RETENTION: &[Retention] = &[Retention {
    table: "teleservices_choice_change",
    what: "Qui a choisi de proposer des télé-services, ou non, quand",
    from: "après le choix",
    keep: Keep::SchoolYears(1),
    basis: "Répondre de qui a choisi, tant que le journal d'audit est conservé.",
    purge: |write, cutoff| {
        Box::pin(async move {
            sql!("DELETE FROM teleservices_choice_change WHERE changed_at < $1")
                .bind(cutoff)
                .run(write)
                .await
        })
    },
}];
