//! How long what a school tells is kept without being read again.

use db::sql;
use manifest::{Keep, Retention};

/// The current school year and the one before: the pages that show when it was read again say it too.
pub(crate) const KEEP: Keep = Keep::SchoolYears(1);

pub(crate) const RETENTION: &[Retention] = &[Retention {
    table: "information_entry",
    what: "Informations pratiques : contacts, lieux, horaires, textes",
    from: "après la dernière modification ou relecture",
    keep: KEEP,
    basis: "Ne pas garder le nom ni le numéro de qui n'est plus là.",
    purge: |write, cutoff| {
        Box::pin(async move {
            sql!("DELETE FROM information_entry WHERE checked_at < $1")
                .bind(cutoff)
                .run(write)
                .await
        })
    },
}];
