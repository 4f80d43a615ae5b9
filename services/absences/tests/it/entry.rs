//! Typing an absence.

use crate::office::{CLARA, Office};
use admission::Function;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: an entry makes one absence and one message, however often its form is sent.
    a_double_click_changes_nothing,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        entry.page.contains("Légal 1 – Financier");
        let first = office.record(&entry).await.expect(303);
        assert!(first.location.unwrap().ends_with("&fait=1"));
        office.record(&entry).await.expect(303);
        assert_eq!(office.waiting().await.len(), 1);
        let page = office.assistant.get("/absences/sms").await.expect(200);
        page.shows("Il y a actuellement 1 SMS en attente de diffusion")
            .shows(CLARA)
            .shows("5B")
            .shows("Absence du 24/11/26 08:30 au 24/11/26 17:05")
            .shows("Légal 1 – Financier");
    }
);

on_each_engine!(
    /// Invariant: what is wrong is said on its field, and nothing typed is lost.
    a_wrong_entry_keeps_what_was_typed,
    |which| async move {
        let office = Office::ready(which).await;
        let entry = office.entry(CLARA).await;
        let backwards = entry.form("2026-11-24", "17:05", "08:30");
        let page = office.assistant.post("/absences/saisie", &backwards).await.expect(422);
        let page = page.shows("La fin doit venir après le début.");
        assert!(page.body.contains("<option value=\"17:05\" selected"), "{}", page.body);
        assert_eq!(page.field("form_id"), entry.form_id);
        let nobody = entry.form_to("2026-11-24", "08:30", "17:05", &[]);
        office.assistant.post("/absences/saisie", &nobody).await.expect(422)
            .shows("Choisissez au moins un destinataire");
        let no_day = entry.form("", "08:30", "17:05");
        office.assistant.post("/absences/saisie", &no_day).await.expect(422)
            .shows("Indiquez une date");
        assert_eq!(office.waiting().await.len(), 0);
    }
);

on_each_engine!(
    /// Invariant: a pupil is not absent twice at once.
    an_overlap_is_refused_with_a_sentence,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let again = office.entry(CLARA).await;
        office.record(&again).await.expect(422).shows("Une absence est déjà enregistrée");
        let next_day = again.form("2026-11-25", "08:30", "10:40");
        office.assistant.post("/absences/saisie", &next_day).await.expect(303);
        assert_eq!(office.waiting().await.len(), 2);
    }
);

on_each_engine!(
    /// Invariant: nobody is offered who does not accept text messages.
    without_consent_nobody_is_offered,
    |which| async move {
        let office = Office::ready(which).await;
        office.set_consent(false).await;
        let entry = office.entry(CLARA).await;
        assert!(entry.recipients.is_empty());
        let page = entry.page.shows("n'accepte pas les SMS");
        let page = page.shows("Aucun responsable ne peut recevoir de SMS");
        assert_eq!(page.status, 200);
    }
);

on_each_engine!(
    /// Invariant: the action is offered once it can be done, as in the original guide.
    without_a_provider_no_action_is_offered,
    |which| async move {
        let office = Office::bare(which).await;
        let entry = office.entry(CLARA).await;
        entry.page.shows("Aucun envoi n'est possible pour l'instant");
        assert_eq!(entry.action, "");
        let form = format!(
            "eleve={}&form_id={}&du=2026-11-24&du_heure=08:30&au=2026-11-24&au_heure=17:05&action=",
            entry.pupil, entry.form_id
        );
        let done = office.assistant.post("/absences/saisie", &form).await.expect(303);
        office.assistant.get(&done.location.unwrap()).await.expect(200)
            .shows("L'absence est enregistrée, sans envoi.");
    }
);

on_each_engine!(
    /// Invariant: taking an entry back stops what has not left, and only at one's own school.
    an_entry_can_be_taken_back,
    |which| async move {
        let office = Office::ready(which).await;
        office.record(&office.entry(CLARA).await).await.expect(303);
        let page = office.entry(CLARA).await.page;
        let address = crate::office::between(&page.body, "action=\"/absences/0", "\"").unwrap();
        let address = format!("/absences/0{address}");
        let elsewhere = crate::office::school(&office.portal, "0990002P").await;
        let neighbour = office.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        neighbour.post(&address, "").await.expect(404);
        assert_eq!(office.waiting().await.len(), 1);
        office.assistant.post(&address, "").await.expect(303);
        assert_eq!(office.waiting().await.len(), 0);
        office.assistant.post(&address, "").await.expect(404);
        office.entry(CLARA).await.page.shows("Saisie annulée");
    }
);
