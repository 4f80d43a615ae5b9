//! When messages leave, how many, and which ones first.

use crate::{
    centre::{Centre, Deed},
    house::{House, SERVICE, a_while, consenting},
};
use db::in_write;
use education::Id;
use identity::SchoolLifeSettings;
use messaging::{Lane, Message, ProviderForm, QuietHours, SendingRules, State};
use testkit::on_each_engine;
use web::Error;

/// What the school decides, after what it had decided.
async fn decide(house: &House, change: impl FnOnce(&mut SendingRules)) -> Result<(), Error> {
    let at = house
        .admitted::<SchoolLifeSettings>(house.cpe, Some(house.school))
        .await;
    let mut read = house.portal.db().read().await.unwrap();
    let mut rules = messaging::sending_rules(&mut read, &at).await.unwrap();
    drop(read);
    change(&mut rules);
    let now = house.now();
    in_write!(house.portal.db(), Error, |tx| {
        messaging::save_sending_rules(tx, &at, &rules, now).await
    })
}

/// A message of a lane that nobody releases.
async fn at_once(house: &House, lane: Lane, number: &str) -> Id<Message> {
    let mut new = house.message(number, "Restez chez vous.");
    new.lane = lane;
    house.prepare(&new).await.id
}

async fn many(house: &House, count: u32) -> Vec<Id<Message>> {
    let mut ids = Vec::new();
    for end in 10..10 + count {
        ids.push(house.released(&format!("06 39 98 11 {end}")).await);
    }
    ids
}

on_each_engine!(
    /// Invariant: at night nothing leaves that can wait; an alert and a code do; in the morning
    /// all leave, whether the hours passed or the school changed them.
    nights_are_quiet, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let provider = house.provider_with(ProviderForm::new("Essai", "127.0.0.1", centre.port)).await;
        house.academy(provider).await;
        let clock = &house.context().clock;
        clock.set("2026-11-24T19:30:00Z".parse().unwrap());
        let notice = house.released("06 39 98 11 10").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let reason = house.until(notice, State::Held).await;
        assert_eq!(reason.as_deref(), Some("Heures calmes : il partira à 7 h 30."));
        at_once(&house, Lane::Crisis, "06 39 98 11 11").await;
        at_once(&house, Lane::Code, "06 39 98 11 12").await;
        centre.until_submitted(2).await;
        a_while().await;
        assert_eq!(centre.submitted().len(), 2, "the notice left at night");
        clock.set("2026-11-25T06:31:00Z".parse().unwrap());
        // It was good for eight hours: it is too late for it, and not for the next one.
        house.until(notice, State::Expired).await;
        let next = house.released("06 39 98 11 13").await;
        house.until(next, State::Accepted).await;

        clock.set("2026-11-25T20:00:00Z".parse().unwrap());
        let evening = house.released("06 39 98 11 14").await;
        house.until(evening, State::Held).await;
        decide(&house, |rules| rules.quiet = QuietHours { from: rules.quiet.until, ..rules.quiet }).await.unwrap();
        house.until(evening, State::Accepted).await;
    }
);

on_each_engine!(
    /// Invariant: no more leave in a minute, nor in a month, than the school said, even by two
    /// dispatchers at once; a refusal is given back; the rest waits, with the reason, and leaves
    /// when there is room.
    a_school_sends_no_more_than_it_said, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        house.context().clock.set("2026-11-24T08:00:01Z".parse().unwrap());
        decide(&house, |rules| rules.per_minute = Some(3)).await.unwrap();
        many(&house, 8).await;
        let (_one, _stop) = house.dispatch(consenting());
        let (_other, _stop) = house.dispatch(consenting());
        centre.until_submitted(3).await;
        a_while().await;
        assert_eq!(centre.submitted().len(), 3);
        house.context().clock.set("2026-11-24T08:01:01Z".parse().unwrap());
        centre.until_submitted(6).await;
        a_while().await;
        assert_eq!(centre.submitted().len(), 6);

        decide(&house, |rules| (rules.per_minute, rules.per_month) = (None, Some(7))).await.unwrap();
        centre.until_submitted(7).await;
        a_while().await;
        assert_eq!(centre.submitted().len(), 7);
        let alert = at_once(&house, Lane::Crisis, "06 39 98 11 40").await;
        house.until(alert, State::Accepted).await;
        let late = house.released("06 39 98 11 41").await;
        let reason = house.until(late, State::Held).await.unwrap_or_default();
        assert!(reason.contains("quota du mois (7 SMS)"), "{reason}");
        centre.will([Deed::Refuse(0x0b)]);
        decide(&house, |rules| rules.per_month = Some(9)).await.unwrap();
        // Eight were counted with the alert; of the two that wait, one is refused and given back,
        // and the other goes.
        centre.until_submitted(10).await;
        a_while().await;
        let next = house.released("06 39 98 11 42").await;
        house.until(next, State::Held).await;
        house.context().clock.set("2026-12-01T08:00:00Z".parse().unwrap());
        let december = house.released("06 39 98 11 43").await;
        house.until(december, State::Accepted).await;
    }
);

