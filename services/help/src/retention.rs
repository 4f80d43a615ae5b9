//! How long it is known who has read the news.

use db::sql;
use manifest::{Keep, Retention};

pub(crate) const RETENTION: &[Retention] = &[Retention {
    table: "help_visit",
    what: "Dernière visite de « Quoi de neuf »",
    from: "après cette visite",
    keep: Keep::SchoolYears(1),
    basis: "Ne signaler que les nouveautés qui n'ont pas été lues.",
    purge: |write, cutoff| {
        Box::pin(async move {
            sql!("DELETE FROM help_visit WHERE visited_at < $1")
                .bind(cutoff)
                .run(write)
                .await
        })
    },
}];
