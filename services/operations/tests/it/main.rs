//! What operations promise, through HTTP, on both engines.

mod audit_journal;
mod backups;
mod demo_only;
mod doctoring;
mod nightly;
mod providers;
mod public_pages;
mod replies;
mod secrets_rotated;

use admission::Function;
use manifest::Manifest;
use testkit::{Browser, Portal, Which};

/// The owners of the tables that the pages read.
fn manifests() -> Vec<Manifest> {
    vec![
        jobs::manifest(),
        messaging::manifest(),
        operations::manifest(),
    ]
}

async fn portal(which: Which) -> Portal {
    Portal::start(which, manifests()).await
}

async fn operator(portal: &Portal) -> Browser {
    portal.signed_in_as(Function::Operator, None).await
}
