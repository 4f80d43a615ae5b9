//! « Envoi aux familles → Courriers, Courriels »: the same queue and follow-up as text messages.

use crate::office::{CLARA, Entry, INES, Office, between, choices};
use admission::Function;
use db::{in_write, sql};
use identity::{At, SchoolLifeSettings};
use print::{Body, Document, Letter};
use testkit::on_each_engine;

const HOME: &str =
    r#"{"lines":["9 rue Notre-Dame"],"postal_code":"99120","town":"Vinzelle","country":"100"}"#;

/// An office whose actions are a text message, a mail and a letter; everybody lives together.
pub(crate) async fn office(which: testkit::Which) -> Office {
    let office = Office::ready(which).await;
    let now = office.portal.now();
    let head = office
        .portal
        .account("direction", &[Function::Head], Some(office.school))
        .await;
    let mut read = office.portal.db().read().await.unwrap();
    let at = At::<SchoolLifeSettings>::admit(&mut read, head, Some(office.school), now)
        .await
        .unwrap();
    drop(read);
    in_write!(office.portal.db(), web::Error, |tx| {
        absences::demo::other_actions(tx, &at, "01 99 00 00 10", now).await
    })
    .unwrap();
    lives_at(&office, HOME).await;
    office
}

async fn lives_at(office: &Office, home: &str) {
    let home: serde_json::Value = serde_json::from_str(home).unwrap();
    in_write!(office.portal.db(), db::Error, |tx| {
        sql!("UPDATE guardian SET address = $1, email = 'famille@exemple.invalid'")
            .bind(home.clone())
            .run(tx)
            .await
    })
    .unwrap();
}

/// The action that the form of an entry calls so.
pub(crate) fn by(entry: &Entry, action: &str) -> String {
    let found = choices(&entry.page.body, "action");
    let label = |id: &String| between(&entry.page.body, &format!("value=\"{id}\""), "</option>");
    let chosen = found.iter().find(|id| label(id).unwrap().contains(action));
    chosen.expect("the action").clone()
}

/// Types an absence of today told by an action to all the guardians.
pub(crate) async fn told(office: &Office, name: &str, action: &str) -> Entry {
    told_on(office, name, action, "2026-11-24").await
}

/// The same, of another day.
pub(crate) async fn told_on(office: &Office, name: &str, action: &str, day: &str) -> Entry {
    let mut entry = office.entry(name).await;
    entry.action = by(&entry, action);
    let form = entry.form_to(day, "08:30", "17:05", &entry.recipients);
    office
        .assistant
        .post("/absences/saisie", &form)
        .await
        .expect(303);
    entry
}

/// The message of the first row of a page.
pub(crate) async fn first(office: &Office, page: &str) -> String {
    let page = office.assistant.get(page).await.expect(200);
    between(&page.body, "href=\"/absences/messages/", "\"").expect("a message")
}

pub(crate) async fn letters_of(office: &Office, document: &str) -> Vec<Letter> {
    let document = document.split('?').next().expect("an address");
    let file = office
        .assistant
        .get(&format!("{document}/pdf"))
        .await
        .expect(200);
    let printed: Document = serde_json::from_str(&file.body).expect("a document");
    match printed.body {
        Body::Letters(letters) => letters,
        Body::Report(_) | Body::Reports(_) => panic!("a report"),
    }
}

