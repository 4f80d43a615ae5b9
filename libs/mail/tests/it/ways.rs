//! The way to a relay: TLS, sign-in, connections used again.

use mail::{
    Obstacle, Outcome, Relay, RelayConfig, RelayConfig as Config,
    catcher::{CatcherConfig, CatcherTls},
    relay::RootError,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

use crate::{
    broken::script, catcher, certificate::Certificate, config, is_accepted, mail, next, relay, send,
};

/// A way that trusts the tests' certificate.
fn trusting(url: &str) -> Relay {
    Relay::new(RelayConfig {
        extra_root: Some(Certificate::trusted().file()),
        ..config(url)
    })
    .expect("a relay")
}

fn obstacle(outcome: Outcome) -> Obstacle {
    match outcome {
        Outcome::NotWritten { obstacle } => obstacle,
        other => panic!("{other:?}"),
    }
}

/// Invariant: under each kind of TLS, signed in, mails pass and are seen to be encrypted.
#[tokio::test]
async fn tls_and_sign_in_of_both_kinds() {
    let identity = Certificate::trusted().identity();
    for (tls, scheme) in [
        (CatcherTls::Offered(identity.clone()), "smtp"),
        (CatcherTls::FromTheStart(identity), "smtps"),
    ] {
        let (catcher, mut caught) = catcher(CatcherConfig {
            credentials: Some(("moi".into(), "p:1%é".into())),
            tls,
            ..CatcherConfig::default()
        })
        .await;
        let url = |password: &str| {
            format!(
                "{scheme}://moi:{password}@localhost:{}?tls=required",
                catcher.address().port()
            )
        };
        assert!(is_accepted(
            &send(&trusting(&url("p%3A1%25%C3%A9")), &mail("ref")).await
        ));
        let seen = next(&mut caught).await;
        assert!(seen.encrypted);
        assert_eq!(seen.account.as_deref(), Some("moi"));
        let refused = obstacle(send(&trusting(&url("faux")), &mail("ref")).await);
        assert!(matches!(&refused, Obstacle::SignInRefused { reply } if reply.code == 535));
        assert_eq!(
            refused.to_string(),
            "Le serveur de courriel refuse le compte ou le mot de passe (535)."
        );
        let anonymous = format!(
            "{scheme}://localhost:{}?tls=required",
            catcher.address().port()
        );
        let refused = obstacle(send(&trusting(&anonymous), &mail("ref")).await);
        assert!(matches!(refused, Obstacle::Refused { reply } if reply.code == 530));
    }
}

/// Invariant: nothing is said to a server that we do not trust, nor to one without TLS.
#[tokio::test]
async fn nothing_is_said_without_trust() {
    let (trusted, other) = (
        Certificate::trusted(),
        Certificate::new("autre", "DNS:autre.invalid"),
    );
    for (certificate, root) in [(&other, &other), (trusted, &other)] {
        for (tls, scheme) in [
            (CatcherTls::Offered(certificate.identity()), "smtp"),
            (CatcherTls::FromTheStart(certificate.identity()), "smtps"),
        ] {
            let (catcher, mut caught) = catcher(CatcherConfig {
                tls,
                ..CatcherConfig::default()
            })
            .await;
            let url = format!(
                "{scheme}://localhost:{}?tls=required",
                catcher.address().port()
            );
            let relay = Relay::new(Config {
                extra_root: Some(root.file()),
                ..config(&url)
            });
            let seen = obstacle(send(&relay.expect("a relay"), &mail("ref")).await);
            assert_eq!(seen, Obstacle::Certificate);
            assert!(caught.try_recv().is_err());
        }
    }
    let (bare, mut caught) = catcher(CatcherConfig::default()).await;
    let port = bare.address().port();
    let seen = obstacle(
        send(
            &trusting(&format!("smtp://localhost:{port}?tls=required")),
            &mail("ref"),
        )
        .await,
    );
    assert_eq!(seen, Obstacle::NoEncryption);
    let seen = obstacle(
        send(
            &trusting(&format!("smtps://localhost:{port}")),
            &mail("ref"),
        )
        .await,
    );
    assert_eq!(seen, Obstacle::Tls);
    let seen = obstacle(
        send(
            &relay(&format!("smtp://moi:secret@localhost:{port}")),
            &mail("ref"),
        )
        .await,
    );
    assert_eq!(seen, Obstacle::NoSignIn);
    assert!(caught.try_recv().is_err());
}

/// Invariant: what was slipped in before TLS never passes for an answer of the server.
#[tokio::test]
async fn nothing_can_be_slipped_in_before_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a client");
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream
            .write_all(b"220 milieu.invalid\r\n")
            .await
            .expect("written");
        stream.read_line(&mut line).await.expect("EHLO");
        stream
            .write_all(b"250-milieu.invalid\r\n250 STARTTLS\r\n")
            .await
            .expect("written");
        stream.read_line(&mut line).await.expect("STARTTLS");
        // The answer to the EHLO to come, in clear.
        let slipped = b"220 Go\r\n250-milieu.invalid\r\n250 AUTH PLAIN\r\n";
        stream.write_all(slipped).await.expect("written");
        let Ok(tls) = crate::broken::acceptor().accept(stream.into_inner()).await else {
            return;
        };
        let mut tls = BufReader::new(tls);
        loop {
            line.clear();
            if tls.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let answer: &[u8] = if line.starts_with("AUTH") {
                b"235 Ok\r\n"
            } else {
                b"250 Ok\r\n"
            };
            tls.write_all(answer).await.expect("written");
            tls.flush().await.expect("written");
        }
    });
    let url = format!("smtp://moi:secret@localhost:{port}?tls=required");
    let seen = obstacle(send(&trusting(&url), &mail("ref")).await);
    assert_eq!(seen, Obstacle::Tls);
}

