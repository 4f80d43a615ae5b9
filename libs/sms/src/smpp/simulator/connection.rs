//! One connection to the simulator.

use std::{collections::BTreeMap, str::FromStr as _, sync::Arc, time::Duration};

use futures::StreamExt as _;
use rusmpp::{
    Command, CommandId, Pdu,
    pdus::{BindReceiverResp, BindTransceiverResp, BindTransmitterResp, SubmitSm, SubmitSmResp},
    types::COctetString,
    values::InterfaceVersion,
};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpStream, tcp::OwnedWriteHalf},
    select,
};
use tokio_util::{bytes::BytesMut, codec::FramedRead};

use crate::smpp::{
    frame::{self, Frame, Frames},
    status::Status,
};

use super::{
    centre::Centre,
    notice::{Mailbox, Notice},
};

/// A receipt that the client could not store is offered again after this.
const AGAIN: Duration = Duration::from_secs(1);

struct Connection<'a> {
    centre: &'a Centre,
    writer: OwnedWriteHalf,
    out: BytesMut,
    /// The account, once bound.
    account: Option<String>,
    /// Its notices, when it receives.
    mailbox: Option<Arc<Mailbox>>,
    unacknowledged: BTreeMap<u32, Notice>,
    sequence: u32,
    over: bool,
}

/// Serves a client until it leaves.
pub(super) async fn serve(stream: TcpStream, centre: &Centre) {
    let _ = stream.set_nodelay(true);
    let (reader, writer) = stream.into_split();
    let mut reader = FramedRead::new(reader, Frames);
    let mut connection = Connection {
        centre,
        writer,
        out: BytesMut::new(),
        account: None,
        mailbox: None,
        unacknowledged: BTreeMap::new(),
        sequence: 0,
        over: false,
    };
    while !connection.over {
        connection.say_notices();
        if connection.write().await.is_err() {
            break;
        }
        let mailbox = connection.mailbox.clone();
        let rung = async {
            match &mailbox {
                Some(mailbox) => mailbox.rung().await,
                None => std::future::pending().await,
            }
        };
        select! {
            frame = reader.next() => match frame {
                Some(Ok(Frame::Read(command))) => connection.command(&command),
                Some(Ok(Frame::Unread(unread))) if !unread.is_answer() => {
                    connection.push(Status::INVALID_COMMAND, unread.sequence, Pdu::GenericNack);
                }
                Some(Ok(Frame::Unread(_))) => {}
                Some(Err(_)) | None => break,
            },
            () = rung => {}
        }
    }
    let _ = connection.write().await;
}

impl Connection<'_> {
    fn push(&mut self, status: Status, sequence: u32, pdu: impl Into<Pdu>) {
        frame::write(&mut self.out, status, sequence, pdu);
    }

    async fn write(&mut self) -> std::io::Result<()> {
        self.writer.write_all_buf(&mut self.out).await
    }

    fn command(&mut self, command: &Command) {
        let sequence = command.sequence_number();
        match (command.id(), command.pdu()) {
            (_, Some(Pdu::BindTransceiver(bind))) => {
                let status = self.bind(bind.system_id.as_str(), bind.password.as_str(), true);
                let answer = BindTransceiverResp::new(name(), Some(InterfaceVersion::Smpp3_4));
                self.push(status, sequence, answer);
            }
            (_, Some(Pdu::BindReceiver(bind))) => {
                let status = self.bind(bind.system_id.as_str(), bind.password.as_str(), true);
                let answer = BindReceiverResp::new(name(), Some(InterfaceVersion::Smpp3_4));
                self.push(status, sequence, answer);
            }
            (_, Some(Pdu::BindTransmitter(bind))) => {
                let status = self.bind(bind.system_id.as_str(), bind.password.as_str(), false);
                let answer = BindTransmitterResp::new(name(), Some(InterfaceVersion::Smpp3_4));
                self.push(status, sequence, answer);
            }
            (_, Some(Pdu::SubmitSm(submission))) => self.submit(sequence, submission),
            (CommandId::DeliverSmResp, _) => {
                self.acknowledged(sequence, Status::from(command.status()));
            }
            (CommandId::EnquireLink, _) => self.push(Status::OK, sequence, Pdu::EnquireLinkResp),
            (CommandId::Unbind, _) => {
                self.push(Status::OK, sequence, Pdu::UnbindResp);
                self.over = true;
            }
            (id, _) if id.is_operation() => {
                self.push(Status::INVALID_COMMAND, sequence, Pdu::GenericNack);
            }
            _ => {}
        }
    }

    fn bind(&mut self, system_id: &str, password: &str, receives: bool) -> Status {
        if let Err(status) = self.centre.admit(system_id, password) {
            return status;
        }
        self.account = Some(system_id.to_owned());
        self.mailbox = receives.then(|| self.centre.mailbox(system_id));
        Status::OK
    }

    fn submit(&mut self, sequence: u32, submission: &SubmitSm) {
        let answer = match &self.account {
            Some(account) => self.centre.submit(account, submission),
            None => Err(Status::NOT_BOUND),
        };
        let (status, id) = match answer {
            Ok(id) => (Status::OK, id),
            Err(status) => (status, String::new()),
        };
        let id = COctetString::from_str(&id).unwrap_or_default();
        self.push(status, sequence, SubmitSmResp::new(id, Vec::new()));
    }

    fn acknowledged(&mut self, sequence: u32, status: Status) {
        let Some(notice) = self.unacknowledged.remove(&sequence) else {
            return;
        };
        if status == Status::OK {
            self.centre.acknowledged();
        } else if let Some(mailbox) = self.mailbox.clone() {
            self.centre.later(AGAIN, move || mailbox.push(notice));
        }
    }

    /// Says what waits, within the window.
    fn say_notices(&mut self) {
        let Some(mailbox) = self.mailbox.clone() else {
            return;
        };
        while self.unacknowledged.len() < self.centre.window()
            && let Some(notice) = mailbox.pop()
        {
            self.sequence = self.sequence % 0x7fff_ffff + 1;
            self.push(Status::OK, self.sequence, notice.pdu());
            self.unacknowledged.insert(self.sequence, notice);
        }
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        // However the connection ended: what nobody acknowledged is said again at the next bind.
        if let Some(mailbox) = &self.mailbox {
            let notices = std::mem::take(&mut self.unacknowledged);
            mailbox.put_back(notices.into_values());
        }
    }
}

fn name() -> COctetString<1, 16> {
    COctetString::from_str("simulateur").unwrap_or_default()
}
