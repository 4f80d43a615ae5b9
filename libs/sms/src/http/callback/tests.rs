//! Calls of providers, true and forged.

use ::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    http::provider::{Charset, ProviderError},
    receipt::State,
};

const SECRET: &str = "un secret partagé +&é";

fn secret() -> CallbackSecret {
    CallbackSecret::new(SECRET).unwrap()
}

fn status(
    auth: Value,
    format: &str,
    change: impl FnOnce(&mut Value),
) -> Result<StatusCallback, ProviderError> {
    let slash = if format == "json" { "/" } else { "" };
    let mut value = json!({
        "request": { "auth": auth, "format": format },
        "identifier": format!("{slash}id"),
        "reference": format!("{slash}ref"),
        "status": format!("{slash}etat"),
        "error": format!("{slash}err"),
        "date": format!("{slash}date"),
        "number": format!("{slash}num"),
        "states": { "recu": "DELIVRD", "3": "UNDELIV" },
    });
    change(&mut value);
    StatusCallback::new(&serde_json::from_value(value).unwrap(), Charset::Utf8)
}

/// A call of these parts.
fn read(
    callback: &StatusCallback,
    (path, query): (&str, &str),
    headers: &[(&str, &[u8])],
    body: &[u8],
) -> Result<Vec<HttpReceipt>, CallbackError> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    let call = CallbackRequest {
        path,
        query,
        headers: &map,
        body,
    };
    callback.read(&call, &secret())
}

/// Invariant: without exactly the secret, where it is declared and once, nothing is read.
#[test]
fn a_call_without_the_secret_is_forged() {
    const FORGED: Option<CallbackError> = Some(CallbackError::Forged);
    let encoded = "un%20secret%20partag%C3%A9%20%2B%26%C3%A9";
    let query = status(json!({ "query": "jeton" }), "query", |_| ()).unwrap();
    let with = |query_text: &str| read(&query, ("/", query_text), &[], b"").err();
    assert_eq!(with(&format!("id=1&jeton={encoded}")), None);
    for wrong in [
        "id=1".to_owned(),
        "id=1&jeton=".into(),
        format!("jeton={encoded}x"),
        "jeton=un+secret".into(),
        format!("Jeton={encoded}"),
        format!("jeton={encoded}&jeton={encoded}"),
        format!("jeton=non&jeton={encoded}"),
    ] {
        assert_eq!(with(&wrong), FORGED, "{wrong}");
    }
    let path = status(json!("path"), "query", |_| ()).unwrap();
    let at = |path_text: &str| read(&path, (path_text, "id=1"), &[], b"").err();
    assert_eq!(at(&format!("/rappels/{encoded}")), None);
    for wrong in [
        format!("/{encoded}/"),
        "/rappels/".into(),
        "/rappels/non".into(),
        String::new(),
    ] {
        assert_eq!(at(&wrong), FORGED, "{wrong}");
    }
    let header = json!({ "header": { "name": "Authorization", "prefix": "Bearer " } });
    let header = status(header, "query", |_| ()).unwrap();
    let bearer = format!("Bearer {SECRET}");
    let with = |headers: &[(&str, &[u8])]| read(&header, ("/", "id=1"), headers, b"").err();
    assert_eq!(with(&[("authorization", bearer.as_bytes())]), None);
    assert_eq!(with(&[("authorization", SECRET.as_bytes())]), FORGED);
    assert_eq!(with(&[]), FORGED);
    let twice = [("authorization", bearer.as_bytes()); 2];
    assert_eq!(with(&twice), FORGED);
}

/// Invariant: a signature is of this body and by this secret; a known one, by another
/// implementation, is recognised.
#[test]
fn a_signature_is_of_this_body() {
    let known = CallbackSecret::new("a secret of some length").unwrap();
    // printf '{"id":1}' | openssl dgst -sha256 -hmac 'a secret of some length'
    assert_eq!(
        known.signature(br#"{"id":1}"#),
        "3693d509c49fa5575c4cb6b55daa191b6b8fd5bd9cd366b291d42eec0cea911a"
    );
    for encoding in ["hex", "base64"] {
        let auth =
            json!({ "hmac": { "header": "X-S", "prefix": "sha256=", "encoding": encoding } });
        let callback = status(auth, "json", |_| ()).unwrap();
        let sign = |body: &[u8]| {
            let hex = secret().signature(body);
            let octets: Vec<u8> = (0..32)
                .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap())
                .collect();
            match encoding {
                "hex" => format!("sha256={}", hex.to_uppercase()),
                _ => format!(
                    "sha256={}",
                    base64::engine::general_purpose::STANDARD.encode(octets)
                ),
            }
        };
        let with = |signature: &str, body: &[u8]| {
            read(&callback, ("/", ""), &[("x-s", signature.as_bytes())], body).err()
        };
        let body = br#"{"id":"1","etat":"recu"}"#;
        let signature = sign(body);
        assert_eq!(with(&signature, body), None);
        for (signature, body) in [
            (
                signature.as_str(),
                br#"{"id":"2","etat":"recu"}"#.as_slice(),
            ),
            (&signature[..signature.len() - 2], body),
            (&signature["sha256=".len()..], body),
            ("sha256=", body),
            ("", body),
            ("sha256=zz", body),
        ] {
            assert_eq!(
                with(signature, body),
                Some(CallbackError::Forged),
                "{signature}"
            );
        }
    }
}

