//! « Paramétrages → Modèles de document ».

use crate::office::{CLARA, Office, between, school};
use admission::Function;
use db::{in_write, sql};
use testkit::on_each_engine;

const HREF: &str = "/absences/modeles";
const LETTER: &str = "type=letter&libelle=Relance&objet=Absence de {eleve}&entete=9 rue Notre-Dame\n\
                      99120 Vinzelle&texte=Bonjour {eleve},%0A%0A{motif}.&signataire=La CPE";

/// The address of the template of a label.
pub(crate) async fn template(office: &Office, label: &str) -> String {
    let list = office.head.get(HREF).await.expect(200).body;
    let (before, _) = list
        .split_once(&format!(">{label}<"))
        .expect("the template");
    let (_, id) = before.rsplit_once(&format!("{HREF}/")).unwrap();
    format!("{HREF}/{}", id.split('"').next().unwrap())
}

on_each_engine!(
    /// Invariant: a school begins with one template a means; one that is added is offered to actions,
    /// once; one that is withdrawn is not, and an action that has it keeps it.
    templates_are_added_and_withdrawn,
    |which| async move {
        let office = Office::ready(which).await;
        office.head.get(HREF).await.expect(200)
            .shows("SMS d'absence").shows("Courriel d'absence").shows("Courrier d'absence");
        // One that had text messages alone gets the others, and no second of its own.
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("DELETE FROM absence_message_template WHERE medium = 'mail'").run(tx).await
        })
        .unwrap();
        let list = office.head.get(HREF).await.expect(200).shows("Courriel d'absence");
        assert_eq!(list.body.matches(">SMS d'absence<").count(), 1, "{}", list.body);
        let page = office.head.get(&format!("{HREF}/nouveau?type=letter")).await.expect(200);
        let form = format!("{LETTER}&form_id={}", page.field("form_id"));
        // Looked at, it is not kept.
        office.head.post(&format!("{HREF}/nouveau"), &format!("{form}&geste=apercu")).await.expect(200)
            .shows("Ce que la famille recevra");
        assert_eq!(office.lines("message_template.added").await, 0);
        for _ in 0..2 {
            office.head.post(&format!("{HREF}/nouveau"), &form).await.expect(303);
        }
        assert_eq!(office.lines("message_template.added").await, 1);
        let new = "/absences/actions/nouvelle";
        office.head.get(new).await.expect(200).shows("Relance (courrier)");
        let relance = template(&office, "Relance").await;
        office.head.post(&format!("{relance}/offre"), "offert=non").await.expect(303);
        office.head.get(new).await.expect(200).hides("Relance");
        office.head.get(HREF).await.expect(200).shows("Modèles retirés");
        office.head.post(&format!("{relance}/offre"), "offert=oui").await.expect(303);
        office.head.get(new).await.expect(200).shows("Relance");
        // The one that an action has.
        let sms = template(&office, "SMS d'absence").await;
        office.head.post(&format!("{sms}/offre"), "offert=non").await.expect(303);
        let entry = office.entry(CLARA).await;
        let action = format!("/absences/actions/{}", entry.action);
        office.head.get(&action).await.expect(200).shows("SMS d'absence (SMS)");
        office.head.get(new).await.expect(200).hides("SMS d'absence (SMS)");
        office.record(&entry).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1);
        assert_eq!(office.lines("message_template.withdrawn").await, 2);
        assert_eq!(office.lines("message_template.restored").await, 1);
    }
);

on_each_engine!(
    /// Invariant: what is typed is shown as the family would read it, on the last absence, before it is
    /// kept; a reason that is not published is not said, and the look leaves a trace.
    a_template_is_looked_at_before_it_is_kept,
    |which| async move {
        let office = Office::ready(which).await;
        let letter = template(&office, "Courrier d'absence").await;
        office.head.get(&letter).await.expect(200).shows("Sur un exemple").shows("EXEMPLE");
        let entry = office.entry(CLARA).await;
        office.record(&entry).await.expect(303);
        let before = office.lines("pupil.seen").await;
        let typed = LETTER.replace("Relance", "Courrier d'absence");
        let page = office.head.post(&letter, &format!("{typed}&geste=apercu&version=1")).await.expect(200)
            .shows("Sur la dernière absence").shows("Absence de Clara ABADIE").shows("non communiqué.")
            .shows("Collège Les Tilleuls, 9 rue Notre-Dame, 99120 Vinzelle").shows("La CPE");
        assert!(page.body.contains("Bonjour {eleve}"), "the form keeps what was typed");
        assert_eq!(office.lines("pupil.seen").await, before + 1);
        assert_eq!(office.lines("message_template.changed").await, 0);
        let sms = template(&office, "SMS d'absence").await;
        let page = office.head.get(&sms).await.expect(200).shows("alphabet GSM").shows("Absence");
        page.shows("1\u{a0}SMS, ");
        let typed = "libelle=SMS&texte=Ça… {eleve} 🎒&geste=apercu&version=1";
        office.head.post(&sms, typed).await.expect(200).shows("Unicode");
    }
);

