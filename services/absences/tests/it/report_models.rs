//! « Modèles de bilans »: begun, added, changed, withdrawn and put back.

use crate::office::{Office, school};
use admission::Function;
use testkit::{Answer, on_each_engine};

const LIST: &str = "/absences/modeles-de-bilans";
const NEW: &str = "/absences/modeles-de-bilans/nouveau";

fn form(name: &str, more: &str) -> String {
    format!("nom={name}&lignes=classes&periode=month&colonnes=gross&ordre=name{more}")
}

async fn add(office: &Office, name: &str) -> Answer {
    let form_id = office.head.get(NEW).await.expect(200).field("form_id");
    office
        .head
        .post(NEW, &form(name, &format!("&form_id={form_id}")))
        .await
}

/// The address of a model, found by its name as a person would.
async fn address(office: &Office, name: &str) -> String {
    let page = office.head.get(LIST).await.expect(200);
    let (before, _) = page
        .body
        .split_once(&format!(">{name}</a>"))
        .expect("the model is there");
    let (_, href) = before.rsplit_once("href=\"").expect("a link");
    href.split('"').next().expect("its address").to_owned()
}

on_each_engine!(
    /// Invariant: a school begins with three models, once; those who do not set how absences work
    /// do not see this page.
    a_school_begins_with_three_models,
    |which| async move {
        let office = Office::bare(which).await;
        for _ in 0..2 {
            let page = office.head.get(LIST).await.expect(200)
                .shows("Par élève, avec le détail des absences Un trimestre")
                .shows("Par classe Un mois")
                .shows("Par établissement, mois par mois L'année scolaire");
            assert_eq!(page.body.matches(">Retirer").count(), 3, "{}", page.body);
        }
        for page in [LIST, NEW] {
            office.assistant.get(page).await.expect(403);
        }
        office.assistant.post(NEW, &form("Autre", "")).await.expect(403);
    }
);

on_each_engine!(
    /// Invariant: a form sent twice adds one model, with all that was chosen; what is wrong keeps
    /// what was typed; no two models that are offered have one name.
    a_model_is_added_once_under_its_own_name,
    |which| async move {
        let office = Office::bare(which).await;
        let form_id = office.head.get(NEW).await.expect(200).field("form_id");
        let whole = format!(
            "form_id={form_id}&nom=Retards du mois&lignes=pupils&periode=between&colonnes=latenesses\
             &colonnes=minutes&ordre=minutes"
        );
        for _ in 0..2 {
            office.head.post(NEW, &whole).await.expect(303);
        }
        assert_eq!(office.lines("report_model.added").await, 1);
        office.head.get(LIST).await.expect(200).shows(
            "Retards du mois Par élève Entre deux dates Retards, Minutes de retard Minutes de retard, du \
             plus grand au plus petit",
        );
        office.assistant.get("/absences/bilans").await.expect(200).shows("Retards du mois");
        let page = office.head
            .post(NEW, "nom=Sans colonne&lignes=levels&periode=term&ordre=gross").await.expect(422)
            .shows("Choisissez au moins une colonne.");
        assert!(page.body.contains("value=\"Sans colonne\""), "{}", page.body);
        for kept in ["levels", "term", "gross"] {
            assert!(page.body.contains(&format!("value=\"{kept}\" selected")), "{kept}: {}", page.body);
        }
        let page = add(&office, "retards  du MOIS").await.expect(422)
            .shows("Un autre modèle porte déjà ce nom.");
        assert!(page.body.contains("value=\"gross\" checked"), "{}", page.body);
        let href = address(&office, "Retards du mois").await;
        office.head.post(&format!("{href}/offre"), "offert=non").await.expect(303);
        office.head.get(LIST).await.expect(200).shows("Modèles retirés");
        office.assistant.get("/absences/bilans").await.expect(200).hides("Retards du mois");
        // The name is free while nobody is offered it, and cannot be taken back.
        add(&office, "retards du mois").await.expect(303);
        let answer = office.head.post(&format!("{href}/offre"), "offert=oui").await.expect(303);
        let to = answer.location.expect("a page");
        office.head.get(&to).await.expect(200).shows("un autre porte son nom").shows("Modèles retirés");
        assert_eq!(office.lines("report_model.withdrawn").await, 1);
        assert_eq!(office.lines("report_model.restored").await, 0);
        let other = address(&office, "retards du mois").await;
        office.head.post(&format!("{other}/offre"), "offert=non").await.expect(303);
        office.head.post(&format!("{href}/offre"), "offert=oui").await.expect(303);
        assert_eq!(office.lines("report_model.restored").await, 1);
        office.assistant.get("/absences/bilans").await.expect(200).shows("Retards du mois");
    }
);

on_each_engine!(
    /// Invariant: what somebody else wrote in between is not overwritten unseen; a model is of its
    /// own school.
    a_model_is_not_overwritten,
    |which| async move {
        let office = Office::bare(which).await;
        add(&office, "Modèle").await.expect(303);
        let href = address(&office, "Modèle").await;
        let page = office.head.get(&href).await.expect(200);
        let version = page.field("version");
        let sent = |name: &str, version: &str| form(name, &format!("&version={version}"));
        office.head.post(&href, &form("Nous", &format!("&version={version}&colonnes=rien"))).await
            .expect(422).shows("Choisissez des colonnes de la liste.");
        for _ in 0..2 {
            office.head.post(&href, &sent("Nous", &version)).await.expect(303);
        }
        let page = office.head.post(&href, &sent("Vous", &version)).await.expect(409)
            .shows("Ce modèle a été modifié entre-temps").shows("Nous");
        assert!(page.body.contains("value=\"Vous\""), "{}", page.body);
        let latest = page.field("version");
        let page = office.head.post(&href, &sent("Bilan par classe", &latest)).await.expect(422)
            .shows("Un autre modèle porte déjà ce nom.");
        assert!(page.body.contains("value=\"Bilan par classe\""), "{}", page.body);
        office.head.post(&href, &sent("Vous", &latest)).await.expect(303);
        office.head.get(LIST).await.expect(200).shows("Vous").hides("Nous");
        assert_eq!(office.lines("report_model.changed").await, 2);
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get(&href).await.expect(404);
        neighbour.post(&href, &sent("Pris", "3")).await.expect(404);
        neighbour.post(&format!("{href}/offre"), "offert=non").await.expect(404);
        let page = neighbour.get(LIST).await.expect(200).hides("Vous");
        assert_eq!(page.body.matches(">Retirer").count(), 3, "{}", page.body);
        office.head.get(LIST).await.expect(200).shows("Vous").hides("Modèles retirés");
    }
);
