//! What answers mean.

use ::http::HeaderValue;
use proptest::prelude::*;

use super::*;

fn answers(json: &str) -> Answers {
    let answers: Answers = serde_json::from_str(json).unwrap();
    answers.check().unwrap();
    answers
}

fn answer(status: u16, body: impl Into<Bytes>) -> Answer {
    Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: body.into(),
    }
}

fn judge(answers: &Answers, status: u16, body: &str) -> Outcome {
    answers.judge(&answer(status, body.to_owned()), Charset::Utf8, "ref-1")
}

fn accepted(id: &str) -> Outcome {
    Outcome::Accepted {
        message_id: id.into(),
    }
}

/// Invariant: an answer that no rule knows is in doubt, redirections and failures of the provider
/// included; refusals that HTTP itself defines are known.
#[test]
fn an_answer_that_no_rule_knows_is_in_doubt() {
    let answers = answers(
        r#"{ "accepted": [{ "status": [200], "at": { "json": "/ok" }, "values": ["true"] }] }"#,
    );
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, r#"{"ok":false}"#),
        (200, r#"{"ok":true"#),
        (201, r#"{"ok":true}"#),
        (302, r#"{"ok":true}"#),
        (307, ""),
        (408, ""),
        (409, ""),
        (500, ""),
        (502, ""),
        (503, ""),
        (504, ""),
    ] {
        assert_eq!(
            judge(&answers, status, body),
            Outcome::InDoubt,
            "{status} {body}"
        );
    }
    assert_eq!(judge(&answers, 200, r#"{"ok":true}"#), accepted("ref-1"));
    assert_eq!(judge(&answers, 200, r#"{"ok":"true"}"#), accepted("ref-1"));
    for (status, expected) in [
        (400, Status::http_refused(400)),
        (422, Status::http_refused(422)),
        (401, Status::http_refused_for_now(401)),
        (403, Status::http_refused_for_now(403)),
        (404, Status::http_refused_for_now(404)),
        (402, Status::out_of_credit(402)),
    ] {
        let temporary = !matches!(status, 400 | 422);
        let rejected = Outcome::Rejected {
            status: expected,
            temporary,
        };
        assert_eq!(judge(&answers, status, ""), rejected);
    }
    let status = Status::http_throttled(429);
    assert_eq!(judge(&answers, 429, ""), Outcome::Throttled { status });
}

/// Invariant: each kind of rule is read where it is declared, and a refusal goes before acceptance.
#[test]
fn each_kind_of_rule_is_found_where_it_is_declared() {
    let answers = answers(
        r#"{
        "accepted": [{ "status": [200] }],
        "throttled": [{ "at": { "line": "ERR:" }, "values": ["20", "21"] }],
        "out_of_credit": [{ "at": { "xml": "code" }, "values": ["10"] }],
        "refused": [{ "status": [200], "at": { "header": "X-Refus" } }],
        "refused_for_now": [{ "at": { "json": "/error/code" }, "values": ["30"] }]
    }"#,
    );
    let status = Status::http_throttled(200);
    assert_eq!(
        judge(&answers, 200, "bonjour\r\nERR: 21 \r\n"),
        Outcome::Throttled { status }
    );
    let kinds = |status| match judge(&answers, 200, status) {
        Outcome::Rejected { status, temporary } => (status, temporary),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        kinds("<r><code>10</code></r>"),
        (Status::out_of_credit(200), true)
    );
    assert_eq!(
        kinds(r#"{"error":{"code":30}}"#),
        (Status::http_refused_for_now(200), true)
    );
    assert_eq!(
        judge(&answers, 200, r#"{"error":{"code":31}}"#),
        accepted("ref-1")
    );
    assert_eq!(judge(&answers, 200, "ERR:22"), accepted("ref-1"));
    let mut refused = answer(200, "");
    refused
        .headers
        .insert("x-refus", HeaderValue::from_static("1"));
    let rejected = Outcome::Rejected {
        status: Status::http_refused(200),
        temporary: false,
    };
    assert_eq!(answers.judge(&refused, Charset::Utf8, "ref-1"), rejected);
}

/// Invariant: the identifier is found in each of the declared places; an accepted answer where it
/// is missing, or is none, is an acceptance under our own reference.
#[test]
fn an_accepted_answer_without_identifier_is_accepted_under_our_reference() {
    let at = |place: &str, body: &str| {
        let answers = answers(&format!(
            r#"{{ "accepted": [{{ "status": [200] }}], "identifier": {place} }}"#
        ));
        match judge(&answers, 200, body) {
            Outcome::Accepted { message_id } => message_id,
            other => panic!("{other:?}"),
        }
    };
    let json = r#"{ "json": "/messages/0/id" }"#;
    assert_eq!(at(json, r#"{"messages":[{"id":" 0aB "}]}"#), "0aB");
    assert_eq!(
        at(json, r#"{"messages":[{"id":18446744073709551615}]}"#),
        "18446744073709551615"
    );
    let long = format!(r#"{{"messages":[{{"id":"{}"}}]}}"#, "9".repeat(201));
    for body in [
        "",
        "{}",
        "<html>",
        r#"{"messages":[{"id":""}]}"#,
        r#"{"messages":[{"id":null}]}"#,
        r#"{"messages":[{"id":["a"]}]}"#,
        r#"{"messages":[{"id":"a\nb"}]}"#,
        // Too great to be kept to the digit: it would be another one.
        r#"{"messages":[{"id":99999999999999999999}]}"#,
        long.as_str(),
    ] {
        assert_eq!(at(json, body), "ref-1", "{body}");
    }
    let line = r#"{ "line": "ID:" }"#;
    assert_eq!(at(line, "OK\r\nID: 123-4\r\nID: 5"), "123-4");
    assert_eq!(at(line, "OK ID: 123"), "ref-1");
    let xml = r#"{ "xml": "id" }"#;
    assert_eq!(
        at(
            xml,
            "<?xml version='1.0'?><a:r xmlns:a='x'><a:id> 12&amp;<b>no</b>3 </a:id><id>4</id></a:r>"
        ),
        "12&3"
    );
    assert_eq!(at(xml, "<r><id><![CDATA[x<y]]></id></r>"), "x<y");
    for body in [
        "<r><id>12",
        "<r><id>12</id>",
        "<r><id>&x;</id></r>",
        "<r><id>12</r>",
        "<r><id/></r>",
        "</r>",
        "id",
    ] {
        assert_eq!(at(xml, body), "ref-1", "{body}");
    }
    assert_eq!(
        at(
            r#"{ "xml": "message@id" }"#,
            "<r><message id='a&lt;1'/></r>"
        ),
        "a<1"
    );
    assert_eq!(
        at(r#"{ "xml": "message@id" }"#, "<r><message/></r>"),
        "ref-1"
    );
}

/// Invariant: an answer is read in the character set that it declares, else in the provider's; an
/// identifier that could not be read is none.
#[test]
fn the_character_set_of_the_answer_counts() {
    let answers = answers(
        r#"{ "accepted": [{ "at": { "line": "Accepté :" } }], "identifier": { "line": "Accepté :" } }"#,
    );
    let latin = b"Accept\xe9 : caf\xe9".as_slice();
    assert_eq!(
        answers.judge(&answer(200, latin), Charset::Latin9, "r"),
        accepted("café")
    );
    assert_eq!(
        answers.judge(&answer(200, latin), Charset::Utf8, "r"),
        Outcome::InDoubt
    );
    let mut declared = answer(200, latin);
    let kind = HeaderValue::from_static("text/plain; charset=\"iso-8859-1\"; x=y");
    declared.headers.insert(CONTENT_TYPE, kind);
    assert_eq!(
        answers.judge(&declared, Charset::Utf8, "r"),
        accepted("café")
    );
    let mut wrong = answer(200, b"Accept\xc3\xa9 : caf\xe9".as_slice());
    wrong.headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    assert_eq!(answers.judge(&wrong, Charset::Latin9, "r"), accepted("r"));
}

proptest! {
    /// Invariant: no answer makes judging fail, and none that says nothing of acceptance is one.
    #[test]
    fn any_answer_is_judged(status in 200u16..600, body in proptest::collection::vec(any::<u8>(), 0..200), near in "[<>/{}\"':,&;#a-c0-9\\[\\]!?-]{0,60}") {
        let answers = answers(r#"{ "accepted": [{ "at": { "json": "/a/b" }, "values": ["oui"] }, { "at": { "xml": "acceptation" } }], "identifier": { "xml": "a" } }"#);
        for body in [Bytes::from(body), Bytes::from(near)] {
            let outcome = answers.judge(&answer(status, body), Charset::Utf8, "r");
            let taken = matches!(outcome, Outcome::Accepted { .. });
            prop_assert!(!taken);
        }
    }
}
