//! The one list of services. Adding a service is one crate and one line here.

use db::migration::Set;
use manifest::Manifest;
use std::sync::Arc;

/// All owners of pages or tables, in the order of the bar; owners below first, since their
/// tables are made first.
pub(crate) fn manifests() -> Arc<[Manifest]> {
    Arc::new([
        crate::house::manifest(),
        identity::manifest(),
        jobs::manifest(),
        messaging::manifest(),
        records::manifest(),
        absences::manifest(),
        pupils::manifest(),
        operations::manifest(),
        telephones::manifest(),
    ])
}

/// The migrations of all, and of the audit, which stands below manifests.
pub(crate) fn migrations(manifests: &[Manifest]) -> Vec<Set> {
    let own = manifests.iter().filter_map(|manifest| manifest.migrations);
    std::iter::once(audit::MIGRATIONS).chain(own).collect()
}

/// What services check again before a message of theirs leaves.
pub(crate) fn rechecks() -> messaging::Rechecks {
    [("absences", absences::recheck())].into_iter().collect()
}
