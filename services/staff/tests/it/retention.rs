//! What is kept, and for how long.

use crate::*;

testkit::on_each_engine!(
    /// Invariant: who made links for whom is forgotten after its time, and not before.
    batches_go_in_their_time, |which| async move {
        let house = house(which).await;
        house.open("ROUX", "enseignant").await;
        let retention = staff::manifest().retention;
        let batches = || async {
            let mut read = house.read().await;
            let counted = sql!("SELECT COUNT(*) FROM staff_batch").one::<(i64,)>(&mut read).await;
            counted.expect("a count").0
        };
        for (days, left) in [(29, 1), (31, 0)] {
            let later = house.portal.now() + chrono::Duration::days(days);
            db::in_write!(house.portal.db(), db::Error, |tx| {
                for kept in retention {
                    (kept.purge)(tx, kept.keep.cutoff(later)).await?;
                }
                Ok(())
            }).expect("a purge");
            assert_eq!(batches().await, left, "after {days} days");
        }
    }
);
