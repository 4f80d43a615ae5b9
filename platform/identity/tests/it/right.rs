//! Rights of one person that are not those of their functions.

use crate::house::{House, OFFICE};
use admission::{Audience, Function, Standing};
use db::{in_write, sql};
use education::{Account, Id, School};
use identity::{At, SignedIn, StaffAccounts, exceptions_here, set_rights};
use testkit::on_each_engine;
use web::Error;

/// Somebody who gives rights at a school.
async fn giving(
    house: &House,
    login: &str,
    school: Id<School>,
) -> (Id<Account>, At<StaffAccounts>) {
    let head = house
        .portal
        .account(login, &[Function::Head], Some(school))
        .await;
    let mut read = house.portal.db().read().await.unwrap();
    let at = At::admit(&mut read, head, Some(school), house.portal.now()).await;
    (head, at.unwrap())
}

async fn decide(
    house: &House,
    at: &At<StaffAccounts>,
    whose: Id<Account>,
    seen: i64,
    wanted: &[(Audience, Standing)],
) -> web::Result<bool> {
    let now = house.portal.now();
    in_write!(house.portal.db(), Error, |tx| {
        set_rights(tx, at, whose, seen, wanted, now).await
    })
}

on_each_engine!(
    /// Invariant: a right withdrawn from one person closes its pages at the next request, and given it opens
    /// them: of that person, at that school, as long as a function is held there.
    a_right_is_of_one_person_at_one_school,
    |which| async move {
        let house = House::start(which).await;
        let (_, head) = giving(&house, "chef", house.school).await;
        let other = house.portal.place("0990002P", "Collège du Parc").await;
        let (_, there) = giving(&house, "voisin", other).await;
        house.grant(other, Function::SchoolLifeAssistant, -1).await;
        let teacher = house.portal.account("prof", &[Function::Teacher], Some(house.school)).await;
        let colleague = house.portal.account("collegue", &[Function::Teacher], Some(house.school)).await;
        let browsers = [
            house.browser().await,
            house.portal.browser(house.account, Some(other)).await,
            house.portal.browser(teacher, Some(house.school)).await,
            house.portal.browser(colleague, Some(house.school)).await,
        ];
        let opens = async |expected: [u16; 4]| {
            for (browser, status) in browsers.iter().zip(expected) {
                browser.get(OFFICE).await.expect(status);
            }
        };
        opens([200, 200, 403, 403]).await;
        let (out, given) = ([(Audience::SchoolLife, Standing::Withdrawn)], [(Audience::SchoolLife, Standing::Given)]);
        assert!(decide(&house, &head, house.account, 0, &out).await.unwrap());
        assert!(decide(&house, &head, teacher, 0, &given).await.unwrap());
        opens([403, 200, 200, 403]).await;
        // What the other school decides, and over what it saw, is its own.
        assert!(decide(&house, &there, house.account, 0, &out).await.unwrap());
        opens([403, 403, 200, 403]).await;
        let mut read = house.portal.db().read().await.unwrap();
        assert_eq!(exceptions_here(&mut read, &head).await.unwrap().len(), 2);
        drop(read);
        // Over another version, nothing changes; as the functions say, again.
        let back = [(Audience::SchoolLife, Standing::Default)];
        assert!(!decide(&house, &head, house.account, 0, &back).await.unwrap());
        opens([403, 403, 200, 403]).await;
        assert!(decide(&house, &head, house.account, 1, &back).await.unwrap());
        opens([200, 403, 200, 403]).await;
        // The same again is no change, and what nobody gives is nothing.
        let academy = [(Audience::SchoolLife, Standing::Given), (Audience::Operator, Standing::Given)];
        assert!(decide(&house, &head, teacher, 1, &academy).await.unwrap());
        for (act, count) in [("right.given", 1), ("right.withdrawn", 2), ("right.restored", 1)] {
            assert_eq!(house.lines(act).await.len(), count, "{act}");
        }
        // Without a function there, what was given opens nothing.
        let yesterday = house.portal.today() - chrono::Days::new(1);
        in_write!(house.portal.db(), db::Error, |tx| {
            identity::end_tenures(tx, teacher, house.school, yesterday).await
        })
        .unwrap();
        opens([200, 403, 403, 403]).await;
        // A word that the program has no more is no right.
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE right_exception SET audience = 'canteen' WHERE school = $1").bind(other).run(tx).await
        })
        .unwrap();
        opens([200, 200, 403, 403]).await;
    }
);

on_each_engine!(
    /// Invariant: nobody withdraws from themself the right to give rights, and who has lost it meanwhile
    /// gives nothing: two people do not leave a school without anybody.
    a_school_keeps_somebody,
    |which| async move {
        let house = House::start(which).await;
        let (first, head) = giving(&house, "chef", house.school).await;
        let (second, deputy) = giving(&house, "second", house.school).await;
        let out = [(Audience::StaffAccounts, Standing::Withdrawn)];
        let refused = |done: web::Result<bool>| assert!(matches!(done, Err(Error::Forbidden)));
        refused(decide(&house, &head, first, 0, &out).await);
        assert!(decide(&house, &head, second, 0, &out).await.unwrap());
        refused(decide(&house, &deputy, first, 0, &out).await);
        refused(decide(&house, &deputy, second, 1, &[(Audience::StaffAccounts, Standing::Default)]).await);
        let mut read = house.portal.db().read().await.unwrap();
        let now = house.portal.now();
        for (account, holds) in [(first, true), (second, false)] {
            let at = At::<SignedIn>::admit(&mut read, account, Some(house.school), now).await.unwrap();
            assert_eq!(at.also(Audience::StaffAccounts), holds);
        }
        // Nor does who works there no more.
        drop(read);
        let other = house.portal.place("0990002P", "Collège du Parc").await;
        let yesterday = house.portal.today() - chrono::Days::new(1);
        in_write!(house.portal.db(), db::Error, |tx| {
            identity::grant(tx, first, Function::Head, Some(other), yesterday).await?;
            identity::end_tenures(tx, first, house.school, yesterday).await
        })
        .unwrap();
        refused(decide(&house, &head, second, 1, &[(Audience::StaffAccounts, Standing::Default)]).await);
    }
);