on_each_engine!(
    /// Invariant: the older window does not win unseen, and each wrong field has its sentence.
    an_older_window_gets_both_versions,
    |which| async move {
        let office = Office::bare(which).await;
        let letter = template(&office, "Courrier d'absence").await;
        let version = office.head.get(&letter).await.expect(200).field("version");
        let form = |label: &str| format!("{}&version={version}", LETTER.replace("Relance", label));
        office.head.post(&letter, &form("Premier")).await.expect(303);
        office.head.post(&letter, &form("Premier")).await.expect(303);
        let late = office.head.post(&letter, &form("Tardif")).await.expect(409)
            .shows("Ce modèle a été modifié entre-temps").shows("Premier")
            // All that would be replaced.
            .shows("En-tête").shows("9 rue Notre-Dame").shows("Signataire").shows("La CPE");
        assert!(late.body.contains("value=\"Tardif\""));
        let wrong = format!("libelle=&objet=&texte=Bonjour {}papa}}&entete={}&signataire=", '{', "x%0A".repeat(6));
        office.head.post(&letter, &wrong).await.expect(422)
            .shows("Indiquez un libellé.").shows("Indiquez l'objet.").shows("« {papa} » n'est pas une variable")
            .shows("Cinq lignes au plus").shows("Indiquez qui signe.");
        office.assistant.get(HREF).await.expect(403);
        // Both seen, what was typed replaces the other.
        let form_of = |version: &str| format!("{}&version={version}", LETTER.replace("Relance", "Tardif"));
        office.head.post(&letter, &form_of(&late.field("version"))).await.expect(303);
        office.head.get(HREF).await.expect(200).shows("Tardif").hides("Premier");
        let elsewhere = school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.get(HREF).await.expect(200).shows("Courrier d'absence").hides("Tardif");
        neighbour.get(&letter).await.expect(404);
        neighbour.post(&letter, &form("Voisin")).await.expect(404);
        neighbour.post(&format!("{letter}/offre"), "offert=non").await.expect(404);
        assert!(between(&late.body, "name=\"version\" value=\"", "\"").is_some());
    }
);

on_each_engine!(
    /// Invariant: all that was typed of a template is kept, and shown again; a text message says how many
    /// it takes, and that it cannot leave.
    what_is_typed_is_kept,
    |which| async move {
        let office = Office::ready(which).await;
        let letter = template(&office, "Courrier d'absence").await;
        office.head.post(&letter, &format!("{LETTER}&version=1")).await.expect(303);
        let page = office.head.get(&letter).await.expect(200);
        for kept in ["value=\"Relance\"", "value=\"Absence de {eleve}\"", "9 rue Notre-Dame\n99120 Vinzelle",
            "Bonjour {eleve},\n\n{motif}.", "value=\"La CPE\""] {
            assert!(page.body.contains(kept), "{kept}: {}", page.body);
        }
        let sms = template(&office, "SMS d'absence").await;
        let looked = async |text: &str| {
            let form = format!("libelle=SMS&texte={text}&geste=apercu&version=1");
            office.head.post(&sms, &form).await.expect(200)
        };
        looked(&"a".repeat(160)).await.shows("1\u{a0}SMS, 160 caractères, alphabet GSM");
        looked(&"a".repeat(161)).await.shows("2\u{a0}SMS, 161 caractères, alphabet GSM");
        // As the telephone shows it: without what would double its price.
        looked("Forêt… {prenom}").await.shows("Foret... Camille").shows("alphabet GSM");
        // The last absence that stands, and none that was taken back.
        let entry = office.entry(CLARA).await;
        let href = crate::office::typed(&office, &entry, ("08:30", "17:05"), "").await;
        office.head.get(&sms).await.expect(200).shows("Clara ABADIE");
        office.assistant.post(&format!("{href}/annulation"), "confirme=oui").await.expect(303);
        office.head.get(&sms).await.expect(200).shows("Sur un exemple").hides("ABADIE");
    }
);

on_each_engine!(
    /// Invariant: a browser ends a line by two signs: a paragraph is one all the same, before it is kept,
    /// once it waits, and in the field.
    a_paragraph_of_a_browser_is_one,
    |which| async move {
        let office = crate::letters::office(which).await;
        let mail = template(&office, "Courriel d'absence").await;
        let form = "libelle=Courriel&objet=Absence&texte=Bonjour,%0D%0A%0D%0AMotif : {motif}.&version=1";
        let said = ["<p class=\"ds-paragraph\">Bonjour,</p>", "<p class=\"ds-paragraph\">Motif : non communiqué.</p>"];
        let page = office.head.post(&mail, &format!("{form}&geste=apercu")).await.expect(200).body;
        assert!(said.iter().all(|paragraph| page.contains(paragraph)), "{page}");
        office.head.post(&mail, form).await.expect(303);
        // The same from another window is no quarrel.
        office.head.post(&mail, form).await.expect(303);
        crate::letters::told(&office, CLARA, "Courriel").await;
        let id = crate::letters::first(&office, "/absences/courriels").await;
        let page = office.assistant.get(&format!("/absences/messages/{id}")).await.expect(200).body;
        assert!(said.iter().all(|paragraph| page.contains(paragraph)), "{page}");
    }
);
