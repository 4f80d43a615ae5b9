//! What messaging is: its tables, how long they keep what.

use ::manifest::{Keep, Manifest, Processing, PurgeFuture, Retention};
use chrono::{DateTime, Utc};
use db::{Statement, Write, sql};

/// The manifest. Its pages are for providers; those of people are the services', which show
/// [`crate::pages`].
pub fn manifest() -> Manifest {
    Manifest {
        routes: crate::pages::routes,
        migrations: Some(
            db::migrations!("messaging": 1 "0001_outbox", 2 "0002_rules", 3 "0003_mail", 4 "0004_replies", 5 "0005_http",
                6 "0006_media", 7 "0007_by_means"),
        ),
        retention: RETENTION,
        impersonal: &[
            "provider",
            "contract",
            "message_counter",
            "lease",
            "sending_rules",
            "sending_count",
            "provider_count",
        ],
        reseal: Some(|write, keys| {
            Box::pin(async move {
                let passwords = crate::reseal_passwords(write, keys).await?;
                Ok(passwords + crate::reseal_bodies(write, keys).await?)
            })
        }),
        processing: &[Processing {
            name: "Messages aux familles (SMS, courriels, courriers)",
            purpose: "Prévenir les responsables d'un évènement qui touche leur enfant, et savoir \
                      si le message est arrivé.",
            basis: "Mission d'intérêt public (RGPD, art. 6.1.e) ; information des responsables \
                    de l'absence d'un élève (code de l'éducation, art. R131-5), par SMS si la \
                    famille l'accepte.",
            people: "Élèves et leurs responsables.",
            data: "Nom de l'élève, division, évènement, rang et nom du responsable, numéro de téléphone \
                   mobile, adresse électronique ou postale, texte du message, états et accusés de \
                   réception ; ce que la famille répond.",
            recipients: "La vie scolaire de l'établissement ; le fournisseur de SMS que \
                         l'établissement a choisi (numéro et texte) ; le serveur de courriel de \
                         l'académie (adresse et texte) ; La Poste (nom et adresse, sur l'enveloppe).",
        }],
        examples: Some(|context, school| Box::pin(crate::examples::make(context, school))),
        ..Manifest::empty("messaging")
    }
}

/// Deletes what a statement names, by the day before which it is.
fn purged(statement: Statement, write: &mut Write, cutoff: DateTime<Utc>) -> PurgeFuture<'_> {
    Box::pin(async move { statement.bind(cutoff).run(write).await })
}

/// Rows that others refer to come last.
const RETENTION: &[Retention] = &[
    Retention {
        table: "reply_part",
        what: "Réponses des familles : leurs textes",
        from: "après leur réception",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            purged(
                sql!(
                    "DELETE FROM reply_part WHERE reply IN \
                     (SELECT id FROM reply WHERE received_at < $1)"
                ),
                write,
                cutoff,
            )
        },
    },
    Retention {
        table: "reply",
        what: "Réponses des familles aux SMS",
        from: "après leur réception",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            purged(
                sql!(
                    "DELETE FROM reply WHERE received_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM reply_part p WHERE p.reply = reply.id)"
                ),
                write,
                cutoff,
            )
        },
    },
    Retention {
        table: "receipt",
        what: "Accusés de réception des SMS",
        from: "après leur réception",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            purged(
                sql!(
                    "DELETE FROM receipt WHERE received_at < $1 OR message IN \
                     (SELECT id FROM message WHERE prepared_at < $1)"
                ),
                write,
                cutoff,
            )
        },
    },
    Retention {
        table: "attempt",
        what: "Envois des SMS",
        from: "après la préparation du message",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            purged(
                sql!(
                    "DELETE FROM attempt WHERE message IN \
                     (SELECT id FROM message WHERE prepared_at < $1)"
                ),
                write,
                cutoff,
            )
        },
    },
    Retention {
        table: "message_part",
        what: "Parties des SMS longs",
        from: "après la préparation du message",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            purged(
                sql!(
                    "DELETE FROM message_part WHERE message IN \
                     (SELECT id FROM message WHERE prepared_at < $1)"
                ),
                write,
                cutoff,
            )
        },
    },
    Retention {
        table: "message",
        what: "SMS, courriels et courriers aux familles",
        from: "après leur préparation",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            purged(
                sql!("DELETE FROM message WHERE prepared_at < $1"),
                write,
                cutoff,
            )
        },
    },
];

const KEEP: Keep = Keep::SchoolYears(1);
const BASIS: &str = "Répondre à une famille qui demande si elle a été prévenue, et quand.";
