//! What jobs promise, on both engines.

use chrono::{DateTime, Duration, Utc};
use db::{in_write, sql};
use jobs::{Kind, Worker, counts, dead, enqueue, last_done, restart, schedule};
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use testkit::{Portal, Which, on_each_engine};
use tokio_util::sync::CancellationToken;
use web::Error;

async fn portal(which: Which) -> Portal {
    Portal::start(which, vec![jobs::manifest()]).await
}

/// A kind that counts its runs.
fn counting(ran: &Arc<AtomicU32>) -> Kind {
    let ran = ran.clone();
    Kind::new("compter", move |_, _| {
        let ran = ran.clone();
        async move {
            ran.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            Ok("compté".to_owned())
        }
    })
}

async fn ask(portal: &Portal, kind: &str, slot: Option<&str>) -> bool {
    let now = portal.now();
    in_write!(portal.db(), db::Error, |tx| {
        enqueue(tx, kind, slot, json!({ "n": 1 }), now).await
    })
    .unwrap()
}

fn later(portal: &Portal, by: Duration) {
    portal.context.clock.set(portal.now() + by);
}

async fn counted(portal: &Portal) -> jobs::Counts {
    counts(&mut portal.db().read().await.unwrap())
        .await
        .unwrap()
}

on_each_engine!(
    /// Invariant: each piece of work is run once, however many workers there are.
    each_piece_runs_once_with_two_workers,
    |which| async move {
        let portal = portal(which).await;
        let ran = Arc::new(AtomicU32::new(0));
        for _ in 0..40 {
            assert!(ask(&portal, "compter", None).await);
        }
        let stop = CancellationToken::new();
        let workers = [(); 2].map(|()| {
            let kinds = vec![counting(&ran)];
            Worker::start(portal.context.clone(), kinds, stop.clone())
        });
        for _ in 0..300 {
            let left = counted(&portal).await;
            if left.queued + left.running == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        stop.cancel();
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(counted(&portal).await, jobs::Counts::default());
        assert_eq!(ran.load(Ordering::SeqCst), 40);
    }
);

on_each_engine!(
    /// Invariant: work whose worker died is taken over, and the dead one, if it comes back, can
    /// neither end it nor commit its effect.
    a_crashed_attempt_is_taken_over_and_fenced_off,
    |which| async move {
        let portal = portal(which).await;
        let ran = Arc::new(AtomicU32::new(0));
        let one = Worker::new(portal.context.clone(), vec![counting(&ran)]);
        let other = Worker::new(portal.context.clone(), vec![counting(&ran)]);
        ask(&portal, "compter", None).await;
        let first = one.claim().await.unwrap().expect("work");
        assert_eq!((first.attempt, &first.payload), (1, &json!({ "n": 1 })));
        assert!(other.claim().await.unwrap().is_none(), "under a lease");
        later(&portal, Duration::minutes(3));
        let second = other.claim().await.unwrap().expect("the same work");
        assert_eq!((second.id, second.attempt), (first.id, 2));
        // The first wakes up: its effect is refused, its end too.
        let effect = in_write!(portal.db(), Error, |tx| { first.fence(tx).await });
        assert!(effect.is_err(), "a stale holder commits nothing");
        assert!(!one.finish(&first, Ok("trop tard".into())).await.unwrap());
        assert_eq!(counted(&portal).await.running, 1);
        in_write!(portal.db(), Error, |tx| { second.fence(tx).await }).unwrap();
        assert!(other.finish(&second, Ok("fait".into())).await.unwrap());
        let mut read = portal.db().read().await.unwrap();
        let done = last_done(&mut read, "compter").await.unwrap().unwrap();
        assert_eq!(done.report, "fait");
    }
);

on_each_engine!(
    /// Invariant: long work keeps its lease by its signs of life.
    long_work_is_not_taken_over,
    |which| async move {
        let portal = portal(which).await;
        let long = Kind::new("durer", |context: web::Context, _| async move {
            for _ in 0..4 {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                context.clock.set(context.clock.now() + Duration::seconds(60));
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            Ok(String::new())
        });
        let pace = std::time::Duration::from_millis(20);
        let worker = Worker::new(portal.context.clone(), vec![long.clone()]).sign_every(pace);
        ask(&portal, "durer", None).await;
        let at_work = tokio::spawn(async move { worker.pass().await });
        let other = Worker::new(portal.context.clone(), vec![long]);
        let mut looks = 0;
        while !at_work.is_finished() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            if looks > 0 {
                assert!(other.claim().await.unwrap().is_none(), "it lives");
            }
            looks += counted(&portal).await.running;
        }
        assert_eq!(at_work.await.unwrap().unwrap(), 1);
        assert!(looks > 5);
    }
);

on_each_engine!(
    /// The same worker is no exception: its older attempt is stale too.
    an_attempt_is_bound_to_its_epoch,
    |which| async move {
        let portal = portal(which).await;
        let worker = Worker::new(portal.context.clone(), vec![counting(&Arc::default())]);
        ask(&portal, "compter", None).await;
        let first = worker.claim().await.unwrap().expect("work");
        later(&portal, Duration::minutes(3));
        let second = worker.claim().await.unwrap().expect("the same work");
        assert!(!worker.finish(&first, Ok(String::new())).await.unwrap());
        assert!(worker.finish(&second, Ok(String::new())).await.unwrap());
    }
);

on_each_engine!(
    /// Invariant: work that fails is tried later, then given up and shown; a person starts it
    /// again, once.
    work_that_fails_is_given_up_and_can_be_started_again,
    |which| async move {
        let portal = portal(which).await;
        let kind = Kind::new("échouer", |_, _| async { Err(Error::internal("le disque est plein")) })
            .max_attempts(2);
        let worker = Worker::new(portal.context.clone(), vec![kind]);
        ask(&portal, "échouer", None).await;
        assert_eq!(worker.pass().await.unwrap(), 1);
        assert_eq!(worker.pass().await.unwrap(), 0, "not at once");
        later(&portal, Duration::minutes(2));
        assert_eq!(worker.pass().await.unwrap(), 1);
        let mut read = portal.db().read().await.unwrap();
        let given_up = dead(&mut read).await.unwrap();
        drop(read);
        assert_eq!((given_up.len(), given_up[0].attempts), (1, 2));
        assert!(given_up[0].last_error.contains("le disque est plein"));
        let (id, now) = (given_up[0].id, portal.now());
        for expected in [true, false] {
            let restarted =
                in_write!(portal.db(), db::Error, |tx| { restart(tx, id, now).await }).unwrap();
            assert_eq!(restarted, expected);
        }
        assert_eq!(worker.pass().await.unwrap(), 1);
    }
);

on_each_engine!(
    /// Work that kills its worker each time is given up too.
    work_that_never_ends_is_given_up,
    |which| async move {
        let portal = portal(which).await;
        let kind = counting(&Arc::default()).max_attempts(2);
        let worker = Worker::new(portal.context.clone(), vec![kind]);
        ask(&portal, "compter", None).await;
        for _ in 0..2 {
            assert!(worker.claim().await.unwrap().is_some());
            later(&portal, Duration::minutes(3));
        }
        assert!(worker.claim().await.unwrap().is_none());
        assert_eq!(counted(&portal).await.dead, 1);
    }
);

on_each_engine!(
    /// Invariant: a panic is a failure of the work, not of the worker.
    a_panic_is_a_failure,
    |which| async move {
        let portal = portal(which).await;
        let kind = Kind::new("paniquer", |_, _| async { panic!("planned") }).max_attempts(1);
        let worker = Worker::new(portal.context.clone(), vec![kind]);
        ask(&portal, "paniquer", None).await;
        assert_eq!(worker.pass().await.unwrap(), 1);
        assert_eq!(counted(&portal).await.dead, 1);
    }
);

on_each_engine!(
    /// Invariant: daily work is asked for once a day, at its hour in Paris, by however many.
    daily_work_has_one_row_a_day,
    |which| async move {
        let portal = portal(which).await;
        let kinds = [counting(&Arc::default()).daily_at(3, 0)];
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let db = portal.db();
        // 1:30 in UTC is 2:30 in Paris in winter.
        assert_eq!(schedule(db, &kinds, at("2026-11-25T01:30:00Z")).await.unwrap(), 0);
        let due = at("2026-11-25T02:00:00Z");
        let (one, other) = tokio::join!(schedule(db, &kinds, due), schedule(db, &kinds, due));
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        assert_eq!(schedule(db, &kinds, at("2026-11-25T22:59:00Z")).await.unwrap(), 0);
        assert_eq!(schedule(db, &kinds, at("2026-11-26T02:00:00Z")).await.unwrap(), 1);
        assert!(!ask(&portal, "compter", Some("2026-11-26")).await, "the slot is taken");
        assert_eq!(counted(&portal).await.queued, 2);
    }
);

on_each_engine!(
    /// Retention: reports of the past go; what waits stays.
    old_reports_go,
    |which| async move {
        let portal = portal(which).await;
        let worker = Worker::new(portal.context.clone(), vec![counting(&Arc::default())]);
        ask(&portal, "compter", None).await;
        worker.pass().await.unwrap();
        ask(&portal, "autre", None).await;
        let retention = jobs::manifest().retention[0];
        let cutoff = retention.keep.cutoff(portal.now() + Duration::days(91));
        let gone = in_write!(portal.db(), db::Error, |tx| {
            (retention.purge)(tx, cutoff).await
        });
        assert_eq!(gone.unwrap(), 1);
        let left = sql!("SELECT kind, payload FROM job")
            .all::<(String, Value)>(&mut portal.db().read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(left, [("autre".to_owned(), json!({ "n": 1 }))]);
    }
);
