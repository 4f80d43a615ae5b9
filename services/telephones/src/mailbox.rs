//! The server that catches the demo's mails, and the task that writes them down.

use crate::store;
use db::in_write;
use mail::catcher::{Catcher, CatcherConfig, Caught};
use std::{io, sync::Arc};
use tokio::sync::mpsc::UnboundedReceiver;
use web::Context;

/// Starts the server on a free port of the machine itself. It stops when what is returned is
/// dropped.
///
/// # Errors
/// When there is none.
pub async fn catch_mails(context: Context) -> io::Result<Catcher> {
    let clock = context.clock.clone();
    let config = CatcherConfig {
        clock: Arc::new(move || clock.now()),
        ..CatcherConfig::default()
    };
    let (catcher, caught) = Catcher::start(0, config).await?;
    tokio::spawn(write_down(context, caught));
    Ok(catcher)
}

async fn write_down(context: Context, mut caught: UnboundedReceiver<Caught>) {
    while let Some(mail) = caught.recv().await {
        let written = in_write!(context.db, db::Error, |tx| {
            store::caught(tx, &mail).await
        });
        if let Err(error) = written {
            tracing::error!(%error, "a mailbox of the demo could not keep its mail");
        }
    }
}
