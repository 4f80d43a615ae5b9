//! « Paramétrages → Actions ».

use crate::office::{CLARA, Office, between, choices, school};
use admission::Function;
use testkit::on_each_engine;

/// The form, with the first template of the school.
async fn filled(office: &Office) -> String {
    let page = office
        .head
        .get("/absences/actions/nouvelle")
        .await
        .expect(200);
    let template = choices(&page.body, "modele").remove(0);
    format!(
        "libelle_court=SMS&libelle_long=Envoi de SMS&delai=2&traitement=sms&modele={template}\
         &emetteur=01 99 00 00 10&code=0"
    )
}

async fn added(office: &Office) -> String {
    let page = office
        .head
        .get("/absences/actions/nouvelle")
        .await
        .expect(200);
    let form = format!("{}&form_id={}", filled(office).await, page.field("form_id"));
    office
        .head
        .post("/absences/actions/nouvelle", &form)
        .await
        .expect(303);
    office
        .head
        .post("/absences/actions/nouvelle", &form)
        .await
        .expect(303);
    let list = office
        .head
        .get("/absences/actions")
        .await
        .expect(200)
        .shows("Envoi de SMS");
    // Its label and its treatment, once each.
    assert_eq!(
        list.text().matches("Envoi de SMS").count(),
        2,
        "{}",
        list.text()
    );
    let id = between(&list.body, "href=\"/absences/actions/0", "\"").expect("the action");
    format!("/absences/actions/0{id}")
}

on_each_engine!(
    /// Invariant: the older window does not win unseen; both versions are shown.
    an_older_window_gets_both_versions,
    |which| async move {
        let office = Office::bare(which).await;
        let address = added(&office).await;
        let first = office.head.get(&address).await.expect(200).field("version");
        let form = filled(&office).await;
        let change = |label: &str, version: &str| {
            format!("{form}&version={version}").replace("Envoi de SMS", label)
        };
        office.head.post(&address, &change("Nouveau", &first)).await.expect(303);
        let late = office.head.post(&address, &change("Tardif", &first)).await.expect(409);
        let late = late.shows("Cette action a été modifiée entre-temps").shows("Nouveau");
        assert!(late.body.contains("value=\"Tardif\""), "what was typed is kept");
        let version = late.field("version");
        office.head.post(&address, &change("Tardif", &version)).await.expect(303);
        office.head.get("/absences/actions").await.expect(200).shows("Tardif").hides("Nouveau");
        assert_eq!(office.lines("action.added").await, 1, "its form was sent twice");
        assert_eq!(office.lines("action.changed").await, 2, "the older window changed nothing");
    }
);

on_each_engine!(
    /// Invariant: an action belongs to its school, and its settings to those who lead it.
    an_action_is_of_one_school,
    |which| async move {
        let office = Office::bare(which).await;
        let address = added(&office).await;
        office.assistant.get(&address).await.expect(403);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get("/absences/actions").await.expect(200).shows("Aucune action");
        neighbour.get(&address).await.expect(404);
        let form = filled(&office).await;
        neighbour.post(&address, &format!("{form}&version=1")).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: each wrong field has its sentence, and the form keeps what was typed.
    wrong_fields_are_named,
    |which| async move {
        let office = Office::bare(which).await;
        let wrong = "libelle_court=&libelle_long=Mon action&delai=99&traitement=fax\
                     &modele=x&emetteur=06 12 34 56 78&code=0";
        let page = office.head.post("/absences/actions/nouvelle", wrong).await.expect(422);
        let page = page
            .shows("Indiquez un libellé.")
            .shows("Indiquez un nombre de jours, de 0 à 30.")
            .shows("Choisissez un traitement de la liste.")
            .shows("Choisissez un modèle de la liste.");
        assert!(page.body.contains("value=\"Mon action\""));
    }
);

on_each_engine!(
    /// Invariant: an action that is withdrawn is offered no more, what it prepared stays, and it may
    /// be put back; another school's stays as it is.
    a_withdrawn_action_is_offered_no_more,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        let act = format!("/absences/actions/{}/offre", entry.action);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.post(&act, "offert=non").await.expect(404);
        office.head.post(&act, "offert=non").await.expect(303);
        office.head.get("/absences/actions").await.expect(200)
            .shows("Aucune action").shows("Actions retirées");
        // It is neither shown nor changed before it is put back.
        let address = format!("/absences/actions/{}", entry.action);
        office.head.get(&address).await.expect(404);
        let form = filled(&office).await;
        for version in [1, 2] {
            office.head.post(&address, &format!("{form}&version={version}")).await.expect(404);
        }
        let again = office.entry(CLARA).await;
        assert_eq!(again.action, "");
        let old = entry.form("2026-11-25", "08:30", "17:05").replace(&entry.form_id, &again.form_id);
        office.assistant.post("/absences/saisie", &old).await.expect(422)
            .shows("Choisissez une action de la liste.");
        assert_eq!(office.waiting().await.len(), 1, "what it prepared waits");
        office.head.post(&act, "offert=oui").await.expect(303);
        office.head.get("/absences/actions").await.expect(200).hides("Actions retirées");
        assert_eq!(office.entry(CLARA).await.action, entry.action);
        assert_eq!(office.lines("action.withdrawn").await, 1);
    }
);
