//! The centre itself: identifiers, parts put together again, fates.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use rusmpp::pdus::SubmitSm;
use tokio::{select, sync::mpsc};
use tokio_util::sync::CancellationToken;

use crate::{
    number::MobileNumber,
    receipt::State,
    smpp::{session::inbound::split_header, status::Status},
    text::{self, TextError, TextPolicy},
};

use super::{
    Fate, Received, Report, SimulatorConfig, Tally,
    notice::{Mailbox, Notice},
};

pub(super) struct Centre {
    config: SimulatorConfig,
    reports: mpsc::UnboundedSender<Report>,
    stop: CancellationToken,
    /// Identifiers begin by the second of the start: they don't come back after a restart.
    started: i64,
    count: AtomicU64,
    known: Mutex<Known>,
    tally: Mutex<Tally>,
}

#[derive(Debug, Default)]
struct Known {
    mailboxes: HashMap<String, Arc<Mailbox>>,
    /// The account that last used a sender.
    senders: HashMap<String, String>,
    /// Texts of which parts are missing, by account, sender, number, reference and total.
    unfinished: HashMap<(String, String, MobileNumber, u16, u8), Unfinished>,
}

/// The parts that came: text and identifier, by number.
type Unfinished = HashMap<u8, (String, String)>;

impl Centre {
    pub(super) fn new(
        config: SimulatorConfig,
        reports: mpsc::UnboundedSender<Report>,
        stop: CancellationToken,
    ) -> Self {
        Self {
            started: (config.clock)().timestamp(),
            config,
            reports,
            stop,
            count: AtomicU64::new(0),
            known: Mutex::default(),
            tally: Mutex::default(),
        }
    }

    /// Whether the account may bind.
    pub(super) fn admit(&self, system_id: &str, password: &str) -> Result<(), Status> {
        match &self.config.credentials {
            Some((account, _)) if account != system_id => Err(Status::INVALID_SYSTEM_ID),
            Some((_, secret)) if secret != password => Err(Status::INVALID_PASSWORD),
            _ => Ok(()),
        }
    }

    pub(super) fn mailbox(&self, system_id: &str) -> Arc<Mailbox> {
        let mut known = self.known();
        Arc::clone(known.mailboxes.entry(system_id.to_owned()).or_default())
    }

    /// Takes one part; gives its identifier, or why not.
    pub(super) fn submit(&self, system_id: &str, pdu: &SubmitSm) -> Result<String, Status> {
        let number = MobileNumber::from_e164(pdu.destination_addr.as_str())
            .map_err(|_| Status::INVALID_DESTINATION)?;
        let fate = (self.config.fate)(number);
        if fate == Fate::Invalid {
            return Err(Status::INVALID_DESTINATION);
        }
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:x}{count:06x}", self.started);
        let source = pdu.source_addr.as_str().to_owned();
        let at = self.now();
        self.note(|tally| tally.accepted += 1);

