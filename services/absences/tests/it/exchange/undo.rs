//! What becomes of an import: undone, forgotten.

use super::*;
use crate::office::{CLARA, INES};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: « Annuler cet import » takes back what it brought, once, but what somebody has worked
    /// on since; the same file then adds again what was taken back.
    an_import_is_undone,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(INES).await).await.expect(303);
        let file = format!(
            "{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;\nABEL;Hugo;;24/11/2026;08:30;;12:30;;\n\
             ABEL;Hugo;;23/11/2026;08:30;;12:30;;\n"
        );
        let import = bring(&office, &file).await;
        let (id, pupil) = sql!("SELECT a.id, a.pupil FROM absence a JOIN absence_imported i \
                                ON i.absence = a.id WHERE i.line = 2")
            .one::<(uuid::Uuid, uuid::Uuid)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        let href = format!("/absences/{id}");
        let page = office.assistant.get(&href).await.expect(200);
        let changed = format!(
            "nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=12:30&constatee=1&version={}",
            page.field("version")
        );
        office.assistant.post(&href, &changed).await.expect(303);
        assert_eq!(count(&office, "standing").await, 4, "{pupil}");
        let undo = format!("{import}/annulation");
        let done = office.head.post(&undo, "").await.expect(303).location.unwrap();
        office.head.get(&done).await.expect(200).shows("L'import est annulé")
            .shows("Saisies annulées 2").shows("Saisies gardées 1").hides("Annuler cet import");
        assert_eq!(count(&office, "standing").await, 2);
        let again = office.head.post(&undo, "").await.expect(303).location.unwrap();
        office.head.get(&again).await.expect(200).hides("L'import est annulé").shows("Saisies annulées 2");
        assert_eq!(office.lines("absences.import_undone").await, 1);
        let draft = deposit(&office, &file).await;
        office.head.get(&draft).await.expect(200).shows("À ajouter 2 Déjà là 0 Laissées de côté 1")
            .shows("avec d'autres précisions");
        // What nobody has imported is not undone.
        let undone = office.head.post(&format!("{draft}/annulation"), "").await.expect(303);
        assert_eq!(undone.location.as_deref(), Some(draft.as_str()));
        assert_eq!(count(&office, "standing").await, 2);
    }
);

on_each_engine!(
    /// Invariant: an entry of which a family was told since is not undone.
    what_a_family_knows_stays,
    |which| async move {
        let office = Office::ready(which).await;
        let import = bring(&office, &format!("{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;\n")).await;
        let (id,) = sql!("SELECT id FROM absence")
            .one::<(uuid::Uuid,)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        let entry = office.entry(CLARA).await;
        let act = format!("action={}&destinataires={}", entry.action, entry.recipients[0]);
        office.assistant.post(&format!("/absences/{id}/actions"), &act).await.expect(303);
        assert_eq!(count(&office, "messages").await, 1);
        office.head.post(&format!("{import}/annulation"), "").await.expect(303);
        office.head.get(&import).await.expect(200).shows("Saisies annulées 0 Saisies gardées 1");
        assert_eq!(count(&office, "standing").await, 1);
    }
);

on_each_engine!(
    /// Invariant: an entry of which the pupil alone was told since is not undone either.
    what_a_pupil_knows_stays,
    |which| async move {
        let office = Office::ready(which).await;
        db::in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE pupil SET mobile = '+33639980071', mobile_typed = '+33639980071', accepts_sms = $1")
                .bind(true)
                .run(tx)
                .await
        })
        .unwrap();
        let import = bring(&office, &format!("{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;\n")).await;
        let (id,) = sql!("SELECT id FROM absence")
            .one::<(uuid::Uuid,)>(&mut office.portal.db().read().await.unwrap()).await.unwrap();
        let entry = office.entry(CLARA).await;
        let act = format!("action={}&destinataires=eleve", entry.action);
        office.assistant.post(&format!("/absences/{id}/actions"), &act).await.expect(303);
        assert_eq!((count(&office, "messages").await, count(&office, "notices").await), (1, 0));
        office.head.post(&format!("{import}/annulation"), "").await.expect(303);
        office.head.get(&import).await.expect(200).shows("Saisies annulées 0 Saisies gardées 1");
        assert_eq!(count(&office, "standing").await, 1);
    }
);

