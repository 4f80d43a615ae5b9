//! What families write back.

use crate::{
    centre::Centre,
    house::{House, consenting},
};
use db::in_write;
use messaging::{Replied, State};
use testkit::on_each_engine;

async fn replies(house: &House) -> Vec<Replied> {
    let at = house.at().await;
    let mut read = house.portal.db().read().await.unwrap();
    messaging::replies(&mut read, &at, 100).await.unwrap()
}

async fn until_acknowledged(centre: &Centre, count: usize) {
    for _ in 0..1_000 {
        if centre.acknowledged() >= count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("only {} of {count}", centre.acknowledged());
}

on_each_engine!(
    /// Invariant: what a family writes is kept before it is acknowledged, shown to the school that
    /// wrote to them last, once however often the provider says it, its parts together in their
    /// order; handled, it is shown no more, and it may be taken up again.
    a_reply_is_kept_and_shown_once, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        for _ in 0..2 {
            centre.hand("33639981112", "Il est malade. Merci.", None).await;
        }
        for (n, text) in [(2, "tante "), (1, "Bonjour, il est chez sa ")] {
            centre.hand("33639981113", text, Some([9, 3, n])).await;
        }
        until_acknowledged(&centre, 4).await;
        let found = replies(&house).await;
        assert_eq!(found.len(), 2);
        let one = found.iter().find(|reply| reply.from == "06 39 98 11 12").expect("theirs");
        assert_eq!(one.text, "Il est malade. Merci.");
        assert_eq!(one.last.as_ref().map(|(number, _)| *number), Some(1));
        let long = found.iter().find(|reply| reply.from == "06 39 98 11 13").expect("the other");
        assert_eq!(long.text, "Bonjour, il est chez sa tante […]");
        assert_eq!(long.last, None, "nothing was written to them");

        let theirs = house.portal.place("0990002P", "Collège Les Ormes").await;
        let cpe = house.portal.account("autre", &[admission::Function::Cpe], Some(theirs)).await;
        let elsewhere = house.admitted(cpe, Some(theirs)).await;
        let (at, now, reply) = (house.at().await, house.now(), one.id);
        let handled = async |at: &_, handled| {
            in_write!(house.portal.db(), db::Error, |tx| {
                messaging::handle_reply(tx, at, reply, handled, now).await
            })
            .unwrap()
        };
        assert!(!handled(&elsewhere, true).await);
        assert!(handled(&at, true).await);
        assert_eq!(replies(&house).await.len(), 1);
        assert!(handled(&at, false).await);
        assert_eq!(replies(&house).await.len(), 2);
        let mut read = house.portal.db().read().await.unwrap();
        assert_eq!(messaging::reply_count(&mut read, house.school).await.unwrap(), 2);
        assert_eq!(messaging::reply_count(&mut read, theirs).await.unwrap(), 0);
    }
);