        self.known()
            .senders
            .insert(source.clone(), system_id.to_owned());
        if u8::from(pdu.registered_delivery) & 0x03 != 0 {
            self.plan_receipts(system_id, number, &source, &id, fate, at);
        }
        if let Some((text, ids)) = self.assemble(system_id, &source, number, &id, pdu) {
            let received = Received {
                number,
                source,
                text,
                parts: u8::try_from(ids.len()).unwrap_or(u8::MAX),
                at,
                ids,
                fate,
            };
            self.report(received);
        }
        Ok(id)
    }

    /// The whole text with its identifiers, once its last part came.
    fn assemble(
        &self,
        system_id: &str,
        source: &str,
        number: MobileNumber,
        id: &str,
        pdu: &SubmitSm,
    ) -> Option<(String, Vec<String>)> {
        let octets: &[u8] = pdu.short_message().as_ref();
        let (place, body) = match u8::from(pdu.esm_class) & 0x40 != 0 {
            true => split_header(octets),
            false => (None, octets),
        };
        let text = text::decode(pdu.data_coding.into(), body);
        let Some(place) = place else {
            return Some((text, vec![id.to_owned()]));
        };
        let key = (
            system_id.to_owned(),
            source.to_owned(),
            number,
            place.reference,
            place.total,
        );
        let mut known = self.known();
        let parts = known.unfinished.entry(key.clone()).or_default();
        parts.insert(place.number, (text, id.to_owned()));
        let whole: Option<Vec<_>> = (1..=place.total).map(|n| parts.get(&n).cloned()).collect();
        let (texts, ids): (Vec<_>, Vec<_>) = whole?.into_iter().unzip();
        known.unfinished.remove(&key);
        Some((texts.concat(), ids))
    }

    fn plan_receipts(
        &self,
        system_id: &str,
        number: MobileNumber,
        sender: &str,
        id: &str,
        fate: Fate,
        submitted: DateTime<Utc>,
    ) {
        let (state, error, times) = match fate {
            Fate::Delivered | Fate::Late => (State::Delivered, "000", 1),
            Fate::TwoReceipts => (State::Delivered, "000", 2),
            Fate::NotDelivered => (State::Undeliverable, "027", 1),
            Fate::NoReceipt | Fate::Invalid => return,
        };
        let (mailbox, clock) = (self.mailbox(system_id), Arc::clone(&self.config.clock));
        let (sender, id) = (sender.to_owned(), id.to_owned());
        self.later(self.delay(fate), move || {
            let notice = Notice::Receipt {
                number,
                sender,
                id,
                state,
                error,
                submitted,
                done: clock(),
            };
            for _ in 0..times {
                mailbox.push(notice.clone());
            }
        });
    }

    fn report(&self, received: Received) {
        // Nobody may be listening: the centre works all the same.
        let _ = self.reports.send(Report::Accepted(received.clone()));
        if received.fate.arrives() {
            let (reports, clock) = (self.reports.clone(), Arc::clone(&self.config.clock));
            self.later(self.delay(received.fate), move || {
                let at = clock();
                let _ = reports.send(Report::Arrived(Received { at, ..received }));
            });
        }
    }

    /// A telephone answers.
    pub(super) fn reply(
        &self,
        from: MobileNumber,
        to: &str,
        text: &str,
    ) -> Result<bool, TextError> {
        let prepared = text::prepare(text, TextPolicy::Exact)?;
        let account = self.known().senders.get(to).cloned();
        let Some(account) = account.filter(|_| to.bytes().all(|byte| byte.is_ascii_digit())) else {
            return Ok(false);
        };
        let mailbox = self.mailbox(&account);
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        for part in prepared.parts {
            mailbox.push(Notice::Reply {
                number: from,
                to: to.to_owned(),
                part,
                reference: (count & 0xff) as u8,
            });
        }
        Ok(true)
    }

    /// Does something after a while, unless the simulator stops.
    pub(super) fn later(&self, delay: Duration, act: impl FnOnce() + Send + 'static) {
        let stop = self.stop.clone();
        tokio::spawn(async move {
            select! {
                () = tokio::time::sleep(delay) => act(),
                () = stop.cancelled() => {}
            }
        });
    }

    /// A receipt, or an answer from a telephone, was acknowledged.
    pub(super) fn acknowledged(&self) {
        self.note(|tally| tally.acknowledged += 1);
    }

    /// How many receipts may wait for their acknowledgement on a connection.
    pub(super) fn window(&self) -> usize {
        self.config.window
    }

    pub(super) fn tally(&self) -> Tally {
        *self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, add: impl FnOnce(&mut Tally)) {
        let now = SystemTime::now();
        // Nothing panics while it is held.
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        add(&mut tally);
        tally.first.get_or_insert(now);
        tally.last = Some(now);
    }

    fn delay(&self, fate: Fate) -> Duration {
        match fate {
            Fate::Late => self.config.late_after,
            _ => self.config.delivered_after,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        (self.config.clock)()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing panics while it is held.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Centre {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Centre")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