on_each_engine!(
    /// Invariant: a deposit goes after a day, what it brought stays until the school year ends; what
    /// is of another school year does not come in.
    a_deposit_is_forgotten,
    |which| async move {
        let office = Office::bare(which).await;
        let import = bring(&office, &format!("{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;\n\
                                              NEMO;Jean;;24/11/2026;08:30;;12:30;;\n")).await;
        let old = deposit(&office, &format!("{HEADER}ABADIE;Clara;;30/06/2026;08:30;;12:30;;\n")).await;
        office.head.get(&old).await.expect(200).shows("À ajouter 0").shows("art. R131-6");
        office.head.get(&import).await.expect(200).shows("Télécharger les anomalies");
        let purge = async |days: i64| {
            let now = office.portal.now() + chrono::Duration::days(days);
            for retention in absences::manifest().retention {
                let cutoff = retention.keep.cutoff(now);
                db::in_write!(office.portal.db(), db::Error, |tx| {
                    (retention.purge)(tx, cutoff).await
                })
                    .unwrap();
            }
        };
        purge(2).await;
        office.head.get(&old).await.expect(404);
        office.head.post(&format!("{old}/importer"), "vu=1-0-0").await.expect(404);
        office.head.get(&import).await.expect(200).shows("Saisies ajoutées 1")
            .hides("Télécharger les anomalies");
        office.head.post(&format!("{import}/importer"), "vu=1-0-0").await.expect(303);
        office.head.get(&format!("{import}/anomalies")).await.expect(404);
        assert_eq!(count(&office, "all").await, 1);
        purge(300).await;
        office.head.get(&import).await.expect(404);
        assert_eq!(count(&office, "all").await, 0);
    }
);

on_each_engine!(
    /// Invariant: a person has one deposit at most that is not accepted, the last one; of one that was,
    /// the remarks stay, as they were then, and nothing else.
    deposits_do_not_pile_up,
    |which| async move {
        let office = Office::bare(which).await;
        let colleague = office.portal.signed_in_as(admission::Function::Head, Some(office.school)).await;
        let file = format!("{HEADER}ABADIE;Clara;;24/11/2026;08:30;;12:30;;\nNEMO;Jean;;24/11/2026;08:30;;12:30;;\n");
        let theirs = colleague.upload(PAGE, &[], &[("fichier", "b.csv", file.as_bytes())]).await;
        let theirs = theirs.expect(303).location.unwrap();
        let kept = async || {
            sql!("SELECT taken, CAST(LENGTH(bytes) AS BIGINT) FROM absence_draft ORDER BY taken, created_at, id")
                .all::<(bool, i64)>(&mut office.portal.db().read().await.unwrap()).await.unwrap()
        };
        let first = deposit(&office, &file).await;
        office.later(chrono::Duration::minutes(1));
        let last = deposit(&office, &file).await;
        office.head.get(&first).await.expect(404);
        colleague.get(&theirs).await.expect(200).shows("À ajouter 1");
        let length = i64::try_from(file.len()).unwrap();
        assert_eq!(kept().await, [(false, length), (false, length)]);
        let before = office.head.get(&format!("{last}/anomalies")).await.expect(200).body;
        accept(&office, &last).await.expect(303);
        assert_eq!(kept().await, [(false, length), (true, 0)]);
        assert_eq!(office.head.get(&format!("{last}/anomalies")).await.expect(200).body, before);
        deposit(&office, &file).await;
        assert_eq!(kept().await.len(), 3);
        office.head.get(&last).await.expect(200).shows("Télécharger les anomalies");
        assert_eq!(office.head.get(&format!("{last}/anomalies")).await.expect(200).body, before);
    }
);
