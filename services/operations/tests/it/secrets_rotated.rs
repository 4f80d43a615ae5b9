use crate::{manifests, portal};
use admission::Function;
use db::in_write;
use identity::{At, SchoolLifeSettings};
use messaging::{ContractForm, readable_passwords};
use secrets::KeyRing;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: after a rotation, the new key alone opens what was sealed; a ring that lacks
    /// a key changes nothing.
    what_is_sealed_is_sealed_again,
    |which| async move {
        let portal = portal(which).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let head = portal.account("chef", &[Function::Head], Some(school)).await;
        let now = portal.now();
        let mut read = portal.db().read().await.unwrap();
        let at = At::<SchoolLifeSettings>::admit(&mut read, head, Some(school), now).await.unwrap();
        drop(read);
        let form = ContractForm { key: "cle".into(), password: "secret".into(), ..ContractForm::default() };
        let keys = &portal.context.keys;
        in_write!(portal.db(), web::Error, |tx| {
            messaging::save_contract(tx, keys, &at, &form, now).await
        })
        .unwrap();
        let readable = async |keys: &KeyRing| {
            readable_passwords(&mut portal.db().read().await.unwrap(), keys).await.unwrap()
        };
        assert_eq!(readable(keys).await, (1, 0));
        let stranger = KeyRing::generate();
        assert!(operations::rotate_secrets(portal.db(), &manifests(), &stranger, now).await.is_err());
        assert_eq!(readable(keys).await, (1, 0));

        let mut ring = KeyRing::parse(&keys.to_file()).unwrap();
        ring.rotate();
        let rotated = operations::rotate_secrets(portal.db(), &manifests(), &ring, now).await.unwrap();
        assert_eq!(rotated.values, 1);
        ring.retire_old();
        assert_eq!(readable(&ring).await, (1, 0), "the new key alone opens it");
        assert_eq!(readable(keys).await, (0, 1), "the old key opens it no more");
        // This process still holds the old ring: doctor says what is wrong.
        let checks = operations::doctor(&portal.context).await;
        let key = checks.iter().find(|check| check.name == "Clé").unwrap();
        assert_eq!(key.level, operations::Level::Bad, "{}", key.sentence);
    }
);
