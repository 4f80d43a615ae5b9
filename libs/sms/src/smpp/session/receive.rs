//! What the task does with each incoming PDU.

use rusmpp::{
    Command, CommandId, Pdu,
    pdus::{DeliverSm, DeliverSmResp},
};
use tokio::time::Instant;

use crate::smpp::{
    frame::{FrameError, Unread},
    status::{Status, StatusClass},
};

use super::{EndReason, Event, Outcome, Responder, inbound, task::Task};

impl<S> Task<S> {
    pub(super) fn command(&mut self, command: Command) -> Result<(), EndReason> {
        let sequence = command.sequence_number();
        let status = Status::from(command.status());
        match (command.id(), command.pdu()) {
            (CommandId::SubmitSmResp, pdu) => {
                let message_id = match pdu {
                    Some(Pdu::SubmitSmResp(answer)) => answer.message_id().as_str().to_owned(),
                    // An error may come without a body (SMPP 3.4 §4.4.2).
                    _ => String::new(),
                };
                self.settle(sequence, Outcome::answered(status, message_id));
            }
            (_, Some(Pdu::DeliverSm(pdu))) => self.deliver(sequence, pdu),
            (CommandId::EnquireLink, _) => {
                self.out.push(Status::OK, sequence, Pdu::EnquireLinkResp);
            }
            (CommandId::Unbind, _) => {
                self.peer_unbind = sequence;
                return Err(EndReason::PeerUnbound);
            }
            (CommandId::UnbindResp, _) if self.is_unbinding() => return Err(EndReason::Closed),
            (CommandId::GenericNack, _) => self.nacked(sequence, status),
            // Neither has an answer (SMPP 3.4 §4.1.7, §4.12).
            (CommandId::AlertNotification | CommandId::Outbind, _) => {}
            (id, _) if id.is_operation() => {
                self.out
                    .push(Status::INVALID_COMMAND, sequence, Pdu::GenericNack);
            }
            (id, _) => tracing::debug!(?id, sequence, "answer that nothing waits for"),
        }
        Ok(())
    }

    /// A PDU of which only the header makes sense.
    pub(super) fn unread(&mut self, unread: &Unread) {
        let Unread {
            command,
            status,
            sequence,
            ..
        } = *unread;
        tracing::warn!(command, sequence, "unreadable PDU");
        if CommandId::from(command) == CommandId::SubmitSmResp {
            // The header alone says whether the message was taken: no doubt must come of a strange
            // identifier.
            self.settle(sequence, Outcome::answered(status, unread.first_string()));
        } else if !unread.is_answer() {
            self.out
                .push(Status::INVALID_COMMAND, sequence, Pdu::GenericNack);
            let octets = unread.octets.to_vec();
            let _ = self.events.send(Event::Unreadable { octets });
        }
    }

    fn settle(&mut self, sequence: u32, outcome: Outcome) {
        if let Outcome::Throttled { .. } = outcome {
            self.pace.pause(Instant::now() + self.config.throttle_pause);
        }
        if let Some((tag, outcome)) = self.flight.settle(sequence, outcome) {
            let _ = self.events.send(Event::LateAnswer { tag, outcome });
        }
    }

    /// The peer could not read what we sent: it was not taken, whatever the status says.
    fn nacked(&mut self, sequence: u32, status: Status) {
        let status = match status.class() {
            StatusClass::Ok => Status::INVALID_COMMAND,
            _ => status,
        };
        // Zero names no PDU (SMPP 3.4 §4.3.1): messages under way will be in doubt in time.
        if sequence == 0 {
            tracing::warn!(%status, "the provider could not read a PDU, and does not say which");
            return;
        }
        self.settle(sequence, Outcome::answered(status, String::new()));
    }

    fn deliver(&mut self, sequence: u32, pdu: &DeliverSm) {
        // The caller does not keep up: what it did not take stays with the provider.
        if self.in_hand >= self.config.unacknowledged {
            self.out.push(
                Status::RECEIVER_TEMPORARY,
                sequence,
                DeliverSmResp::default(),
            );
            return;
        }
        self.in_hand += 1;
        let responder = Responder::new(sequence, self.replies.clone());
        let event = match inbound::receipt(pdu) {
            Some(receipt) => Event::Receipt {
                receipt: Box::new(receipt),
                number: pdu.source_addr.as_str().to_owned(),
                sender: pdu.destination_addr.as_str().to_owned(),
                responder,
            },
            None => Event::Message {
                inbound: Box::new(inbound::message(pdu)),
                responder,
            },
        };
        // With nobody to listen, the responder is dropped: nothing is acknowledged.
        let _ = self.events.send(event);
    }
}

impl From<FrameError> for EndReason {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Self::PeerClosed
            }
            FrameError::Io(error) => Self::Io(error.to_string()),
            FrameError::Length(_) => Self::Garbage(error.to_string()),
        }
    }
}
