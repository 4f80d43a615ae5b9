//! Providers over HTTP: whole messages, receipts and replies by calls, and what happens when the
//! way changes in the middle.

use crate::{
    centre::{Centre, Deed},
    gateway::{Gateway, Reply, TAKEN},
    house::{House, QUEUE, a_while, consenting},
};
use db::{in_write, scratch};
use messaging::{Choice, NewMessage, ProviderForm, State, pages::callback_paths};
use sms::{
    MobileNumber, TextPolicy,
    http::{CallbackSecret, CallbackTarget, Simulator, SimulatorConfig},
    smpp::Report,
};
use std::time::Duration;
use testkit::{Answer, on_each_engine};

const SECRET: &str = "un secret de vingt signes";

/// A text of three short messages.
fn long(house: &House, number: &str) -> NewMessage {
    let mut new = house.message(number, "essai");
    new.text = sms::prepare(&"Votre enfant est absent. ".repeat(15), TextPolicy::Plain).unwrap();
    assert_eq!(new.text.parts.len(), 3);
    new.provider_code = "4321".into();
    new
}

async fn released(house: &House, new: &NewMessage) -> education::Id<messaging::Message> {
    let id = house.prepare(new).await.id;
    assert_eq!(house.release(&[id]).await, 1);
    id
}

fn form(name: &str, provider: sms::http::HttpProvider) -> ProviderForm {
    let mut form = ProviderForm::http(name, provider);
    form.callback_secret = Some(CallbackSecret::new(SECRET).unwrap());
    form
}

async fn parts_of(house: &House, id: education::Id<messaging::Message>) -> Vec<(i64, String)> {
    let mut read = house.portal.db().read().await.unwrap();
    scratch!("SELECT n, state FROM message_part WHERE message = $1 ORDER BY n")
        .bind(id)
        .all(&mut read)
        .await
        .unwrap()
}

on_each_engine!(
    /// Invariant: over HTTP a long text leaves in one request, its signed receipt finds it, a
    /// telephone that is off is told, and what a family writes back is shown once.
    a_whole_message_and_what_comes_back, |which| async move {
        let house = House::open(which).await;
        let address = house.portal.serve().await;
        // Who is called is known before the provider is declared: its identifier is in the address.
        let declared = house.declared(form("HTTP", Simulator::provider_at(8025).unwrap())).await;
        let [status, inbound] = callback_paths(declared)
            .map(|path| format!("http://{address}{path}").parse().unwrap());
        let config = SimulatorConfig {
            credentials: Some(("clg0001".into(), "secret".into())),
            callback: Some(CallbackTarget {
                status,
                inbound: Some(inbound),
                secret: CallbackSecret::new(SECRET).unwrap(),
            }),
            delivered_after: Duration::from_millis(50),
            again_after: Duration::from_millis(50),
            ..SimulatorConfig::default()
        };
        let (simulator, mut reports) = Simulator::start(0, config).await.unwrap();
        house.redeclared(declared, form("HTTP", simulator.provider().unwrap())).await;
        house.contract(house.cpe, house.school, declared, "clg0001").await;
        let new = long(&house, "06 39 98 11 12");
        let id = released(&house, &new).await;
        let off = house.released("06 39 98 11 02").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Delivered).await;
        house.until(off, State::Failed).await;
        let mut seen = Vec::new();
        while let Ok(Report::Accepted(received)) = reports.try_recv() {
            seen.push((received.number.e164(), received.parts, received.text));
        }
        assert!(seen.contains(&("+33639981112".into(), 3, new.text.received.clone())), "{seen:?}");
        assert_eq!(parts_of(&house, id).await, [(1, "delivered".into())]);

        let from = MobileNumber::from_e164("+33639981112").unwrap();
        assert!(simulator.reply(from, "33199000010", "Il est malade.").unwrap());
        let at = house.at().await;
        for _ in 0..500 {
            let mut read = house.portal.db().read().await.unwrap();
            if messaging::reply_count(&mut read, house.school).await.unwrap() == 1 {
                let found = messaging::replies(&mut read, &at, 10).await.unwrap();
                assert_eq!(found[0].text, "Il est malade.");
                return;
            }
            drop(read);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the reply is not there");
    }
);

/// A provider whose calls are proved by the end of their path.
async fn by_path(house: &House, gateway: &Gateway) -> education::Id<messaging::Provider> {
    let provider = house.declared(form("Par chemin", gateway.provider())).await;
    house
        .contract(house.cpe, house.school, provider, "clg0001")
        .await;
    provider
}

async fn told(house: &House, provider: education::Id<messaging::Provider>, query: &str) -> Answer {
    let [receipts, _] = callback_paths(provider);
    let secret = SECRET.replace(' ', "%20");
    house
        .portal
        .visitor()
        .get(&format!("{receipts}/{secret}?{query}"))
        .await
}

