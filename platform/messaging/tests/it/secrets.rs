//! Messages that carry a code: sealed, shown to nobody, and nowhere once they are of no more use. (Mails:
//! see `mails::a_secret_is_sealed_then_gone`.)

use crate::house::{House, SERVICE, a_while, consenting};
use chrono::Duration;
use db::{in_write, sql};
use education::Id;
use messaging::{
    Caption, Lane, LetterSecret, Medium, Message, NewLetter, NewMessage, Posting, Queue, State,
};
use sms::{
    TextPolicy,
    smpp::{Report, Simulator, SimulatorConfig},
};
use std::sync::Arc;
use testkit::on_each_engine;
use uuid::Uuid;
use web::Error;

const CODE: &str = "K7PM-2QRD-9XWB";
const LETTERS: Queue = Queue::new(SERVICE, Medium::Letter);

fn letter(house: &House, keep: Duration) -> NewLetter {
    NewLetter {
        school: house.school,
        service: SERVICE,
        subject: Uuid::now_v7(),
        recipient: "Mme Ducasse, 99120 Vinzelle".into(),
        title: "vos codes".into(),
        body: format!("Votre code : {CODE}"),
        secret: Some(LetterSecret {
            keys: Arc::clone(&house.context().keys),
            until: house.now() + keep,
        }),
        dedup_key: Uuid::new_v4().to_string(),
        caption: Caption {
            topic: "Codes".into(),
            person: "DUCASSE Anne".into(),
            group: String::new(),
            event: "Notification".into(),
            event_at: house.now(),
            recipient: "Légal 1".into(),
        },
    }
}

async fn prepare(house: &House, new: &NewLetter) -> Id<Message> {
    let (at, now) = (house.at().await, house.now());
    in_write!(house.portal.db(), db::Error, |tx| {
        messaging::prepare_letter(tx, new, at.actor(), now).await
    })
    .unwrap()
    .id
}

/// The bodies of printed letters.
async fn print(house: &House, service: &str, ids: &[Id<Message>]) -> Vec<String> {
    let (at, now, keys) = (house.at().await, house.now(), &house.context().keys);
    let printed = in_write!(house.portal.db(), Error, |tx| {
        messaging::print_secret_letters(tx, keys, &at, service, ids, now).await
    });
    printed
        .unwrap()
        .into_iter()
        .map(|letter| letter.body)
        .collect()
}

async fn state(house: &House, id: Id<Message>) -> (String, usize) {
    let mut read = house.portal.db().read().await.unwrap();
    let row = sql!("SELECT state, body FROM message WHERE id = $1").bind(id);
    let (state, body) = row.one::<(String, String)>(&mut read).await.unwrap();
    assert!(!body.contains(CODE));
    (state, body.len())
}

/// Nothing of the code is in what the outbox and the audit keep of anything.
async fn nothing_anywhere(house: &House) {
    let mut read = house.portal.db().read().await.unwrap();
    let rows = sql!(
        "SELECT body || title || sender || recipient || caption || reason FROM (SELECT body, title, sender, \
         recipient, topic || person || event || recipient_label || dedup_key AS caption, \
         COALESCE(reason, '') AS reason FROM message) AS m UNION ALL SELECT detail FROM audit_line"
    )
    .all::<(String,)>(&mut read)
    .await
    .unwrap();
    for piece in CODE.split('-') {
        assert!(rows.iter().all(|(row,)| !row.contains(piece)), "{piece}");
    }
}

on_each_engine!(
    /// Invariant: a letter that carries a secret is printed as often as the office asks until it says that
    /// it is in the post; from then on it is nowhere. The ways of other letters do not open it.
    a_secret_letter_is_printed_until_it_is_posted, |which| async move {
        let house = House::open(which).await;
        let id = prepare(&house, &letter(&house, Duration::days(90))).await;
        assert!(state(&house, id).await.1 > 0);
        nothing_anywhere(&house).await;
        let (at, now) = (house.at().await, house.now());
        let mut read = house.portal.db().read().await.unwrap();
        let content = messaging::content(&mut read, &at, SERVICE, id).await.unwrap().unwrap();
        assert_eq!((content.sealed, content.body.as_str()), (true, ""));
        assert!(messaging::addressed(&mut read, &at, &[id]).await.unwrap().is_empty());
        drop(read);
        let elsewhere = in_write!(house.portal.db(), db::Error, |tx| {
            messaging::print_letters(tx, &at, &[id], now).await
        });
        assert!(elsewhere.unwrap().is_empty());
        assert!(print(&house, "staff", &[id]).await.is_empty());
        assert_eq!(state(&house, id).await.0, "prepared");
        // Not in the post before it is on paper.
        let posted = async || {
            in_write!(house.portal.db(), Error, |tx| {
                messaging::note_secrets_posted(tx, &at, SERVICE, &[id], now).await
            })
            .unwrap()
        };
        assert_eq!(posted().await, 0);
        for _ in 0..2 {
            assert_eq!(print(&house, SERVICE, &[id]).await, [format!("Votre code : {CODE}")]);
            assert_eq!(state(&house, id).await.0, "accepted");
        }
        let noted = in_write!(house.portal.db(), db::Error, |tx| {
            messaging::note_posting(tx, &at, &[id], Posting::Posted, now).await
        });
        assert_eq!(noted.unwrap(), 0);
        assert_eq!(posted().await, 1);
        assert_eq!(state(&house, id).await, ("delivered".into(), 0));
        assert_eq!(posted().await, 0);
        assert!(print(&house, SERVICE, &[id]).await.is_empty());
        nothing_anywhere(&house).await;
    }
);

