//! What nobody can know, and what must not come of it.

use crate::{
    centre::{Centre, Deed},
    house::{House, QUEUE, a_while, consenting},
};
use db::in_write;
use education::Id;
use messaging::{Choice, Message, State};
use testkit::on_each_engine;

on_each_engine!(
    /// Invariant (at most once): written and unanswered is doubt, shown, and never written
    /// again by itself; a person's choice or a receipt settles it.
    a_killed_dispatcher_leaves_doubt_and_no_second_message, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.always(Deed::Nothing);
        let mut ids = Vec::new();
        for end in 10..14 {
            ids.push(house.released(&format!("06 39 98 11 {end}")).await);
        }
        let (killed, _never) = house.dispatch(consenting());
        centre.until_submitted(4).await;
        killed.abort();
        let _ = killed.await;
        for id in &ids {
            assert_eq!(house.standing(*id).await.0, State::Sending);
        }
        centre.always(Deed::Take("late".into()));
        let (_dispatcher, _stop) = house.dispatch(consenting());
        for id in &ids {
            house.until(*id, State::InDoubt).await;
        }
        a_while().await;
        assert_eq!(centre.submitted().len(), 4, "a message in doubt was sent again");

        let [considered, again, settled, alone] = ids[..] else { unreachable!() };
        assert!(settle(&house, considered, Choice::ConsiderSent).await);
        house.until(considered, State::Accepted).await;
        assert!(settle(&house, again, Choice::SendAgain).await);
        house.until(again, State::Accepted).await;
        assert!(!settle(&house, again, Choice::SendAgain).await);
        assert_eq!(centre.counts()["33639981111"], 2);
        // The identifier was lost with the answer; only one message can be meant.
        centre.say("unknown", "DELIVRD", "33639981112").await;
        house.until(settled, State::Delivered).await;
        assert_eq!(house.standing(alone).await.0, State::InDoubt);
    }
);

async fn settle(house: &House, id: Id<Message>, choice: Choice) -> bool {
    let (at, now) = (house.at().await, house.now());
    in_write!(house.portal.db(), db::Error, |tx| {
        messaging::settle_doubt(tx, &at, QUEUE, id, choice, now).await
    })
    .unwrap()
}

on_each_engine!(
    /// Invariant: a connection that ends without a word puts in doubt what was written, and
    /// only that; the rest goes on.
    a_connection_that_ends_puts_in_doubt_what_was_written, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::HangUp]);
        let mut ids = Vec::new();
        for end in 10..60 {
            ids.push(house.released(&format!("06 39 98 11 {end}")).await);
        }
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let mut in_doubt = 0;
        for id in ids {
            loop {
                match house.standing(id).await.0 {
                    State::Accepted => break,
                    State::InDoubt => {
                        in_doubt += 1;
                        break;
                    }
                    _ => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                }
            }
        }
        // A window, at most.
        assert!((1..=10).contains(&in_doubt), "{in_doubt}");
        assert!(centre.counts().values().all(|count| *count == 1));
    }
);

on_each_engine!(
    /// Invariant: a provider that answers in another language leaves doubt on what it was given,
    /// and the rest goes on in another session.
    garbage_puts_in_doubt_what_was_written, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Garbage]);
        let first = house.released("06 39 98 11 10").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(first, State::InDoubt).await;
        let next = house.released("06 39 98 11 11").await;
        house.until(next, State::Accepted).await;
        a_while().await;
        assert_eq!(house.standing(first).await.0, State::InDoubt);
        assert_eq!(centre.submitted(), ["33639981110", "33639981111"]);
    }
);

on_each_engine!(
    /// Invariant: of a text of three parts, the second is refused: the third is not written, the
    /// first is not written again, and the message is not said to have arrived.
    one_part_of_three_is_refused, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::Take("abc".into()), Deed::Refuse(0x0b)]);
        let text = "Bonjour, votre enfant est absent depuis ce matin 8 h 30. ".repeat(6);
        let id = house.prepare(&house.message("06 39 98 11 10", &text)).await.id;
        assert_eq!(house.release(&[id]).await, 1);
        let (_dispatcher, _stop) = house.dispatch(consenting());
        let reason = house.until(id, State::Rejected).await;
        assert!(reason.is_some());
        a_while().await;
        assert_eq!(centre.submitted().len(), 2);
        assert_eq!(house.standing(id).await.0, State::Rejected);
    }
);

on_each_engine!(
    /// Invariant: a stop waits for the answers under way, and leaves the rest in the queue.
    a_stop_leaves_no_doubt, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        let mut ids = Vec::new();
        for n in 0..200 {
            let number = format!("06 39 98 {:02} {:02}", n / 50 + 20, n % 50 + 10);
            ids.push(house.prepare(&house.message(&number, "Absent.")).await.id);
        }
        house.release(&ids).await;
        let (dispatcher, stop) = house.dispatch(consenting());
        centre.until_submitted(20).await;
        stop.cancel();
        dispatcher.await.unwrap();
        let mut accepted = 0;
        for id in &ids {
            match house.standing(*id).await.0 {
                State::Accepted => accepted += 1,
                State::Queued => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(accepted, centre.submitted().len());
        assert!(accepted < 200, "nothing was left to prove it on");
        let (_dispatcher, _stop) = house.dispatch(consenting());
        for id in &ids {
            house.until(*id, State::Accepted).await;
        }
        assert!(centre.counts().values().all(|count| *count == 1));
    }
);

on_each_engine!(
    /// Invariant: an answer that comes after it was given up for lost settles the doubt.
    a_late_answer_settles_the_doubt, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([
            Deed::After(2_500, Box::new(Deed::Take("late".into()))),
            Deed::After(2_500, Box::new(Deed::Throttle)),
        ]);
        let taken = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        centre.until_submitted(1).await;
        let not_taken = house.released("06 39 98 11 13").await;
        house.until(taken, State::InDoubt).await;
        house.until(not_taken, State::InDoubt).await;
        house.until(taken, State::Accepted).await;
        // This one is known not to have been taken: it goes again by itself.
        house.until(not_taken, State::Accepted).await;
        assert_eq!(centre.submitted().len(), 3);
    }
);

on_each_engine!(
    /// Invariant (at most once): what is learnt of an older attempt never sends a message again
    /// while a newer one is under way.
    an_older_attempt_does_not_undo_a_newer_one, |which| async move {
        let house = House::open(which).await;
        let centre = Centre::start().await;
        house.provider(centre.port).await;
        centre.will([Deed::After(2_500, Box::new(Deed::Throttle)), Deed::Nothing]);
        let id = house.released("06 39 98 11 12").await;
        let (_dispatcher, _stop) = house.dispatch(consenting());
        house.until(id, State::InDoubt).await;
        assert!(settle(&house, id, Choice::SendAgain).await);
        centre.until_submitted(2).await;
        tokio::time::sleep(std::time::Duration::from_millis(2_000)).await;
        assert_eq!(centre.submitted().len(), 2, "it was written a third time");
        house.until(id, State::InDoubt).await;
    }
);
