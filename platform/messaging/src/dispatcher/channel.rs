//! The way to a session: the account, the lease, the connection; and what a school is told when
//! one of them is missing.

use super::{
    Shared,
    gateway::{self, Session},
    open::Open,
};
use crate::store::{self, Account, Channel, Lease};
use db::in_write;
use sms::smpp::{ConnectError, Events};
use std::pin::pin;
use tokio::{select, time::interval};
use web::{Context, Error, Result};

/// How a session's task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing to do any more.
    Done,
    /// Somebody else does it, or the provider has all the sessions it admits.
    Taken,
    /// The provider could not be reached: it rests, longer each time.
    Failed,
    /// The session broke: it rests a little.
    Broken,
}

/// Runs the session of a channel, if nobody else does.
pub(super) async fn run(shared: &Shared, channel: &Channel) -> Result<End> {
    let db = &shared.context.db;
    let found = store::account(
        &mut db.read().await?,
        &shared.context.keys,
        channel.provider,
        &channel.key,
    )
    .await?;
    let account = match found {
        Ok(account) => account,
        Err(sentence) => {
            hold(&shared.context, channel, &sentence).await?;
            return Ok(End::Failed);
        }
    };
    let name = channel.lease_name();
    let lease = in_write!(db, Error, |tx| {
        let pool = channel.provider.uuid();
        let most = account.provider.max_sessions;
        Ok(store::acquire(tx, &name, pool, shared.holder, most, shared.timing.lease()).await?)
    })?;
    let Some(lease) = lease else {
        return Ok(End::Taken);
    };
    let end = under_lease(shared, channel, &account, &lease).await;
    in_write!(db, Error, |tx| { Ok(store::free(tx, &lease).await?) })?;
    end
}

async fn under_lease(
    shared: &Shared,
    channel: &Channel,
    account: &Account,
    lease: &Lease,
) -> Result<End> {
    // Those who held it before may have left attempts without an answer.
    let now = shared.context.clock.now();
    in_write!(shared.context.db, Error, |tx| {
        Ok(store::doubt_the_dead(tx, now).await?)
    })?;
    let (session, events) = match connect(shared, account, lease).await? {
        Ok(opened) => opened,
        Err(error) => {
            tracing::warn!(%error, provider = %account.provider.name, "no session");
            hold(&shared.context, channel, &error.to_string()).await?;
            return Ok(End::Failed);
        }
    };
    let open = Open::new(shared, channel, account, lease, session, events);
    Ok(open.run().await)
}

/// Connects, which may last longer than the lease does.
async fn connect(
    shared: &Shared,
    account: &Account,
    lease: &Lease,
) -> Result<std::result::Result<(Session, Events), ConnectError>> {
    let mut connecting = pin!(gateway::connect(account, &shared.timing));
    let mut renewal = interval(shared.timing.renewal());
    loop {
        select! {
            connected = &mut connecting => return Ok(connected),
            _ = renewal.tick() => {
                in_write!(shared.context.db, Error, |tx| {
                    Ok(store::renew(tx, lease, shared.timing.lease()).await?)
                })?;
            }
        }
    }
}

/// Holds what the schools of a channel have to send, and says why.
async fn hold(context: &Context, channel: &Channel, reason: &str) -> Result<()> {
    let now = context.clock.now();
    let schools = store::schools_with_work(&mut context.db.read().await?, channel).await?;
    for school in schools {
        in_write!(context.db, Error, |tx| {
            Ok(store::hold(tx, school, reason, now).await?)
        })?;
    }
    Ok(())
}
