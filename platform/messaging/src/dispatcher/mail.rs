//! Mails: one dispatcher of the house at a time hands them to the relay, a few at once.

use super::{Shared, channel::End};
use crate::{
    Outcome, Provider, RecheckRequest, Recipient, State, Verdict,
    model::html::document,
    store::{self, Answer, Budget, Claim, Decision, Lease, OutgoingMail, OutgoingPart, Way},
};
use chrono::{DateTime, Duration, Utc};
use db::in_write;
use education::{Id, Zone};
use futures::future::join_all;
use mail::{Line, Mail, MessageId, Person, Relay, Text};
use sms::IdNormalisation;
use std::convert::Infallible;
use tokio::{select, time::interval};
use uuid::Uuid;
use web::{Error, Result};

/// The way mails leave: the relay, and who writes.
#[derive(Debug, Clone)]
pub struct Courier {
    /// The server that takes them.
    pub relay: Relay,
    /// In whose name; what other servers refuse later comes back there.
    pub from: Person,
}

const LEASE: &str = "mail";
/// Handed over at once; the next ones wait for all of them.
const AT_ONCE: i64 = 4;
/// How long what nobody could judge, or what found no relay, lets others pass.
const PAUSE: Duration = Duration::minutes(1);
/// What is told while there is no relay.
const NO_RELAY: &str = "Aucun serveur de courriel n'est configuré : prévenez l'assistance.";

/// The relay is no provider of the table.
fn relay() -> Id<Provider> {
    Id::from(Uuid::nil())
}

/// Hands over what waits, if nobody else does.
pub(super) async fn run(shared: &Shared) -> Result<End> {
    let db = &shared.context.db;
    let now = shared.context.clock.now();
    let Some(courier) = &shared.courier else {
        in_write!(db, Error, |tx| {
            Ok(store::hold_mails(tx, NO_RELAY, now, PAUSE).await?)
        })?;
        return Ok(End::Done);
    };
    let lease = in_write!(db, Error, |tx| {
        let length = shared.timing.lease();
        Ok(store::acquire(tx, LEASE, Uuid::nil(), shared.holder, 1, length).await?)
    })?;
    let Some(lease) = lease else {
        return Ok(End::Taken);
    };
    let end = under_lease(shared, courier, &lease).await;
    in_write!(db, Error, |tx| { Ok(store::free(tx, &lease).await?) })?;
    end
}

async fn under_lease(shared: &Shared, courier: &Courier, lease: &Lease) -> Result<End> {
    let now = shared.context.clock.now();
    in_write!(shared.context.db, Error, |tx| {
        Ok(store::doubt_the_dead(tx, now).await?)
    })?;
    while !shared.shutdown.is_cancelled() {
        // Both go on together: each may hold what the other waits for.
        let handed = select! {
            handed = some(shared, courier, lease) => handed?,
            never = keep(shared, lease) => match never {},
        };
        match handed {
            Handed::All => {}
            Handed::Nothing => return Ok(End::Done),
            Handed::NoRelay => return Ok(End::Failed),
        }
    }
    Ok(End::Done)
}

/// Keeps the lease, for ever.
async fn keep(shared: &Shared, lease: &Lease) -> Infallible {
    let mut renewal = interval(shared.timing.renewal());
    loop {
        renewal.tick().await;
        let kept = in_write!(shared.context.db, Error, |tx| {
            Ok(store::renew(tx, lease, shared.timing.lease()).await?)
        });
        if let Err(error) = kept {
            tracing::error!(%error, "the mails' lease could not be renewed, for now");
        }
    }
}

enum Handed {
    All,
    Nothing,
    /// The relay took none: the others would meet the same.
    NoRelay,
}