/// Invariant: a server that refuses STARTTLS, or hangs up in it, gets nothing.
#[tokio::test]
async fn a_refused_starttls_is_the_end() {
    for (steps, expected) in [
        (
            &[
                "220 x\r\n",
                "250-x\r\n250 STARTTLS\r\n",
                "454 4.7.0 Not now\r\n",
                "221 Bye\r\n",
            ][..],
            "454",
        ),
        (
            &[
                "220 x\r\n",
                "250-x\r\n250 STARTTLS\r\n",
                "220 Go\r\n220 not TLS\r\n",
            ][..],
            "chiffrée",
        ),
    ] {
        let port = script(steps).await;
        let url = format!("smtp://localhost:{port}?tls=required");
        let seen = obstacle(send(&trusting(&url), &mail("ref")).await).to_string();
        assert!(seen.contains(expected), "{seen}");
    }
}

/// Invariant: connections are used again, each for one mail at a time, and never more of them
/// than was said.
#[tokio::test]
async fn connections_are_shared_and_counted() {
    let (catcher, mut caught) = catcher(CatcherConfig::default()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let opened = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let (server, count) = (catcher.address(), std::sync::Arc::clone(&opened));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            tokio::spawn(async move {
                let mut server = tokio::net::TcpStream::connect(server)
                    .await
                    .expect("a server");
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    let relay = Relay::new(RelayConfig {
        connections: 3,
        ..config(&format!("smtp://127.0.0.1:{port}"))
    })
    .expect("a relay");
    let sends = (0..40).map(|number| {
        let relay = relay.clone();
        tokio::spawn(async move { send(&relay, &mail(&format!("ref-{number}"))).await })
    });
    for sending in sends.collect::<Vec<_>>() {
        assert!(is_accepted(&sending.await.expect("joined")));
    }
    let mut ids = std::collections::HashSet::new();
    for _ in 0..40 {
        assert!(ids.insert(next(&mut caught).await.content.message_id));
    }
    assert_eq!(opened.load(std::sync::atomic::Ordering::SeqCst), 3);
}

/// Invariant: a root that can't be read is said before anything is sent.
#[test]
fn an_unreadable_root_is_told() {
    let with_root = |file: &str| {
        Relay::new(RelayConfig {
            extra_root: Some(file.into()),
            ..config("smtps://localhost")
        })
    };
    assert!(matches!(
        with_root("/nulle/part.pem"),
        Err(RootError::Unreadable(..))
    ));
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    assert!(with_root(text).is_err(), "no certificate in it");
}
