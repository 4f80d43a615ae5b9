//! The last questions before a message is sent.

use super::Shared;
use crate::{
    Provider, RecheckRequest, State, Verdict,
    store::{Decision, Outgoing},
};
use chrono::{DateTime, Utc};
use education::Id;
use sms::MobileNumber;

/// What is to become of a message: its date, its number, then what its service says.
pub(super) async fn decide(
    shared: &Shared,
    provider: Id<Provider>,
    message: &Outgoing,
    now: DateTime<Utc>,
) -> Decision {
    if message.not_after <= now {
        let reason = "Trop tard : le message n'a pas pu partir à temps.";
        return Decision::End(State::Expired, reason.into());
    }
    let recipient = match MobileNumber::from_e164(&message.recipient) {
        Ok(recipient) => recipient,
        Err(error) => return Decision::End(State::Rejected, error.to_string()),
    };
    // The mode may have changed since the number came in.
    if let Err(error) = shared.context.mode().numbers().check(recipient) {
        return Decision::End(State::Rejected, error.to_string());
    }
    let Some(recheck) = shared.rechecks.of(&message.service) else {
        tracing::error!(service = %message.service, "nobody answers for the messages of a service");
        return Decision::Hold("Le service qui a préparé ce message ne répond pas.".into());
    };
    let request = RecheckRequest {
        message: message.id,
        school: message.school,
        service: message.service.clone(),
        subject: message.subject,
        recipient,
    };
    match recheck(shared.context.clone(), request).await {
        Ok(Verdict::Send) => Decision::Send(provider),
        Ok(Verdict::Cancel(reason)) => Decision::End(State::Cancelled, reason),
        // One message that can't be judged must not keep the others.
        Err(error) => {
            tracing::error!(%error, message = %message.id, "a message could not be judged");
            Decision::Hold("L'accord de la famille n'a pas pu être vérifié.".into())
        }
    }
}
