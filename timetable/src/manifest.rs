//! What the timetable owns, and how long.

use db::sql;
use manifest::{Keep, Manifest, Processing, Retention};

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        migrations: Some(
            db::migrations!("timetable": 1 "0001_week", 2 "0002_lessons",
            3 "0003_lesson_drafts", 4 "0004_periods"),
        ),
        retention: RETENTION,
        impersonal: &[
            "school_week",
            "school_closure",
            "school_periods",
            "school_semester_program",
        ],
        processing: &[Processing {
            name: "Emplois du temps",
            purpose: "Savoir qui a cours avec qui, où et quand : faire l'appel, compter les \
                      demi-journées.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) : Code de l'éducation, art. R131-5.",
            people: "Enseignants.",
            data: "Cours de la semaine : division ou groupe, matière, enseignant, salle, heures.",
            recipients: "Personnels de l'établissement.",
        }],
        ..Manifest::empty("timetable")
    }
}

const FROM: &str = "après l'année scolaire du cours";
const BASIS: &str = "Les demi-journées d'absence se comptent sur l'année en cours \
                     (Code de l'éducation, art. R131-6).";

const DRAFT_FROM: &str = "après leur dépôt";
const DRAFT_BASIS: &str = "Le temps de lire les différences avant d'accepter.";

/// What hangs on a lesson goes before it.
const RETENTION: &[Retention] = &[
    Retention {
        table: "lesson_draft_file",
        what: "Fichiers d'emploi du temps déposés, non encore acceptés",
        from: DRAFT_FROM,
        keep: Keep::Days(1),
        basis: DRAFT_BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM lesson_draft_file WHERE draft IN \
                     (SELECT id FROM lesson_draft WHERE created_at < $1)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "lesson_draft",
        what: "Dépôts de fichiers d'emploi du temps, et qui les a faits",
        from: DRAFT_FROM,
        keep: Keep::Days(1),
        basis: DRAFT_BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM lesson_draft WHERE created_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM lesson_draft_file f WHERE f.draft = lesson_draft.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "lesson_teacher",
        what: "Enseignants des cours",
        from: FROM,
        keep: Keep::SchoolYears(0),
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM lesson_teacher WHERE lesson IN \
                     (SELECT id FROM lesson WHERE school_year < $1)"
                )
                .bind(year_of(cutoff))
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "lesson_class",
        what: "Divisions et groupes des cours",
        from: FROM,
        keep: Keep::SchoolYears(0),
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM lesson_class WHERE lesson IN \
                     (SELECT id FROM lesson WHERE school_year < $1)"
                )
                .bind(year_of(cutoff))
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "lesson",
        what: "Cours de la semaine",
        from: FROM,
        keep: Keep::SchoolYears(0),
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM lesson WHERE school_year < $1 AND NOT EXISTS \
                     (SELECT 1 FROM lesson_teacher t WHERE t.lesson = lesson.id) AND NOT EXISTS \
                     (SELECT 1 FROM lesson_class c WHERE c.lesson = lesson.id)"
                )
                .bind(year_of(cutoff))
                .run(write)
                .await
            })
        },
    },
];

/// The cutoff is 1 August of the first year that is kept.
fn year_of(cutoff: chrono::DateTime<chrono::Utc>) -> i64 {
    i64::from(education::school_year_of(cutoff.date_naive()))
}
