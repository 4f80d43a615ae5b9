//! What goes by night, and what stays.

use crate::house::{House, LOGIN, PASSWORD, is_in};
use admission::{Audience, Function, Standing};
use chrono::Duration;
use db::{in_write, sql};
use identity::{At, StaffAccounts, set_rights};
use testkit::on_each_engine;

/// What a night takes away from a table: how many rows.
async fn purge(house: &House, table: &str) -> u64 {
    let manifest = identity::manifest();
    let mut all = manifest.retention.iter();
    let retention = all.find(|retention| retention.table == table).unwrap();
    let cutoff = retention.keep.cutoff(house.portal.now());
    in_write!(house.portal.db(), db::Error, |tx| {
        (retention.purge)(tx, cutoff).await
    })
    .unwrap()
}

fn at_day(house: &House, instant: &str) {
    house.portal.context.clock.set(instant.parse().unwrap());
}

on_each_engine!(
    /// Invariant: what proves how one signed in goes when its time is over, and not before: a
    /// session a month after its end, a failure after a day, a link a week after its own.
    traces_of_sign_ins_go_in_their_time,
    |which| async move {
        let house = House::start(which).await;
        let browser = house.browser().await;
        house.try_sign_in(LOGIN, "une autre phrase longue").await.expect(422);
        house.link().await;
        for table in ["session", "sign_in_failure", "password_link"] {
            assert_eq!(purge(&house, table).await, 0, "{table}");
        }
        assert!(is_in(&browser).await);
        house.later(Duration::hours(23));
        assert_eq!(purge(&house, "sign_in_failure").await, 0);
        house.later(Duration::hours(2));
        assert_eq!(purge(&house, "sign_in_failure").await, 1);
        house.later(Duration::days(12));
        assert_eq!(purge(&house, "password_link").await, 0);
        house.later(Duration::days(1));
        assert_eq!(purge(&house, "password_link").await, 1);
        house.later(Duration::days(16));
        assert_eq!(purge(&house, "session").await, 0);
        house.later(Duration::days(1));
        assert_eq!(purge(&house, "session").await, 1);
    }
);

on_each_engine!(
    /// Invariant: an account goes after the school year that follows its last function, when
    /// nothing of it is left; whoever still works, or was just given an account, stays.
    an_account_goes_after_its_last_function,
    |which| async move {
        let house = House::start(which).await;
        house.portal.account("dominique", &[Function::Cpe], Some(house.school)).await;
        house.try_sign_in(LOGIN, PASSWORD).await.expect(303);
        house.end(0).await;
        at_day(&house, "2028-07-31T12:00:00Z");
        assert_eq!((purge(&house, "tenure").await, purge(&house, "account").await), (0, 0));
        house.portal.account("sandrine", &[], None).await;
        at_day(&house, "2028-08-01T12:00:00Z");
        assert_eq!(purge(&house, "account").await, 0, "the function is still there");
        assert_eq!(purge(&house, "tenure").await, 1);
        assert_eq!(purge(&house, "account").await, 0, "the session is still there");
        assert_eq!(purge(&house, "session").await, 1);
        assert_eq!(purge(&house, "account").await, 1);
        let mut read = house.portal.db().read().await.unwrap();
        let left = sql!("SELECT login FROM account ORDER BY login");
        let left = left.all::<(String,)>(&mut read).await.unwrap();
        assert_eq!(left, [("dominique".to_owned(),), ("sandrine".to_owned(),)]);
    }
);

on_each_engine!(
    /// Invariant: what was decided of somebody's rights stays as long as they may work there, and goes with
    /// their last function; the account waits for it. Who decided it is known a school year more.
    decisions_go_with_the_function,
    |which| async move {
        let house = House::start(which).await;
        let head = house.portal.account("chef", &[Function::Head], Some(house.school)).await;
        let mut read = house.portal.db().read().await.unwrap();
        let now = house.portal.now();
        let at = At::<StaffAccounts>::admit(&mut read, head, Some(house.school), now).await.unwrap();
        drop(read);
        let given = [(Audience::MarksSettings, Standing::Given)];
        in_write!(house.portal.db(), web::Error, |tx| {
            set_rights(tx, &at, house.account, 0, &given, now).await
        })
        .unwrap();
        at_day(&house, "2030-08-01T12:00:00Z");
        assert_eq!(purge(&house, "right_exception").await, 0, "the function is still there");
        assert_eq!(purge(&house, "right_change").await, 1);
        house.end(0).await;
        at_day(&house, "2033-08-01T12:00:00Z");
        assert_eq!(purge(&house, "tenure").await, 1);
        assert_eq!(purge(&house, "account").await, 0, "the decision is still there");
        assert_eq!(purge(&house, "right_exception").await, 1);
        assert_eq!(purge(&house, "account").await, 1);
    }
);
