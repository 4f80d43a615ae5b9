//! A message with codes of which nobody knows whether it left: settled by whoever deals with codes.

use crate::{house::HREF, notification::ready};
use admission::Function;
use db::{in_write, sql};
use testkit::on_each_engine;
use uuid::Uuid;

on_each_engine!(
    /// Invariant: a doubtful mail is shown on the page of its batch and settled there, once, by those who deal with
    /// codes: considered as received, its secret is gone; to be sent again, it waits with it. What is not in doubt,
    /// not of the batch or not of the school is left.
    a_doubtful_message_is_settled, |which| async move {
        let house = ready(which, 12).await;
        let (page, batch) = house.notify("qui=legal1&moyen=mail").await;
        page.hides("douteux").hides("À renvoyer");
        let mut read = house.portal.db().read().await.unwrap();
        let sendings = sql!("SELECT id, message FROM code_sending WHERE state = 'sent' ORDER BY n")
            .all::<(Uuid, Uuid)>(&mut read).await.unwrap();
        drop(read);
        let (received, again, waiting) = (sendings[0], sendings[1], sendings[2]);
        in_write!(house.portal.db(), db::Error, |tx| {
            for (_, message) in [received, again] {
                sql!("UPDATE message SET state = 'in_doubt' WHERE id = $1").bind(message).run(tx).await?;
                sql!("UPDATE message_part SET state = 'in_doubt' WHERE message = $1").bind(message).run(tx).await?;
            }
            Ok(())
        })
        .unwrap();
        let shown = house.office.get(&batch).await.expect(200).shows("Des messages sont douteux");
        assert_eq!(shown.body.matches("Bien reçu").count(), 2, "{}", shown.text());
        let settle = async |(sending, _): (Uuid, Uuid), choice: &str| {
            let form = format!("envoi={sending}&choix={choice}");
            let done = house.office.post(&format!("{batch}/doute"), &form).await.expect(303).location.unwrap();
            house.office.get(&done).await.expect(200)
        };
        let standing = async |(_, message): (Uuid, Uuid)| {
            let mut read = house.portal.db().read().await.unwrap();
            let row = sql!("SELECT state, body <> '' FROM message WHERE id = $1").bind(message);
            row.one::<(String, bool)>(&mut read).await.unwrap()
        };
        // Neither without a choice, nor by those who follow the messages of school life, nor from elsewhere.
        let form = format!("envoi={}&choix=renvoyer", again.0);
        house.office.post(&format!("{batch}/doute"), &format!("envoi={}", again.0)).await.expect(400);
        for function in [Function::Cpe, Function::SchoolLifeAssistant] {
            let other = house.portal.signed_in_as(function, Some(house.school)).await;
            other.post(&format!("{batch}/doute"), &form).await.expect(403);
        }
        let elsewhere = house.portal.place("0990002P", "Collège des Peupliers").await;
        let other = house.portal.signed_in_as(Function::Head, Some(elsewhere)).await;
        other.post(&format!("{batch}/doute"), &form).await.expect(404);
        let (_, later) = house.notify("qui=legal1&moyen=letter&etat=tous").await;
        house.office.post(&format!("{later}/doute"), &form).await.expect(404);
        assert_eq!(standing(again).await, ("in_doubt".into(), true));

        settle(received, "envoye").await.shows("Votre choix est enregistré").shows("remis au serveur de courriel");
        assert_eq!(standing(received).await, ("accepted".into(), false));
        settle(again, "renvoyer").await.shows("Votre choix est enregistré").hides("douteux");
        assert_eq!(standing(again).await, ("queued".into(), true));
        for (one, choice) in [(received, "renvoyer"), (again, "envoye")] {
            settle(one, choice).await.hides("Votre choix est enregistré");
        }
        // It was in the queue, or withdrawn since: no doubt to settle.
        let before = standing(waiting).await;
        settle(waiting, "renvoyer").await.hides("Votre choix est enregistré");
        assert_eq!(standing(waiting).await, before);
        assert_eq!((house.acts("sms.considered_sent").await, house.acts("sms.sent_again").await), (1, 1));
        house.office.get(&format!("{HREF}/lots")).await.expect(200);
    }
);
