use crate::{manifests, operator, portal};
use admission::Function;
use audit::{Actor, Line};
use chrono::Duration;
use db::{in_write, sql};
use jobs::{Worker, last_done};
use std::sync::Arc;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: by night, what is past its time goes, the audit too, and the report says how
    /// much of what.
    what_is_too_old_goes,
    |which| async move {
        let portal = portal(which).await;
        let account = portal.account("ancienne", &[Function::Operator], None).await;
        portal.browser(account, None).await;
        let old = portal.now();
        in_write!(portal.db(), db::Error, |tx| {
            audit::note(tx, old, &Line::new(Actor::PROGRAM, "session.opened")).await
        })
        .unwrap();
        audit::seal_pending(portal.db(), &portal.context.keys, old).await.unwrap();

        let manifests: Arc<[_]> = manifests().into_iter().chain([identity::manifest()]).collect();
        let worker = Worker::new(portal.context.clone(), operations::jobs(manifests, None));
        assert_eq!(worker.pass().await.unwrap(), 2, "purge and audit, at 8:40");
        let report = async || {
            let mut read = portal.db().read().await.unwrap();
            last_done(&mut read, "retention").await.unwrap().expect("a report").report
        };
        assert!(report().await.ends_with("aucune ligne n'avait dépassé sa durée."), "{}", report().await);

        portal.context.clock.set(old + Duration::days(366));
        assert_eq!(worker.pass().await.unwrap(), 2, "the next night");
        let said = report().await.replace('\u{a0}', " ");
        assert!(said.contains("session : 1 ligne\n"), "{said}");
        // « session.opened », and the line of the first purge.
        assert!(said.contains("audit_line : 2 lignes\n"), "{said}");
        assert!(said.contains("job : 2 lignes\n"), "{said}");
        let (left,) = sql!("SELECT COUNT(*) FROM audit_line WHERE at < $1")
            .bind(old + Duration::days(1))
            .one::<(i64,)>(&mut portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(left, 0);
        // The chain stays whole without the lines that went.
        let context = &portal.context;
        let check = operations::verify_audit(&context.db, &context.keys, portal.now()).await;
        assert!(check.unwrap().whole);
        operator(&portal).await.get("/exploitation").await.expect(200).shows("session : 1 ligne");
    }
);

on_each_engine!(
    /// Invariant: a purge goes on until nothing is left, batch after batch.
    more_than_a_batch_goes,
    |which| async move {
        let portal = portal(which).await;
        let long_ago = portal.now() - Duration::days(100);
        in_write!(portal.db(), db::Error, |tx| {
            for _ in 0..1_100 {
                jobs::enqueue(tx, "ancien", None, serde_json::Value::Null, long_ago).await?;
            }
            sql!("UPDATE job SET state = 'done', finished_at = run_at").run(tx).await
        })
        .unwrap();
        let kinds = operations::jobs(manifests().into(), None);
        Worker::new(portal.context.clone(), kinds).pass().await.unwrap();
        let (left,) = sql!("SELECT COUNT(*) FROM job WHERE kind = 'ancien'")
            .one::<(i64,)>(&mut portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(left, 0);
    }
);

on_each_engine!(
    /// A purge that does not end is given up, shown, and started again by a person.
    dead_work_is_shown_and_started_again,
    |which| async move {
        let portal = portal(which).await;
        let school = portal.place("0990001N", "Collège Les Tilleuls").await;
        let make = operations::manifest().examples.expect("examples");
        let examples = make(portal.context.clone(), school).await.unwrap();
        let job = &examples.iter().find(|(name, _)| *name == "job").unwrap().1;
        let operator = operator(&portal).await;
        operator.get("/exploitation").await.expect(200)
            .shows("1 travail abandonné").shows("un exemple").shows("Relancer");
        let path = format!("/exploitation/travaux/{job}/relance");
        let first = operator.post(&path, "").await.expect(303);
        assert_eq!(first.location.as_deref(), Some("/exploitation?fait=relance"));
        let second = operator.post(&path, "").await.expect(303);
        operator.get(second.location.as_deref().unwrap()).await
            .shows("n'attend plus d'être relancé").shows("Aucun travail abandonné")
            .shows("1 travail en attente");
        operator.get("/exploitation/audit?acte=job.restarted").await.shows("Travail relancé");
    }
);