on_each_engine!(
    /// Invariant: a secret that is withdrawn, or whose time is over, goes with its message, printed or not.
    a_secret_that_is_of_no_use_goes, |which| async move {
        let house = House::open(which).await;
        let (withdrawn, late, printed) = (
            prepare(&house, &letter(&house, Duration::days(90))).await,
            prepare(&house, &letter(&house, Duration::days(1))).await,
            prepare(&house, &letter(&house, Duration::days(1))).await,
        );
        print(&house, SERVICE, &[printed]).await;
        let (at, now) = (house.at().await, house.now());
        in_write!(house.portal.db(), db::Error, |tx| {
            messaging::withdraw(tx, house.school, SERVICE, &[withdrawn], "Code remplacé.", at.actor(), now).await
        })
        .unwrap();
        assert_eq!(state(&house, withdrawn).await, ("cancelled".into(), 0));
        for (cancelled, by_subject) in [(false, false), (true, false), (true, true)] {
            let new = letter(&house, Duration::days(90));
            let id = prepare(&house, &new).await;
            in_write!(house.portal.db(), db::Error, |tx| {
                if by_subject {
                    let subjects = [new.subject];
                    messaging::cancel_for_subjects(tx, house.school, SERVICE, &subjects, "", at.actor(), now).await
                } else if cancelled {
                    messaging::cancel(tx, &at, LETTERS, &[id], now).await
                } else {
                    Ok(0)
                }
            })
            .unwrap();
            assert_eq!(state(&house, id).await.1 == 0, cancelled);
        }
        house.portal.context.clock.set(now + Duration::days(2));
        assert!(print(&house, SERVICE, &[late, printed]).await.is_empty());
        let (_dispatcher, _stop) = house.dispatch(consenting());
        for _ in 0..200 {
            if state(&house, late).await.1 == 0 && state(&house, printed).await.1 == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(state(&house, late).await, ("expired".into(), 0));
        assert_eq!(state(&house, printed).await, ("accepted".into(), 0));
        nothing_anywhere(&house).await;
    }
);

on_each_engine!(
    /// Invariant: a text message with a code leaves by itself, by day, once; its text is on the telephone and
    /// nowhere else.
    a_secret_text_message_is_gone_once_sent, |which| async move {
        let house = House::open(which).await;
        let (simulator, mut reports) = Simulator::start(0, SimulatorConfig {
            credentials: Some(("clg0001".into(), "secret".into())),
            ..SimulatorConfig::default()
        }).await.unwrap();
        house.provider(simulator.address().port()).await;
        let new = NewMessage {
            lane: Lane::Access,
            text: sms::prepare(&format!("Votre code : {CODE}"), TextPolicy::Plain).unwrap(),
            seal: Some(Arc::clone(&house.context().keys)),
            not_after: house.now() + Duration::days(90),
            ..house.message("06 39 98 11 12", "x")
        };
        let id = house.prepare(&new).await.id;
        assert_eq!(house.standing(id).await.0, State::Queued);
        // Released by who sent it: it is not in the list of what waits, and is not released again.
        assert_eq!(house.release(&[id]).await, 0);
        nothing_anywhere(&house).await;
        let by_day = house.now();
        house.portal.context.clock.set(by_day + Duration::hours(14));
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Held).await;
        a_while().await;
        house.portal.context.clock.set(by_day);
        for _ in 0..500 {
            if state(&house, id).await.1 == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(state(&house, id).await.1, 0);
        let Ok(Report::Accepted(received)) = reports.try_recv() else { panic!("nothing came") };
        assert!(received.text.contains(CODE));
        a_while().await;
        assert!(!matches!(reports.try_recv(), Ok(Report::Accepted(_))));
        nothing_anywhere(&house).await;
    }
);
