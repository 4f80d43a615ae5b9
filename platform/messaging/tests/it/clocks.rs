//! Clocks that jump.

use crate::{
    centre::{Centre, Deed},
    house::{House, a_while, consenting},
};
use chrono::Duration;
use db::{in_write, sql};
use messaging::State;
use testkit::on_each_engine;

/// Writes that leases end so much later than they do: what is left of them when the clock of the
/// machine is set back by as much, or forward.
async fn shift_leases(house: &House, by: Duration) {
    let mut read = house.portal.db().read().await.unwrap();
    let leases = sql!("SELECT name, until FROM lease")
        .all::<(String, chrono::DateTime<chrono::Utc>)>(&mut read)
        .await
        .unwrap();
    drop(read);
    for (name, until) in leases {
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE lease SET until = $2 WHERE name = $1")
                .bind(name.as_str())
                .bind(until + by)
                .run(tx)
                .await
        })
        .unwrap();
    }
}

on_each_engine!(
    /// Invariant: the clock of the house may go forward and back in the middle of a morning: each
    /// message that is still of use leaves, once.
    the_houses_clock_may_jump, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let clock = &house.context().clock;
        let mut ids = Vec::new();
        for (end, hours) in (10..).zip([0, 3, -3, 6, -6]) {
            let id = house.released(&format!("06 39 98 11 {end}")).await;
            clock.set(house.now() + Duration::hours(hours));
            house.until(id, State::Accepted).await;
            ids.push(id);
        }
        for (end, id) in (10..).zip(ids) {
            centre.say(&format!("id-{}", end - 9), "DELIVRD", &format!("336399811{end}")).await;
            house.until(id, State::Delivered).await;
        }
        a_while().await;
        assert!(centre.counts().values().all(|count| *count == 1));
    }
);

on_each_engine!(
    /// Invariant: the clock of a machine that goes forward ends its leases: the session stops, and
    /// is opened again; nothing is written twice.
    a_lease_that_ends_early_doubles_nothing, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        // Slow enough that much is under way when the second session opens.
        centre.always(Deed::After(400, Box::new(Deed::Take("late".into()))));
        let mut ids = Vec::new();
        for end in 10..90 {
            ids.push(house.released(&format!("06 39 98 11 {end}")).await);
        }
        let (_one, _stop) = house.dispatch(consenting());
        let (_other, _stop2) = house.dispatch(consenting());
        centre.until_submitted(10).await;
        shift_leases(&house, -Duration::hours(1)).await;
        for id in ids {
            loop {
                match house.standing(id).await.0 {
                    State::Accepted | State::InDoubt => break,
                    _ => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                }
            }
        }
        a_while().await;
        let counts = centre.counts();
        assert_eq!(counts.len(), 80);
        assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    }
);

on_each_engine!(
    /// Invariant: a lease that a dead machine wrote before the clock was set back keeps nobody
    /// waiting until that hour comes again.
    a_lease_of_the_future_holds_nobody, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let first = house.released("06 39 98 11 10").await;
        let (killed, _never) = house.dispatch(consenting());
        house.until(first, State::Accepted).await;
        killed.abort();
        let _ = killed.await;
        shift_leases(&house, Duration::hours(1)).await;
        let next = house.released("06 39 98 11 11").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(next, State::Accepted).await;
        assert_eq!(centre.submitted().len(), 2);
    }
);
