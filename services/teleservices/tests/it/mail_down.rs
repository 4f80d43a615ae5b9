//! The mail server is down for an hour in the evening when codes are told.

use crate::{
    house::{House, codes_in, tokens_in},
    notification::ready,
};
use chrono::Duration;
use db::sql;
use mail::{
    Address, Person, Relay,
    catcher::{Catcher, CatcherConfig},
};
use messaging::{Courier, Rechecks, Timing};
use std::{collections::HashMap, net::TcpListener, time::Duration as Wait};
use testkit::on_each_engine;
use tokio_util::sync::CancellationToken;

async fn standing(house: &House, state: &str) -> i64 {
    house
        .one(sql!("SELECT COUNT(*) FROM message WHERE state = $1").bind(state))
        .await
}

async fn until(house: &House, state: &str, count: i64) {
    for _ in 0..1_500 {
        if standing(house, state).await == count {
            return;
        }
        tokio::time::sleep(Wait::from_millis(20)).await;
    }
    panic!("{} {state} of {count}", standing(house, state).await);
}

on_each_engine!(
    /// Invariant: while no mail server answers, messages with codes wait, sealed, and the page says so; an hour
    /// later all leave, each once, with their codes and their link.
    what_no_server_takes_leaves_later, |which| async move {
        let house = ready(which, 60).await;
        let (_, batch) = house.notify("qui=legal1&moyen=mail").await;
        let all = standing(&house, "queued").await;
        assert!(all > 20);
        // Nobody listens there.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let courier = Courier {
            relay: Relay::from_url(&format!("smtp://127.0.0.1:{port}")).unwrap(),
            from: Person::new("Préau", Address::parse("ne-pas-repondre@ac-exemple.fr").unwrap()),
        };
        let timing = Timing {
            poll: Wait::from_millis(20),
            lease: Wait::from_secs(3),
            first_rest: Wait::from_millis(50),
            longest_rest: Wait::from_millis(200),
            ..Timing::default()
        };
        let stop = CancellationToken::new();
        let rechecks = teleservices::rechecks(Rechecks::new());
        let context = house.portal.context.clone();
        let dispatcher = messaging::start_with(context, rechecks, Some(courier), timing, stop.clone());
        until(&house, "held", all).await;
        house.office.get(&batch).await.expect(200).shows("retenu").hides("douteux");
        let kept = house.messages().await;
        assert!(kept.iter().all(|(.., text)| !codes_in(text).is_empty() && tokens_in(text).len() == 1));
        house.portal.context.clock.set(house.portal.now() + Duration::hours(1));
        let (_catcher, mut caught) = Catcher::start(port, CatcherConfig::default()).await.unwrap();
        // What waits a minute of the machine's time is not waited for here.
        let due = sql!("UPDATE message SET retry_at = NULL WHERE state IN ('held', 'queued')");
        let mut write = house.portal.db().begin().await.unwrap();
        due.run(&mut write).await.unwrap();
        write.commit().await.unwrap();
        until(&house, "accepted", all).await;
        stop.cancel();
        dispatcher.await.unwrap();
        let mut received: HashMap<String, usize> = HashMap::new();
        while let Ok(mail) = caught.try_recv() {
            assert!(!codes_in(&mail.content.text).is_empty() && tokens_in(&mail.content.text).len() == 1);
            *received.entry(mail.to.join(",")).or_default() += 1;
        }
        assert_eq!(received.len() as i64, all);
        assert!(received.values().all(|count| *count == 1), "{received:?}");
        // What has left is kept nowhere.
        assert!(house.messages().await.iter().all(|(.., text)| text.is_empty()));
        house.office.get(&batch).await.expect(200).shows("remis au serveur de courriel");
    }
);
