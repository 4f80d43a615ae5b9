//! What breaks, and what must not come of it.

use crate::{
    centre::{Centre, Deed},
    house::{House, QUEUE, SERVICE, a_while, consenting},
};
use admission::Function;
use chrono::Duration;
use db::{in_write, sql};
use futures::FutureExt as _;
use identity::SchoolLife;
use messaging::{Choice, Medium, ProviderForm, Queue, Rechecks, State, Verdict};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use testkit::on_each_engine;
use web::Mode;

on_each_engine!(
    /// Invariant: a provider that asks to slow down gets each message once in the end, and no
    /// family is forgotten.
    throttled_messages_go_later, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Throttle, Deed::Refuse(0x14), Deed::Throttle]);
        let mut ids = Vec::new();
        for end in 10..15 {
            ids.push(house.released(&format!("06 39 98 11 {end}")).await);
        }
        let (_dispatcher, _stop) = house.dispatch(consenting());
        for id in ids {
            house.until(id, State::Accepted).await;
        }
        assert_eq!(centre.submitted().len(), 8);
        a_while().await;
        assert_eq!(centre.submitted().len(), 8);
    }
);

on_each_engine!(
    /// Invariant: consent withdrawn after the release stops the message.
    consent_is_asked_at_the_last_moment, |which| async move {
        let house = House::open(which).await;
        let id = house.released("06 39 98 11 12").await;
        let consents = Arc::new(AtomicBool::new(true));
        let asked = Arc::clone(&consents);
        let rechecks = Rechecks::new().with(SERVICE, move |_, request| {
            let asked = Arc::clone(&asked);
            async move {
                assert_eq!(request.mobile().unwrap().e164(), "+33639981112");
                Ok(match asked.load(Ordering::SeqCst) {
                    true => Verdict::Send,
                    false => Verdict::Cancel("La famille n'accepte plus les SMS.".into()),
                })
            }
            .boxed()
        });
        let (_dispatcher, _stop) = house.dispatch(rechecks);
        // It waits for a provider; meanwhile the family changes its mind.
        let reason = house.until(id, State::Held).await;
        assert!(reason.is_some_and(|reason| reason.contains("Aucun fournisseur")));
        consents.store(false, Ordering::SeqCst);
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        house.until(id, State::Cancelled).await;
        a_while().await;
        assert!(centre.submitted().is_empty());
    }
);

on_each_engine!(
    /// Invariant: a provider that can't be reached loses nothing; the school sees why.
    an_unreachable_provider_holds_and_resumes, |which| async move {
        let house = House::open(which).await;
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let dead = free.local_addr().unwrap().port();
        drop(free);
        house.provider(dead).await;
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let reason = house.until(id, State::Held).await;
        assert!(reason.is_some_and(|reason| reason.contains("injoignable")));
        let centre = Centre::start_at(dead).await;
        house.until(id, State::Accepted).await;
        assert_eq!(centre.submitted().len(), 1);
    }
);

on_each_engine!(
    /// Invariant: two dispatchers on one database open one session, and write each message once.
    two_dispatchers_do_not_double, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let mut ids = Vec::new();
        for number in 0..120 {
            let number = format!("06 39 98 {:02} {:02}", number / 60 + 20, number % 60 + 10);
            ids.push(house.prepare(&house.message(&number, "Absent.")).await.id);
        }
        assert_eq!(house.release(&ids).await, 120);
        let (_one, _stop) = house.dispatch(consenting());
        let (_two, _stop2) = house.dispatch(consenting());
        for id in ids {
            house.until(id, State::Accepted).await;
        }
        a_while().await;
        let counts = centre.counts();
        assert_eq!(counts.len(), 120);
        assert!(counts.values().all(|count| *count == 1));
        assert_eq!(centre.sessions().1, 1, "two sessions of one key at once");
    }
);

