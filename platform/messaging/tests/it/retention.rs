//! How long messages are kept.

use crate::{
    centre::Centre,
    house::{House, consenting},
};
use chrono::Duration;
use db::{in_write, sql};
use messaging::State;
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant: in a far future nothing is left of a message, its parts, attempts, receipts.
    nothing_is_left_in_a_far_future, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let id = house.released("06 39 98 11 12").await;
        let (dispatcher, stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        centre.say("id-1", "DELIVRD", "33639981112").await;
        centre.say("unknown", "DELIVRD", "33639981112").await;
        house.until(id, State::Delivered).await;
        stop.cancel();
        dispatcher.await.unwrap();
        let manifest = messaging::manifest();
        let soon = house.now() + Duration::days(30);
        let far = house.now() + Duration::days(4 * 365);
        for (now, left) in [(soon, true), (far, false)] {
            for retention in manifest.retention {
                let cutoff = retention.keep.cutoff(now);
                while in_write!(house.portal.db(), db::Error, |tx| {
                    (retention.purge)(tx, cutoff).await
                })
                .unwrap()
                    > 0
                {}
            }
            let mut read = house.portal.db().read().await.unwrap();
            let (count,): (i64,) = sql!(
                "SELECT (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM message_part) \
                 + (SELECT COUNT(*) FROM attempt) + (SELECT COUNT(*) FROM receipt)"
            )
            .one(&mut read)
            .await
            .unwrap();
            assert_eq!(count > 0, left);
        }
    }
);
