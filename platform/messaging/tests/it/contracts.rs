//! Providers and contracts.

use crate::{
    centre::{Centre, Deed},
    gateway::Gateway,
    house::{House, consenting},
};
use admission::Function;
use db::{in_write, scratch};
use education::{Id, School};
use identity::{Operator, SchoolLifeSettings};
use messaging::{ContractForm, Lane, Message, ProviderForm, State};
use secrets::KeyRing;
use sms::http::CallbackSecret;
use std::sync::Arc;
use testkit::on_each_engine;
use web::Error;

on_each_engine!(
    /// Invariant: the older window gets a conflict; an empty password leaves the one that is
    /// kept, which is sealed; « Aucun » stops sending.
    a_contract_is_kept_sealed_and_versioned, |which| async move {
        let house = House::open(which).await;
        let at = house.admitted::<SchoolLifeSettings>(house.cpe, Some(house.school)).await;
        let (db, now) = (house.portal.db(), house.now());
        let mut read = db.read().await.unwrap();
        let before = messaging::contract(&mut read, &at).await.unwrap();
        assert_eq!((before.provider, before.version, before.has_password), (None, 0, false));
        assert!(!messaging::can_send(&mut read, house.school).await.unwrap());
        drop(read);
        house.provider(2775).await;
        let mut read = db.read().await.unwrap();
        assert!(messaging::can_send(&mut read, house.school).await.unwrap());
        let kept = messaging::contract(&mut read, &at).await.unwrap();
        drop(read);
        assert_eq!((kept.key.as_str(), kept.has_password, kept.version), ("clg0001", true, 1));
        let save = async |form: ContractForm| {
            in_write!(db, Error, |tx| {
                messaging::save_contract(tx, &house.context().keys, &at, &form, now).await
            })
        };
        let form = ContractForm {
            provider: kept.provider,
            key: "autre".into(),
            version: kept.version,
            ..ContractForm::default()
        };
        save(form.clone()).await.unwrap();
        assert!(matches!(save(form).await, Err(Error::Conflict(_))));
        let mut read = db.read().await.unwrap();
        let kept = messaging::contract(&mut read, &at).await.unwrap();
        drop(read);
        assert_eq!((kept.key.as_str(), kept.has_password, kept.version), ("autre", true, 2));
        save(ContractForm { version: 2, ..ContractForm::default() }).await.unwrap();
        let mut read = db.read().await.unwrap();
        assert!(!messaging::can_send(&mut read, house.school).await.unwrap());
    }
);

on_each_engine!(
    /// Invariant: two operators do not overwrite each other, and names are one.
    providers_are_versioned, |which| async move {
        let house = House::open(which).await;
        let operator = house.portal.account("dsi", &[Function::Operator], None).await;
        let at = house.admitted::<Operator>(operator, None).await;
        let (db, now) = (house.portal.db(), house.now());
        let mut form = ProviderForm::new("DIGITAL MEDIA", "127.0.0.1", 2775);
        let save = async |existing, form: &ProviderForm| {
            in_write!(db, Error, |tx| {
                messaging::save_provider(tx, &house.context().keys, &at, existing, form, now).await
            })
        };
        let id = save(None, &form).await.unwrap();
        assert!(matches!(save(None, &form).await, Err(Error::Conflict(_))));
        form.window = 20;
        save(Some((id, 1)), &form).await.unwrap();
        assert!(matches!(save(Some((id, 1)), &form).await, Err(Error::Conflict(_))));
        let mut read = db.read().await.unwrap();
        let all = messaging::providers(&mut read).await.unwrap();
        assert_eq!((all.len(), all[0].window, all[0].version), (1, 20, 2));
        assert_eq!(messaging::provider(&mut read, id).await.unwrap().as_ref(), Some(&all[0]));
    }
);

/// Invariant: what SMPP can't carry is refused on its field.
#[test]
fn a_contract_is_judged_field_by_field() {
    let form = |key: &str, password: &str| ContractForm {
        provider: Some(education::Id::new()),
        key: key.into(),
        password: password.into(),
        ..ContractForm::default()
    };
    assert!(form("clg0001", "secret").judge(None, false).is_empty());
    assert!(form("clg0001", "").judge(None, true).is_empty());
    assert!(
        form("clg0001", "")
            .judge(None, false)
            .on("motdepasse")
            .is_some()
    );
    assert!(form("", "secret").judge(None, false).on("cle").is_some());
    assert!(
        form("seize-signes-0123", "x")
            .judge(None, false)
            .on("cle")
            .is_some()
    );
    assert!(form("clé", "x").judge(None, false).on("cle").is_some());
    assert!(
        form("clg", "neuf-sign")
            .judge(None, false)
            .on("motdepasse")
            .is_some()
    );
    assert!(ContractForm::default().judge(None, false).is_empty());
}

on_each_engine!(
    /// Invariant: over HTTP an account has the signs that HTTP carries, and still an end.
    an_account_over_http_is_judged_by_its_own_limits, |which| async move {
        let house = House::open(which).await;
        let gateway = Gateway::start().await;
        let id = house.declared(ProviderForm::http("HTTP", gateway.provider())).await;
        let mut read = house.portal.db().read().await.unwrap();
        let provider = messaging::provider(&mut read, id).await.unwrap();
        let form = |key: &str, option: &str| ContractForm {
            provider: Some(id),
            key: key.into(),
            password: "une phrase bien à nous".into(),
            option_1: option.into(),
            ..ContractForm::default()
        };
        let judge = |form: ContractForm| form.judge(provider.as_ref(), false);
        assert!(judge(form("compte-de-l-académie@exemple.fr", "nord")).is_empty());
        assert!(judge(form(&"x".repeat(201), "")).on("cle").is_some());
        assert!(judge(form("deux\nlignes", "")).on("cle").is_some());
        assert!(judge(form("cle", &"x".repeat(201))).on("option_1").is_some());
        assert!(form("compte-de-l-académie", "").judge(None, false).on("cle").is_some());
    }
);

