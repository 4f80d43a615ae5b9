//! What an owner of tables keeps sealed, sealed again when the operator changes the key.

use crate::Manifest;
use db::Write;
use secrets::KeyRing;
use std::{future::Future, pin::Pin};
use web::Result;

/// What [`Reseal`] gives: how many values were sealed again.
pub type ResealFuture<'w> = Pin<Box<dyn Future<Output = Result<u64>> + Send + 'w>>;

/// Seals all that an owner keeps again, under the current key of the ring. One value that does not open stops
/// everything: its key must not be retired.
pub type Reseal = for<'w> fn(&'w mut Write, &'w KeyRing) -> ResealFuture<'w>;

/// Seals again what all owners keep, in the caller's transaction; gives how many values.
pub async fn reseal(write: &mut Write, manifests: &[Manifest], keys: &KeyRing) -> Result<u64> {
    let mut count = 0;
    for reseal in manifests.iter().filter_map(|manifest| manifest.reseal) {
        count += reseal(write, keys).await?;
    }
    Ok(count)
}
