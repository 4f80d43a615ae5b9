//! How long marks are kept: families may ask for a year after.

use db::sql;
use manifest::{Keep, Retention};

/// The current school year and the one before.
const KEEP: Keep = Keep::SchoolYears(1);

const BASIS: &str = "Le temps de répondre aux familles sur l'année écoulée.";

pub(crate) const RETENTION: &[Retention] = &[
    Retention {
        table: "mark_change",
        what: "Ce que les notes disaient avant d'être corrigées",
        from: "après l'évaluation",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM mark_change WHERE assessment IN \
                     (SELECT id FROM assessment WHERE on_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "mark",
        what: "Notes",
        from: "après l'évaluation",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM mark WHERE assessment IN \
                     (SELECT id FROM assessment WHERE on_day < $1) AND NOT EXISTS \
                     (SELECT 1 FROM mark_change c WHERE c.assessment = mark.assessment)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "assessment",
        what: "Évaluations, et qui les a créées",
        from: "après l'évaluation",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM assessment WHERE on_day < $1 AND NOT EXISTS \
                     (SELECT 1 FROM mark m WHERE m.assessment = assessment.id)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "appreciation_change",
        what: "Ce que les appréciations disaient avant d'être modifiées",
        from: "après avoir été écrites",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM appreciation_change WHERE changed_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "appreciation",
        what: "Appréciations des enseignants et des conseils de classe",
        from: "après avoir été écrites",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM appreciation WHERE changed_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "bulletin_change",
        what: "Bulletins tels qu'ils avaient été arrêtés avant de l'être à nouveau",
        from: "après avoir été arrêtés",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM bulletin_change WHERE settled_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "bulletin",
        what: "Bulletins arrêtés",
        from: "après avoir été arrêtés",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM bulletin WHERE settled_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "publication_change",
        what: "Qui a changé la publication des notes",
        from: "après le changement",
        keep: KEEP,
        basis: "Le temps de répondre de ce que les familles ont vu.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM publication_change WHERE at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
];
