//! The last questions before a message is sent.

use super::Shared;
use crate::{
    RecheckRequest, Recipient, SendingRules, State, Verdict,
    store::{self, Budget, Decision, Outgoing},
};
use chrono::{DateTime, Duration, Utc};
use education::Zone;
use sms::MobileNumber;

/// How long what nobody could judge lets others pass.
const UNJUDGED: Duration = Duration::minutes(1);

/// What is to become of a message: its date, its hour, its number, its text, then what its service
/// says. A text that was sealed is opened.
pub(super) async fn decide(
    shared: &Shared,
    message: &mut Outgoing,
    (rules, zone): &(SendingRules, Zone),
    by_academy: bool,
    now: DateTime<Utc>,
) -> Decision {
    if message.not_after <= now {
        let reason = "Trop tard : le message n'a pas pu partir à temps.";
        return Decision::End(State::Expired, reason.into());
    }
    if message.lane.is_of_the_academy() && !by_academy {
        let reason = "Sans contrat de l'académie, aucun code ne part par SMS.";
        return Decision::End(State::Cancelled, reason.into());
    }
    let local = now.with_timezone(&zone.0);
    if message.lane.can_wait()
        && let Some(end) = rules.quiet.end_after(&local)
    {
        let reason = format!("Heures calmes : il partira à {}.", end.format("%-H h %M"));
        let wait = (end.to_utc() - now).min(shared.timing.longest_hold());
        return Decision::Hold(reason, wait);
    }
    let recipient = match MobileNumber::from_e164(&message.recipient) {
        Ok(recipient) => recipient,
        Err(error) => return Decision::End(State::Rejected, error.to_string()),
    };
    // The mode may have changed since the number came in.
    if let Err(error) = shared.context.mode().numbers().check(recipient) {
        return Decision::End(State::Rejected, error.to_string());
    }
    if message.sealed {
        let body = std::mem::take(&mut message.body);
        match store::opened(&shared.context.keys, message.id, body) {
            Ok(body) => message.body = body,
            Err(sentence) => return Decision::End(State::Rejected, sentence),
        }
    }
    let send = || {
        let budget = Budget {
            school: message.school,
            zone: *zone,
            rules: message.lane.can_wait().then(|| rules.clone()),
            parts: message.parts,
            longest_wait: shared.timing.longest_hold(),
        };
        Decision::Send(budget)
    };
    if message.service == store::TESTS {
        return send();
    }
    let Some(recheck) = shared.rechecks.of(&message.service) else {
        tracing::error!(service = %message.service, "nobody answers for the messages of a service");
        let reason = "Le service qui a préparé ce message ne répond pas.";
        return Decision::Hold(reason.into(), UNJUDGED);
    };
    let request = RecheckRequest {
        message: message.id,
        school: message.school,
        service: message.service.clone(),
        subject: message.subject,
        recipient: Recipient::Mobile(recipient),
    };
    match recheck(shared.context.clone(), request).await {
        Ok(Verdict::Send) => send(),
        Ok(Verdict::Cancel(reason)) => Decision::End(State::Cancelled, reason),
        // One message that can't be judged must not keep the others.
        Err(error) => {
            tracing::error!(%error, message = %message.id, "a message could not be judged");
            let reason = "L'accord de la famille n'a pas pu être vérifié.";
            Decision::Hold(reason.into(), UNJUDGED)
        }
    }
}
