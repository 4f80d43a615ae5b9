//! What the simulator does with a message.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ::http::{HeaderValue, Method, Request, header};
use chrono::{DateTime, SecondsFormat, Utc};
use http_body_util::Full;
use serde_json::{Value, json};
use tokio::{select, sync::mpsc, time::sleep};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::SimulatorConfig;
use crate::{
    http::{
        callback::CallbackSecret,
        provider::Server,
        session::exchange::{self, Exchange},
        session::line::Line,
    },
    number::MobileNumber,
    smpp::{Fate, Received, Report},
    text::{self, TextPolicy},
};

/// A message that came.
pub(super) struct Message {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) text: String,
    pub(super) reference: String,
}

/// Why a message is not taken.
pub(super) enum Refusal {
    Number,
    Text,
}

/// Nobody on this machine takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Centre {
    config: SimulatorConfig,
    reports: mpsc::UnboundedSender<Report>,
    stop: CancellationToken,
    /// Identifiers begin by the second of the start: they don't come back after a restart.
    started: i64,
    count: AtomicU64,
}

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
        }
    }

    pub(super) fn admits(&self, user: &str, password: &str) -> bool {
        let wanted = self.config.credentials.as_ref();
        wanted.is_none_or(|wanted| (wanted.0.as_str(), wanted.1.as_str()) == (user, password))
    }

    /// Takes a message; gives its identifier, or why not.
    pub(super) fn submit(&self, message: Message) -> Result<String, Refusal> {
        let number = MobileNumber::from_e164(&message.to).map_err(|_| Refusal::Number)?;
        let fate = Fate::of(number);
        if fate == Fate::Invalid {
            return Err(Refusal::Number);
        }
        let prepared =
            text::prepare(&message.text, TextPolicy::Exact).map_err(|_| Refusal::Text)?;
        let id = self.next_id();
        let received = Received {
            number,
            source: message.from,
            text: prepared.received,
            parts: u8::try_from(prepared.parts.len()).unwrap_or(u8::MAX),
            at: self.now(),
            ids: vec![id.clone()],
            fate,
        };
        self.plan_receipts(&received, &id, message.reference);
        // Nobody may be listening: the centre works all the same.
        let _ = self.reports.send(Report::Accepted(received.clone()));
        if fate.arrives() {
            let (reports, clock) = (self.reports.clone(), Arc::clone(&self.config.clock));
            self.later(self.delay(fate), async move {
                let at = clock();
                let _ = reports.send(Report::Arrived(Received { at, ..received }));
            });
        }
        Ok(id)
    }

    fn plan_receipts(&self, received: &Received, id: &str, reference: String) {
        let (status, error, times) = match received.fate {
            Fate::Delivered | Fate::Late => ("delivered", None, 1),
            Fate::TwoReceipts => ("delivered", None, 2),
            Fate::NotDelivered => ("not_delivered", Some("027"), 1),
            Fate::NoReceipt | Fate::Invalid => return,
        };
        let Some(target) = &self.config.callback else {
            return;
        };
        let (url, secret) = (target.status.clone(), target.secret.clone());
        let (to, id) = (received.number.e164(), id.to_owned());
        let (clock, again) = (Arc::clone(&self.config.clock), self.config.again_after);
        self.later(self.delay(received.fate), async move {
            let date = written(clock());
            let call = json!({
                "id": id, "reference": reference, "status": status, "error": error,
                "date": date, "to": to,
            });
            for _ in 0..times {
                tell(&url, &secret, &call, again).await;
            }
        });
    }

    /// A telephone answers.
    pub(super) fn reply(&self, from: MobileNumber, to: &str, text: String) -> bool {
        let target = self.config.callback.as_ref();
        let Some((url, secret)) =
            target.and_then(|it| Some((it.inbound.clone()?, it.secret.clone())))
        else {
            return false;
        };
        if to.is_empty() || !to.bytes().all(|octet| octet.is_ascii_digit()) {
            return false;
        }
        let call = json!({ "id": self.next_id(), "from": from.e164(), "to": to, "text": text });
        let again = self.config.again_after;
        self.later(Duration::ZERO, async move {
            tell(&url, &secret, &call, again).await;
        });
        true
    }

    /// Does something after a while, unless the simulator stops.
    fn later(&self, delay: Duration, act: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        tokio::spawn(async move {
            let act = async {
                sleep(delay).await;
                act.await;
            };
            select! {
                () = act => {}
                () = stop.cancelled() => {}
            }
        });
    }

    fn next_id(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:x}{count:06x}", self.started)
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
}

/// Calls until it is heard, as providers do.
async fn tell(url: &Url, secret: &CallbackSecret, call: &Value, again: Duration) {
    let body = call.to_string();
    loop {
        if called(url, secret, &body).await {
            return;
        }
        sleep(again).await;
    }
}

async fn called(url: &Url, secret: &CallbackSecret, body: &str) -> bool {
    let machine = &url[..url::Position::BeforePath];
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    // On this machine only: nothing leaves it.
    let Ok(server) = Server::parse(machine) else {
        return false;
    };
    if server.tls {
        return false;
    }
    let request = Request::builder()
        .method(Method::POST)
        .uri(target)
        .header(header::HOST, &server.authority)
        .header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
        .header("X-Signature", secret.signature(body.as_bytes()))
        .body(Full::from(body.to_owned()));
    let Ok(request) = request else {
        return false;
    };
    let line = Line::new(server, None);
    match exchange::run(&line, request, PATIENCE, PATIENCE).await {
        Exchange::Answered(answer) => answer.status.is_success(),
        Exchange::NotWritten(_) | Exchange::InDoubt => false,
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl std::fmt::Debug for Centre {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Centre")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}
