//! How long codes are known, and who chose to open what: families may ask for a year after what was
//! sent to them.

use db::sql;
use manifest::{Keep, Retention};

const KEEP: Keep = Keep::SchoolYears(1);
const BASIS: &str = "Répondre à une famille qui demande ce qui lui a été envoyé, et quand.";

/// Rows that others refer to come last.
pub(crate) const RETENTION: &[Retention] = &[
    Retention {
        table: "code_event",
        what: "Ce qui est arrivé aux codes d'activation",
        from: "après la génération du code",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM code_event WHERE code IN \
                     (SELECT id FROM activation_code WHERE made_at < $1)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "activation_code",
        what: "Codes d'activation, par responsable et par élève : leur état, et une empreinte",
        from: "après leur génération",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM activation_code WHERE made_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM code_event e WHERE e.code = activation_code.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "code_link",
        what: "Liens à usage unique, par message : une empreinte, et s'ils ont servi",
        from: "après l'envoi",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM code_link WHERE made_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
        table: "code_sending",
        what: "Envois de codes : à qui, par quel moyen",
        from: "après l'envoi",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM code_sending WHERE batch IN (SELECT id FROM code_batch WHERE asked_at < $1) \
                     AND NOT EXISTS (SELECT 1 FROM activation_code c WHERE c.sending = code_sending.id) \
                     AND NOT EXISTS (SELECT 1 FROM code_link l WHERE l.sending = code_sending.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "code_batch",
        what: "Générations et notifications de codes : par qui, pour qui, quand",
        from: "après la demande",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!(
                    "DELETE FROM code_batch WHERE asked_at < $1 AND NOT EXISTS \
                     (SELECT 1 FROM code_sending s WHERE s.batch = code_batch.id)"
                )
                .bind(cutoff)
                .run(write)
                .await
            })
        },
    },
    Retention {
        table: "family_request",
        what: "Demandes des familles sur leurs codes",
        from: "après la demande",
        keep: KEEP,
        basis: BASIS,
        purge: |write, cutoff| {
            Box::pin(async move {
                sql!("DELETE FROM family_request WHERE asked_at < $1")
                    .bind(cutoff)
                    .run(write)
                    .await
            })
        },
    },
    Retention {
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
    },
];
