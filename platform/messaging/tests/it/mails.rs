//! Mails leave by the same outbox.

use crate::house::{House, SERVICE, a_while, consenting};
use db::{in_write, sql};
use education::Id;
use futures::FutureExt as _;
use mail::{
    Address, Person, Relay,
    catcher::{Catcher, CatcherConfig, Caught},
};
use messaging::{Caption, Courier, Lane, LastMail, Message, NewMail, Rechecks, State, Verdict};
use std::sync::Arc;
use testkit::on_each_engine;
use tokio::sync::mpsc::UnboundedReceiver;
use uuid::Uuid;
use web::Error;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// A house whose mails a catcher takes.
async fn house(which: testkit::Which) -> (House, Catcher, UnboundedReceiver<Caught>) {
    let mut house = House::open(which).await;
    let (catcher, caught) = Catcher::start(0, CatcherConfig::default()).await.unwrap();
    house.courier = Some(courier(&catcher.url()));
    (house, catcher, caught)
}

fn courier(url: &str) -> Courier {
    Courier {
        relay: Relay::from_url(url).unwrap(),
        from: Person::new("Préau", address("ne-pas-repondre@ac-exemple.fr")),
    }
}

fn new(house: &House, to: &str, secret: bool) -> NewMail {
    NewMail {
        school: house.school,
        lane: Lane::Notice,
        service: SERVICE,
        subject: Uuid::now_v7(),
        to: Person::new("Élodie ROUX", address(to)),
        title: "Votre compte Préau".into(),
        text: "Bonjour,\n\nvoici votre lien : https://exemple.fr/mot-de-passe/abc123".into(),
        seal: secret.then(|| Arc::clone(&house.context().keys)),
        dedup_key: Uuid::new_v4().to_string(),
        not_after: house.now() + chrono::Duration::days(7),
        caption: Caption {
            topic: "Lien".into(),
            person: "ROUX Élodie".into(),
            group: String::new(),
            event: "Ouverture du compte".into(),
            event_at: house.now(),
            recipient: to.into(),
        },
    }
}

async fn prepare(house: &House, new: &NewMail) -> Id<Message> {
    let (at, now) = (house.at().await, house.now());
    in_write!(house.portal.db(), db::Error, |tx| {
        messaging::prepare_mail(tx, new, at.actor(), now).await
    })
    .unwrap()
    .id
}

async fn last(house: &House, new: &NewMail) -> LastMail {
    let mut read = house.portal.db().read().await.unwrap();
    let last = messaging::last_mail(&mut read, house.school, SERVICE, new.subject).await;
    last.unwrap().expect("a mail")
}

