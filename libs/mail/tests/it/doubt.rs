//! What is surely not handed over, and what is in doubt.

use mail::{Mail, Obstacle, Outcome, Relay, RelayConfig, Text};

use tokio::task::JoinSet;

use crate::{
    broken::{At, Broken, Way, script},
    certificate::Certificate,
    config, is_accepted, mail, relay, send,
};

const STEPS: [At; 6] = [
    At::Greeting,
    At::Ehlo,
    At::Mail,
    At::Rcpt,
    At::Data,
    At::End,
];

/// A server that goes wrong, and a way to it.
struct Case {
    at: At,
    way: Way,
    broken: Broken,
    relay: Relay,
}

impl Case {
    /// Made before anything is timed: a relay under TLS reads all the system's roots.
    async fn new(at: At, way: Way, tls: bool) -> Self {
        let broken = Broken::start(at, way, tls).await;
        let relay = Relay::new(RelayConfig {
            extra_root: tls.then(|| Certificate::trusted().file()),
            ..config(&broken.url(tls))
        });
        Self {
            at,
            way,
            broken,
            relay: relay.expect("a relay"),
        }
    }

    /// What becomes of this mail; the invariant that holds of every case is looked at here.
    async fn outcome(&self, mail: &Mail) -> Outcome {
        let outcome = send(&self.relay, mail).await;
        let not_written = matches!(outcome, Outcome::NotWritten { .. });
        assert!(
            !(not_written && self.broken.saw_end()),
            "{:?} {:?}",
            self.at,
            self.way
        );
        outcome
    }
}

/// All of these at once.
async fn outcomes(cases: Vec<Case>, mail: &Mail) -> Vec<(At, Way, Outcome)> {
    let mut sends = JoinSet::new();
    for case in cases {
        let mail = mail.clone();
        sends.spawn(async move { (case.at, case.way, case.outcome(&mail).await) });
    }
    sends.join_all().await
}

async fn outcome(at: At, way: Way, mail: &Mail) -> Outcome {
    Case::new(at, way, false).await.outcome(mail).await
}

/// Invariant: before the end of the mail nothing was handed over, and after it nobody knows,
/// however the server goes wrong.
#[tokio::test]
async fn the_end_of_the_mail_is_where_doubt_begins() {
    let ways = [
        Way::HangUp,
        Way::Silence,
        Way::SayAndHangUp("2"),
        Way::Say("HTTP/1.1 400 Bad Request\r\n\r\n"),
        Way::SayAndHangUp("250-begun\r\n"),
        Way::SayAndHangUp("250 without its end"),
        Way::Say("250-one\r\n550 two\r\n"),
        Way::Say("999 what?\r\n"),
    ];
    let mut cases = Vec::new();
    for at in STEPS {
        for way in ways {
            cases.push(Case::new(at, way, false).await);
        }
        for way in &ways[..3] {
            cases.push(Case::new(at, *way, true).await);
        }
    }
    for (at, way, seen) in outcomes(cases, &mail("ref")).await {
        match (at, seen) {
            (At::End, Outcome::InDoubt) => {}
            (At::End, other) => panic!("{way:?}: {other:?}"),
            (_, Outcome::NotWritten { obstacle }) => match way {
                Way::HangUp | Way::SayAndHangUp(_) => {
                    assert_eq!(obstacle, Obstacle::Interrupted, "{at:?} {way:?}");
                }
                Way::Silence | Way::SayLate(_) => assert_eq!(obstacle, Obstacle::Silent, "{at:?}"),
                // Nonsense, or half an answer whose end is waited for.
                Way::Say(_) => assert!(
                    matches!(obstacle, Obstacle::Interrupted | Obstacle::Silent),
                    "{at:?} {way:?}: {obstacle:?}"
                ),
            },
            (_, other) => panic!("{at:?} {way:?}: {other:?}"),
        }
    }
}

/// Invariant: a mail whose writing failed in its middle was not handed over.
#[tokio::test]
async fn a_mail_cut_in_its_middle_is_not_handed_over() {
    let long = Mail {
        text: Text::new(&"Une ligne, puis beaucoup d'autres.\n".repeat(200_000)),
        ..mail("ref")
    };
    let mut cases = Vec::new();
    for way in [
        Way::HangUp,
        Way::Silence,
        Way::SayAndHangUp("552 5.3.4 Too big\r\n"),
    ] {
        for tls in [false, true] {
            cases.push(Case::new(At::Body, way, tls).await);
        }
    }
    for (_, way, seen) in outcomes(cases, &long).await {
        // Writing so much takes its time on a slow machine: silence and hanging up look alike.
        assert!(
            matches!(
                seen,
                Outcome::NotWritten {
                    obstacle: Obstacle::Silent | Obstacle::Interrupted
                }
            ),
            "{way:?}: {seen:?}"
        );
    }
}