on_each_engine!(
    /// Invariant: another school's messages can't be released, withdrawn or settled by their ids.
    another_schools_messages_are_out_of_reach, |which| async move {
        let house = House::open(which).await;
        let other = house.portal.place("0990002P", "Collège Voisin").await;
        let neighbour = house.portal.account("voisin", &[Function::Cpe], Some(other)).await;
        let at = house.admitted::<SchoolLife>(neighbour, Some(other)).await;
        let now = house.now();
        let id = house.prepare(&house.message("06 39 98 11 12", "Absent.")).await.id;
        let (released, withdrawn, settled) = in_write!(house.portal.db(), db::Error, |tx| {
            Ok((
                messaging::release(tx, &at, QUEUE, &[id], now).await?.count,
                messaging::cancel(tx, &at, QUEUE, &[id], now).await?,
                messaging::settle_doubt(tx, &at, QUEUE, id, Choice::SendAgain, now).await?,
            ))
        })
        .unwrap();
        assert_eq!((released, withdrawn, settled), (0, 0, false));
        let mut read = house.portal.db().read().await.unwrap();
        assert!(messaging::waiting_ids(&mut read, &at, QUEUE).await.unwrap().is_empty());
        let at = house.at().await;
        assert_eq!(messaging::waiting_ids(&mut read, &at, QUEUE).await.unwrap(), [id]);
    }
);

on_each_engine!(
    /// Invariant: another queue's messages, of another means or of another service, can't be released,
    /// withdrawn or settled by their ids.
    another_queues_messages_are_out_of_reach, |which| async move {
        let house = House::open(which).await;
        let (at, now) = (house.at().await, house.now());
        let id = house.prepare(&house.message("06 39 98 11 12", "Absent.")).await.id;
        let others = [
            Queue::new(SERVICE, Medium::Mail),
            Queue::new("staff", QUEUE.medium),
        ];
        let done = async |queue| {
            in_write!(house.portal.db(), db::Error, |tx| {
                Ok((
                    messaging::all_of_school(tx, &at, queue, &[id, id]).await?,
                    messaging::settle_doubt(tx, &at, queue, id, Choice::SendAgain, now).await?,
                    messaging::release(tx, &at, queue, &[id], now).await?.count,
                    messaging::cancel(tx, &at, queue, &[id], now).await?,
                ))
            })
            .unwrap()
        };
        for queue in others {
            assert_eq!(done(queue).await, (false, false, 0, 0), "prepared, {queue:?}");
        }
        in_write!(house.portal.db(), db::Error, |tx| {
            sql!("UPDATE message_part SET state = 'in_doubt'").run(tx).await?;
            sql!("UPDATE message SET state = 'in_doubt'").run(tx).await
        })
        .unwrap();
        for queue in others {
            assert_eq!(done(queue).await, (false, false, 0, 0), "in doubt, {queue:?}");
        }
        assert_eq!(done(QUEUE).await, (true, true, 0, 1));
    }
);

on_each_engine!(
    /// Invariant: too late is too late; a number of fiction is never called in live mode; a
    /// refusal that may pass is tried again later.
    what_must_not_go_does_not, |which| async move {
        let house = House::open_in(which, Mode::Live).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let mut late = house.message("06 39 98 11 12", "Absent.");
        late.not_after = house.now() - Duration::minutes(1);
        let late = house.prepare(&late).await.id;
        let fiction = house.prepare(&house.message("06 39 98 11 13", "Absent.")).await.id;
        house.release(&[late, fiction]).await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(late, State::Expired).await;
        let reason = house.until(fiction, State::Rejected).await;
        assert!(reason.is_some_and(|reason| reason.contains("fiction")));
        assert!(centre.submitted().is_empty());
    }
);

on_each_engine!(
    /// Invariant: a refusal that may pass holds the message for a while, and says why.
    a_passing_refusal_is_tried_again_later, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Refuse(0x08)]);
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let reason = house.until(id, State::Held).await;
        assert_eq!(reason.as_deref(), Some("Le fournisseur est en panne."));
        a_while().await;
        assert_eq!(centre.submitted().len(), 1, "it did not wait");
    }
);

