//! Receipts: first, twice, late, of an unknown identifier, of another spelling.

use crate::{
    centre::{Centre, Deed},
    house::{House, QUEUE, a_while, consenting, quick},
};
use admission::Function;
use db::in_write;
use identity::SchoolLife;
use messaging::{ProviderForm, State, Timing};
use sms::IdNormalisation;
use std::time::Duration;
use testkit::on_each_engine;

const NUMBER: &str = "33639981112";

on_each_engine!(
    /// Invariant: a receipt that overtakes the answer is kept, and counts once the answer is
    /// there; it is acknowledged only when kept.
    a_receipt_may_come_first, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::ReceiptThenTake("abc".into())]);
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Delivered).await;
        assert_eq!(centre.acknowledged(), 1);
        assert_eq!(centre.submitted(), [NUMBER]);
    }
);

on_each_engine!(
    /// Invariant: a final state never goes back, whatever receipts come later or again.
    receipts_late_twice_and_contrary, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Take("abc".into())]);
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        centre.say("abc", "ENROUTE", NUMBER).await;
        a_while().await;
        assert_eq!(house.standing(id).await.0, State::Accepted);
        centre.say("abc", "DELIVRD", NUMBER).await;
        house.until(id, State::Delivered).await;
        for stat in ["DELIVRD", "UNDELIV", "ENROUTE", "EXPIRED"] {
            centre.say("abc", stat, NUMBER).await;
        }
        a_while().await;
        assert_eq!(house.standing(id).await.0, State::Delivered);
        assert_eq!(centre.acknowledged(), 6);
    }
);

on_each_engine!(
    /// Invariant: a receipt of an identifier that nobody knows is kept and acknowledged, and
    /// touches no other message.
    an_unknown_identifier_touches_nothing, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Take("abc".into())]);
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        centre.say("zzz", "UNDELIV", NUMBER).await;
        a_while().await;
        assert_eq!(house.standing(id).await.0, State::Accepted);
        assert_eq!(centre.acknowledged(), 1);
        // The message of that identifier comes later.
        centre.will([Deed::Take("zzz".into())]);
        let later = house.released("06 39 98 11 13").await;
        house.until(later, State::Failed).await;
    }
);

on_each_engine!(
    /// Invariant: two providers may give the same identifier: what one says touches no message of
    /// the other.
    a_receipt_of_another_provider_touches_nothing, |which| async move {
        let house = House::open(which).await;
        let (ours, theirs) = (Centre::start().await, Centre::start().await);
        house.provider(ours.port).await;
        let other = house.portal.place("0990002P", "Collège Voisin").await;
        let neighbour = house.portal.account("voisin", &[Function::Cpe], Some(other)).await;
        let form = ProviderForm::new("Autre", "127.0.0.1", theirs.port);
        let provider = house.declared(form).await;
        house.contract(neighbour, other, provider, "clg0002").await;
        for centre in [&ours, &theirs] {
            centre.will([Deed::Take("abc".into())]);
        }
        let mine = house.released("06 39 98 11 12").await;
        let mut new = house.message("06 39 98 11 12", "Absent.");
        new.school = other;
        let new = house.prepare(&new).await.id;
        let (at, now) = (house.admitted::<SchoolLife>(neighbour, Some(other)).await, house.now());
        in_write!(house.portal.db(), db::Error, |tx| {
            messaging::release(tx, &at, QUEUE, &[new], now).await
        })
        .unwrap();
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(mine, State::Accepted).await;
        theirs.until_submitted(1).await;
        theirs.say("abc", "UNDELIV", NUMBER).await;
        a_while().await;
        assert_eq!(theirs.acknowledged(), 1);
        assert_eq!(house.standing(mine).await.0, State::Accepted);
        ours.say("abc", "DELIVRD", NUMBER).await;
        house.until(mine, State::Delivered).await;
    }
);

on_each_engine!(
    /// Invariant: identifiers are compared as the provider declares, never more loosely.
    another_spelling_matches_when_declared, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let mut form = ProviderForm::new("Décimal", "127.0.0.1", centre.port);
        form.id_rule = IdNormalisation::DecimalThenHex;
        house.provider_with(form).await;
        centre.will([Deed::Take("255".into())]);
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        centre.say("100", "DELIVRD", NUMBER).await;
        a_while().await;
        assert_eq!(house.standing(id).await.0, State::Accepted);
        centre.say("FF", "DELIVRD", NUMBER).await;
        house.until(id, State::Delivered).await;
    }
);

on_each_engine!(
    /// Invariant: a receipt that comes when the session is closed for long is asked for.
    a_receipt_of_the_evening_is_asked_for, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Take("abc".into())]);
        let id = house.released("06 39 98 11 12").await;
        let timing = Timing {
            listen: Duration::ZERO,
            revisit: Duration::from_millis(700),
            ..quick()
        };
        let (_dispatcher, _stop) = house.dispatch_at(timing, consenting());
        house.until(id, State::Accepted).await;
        while centre.is_open() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        centre.say("abc", "DELIVRD", NUMBER).await;
        house.until(id, State::Delivered).await;
        assert!(centre.sessions().0 >= 2);
    }
);

on_each_engine!(
    /// Invariant: what the school types takes effect at once: a session is opened anew.
    a_new_password_opens_a_new_session, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let form = ProviderForm::new("Fournisseur", "127.0.0.1", centre.port);
        let provider = house.provider_with(form).await;
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::Accepted).await;
        assert_eq!(centre.sessions().0, 1);
        house.contract(house.cpe, house.school, provider, "clg0001").await;
        let again = house.released("06 39 98 11 13").await;
        house.until(again, State::Accepted).await;
        a_while().await;
        assert_eq!(centre.sessions(), (2, 1));
    }
);
