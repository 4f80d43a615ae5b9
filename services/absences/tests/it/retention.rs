//! How long absences are kept.

use crate::office::{CLARA, Office};
use chrono::{DateTime, Utc};
use db::{in_write, sql};
use testkit::on_each_engine;

/// Purges at this instant.
async fn purge(office: &Office, at: &str) {
    let now: DateTime<Utc> = at.parse().unwrap();
    for retention in absences::manifest().retention {
        let cutoff = retention.keep.cutoff(now);
        in_write!(office.portal.db(), db::Error, |tx| {
            (retention.purge)(tx, cutoff).await
        })
        .unwrap();
    }
}

/// Purges at this instant; gives how many absences and recipients are left.
async fn left(office: &Office, at: &str) -> (i64, i64) {
    purge(office, at).await;
    sql!(
        "SELECT (SELECT COUNT(*) FROM absence), (SELECT COUNT(*) FROM absence_notice) + \
         (SELECT COUNT(*) FROM absence_pupil_notice)"
    )
    .one(&mut office.portal.db().read().await.unwrap())
    .await
    .unwrap()
}

on_each_engine!(
    /// Invariant: the absences of a school year are there until it ends, and not after.
    a_year_is_kept_whole_and_no_longer,
    |which| async move {
        let office = Office::ready(which).await;
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE pupil SET mobile = '+33639980071', accepts_sms = $1").bind(true).run(tx).await
        })
        .unwrap();
        let entry = office.entry(CLARA).await;
        let both = entry.form_to("2026-11-24", "08:30", "17:05", &entry.recipients);
        office.assistant.post("/absences/saisie", &both).await.expect(303);
        let mut untold = office.entry(CLARA).await;
        untold.action.clear();
        let next_day = untold.form_to("2026-11-25", "08:30", "17:05", &[]);
        office.assistant.post("/absences/saisie", &next_day).await.expect(303);
        assert_eq!(left(&office, "2026-11-24T08:00:00Z").await, (2, 2));
        assert_eq!(left(&office, "2027-07-31T08:00:00Z").await, (2, 2));
        assert_eq!(left(&office, "2027-08-01T08:00:00Z").await, (0, 0));
    }
);

on_each_engine!(
    /// Invariant: a document that was produced is there until its school year ends, and not after.
    a_document_is_kept_for_its_year,
    |which| async move {
        let office = Office::bare(which).await;
        let made = absences::demo::examples(office.portal.context.clone(), office.school).await;
        made.expect("a document");
        // A batch of letters, beside the bilan of the examples.
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!(
                "INSERT INTO absence_document (id, school, form_id, kind, title, pieces, made_at, made_on, \
                 made_by, content) SELECT $1, school, $1, 'letters', title, pieces, made_at, made_on, made_by, \
                 content FROM absence_document"
            )
            .bind(uuid::Uuid::now_v7())
            .run(tx)
            .await
        })
        .unwrap();
        for (day, kept) in [("2026-11-25", 2), ("2027-07-31", 2), ("2027-08-01", 0)] {
            purge(&office, &format!("{day}T08:00:00Z")).await;
            let (left,): (i64,) = sql!("SELECT COUNT(*) FROM absence_document")
                .one(&mut office.portal.db().read().await.unwrap())
                .await
                .unwrap();
            assert_eq!(left, kept, "{day}");
        }
    }
);
