//! The task of a session: the only one that touches the socket.

use futures::StreamExt as _;
use tokio::{
    io::{AsyncRead, AsyncWrite, WriteHalf},
    select,
    sync::{mpsc, oneshot},
    time::{Duration, Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use rusmpp::{Pdu, pdus::DeliverSmResp};

use crate::smpp::{frame::Frame, status::Status};

use super::{
    EndReason, Event, Outcome, SessionConfig, Submission, bind, event::Reply, flight::Flight,
    outgoing::Outgoing, pace::Pace, submit,
};

/// A message to send, and who waits for its outcome.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) submission: Submission,
    pub(super) answer: oneshot::Sender<Outcome>,
}

/// How long the peer has to answer an unbind.
const FAREWELL: Duration = Duration::from_secs(5);

/// How the end is coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    No,
    /// Waiting for answers and acknowledgements, until then at most.
    Settling(Instant),
    /// Unbind sent; its answer is waited for until then.
    Unbinding(Instant),
}

pub(super) struct Task<S> {
    pub(super) config: SessionConfig,
    reader: bind::Reader<S>,
    writer: WriteHalf<S>,
    pub(super) out: Outgoing,
    orders: mpsc::Receiver<Order>,
    pub(super) events: mpsc::UnboundedSender<Event>,
    pub(super) replies: mpsc::UnboundedSender<(u32, Reply)>,
    replies_in: mpsc::UnboundedReceiver<(u32, Reply)>,
    /// Incoming messages that the caller has not acknowledged.
    pub(super) in_hand: usize,
    pub(super) flight: Flight,
    pub(super) pace: Pace,
    close: CancellationToken,
    closing: Closing,
    /// The sequence number of the peer's unbind.
    pub(super) peer_unbind: u32,
    sequence: u32,
    pub(super) last_heard: Instant,
    /// Until when the peer has to say anything, once asked.
    pub(super) enquiry: Option<Instant>,
}

impl<S> Task<S> {
    /// The answer to our own unbind ends the session.
    pub(super) fn is_unbinding(&self) -> bool {
        matches!(self.closing, Closing::Unbinding(_))
    }
}

impl<S: AsyncRead + AsyncWrite> Task<S> {
    pub(super) fn new(
        config: SessionConfig,
        reader: bind::Reader<S>,
        writer: WriteHalf<S>,
        orders: mpsc::Receiver<Order>,
        events: mpsc::UnboundedSender<Event>,
        close: CancellationToken,
    ) -> Self {
        let (replies, replies_in) = mpsc::unbounded_channel();
        let now = Instant::now();
        Self {
            pace: Pace::new(config.rate, now),
            config,
            reader,
            writer,
            out: Outgoing::default(),
            orders,
            events,
            replies,
            replies_in,
            in_hand: 0,
            flight: Flight::default(),
            close,
            closing: Closing::No,
            peer_unbind: 0,
            sequence: bind::SEQUENCE,
            last_heard: now,
            enquiry: None,
        }
    }

    pub(super) async fn run(mut self) {
        let reason = loop {
            match self.turn().await {
                Ok(()) => {}
                Err(reason) => break reason,
            }
        };
        if reason == EndReason::PeerUnbound {
            self.answer_unbind().await;
        }
        self.flight.end(&self.out);
        let mut orders = self.orders;
        orders.close();
        // Apart: a caller that was given its place in the queue but is not polled would hold up
        // the end.
        tokio::spawn(async move {
            while let Some(order) = orders.recv().await {
                let _ = order.answer.send(Outcome::NotWritten);
            }
        });
        tracing::debug!(%reason, "SMPP session ended");
        let _ = self.events.send(Event::Closed(reason));
    }

    /// Waits for whatever comes first and deals with it.
    async fn turn(&mut self) -> Result<(), EndReason> {
        let now = Instant::now();
        self.keep_time(now)?;
        let has_room = self.closing == Closing::No
            && self.flight.len() < self.config.window
            && !self.out.is_full();
        let ready_at = self.pace.ready_at(now);
        let may_take = has_room && ready_at <= now;
        let mut wake = self.next_alarm();
        if has_room && !may_take {
            wake = wake.min(ready_at);
        }
        select! {
            frame = self.reader.next() => match frame {
                Some(Ok(frame)) => self.receive(frame),
                Some(Err(error)) => Err(error.into()),
                None if matches!(self.closing, Closing::Unbinding(_)) => Err(EndReason::Closed),
                None => Err(EndReason::PeerClosed),
            },
            written = self.out.write(&mut self.writer), if self.out.has_work() => {
                written.map_err(|error| EndReason::Io(error.to_string()))
            }
            order = self.orders.recv(), if may_take => {
                match order {
                    Some(order) => self.send(order),
                    // Every handle was dropped.
                    None => self.begin_closing(),
                }
                Ok(())
            }
            Some((sequence, reply)) = self.replies_in.recv() => {
                self.reply(sequence, reply);
                Ok(())
            }
            () = self.close.cancelled(), if self.closing == Closing::No => {
                self.begin_closing();
                Ok(())
            }
            () = sleep_until(wake) => Ok(()),
        }
    }

