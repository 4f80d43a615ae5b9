//! Whatever the values are, a server decodes exactly them.

use ::http::HeaderMap;
use proptest::prelude::*;

use super::*;

/// As a server reads a form, by another decoder than ours.
fn decoded(form: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(form).into_owned().collect()
}

/// As a server of ISO-8859-15 reads it.
fn decoded_latin9(form: &str) -> Vec<(String, String)> {
    let read = |part: &str| {
        let octets: Vec<u8> = percent_encoding::percent_decode_str(part).collect();
        encoding_rs::ISO_8859_15.decode(&octets).0.into_owned()
    };
    form.split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (read(name), read(value)))
        .collect()
}

fn everywhere() -> HttpProvider {
    changed(|config| {
        config["url"] = json!("https://exemple.fr/{option_1}/x?a={texte}&b={cle}");
        config["body"] =
            json!({ "form": { "t": "<{texte}>", "c": "{cle}", "to": "{destinataire}" } });
    })
    .unwrap()
}

proptest! {
    /// Invariant: whatever the values, a query and a form decode to exactly them, and to no other
    /// parameter.
    #[test]
    fn addresses_and_forms_hold_exactly_the_values(text in any::<String>(), key in any::<String>()) {
        let credentials = Credentials { key: key.clone(), option_1: format!("z{key}"), ..Credentials::default() };
        let request = everywhere().request(&credentials, &submission(&text)).unwrap();
        let path = request.uri().path().to_owned();
        prop_assert_eq!(path.matches('/').count(), 2);
        let inner = percent_encoding::percent_decode_str(&path[1..path.len() - 2]).decode_utf8().unwrap().into_owned();
        prop_assert_eq!(inner, format!("z{key}"));
        let query = decoded(request.uri().query().unwrap().as_bytes());
        prop_assert_eq!(query, vec![("a".to_owned(), text.clone()), ("b".to_owned(), key.clone())]);
        prop_assert_eq!(decoded(&octets(request)), vec![
            ("c".to_owned(), key), ("t".to_owned(), format!("<{text}>")), ("to".to_owned(), "33639980012".to_owned()),
        ]);
    }

    /// Invariant: the same in ISO-8859-15, for what is said to be received.
    #[test]
    fn latin9_forms_hold_exactly_what_is_said_to_be_received(text in "[ -~à-ÿŒœ€’«…\\x00-\\x1f&=%+;#{}\u{80}-\u{9f}🙂]{0,40}") {
        let form = HttpProvider::read(FORM).unwrap();
        let request = form.request(&Credentials::default(), &submission(&text));
        match form.received(&text) {
            Ok(received) => {
                let body = String::from_utf8(octets(request.unwrap())).unwrap();
                let fields = decoded_latin9(&body);
                prop_assert_eq!(fields.len(), 9);
                prop_assert!(fields.contains(&("message".to_owned(), received)));
            }
            Err(error) => prop_assert_eq!(request.unwrap_err(), error),
        }
    }

    /// Invariant: whatever the values, JSON holds exactly them, and no other member.
    #[test]
    fn json_holds_exactly_the_values(text in any::<String>(), key in any::<String>()) {
        let provider = changed(|config| config["body"] = json!({ "json": {
            "text": "{texte}", "list": ["{destinataire}", { "k": "[{cle}]" }], "fixed": null,
        } })).unwrap();
        let credentials = Credentials { key: key.clone(), ..Credentials::default() };
        let request = provider.request(&credentials, &submission(&text)).unwrap();
        let said: Value = serde_json::from_slice(&octets(request)).unwrap();
        prop_assert_eq!(said, json!({
            "text": text, "list": ["33639980012", { "k": format!("[{key}]") }], "fixed": null,
        }));
    }

    /// Invariant: a header is written with exactly its value, or the request is refused; no value
    /// brings another header.
    #[test]
    fn headers_hold_exactly_the_values(key in prop_oneof![any::<String>(), "[ -~]{0,20}", "[a\r\n: ]{0,6}"]) {
        let provider = changed(|config| config["headers"] = json!({ "X-Cle": "k{cle}k" })).unwrap();
        let credentials = Credentials { key: key.clone(), ..Credentials::default() };
        let allowed = key.chars().all(|sign| (' '..='~').contains(&sign));
        match provider.request(&credentials, &submission("x")) {
            Ok(request) => {
                prop_assert!(allowed);
                let headers: &HeaderMap = request.headers();
                prop_assert_eq!(headers.len(), 3);
                prop_assert_eq!(headers["x-cle"].to_str().unwrap(), format!("k{key}k"));
            }
            Err(error) => {
                prop_assert!(!allowed);
                prop_assert_eq!(error, Unwritable::Header);
            }
        }
    }

    /// Invariant: any text is either a sound configuration or a sentence.
    #[test]
    fn any_template_is_read_or_refused(text in "[{}a-z_:é ]{0,30}") {
        let _ = changed(|config| config["body"]["form"]["text"] = json!(text));
        let _ = changed(|config| config["url"] = json!(format!("https://exemple.fr/{text}")));
    }
}
