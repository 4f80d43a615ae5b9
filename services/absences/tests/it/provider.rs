//! « Paramétrages → Fournisseur de services ».

use crate::office::{Office, choices};
use crate::sms::provider;
use ::sms::smpp::Report;
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

const EDIT: &str = "/absences/fournisseur/modification";

on_each_engine!(
    /// Invariant: the password is never shown, and an empty field leaves it unchanged.
    the_password_is_kept_and_never_shown,
    |which| async move {
        let office = Office::ready(which).await;
        let page = office.head.get("/absences/fournisseur").await.expect(200);
        let page = page.shows("FOURNISSEUR D'ESSAI").shows("enregistré, jamais affiché");
        assert!(!page.body.contains("secret"));
        let form = office.head.get(EDIT).await.expect(200);
        assert!(!form.body.contains("secret"));
        let provider = choices(&form.body, "fournisseur").remove(0);
        let version = form.field("version");
        let change = format!(
            "fournisseur={provider}&cle=autrecle&motdepasse=&option_1=a&option_2=&version={version}"
        );
        office.head.post(EDIT, &change).await.expect(303);
        office.head.get("/absences/fournisseur").await.expect(200)
            .shows("autrecle").shows("enregistré, jamais affiché");
        // The older window.
        let late = office.head.post(EDIT, &change.replace("autrecle", "tardif")).await.expect(409);
        let late = late.shows("Ces paramètres ont été modifiés entre-temps").shows("autrecle");
        assert!(late.body.contains("value=\"tardif\""));
    }
);

on_each_engine!(
    /// Invariant: « Aucun » stops the sending, and says so.
    choosing_none_says_what_it_stops,
    |which| async move {
        let office = Office::ready(which).await;
        let version = office.head.get(EDIT).await.expect(200).field("version");
        let none = format!("fournisseur=&cle=&motdepasse=&option_1=&option_2=&version={version}");
        let done = office.head.post(EDIT, &none).await.expect(303);
        office.head.get(&done.location.unwrap()).await.expect(200)
            .shows("AUCUN").shows("les SMS diffusés attendront");
    }
);

on_each_engine!(
    /// Invariant: a provider without its key or password is refused, field by field.
    a_provider_needs_its_key,
    |which| async move {
        let office = Office::ready(which).await;
        let form = office.head.get(EDIT).await.expect(200);
        let provider = choices(&form.body, "fournisseur").remove(0);
        let wrong = format!(
            "fournisseur={provider}&cle=&motdepasse=&option_1=&option_2=&version={}",
            form.field("version")
        );
        office.head.post(EDIT, &wrong).await.expect(422)
            .shows("Saisissez la clé donnée par le fournisseur.");
        // One that is not in the list is not « Aucun ».
        let unknown = wrong.replace(&provider, &education::Id::<education::School>::new().to_string());
        office.head.post(EDIT, &unknown.replace("cle=", "cle=abc")).await.expect(422)
            .shows("Choisissez un fournisseur de la liste.");
    }
);

on_each_engine!(
    /// Invariant: « Tester » sends one message to the number that was typed, once, and the page
    /// says what became of it; a wrong number is said on its field; the test is in no list of the
    /// office.
    a_test_says_what_became_of_it,
    |which| async move {
        let office = Office::ready(which).await;
        let (_provider, mut reports) = provider(&office).await;
        let stop = CancellationToken::new();
        let rechecks = absences::rechecks(messaging::Rechecks::new());
        let running = messaging::start(office.portal.context.clone(), rechecks, None, stop.clone());
        let test = "/absences/fournisseur/essai";
        office.head.post(test, "mobile=0142").await.expect(422).shows("Essai");
        office.assistant.post(test, "mobile=06 39 98 11 12").await.expect(403);
        for _ in 0..2 {
            office.head.post(test, "mobile=06 39 98 11 12").await.expect(303);
        }
        for _ in 0..200 {
            let page = office.head.get("/absences/fournisseur").await.expect(200);
            if page.contains("délivré") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        office.head.get("/absences/fournisseur").await.expect(200)
            .shows("Dernier essai").shows("délivré").hides("06 39 98 11 12");
        let accepted = std::iter::from_fn(|| reports.try_recv().ok())
            .filter(|report| matches!(report, Report::Accepted(_)));
        assert_eq!(accepted.count(), 1);
        assert!(office.waiting().await.is_empty());
        office.assistant.get("/absences/sms/suivi?onglet=delivres").await.expect(200).shows("Aucun SMS délivré");
        office.unsubscribe().await;
        office.head.get("/absences/fournisseur").await.expect(200).hides("Tester");
        // A page that was kept open has nothing to try any more, and says so rather than failing.
        let late = office.head.post(test, "mobile=0142").await.expect(303);
        assert_eq!(late.location.as_deref(), Some("/absences/fournisseur"));
        stop.cancel();
        running.await.unwrap();
    }
);