on_each_engine!(
    /// Invariant: a letter is prepared, looked at, printed once, posted and brought back, and each step
    /// is shown; what was printed is in « Documents », word for word.
    a_letter_is_printed_once_and_followed,
    |which| async move {
        let office = office(which).await;
        told(&office, INES, "Courrier").await;
        told(&office, CLARA, "Courrier").await;
        // Two who live together get one letter.
        let page = office.assistant.get("/absences/courriers").await.expect(200)
            .shows("2\u{a0}courriers en attente d'impression").shows("Courriers 2");
        page.shows("Légal 1 – Financier, Légal 2");
        office.assistant.get("/absences/sms").await.expect(200).hides(INES);
        assert_eq!(office.lines("letter.prepared").await, 2);
        let id = first(&office, "/absences/courriers").await;
        let before = office.lines("message.read").await;
        office.assistant.get(&format!("/absences/messages/{id}")).await.expect(200)
            .shows("99120 VINZELLE").shows("Absence de").shows("Madame, Monsieur,").shows("La vie scolaire");
        assert_eq!(office.lines("message.read").await, before + 1);
        office.assistant.get(&format!("/absences/messages/{id}/pdf")).await.expect(200);
        let form = "sms=&portee=tout";
        let printed = office.assistant.post("/absences/courriers/impression", form).await.expect(303);
        let document = printed.location.unwrap();
        office.assistant.get(&document).await.expect(200).shows("2\u{a0}courriers sont prêts").shows("Courriers à poster");
        let letters = letters_of(&office, &document).await;
        assert_eq!(letters.len(), 2);
        assert_eq!(letters[0].recipient.lines().last().unwrap(), "99120 VINZELLE");
        assert_eq!(letters[0].recipient.lines().len(), 3, "{:?}", letters[0].recipient);
        assert_eq!(letters[1].recipient.lines().len(), 4, "two people: {:?}", letters[1].recipient);
        assert!(letters[0].reference.starts_with("Courrier n° "));
        assert_eq!(letters[0].body.len(), 5, "paragraph by paragraph: {:?}", letters[0].body);
        let again = office.assistant.post("/absences/courriers/impression", form).await.expect(303);
        assert_eq!(again.location.as_deref(), Some("/absences/courriers?rien=oui"));
        let late = office.assistant.post("/absences/courriers/impression", &format!("sms={id}")).await.expect(303);
        office.assistant.get(&late.location.unwrap()).await.expect(200).shows("ces courriers le sont déjà");
        office.assistant.get("/absences/documents").await.expect(200).shows("Courriers du");
        // The families know nothing yet.
        office.assistant.get("/absences/jour?heure=jour").await.expect(200).shows("Message à envoyer").hides("Message parti");
        let follow = "/absences/courriers/suivi";
        office.assistant.get(follow).await.expect(200).shows("2\u{a0}courriers à poster").shows("imprimé, à poster");
        let post = |gesture: &str, tab: &str| format!("sms={id}&geste={gesture}&onglet={tab}");
        office.assistant.post("/absences/courriers/postes", &post("revenu", "suivi")).await.expect(303);
        office.assistant.get(follow).await.expect(200).shows("2\u{a0}courriers à poster");
        let posted = office.assistant.post("/absences/courriers/postes", &post("poste", "suivi")).await.expect(303);
        office.assistant.get(&posted.location.unwrap()).await.expect(200)
            .shows("1\u{a0}courrier noté comme posté").shows("1\u{a0}courrier à poster");
        office.assistant.get("/absences/jour?heure=jour").await.expect(200).shows("Message parti");
        office.assistant.post("/absences/courriers/postes", &post("a-poster", "delivres")).await.expect(303);
        office.assistant.get(follow).await.expect(200).shows("2\u{a0}courriers à poster");
        office.assistant.post("/absences/courriers/postes", &post("poste", "suivi")).await.expect(303);
        office.assistant.post("/absences/courriers/postes", &post("revenu", "delivres")).await.expect(303);
        office.assistant.get(&format!("{follow}?onglet=echecs")).await.expect(200)
            .shows("La Poste l'a rapporté").shows("revenu");
        assert_eq!(office.lines("letters.printed").await, 1, "printing nothing is no act");
    }
);

