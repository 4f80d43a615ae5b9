//! An open session, whichever protocol it speaks.

use super::Timing;
use crate::{
    Outcome,
    store::{Account, Gateway, Outgoing, OutgoingPart},
};
use chrono::{DateTime, Utc};
use sms::{
    MobileNumber, Sender, TextPolicy, http,
    smpp::{self, ConnectError, Events, Status},
};
use std::time::Duration;

/// Submits messages; clones share the session.
#[derive(Debug, Clone)]
pub(super) enum Session {
    Smpp(smpp::Handle),
    Http(http::Handle),
}

/// Opens the session of an account, at this pace.
pub(super) async fn connect(
    account: &Account,
    timing: &Timing,
) -> Result<(Session, Events), ConnectError> {
    let window = usize::try_from(account.provider.window).unwrap_or(1).max(1);
    let per_second = account.provider.per_second;
    let rate = (per_second > 0).then_some(per_second as f64);
    match account.gateway.clone() {
        Gateway::Smpp(mut config) => {
            (config.window, config.rate) = (window, rate);
            config.response_timeout = timing.response;
            config.throttle_pause = timing.throttle_pause;
            let (handle, events) = smpp::Session::connect(config).await?;
            Ok((Session::Smpp(handle), events))
        }
        Gateway::Http(mut config) => {
            (config.window, config.rate) = (window, rate);
            // Its configuration may say less.
            config.response_timeout = config.response_timeout.min(timing.response);
            config.throttle_pause = timing.throttle_pause;
            let (handle, events) = http::Session::connect(config).await?;
            Ok((Session::Http(handle), events))
        }
    }
}

impl Session {
    /// Submits a part, or the whole message over HTTP, and says what became of it.
    pub(super) async fn submit(
        &self,
        message: &Outgoing,
        part: OutgoingPart,
        now: DateTime<Utc>,
    ) -> Outcome {
        let (source, destination) = match ends(message) {
            Ok(ends) => ends,
            Err(status) => return refused(status),
        };
        let left = (message.not_after - now).to_std().unwrap_or_default();
        let validity = left.max(Duration::from_secs(1));
        match self {
            Self::Smpp(handle) => match cut(message, part) {
                Err(status) => refused(status),
                Ok(text) => {
                    let submission = smpp::Submission {
                        tag: part.attempt.as_u128(),
                        source,
                        destination,
                        part: text,
                        reference: (message.number & 0xff) as u8,
                        validity: Some(validity),
                    };
                    handle.submit(submission).await.into()
                }
            },
            Self::Http(handle) => {
                let submission = http::Submission {
                    tag: part.attempt.as_u128(),
                    source,
                    destination,
                    text: message.body.clone(),
                    code: message.provider_code.clone(),
                    reference: part.attempt.simple().to_string(),
                    validity,
                    expires_at: message.not_after,
                };
                handle.submit(submission).await.into()
            }
        }
    }

    /// Takes no more, and waits for the answers under way.
    pub(super) async fn close(&self) {
        match self {
            Self::Smpp(handle) => handle.close().await,
            Self::Http(handle) => handle.close().await,
        }
    }
}

const INVALID_SOURCE: Status = Status(0x0a);
const INVALID_LENGTH: Status = Status(0x01);

fn ends(message: &Outgoing) -> Result<(Sender, MobileNumber), Status> {
    Ok((
        Sender::parse(&message.sender).map_err(|_| INVALID_SOURCE)?,
        MobileNumber::from_e164(&message.recipient).map_err(|_| Status::INVALID_DESTINATION)?,
    ))
}

/// What is kept is what is received: it is cut the same way each time.
fn cut(message: &Outgoing, part: OutgoingPart) -> Result<sms::Part, Status> {
    let text = sms::prepare(&message.body, TextPolicy::Exact).map_err(|_| INVALID_LENGTH)?;
    let index = usize::try_from(part.n - 1).map_err(|_| INVALID_LENGTH)?;
    text.parts.into_iter().nth(index).ok_or(INVALID_LENGTH)
}

fn refused(status: Status) -> Outcome {
    smpp::Outcome::Rejected {
        status,
        temporary: false,
    }
    .into()
}
