//! The one list of services. Adding a service is one crate and one line here.

use manifest::Manifest;
use std::sync::Arc;

/// All owners of pages or tables, in the order of the bar; owners below first, since their
/// tables are made first.
pub fn manifests() -> Arc<[Manifest]> {
    Arc::new([
        crate::house::manifest(),
        identity::manifest(),
        jobs::manifest(),
        messaging::manifest(),
        records::manifest(),
        timetable::manifest(),
        absences::manifest(),
        marks::manifest(),
        teleservices::manifest(),
        pupils::manifest(),
        staff::manifest(),
        operations::manifest(),
        telephones::manifest(),
        help::manifest(),
        information::manifest(),
    ])
}

/// What services check again before a message of theirs leaves.
pub fn rechecks() -> messaging::Rechecks {
    teleservices::rechecks(staff::rechecks(absences::rechecks(
        messaging::Rechecks::new(),
    )))
}

/// What services do behind their pages.
pub(crate) fn jobs() -> Vec<jobs::Kind> {
    let mut jobs = records::jobs();
    jobs.extend(teleservices::jobs());
    jobs
}
