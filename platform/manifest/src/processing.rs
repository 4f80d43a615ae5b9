//! The register of processing activities (GDPR, art. 30), derived from the manifests.

use crate::Manifest;
use std::sync::Arc;
use web::{Kept, RegisterEntry};

/// What each owner declares: for [`Context::register`](web::Context).
pub fn register(manifests: &[Manifest]) -> Arc<[RegisterEntry]> {
    let about_people = manifests
        .iter()
        .filter(|manifest| !manifest.processing.is_empty() || !manifest.retention.is_empty());
    let entries = about_people.map(|manifest| RegisterEntry {
        owner: manifest.id,
        processing: manifest.processing,
        kept: manifest
            .retention
            .iter()
            .map(|retention| Kept {
                table: retention.table,
                what: retention.what,
                keep: retention.keep.label(),
                from: retention.from,
                basis: retention.basis,
            })
            .collect(),
    });
    entries.collect()
}

/// The tables that the program expects, the audit's first: for
/// [`Context::schema`](web::Context) and for `migrate`.
pub fn schema(manifests: &[Manifest]) -> Arc<[db::migration::Set]> {
    std::iter::once(audit::MIGRATIONS)
        .chain(manifests.iter().filter_map(|manifest| manifest.migrations))
        .collect()
}
