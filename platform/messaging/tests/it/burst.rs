//! Many messages at once: what is learnt of them is kept together, and of each apart.

use crate::{
    centre::{Centre, Deed},
    house::{House, QUEUE, SERVICE, a_while, consenting},
};
use db::in_write;
use education::Id;
use futures::FutureExt as _;
use messaging::{Message, ProviderForm, Rechecks, State, Tab, Verdict};
use sms::smpp::{Report, Simulator, SimulatorConfig};
use std::{collections::HashMap, sync::Arc, time::Duration};
use testkit::on_each_engine;

/// Where all messages of the school stand.
async fn standings(house: &House) -> HashMap<Id<Message>, State> {
    let at = house.at().await;
    let mut read = house.portal.db().read().await.unwrap();
    let mut standings = HashMap::new();
    for tab in Tab::ALL {
        let mut after = None;
        loop {
            let page = messaging::follow(&mut read, &at, QUEUE, tab, after.as_ref());
            let page = page.await.unwrap();
            standings.extend(page.rows.iter().map(|row| (row.id, row.state)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    standings
}

on_each_engine!(
    /// Invariant: of many messages at once, whole or in parts, each is written once, and ends by
    /// its own answers and receipts, whichever others are kept with them.
    each_of_many_ends_by_its_own, |which| async move {
        let house = House::open(which).await;
        let config = SimulatorConfig { delivered_after: Duration::ZERO, window: 50, ..SimulatorConfig::default() };
        let (simulator, mut reports) = Simulator::start(0, config).await.unwrap();
        let mut form = ProviderForm::new("Essai", "127.0.0.1", simulator.address().port());
        form.window = 50;
        house.provider_with(form).await;
        let ends = [
            ("01", State::Rejected),
            ("02", State::Failed),
            ("03", State::Accepted),
            ("04", State::Delivered),
            ("12", State::Delivered),
        ];
        let long = "Bonjour, votre enfant est absent depuis ce matin 8 h 30. ".repeat(5);
        let (mut expected, mut parts) = (HashMap::new(), 0);
        for i in 0..100 {
            let (end, state) = ends[i % ends.len()];
            let text = if i % 3 == 0 { long.as_str() } else { "Absent." };
            let new = house.message(&format!("06 39 98 {i:02} {end}"), text);
            if end != "01" {
                parts += new.text.parts.len() as u64;
            }
            expected.insert(house.prepare(&new).await.id, state);
        }
        let ids: Vec<_> = expected.keys().copied().collect();
        assert_eq!(house.release(&ids).await, 100);
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let mut found = HashMap::new();
        for _ in 0..1_000 {
            found = standings(&house).await;
            if found == expected {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(found, expected);
        a_while().await;
        assert_eq!(simulator.tally().accepted, parts, "written twice, or not at all");
        let arrived = std::iter::from_fn(|| reports.try_recv().ok());
        assert_eq!(arrived.filter(|report| matches!(report, Report::Arrived(_))).count(), 60);
    }
);

on_each_engine!(
    /// Invariant: should a provider give one name twice, what it says of that name is of the
    /// latest message, even when both are kept together.
    a_name_given_twice_is_of_the_latest, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let take = || Deed::Take("abc".into());
        centre.will([take(), take()]);
        let first = house.prepare(&house.message("06 39 98 11 12", "Absent.")).await.id;
        let second = house.prepare(&house.message("06 39 98 11 13", "Absent.")).await.id;
        house.release(&[first, second]).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(first, State::Accepted).await;
        house.until(second, State::Accepted).await;
        centre.say("abc", "UNDELIV", "33639981113").await;
        house.until(second, State::Failed).await;
        a_while().await;
        assert_eq!(house.standing(first).await.0, State::Accepted);
    }
);

on_each_engine!(
    /// Invariant: when a part is refused for a while, its message waits, whatever is said of the
    /// parts after it.
    a_part_refused_for_now_holds_its_message, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Refuse(0x08)]);
        let long = "Bonjour, votre enfant est absent depuis ce matin 8 h 30. ".repeat(5);
        let id = house.prepare(&house.message("06 39 98 11 12", &long)).await.id;
        house.release(&[id]).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Held).await;
        a_while().await;
        assert_eq!(house.standing(id).await.0, State::Held);
        assert_eq!(centre.submitted().len(), 1, "it did not wait");
    }
);

on_each_engine!(
    /// Invariant: what is withdrawn while it is judged is not written, and those beside it are.
    withdrawn_while_judged_is_not_written, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let withdrawn = house.prepare(&house.message("06 39 98 11 12", "Absent.")).await.id;
        let other = house.prepare(&house.message("06 39 98 11 13", "Absent.")).await.id;
        house.release(&[withdrawn, other]).await;
        let (at, now) = (Arc::new(house.at().await), house.now());
        let rechecks = Rechecks::new().with(SERVICE, move |context, request| {
            let at = Arc::clone(&at);
            async move {
                if request.message == withdrawn {
                    in_write!(context.db, db::Error, |tx| {
                        messaging::cancel(tx, &at, QUEUE, &[withdrawn], now).await
                    })?;
                }
                Ok(Verdict::Send)
            }
            .boxed()
        });
        let (_dispatcher, _stop) = house.dispatch(rechecks);
        house.until(other, State::Accepted).await;
        a_while().await;
        assert_eq!(centre.submitted(), ["33639981113"]);
        assert_eq!(house.standing(withdrawn).await.0, State::Cancelled);
    }
);
