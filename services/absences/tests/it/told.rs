//! What a message was prepared to say, and to whom, against what is true when it leaves.

use crate::{
    letters::{first, office, told},
    office::{Entry, INES, Office, between, choices},
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

/// The entry of today of a pupil, with a motif that families may read, told by a text message, a mail
/// and a letter; gives its address.
async fn told_by_all_means(office: &Office, reason: usize) -> (Entry, String) {
    let entry = office.entry(INES).await;
    let reasons = choices(&entry.page.body, "motif");
    let more = format!("motif={}", reasons[reason]);
    let mut silent = office.entry(INES).await;
    silent.action = String::new();
    let href = crate::office::typed(office, &silent, ("08:30", "17:05"), &more).await;
    for action in choices(&entry.page.body, "action") {
        let to = entry
            .recipients
            .iter()
            .map(|id| format!("&destinataires={id}"));
        let form = format!("action={action}{}", to.collect::<String>());
        office
            .assistant
            .post(&format!("{href}/actions"), &form)
            .await
            .expect(303);
    }
    (entry, href)
}

/// Changes the motif of the entry of today.
async fn with_reason(office: &Office, href: &str, reason: &str) {
    let page = office.assistant.get(href).await.expect(200);
    let form = format!(
        "nature=absence&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=17:05&motif={reason}&version={}",
        page.field("version")
    );
    office.assistant.post(href, &form).await.expect(303);
}

const CHANGED: &str = "Le motif a été modifié avant l'envoi.";

on_each_engine!(
    /// Invariant: a message that says a motif does not leave once the motif is another one, or is to be
    /// said to nobody; one that says none stays.
    a_motif_that_was_corrected_does_not_leave,
    |which| async move {
        let office = office(which).await;
        let (entry, href) = told_by_all_means(&office, 2).await;
        let mail = first(&office, "/absences/courriels").await;
        office.assistant.get(&format!("/absences/messages/{mail}")).await.expect(200)
            .shows("Motif : Réunion solennelle de famille.");
        let reasons = choices(&entry.page.body, "motif");
        // « Maladie de l'élève » then « Motif connu de la direction »: neither is said.
        with_reason(&office, &href, &reasons[0]).await;
        let all = states(&office).await;
        let said: Vec<_> = all.iter().filter(|(medium, ..)| medium != "sms").cloned().collect();
        assert_eq!(said, [state("letter", "cancelled", CHANGED), state("mail", "cancelled", CHANGED)]);
        assert!(all.contains(&state("sms", "prepared", "")), "{all:?}");
        assert!(!all.contains(&state("sms", "cancelled", CHANGED)), "{all:?}");
        // What says « non communiqué » says it of another motif that is said to nobody too.
        let action = choices(&entry.page.body, "action").remove(0);
        let act = format!("action={action}&destinataires={}", entry.recipients[0]);
        office.assistant.post(&format!("{href}/actions"), &act).await.expect(303);
        with_reason(&office, &href, &reasons[12]).await;
        office.assistant.get("/absences/courriels").await.expect(200).shows("1\u{a0}courriel en attente d'envoi");
        with_reason(&office, &href, &reasons[2]).await;
        office.assistant.get("/absences/courriels").await.expect(200).shows("Aucun courriel en attente");
    }
);

on_each_engine!(
    /// Invariant: what a message says of the motif is looked at again just before it leaves: one that
    /// « Motifs » publishes no more is sent to nobody.
    a_motif_that_is_not_published_any_more_does_not_leave,
    |which| async move {
        let office = office(which).await;
        told_by_all_means(&office, 2).await;
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE absence_wording SET flags = 'confidential' WHERE label LIKE 'Réunion%'").run(tx).await
        })
        .unwrap();
        office.assistant.post("/absences/courriers/impression", "portee=tout").await.expect(200)
            .shows("n'est pas imprimé");
        assert!(states(&office).await.contains(&state("letter", "cancelled", CHANGED)));
    }
);

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
        office.assistant.post("/absences/courriers/impression", "portee=tout").await.expect(200)
            .shows("n'est pas imprimé");
        let why = "Le responsable n'est plus rattaché à l'élève.";
        assert_eq!(states(&office).await, [state("letter", "cancelled", why)]);
    }
);