on_each_engine!(
    /// Invariant: a letter that must not leave any more is not printed, and the list says why.
    a_letter_of_no_use_is_not_printed,
    |which| async move {
        let office = office(which).await;
        told(&office, CLARA, "Courrier").await;
        lives_at(&office, &HOME.replace("9 rue", "10 rue")).await;
        let told_so = office.assistant.post("/absences/courriers/impression", "portee=tout").await.expect(200)
            .shows("1\u{a0}courrier n'est pas imprimé").shows(CLARA).shows("L'adresse du responsable a changé.");
        assert!(!told_so.body.contains("Ouvrir les courriers imprimés"), "nothing was printed");
        office.assistant.get("/absences/documents").await.expect(200).shows("Aucun document");
        office.assistant.get("/absences/courriers").await.expect(200).shows("Aucun courrier en attente");
        let entry = office.entry(CLARA).await;
        let id = between(&entry.page.body, "href=\"/absences/0", "\"").expect("the entry");
        office.assistant.get(&format!("/absences/0{id}")).await.expect(200)
            .shows("L'adresse du responsable a changé.");
        // Taken back before it is printed.
        told(&office, INES, "Courrier").await;
        let entry = office.entry(INES).await;
        let id = between(&entry.page.body, "href=\"/absences/0", "\"").expect("the entry");
        office.assistant.post(&format!("/absences/0{id}/annulation"), "confirme=oui").await.expect(303);
        office.assistant.get("/absences/courriers").await.expect(200).shows("Aucun courrier en attente");
    }
);

on_each_engine!(
    /// Invariant: « Prévenir » begins with a text message, whatever else the school has; what a letter
    /// became is told in its own words wherever an entry is read.
    one_gesture_tells_by_text_first,
    |which| async move {
        let office = office(which).await;
        told(&office, INES, "Courrier").await;
        office.assistant.post("/absences/courriers/impression", "portee=tout").await.expect(303);
        let entry = office.entry(INES).await;
        let id = between(&entry.page.body, "href=\"/absences/0", "\"").expect("the entry");
        office.assistant.get(&format!("/absences/0{id}")).await.expect(200).shows("imprimé, à poster");
        let entry = office.entry(CLARA).await;
        let form = entry.form_to("2026-11-24", "08:30", "17:05", &[]);
        let form = form.replace(&format!("action={}", entry.action), "action=");
        office.assistant.post("/absences/saisie", &form).await.expect(303);
        let page = office.assistant.get("/absences/jour?heure=jour").await.expect(200);
        let absence = between(&page.body, "name=\"prevenir\" value=\"", "\"").expect("somebody to tell");
        let form = format!("jour=2026-11-24&heure=jour&prevenir={absence}&form_id={}", page.field("form_id"));
        office.assistant.post("/absences/jour", &form).await.expect(303);
        let mut read = office.portal.db().read().await.unwrap();
        let sent = sql!("SELECT medium FROM message WHERE medium <> 'letter'").all::<(String,)>(&mut read).await.unwrap();
        assert_eq!(sent, [("sms".to_owned(),)]);
    }
);

on_each_engine!(
    /// Invariant: a mail waits for a person, and leaves when it is released.
    a_mail_waits_and_leaves,
    |which| async move {
        let office = office(which).await;
        told(&office, INES, "Courriel").await;
        let page = office.assistant.get("/absences/courriels").await.expect(200)
            .shows("1\u{a0}courriel en attente d'envoi").shows("Courriels 1");
        page.shows("Légal 1 – Financier, Légal 2");
        let id = first(&office, "/absences/courriels").await;
        office.assistant.get(&format!("/absences/messages/{id}")).await.expect(200)
            .shows("famille@exemple.invalid").shows("Madame, Monsieur,").shows("Motif : non communiqué.");
        office.assistant.get(&format!("/absences/messages/{id}/pdf")).await.expect(404);
        let sent = office.assistant.post("/absences/courriels/diffusion", &format!("sms={id}")).await.expect(303);
        office.assistant.get(&sent.location.unwrap()).await.expect(200).shows("1\u{a0}courriel vient");
        office.assistant.get("/absences/courriels/suivi").await.expect(200)
            .shows("1\u{a0}courriel en cours").shows(INES);
        let mut read = office.portal.db().read().await.unwrap();
        let (state,) = sql!("SELECT state FROM message").one::<(String,)>(&mut read).await.unwrap();
        assert_eq!(state, "queued");
        drop(read);
        // What a relay took is told as such, and the family is not said to know.
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET state = 'accepted'").run(tx).await
        })
        .unwrap();
        office.assistant.get("/absences/courriels/suivi").await.expect(200).shows("Aucun courriel en cours").hides(INES);
        office.assistant.get("/absences/courriels/suivi?onglet=delivres").await.expect(200)
            .shows("remis au serveur de courriel").shows(INES);
        office.assistant.get("/absences/jour?heure=jour").await.expect(200).shows("Message parti");
    }
);

