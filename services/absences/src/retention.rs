//! How long absences are kept. The file of absences is of the current school year only (Code de
//! l'éducation, art. R131-6).

use db::sql;
use manifest::{Keep, Retention};

pub(crate) const RETENTION: &[Retention] = &[
    Retention {
        table: "roll_mark",
        what: "Ce que les appels disent de chaque élève",
        from: "après le cours",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM roll_mark WHERE roll IN (SELECT id FROM roll WHERE day < $1) \
                     OR absence IN (SELECT id FROM absence WHERE to_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "roll_call",
        what: "Appels, tels qu'ils ont été envoyés",
        from: "après le cours",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM roll_call WHERE roll IN (SELECT id FROM roll WHERE day < $1)")
                    .bind(cutoff.date_naive())
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "roll",
        what: "Appels",
        from: "après le cours",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM roll WHERE day < $1 AND NOT EXISTS \
                     (SELECT 1 FROM roll_mark m WHERE m.roll = roll.id) AND NOT EXISTS \
                     (SELECT 1 FROM roll_call c WHERE c.roll = roll.id)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "roll_reminder",
        what: "Rappels d'appels à faire",
        from: "après le cours",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM roll_reminder WHERE day < $1")
                    .bind(cutoff.date_naive())
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "absence_notice",
        what: "Destinataires des messages",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_notice WHERE absence IN \
                     (SELECT id FROM absence WHERE to_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_pupil_notice",
        what: "Messages adressés à l'élève",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_pupil_notice WHERE absence IN \
                     (SELECT id FROM absence WHERE to_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_change",
        what: "Ce que les absences disaient avant d'être modifiées",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_change WHERE absence IN \
                     (SELECT id FROM absence WHERE to_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_collective_pupil",
        what: "Élèves des saisies collectives",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_collective_pupil WHERE absence IN \
                     (SELECT id FROM absence WHERE to_day < $1) OR collective IN \
                     (SELECT id FROM absence_collective WHERE recorded_at < $2)"
                )
                .bind(cutoff.date_naive())
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_collective",
        what: "Saisies collectives, et qui les a faites",
        from: "après la saisie",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_collective WHERE recorded_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM absence_collective_pupil p \
                     WHERE p.collective = absence_collective.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_imported",
        what: "Ce qu'un fichier importé disait de qui a saisi chaque absence",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_imported WHERE absence IN \
                     (SELECT id FROM absence WHERE to_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_import",
        what: "Imports d'absences, et qui les a faits",
        from: "après l'import",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_import WHERE imported_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM absence_imported i WHERE i.import = absence_import.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_draft",
        what: "Tableaux d'absences déposés pour être importés",
        from: "après leur dépôt",
        keep: Keep::Days(1),
        basis: "Le temps de lire les anomalies.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM absence_draft WHERE created_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "absence_justification_photo",
        what: "Photographies de justificatifs envoyées par les responsables",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_justification_photo WHERE justification IN \
                     (SELECT j.id FROM absence_justification j JOIN absence a ON a.id = j.absence \
                     WHERE a.to_day < $1)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_justification",
        what: "Explications envoyées par les responsables",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence_justification WHERE absence IN \
                     (SELECT id FROM absence WHERE to_day < $1) AND NOT EXISTS \
                     (SELECT 1 FROM absence_justification_photo p \
                     WHERE p.justification = absence_justification.id)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence",
        what: "Absences",
        from: "après l'absence",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM absence WHERE to_day < $1 AND NOT EXISTS \
                     (SELECT 1 FROM absence_notice n WHERE n.absence = absence.id) \
                     AND NOT EXISTS \
                     (SELECT 1 FROM absence_pupil_notice p WHERE p.absence = absence.id) \
                     AND NOT EXISTS \
                     (SELECT 1 FROM absence_change c WHERE c.absence = absence.id) \
                     AND NOT EXISTS \
                     (SELECT 1 FROM absence_imported i WHERE i.absence = absence.id) \
                     AND NOT EXISTS \
                     (SELECT 1 FROM absence_collective_pupil c WHERE c.absence = absence.id) \
                     AND NOT EXISTS \
                     (SELECT 1 FROM absence_justification j WHERE j.absence = absence.id) \
                     AND NOT EXISTS \
                     (SELECT 1 FROM roll_mark m WHERE m.absence = absence.id)"
                )
                .bind(cutoff.date_naive())
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "absence_document",
        what: "Courriers et bilans produits",
        from: "après la production",
        keep: Keep::SchoolYears(0),
        basis: "Code de l'éducation, art. R131-6.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM absence_document WHERE made_on < $1")
                    .bind(cutoff.date_naive())
                    .run(write)
                    .await
            })
        },
    },
];
