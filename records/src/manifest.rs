//! What the register is: its tables, how long they keep what.

use chrono::{DateTime, NaiveDate, Utc};
use db::sql;
use education::school_year_of;
use manifest::{Keep, Manifest, Processing, Retention};

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        migrations: Some(
            db::migrations!("records": 1 "0001_register", 2 "0002_files",
            3 "0003_indexes"),
        ),
        retention: RETENTION,
        impersonal: &["school", "mef", "division", "subject", "teaching_group"],
        processing: &[Processing {
            name: "Registre des élèves et de leurs responsables",
            purpose: "Donner à chaque service de l'établissement les élèves, leurs classes et les \
                      responsables à joindre, tels que SIECLE les connaît.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; code de l'éducation, art. L131-1 \
                    et suivants (obligation scolaire).",
            people: "Élèves ; leurs responsables ; personnels.",
            data: "Élèves : identifiant du registre, INE, noms, prénoms, date de naissance, sexe, \
                   formation, classe, groupes, options, régime, dates d'entrée et de sortie, \
                   adresse, téléphones, courriel, accord pour les SMS, photographie. Responsables : \
                   identifiant du registre, civilité, noms, lien et qualités, adresse, téléphones, \
                   courriel, accord pour les SMS avec sa source et sa date ; situation d'emploi, \
                   profession et nombre d'enfants là seulement où l'établissement les demande, avec \
                   leur finalité. Personnels : nom, fonctions, disciplines, enseignements.",
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
        table: "import_anomaly",
        what: "Anomalies relevées par les imports faits par la page",
        from: "après le dépôt des fichiers",
        keep: Keep::Days(1),
        basis: "Le temps de traiter les anomalies signalées.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM import_anomaly WHERE draft IN \
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
        table: "group_member",
        what: "Groupes suivis par les élèves",
        from: "après l'année scolaire",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM group_member WHERE enrolment IN \
                     (SELECT id FROM enrolment WHERE school_year < $1)"
                )
                .bind(year_of(cutoff))
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
        table: "consent",
        what: "Réponses à « accepte les SMS » : laquelle, quand, saisie par qui",
        from: "après le dernier lien ou la dernière scolarité gardés",
        keep: YEARS,
        basis: "Prouver le consentement, ou son refus, tant que des SMS peuvent être envoyés.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM consent WHERE at < $1 \
                     AND NOT EXISTS (SELECT 1 FROM guardianship l WHERE l.guardian = consent.guardian) \
                     AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = consent.pupil)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "typed_field",
        what: "Valeurs saisies ici que les imports laissent, et ce que dit le registre",
        from: "après le dernier lien ou la dernière scolarité gardés",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM typed_field WHERE typed_at < $1 \
                     AND NOT EXISTS (SELECT 1 FROM guardianship l \
                     WHERE l.guardian = typed_field.subject OR l.id = typed_field.subject) \
                     AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.pupil = typed_field.subject)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "extra_field",
        what: "Données demandées en plus aux responsables : lesquelles, pourquoi, décidé par qui",
        from: "après la décision",
        keep: Keep::SchoolYears(3),
        basis: "Justifier ce qui est demandé aux familles ; à redécider après ce temps.",
        purge: |write, cutoff| Box::pin(crate::extra::expire(write, cutoff)),
    },
    Retention {
        table: "photo",
        what: "Photographies des élèves",
        from: "après le départ de l'élève",
        keep: Keep::Days(30),
        basis: "Reconnaître les élèves présents, et eux seuls ; le temps de corriger un départ noté \
                par erreur.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM photo WHERE NOT EXISTS (SELECT 1 FROM enrolment e \
                     WHERE e.pupil = photo.pupil AND e.school = photo.school \
                     AND (e.left_on IS NULL OR e.left_on > $1))"
                )
                .bind(day_of(cutoff))
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "principal_teacher",
        what: "Professeurs principaux des classes",
        from: "après l'année scolaire",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM principal_teacher WHERE division IN \
                     (SELECT id FROM division WHERE school_year < $1)"
                )
                .bind(year_of(cutoff))
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "teaching",
        what: "Enseignements : qui, quelle matière, quelle classe ou quel groupe",
        from: "après l'année scolaire",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM teaching WHERE school_year < $1")
                    .bind(year_of(cutoff))
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "post",
        what: "Fonctions des personnels dans les établissements",
        from: "après l'année scolaire",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM post WHERE school_year < $1")
                    .bind(year_of(cutoff))
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "staff",
        what: "Personnels",
        from: "après la dernière fonction gardée",
        keep: YEARS,
        basis: NEED,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM staff WHERE updated_at < $1 \
                     AND NOT EXISTS (SELECT 1 FROM post p WHERE p.staff = staff.id) \
                     AND NOT EXISTS (SELECT 1 FROM teaching t WHERE t.staff = staff.id) \
                     AND NOT EXISTS (SELECT 1 FROM principal_teacher t WHERE t.staff = staff.id)"
                )
                .bind(cutoff)
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
                     (SELECT 1 FROM guardianship l WHERE l.guardian = g.id) \
                     AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.guardian = g.id) LIMIT 1000)"
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
                     AND NOT EXISTS (SELECT 1 FROM guardianship l WHERE l.pupil = p.id) \
                     AND NOT EXISTS (SELECT 1 FROM photo f WHERE f.pupil = p.id) \
                     AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.pupil = p.id) LIMIT 1000)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
];
