//! Requests, as the examples and a few configurations make them.

use std::time::Duration;

use ::http::{Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::*;

mod refused;
mod whatever;
use crate::number::{MobileNumber, Sender};

const JSON: &str = include_str!("../../../../../../docs/exploitation/fournisseurs/json.json");
const FORM: &str = include_str!("../../../../../../docs/exploitation/fournisseurs/formulaire.json");

fn submission(text: &str) -> Submission {
    Submission {
        tag: 1,
        source: Sender::Name("PREAU".into()),
        destination: MobileNumber::from_e164("+33639980012").unwrap(),
        text: text.into(),
        code: "7".into(),
        reference: "ref-1".into(),
        validity: Duration::from_secs(90),
        expires_at: "2026-11-23T08:05:00Z".parse().unwrap(),
    }
}

fn credentials() -> Credentials {
    Credentials {
        key: "clé".into(),
        password: "p&w=1".into(),
        option_1: "un".into(),
        option_2: "deux".into(),
    }
}

/// A sound configuration, changed.
fn changed(change: impl FnOnce(&mut Value)) -> Result<HttpProvider, ProviderError> {
    let mut value = json!({
        "url": "https://sms.exemple.fr/envoi",
        "method": "POST",
        "body": { "form": { "to": "{destinataire}", "text": "{texte}" } },
        "answers": { "accepted": [{ "status": [200] }] },
    });
    change(&mut value);
    HttpProvider::read(&value.to_string())
}

fn octets(request: Request<Full<Bytes>>) -> Vec<u8> {
    let collected = request.into_body().collect();
    futures::executor::block_on(collected)
        .unwrap()
        .to_bytes()
        .to_vec()
}

/// Invariant: what is given as an example is sound, and survives being stored.
#[test]
fn examples_are_sound() {
    for text in [JSON, FORM, include_str!("../../simulator/provider.json")] {
        let provider = HttpProvider::read(text).unwrap();
        let stored = serde_json::to_string(&provider).unwrap();
        assert_eq!(HttpProvider::read(&stored).unwrap(), provider);
        provider
            .request(
                &Credentials {
                    key: "cle".into(),
                    ..Credentials::default()
                },
                &submission("x"),
            )
            .unwrap();
    }
    let json = HttpProvider::read(JSON).unwrap();
    let ascii = Credentials {
        key: "abc".into(),
        ..credentials()
    };
    let request = json
        .request(&ascii, &submission("L’élève est « absent »"))
        .unwrap();
    assert_eq!(request.headers()[header::AUTHORIZATION], "Bearer abc");
    assert_eq!(request.headers()[header::HOST], "api.sms.exemple.fr");
    let said: Value = serde_json::from_slice(&octets(request)).unwrap();
    assert_eq!(said["message"], "L’élève est « absent »");
    assert_eq!(said["recipients"], json!(["+33639980012"]));
    assert_eq!(said["validityMinutes"], 2);
    let form = HttpProvider::read(FORM).unwrap();
    let request = form
        .request(&credentials(), &submission("L’élève : 3 €"))
        .unwrap();
    assert_eq!(
        request.headers()[header::CONTENT_TYPE],
        "application/x-www-form-urlencoded; charset=ISO-8859-15"
    );
    let body = String::from_utf8(octets(request)).unwrap();
    assert!(
        body.contains("message=L%27%E9l%E8ve%20%3A%203%20%A4"),
        "{body}"
    );
    assert!(body.contains("numero=0639980012") && body.contains("pass=p%26w%3D1"));
}

/// Invariant: a sign that ISO-8859-15 lacks becomes its neighbour, as in the plain text policy; one
/// without a neighbour is refused, never lost. Secrets are never changed.
#[test]
fn signs_that_the_set_lacks() {
    let form = HttpProvider::read(FORM).unwrap();
    let text = "« Élève » œuvre ç ê 3 € – l’école… ł\u{200b}";
    assert_eq!(
        form.received(text).unwrap(),
        "« Élève » œuvre ç ê 3 € - l'école... l"
    );
    assert_eq!(form.received("Bravo 🙂"), Err(Unwritable::Sign('🙂')));
    let refused = form.request(&credentials(), &submission("Bravo 🙂"));
    assert_eq!(refused.unwrap_err(), Unwritable::Sign('🙂'));
    let secret = Credentials {
        password: "l’école".into(),
        ..credentials()
    };
    let refused = form.request(&secret, &submission("x"));
    assert_eq!(refused.unwrap_err(), Unwritable::Value);
    let json = HttpProvider::read(JSON).unwrap();
    assert_eq!(
        json.received("Bravo 🙂 l’école").unwrap(),
        "Bravo 🙂 l’école"
    );
}

/// Invariant: a path stays where it was declared.
#[test]
fn a_value_does_not_climb_in_the_path() {
    let provider = changed(|config| {
        config["url"] = json!("https://exemple.fr/v1/{option_1}/envoi");
    })
    .unwrap();
    let at = |option_1: &str| {
        let credentials = Credentials {
            option_1: option_1.into(),
            ..Credentials::default()
        };
        provider
            .request(&credentials, &submission("x"))
            .map(|request| request.uri().to_string())
    };
    assert_eq!(at("a/b?c#d").unwrap(), "/v1/a%2Fb%3Fc%23d/envoi");
    assert_eq!(at("..").unwrap_err(), Unwritable::Path);
    assert_eq!(at(".").unwrap_err(), Unwritable::Path);
}

/// Invariant: a header's value is what was given or nothing is sent.
#[test]
fn header_values_that_are_not_allowed_are_refused() {
    let provider = changed(|config| {
        config["headers"] = json!({ "X-Cle": "{cle}" });
    })
    .unwrap();
    let with = |key: &str| {
        let credentials = Credentials {
            key: key.into(),
            ..Credentials::default()
        };
        provider.request(&credentials, &submission("x"))
    };
    assert_eq!(with("a b~").unwrap().headers()["x-cle"], "a b~");
    for key in ["a\r\nX-Autre: 1", "a\nb", "é", " a", "a ", "a\0", "\t"] {
        assert_eq!(with(key).unwrap_err(), Unwritable::Header, "{key:?}");
    }
    let basic = changed(|config| {
        config["basic"] = json!({ "user": "{cle}", "password": "{motdepasse}" });
    })
    .unwrap();
    let sent = basic.request(&credentials(), &submission("x")).unwrap();
    assert_eq!(
        sent.headers()[header::AUTHORIZATION],
        "Basic Y2zDqTpwJnc9MQ=="
    );
    let colon = Credentials {
        key: "a:b".into(),
        ..credentials()
    };
    let refused = basic.request(&colon, &submission("x"));
    assert_eq!(refused.unwrap_err(), Unwritable::Account);
}

/// Invariant: a number is written as a number, or not at all.
#[test]
fn numbers_are_numbers() {
    let provider = changed(|config| {
        config["expires"] = json!("unix");
        config["body"] = json!({ "json": {
            "to": "{destinataire:nombre}", "text": "{texte}", "until": "{expire:nombre}",
            "account": "{option_1:nombre}", "braces": "{{texte}}",
        } });
    })
    .unwrap();
    let with = |option_1: &str| {
        let credentials = Credentials {
            option_1: option_1.into(),
            ..Credentials::default()
        };
        provider.request(&credentials, &submission("x"))
    };
    let said: Value = serde_json::from_slice(&octets(with("12").unwrap())).unwrap();
    assert_eq!(said["to"], 33_639_980_012_u64);
    assert_eq!(
        (&said["account"], &said["until"]),
        (&json!(12), &json!(1_795_421_100))
    );
    assert_eq!(said["braces"], "{texte}");
    for option_1 in [
        "",
        "+1",
        "007",
        "1.5",
        "1, \"to\": 2",
        "99999999999999999999",
    ] {
        assert_eq!(
            with(option_1).unwrap_err(),
            Unwritable::Number,
            "{option_1}"
        );
    }
}

/// Invariant: logs hold neither keys nor texts.
#[test]
fn debug_says_no_secret() {
    let provider = changed(|config| config["headers"] = json!({ "X-Cle": "tres-secret" })).unwrap();
    let shown = format!(
        "{provider:?} {:?} {:?}",
        credentials(),
        submission("Léa est absente")
    );
    for secret in ["tres-secret", "clé", "p&w", "Léa", "0639980012"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
