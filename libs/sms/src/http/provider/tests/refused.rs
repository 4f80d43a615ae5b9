//! Configurations that make no sense.

use super::*;

/// Invariant: what can't be meant is refused, with a French sentence that names the field.
#[test]
fn what_makes_no_sense_is_refused() {
    let cases: Vec<(Value, Value, &str)> = vec![
        (
            json!("/url"),
            json!("http://sms.exemple.fr/envoi"),
            "url : L’adresse doit commencer par https",
        ),
        (
            json!("/url"),
            json!("https://{cle}.exemple.fr/"),
            "url : Le nom du serveur",
        ),
        (
            json!("/url"),
            json!("https://a:b@exemple.fr/"),
            "url : Cette adresse",
        ),
        (
            json!("/url"),
            json!("https://exemple.fr/a b"),
            "url : L’adresse contient un signe interdit",
        ),
        (
            json!("/url"),
            json!("https://exemple.fr/a#b"),
            "url : L’adresse contient un signe interdit",
        ),
        (
            json!("/url"),
            json!("https://exemple.fr/%é"),
            "url : L’adresse contient un signe interdit",
        ),
        (
            json!("/url"),
            json!("https://exemple.fr/?a={inconnue}"),
            "url : La variable « {inconnue} » n’existe pas",
        ),
        (
            json!("/body/form/text"),
            json!("{texte} {"),
            "body : Une accolade est seule",
        ),
        (
            json!("/body/form/text"),
            json!("{expire:nombre}"),
            "body : La variable « {expire:nombre} »",
        ),
        (
            json!("/body/form/text"),
            json!("rien"),
            "body : Le texte, {texte}",
        ),
        (
            json!("/body/form/to"),
            json!("rien"),
            "body : Le numéro, {destinataire}",
        ),
        (
            json!("/body"),
            json!({ "json": { "a": "{texte:nombre} {destinataire}:nombre}" } }),
            "body : ",
        ),
        (
            json!("/method"),
            json!("GET"),
            "body : Une demande GET n’a pas de corps.",
        ),
        (
            json!("/method"),
            json!("DELETE"),
            "la valeur « DELETE » n’est pas admise",
        ),
        (
            json!("/headers"),
            json!({ "X y": "a" }),
            "headers : « X y » n’est pas un nom",
        ),
        (
            json!("/headers"),
            json!({ "content-length": "3" }),
            "headers : L’en-tête « content-length » est écrit par Préau",
        ),
        (
            json!("/headers"),
            json!({ "Host": "ailleurs" }),
            "headers : L’en-tête « Host »",
        ),
        (
            json!("/headers"),
            json!({ "X-A": "1", "x-a": "2" }),
            "deux fois",
        ),
        (
            json!("/headers"),
            json!({ "X-A": "é" }),
            "headers : La valeur",
        ),
        (
            json!("/headers"),
            json!({ "X-A": "a\r\nX-B: b" }),
            "headers : La valeur",
        ),
        (
            json!("/answers/accepted"),
            json!([]),
            "accepted : Dites au moins une réponse",
        ),
        (
            json!("/answers/accepted"),
            json!([{}]),
            "accepted : Une règle sans code",
        ),
        (
            json!("/answers/accepted"),
            json!([{ "status": [20] }]),
            "accepted : Un code de réponse",
        ),
        (
            json!("/answers/accepted"),
            json!([{ "status": [200], "values": ["a"] }]),
            "accepted : Dites où",
        ),
        (
            json!("/answers/accepted"),
            json!([{ "at": { "json": "id" } }]),
            "accepted : Un emplacement JSON",
        ),
        (
            json!("/answers/accepted"),
            json!([{ "at": { "xml": "<id>" } }]),
            "accepted : Indiquez le nom d’un élément",
        ),
        (
            json!("/answers/accepted"),
            json!([{ "status": [429] }]),
            "accepted : Le code 429 signifie déjà",
        ),
        (
            json!("/answers/identifier"),
            json!({ "header": "é" }),
            "identifier : Ce n’est pas un nom d’en-tête",
        ),
        (
            json!("/connect_seconds"),
            json!(0),
            "connect_seconds : Indiquez une durée",
        ),
        (
            json!("/answer_seconds"),
            json!(9_000),
            "answer_seconds : Indiquez une durée",
        ),
        (
            json!("/nouveau"),
            json!(1),
            "le champ « nouveau » n’existe pas",
        ),
        (
            json!("/answers/nouveau"),
            json!(1),
            "le champ « nouveau » n’existe pas",
        ),
        (
            json!("/charset"),
            json!("UTF-16"),
            "la valeur « UTF-16 » n’est pas admise",
        ),
    ];
    for (at, value, expected) in cases {
        let at = at.as_str().unwrap();
        let refused = changed(|config| {
            let (parent, name) = at.rsplit_once('/').unwrap();
            config.pointer_mut(parent).unwrap()[name] = value.clone();
        })
        .expect_err(&value.to_string());
        assert!(
            refused.to_string().contains(expected),
            "{value} : {refused}"
        );
    }
    assert!(
        HttpProvider::read("{")
            .unwrap_err()
            .to_string()
            .contains("pas du JSON")
    );
    let missing = HttpProvider::read("{}").unwrap_err().to_string();
    assert!(missing.contains("le champ « url » manque"), "{missing}");
    let latin_json = changed(|config| {
        config["charset"] = json!("ISO-8859-15");
        config["body"] = json!({ "json": { "a": "{texte}{destinataire}" } });
    });
    assert!(
        latin_json
            .unwrap_err()
            .to_string()
            .contains("JSON s’écrit en UTF-8")
    );
    assert!(changed(|config| config["url"] = json!("http://127.0.0.1:8025/x")).is_ok());
    assert!(changed(|config| config["url"] = json!("http://127.0.0.1.exemple.fr/x")).is_err());
}
