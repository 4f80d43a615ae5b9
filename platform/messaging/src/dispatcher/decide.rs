//! The last questions before a message is sent.

use super::Shared;
use crate::{
    Message, RecheckRequest, Recipient, SendingRules, State, Verdict,
    store::{self, Budget, Decision, Outgoing},
};
use chrono::{DateTime, Duration, Utc};
use education::{Id, School, Zone};
use sms::MobileNumber;
use std::collections::HashMap;

/// How long what nobody could judge lets others pass.
const UNJUDGED: Duration = Duration::minutes(1);

/// What is to become of messages: what each says itself, then what its service says, which is asked
/// about all of its messages at once. Those of a school without rules are left.
pub(super) async fn decide(
    shared: &Shared,
    queue: &mut [Outgoing],
    rules: &HashMap<Id<School>, (SendingRules, Zone)>,
    by_academy: bool,
    now: DateTime<Utc>,
) -> Vec<(Id<Message>, Decision)> {
    let mut decisions: Vec<Option<Decision>> = Vec::with_capacity(queue.len());
    let mut questions: HashMap<String, Vec<(usize, RecheckRequest, Budget)>> = HashMap::new();
    for message in queue.iter_mut() {
        let judged = rules
            .get(&message.school)
            .map(|rules| alone(shared, message, rules, by_academy, now));
        decisions.push(match judged {
            None => None,
            Some(Judged::Decided(decision)) => Some(decision),
            Some(Judged::Ask(request, budget)) => {
                let of_service = questions.entry(message.service.clone()).or_default();
                of_service.push((decisions.len(), request, budget));
                None
            }
        });
    }
    for (service, questions) in questions {
        for (index, decision) in asked(shared, &service, questions).await {
            decisions[index] = Some(decision);
        }
    }
    let decided = queue.iter().zip(decisions);
    decided
        .filter_map(|(message, decision)| Some((message.id, decision?)))
        .collect()
}

/// What a service says of its messages, each by its place in the queue.
async fn asked(
    shared: &Shared,
    service: &str,
    questions: Vec<(usize, RecheckRequest, Budget)>,
) -> Vec<(usize, Decision)> {
    let requests = questions.iter().map(|(_, request, _)| request.clone());
    let requests = requests.collect();
    let Some(answers) = shared
        .rechecks
        .ask(&shared.context, service, requests)
        .await
    else {
        tracing::error!(service, "nobody answers for the messages of a service");
        let reason = "Le service qui a préparé ce message ne répond pas.";
        let held = |(index, _, _)| (index, Decision::Hold(reason.into(), UNJUDGED));
        return questions.into_iter().map(held).collect();
    };
    let decided = questions.into_iter().zip(answers);
    decided
        .map(|((index, request, budget), answer)| {
            let decision = match answer {
                Ok(Verdict::Send) => Decision::Send(budget),
                Ok(Verdict::Cancel(reason)) => Decision::End(State::Cancelled, reason),
                Err(error) => {
                    tracing::error!(%error, message = %request.message, "a message could not be judged");
                    let reason = "L'accord de la famille n'a pas pu être vérifié.";
                    Decision::Hold(reason.into(), UNJUDGED)
                }
            };
            (index, decision)
        })
        .collect()
}

/// What a message says itself.
enum Judged {
    Decided(Decision),
    /// It may go, if its service says so.
    Ask(RecheckRequest, Budget),
}

/// Its date, its hour, its number, its text. A text that was sealed is opened.
fn alone(
    shared: &Shared,
    message: &mut Outgoing,
    rules: &(SendingRules, Zone),
    by_academy: bool,
    now: DateTime<Utc>,
) -> Judged {
    match may_go(shared, message, rules, by_academy, now) {
        Err(decision) => Judged::Decided(decision),
        Ok((_, budget)) if message.service == store::TESTS => {
            Judged::Decided(Decision::Send(budget))
        }
        Ok((request, budget)) => Judged::Ask(request, budget),
    }
}

fn may_go(
    shared: &Shared,
    message: &mut Outgoing,
    (rules, zone): &(SendingRules, Zone),
    by_academy: bool,
    now: DateTime<Utc>,
) -> Result<(RecheckRequest, Budget), Decision> {
    if message.not_after <= now {
        let reason = "Trop tard : le message n'a pas pu partir à temps.";
        return Err(Decision::End(State::Expired, reason.into()));
    }
    if message.lane.is_of_the_academy() && !by_academy {
        let reason = "Sans contrat de l'académie, aucun code ne part par SMS.";
        return Err(Decision::End(State::Cancelled, reason.into()));
    }
    let local = now.with_timezone(&zone.0);
    if message.lane.can_wait()
        && let Some(end) = rules.quiet.end_after(&local)
    {
        let reason = format!("Heures calmes : il partira à {}.", end.format("%-H h %M"));
        let wait = (end.to_utc() - now).min(shared.timing.longest_hold());
        return Err(Decision::Hold(reason, wait));
    }
    let rejected = |reason: String| Decision::End(State::Rejected, reason);
    let recipient =
        MobileNumber::from_e164(&message.recipient).map_err(|error| rejected(error.to_string()))?;
    // The mode may have changed since the number came in.
    let policy = shared.context.mode().numbers();
    policy
        .check(recipient)
        .map_err(|error| rejected(error.to_string()))?;
    if message.sealed {
        let body = std::mem::take(&mut message.body);
        message.body = store::opened(&shared.context.keys, message.id, body).map_err(rejected)?;
    }
    let budget = Budget {
        school: message.school,
        zone: *zone,
        rules: message.lane.can_wait().then(|| rules.clone()),
        parts: message.parts,
        longest_wait: shared.timing.longest_hold(),
    };
    let request = RecheckRequest {
        message: message.id,
        school: message.school,
        service: message.service.clone(),
        subject: message.subject,
        recipient: Recipient::Mobile(recipient),
    };
    Ok((request, budget))
}
