//! Work that takes a processor for long: hashes, pictures.

use crate::{Error, Result};
use tokio::sync::Semaphore;

/// Two at once leave the pages their share of a small machine.
static TURNS: Semaphore = Semaphore::const_new(2);

/// One at once: what takes many seconds must not keep people from signing in.
static LONG_TURNS: Semaphore = Semaphore::const_new(1);

/// Does heavy work when its turn comes, away from the pages.
pub async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    in_turn(&TURNS, work).await
}

/// The same, of work that may take seconds: documents.
pub(crate) async fn long<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    in_turn(&LONG_TURNS, work).await
}

async fn in_turn<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let _turn = turns.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}