on_each_engine!(
    /// Invariant: what a service takes back is withdrawn, with its reason, as long as it can be.
    a_service_takes_back_what_it_asked_for, |which| async move {
        let house = House::open(which).await;
        let new = house.message("06 39 98 11 12", "Absent.");
        house.prepare(&new).await;
        let (school, now) = (house.school, house.now());
        let take_back = async || {
            in_write!(house.portal.db(), db::Error, |tx| {
                messaging::cancel_for_subjects(
                    tx, school, SERVICE, &[new.subject], "L'absence a été supprimée.",
                    audit::Actor::PROGRAM, now,
                )
                .await
            })
            .unwrap()
        };
        assert_eq!(take_back().await, 1);
        assert_eq!(take_back().await, 0);
    }
);

on_each_engine!(
    /// Invariant: schools wait for each other neither at the queue nor for a session that only
    /// listens: a provider that admits one session serves them all.
    a_provider_of_one_session_serves_all_schools, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        let mut form = ProviderForm::new("Un seul", "127.0.0.1", centre.port);
        form.max_sessions = 1;
        let provider = house.provider_with(form).await;
        let other = house.portal.place("0990002P", "Collège Voisin").await;
        let neighbour = house.portal.account("voisin", &[Function::Cpe], Some(other)).await;
        house.contract(neighbour, other, provider, "clg0002").await;
        let mine = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(mine, State::Accepted).await;
        // The first session listens for its receipt; the other school has something to send.
        let mut new = house.message("06 39 98 11 13", "Absent.");
        new.school = other;
        let theirs = house.prepare(&new).await.id;
        let at = house.admitted::<SchoolLife>(neighbour, Some(other)).await;
        let now = house.now();
        in_write!(house.portal.db(), db::Error, |tx| {
            messaging::release(tx, &at, QUEUE, &[theirs], now).await
        })
        .unwrap();
        centre.until_submitted(2).await;
        assert_eq!(centre.sessions().1, 1);
    }
);

on_each_engine!(
    /// Invariant: a service that answers for nothing, or can't judge one message, keeps no
    /// other message waiting.
    what_cannot_be_judged_lets_others_pass, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let mut ids = Vec::new();
        for end in 10..60 {
            ids.push(house.prepare(&house.message(&format!("06 39 98 11 {end}"), "Absent.")).await.id);
        }
        house.release(&ids).await;
        let rechecks = Rechecks::new().with(SERVICE, |_, request| {
            async move {
                match request.mobile().unwrap().e164().ends_with("59") {
                    true => Ok(Verdict::Send),
                    false => Err(web::Error::NotFound),
                }
            }
            .boxed()
        });
        let (_dispatcher, _stop) = house.dispatch(rechecks);
        house.until(ids[49], State::Accepted).await;
        let reason = house.until(ids[0], State::Held).await;
        assert!(reason.is_some());
        assert_eq!(centre.submitted().len(), 1);
    }
);

on_each_engine!(
    /// Invariant: a service that forgets messages it was asked about is asked about each alone: no
    /// answer is taken for another one's.
    no_answer_is_taken_for_another_s, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let mut ids = Vec::new();
        for end in 10..14 {
            ids.push(house.prepare(&house.message(&format!("06 39 98 11 {end}"), "Absent.")).await.id);
        }
        house.release(&ids).await;
        let rechecks = Rechecks::new().with_many(SERVICE, |_, requests| {
            // It knows of the last one only, and says no to one number.
            let verdicts = requests.iter().rev().take(1).map(|request| {
                match request.mobile().unwrap().e164().ends_with("12") {
                    true => Verdict::Cancel("Non.".into()),
                    false => Verdict::Send,
                }
            });
            let verdicts = verdicts.collect();
            async move { Ok(verdicts) }.boxed()
        });
        let (_dispatcher, _stop) = house.dispatch(rechecks);
        for index in [0, 1, 3] {
            house.until(ids[index], State::Accepted).await;
        }
        a_while().await;
        assert_eq!(house.standing(ids[2]).await.0, State::Cancelled);
        assert!(!centre.submitted().iter().any(|number| number.ends_with("12")));
    }
);
