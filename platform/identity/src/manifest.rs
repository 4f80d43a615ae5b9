//! What identity is: its pages, its tables, how long they keep what.

use crate::pages::{account, home, own_account, password, place, sign_in};
use ::manifest::{Keep, Manifest, Processing, Retention, Routes};
use db::sql;

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        routes,
        migrations: Some(db::migrations!("identity": 1 "0001_accounts",
            2 "0002_by_school_and_account", 3 "0003_kind", 4 "0004_openings", 5 "0005_rights", 6 "0006_family",
            7 "0007_first_access", 8 "0008_links_of_a_pupil",
            9 "0009_last_visit")),
        retention: RETENTION,
        impersonal: &["place", "family_opening"],
        processing: &[Processing {
            name: "Comptes et connexions des personnels",
            purpose: "Ouvrir à chaque personne les services de sa fonction, et à elle seule.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; sécurité du traitement (art. 32).",
            people: "Personnels de l'académie.",
            data: "Identifiant, nom, prénom, fonctions et lieux, empreinte du mot de passe, sessions \
                   (type de navigateur, heures), essais de connexion échoués (empreinte) ; \
                   droits donnés ou retirés par la direction ; qui a ouvert ou fermé un télé-service.",
            recipients: "La personne elle-même ; l'exploitant, pour l'assistance.",
        }],
        ..Manifest::empty("identity")
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/", home::show)
        .get("/connexion", sign_in::show)
        .post("/connexion", sign_in::submit)
        .form("identifiant={login}&motdepasse={password}")
        .post("/deconnexion", sign_in::leave)
        .post("/lieu", place::change)
        .form("lieu={school}")
        .get("/compte", account::show)
        .post("/compte/mot-de-passe", account::change_password)
        .form("actuel={password}&nouveau={password}")
        .post("/compte/sessions/fin", account::end_sessions)
        .post("/compte/sessions/{session}/fin", account::end_session)
        .post("/compte/identifiant", own_account::change_login)
        .form("nouvel_identifiant=")
        .get("/compte/fermeture", own_account::ask_closing)
        .post("/compte/fermeture", own_account::close_it)
        .form("motdepasse=")
        .get("/mot-de-passe/{token}", password::show)
        .post("/mot-de-passe/{token}", password::submit)
        .form("nouveau=une phrase de démonstration")
}

const RETENTION: &[Retention] = &[
    Retention {
        table: "session",
        what: "Sessions",
        from: "après leur fin",
        keep: Keep::Days(30),
        basis: "Reconnaître une connexion qui n'est pas la sienne.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM session WHERE expires_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "sign_in_failure",
        what: "Essais de connexion échoués",
        from: "après l'essai",
        keep: Keep::Days(1),
        basis: "Ralentir qui devine des mots de passe.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM sign_in_failure WHERE at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "password_link",
        what: "Liens pour choisir un mot de passe",
        from: "après leur échéance",
        keep: Keep::Days(7),
        basis: "Dire à qui s'en sert trop tard qu'il a expiré.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM password_link WHERE expires_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "family_opening_change",
        what: "Qui a ouvert et fermé quel télé-service, quand",
        from: "après le changement",
        keep: Keep::SchoolYears(1),
        basis: "Répondre de qui a ouvert quoi, tant que le journal d'audit est conservé.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM family_opening_change WHERE changed_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "tenure",
        what: "Fonctions exercées",
        from: "après leur fin",
        keep: Keep::SchoolYears(1),
        basis: "Répondre de qui pouvait quoi, tant que le journal d'audit est conservé.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM tenure WHERE ends_on < $1")
                    .bind(cutoff.date_naive())
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "right_change",
        what: "Droits donnés et retirés à une personne : par qui, quand",
        from: "après le changement",
        keep: Keep::SchoolYears(1),
        basis: "Répondre de qui pouvait quoi, tant que le journal d'audit est conservé.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM right_change WHERE changed_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "right_exception",
        what: "Droits d'une personne qui ne sont pas ceux de sa fonction",
        from: "après la fin de sa dernière fonction dans l'établissement",
        keep: Keep::SchoolYears(1),
        basis: "Les droits de qui y travaille ; ensuite, répondre de qui pouvait quoi.",
        purge: |write, cutoff| {
            Box::pin(async move {
                // The function that they are exceptions to goes a school year after its end.
                sql!(
                    "DELETE FROM right_exception WHERE changed_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM tenure t WHERE t.account = right_exception.account \
                     AND t.school = right_exception.school)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "first_access",
        what: "Identifiants et mots de passe (empreintes) qui attendent un code d'activation",
        from: "après leur demi-heure",
        keep: Keep::Days(0),
        basis: "Ouvrir le compte quand le code est saisi.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM first_access WHERE expires_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "family_link",
        what: "Élèves dont un compte de famille ouvre les pages",
        from: "après la fin de l'accès, ou la dernière connexion",
        keep: Keep::SchoolYears(1),
        basis: "Répondre de qui pouvait lire quoi, tant que le journal d'audit est conservé.",
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM family_link WHERE ended_at < $1 OR (opened_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM account a WHERE a.id = family_link.account AND a.signed_in_at >= $1))"
                )
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "account",
        what: "Comptes",
        from: "après la fin de la dernière fonction ou du dernier accès d'une famille",
        keep: Keep::SchoolYears(1),
        basis: "Répondre de qui a fait quoi, tant que le journal d'audit est conservé.",
        purge: |write, cutoff| {
            Box::pin(async move {
                // An account without a function left, and none opened lately.
                sql!(
                    "DELETE FROM account WHERE created_at < $1 \
                     AND NOT EXISTS (SELECT 1 FROM tenure t WHERE t.account = account.id) \
                     AND NOT EXISTS (SELECT 1 FROM right_exception r WHERE r.account = account.id) \
                     AND NOT EXISTS (SELECT 1 FROM family_link f WHERE f.account = account.id) \
                     AND NOT EXISTS (SELECT 1 FROM session s WHERE s.account = account.id) \
                     AND NOT EXISTS (SELECT 1 FROM password_link l WHERE l.account = account.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
];