on_each_engine!(
    /// Invariant: who cannot be reached by the means of an action is named, with the reason, and
    /// nothing that was typed is lost.
    who_cannot_be_reached_is_named,
    |which| async move {
        let office = office(which).await;
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE guardian SET email = NULL, address = NULL").run(tx).await
        })
        .unwrap();
        let mut entry = office.entry(CLARA).await;
        assert!(entry.page.text().contains("n'a pas d'adresse électronique, n'a pas d'adresse postale"));
        entry.action = choices(&entry.page.body, "action").remove(0);
        let form = format!("{}&informe=1", entry.form("2026-11-24", "08:30", "17:05"));
        let page = office.assistant.post("/absences/saisie", &form).await.expect(422)
            .shows("ne peut pas recevoir de courriel : n'a pas d'adresse électronique.");
        assert!(page.body.contains("name=\"informe\" value=\"1\" checked"), "{}", page.body);
    }
);

on_each_engine!(
    /// Invariant: a mail is corrected by a mail, and a letter by nobody: the page says to telephone.
    a_correction_goes_by_the_same_means,
    |which| async move {
        let office = office(which).await;
        told(&office, CLARA, "Courriel").await;
        told(&office, INES, "Courrier").await;
        let mail = first(&office, "/absences/courriels").await;
        office.assistant.post("/absences/courriels/diffusion", &format!("sms={mail}")).await.expect(303);
        in_write!(office.portal.db(), db::Error, |tx| {
            sql!("UPDATE message SET state = 'accepted' WHERE medium = 'mail'").run(tx).await
        })
        .unwrap();
        office.assistant.post("/absences/courriers/impression", "portee=tout").await.expect(303);
        let mut absences = String::new();
        for name in [CLARA, INES] {
            let entry = office.entry(name).await;
            let id = between(&entry.page.body, "href=\"/absences/0", "\"").unwrap();
            office.assistant.post(&format!("/absences/0{id}/annulation"), "confirme=oui").await.expect(303);
            absences.push_str(&format!("absence=0{id}&"));
        }
        office.assistant.get("/absences/rectificatifs").await.expect(200)
            .shows("2\u{a0}messages sont partis").shows("Un courrier ne se rappelle pas");
        let sent = office.assistant.post("/absences/rectificatifs", &absences).await.expect(303);
        let answer = sent.location.unwrap();
        assert_eq!(answer, "/absences/rectificatifs?envoyes=1&restent=1");
        // Nobody is said to be corrected who was not: the family of a letter waits for a call.
        let page = office.assistant.get(&answer).await.expect(200)
            .shows("la famille n'a eu qu'un courrier").shows(INES).hides(CLARA);
        assert!(!page.body.contains(" checked"), "what no message corrects is not chosen: {}", page.body);
        let told = office.assistant.post("/absences/rectificatifs", &format!("{absences}geste=prevenue")).await.expect(303);
        office.assistant.get(&told.location.unwrap()).await.expect(200)
            .shows("1\u{a0}famille est notée comme prévenue autrement").shows("Aucun rectificatif à envoyer");
        let page = office.assistant.get("/absences/courriels/suivi").await.expect(200).shows("Annule et remplace");
        let id = between(&page.body, "href=\"/absences/messages/", "\"").unwrap();
        office.assistant.get(&format!("/absences/messages/{id}")).await.expect(200)
            .shows("ANNULE ET REMPLACE notre courriel du 24/11");
    }
);
