//! The operator changes the key.

use crate::{
    house::{HREF, codes_in, tokens_in},
    notification::ready,
};
use db::in_write;
use jobs::Worker;
use secrets::{KeyRing, Purpose, Sealed};
use std::sync::Arc;
use testkit::on_each_engine;
use web::Error;

on_each_engine!(
    /// Invariant: codes that wait to be told are told under the new key alone, as they were; a ring that lacks the
    /// older one changes nothing.
    codes_that_wait_outlive_their_key, |which| async move {
        let house = ready(which, 60).await;
        let mut before = house.sealed().await;
        before.sort_unstable();
        let reseal = teleservices::manifest().reseal.expect("what is sealed");
        let stranger = KeyRing::generate();
        let refused = in_write!(house.portal.db(), Error, |tx| { reseal(tx, &stranger).await });
        assert!(refused.is_err());
        let mut ring = KeyRing::parse(&house.portal.context.keys.to_file()).unwrap();
        ring.rotate();
        let count = in_write!(house.portal.db(), Error, |tx| { reseal(tx, &ring).await }).unwrap();
        assert_eq!(count, before.len() as u64);
        ring.retire_old();
        let mut context = house.portal.context.clone();
        context.keys = Arc::new(ring);
        house.office.post(&format!("{HREF}/notification"), "qui=legal1&moyen=mail&portee=tout").await.expect(303);
        Worker::new(context.clone(), teleservices::jobs()).pass().await.unwrap();
        let mut read = house.portal.db().read().await.unwrap();
        let rows = db::sql!("SELECT id, body FROM message").all::<(education::Id<messaging::Message>, String)>(&mut read).await.unwrap();
        let texts = rows.into_iter().map(|(id, body)| {
            let open = context.keys.open(Purpose::MessageBody, &id.to_string(), &Sealed(body));
            String::from_utf8(open.unwrap()).unwrap()
        });
        let texts: Vec<String> = texts.collect();
        let told = texts.iter().flat_map(|text| codes_in(text));
        let mut told: Vec<String> = told.map(|code| code.replace('-', "")).collect();
        told.sort_unstable();
        assert_eq!(told, before);
        assert!(texts.iter().all(|text| tokens_in(text).len() == 1));
        // What is kept of a told code is under the new key too: the older one may go.
        let digests = db::sql!("SELECT digest FROM activation_code").all::<(Vec<u8>,)>(&mut read).await.unwrap();
        for code in &told {
            let (_, digest) = context.keys.code(Purpose::ActivationDigest, code.as_bytes());
            assert!(digests.iter().any(|(kept,)| *kept == digest));
        }
    }
);
