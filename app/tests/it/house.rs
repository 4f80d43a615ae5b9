//! A small académie for the tests of the whole house: two schools of one kind.

use admission::Function;
use db::in_write;
use education::{Id, School, SchoolKind, Uai, UaiPolicy};
use testkit::{Database, Portal, Which};
use web::Mode;

pub(crate) const OWN: &str = "0990001N";
pub(crate) const NEIGHBOUR: &str = "0990002P";

/// A portal of all the services.
pub(crate) async fn portal(which: Which) -> Portal {
    portal_on(Database::fresh(which).await).await
}

/// The same, on an empty database.
pub(crate) async fn portal_on(database: Database) -> Portal {
    // The kit adds identity itself.
    let manifests = preau::manifests()
        .iter()
        .filter(|m| m.id != "identity")
        .copied()
        .collect();
    Portal::start_on(database, Mode::Demo, manifests).await
}

/// A school, known to the records and to identity.
pub(crate) async fn school(portal: &Portal, uai: &str) -> Id<School> {
    let uai = Uai::parse(uai, UaiPolicy::Demo).expect("a UAI");
    let now = portal.now();
    in_write!(portal.db(), db::Error, |tx| {
        records::declare_school(tx, &uai, "Collège d'essai", SchoolKind::College, now).await
    })
    .expect("a school")
}

/// Where a function is held: at the school, or at the académie.
pub(crate) fn place(function: Function, school: Id<School>) -> Option<Id<School>> {
    (!function.of_academy()).then_some(school)
}
