//! The whole life of a message, against the simulated operator.

use crate::house::{House, QUEUE, SERVICE, a_while, consenting};
use db::in_write;
use messaging::{State, Tab};
use sms::smpp::{Report, Simulator, SimulatorConfig};
use std::time::Duration;
use testkit::on_each_engine;

fn fast() -> SimulatorConfig {
    SimulatorConfig {
        credentials: Some(("clg0001".into(), "secret".into())),
        delivered_after: Duration::from_millis(30),
        late_after: Duration::from_millis(600),
        ..SimulatorConfig::default()
    }
}

on_each_engine!(
    /// Invariant: each message ends where the operator says it did, with a reason in words.
    each_end_of_number_has_its_end, |which| async move {
        let house = House::open(which).await;
        let (simulator, _reports) = Simulator::start(0, fast()).await.unwrap();
        house.provider(simulator.address().port()).await;
        let mut ids = Vec::new();
        for end in ["00", "01", "02", "03", "04", "12"] {
            ids.push(house.released(&format!("06 39 98 11 {end}")).await);
        }
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let [late, invalid, not_delivered, no_receipt, twice, ordinary] = ids[..] else {
            unreachable!()
        };
        house.until(late, State::Accepted).await;
        let reason = house.until(invalid, State::Rejected).await;
        assert_eq!(reason.as_deref(), Some("Le fournisseur juge ce numéro invalide."));
        let reason = house.until(not_delivered, State::Failed).await;
        assert_eq!(reason.as_deref(), Some("Le téléphone est éteint ou hors réseau."));
        house.until(twice, State::Delivered).await;
        house.until(ordinary, State::Delivered).await;
        house.until(late, State::Delivered).await;
        a_while().await;
        assert_eq!(house.standing(no_receipt).await.0, State::Accepted);
        assert_eq!(house.standing(twice).await.0, State::Delivered);

        let at = house.at().await;
        let mut read = house.portal.db().read().await.unwrap();
        let counts = messaging::tab_counts(&mut read, &at, QUEUE).await.unwrap();
        assert_eq!(Tab::ALL.map(|tab| counts.of(tab)), [1, 3, 2]);
        let summary = messaging::summary(&mut read, &at, SERVICE, house.now()).await.unwrap();
        assert_eq!(summary.months.len(), 1);
        let month = &summary.months[0];
        assert_eq!((month.month.as_str(), month.lines[0].topic.as_str()), ("2026-11", "Envoi de SMS"));
        let total = &summary.total;
        // The invalid one was not taken: it is not paid.
        assert_eq!((total.delivered, total.total, total.parts), (3, 6, 5));
    }
);

on_each_engine!(
    /// Invariant: a text of several parts arrives whole, and is delivered when all its parts are.
    a_long_text_arrives_whole, |which| async move {
        let house = House::open(which).await;
        let (simulator, mut reports) = Simulator::start(0, fast()).await.unwrap();
        house.provider(simulator.address().port()).await;
        let text = "Bonjour, votre enfant est absent depuis ce matin 8 h 30. ".repeat(5);
        let id = house.prepare(&house.message("06 39 98 11 12", &text)).await.id;
        house.release(&[id]).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Delivered).await;
        let Ok(Report::Accepted(received)) = reports.try_recv() else {
            panic!("nothing came")
        };
        assert_eq!((received.text.trim(), received.parts), (text.trim(), 2));
    }
);

on_each_engine!(
    /// Invariant: nothing leaves before a person releases it; the same key is the same message;
    /// a second release, or a later withdrawal, changes nothing.
    nothing_leaves_unreleased_and_nothing_twice, |which| async move {
        let house = House::open(which).await;
        let (simulator, mut reports) = Simulator::start(0, fast()).await.unwrap();
        house.provider(simulator.address().port()).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let new = house.message("06 39 98 11 12", "Votre enfant est absent.");
        let first = house.prepare(&new).await;
        let again = house.prepare(&new).await;
        assert!(!first.duplicate && again.duplicate);
        assert_eq!(first.id, again.id);
        a_while().await;
        assert!(reports.try_recv().is_err(), "it left before it was released");

        assert_eq!(house.release(&[first.id]).await, 1);
        house.until(first.id, State::Delivered).await;
        assert_eq!(house.release(&[first.id]).await, 0);
        let (at, now) = (house.at().await, house.now());
        let withdrawn = in_write!(house.portal.db(), db::Error, |tx| {
            messaging::cancel(tx, &at, QUEUE, &[first.id], now).await
        });
        assert_eq!(withdrawn.unwrap(), 0);
        a_while().await;
        let came = std::iter::from_fn(|| reports.try_recv().ok());
        assert_eq!(came.filter(|report| matches!(report, Report::Accepted(_))).count(), 1);
    }
);