async fn until(house: &House, new: &NewMail, state: State) -> Option<String> {
    let mut found = last(house, new).await;
    for _ in 0..1_000 {
        if found.state == state {
            return found.reason;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        found = last(house, new).await;
    }
    panic!("not {state:?} but {found:?}");
}

async fn body(house: &House, id: Id<Message>) -> String {
    let mut read = house.portal.db().read().await.unwrap();
    let body = sql!("SELECT body FROM message WHERE id = $1").bind(id);
    body.one::<(String,)>(&mut read).await.unwrap().0
}

on_each_engine!(
    /// Invariant: a mail reaches its reader as it was written, once, whatever provider of text
    /// messages there is; a mail prepared again under its key is the same.
    a_mail_leaves_once, |which| async move {
        let (house, _catcher, mut caught) = house(which).await;
        let new = new(&house, "elodie.roux@ac-exemple.fr", false);
        let id = prepare(&house, &new).await;
        assert_eq!(prepare(&house, &new).await, id);
        let (_one, _stop) = house.dispatch(consenting());
        let (_other, _stop) = house.dispatch(consenting());
        until(&house, &new, State::Accepted).await;
        a_while().await;
        let received = caught.try_recv().unwrap();
        assert_eq!(received.content.subject, new.title);
        assert_eq!(received.content.text.trim_end(), new.text);
        assert_eq!(received.to, ["elodie.roux@ac-exemple.fr"]);
        assert_eq!(received.content.to[0].name.as_deref(), Some("Élodie ROUX"));
        let octets = String::from_utf8_lossy(&received.octets).replace("=\r\n", "");
        for said in ["<title>Votre compte Pr=C3=A9au</title>", "<p>Bonjour,</p><p>voici votre lien : <a href=3D\""] {
            assert!(octets.contains(said), "the same in HTML: {octets}");
        }
        assert!(caught.try_recv().is_err());
        assert_eq!(last(&house, &new).await.label(), "remis au serveur de courriel");
        assert_eq!(body(&house, id).await, new.text, "what is no secret stays to be read");
    }
);

on_each_engine!(
    /// Invariant: a secret is sealed until it has left, and is nowhere afterwards.
    a_secret_is_sealed_then_gone, |which| async move {
        let (house, _catcher, mut caught) = house(which).await;
        let (secret, late) = (new(&house, "elodie.roux@ac-exemple.fr", true), {
            let mut late = new(&house, "marc.abadie@ac-exemple.fr", true);
            late.not_after = house.now() - chrono::Duration::seconds(1);
            late
        });
        let (id, expired) = (prepare(&house, &secret).await, prepare(&house, &late).await);
        assert!(!body(&house, id).await.contains("abc123") && !body(&house, id).await.is_empty());
        let keys = &house.context().keys;
        let resealed = in_write!(house.portal.db(), Error, |tx| { messaging::reseal_bodies(tx, keys).await });
        assert_eq!(resealed.unwrap(), 2);
        let (_dispatcher, _stop) = house.dispatch(consenting());
        until(&house, &secret, State::Accepted).await;
        until(&house, &late, State::Expired).await;
        assert!(caught.try_recv().unwrap().content.text.contains("abc123"));
        assert!(caught.try_recv().is_err());
        assert_eq!((body(&house, id).await, body(&house, expired).await), (String::new(), String::new()));
    }
);

on_each_engine!(
    /// Invariant: what the server refuses is said in words, for good or for a while; without a
    /// server, or while it does not answer, mails wait and lose nothing; a mail that its service
    /// takes back does not leave.
    a_mail_that_cannot_leave_says_why, |which| async move {
        let mut house = House::open(which).await;
        let waiting = new(&house, "elodie.roux@ac-exemple.fr", false);
        prepare(&house, &waiting).await;
        let (none, stop) = house.dispatch(consenting());
        let reason = until(&house, &waiting, State::Held).await;
        assert!(reason.unwrap().contains("Aucun serveur de courriel"));
        stop.cancel();
        none.await.unwrap();

        let (catcher, mut caught) = Catcher::start(0, CatcherConfig::default()).await.unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let dead = format!("smtp://{}", free.local_addr().unwrap());
        drop(free);
        house.courier = Some(courier(&dead));
        let unreachable = new(&house, "anne.morel@ac-exemple.fr", false);
        prepare(&house, &unreachable).await;
        let (dispatcher, stop) = house.dispatch(consenting());
        let reason = until(&house, &unreachable, State::Held).await;
        assert!(reason.unwrap().contains("injoignable"));
        stop.cancel();
        dispatcher.await.unwrap();

        house.courier = Some(courier(&catcher.url()));
        // What a refused mail gives back is no text message of the school's month.
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("DELETE FROM sending_count").run(tx).await?;
            sql!("INSERT INTO sending_count (school, month, in_month, minute, in_minute) VALUES ($1, '2026-11', 5, 0, 0)")
                .bind(house.school).run(tx).await
        })
        .unwrap();
        let (unknown, full) = (
            new(&house, "inconnu@ac-exemple.fr", false),
            new(&house, "plein@ac-exemple.fr", false),
        );
        let back = new(&house, "marc.abadie@ac-exemple.fr", false);
        for mail in [&unknown, &full, &back] {
            prepare(&house, mail).await;
        }
        let taken_back = back.subject;
        let rechecks = Rechecks::new().with(SERVICE, move |_, request| {
            async move {
                Ok(match request.subject == taken_back {
                    true => Verdict::Cancel("Le compte a été fermé.".into()),
                    false => Verdict::Send,
                })
            }
            .boxed()
        });
        let (_dispatcher, _stop) = house.dispatch(rechecks);
        let reason = until(&house, &unknown, State::Rejected).await.unwrap();
        assert!(reason.contains("n’existe pas"), "{reason}");
        let reason = until(&house, &full, State::Held).await.unwrap();
        assert!(reason.contains("pleine"), "{reason}");
        let reason = until(&house, &back, State::Cancelled).await;
        assert_eq!(reason.as_deref(), Some("Le compte a été fermé."));
        a_while().await;
        let mut read = house.portal.db().read().await.unwrap();
        let (left,) = sql!("SELECT in_month FROM sending_count").one::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(left, 5);
        assert!(caught.try_recv().is_err());
    }
);

on_each_engine!(
    /// Invariant (at most once): the server heard the end and said nothing: the mail is in doubt,
    /// and is not written again.
    a_mail_without_an_answer_is_in_doubt, |which| async move {
        use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
        let mut house = House::open(which).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        house.courier = Some(courier(&format!("smtp://{}", listener.local_addr().unwrap())));
        let ends = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = std::sync::Arc::clone(&ends);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counted = std::sync::Arc::clone(&counted);
                tokio::spawn(async move {
                    let (read, mut write) = stream.into_split();
                    let mut lines = BufReader::new(read).lines();
                    let _ = write.write_all(b"220 essai\r\n").await;
                    let mut in_data = false;
                    while let Ok(Some(line)) = lines.next_line().await {
                        let answer: &[u8] = match (in_data, line.as_str()) {
                            (true, ".") => {
                                counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                                return;
                            }
                            (true, _) => continue,
                            (_, "DATA") => {
                                in_data = true;
                                b"354 oui\r\n"
                            }
                            _ => b"250 oui\r\n",
                        };
                        let _ = write.write_all(answer).await;
                    }
                });
            }
        });
        let new = new(&house, "elodie.roux@ac-exemple.fr", true);
        prepare(&house, &new).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        until(&house, &new, State::InDoubt).await;
        a_while().await;
        assert_eq!(ends.load(std::sync::atomic::Ordering::SeqCst), 1);
    }
);