/// Invariant: what would prove nothing, or read nothing, is not a configuration.
#[test]
fn configurations_that_prove_nothing_are_refused() {
    let path = || json!("path");
    let hmac = json!({ "hmac": { "header": "X-S" } });
    let cases = [
        (
            status(hmac, "query", |_| ()),
            "Une signature du corps ne prouve rien",
        ),
        (
            status(json!({ "query": "" }), "query", |_| ()),
            "nom du paramètre",
        ),
        (
            status(json!({ "header": { "name": "é" } }), "query", |_| ()),
            "nom d’en-tête",
        ),
        (
            status(path(), "query", |c| c["states"] = json!({})),
            "Dites ce que signifient",
        ),
        (
            status(path(), "query", |c| c["states"] = json!({ "a": "LIVRE" })),
            "« LIVRE » n’est pas un état",
        ),
        (
            status(path(), "json", |c| c["status"] = json!("etat")),
            "commence par une barre",
        ),
        (
            status(path(), "form", |c| c["status"] = json!("/etat")),
            "non un emplacement JSON",
        ),
        (
            status(path(), "form", |c| c["request"]["list"] = json!("/a")),
            "Une liste ne se trouve",
        ),
        (
            status(path(), "form", |c| {
                c["identifier"] = Value::Null;
                c["reference"] = Value::Null;
            }),
            "Sans identifiant ni référence",
        ),
    ];
    for (refused, expected) in cases {
        let refused = refused.unwrap_err().to_string();
        assert!(
            refused.starts_with("status_callback : ") && refused.contains(expected),
            "{refused}"
        );
    }
    assert!(CallbackSecret::new("quinze signes !").is_err());
    assert!(!format!("{:?}", secret()).contains("partagé"));
}

/// Invariant: the three forms say the same thing; the secret is not kept with it.
#[test]
fn receipts_are_read_in_each_form() {
    let form = "id=0aB&ref=r%2D1&etat=recu&err=000&date=2026-11-23+08%3A05%3A00&num=%2B33639980012";
    let object = br#"{"id":"0aB","ref":"r-1","etat":"recu","err":"000","date":"2026-11-23 08:05:00","num":"+33639980012"}"#;
    let encoded = "un%20secret%20partag%C3%A9%20%2B%26%C3%A9";
    let (query, path) = (format!("{form}&jeton={encoded}"), format!("/x/{encoded}"));
    let in_query = status(json!({ "query": "jeton" }), "query", |_| ()).unwrap();
    let in_form = status(json!("path"), "form", |_| ()).unwrap();
    let in_json = status(json!("path"), "json", |_| ()).unwrap();
    for said in [
        read(&in_query, ("/", &query), &[], b""),
        read(&in_form, (&path, ""), &[], form.as_bytes()),
        read(&in_json, (&path, ""), &[], object),
    ] {
        let said = said.unwrap();
        let [
            HttpReceipt {
                receipt,
                reference,
                number,
            },
        ] = said.as_slice()
        else {
            panic!("{said:?}");
        };
        assert_eq!(receipt.ids().collect::<Vec<_>>(), ["0aB", "r-1"]);
        assert_eq!(receipt.state, State::Delivered);
        assert_eq!(receipt.error.as_deref(), Some("000"));
        assert_eq!(receipt.done_at.unwrap().to_string(), "2026-11-23 08:05:00");
        assert_eq!(
            (reference.as_deref(), number.as_deref()),
            (Some("r-1"), Some("+33639980012"))
        );
        assert!(
            receipt.raw.contains("0aB") && !receipt.raw.contains("secret"),
            "{}",
            receipt.raw
        );
    }
}

