//! Whether a family knows that its child is away.

use super::terms::Terms;
use messaging::{Medium, State};

/// How far a family is told, from who knows least to who knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    /// Nothing was sent, or nothing that arrived.
    No,
    /// What was sent did not arrive.
    Failed,
    /// A message waits for a person.
    Waiting,
    /// A message has left, or is about to.
    UnderWay,
    /// A message is on a telephone.
    Yes,
    /// The family told the school.
    Called,
}

impl Told {
    /// Of an entry and of where its messages stand: the one that went farthest counts.
    pub(crate) fn of(terms: &Terms, states: impl IntoIterator<Item = (Medium, State)>) -> Self {
        if terms.informed {
            return Self::Called;
        }
        let each = states.into_iter().map(|(medium, state)| match state {
            State::Prepared => Self::Waiting,
            // Printed, and then posted: nobody hears of it when it is read.
            State::Accepted if medium == Medium::Letter => Self::Waiting,
            State::Delivered if medium == Medium::Letter => Self::UnderWay,
            State::Queued | State::Held | State::Sending | State::Accepted | State::InDoubt => {
                Self::UnderWay
            }
            State::Delivered => Self::Yes,
            State::Failed | State::Expired | State::Rejected => Self::Failed,
            State::Cancelled => Self::No,
        });
        each.max().unwrap_or(Self::No)
    }

    /// Whether a message in this state has gone on its way to the family.
    pub(crate) fn has_left(medium: Medium, state: State) -> bool {
        match state {
            State::Accepted => medium != Medium::Letter,
            state => matches!(state, State::InDoubt | State::Delivered),
        }
    }

    /// Whether somebody must still do something for the family to know.
    pub(crate) fn must_be_told(self) -> bool {
        matches!(self, Self::No | Self::Failed)
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::No => "Pas prévenue",
            Self::Failed => "Message non remis",
            Self::Waiting => "Message à envoyer",
            Self::UnderWay => "Message parti",
            Self::Yes => "Prévenue",
            Self::Called => "A appelé",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::period::Period;

    fn terms() -> Terms {
        let at = |hour| {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
            day.and_hms_opt(hour, 30, 0).unwrap()
        };
        Terms::absence(Period::stored(at(8), at(9)))
    }

    /// Invariant: a family knows once one message has arrived, or when it called itself; a message
    /// that failed beside one that is under way is no alarm.
    #[test]
    fn the_message_that_went_farthest_counts() {
        let told =
            |states: &[State]| Told::of(&terms(), states.iter().map(|state| (Medium::Sms, *state)));
        assert_eq!(told(&[]), Told::No);
        assert_eq!(told(&[State::Cancelled]), Told::No);
        assert_eq!(told(&[State::Failed, State::Cancelled]), Told::Failed);
        assert_eq!(told(&[State::Failed, State::Prepared]), Told::Waiting);
        assert_eq!(told(&[State::Prepared, State::InDoubt]), Told::UnderWay);
        assert_eq!(told(&[State::Delivered, State::Rejected]), Told::Yes);
        let called = Terms {
            informed: true,
            ..terms()
        };
        assert_eq!(
            Told::of(&called, [(Medium::Sms, State::Failed)]),
            Told::Called
        );
        for state in State::ALL {
            let told = told(&[state]);
            let reached = matches!(told, Told::Waiting | Told::UnderWay | Told::Yes);
            assert_eq!(told.must_be_told(), !reached, "{state:?}");
        }
    }

    /// Invariant: a letter tells nobody before it is posted, and then nobody knows that it is read.
    #[test]
    fn a_letter_is_under_way_once_it_is_posted() {
        let told = |state| Told::of(&terms(), [(Medium::Letter, state)]);
        assert_eq!(told(State::Prepared), Told::Waiting);
        assert_eq!(told(State::Accepted), Told::Waiting, "printed");
        assert_eq!(told(State::Delivered), Told::UnderWay, "posted");
        assert_eq!(told(State::Failed), Told::Failed, "brought back");
        assert!(!Told::has_left(Medium::Letter, State::Accepted));
        assert!(Told::has_left(Medium::Letter, State::Delivered));
        assert!(Told::has_left(Medium::Mail, State::Accepted));
    }
}
