use crate::{operator, portal};
use testkit::on_each_engine;

const FORM: &str = "nom=Exemple SMS&hote=smpp.exemple.fr&port=2775&fenetre=10&debit=5&sessions=20\
                    &identifiants=exact&courriel=aide@exemple.fr&telephone=0199001234\
                    &informations=https://exemple.fr/etat";

on_each_engine!(
    /// A provider is declared once, however often the form is sent, then changed.
    a_provider_is_declared_and_changed,
    |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        operator.get("/exploitation/fournisseurs").await.expect(200)
            .shows("Aucun fournisseur de SMS");
        let blank = operator.get("/exploitation/fournisseurs/nouveau").await.expect(200);
        assert_eq!(blank.field("port"), "2775");
        for _ in 0..2 {
            operator.post("/exploitation/fournisseurs", FORM).await.expect(303);
        }
        let providers = messaging::providers(&mut portal.db().read().await.unwrap()).await.unwrap();
        assert_eq!(providers.len(), 1);
        operator.get("/exploitation/fournisseurs").await
            .shows("Exemple SMS").shows("smpp.exemple.fr:2775").shows("aide@exemple.fr");
        let other = FORM.replace("2775", "2776");
        operator.post("/exploitation/fournisseurs", &other).await.expect(422)
            .shows("Un autre fournisseur porte déjà ce nom");
        let page = format!("/exploitation/fournisseurs/{}", providers[0].id);
        let shown = operator.get(&page).await.expect(200);
        assert_eq!((shown.field("debit"), shown.field("version")), ("5".into(), "1".into()));
        let changed = format!("{}&version=1", FORM.replace("debit=5", "debit=9"));
        for _ in 0..2 {
            operator.post(&page, &changed).await.expect(303);
        }
        assert_eq!(operator.get(&page).await.field("debit"), "9");
        operator.get("/exploitation/audit").await.shows("Fournisseur de SMS enregistré");
        let nowhere = "/exploitation/fournisseurs/00000000-0000-0000-0000-000000000000";
        operator.get(nowhere).await.expect(404);
    }
);

on_each_engine!(
    /// Invariant: the older window gets 409 with both shown, and its input kept.
    the_older_window_sees_both,
    |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        operator.post("/exploitation/fournisseurs", FORM).await.expect(303);
        let id = messaging::providers(&mut portal.db().read().await.unwrap()).await.unwrap()[0].id;
        let page = format!("/exploitation/fournisseurs/{id}");
        let with = |rate: u8, version: u8| {
            format!("{}&version={version}", FORM.replace("debit=5", &format!("debit={rate}")))
        };
        operator.post(&page, &with(7, 1)).await.expect(303);
        let both = operator.post(&page, &with(8, 1)).await.expect(409)
            .shows("enregistré : « 7 » ; vous : « 8 »")
            .hides("smpp.exemple.fr » ; vous");
        assert_eq!((both.field("debit"), both.field("version")), ("8".into(), "2".into()));
        assert_eq!(operator.get(&page).await.field("debit"), "7");
        operator.post(&page, &with(8, 2)).await.expect(303);
        assert_eq!(operator.get(&page).await.field("debit"), "8");
    }
);

on_each_engine!(
    /// What is typed is kept, each problem on its field.
    a_wrong_form_is_shown_again,
    |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        let wrong = "nom=&hote=smpp exemple&port=70000&fenetre=0&debit=x&sessions=20\
                     &courriel=aide&informations=exemple.fr";
        let page = operator.post("/exploitation/fournisseurs", wrong).await.expect(422)
            .shows("Donnez le nom sous lequel").shows("Donnez un nombre de 1 à 65535")
            .shows("Donnez un nombre de 1 à 100").shows("Donnez une adresse complète")
            .shows("https://");
        assert_eq!((page.field("port"), page.field("debit")), ("70000".into(), "x".into()));
        for (field, most) in [("nom", 80), ("telephone", 40), ("informations", 500)] {
            let before = format!("{field}=");
            let long = format!("{before}{}&x=", "https://a.fr/".repeat(most));
            let form = FORM.replacen(&before, &long, 1);
            operator.post("/exploitation/fournisseurs", &form).await.expect(422)
                .shows(&format!("C'est trop long : {most} signes au plus."));
        }
    }
);

/// A description, as an operator would paste it.
const DESCRIBED: &str = r#"{
    "url": "https://sms.exemple.fr/messages", "method": "POST",
    "basic": { "user": "{cle}", "password": "{motdepasse}" },
    "body": { "json": { "to": "+{destinataire}", "text": "{texte}", "ref": "{reference}" } },
    "answers": { "accepted": [{ "status": [201] }], "identifier": { "json": "/id" } },
    "status_callback": {
        "request": { "auth": "path", "format": "query" },
        "identifier": "id", "status": "etat", "states": { "1": "DELIVRD" }
    }
}"#;

fn over_http(description: &str, more: &str) -> String {
    let encoded: String = description
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    format!(
        "nom=Par HTTP&protocole=http&description={encoded}&fenetre=10&debit=0&debit_total=40\
         &sessions=20{more}"
    )
}

on_each_engine!(
    /// Invariant: a provider over HTTP is declared by its description; its secret is asked for when
    /// it calls us, never shown again, kept when the field stays empty; the page says where it calls.
    a_provider_over_http_is_declared, |which| async move {
        let portal = portal(which).await;
        let operator = operator(&portal).await;
        let blank = operator.get("/exploitation/fournisseurs/nouveau").await.expect(200);
        let secret = blank.field("secret");
        assert_eq!(secret.len(), 32, "one is proposed");
        let to = "/exploitation/fournisseurs";
        operator.post(to, &over_http(DESCRIBED, "")).await.expect(422)
            .shows("il faut un secret qui prouve");
        operator.post(to, &over_http(DESCRIBED, "&secret=court")).await.expect(422)
            .shows("Le secret des rappels compte au moins seize signes");
        let wrong = operator.post(to, &over_http(&DESCRIBED.replace("https", "http"), "")).await
            .expect(422).shows("L’adresse doit commencer par https://");
        assert!(wrong.body.contains("sms.exemple.fr"), "what was typed is kept");
        let with_secret = over_http(DESCRIBED, &format!("&secret={secret}"));
        for _ in 0..2 {
            operator.post(to, &with_secret).await.expect(303);
        }
        operator.get(to).await.shows("sms.exemple.fr (HTTP)");
        let all = messaging::providers(&mut portal.db().read().await.unwrap()).await.unwrap();
        assert_eq!(all.len(), 1, "a double click declares one");
        let page = format!("{to}/{}", all[0].id);
        let shown = operator.get(&page).await.expect(200)
            .shows("Un secret est enregistré")
            .shows(&format!("/rappels/sms/{}/accuses/ suivi du secret", all[0].id))
            .hides("reponses");
        assert!(!shown.body.contains(&secret), "never shown again");
        assert_eq!(shown.field("debit_total"), "40");
        let changed = over_http(DESCRIBED, "&version=1").replace("debit_total=40", "debit_total=30");
        operator.post(&page, &changed).await.expect(303);
        let call = format!("/rappels/sms/{}/accuses/{secret}?id=A1&etat=1", all[0].id);
        portal.visitor().get(&call).await.expect(200);
        // It may speak SMPP from now on; who calls finds nothing any more.
        operator.post(&page, &format!("{FORM}&version=2")).await.expect(303);
        operator.get(to).await.shows("smpp.exemple.fr:2775 (SMPP)");
        portal.visitor().get(&call).await.expect(404);
    }
);
