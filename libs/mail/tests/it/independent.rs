//! Against a server of other authors, Python's `aiosmtpd`, and Python's own reader of mails.

use mail::{Line, Mail, Obstacle, Outcome, Person, Relay, RelayConfig, Text};
use serde_json::json;

use crate::{
    address, certificate::Certificate, config, is_accepted, mail, mail_to, peer::Peer, relay, send,
};

async fn plain() -> (Peer, Relay) {
    let peer = Peer::start(&["plain".into()]).await;
    let relay = relay(&format!("smtp://127.0.0.1:{}", peer.port));
    (peer, relay)
}

/// A server that speaks TLS, and our way to it, with this password.
async fn encrypted(way: &str, scheme: &str, password: &str) -> (Peer, Relay) {
    let certificate = Certificate::trusted();
    let arguments = [
        way.into(),
        certificate.file().into(),
        certificate.key_file().into(),
    ];
    let peer = Peer::start(&arguments).await;
    let url = format!(
        "{scheme}://moi%40exemple.fr:{password}@localhost:{}?tls=required",
        peer.port
    );
    let relay = Relay::new(RelayConfig {
        extra_root: Some(certificate.file()),
        ..config(&url)
    });
    (peer, relay.expect("a relay"))
}

/// Invariant: other authors read what we wrote, under each kind of TLS, with a password.
#[tokio::test]
async fn what_is_sent_is_what_others_read() {
    for (way, scheme) in [("starttls", "smtp"), ("tls", "smtps")] {
        let (mut peer, relay) = encrypted(way, scheme, "s%3Aecret").await;
        let outcome = send(&relay, &mail("ref-1")).await;
        assert!(is_accepted(&outcome), "{way}: {outcome:?}");
        let seen = peer.sees("mail").await;
        assert_eq!(seen["tls"], way == "starttls", "{way}");
        assert_eq!(seen["login"], true);
        assert_eq!(seen["from"], "vie-scolaire@tilleuls.invalid");
        assert_eq!(seen["to"], json!(["zoe.martin@exemple.invalid"]));
        assert_eq!(seen["subject"], "Absence de Léo ce matin");
        assert_eq!(
            seen["names"],
            json!(["Collège Les Tilleuls", "Mme Noël, CPE", "Zoé Martin"])
        );
        assert_eq!(
            seen["addresses"],
            json!([
                "vie-scolaire@tilleuls.invalid",
                "cpe@tilleuls.invalid",
                "zoe.martin@exemple.invalid"
            ])
        );
        assert_eq!(seen["id"], "<ref-1@tilleuls.invalid>");
        assert_eq!(seen["date"], "2026-11-23T07:30:00+00:00");
        assert_eq!(seen["defects"], json!([]));
        assert_eq!(seen["text"], mail("ref-1").text.as_str());
    }
}

/// Invariant: what could break a mail arrives as it was written, and adds no header.
#[tokio::test]
async fn what_could_break_a_mail_does_not() {
    let (mut peer, relay) = plain().await;
    let long = "Une très longue ligne, avec des accents et 🎉 ".repeat(60);
    for text in [
        ".",
        "..\n.\n",
        "\r\n.\r\nMAIL FROM:<a@b.fr>\r\n",
        "From moi\n>From toi\n",
        "fin d’espace \nx\t\n",
        "=3D =?utf-8?Q?x?=",
        "Martin \"Jo\" <a@b.fr>, c\\",
        "\n\nau milieu\n\n\n",
        &long,
        &"a".repeat(5000),
        "\u{a0}« là » :\u{202f}!",
        "",
    ] {
        let mut mail = mail("ref");
        mail.text = Text::new(text);
        mail.subject = Line::new(text);
        mail.to = Person::new(text, address("a@exemple.invalid"));
        assert!(is_accepted(&send(&relay, &mail).await), "{text:?}");
        let seen = peer.sees("mail").await;
        assert_eq!(seen["text"], mail.text.as_str());
        assert_eq!(seen["subject"], mail.subject.as_str());
        assert_eq!(seen["names"][2], mail.to.name.as_str());
        assert_eq!(seen["headers"], json!(crate::fidelity::HEADERS));
        assert_eq!(seen["defects"], json!([]), "{text:?}");
    }
}

/// Invariant: refusals are told apart, and a connection lives through them.
#[tokio::test]
async fn refusals_of_others_are_understood() {
    let (mut peer, relay) = plain().await;
    let spam = Mail {
        subject: Line::new("spam"),
        ..mail("spam")
    };
    for (mail, code, temporary, sentence) in [
        (
            mail_to("1", "plein@exemple.invalid"),
            452,
            true,
            "La boîte aux lettres est pleine. (452 4.2.2)",
        ),
        (
            spam,
            554,
            false,
            "Le serveur refuse le message : jugé indésirable, ou non autorisé. (554 5.7.1)",
        ),
        (
            mail_to("2", "inconnu@exemple.invalid"),
            550,
            false,
            "Cette boîte aux lettres n’existe pas. (550 5.1.1)",
        ),
    ] {
        match send(&relay, &mail).await {
            Outcome::Rejected {
                reply,
                temporary: seen,
            } => {
                assert_eq!((reply.code, seen), (code, temporary));
                assert_eq!(reply.to_string(), sentence);
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(is_accepted(&send(&relay, &mail("after")).await));
    assert_eq!(peer.sees("mail").await["id"], "<after@tilleuls.invalid>");
}

/// Invariant: a server that vanishes with the whole mail in its hands leaves doubt.
#[tokio::test]
async fn a_server_that_vanishes_leaves_doubt() {
    let (_peer, relay) = plain().await;
    let vanish = Mail {
        subject: Line::new("disparais"),
        ..mail("ref")
    };
    assert_eq!(send(&relay, &vanish).await, Outcome::InDoubt);
}

/// Invariant: a wrong password is said to be one, and nothing was handed over.
#[tokio::test]
async fn a_wrong_password_is_told() {
    let (_peer, relay) = encrypted("starttls", "smtp", "faux").await;
    match send(&relay, &mail("ref")).await {
        Outcome::NotWritten {
            obstacle: Obstacle::SignInRefused { reply },
        } => assert_eq!(reply.code, 535),
        other => panic!("{other:?}"),
    }
}