/// Invariant: an answer that refuses is a refusal at any step, and is never doubt.
#[tokio::test]
async fn a_refusal_is_a_refusal_at_any_step() {
    for (text, code, temporary) in [
        ("550 5.7.1 No\r\n", 550, false),
        ("452-4.2.2 Full,\r\n452 4.2.2 really\r\n", 452, true),
    ] {
        for at in [At::Mail, At::Rcpt, At::Data, At::End] {
            match outcome(at, Way::Say(text), &mail("ref")).await {
                Outcome::Rejected {
                    reply,
                    temporary: seen,
                } => {
                    assert_eq!((reply.code, seen), (code, temporary), "{at:?}");
                }
                other => panic!("{at:?} {code}: {other:?}"),
            }
        }
        // Before there is a mail, it is us that are refused.
        for at in [At::Greeting, At::Ehlo] {
            match outcome(at, Way::SayAndHangUp(text), &mail("ref")).await {
                Outcome::NotWritten {
                    obstacle: Obstacle::Refused { reply },
                } => assert_eq!(reply.code, code),
                other => panic!("{at:?} {code}: {other:?}"),
            }
        }
    }
}

/// Invariant: a server that closes, or asks to sign in, refuses no mail; but it has none when it
/// says so at the end.
#[tokio::test]
async fn a_server_that_closes_refuses_no_mail() {
    for text in ["421 4.3.2 Closing\r\n", "530 5.7.0 Sign in\r\n"] {
        for at in [At::Mail, At::Rcpt, At::Data] {
            let seen = outcome(at, Way::SayAndHangUp(text), &mail("ref")).await;
            assert!(
                matches!(
                    seen,
                    Outcome::NotWritten {
                        obstacle: Obstacle::Refused { .. }
                    }
                ),
                "{at:?} {text}: {seen:?}"
            );
        }
    }
    let seen = outcome(
        At::End,
        Way::SayAndHangUp("421 4.3.2 Closing\r\n"),
        &mail("ref"),
    )
    .await;
    assert!(
        matches!(
            seen,
            Outcome::Rejected {
                temporary: true,
                ..
            }
        ),
        "{seen:?}"
    );
}

/// Invariant: "go on" is no answer to a whole mail, and "done" is none to DATA.
#[tokio::test]
async fn answers_out_of_turn_prove_nothing() {
    let seen = outcome(At::End, Way::Say("354 Go ahead\r\n"), &mail("ref")).await;
    assert_eq!(seen, Outcome::InDoubt);
    let seen = outcome(At::Data, Way::Say("250 Done\r\n"), &mail("ref")).await;
    assert!(matches!(seen, Outcome::NotWritten { .. }), "{seen:?}");
}

/// Invariant: after a doubt the connection is left: a late answer never passes for that to
/// another mail.
#[tokio::test]
async fn a_doubtful_connection_is_left() {
    let broken = Broken::start(At::End, Way::SayLate("250 2.0.0 Taken\r\n"), false).await;
    let relay = relay(&broken.url(false));
    for opened in 1..=2 {
        assert_eq!(send(&relay, &mail("ref")).await, Outcome::InDoubt);
        assert_eq!(broken.opened(), opened);
    }
}

/// Invariant: a connection that its server left while it waited costs nothing: another is opened,
/// since nothing was written on it.
#[tokio::test]
async fn a_connection_that_was_left_is_replaced() {
    // It hangs up after each mail, as soon as it took it.
    let broken = Broken::start(At::End, Way::SayAndHangUp("250 2.0.0 Taken\r\n"), false).await;
    let relay = relay(&broken.url(false));
    for reference in ["one", "two", "three"] {
        let seen = send(&relay, &mail(reference)).await;
        assert!(is_accepted(&seen), "{seen:?}");
    }
}

/// Invariant: no server, no doubt.
#[tokio::test]
async fn no_server_is_no_doubt() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    for url in [
        format!("smtp://127.0.0.1:{port}"),
        format!("smtps://127.0.0.1:{port}"),
        "smtps://nulle-part.invalid".to_owned(),
    ] {
        let seen = send(&relay(&url), &mail("ref")).await;
        assert!(
            matches!(
                seen,
                Outcome::NotWritten {
                    obstacle: Obstacle::Unreachable | Obstacle::Silent
                }
            ),
            "{url}: {seen:?}"
        );
    }
    // Somebody answers, who is no mail server.
    let port = script(&["SSH-2.0-OpenSSH\r\n"]).await;
    let seen = send(&relay(&format!("smtp://127.0.0.1:{port}")), &mail("ref")).await;
    assert_eq!(
        seen,
        Outcome::NotWritten {
            obstacle: Obstacle::Interrupted
        }
    );
}
