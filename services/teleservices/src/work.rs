//! What happens behind the pages: codes are made and told piece by piece, each piece whole or not at all,
//! and those that nobody used die.

use crate::{
    model::codes::{Means, Pair},
    store::codes::{
        batch::{self, Batch, Work},
        change, list,
        make::make,
        sending,
    },
    tell::{OpenServices, Piece},
};
use db::in_write;
use education::Id;
use identity::{ActivationCodes, At};
use jobs::{JobRun, Kind};
use messaging::Message;
use std::collections::{HashMap, HashSet};
use std::time::Instant;
use uuid::Uuid;
use web::{Context, Error, Result};

/// The kind of job that makes codes.
pub(crate) const GENERATE: &str = "codes-generate";
/// The kind of job that tells them.
pub(crate) const NOTIFY: &str = "codes-notify";
/// The kind of job by which they die.
const EXPIRE: &str = "codes-expire";

/// Work that was cut off goes on where it stood: it may be begun again more often than other work.
const ATTEMPTS: i64 = 20;
/// Pairs of one transaction.
const PAIRS: usize = 250;
/// Messages of one transaction.
const MESSAGES: i64 = 50;

/// The kinds of jobs of the service.
pub fn jobs() -> Vec<Kind> {
    vec![
        Kind::new(GENERATE, |context, job| async move {
            generate(&context, &job).await
        })
        .max_attempts(ATTEMPTS),
        Kind::new(NOTIFY, |context, job| async move {
            notify(&context, &job).await
        })
        .max_attempts(ATTEMPTS),
        Kind::new(EXPIRE, |context, job| async move {
            expire(&context, &job).await
        })
        .daily_at(5, 0),
    ]
}

/// The batch of a job, in the name of who asked for it: what they may not do any more is not done.
async fn asked(
    context: &Context,
    job: &JobRun,
) -> Result<Option<(Id<Batch>, Work, At<ActivationCodes>)>> {
    let id = job
        .payload
        .get("batch")
        .and_then(|id| id.as_str()?.parse().ok());
    let id: Id<Batch> = id.ok_or_else(|| Error::internal("a job without a batch"))?;
    let mut read = context.db.read().await?;
    let Some(work) = batch::work(&mut read, id).await? else {
        return Ok(None);
    };
    if work.finished_at.is_some() {
        return Ok(None);
    }
    let now = context.clock.now();
    let at = At::admit(&mut read, work.account, Some(work.school), now).await?;
    Ok(Some((id, work, at)))
}

async fn generate(context: &Context, job: &JobRun) -> Result<String> {
    let Some((id, work, at)) = asked(context, job).await? else {
        return Ok("déjà fait".into());
    };
    let now = context.clock.now();
    let wanted = work.wanted();
    // Who left the school, or is no guardian any more, since it was asked.
    let mut read = context.db.read().await?;
    let rows = list::rows(&mut read, &at, at.today(now)).await?;
    drop(read);
    let known: HashSet<Pair> = rows.iter().map(|row| row.pair).collect();
    let mut made = 0;
    for piece in wanted.chunks(PAIRS) {
        let there: Vec<_> = piece
            .iter()
            .copied()
            .filter(|(pair, _)| known.contains(pair))
            .collect();
        let begun = Instant::now();
        made += in_write!(context.db, Error, |tx| {
            job.fence(tx).await?;
            let made = make(tx, &at, &context.keys, &there, now).await?;
            let made = piece
                .iter()
                .filter(|(pair, _)| made.contains_key(pair))
                .count();
            batch::advance(tx, id, piece.len(), piece.len() - made).await?;
            Ok(made)
        })?;
        job.give_way(begun.elapsed()).await;
    }
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(batch::finish(tx, id, context.clock.now()).await?)
    })?;
    Ok(format!("{made} codes"))
}

async fn expire(context: &Context, job: &JobRun) -> Result<String> {
    let now = context.clock.now();
    let dead = in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(change::expire(tx, now).await?)
    })?;
    Ok(format!("{dead} codes expirés"))
}

async fn notify(context: &Context, job: &JobRun) -> Result<String> {
    let Some((id, work, at)) = asked(context, job).await? else {
        return Ok("déjà fait".into());
    };
    let mut read = context.db.read().await?;
    let rows = list::rows(&mut read, &at, at.today(context.clock.now())).await?;
    let services = OpenServices::read(&mut read, context, &at).await?;
    drop(read);
    let piece = Piece {
        context,
        at: &at,
        work: &work,
        rows: &rows,
        services: &services,
    };
    let mut made = 0;
    let mut begun = Instant::now();
    while let Some(more) = in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        let waiting = sending::waiting(tx, &at, id, MESSAGES).await?;
        if waiting.is_empty() {
            return Ok(None);
        }
        let made = piece.tell(tx, &waiting).await?;
        batch::advance(tx, id, waiting.len(), waiting.len() - made).await?;
        Ok(Some(made))
    })? {
        made += more;
        job.give_way(begun.elapsed()).await;
        begun = Instant::now();
    }
    in_write!(context.db, Error, |tx| {
        job.fence(tx).await?;
        Ok(batch::finish(tx, id, context.clock.now()).await?)
    })?;
    Ok(format!("{made} messages"))
}

/// The means of a batch that is printed here: nothing of the others waits for a person.
pub(crate) fn is_printed(batch: &Batch) -> bool {
    batch.means().is_some_and(Means::is_paper)
}

/// What the messages of a batch are, each with where it stands.
pub(crate) fn by_subject(
    states: Vec<(Uuid, Id<Message>, messaging::Medium, messaging::State)>,
) -> HashMap<Uuid, (Id<Message>, messaging::Medium, messaging::State)> {
    let of = |(subject, id, medium, state)| (subject, (id, medium, state));
    states.into_iter().map(of).collect()
}
