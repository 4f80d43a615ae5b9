//! A guardian is detached from a pupil: what waited for them about the pupil does not leave.

use crate::office::{CLARA, Office};
use admission::Function;
use db::{in_write, sql};
use education::{Guardian, Id, Pupil};
use identity::{At, PupilFilesWriting};
use testkit::on_each_engine;
use web::Error;

impl Office {
    async fn clerk(&self) -> At<PupilFilesWriting> {
        let login = format!("bureau-{}", &Id::<Pupil>::new().to_string()[24..]);
        let school = Some(self.school);
        let account = self
            .portal
            .account(&login, &[Function::Secretary], school)
            .await;
        let mut read = self.portal.db().read().await.unwrap();
        let now = self.portal.now();
        At::admit(&mut read, account, school, now).await.unwrap()
    }

    /// Detaches, as the record's page does; how many messages were withdrawn.
    pub(crate) async fn detach(&self, pupil: Id<Pupil>, guardian: Id<Guardian>) -> u64 {
        let (at, now) = (self.clerk().await, self.portal.now());
        let context = &self.portal.context;
        let withdrawn = in_write!(context.db, Error, |tx| {
            records::detach(tx, context, &at, pupil, guardian, now).await
        });
        withdrawn.unwrap().expect("a guardian")
    }

    async fn states(&self) -> Vec<(String, String)> {
        let mut read = self.portal.db().read().await.unwrap();
        sql!("SELECT state, COALESCE(reason, '') FROM message ORDER BY state")
            .all(&mut read)
            .await
            .unwrap()
    }
}

on_each_engine!(
    /// Invariant: the transaction that detaches withdraws what waits for that guardian about that
    /// pupil, and nothing else; attaching again sends nothing by itself.
    what_waited_is_withdrawn, |which| async move {
        let office = Office::ready(which).await;
        let clara = office.entry(CLARA).await;
        office.record(&clara).await.expect(303);
        let pupil: Id<Pupil> = clara.pupil.parse().unwrap();
        let guardian: Id<Guardian> = clara.recipients[0].parse().unwrap();
        // Hugo is the same guardian's child.
        let hugo = office.entry("ABEL Hugo").await;
        let (brother, now) = (hugo.pupil.parse::<Id<Pupil>>().unwrap(), office.portal.now());
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!(
                "INSERT INTO guardianship (id, pupil, guardian, financial, correspondent, since, as_of) \
                 VALUES ($1, $2, $3, $4, $4, $5, $6)"
            ).bind(Id::<Guardian>::new()).bind(brother).bind(guardian).bind(false).bind(now.date_naive()).bind(now)
                .run(tx).await
        }).unwrap();
        let to = [clara.recipients[0].clone()];
        let form = hugo.form_to("2026-11-24", "08:30", "17:05", &to);
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        assert_eq!(office.waiting().await.len(), 2);
        assert_eq!(office.detach(pupil, guardian).await, 1);
        assert_eq!(office.waiting().await.len(), 1, "the message about the brother still waits");
        let reason = "Le responsable n'est plus rattaché à l'élève.".to_owned();
        assert_eq!(office.states().await, [("cancelled".into(), reason), ("prepared".into(), String::new())]);
        let after = office.entry(CLARA).await;
        assert!(!after.recipients.contains(&clara.recipients[0]), "nobody can choose them");
        let (at, now) = (office.clerk().await, office.portal.now());
        in_write!(office.portal.db(), Error, |tx| {
            records::attach(tx, &at, pupil, guardian, now).await
        }).unwrap();
        assert_eq!(office.waiting().await.len(), 1);
        assert!(office.entry(CLARA).await.recipients.contains(&clara.recipients[0]));
    }
);

on_each_engine!(
    /// Invariant: a message that another guardian gets on the same telephone stays until they are
    /// detached too.
    a_shared_telephone_still_rings, |which| async move {
        let office = Office::ready(which).await;
        let pupil: Id<Pupil> = office.entry(CLARA).await.pupil.parse().unwrap();
        let (one, other) = (Id::<Guardian>::new(), Id::<Guardian>::new());
        let now = office.portal.now();
        in_write!(office.portal.db(), db::Error, |tx| {
            for guardian in [one, other] {
                sql!(
                    "INSERT INTO guardian (id, surname, first_name, mobile, accepts_sms, consent_source, \
                     consent_at, as_of, updated_at) \
                     VALUES ($1, 'PARTAGE', 'Dominique', '+33639980044', $2, 'export', $3, $3, $3)"
                ).bind(guardian).bind(true).bind(now).run(tx).await?;
                sql!(
                    "INSERT INTO guardianship (id, pupil, guardian, financial, correspondent, since, as_of) \
                     VALUES ($1, $2, $3, $4, $4, $5, $6)"
                ).bind(Id::<Guardian>::new()).bind(pupil).bind(guardian).bind(false).bind(now.date_naive()).bind(now)
                    .run(tx).await?;
            }
            Ok(())
        }).unwrap();
        let entry = office.entry(CLARA).await;
        let to = [one.to_string(), other.to_string()];
        let form = entry.form_to("2026-11-24", "08:30", "17:05", &to);
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1, "one telephone, one message");
        assert_eq!(office.detach(pupil, one).await, 0);
        assert_eq!(office.waiting().await.len(), 1);
        assert_eq!(office.detach(pupil, other).await, 1);
        assert_eq!(office.waiting().await, Vec::<String>::new());
    }
);