on_each_engine!(
    /// Invariant: a text of several parts counts as many, and one that is longer than the limit
    /// of a minute still leaves; what was surely not taken counts for nothing, in the minute too.
    parts_are_counted, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        decide(&house, |rules| (rules.per_minute, rules.per_month) = (Some(2), Some(4))).await.unwrap();
        let long = "Bonjour, votre enfant est absent depuis ce matin 8 h 30. ".repeat(6);
        let mut ids = Vec::new();
        for number in ["06 39 98 11 10", "06 39 98 11 11"] {
            let id = house.prepare(&house.message(number, &long)).await.id;
            house.release(&[id]).await;
            ids.push(id);
        }
        centre.will([Deed::Throttle]);
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(ids[0], State::Accepted).await;
        let reason = house.until(ids[1], State::Held).await.unwrap_or_default();
        assert!(reason.contains("quota du mois (4 SMS)"), "{reason}");
        a_while().await;
        assert_eq!(centre.submitted().len(), 4);
    }
);

on_each_engine!(
    /// Invariant: what waits for a limit is looked at again as soon as the limit is raised, not at
    /// the turn of the month.
    a_limit_that_is_raised_frees_what_waits, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        decide(&house, |rules| rules.per_month = Some(1)).await.unwrap();
        let (dispatcher, stop) = house.dispatch(consenting());
        house.until(house.released("06 39 98 11 40").await, State::Accepted).await;
        house.until(house.released("06 39 98 11 41").await, State::Held).await;
        stop.cancel();
        dispatcher.await.unwrap();
        let to_come = async || {
            db::sql!("SELECT COUNT(*) FROM message WHERE state = 'held' AND retry_at IS NOT NULL")
                .one::<(i64,)>(&mut house.context().db.read().await.unwrap())
                .await
                .unwrap()
                .0
        };
        assert_eq!(to_come().await, 1);
        decide(&house, |rules| rules.per_month = Some(9)).await.unwrap();
        assert_eq!(to_come().await, 0);
    }
);

on_each_engine!(
    /// Invariant: rules that two people change at once are not overwritten.
    rules_are_not_overwritten, |which| async move {
        let house = House::open(which).await;
        decide(&house, |rules| rules.per_month = Some(100)).await.unwrap();
        let stale = decide(&house, |rules| rules.version = 0).await;
        assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
        let stale = decide(&house, |rules| rules.version = 7).await;
        assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
        decide(&house, |rules| assert_eq!((rules.per_month, rules.version), (Some(100), 1))).await.unwrap();
    }
);

on_each_engine!(
    /// Invariant: an alert passes before whatever waits, at a slow provider too; a part of the
    /// session is kept for it.
    an_alert_passes_before_a_backlog, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let mut form = ProviderForm::new("Lent", "127.0.0.1", centre.port);
        (form.window, form.per_second) = (5, 20);
        house.provider_with(form).await;
        many(&house, 60).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        centre.until_submitted(12).await;
        let alert = at_once(&house, Lane::Crisis, "06 39 98 22 99").await;
        house.until(alert, State::Accepted).await;
        let submitted = centre.submitted();
        let place = submitted.iter().position(|number| number == "33639982299");
        let place = place.expect("the alert");
        assert!(place < 12 + 12, "it was number {place}");
        centre.until_submitted(61).await;
    }
);

on_each_engine!(
    /// Invariant (at least once): an alert whose answer is lost is written again, as long as it
    /// is of use, and the double is counted; a notice of absence beside it is not.
    an_alert_is_rather_sent_twice, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::HangUp]);
        let mut new = house.message("06 39 98 11 10", "Restez chez vous.");
        new.lane = Lane::Crisis;
        let alert = house.prepare(&new).await.id;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(alert, State::Accepted).await;
        assert_eq!(centre.counts()["33639981110"], 2);
        let (at, mut read) = (house.at().await, house.portal.db().read().await.unwrap());
        let doubles = messaging::possible_doubles(&mut read, &at, SERVICE, new.subject).await;
        assert_eq!(doubles.unwrap(), 1);
        drop(read);

        centre.will([Deed::HangUp]);
        let notice = house.released("06 39 98 11 11").await;
        house.until(notice, State::InDoubt).await;
        a_while().await;
        assert_eq!(centre.counts()["33639981111"], 1);

        // After its time, a doubt is left as it is.
        centre.always(Deed::Nothing);
        let mut late = house.message("06 39 98 11 12", "Restez chez vous.");
        (late.lane, late.not_after) = (Lane::Crisis, house.now() + chrono::Duration::seconds(1));
        let late = house.prepare(&late).await.id;
        house.until(late, State::InDoubt).await;
        a_while().await;
        assert_eq!(centre.counts()["33639981112"], 1);
    }
);