/// Invariant: a receipt is tied by our reference when it has no identifier; a word that the table
/// does not know is kept and is not final; what is missing is absent.
#[test]
fn receipts_are_read_leniently() {
    let callback = status(json!("path"), "json", |c| {
        c["request"]["list"] = json!("/events")
    })
    .unwrap();
    let path = "/un%20secret%20partag%C3%A9%20%2B%26%C3%A9";
    let body = json!({ "events": [
        { "ref": "r-1", "etat": 3, "err": 27, "date": 1_795_421_100 },
        { "id": 12, "ref": "12", "etat": "DELIVRD", "date": "demain" },
        { "id": "x\u{0}y", "etat": { "a": 1 } },
        [],
    ] });
    let said = read(&callback, (path, ""), &[], body.to_string().as_bytes()).unwrap();
    assert_eq!(said.len(), 4);
    let receipt = |at: usize| &said[at].receipt;
    assert_eq!(receipt(0).ids().collect::<Vec<_>>(), ["r-1"]);
    assert_eq!(receipt(0).state, State::Undeliverable);
    assert_eq!(receipt(0).error.as_deref(), Some("27"));
    assert_eq!(
        receipt(0).done_at.unwrap().to_string(),
        "2026-11-23 08:05:00"
    );
    assert_eq!(receipt(1).ids().collect::<Vec<_>>(), ["12"]);
    assert_eq!(receipt(1).state, State::Other("DELIVRD".into()));
    assert!(!receipt(1).is_final());
    assert_eq!(
        (receipt(1).done.as_deref(), receipt(1).done_at),
        (Some("demain"), None)
    );
    assert_eq!(receipt(2).id.as_deref(), Some("x\u{fffd}y"));
    assert_eq!(receipt(3).id, None);
    for (body, expected) in [
        ("{", CallbackError::Unreadable),
        (r#"{"events":{}}"#, CallbackError::Unreadable),
        ("{}", CallbackError::Unreadable),
    ] {
        assert_eq!(
            read(&callback, (path, ""), &[], body.as_bytes()),
            Err(expected)
        );
    }
    let long = vec![b' '; LONGEST_CALL + 1];
    assert_eq!(
        read(&callback, (path, ""), &[], &long),
        Err(CallbackError::TooLong)
    );
}

/// Invariant: dates of the usual forms are read.
#[test]
fn dates_of_the_usual_forms() {
    for text in [
        "2026-11-23T08:05:00+01:00",
        "2026-11-23T08:05:00Z",
        "2026-11-23T08:05:00",
        "2026-11-23 08:05:00",
        "23/11/2026 08:05:00",
        "20261123080500",
        "202611230805",
        "261123080500",
        "1795421100",
        "1795421100000",
    ] {
        let date = date::read(text).map(|date| date.to_string());
        assert_eq!(date.as_deref(), Some("2026-11-23 08:05:00"), "{text}");
    }
    for text in [
        "",
        "hier",
        "-1",
        "99999999999999999999",
        "2026-13-01 00:00:00",
    ] {
        assert_eq!(date::read(text), None, "{text}");
    }
}

/// Invariant: what someone writes is whole, in the provider's character set, and proved as well.
#[test]
fn what_people_write_is_read() {
    let declared = json!({
        "request": { "auth": { "query": "jeton" }, "format": "query" },
        "from": "de", "text": "message", "to": "a", "identifier": "id",
    });
    let declared: InboundDeclared = serde_json::from_value(declared).unwrap();
    let callback = InboundCallback::new(&declared, Charset::Latin9).unwrap();
    let secret = CallbackSecret::new("seize signes ou plus").unwrap();
    let headers = HeaderMap::new();
    let mut call = CallbackRequest {
        path: "/",
        query: "jeton=seize+signes+ou+plus&de=33639980003&a=36034&id=7&message=+Bien+re%E7u%26+3+%A4",
        headers: &headers,
        body: b"",
    };
    let said = callback.read(&call, &secret).unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].source, "33639980003");
    assert_eq!(said[0].destination.as_deref(), Some("36034"));
    assert_eq!(said[0].text, " Bien reçu& 3 €");
    assert_eq!(said[0].id.as_deref(), Some("7"));
    assert!(!said[0].raw.contains("seize"));
    assert!(!format!("{:?}", said[0]).contains("reçu"));
    call.query = "jeton=seize+signes&de=33639980003&message=x";
    assert_eq!(callback.read(&call, &secret), Err(CallbackError::Forged));
}

proptest! {
    /// Invariant: no call makes reading fail otherwise than by saying so, and none is believed.
    #[test]
    fn any_call_is_read_or_refused(path in any::<String>(), query in any::<String>(), body in proptest::collection::vec(any::<u8>(), 0..200), format in prop_oneof![Just("query"), Just("form"), Just("json")]) {
        let callback = status(json!("path"), format, |_| ()).unwrap();
        prop_assert_eq!(read(&callback, (&path, &query), &[], &body), Err(CallbackError::Forged));
        let proved = "/un%20secret%20partag%C3%A9%20%2B%26%C3%A9";
        let _ = read(&callback, (proved, &query), &[], &body);
    }
}
