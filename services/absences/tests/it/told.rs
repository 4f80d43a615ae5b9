//! What a message was prepared to say, and to whom, against what is true when it leaves.

use crate::{
    letters::{office, told},
    office::{INES, Office, between, choices},
};
use db::{in_write, sql};
use education::{Guardian, Id, Pupil};
use testkit::on_each_engine;

/// Messages by means: where they stand, why.
async fn states(office: &Office) -> Vec<(String, String, String)> {
    let mut read = office.portal.db().read().await.unwrap();
    sql!("SELECT medium, state, COALESCE(reason, '') FROM message ORDER BY medium")
        .all(&mut read)
        .await
        .unwrap()
}

fn state(medium: &str, state: &str, why: &str) -> (String, String, String) {
    (medium.to_owned(), state.to_owned(), why.to_owned())
}

on_each_engine!(
    /// Invariant: a mail or a letter that names a guardian who is detached does not leave, though
    /// another one whom it names lives there; a text message names nobody.
    an_envelope_names_guardians_only,
    |which| async move {
        let office = office(which).await;
        let entry = told(&office, INES, "Courrier").await;
        let page = office.entry(INES).await.page;
        let id = between(&page.body, "href=\"/absences/0", "\"").unwrap();
        let mail = choices(&page.body, "action").remove(0);
        let to = entry.recipients.iter().map(|id| format!("&destinataires={id}"));
        let act = format!("action={mail}{}", to.collect::<String>());
        office.assistant.post(&format!("/absences/0{id}/actions"), &act).await.expect(303);
        let both = "Légal 1 – Financier, Légal 2";
        for page in ["/absences/courriers", "/absences/courriels"] {
            office.assistant.get(page).await.expect(200).shows(both);
        }
        let (pupil, second): (Id<Pupil>, Id<Guardian>) =
            (entry.pupil.parse().unwrap(), entry.recipients[1].parse().unwrap());
        assert_eq!(office.detach(pupil, second).await, 2);
        let why = "Le responsable n'est plus rattaché à l'élève.";
        assert_eq!(states(&office).await, [state("letter", "cancelled", why), state("mail", "cancelled", why)]);
    }
);

on_each_engine!(
    /// Invariant: the same, looked at again when it is printed: whatever ended the link.
    an_envelope_is_looked_at_again,
    |which| async move {
        let office = office(which).await;
        let entry = told(&office, INES, "Courrier").await;
        let second: Id<Guardian> = entry.recipients[1].parse().unwrap();
        let yesterday = office.portal.today() - chrono::Days::new(1);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardianship SET ended_on = $1 WHERE guardian = $2").bind(yesterday).bind(second).run(tx).await
        })
        .unwrap();
        let none = office.assistant.post("/absences/courriers/impression", "portee=tout").await.expect(303);
        assert_eq!(none.location.unwrap(), "/absences/courriers?diffuses=0");
        let why = "Le responsable n'est plus rattaché à l'élève.";
        assert_eq!(states(&office).await, [state("letter", "cancelled", why)]);
    }
);