on_each_engine!(
    /// Invariant: a rotation leaves no password behind, nor any secret by which a provider proves its
    /// calls; what is under way is counted.
    passwords_are_sealed_again, |which| async move {
        let house = House::open(which).await;
        house.provider(2775).await;
        let gateway = Gateway::start().await;
        let mut form = ProviderForm::http("HTTP", gateway.provider());
        form.callback_secret = Some(CallbackSecret::new("un secret de vingt signes").unwrap());
        house.declared(form).await;
        house.released("06 39 98 11 12").await;
        let db = house.portal.db();
        let mut read = db.read().await.unwrap();
        let under_way = messaging::under_way(&mut read).await.unwrap();
        assert_eq!((under_way.queued, under_way.held, under_way.in_doubt), (1, 0, 0));
        assert!(under_way.waits_since.is_some());
        let mut ring = KeyRing::parse(&house.context().keys.to_file()).unwrap();
        ring.rotate();
        drop(read);
        let sealed = in_write!(db, Error, |tx| { messaging::reseal_passwords(tx, &ring).await });
        assert_eq!(sealed.unwrap(), 2);
        ring.retire_old();
        let mut read = db.read().await.unwrap();
        assert_eq!(messaging::readable_passwords(&mut read, &ring).await.unwrap(), (2, 0));
        let other = KeyRing::generate();
        assert_eq!(messaging::readable_passwords(&mut read, &other).await.unwrap(), (0, 2));
    }
);

on_each_engine!(
    /// Invariant: the académie's contract is every school's, by one session, while it lasts; what a
    /// school had sent by its own is still heard of.
    the_academy_may_send_for_all, |which| async move {
        let house = House::open(which).await;
        let (own, academy) = (Centre::start().await, Centre::start().await);
        house.provider(own.port).await;
        own.will([Deed::Take("before".into())]);
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let before = house.released("06 39 98 11 10").await;
        house.until(before, State::Accepted).await;
        let theirs = house.portal.place("0990002P", "Collège Les Ormes").await;
        let mut read = house.portal.db().read().await.unwrap();
        assert!(!messaging::can_send(&mut read, theirs).await.unwrap());
        assert!(!messaging::academy_sends(&mut read).await.unwrap());
        drop(read);
        let refused = code(&house, house.school, "06 39 98 11 13").await;
        house.until(refused, State::Cancelled).await;

        let provider = house.declared(ProviderForm::new("Académie", "127.0.0.1", academy.port)).await;
        house.academy(provider).await;
        let mut read = house.portal.db().read().await.unwrap();
        assert!(messaging::can_send(&mut read, theirs).await.unwrap());
        drop(read);
        let after = house.released("06 39 98 11 11").await;
        house.until(after, State::Accepted).await;
        code(&house, theirs, "06 39 98 11 14").await;
        academy.until_submitted(2).await;
        assert_eq!((own.submitted().len(), academy.sessions().1), (1, 1));
        own.say("before", "DELIVRD", "33639981110").await;
        house.until(before, State::Delivered).await;

        house.academy(None).await;
        let again = house.released("06 39 98 11 12").await;
        house.until(again, State::Accepted).await;
        assert_eq!(academy.submitted().len(), 2);
    }
);

on_each_engine!(
    /// Invariant: a code is sealed in the outbox and leaves open; nobody reads it there afterwards,
    /// not even when its way ends in doubt.
    a_code_is_sealed_until_it_has_left, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let provider = house.declared(ProviderForm::new("Académie", "127.0.0.1", centre.port)).await;
        house.academy(provider).await;
        centre.will([Deed::Take("A1".into()), Deed::HangUp]);
        let prepare = async |number: &str| {
            let mut new = house.message(number, "Votre code est 123456.");
            (new.lane, new.seal) = (Lane::Code, Some(Arc::clone(&house.context().keys)));
            house.prepare(&new).await.id
        };
        let body = async |id: Id<Message>| {
            let mut read = house.portal.db().read().await.unwrap();
            let found = scratch!("SELECT body FROM message WHERE id = $1").bind(id);
            found.one::<(String,)>(&mut read).await.unwrap().0
        };
        let taken = prepare("06 39 98 11 12").await;
        assert!(!body(taken).await.is_empty() && !body(taken).await.contains("123456"));
        let (dispatcher, stop) = house.dispatch(consenting());
        house.until(taken, State::Accepted).await;
        assert_eq!(body(taken).await, "");
        assert!(centre.texts().iter().any(|text| text.contains("123456")), "it left open");
        let lost = prepare("06 39 98 11 13").await;
        house.until(lost, State::InDoubt).await;
        stop.cancel();
        dispatcher.await.unwrap();
        assert!(!body(lost).await.is_empty(), "whoever asked may want it sent again");
        house.context().clock.set(house.now() + chrono::Duration::minutes(11));
        let (_dispatcher, _stop) = house.dispatch(consenting());
        for _ in 0..500 {
            if body(lost).await.is_empty() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the code is still there");
    }
);

/// A code that somebody of a school has just asked for.
async fn code(house: &House, school: Id<School>, number: &str) -> Id<Message> {
    let mut new = house.message(number, "Votre code est 123456.");
    (new.lane, new.school) = (Lane::Code, school);
    house.prepare(&new).await.id
}
