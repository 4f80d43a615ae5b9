//! Work that takes a processor for long: hashes, pictures.

use crate::{Error, Result};
use tokio::sync::Semaphore;

/// Two at once leave the pages their share of a small machine.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Does heavy work when its turn comes, away from the pages.
pub async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = TURNS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}
