//! « Motifs » and « Justificatifs ».

use crate::office::{CLARA, Office, between, choices};
use testkit::on_each_engine;

/// The address of a line of a list, found by its label as a person would.
async fn line(office: &Office, list: &str, label: &str) -> String {
    let page = office.head.get(list).await.expect(200);
    let (before, _) = page
        .body
        .split_once(&format!(">{label}</a>"))
        .expect("the line is there");
    let (_, href) = before.rsplit_once("href=\"").unwrap();
    href.split('"').next().unwrap().to_owned()
}

/// A pupil of 5B, found as a person would; no list is needed for that.
async fn pupil(office: &Office) -> String {
    let page = office
        .assistant
        .get("/absences/saisie?nom=abadie")
        .await
        .expect(200);
    between(&page.body, "saisie?eleve=", "\"").unwrap()
}

on_each_engine!(
    /// Invariant: a school begins with the reasons of the law and the usual proofs, once.
    a_school_begins_with_lists,
    |which| async move {
        let office = Office::bare(which).await;
        let entry = format!("/absences/saisie?eleve={}", pupil(&office).await);
        // Two people open a page with the list at once, before there is one.
        let (one, other) = tokio::join!(
            office.head.get("/absences/motifs"),
            office.assistant.get(&entry),
        );
        one.expect(200);
        other.expect(200);
        for _ in 0..2 {
            let page = office.head.get("/absences/motifs").await.expect(200);
            let page = page.shows("Réunion solennelle de famille").shows("Motif légitime");
            assert_eq!(page.body.matches(">Panne de réveil</a>").count(), 1);
        }
        office.head.get("/absences/justificatifs").await.expect(200).shows("Certificat médical");
        let entry = office.entry(CLARA).await;
        assert_eq!(choices(&entry.page.body, "motif").len(), 16);
        assert_eq!(choices(&entry.page.body, "justificatif").len(), 6);
    }
);

on_each_engine!(
    /// Invariant: a form sent twice adds one line; what is wrong keeps what was typed.
    a_line_is_added_once,
    |which| async move {
        let office = Office::bare(which).await;
        let new = "/absences/motifs/nouveau";
        let id = office.head.get(new).await.expect(200).field("form_id");
        let wrong = format!("form_id={id}&libelle=Secret&proprietes=confidential&proprietes=published");
        let page = office.head.post(new, &wrong).await.expect(422)
            .shows("Un motif confidentiel n'est ni publié");
        assert!(page.body.contains("value=\"Secret\""), "{}", page.body);
        assert!(page.body.contains("value=\"published\" checked"), "{}", page.body);
        let right = format!("form_id={id}&libelle=Compétition&proprietes=legitimate&proprietes=outside");
        for _ in 0..2 {
            office.head.post(new, &right).await.expect(303);
        }
        let page = office.head.get("/absences/motifs?fait=ajout").await.expect(200);
        let page = page.shows("Le motif est ajouté : la saisie le propose.");
        assert_eq!(page.body.matches(">Compétition</a>").count(), 1);
        page.shows("Motif légitime, Hors de l'établissement");
        assert_eq!(office.lines("wording.added").await, 1);
    }
);

on_each_engine!(
    /// Invariant: what somebody else wrote in between is not overwritten unseen.
    a_line_is_not_overwritten,
    |which| async move {
        let office = Office::bare(which).await;
        let href = line(&office, "/absences/motifs", "Panne de réveil").await;
        let version = office.head.get(&href).await.expect(200).field("version");
        let form = |label: &str, version: &str| format!("libelle={label}&proprietes=report&version={version}");
        for _ in 0..2 {
            office.head.post(&href, &form("Réveil en panne", &version)).await.expect(303);
        }
        let page = office.head.post(&href, &form("Réveil muet", &version)).await.expect(409)
            .shows("Réveil en panne");
        assert!(page.body.contains("value=\"Réveil muet\""), "{}", page.body);
        let latest = page.field("version");
        office.head.post(&href, &form("Réveil muet", &latest)).await.expect(303);
        office.head.get("/absences/motifs").await.expect(200)
            .shows("Réveil muet").hides("Réveil en panne");
    }
);

on_each_engine!(
    /// Invariant: a line that is withdrawn is offered no more, and what was typed with it keeps it.
    a_withdrawn_line_stays_where_it_was_chosen,
    |which| async move {
        let office = Office::bare(which).await;
        let href = line(&office, "/absences/motifs", "Convenance personnelle").await;
        let reason = href.rsplit('/').next().unwrap().to_owned();
        let entry = office.entry(CLARA).await;
        let form = format!("{}&motif={reason}", entry.form_to("2026-11-24", "08:30", "17:05", &[]));
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        office.head.post(&format!("{href}/offre"), "offert=non").await.expect(303);
        office.head.get("/absences/motifs").await.expect(200).shows("Motifs retirés");
        // Not offered to another entry, even by a page that was shown before.
        let again = office.entry(CLARA).await;
        assert!(!choices(&again.page.body, "motif").contains(&reason));
        let late = format!("{}&motif={reason}", again.form_to("2026-11-25", "08:30", "17:05", &[]));
        office.assistant.post("/absences/saisie", &late).await.expect(422)
            .shows("Choisissez une ligne de la liste.");
        // The entry that has it keeps it, and may be changed without losing it.
        again.page.contains("Convenance personnelle");
        let own = between(&again.page.body, "href=\"/absences/0", "\"").unwrap();
        let own = format!("/absences/0{own}");
        let page = office.assistant.get(&own).await.expect(200);
        assert!(page.body.contains(&format!("value=\"{reason}\" selected")), "{}", page.body);
        office.head.post(&format!("{href}/offre"), "offert=oui").await.expect(303);
        assert!(choices(&office.entry(CLARA).await.page.body, "motif").contains(&reason));
    }
);

on_each_engine!(
    /// Invariant: a line is of its own list and of its own school.
    a_line_is_found_in_its_own_list_alone,
    |which| async move {
        let office = Office::bare(which).await;
        let href = line(&office, "/absences/motifs", "Panne de réveil").await;
        let wrong = href.replace("motifs", "justificatifs");
        office.head.get(&wrong).await.expect(404);
        office.head.post(&format!("{wrong}/offre"), "offert=non").await.expect(404);
        let elsewhere = crate::office::school(&office.portal, "0990002P").await;
        let neighbour = office.portal
            .signed_in_as(admission::Function::Head, Some(elsewhere)).await;
        neighbour.get(&href).await.expect(404);
        neighbour.post(&format!("{href}/offre"), "offert=non").await.expect(404);
        office.head.get("/absences/motifs").await.expect(200).hides("Motifs retirés");
    }
);