/// The next mails: judged, committed as attempts, handed over, and what became of each kept.
async fn some(shared: &Shared, courier: &Courier, lease: &Lease) -> Result<Handed> {
    let context = &shared.context;
    let now = context.clock.now();
    let queue = store::mails_to_send(&mut context.db.read().await?, &context.keys, AT_ONCE).await?;
    if queue.is_empty() {
        return Ok(Handed::Nothing);
    }
    let mut decisions = Vec::new();
    for (id, mail) in &queue {
        let decision = match mail {
            Ok(mail) => decide(shared, mail, now).await,
            Err(sentence) => Decision::End(State::Rejected, sentence.clone()),
        };
        decisions.push((*id, decision));
    }
    let way = Way {
        provider: relay(),
        whole: true,
        per_second_in_all: 0,
    };
    let (claim, claimed) = in_write!(context.db, Error, |tx| {
        Ok(store::claim(tx, lease, &way, &decisions, now).await?)
    })?;
    if claim == Claim::LeaseLost {
        return Ok(Handed::Nothing);
    }
    let mails = queue.into_iter().filter_map(|(_, mail)| mail.ok());
    let writing = mails.filter_map(|mail| {
        let (_, parts) = claimed.iter().find(|(id, _)| *id == mail.id)?;
        Some(hand_over(courier, mail, *parts.first()?))
    });
    let answers = join_all(writing).await;
    let not_written = |answer: &Answer| matches!(answer.outcome, Outcome::NotWritten { .. });
    let no_relay = !answers.is_empty() && answers.iter().all(not_written);
    // What is not kept now becomes doubt: it is tried until the lease ends.
    while let Err(error) = in_write!(context.db, Error, |tx| {
        Ok(store::record_answers(tx, IdNormalisation::Exact, &answers, now).await?)
    }) {
        tracing::error!(%error, "what became of mails could not be kept, for now");
        tokio::time::sleep(shared.timing.poll).await;
    }
    Ok(if no_relay {
        Handed::NoRelay
    } else {
        Handed::All
    })
}

async fn decide(shared: &Shared, mail: &OutgoingMail, now: DateTime<Utc>) -> Decision {
    if mail.not_after <= now {
        let reason = "Trop tard : le courriel n'a pas pu partir à temps.";
        return Decision::End(State::Expired, reason.into());
    }
    let request = RecheckRequest {
        message: mail.id,
        school: mail.school,
        service: mail.service.clone(),
        subject: mail.subject,
        recipient: Recipient::Mail(mail.to.address.clone()),
    };
    let (context, rechecks) = (&shared.context, &shared.rechecks);
    let asked = rechecks.ask(context, &mail.service, vec![request]).await;
    let Some(answer) = asked.and_then(|answers| answers.into_iter().next()) else {
        tracing::error!(service = %mail.service, "nobody answers for the mails of a service");
        let reason = "Le service qui a préparé ce courriel ne répond pas.";
        return Decision::Hold(reason.into(), PAUSE);
    };
    match answer {
        Ok(Verdict::Send) => {
            let budget = Budget {
                school: mail.school,
                zone: Zone::default(),
                rules: None,
                parts: 0,
                longest_wait: shared.timing.longest_hold(),
            };
            Decision::Send(budget)
        }
        Ok(Verdict::Cancel(reason)) => Decision::End(State::Cancelled, reason),
        Err(error) => {
            tracing::error!(%error, message = %mail.id, "a mail could not be judged");
            Decision::Hold("Ce courriel n'a pas pu être vérifié.".into(), PAUSE)
        }
    }
}

async fn hand_over(courier: &Courier, outgoing: OutgoingMail, part: OutgoingPart) -> Answer {
    let reference = outgoing.id.to_string();
    let outcome = match MessageId::new(&reference, &courier.from.address) {
        Err(error) => Outcome::NotWritten {
            sentence: Some(error.to_string()),
        },
        Ok(id) => {
            let mail = Mail {
                id,
                date: outgoing.prepared_at,
                from: courier.from.clone(),
                reply_to: None,
                to: outgoing.to,
                subject: Line::new(&outgoing.title),
                text: Text::new(&outgoing.text),
                html: Some(Text::new(&document(&outgoing.title, &outgoing.text))),
            };
            courier.relay.send(&mail).await.into()
        }
    };
    Answer {
        attempt: part.attempt,
        outcome,
    }
}