on_each_engine!(
    /// Invariant: what was written and never answered is in doubt and is not sent again; a receipt
    /// that bears our own reference settles it.
    our_reference_settles_a_doubt, |which| async move {
        let house = House::open(which).await;
        let gateway = Gateway::start().await;
        gateway.will([Reply::HangUp]);
        let provider = by_path(&house, &gateway).await;
        let id = released(&house, &long(&house, "06 39 98 11 12")).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::InDoubt).await;
        a_while().await;
        let asked = gateway.asked();
        assert_eq!(asked.len(), 1, "never twice");
        assert_eq!((asked[0].to.as_str(), asked[0].code.as_str()), ("33639981112", "4321"));
        told(&house, provider, &format!("ref={}&etat=1", asked[0].reference)).await.expect(200);
        house.until(id, State::Delivered).await;
    }
);

on_each_engine!(
    /// Invariant: a receipt that overtakes the answer counts, and the answer takes nothing back.
    a_receipt_overtakes_the_answer, |which| async move {
        let house = House::open(which).await;
        let gateway = Gateway::start().await;
        gateway.will([Reply::After(600, "201 Created", r#"{"id":"A1"}"#)]);
        let provider = by_path(&house, &gateway).await;
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        gateway.until_asked(1).await;
        assert_eq!(house.standing(id).await.0, State::Sending);
        let reference = gateway.asked()[0].reference.clone();
        told(&house, provider, &format!("ref={reference}&etat=1")).await.expect(200);
        assert_eq!(house.standing(id).await.0, State::Delivered);
        gateway.until_answered(1).await;
        a_while().await;
        assert_eq!(house.standing(id).await.0, State::Delivered);
    }
);

on_each_engine!(
    /// Invariant: whoever wanted a doubtful message sent again is spared it by a receipt that comes
    /// before it leaves.
    a_receipt_spares_a_second_one, |which| async move {
        let house = House::open(which).await;
        let gateway = Gateway::start().await;
        gateway.will([Reply::HangUp]);
        let provider = by_path(&house, &gateway).await;
        let id = house.released("06 39 98 11 12").await;
        let (dispatcher, stop) = house.dispatch(consenting());
        house.until(id, State::InDoubt).await;
        stop.cancel();
        dispatcher.await.unwrap();
        let (at, now) = (house.at().await, house.now());
        let chosen = in_write!(house.portal.db(), db::Error, |tx| {
            messaging::settle_doubt(tx, &at, QUEUE, id, Choice::SendAgain, now).await
        });
        assert!(chosen.unwrap());
        let reference = gateway.asked()[0].reference.clone();
        told(&house, provider, &format!("ref={reference}&etat=1")).await.expect(200);
        assert_eq!(house.standing(id).await.0, State::Delivered);
        let (_dispatcher, _stop) = house.dispatch(consenting());
        a_while().await;
        assert_eq!(gateway.asked().len(), 1);
    }
);

on_each_engine!(
    /// Invariant: over HTTP the provider's identifier tells two equal texts apart, and one that is
    /// said twice from another; without a last message to that number, it is shown to the only
    /// school of that provider.
    replies_by_their_identifier, |which| async move {
        let house = House::open(which).await;
        let gateway = Gateway::start().await;
        let provider = by_path(&house, &gateway).await;
        let [_, replies] = callback_paths(provider);
        let secret = SECRET.replace(' ', "%20");
        for id in ["R1", "R1", "R2"] {
            let call = format!("{replies}/{secret}?id={id}&de=33639981112&texte=Oui");
            house.portal.visitor().get(&call).await.expect(200);
        }
        let mut read = house.portal.db().read().await.unwrap();
        assert_eq!(messaging::reply_count(&mut read, house.school).await.unwrap(), 2);
    }
);

on_each_engine!(
    /// Invariant: a call that proves nothing, says nothing or says too much changes nothing; who
    /// has no call to make finds nothing there.
    calls_that_are_refused, |which| async move {
        let house = House::open(which).await;
        let gateway = Gateway::start().await;
        let provider = by_path(&house, &gateway).await;
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        let visitor = house.portal.visitor();
        let [receipts, _] = callback_paths(provider);
        for forged in ["", "/", "/un%20secret%20de%20vingt%20sign", "/autre", "?secret=1"] {
            let status = visitor.get(&format!("{receipts}{forged}?id=A1&etat=1")).await.status;
            assert!(matches!(status.as_u16(), 403 | 404), "{forged}: {status}");
        }
        let too_long = "x".repeat(300_000);
        let secret = SECRET.replace(' ', "%20");
        visitor.post(&format!("{receipts}/{secret}"), &too_long).await.expect(413);
        let smpp = house.declared(ProviderForm::new("SMPP", "127.0.0.1", 9)).await;
        visitor.get(&format!("{}/{secret}?id=A1&etat=1", callback_paths(smpp)[0])).await.expect(404);
        assert_eq!(house.standing(id).await.0, State::Accepted);
        let mut read = house.portal.db().read().await.unwrap();
        let (kept,) = scratch!("SELECT COUNT(*) FROM receipt").one::<(i64,)>(&mut read).await.unwrap();
        assert_eq!(kept, 0);
        drop(read);
        // And the true one is heard.
        told(&house, provider, "id=A1&etat=1").await.expect(200);
        house.until(id, State::Delivered).await;
    }
);

on_each_engine!(
    /// Invariant: what was never written may leave by another protocol: whole, or in its parts.
    a_message_changes_its_way, |which| async move {
        let house = House::open(which).await;
        let (gateway, centre) = (Gateway::start().await, Centre::start().await);
        let http = by_path(&house, &gateway).await;
        gateway.always(Reply::Now("429 Too Many Requests", "{}"));
        let first = released(&house, &long(&house, "06 39 98 11 12")).await;
        let (dispatcher, stop) = house.dispatch(consenting());
        gateway.until_answered(1).await;
        stop.cancel();
        dispatcher.await.unwrap();
        assert_eq!(parts_of(&house, first).await, [(1, "queued".into())]);
        let smpp = house.declared(ProviderForm::new("SMPP", "127.0.0.1", centre.port)).await;
        house.contract(house.cpe, house.school, smpp, "clg0001").await;
        let (dispatcher, stop) = house.dispatch(consenting());
        house.until(first, State::Accepted).await;
        assert_eq!(centre.submitted().len(), 3);

        centre.will([Deed::Throttle]);
        centre.always(Deed::Throttle);
        let second = released(&house, &long(&house, "06 39 98 11 13")).await;
        centre.until_submitted(4).await;
        stop.cancel();
        dispatcher.await.unwrap();
        gateway.always(TAKEN);
        house.contract(house.cpe, house.school, http, "clg0001").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(second, State::Accepted).await;
        assert_eq!(parts_of(&house, second).await, [(1, "accepted".into())]);
        let asked = gateway.asked();
        let to_the_second = asked.iter().filter(|asked| asked.to == "33639981113");
        assert_eq!(to_the_second.count(), 1);
    }
);

on_each_engine!(
    /// Invariant: another provider takes over only what was never written to the first: a text that
    /// it has begun goes no further, and the school reads why.
    what_one_began_no_other_ends, |which| async move {
        for over_http in [true, false] {
            let house = House::open(which).await;
            let (gateway, first, other) =
                (Gateway::start().await, Centre::start().await, Centre::start().await);
            house.provider(first.port).await;
            first.will([Deed::Take("A1".into())]);
            first.always(Deed::Throttle);
            let id = released(&house, &long(&house, "06 39 98 11 12")).await;
            let (dispatcher, stop) = house.dispatch(consenting());
            first.until_submitted(2).await;
            stop.cancel();
            dispatcher.await.unwrap();
            match over_http {
                true => {
                    by_path(&house, &gateway).await;
                }
                false => house.provider(other.port).await,
            }
            let (_dispatcher, _stop) = house.dispatch(consenting());
            let reason = house.until(id, State::Rejected).await;
            assert_eq!(reason.as_deref(), Some("Le début de ce SMS est parti par un autre fournisseur."));
            assert_eq!((gateway.asked().len(), other.submitted().len()), (0, 0));
        }
    }
);

on_each_engine!(
    /// Invariant: all sessions of a provider together keep to its second limit; nothing is lost.
    a_second_limit_for_all_sessions, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let mut form = ProviderForm::new("Étroit", "127.0.0.1", centre.port);
        form.per_second_in_all = 3;
        let provider = house.declared(form).await;
        house.contract(house.cpe, house.school, provider, "clg0001").await;
        let theirs = house.portal.place("0990002P", "Collège Les Ormes").await;
        let cpe = house.portal.account("autre", &[admission::Function::Cpe], Some(theirs)).await;
        house.contract(cpe, theirs, provider, "clg0002").await;
        for n in 12..18 {
            house.released(&format!("06 39 98 11 {n}")).await;
        }
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let mut most = 0;
        while centre.submitted().len() < 6 {
            let mut read = house.portal.db().read().await.unwrap();
            let counted = scratch!("SELECT in_second FROM provider_count")
                .optional::<(i64,)>(&mut read)
                .await
                .unwrap();
            most = most.max(counted.map_or(0, |(counted,)| counted));
            drop(read);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!((1..=3).contains(&most), "{most} in a second");
        assert!(centre.counts().values().all(|times| *times == 1));
    }
);
