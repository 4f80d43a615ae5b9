//! Messages that were queued for writing and wait for their answer: the window.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use tokio::{sync::oneshot, time::Instant};

use super::{Outcome, outgoing::Outgoing};

#[derive(Debug)]
struct Waiting {
    tag: u128,
    /// `None` once the caller was told that it is in doubt.
    answer: Option<oneshot::Sender<Outcome>>,
    /// Where the PDU begins in what is written.
    position: u64,
}

/// The window, by sequence number. A message in doubt keeps its place: its answer may still come,
/// and a provider which answers nothing puts at most one window in doubt.
#[derive(Debug, Default)]
pub(super) struct Flight {
    waiting: HashMap<u32, Waiting>,
    /// In order, since all wait equally long.
    deadlines: VecDeque<(Instant, u32)>,
    in_doubt: usize,
}

impl Flight {
    /// Places taken in the window.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// How many of them somebody still waits for.
    pub(super) fn expected(&self) -> usize {
        self.waiting.len() - self.in_doubt
    }

    pub(super) fn add(
        &mut self,
        sequence: u32,
        tag: u128,
        answer: oneshot::Sender<Outcome>,
        position: u64,
        deadline: Instant,
    ) {
        self.deadlines.push_back((deadline, sequence));
        let answer = Some(answer);
        let waiting = Waiting {
            tag,
            answer,
            position,
        };
        self.waiting.insert(sequence, waiting);
    }

    /// An answer came. Gives it back with its tag when nobody waits for it any more.
    pub(super) fn settle(&mut self, sequence: u32, outcome: Outcome) -> Option<(u128, Outcome)> {
        let Some(waiting) = self.waiting.remove(&sequence) else {
            tracing::warn!(sequence, "answer to nothing that was sent");
            return None;
        };
        self.forget_settled();
        match waiting.answer {
            Some(answer) => answer.send(outcome).err().map(|late| (waiting.tag, late)),
            None => {
                self.in_doubt -= 1;
                Some((waiting.tag, outcome))
            }
        }
    }

    /// Tells the callers whose answer is overdue that their message is in doubt.
    pub(super) fn expire(&mut self, now: Instant, patience: Duration, out: &Outgoing) {
        while let Some(&(deadline, sequence)) = self.deadlines.front()
            && deadline <= now
        {
            self.deadlines.pop_front();
            let Some(waiting) = self.waiting.get_mut(&sequence) else {
                continue;
            };
            if !out.touched(waiting.position) {
                // The connection is stuck: it has not left yet, so it can't be in doubt.
                self.deadlines.push_back((now + patience, sequence));
            } else if let Some(answer) = waiting.answer.take() {
                let _ = answer.send(Outcome::InDoubt);
                self.in_doubt += 1;
            }
        }
        self.forget_settled();
    }

    /// When [`Flight::expire`] has something to do.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.deadlines.front().map(|&(deadline, _)| deadline)
    }

    /// The session is over: what was not touched is not sent, the rest is in doubt.
    pub(super) fn end(&mut self, out: &Outgoing) {
        for (_, waiting) in self.waiting.drain() {
            let outcome = match out.touched(waiting.position) {
                true => Outcome::InDoubt,
                false => Outcome::NotWritten,
            };
            if let Some(answer) = waiting.answer {
                let _ = answer.send(outcome);
            }
        }
    }

    fn forget_settled(&mut self) {
        while let Some((_, sequence)) = self.deadlines.front()
            && !self.waiting.contains_key(sequence)
        {
            self.deadlines.pop_front();
        }
    }
}
