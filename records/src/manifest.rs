//! What the register is: its tables, how long they keep what.

use chrono::{DateTime, NaiveDate, Utc};
use db::sql;
use education::school_year_of;
use manifest::{Keep, Manifest, Processing, Retention};

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        migrations: Some(db::migrations!("records": 1 "0001_register")),
        retention: RETENTION,
        impersonal: &["school", "mef", "division"],
        processing: &[Processing {
            name: "Registre des élèves et de leurs responsables",
            purpose: "Donner à chaque service de l'établissement les élèves, leurs classes et les \
                      responsables à joindre, tels que SIECLE les connaît.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; code de l'éducation, art. L131-1 \
                    et suivants (obligation scolaire).",
            people: "Élèves ; leurs responsables.",
            data: "Élèves : identifiant du registre, INE, noms, prénom, date de naissance, sexe, \
                   formation, classe, dates d'entrée et de sortie. Responsables : identifiant du \
                   registre, civilité, noms, lien et qualités, téléphones, courriel, accord pour \
                   les SMS, avec sa source et sa date.",
            recipients: "Direction, secrétariat et vie scolaire de l'établissement.",
        }],
        ..Manifest::empty("records")
    }
}

const YEARS: Keep = Keep::SchoolYears(1);
const NEED: &str = "Répondre aux familles et à l'administration sur l'année qui précède.";

/// The school year in which an instant falls: enrolments of the years before go.
fn year_of(cutoff: DateTime<Utc>) -> i64 {
    i64::from(school_year_of(cutoff.date_naive()))
}

fn day_of(cutoff: DateTime<Utc>) -> NaiveDate {
    cutoff.date_naive()
}

/// Children first: an enrolment goes, then the links of who has none left, then the people.
const RETENTION: &[Retention] = &[
    Retention {
        table: "import_draft_piece",
        what: "Fichiers déposés sur la page d'import, non encore acceptés",
        from: "après leur dépôt",
        keep: Keep::Days(1),
        basis: "Le temps de lire les différences avant d'accepter.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM import_draft_piece WHERE draft IN \
                     (SELECT id FROM import_draft WHERE created_at < $1)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "import_draft",
        what: "Bilans des imports faits par la page",
        from: "après le dépôt des fichiers",
        keep: Keep::Days(1),
        basis: "Le temps de traiter les anomalies signalées.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM import_draft WHERE created_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "import_run",
        what: "Imports effectués, avec leurs comptes et qui les a faits",
        from: "après l'import",
        keep: YEARS,
        basis: "Refuser un export plus ancien ; répondre de l'origine des données.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM import_run WHERE imported_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "enrolment",
        what: "Scolarités : classe, formation, dates",
        from: "après l'année scolaire",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM enrolment WHERE id IN \
                     (SELECT id FROM enrolment WHERE school_year < $1 LIMIT 1000)"
                )
                .bind(year_of(cutoff))
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "guardianship",
        what: "Liens entre responsables et élèves",
        from: "après la fin du lien, ou après la dernière scolarité gardée de l'élève",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM guardianship WHERE id IN (SELECT l.id FROM guardianship l \
                     WHERE l.ended_on < $1 OR NOT EXISTS \
                     (SELECT 1 FROM enrolment e WHERE e.pupil = l.pupil) LIMIT 1000)"
                )
                .bind(day_of(cutoff))
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "guardian",
        what: "Responsables",
        from: "après la fin du dernier lien gardé",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM guardian WHERE id IN (SELECT g.id FROM guardian g \
                     WHERE g.updated_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM guardianship l WHERE l.guardian = g.id) LIMIT 1000)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "pupil",
        what: "Élèves",
        from: "après la dernière scolarité gardée",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM pupil WHERE id IN (SELECT p.id FROM pupil p \
                     WHERE p.updated_at < $1 \
                     AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = p.id) \
                     AND NOT EXISTS (SELECT 1 FROM guardianship l WHERE l.pupil = p.id) LIMIT 1000)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
];
