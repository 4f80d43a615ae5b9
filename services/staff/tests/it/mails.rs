//! « Envoyer le lien par courriel ».

use crate::*;
use ::mail::{
    Address, Person, Relay,
    catcher::{Catcher, CatcherConfig},
};
use messaging::{Courier, Rechecks};
use tokio_util::sync::CancellationToken;

testkit::on_each_engine!(
    /// Invariant: the link leaves by mail to the address that was typed, once, works, and is kept
    /// nowhere; those before it stop; the page says what became of it; a wrong address is said on
    /// its field and stays.
    a_link_leaves_by_mail, |which| async move {
        let house = house(which).await;
        let before = links(&house.open("ROUX", "enseignant").await).remove(0);
        let (catcher, mut caught) = Catcher::start(0, CatcherConfig::default()).await.unwrap();
        let courier = Courier {
            relay: Relay::from_url(&catcher.url()).unwrap(),
            from: Person::new("Préau", Address::parse("ne-pas-repondre@ac-exemple.fr").unwrap()),
        };
        let stop = CancellationToken::new();
        let rechecks = staff::rechecks(Rechecks::new());
        let running = messaging::start(house.portal.context.clone(), rechecks, Some(courier), stop.clone());
        let page = format!("/personnels/{}", house.staff("ROUX").await);
        let shown = house.head.get(&page).await.expect(200).shows("Envoyer le lien");
        let send = format!("{page}/courriel");
        let wrong = house.head.post(&send, "courriel=elodie.roux").await.expect(422);
        assert!(wrong.body.contains("value=\"elodie.roux\""), "{}", wrong.body);
        let form = format!("courriel=elodie.roux@ac-exemple.fr&form_id={}", shown.field("form_id"));
        for _ in 0..2 {
            house.head.post(&send, &form).await.expect(303);
        }
        let mail = tokio::time::timeout(std::time::Duration::from_secs(20), caught.recv()).await;
        let mail = mail.unwrap().unwrap();
        assert_eq!(mail.to, ["elodie.roux@ac-exemple.fr"]);
        assert_eq!(mail.content.subject, "Votre compte Préau");
        assert!(mail.content.text.contains("Votre identifiant : eroux"), "{}", mail.content.text);
        let token = mail.content.text.split("http://preau.test/mot-de-passe/").nth(1).unwrap();
        let link = format!("/mot-de-passe/{}", token.split_whitespace().next().unwrap());
        let visitor = house.portal.visitor();
        assert!(visitor.get(&link).await.expect(200).body.contains("value=\"eroux\""));
        visitor.get(&before).await.expect(404);
        for _ in 0..200 {
            if house.head.get(&page).await.contains("remis au serveur de courriel") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        house.head.get(&page).await.expect(200)
            .shows("à elodie.roux@ac-exemple.fr : remis au serveur de courriel");
        let mut read = house.read().await;
        let (body,) = sql!("SELECT body FROM message").one::<(String,)>(&mut read).await.unwrap();
        assert_eq!(body, "");
        drop(read);
        assert!(caught.try_recv().is_err(), "it left twice");
        stop.cancel();
        running.await.unwrap();
    }
);

testkit::on_each_engine!(
    /// Invariant: nobody sends a link for somebody whose account they may not touch, nor for who
    /// has none, nor for another school's.
    a_link_is_sent_by_who_may, |which| async move {
        let house = house(which).await;
        let without = format!("/personnels/{}/courriel", house.staff("MOREL").await);
        let form = "courriel=anne.morel@ac-exemple.fr";
        house.head.post(&without, form).await.expect(404);
        house.open("ROUX", "enseignant").await;
        let roux = format!("/personnels/{}/courriel", house.staff("ROUX").await);
        let there = declare(&house.portal, THERE, "Collège Les Ormes").await;
        let elsewhere = house.portal.signed_in_as(Function::Head, Some(there)).await;
        elsewhere.post(&roux, "courriel=elodie.roux@ac-exemple.fr").await.expect(404);
        let teacher = house.portal.signed_in_as(Function::Teacher, Some(house.school)).await;
        teacher.post(&roux, "courriel=elodie.roux@ac-exemple.fr").await.expect(403);
        // Access that is taken away leaves an account, and no link to it.
        let page = roux.trim_end_matches("/courriel");
        house.head.post(&format!("{page}/retrait"), "confirme=oui").await.expect(303);
        house.head.post(&roux, "courriel=elodie.roux@ac-exemple.fr").await.expect(404);
        let mut read = house.read().await;
        let (mails,) = sql!("SELECT COUNT(*) FROM message").one::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(mails, 0);
    }
);