    fn receive(&mut self, frame: Frame) -> Result<(), EndReason> {
        self.last_heard = Instant::now();
        self.enquiry = None;
        match frame {
            Frame::Read(command) => self.command(*command),
            Frame::Unread(unread) => {
                self.unread(&unread);
                Ok(())
            }
        }
    }

    fn send(&mut self, order: Order) {
        let Order { submission, answer } = order;
        // Nobody would learn the outcome: the caller gave up while the message was in the queue.
        if answer.is_closed() {
            return;
        }
        let Some(pdu) = submit::pdu(&submission) else {
            let status = Status(0x0a);
            let _ = answer.send(Outcome::answered(status, String::new()));
            return;
        };
        self.pace.take();
        let sequence = self.next_sequence();
        let position = self.out.push(Status::OK, sequence, pdu);
        let deadline = Instant::now() + self.config.response_timeout;
        self.flight
            .add(sequence, submission.tag, answer, position, deadline);
    }

    fn reply(&mut self, sequence: u32, reply: Reply) {
        self.in_hand = self.in_hand.saturating_sub(1);
        let status = match reply {
            Reply::Ack => Status::OK,
            Reply::Later => Status::RECEIVER_TEMPORARY,
            Reply::Nothing => return,
        };
        self.out.push(status, sequence, DeliverSmResp::default());
    }

    /// What is due now.
    fn keep_time(&mut self, now: Instant) -> Result<(), EndReason> {
        self.flight
            .expire(now, self.config.response_timeout, &self.out);
        let stuck = self.flight.expected() == 0 && self.flight.len() >= self.config.window;
        match self.closing {
            Closing::No if stuck => return Err(EndReason::NoAnswers),
            Closing::No => {}
            Closing::Settling(until) => {
                let settled = self.flight.expected() == 0 && self.in_hand == 0;
                if settled || until <= now {
                    let sequence = self.next_sequence();
                    self.out.push(Status::OK, sequence, Pdu::Unbind);
                    self.closing = Closing::Unbinding(now + FAREWELL);
                }
            }
            Closing::Unbinding(until) if until <= now => return Err(EndReason::Closed),
            Closing::Unbinding(_) => {}
        }
        match self.enquiry {
            Some(until) if until <= now => return Err(EndReason::Silent),
            Some(_) => {}
            None if self.last_heard + self.config.enquire_link_interval <= now => {
                let sequence = self.next_sequence();
                self.out.push(Status::OK, sequence, Pdu::EnquireLink);
                self.enquiry = Some(now + self.config.enquire_link_timeout);
            }
            None => {}
        }
        Ok(())
    }

    /// When [`Task::keep_time`] next has something to do.
    fn next_alarm(&self) -> Instant {
        let life = self
            .enquiry
            .unwrap_or(self.last_heard + self.config.enquire_link_interval);
        let closing = match self.closing {
            Closing::No => None,
            Closing::Settling(until) | Closing::Unbinding(until) => Some(until),
        };
        [closing, self.flight.next_deadline()]
            .into_iter()
            .flatten()
            .fold(life, Instant::min)
    }

    fn begin_closing(&mut self) {
        self.closing = Closing::Settling(Instant::now() + self.config.response_timeout);
        self.orders.close();
        while let Ok(order) = self.orders.try_recv() {
            let _ = order.answer.send(Outcome::NotWritten);
        }
    }

    /// Politeness, when it costs nothing: messages that are still queued must not leave after the
    /// peer said goodbye.
    async fn answer_unbind(&mut self) {
        if !self.out.is_empty() {
            return;
        }
        self.out.push(Status::OK, self.peer_unbind, Pdu::UnbindResp);
        let written = async {
            while self.out.has_work() {
                self.out.write(&mut self.writer).await?;
            }
            Ok::<_, std::io::Error>(())
        };
        let _ = timeout(Duration::from_secs(1), written).await;
    }

    /// From 1 to 0x7FFFFFFF (SMPP 3.4 §3.2).
    fn next_sequence(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_ffff {
            1
        } else {
            self.sequence + 1
        };
        self.sequence
    }
}
