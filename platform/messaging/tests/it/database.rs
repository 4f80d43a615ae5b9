//! The database is held by somebody else, or fails in the middle of a claim.

use crate::{
    centre::Centre,
    house::{House, a_while, consenting},
};
use db::{Db, in_write, sql};
use messaging::State;
use std::{sync::Arc, time::Duration};
use testkit::on_each_engine;
use tokio::sync::Notify;

/// Longer than a statement waits for the file on SQLite.
const LONG: Duration = Duration::from_secs(12);

on_each_engine!(
    /// Invariant: a database that somebody else holds for long delays messages, loses none and
    /// doubles none; receipts meanwhile are asked for again.
    a_locked_database_delays_and_loses_nothing, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let mut ids = Vec::new();
        for end in 10..40 {
            ids.push(house.released(&format!("06 39 98 11 {end}")).await);
        }
        let (_dispatcher, _stop) = house.dispatch(consenting());
        centre.until_submitted(3).await;
        // Another program, on the same database.
        let other = Db::connect(&house.portal.database.url).await.unwrap();
        let (held, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (said, wait) = (Arc::clone(&held), Arc::clone(&go));
        let holding = tokio::spawn(async move {
            in_write!(other, db::Error, |tx| {
                sql!(sqlite: "SELECT 1", postgres: "LOCK TABLE message IN EXCLUSIVE MODE")
                    .run(tx)
                    .await?;
                said.notify_one();
                wait.notified().await;
                Ok(())
            })
        });
        held.notified().await;
        tokio::time::sleep(LONG).await;
        go.notify_one();
        holding.await.unwrap().unwrap();
        // What was answered meanwhile was kept in mind, and is told now.
        for id in ids {
            house.until(id, State::Accepted).await;
        }
        a_while().await;
        let counts = centre.counts();
        assert_eq!(counts.len(), 30);
        assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    }
);

on_each_engine!(
    /// Invariant: a claim of which nobody knows whether it was committed is found again, and its
    /// messages leave, once.
    a_claim_that_went_astray_is_found_again, |which| async move {
        let house = House::open(which).await;
        let db = house.portal.db();
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let first = house.released("06 39 98 11 10").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(first, State::Accepted).await;
        // As it stands when the commit was done, and the connection ended before it was said.
        let lost = house.prepare(&house.message("06 39 98 11 11", "Absent.")).await.id;
        in_write!(db, db::Error, |tx| {
            sql!("UPDATE message SET state = 'sending', provider = (SELECT id FROM provider) WHERE id = $1")
                .bind(lost)
                .run(tx)
                .await?;
            sql!("UPDATE message_part SET state = 'sending' WHERE message = $1").bind(lost).run(tx).await?;
            sql!(
                "INSERT INTO attempt (id, message, n, provider, session, epoch, written_at) \
                 SELECT $1, $2, 1, p.id, l.name, l.epoch, $3 FROM provider p, lease l"
            )
            .bind(uuid::Uuid::now_v7())
            .bind(lost)
            .bind(house.now())
            .run(tx)
            .await
        })
        .unwrap();
        a_while().await;
        assert_eq!(house.standing(lost).await.0, State::Sending);
        rename(db, true).await;
        let next = house.released("06 39 98 11 12").await;
        a_while().await;
        assert_eq!(centre.submitted().len(), 1, "the claim did not fail");
        rename(db, false).await;
        house.until(next, State::Accepted).await;
        house.until(lost, State::Accepted).await;
        a_while().await;
        let counts = centre.counts();
        assert!(counts.len() == 3 && counts.values().all(|count| *count == 1), "{counts:?}");
    }
);

/// Hides what a claim reads, or gives it back.
async fn rename(db: &Db, away: bool) {
    in_write!(db, db::Error, |tx| {
        match away {
            true => {
                sql!("ALTER TABLE sending_rules RENAME TO sending_rules_away")
                    .run(tx)
                    .await
            }
            false => {
                sql!("ALTER TABLE sending_rules_away RENAME TO sending_rules")
                    .run(tx)
                    .await
            }
        }
    })
    .unwrap();
}
