//! What the centre has to say to an account: receipts, and answers from telephones.

use std::{
    collections::VecDeque,
    str::FromStr as _,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use rusmpp::{
    pdus::DeliverSm,
    tlvs::MessageDeliveryRequestTlvValue as Tlv,
    types::{COctetString, OctetString},
    values::{DataCoding, EsmClass, MessageState, Npi, Ton},
};
use tokio::sync::Notify;

use crate::{number::MobileNumber, receipt::State, text::Part};

/// Something to say, until it is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Notice {
    Receipt {
        number: MobileNumber,
        sender: String,
        id: String,
        state: State,
        error: &'static str,
        submitted: DateTime<Utc>,
        done: DateTime<Utc>,
    },
    Reply {
        number: MobileNumber,
        to: String,
        part: Part,
        reference: u8,
    },
}

/// The notices of one account, in order, whether it is connected or not.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    waiting: Mutex<VecDeque<Notice>>,
    bell: Notify,
}

impl Mailbox {
    pub(super) fn push(&self, notice: Notice) {
        self.with(|waiting| waiting.push_back(notice));
        self.bell.notify_one();
    }

    /// Puts back what was not acknowledged, before all else.
    pub(super) fn put_back(&self, notices: impl DoubleEndedIterator<Item = Notice>) {
        self.with(|waiting| {
            for notice in notices.rev() {
                waiting.push_front(notice);
            }
        });
        self.bell.notify_one();
    }

    pub(super) fn pop(&self) -> Option<Notice> {
        self.with(VecDeque::pop_front)
    }

    /// Returns when something may be waiting.
    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    fn with<T>(&self, act: impl FnOnce(&mut VecDeque<Notice>) -> T) -> T {
        // Nothing panics while it is held.
        act(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Notice {
    /// The `deliver_sm` that says it; addresses too long for SMPP are left empty.
    pub(super) fn pdu(&self) -> DeliverSm {
        match self {
            Self::Receipt {
                number,
                sender,
                id,
                state,
                error,
                submitted,
                done,
            } => {
                let delivered = u8::from(*state == State::Delivered);
                let text = format!(
                    "id:{id} sub:001 dlvrd:{delivered:03} submit date:{} done date:{} stat:{} err:{error} text:",
                    submitted.format("%y%m%d%H%M"),
                    done.format("%y%m%d%H%M"),
                    state.word(),
                );
                let tlvs = vec![
                    Tlv::ReceiptedMessageId(COctetString::from_str(id).unwrap_or_default()),
                    Tlv::MessageState(MessageState::from(state.code())),
                ];
                addressed(number, sender, 0x04)
                    .short_message(OctetString::from_string(text).unwrap_or_default())
                    .tlvs(tlvs)
                    .build()
            }
            Self::Reply {
                number,
                to,
                part,
                reference,
            } => {
                let esm_class = if part.has_header() { 0x40 } else { 0x00 };
                let octets = part.short_message(*reference);
                addressed(number, to, esm_class)
                    .data_coding(DataCoding::from(part.encoding.data_coding()))
                    .short_message(OctetString::from_vec(octets).unwrap_or_default())
                    .build()
            }
        }
    }
}

fn addressed(
    from: &MobileNumber,
    to: &str,
    esm_class: u8,
) -> rusmpp::pdus::builders::DeliverSmBuilder {
    DeliverSm::builder()
        .source_addr_ton(Ton::International)
        .source_addr_npi(Npi::Isdn)
        .source_addr(COctetString::from_str(&from.digits()).unwrap_or_default())
        .destination_addr(COctetString::from_str(to).unwrap_or_default())
        .esm_class(EsmClass::from(esm_class))
}
