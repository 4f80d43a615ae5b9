use super::*;
use proptest::prelude::*;

const EVENTS: [Event; 13] = [
    Event::Release,
    Event::Hold,
    Event::Send,
    Event::PutBack,
    Event::Accept,
    Event::Reject,
    Event::Lose,
    Event::Deliver,
    Event::Fail,
    Event::Expire,
    Event::Cancel,
    Event::ConsiderSent,
    Event::SendAgain,
];

fn events() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(proptest::sample::select(EVENTS.to_vec()), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Invariant: a final state never goes back, whatever comes after and in whichever order.
    #[test]
    fn final_states_are_final(events in events()) {
        let mut state = State::Prepared;
        for event in events {
            let next = state.next(event);
            if state.is_final() {
                prop_assert_eq!(next, None, "{:?} after {:?}", event, state);
            }
            state = next.unwrap_or(state);
        }
    }

    /// Invariant: a message is delivered when all its parts are, and only then.
    #[test]
    fn delivered_means_all_of_it(parts in proptest::collection::vec(
        proptest::sample::select(vec![State::Queued, State::Sending, State::Accepted,
            State::InDoubt, State::Delivered, State::Failed, State::Expired, State::Rejected]), 1..5)) {
        let all = parts.iter().all(|part| *part == State::Delivered);
        prop_assert_eq!(State::of_parts(parts) == State::Delivered, all);
    }
}

/// Invariant (at most once): between two writings, either it is known that the first was not
/// taken, or a person asked for the second. Doubt alone never leads to a second one. Tried on
/// every state that any events can lead to, not on some.
#[test]
fn nothing_is_written_twice_by_itself() {
    let mut seen = vec![(State::Prepared, true)];
    let mut at = 0;
    while let Some(&(state, may_send)) = seen.get(at) {
        at += 1;
        for event in EVENTS {
            let Some(next) = state.next(event) else {
                continue;
            };
            let may_send = match event {
                Event::Send => {
                    assert!(may_send, "written again from {state:?}");
                    false
                }
                Event::PutBack | Event::SendAgain => true,
                _ => may_send,
            };
            if !seen.contains(&(next, may_send)) {
                seen.push((next, may_send));
            }
        }
    }
    assert!(seen.len() > State::ALL.len(), "not all was tried");
}

/// Invariant: what was sent can't be withdrawn, and what was never released is never sent.
#[test]
fn only_what_was_not_sent_is_withdrawn() {
    for state in State::ALL {
        let before = matches!(state, State::Prepared | State::Queued | State::Held);
        assert_eq!(state.next(Event::Cancel).is_some(), before, "{state:?}");
    }
    assert_eq!(State::Prepared.next(Event::Send), None);
}

#[test]
fn codes_read_back() {
    for state in State::ALL {
        assert_eq!(State::try_from(state.code().to_owned()), Ok(state));
    }
}
