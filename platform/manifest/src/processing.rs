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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Keep, Retention};

    const KEPT: &[Retention] = &[Retention {
        table: "meal",
        what: "Repas",
        from: "après le repas",
        keep: Keep::Days(30),
        basis: "Le besoin.",
        purge: |_, _| Box::pin(async { Ok(0) }),
    }];
    const DONE: &[web::Processing] = &[web::Processing {
        name: "Repas",
        purpose: "Compter.",
        basis: "Le besoin.",
        people: "Élèves.",
        data: "Élève.",
        recipients: "Personne.",
    }];

    fn manifests() -> [Manifest; 4] {
        [
            Manifest::empty("nothing"),
            Manifest {
                retention: KEPT,
                ..Manifest::empty("keeps")
            },
            Manifest {
                processing: DONE,
                ..Manifest::empty("does")
            },
            Manifest {
                migrations: Some(MEALS),
                ..Manifest::empty("meals")
            },
        ]
    }

    const MEALS: db::migration::Set = db::migration::Set {
        owner: "meals",
        steps: &[],
    };

    /// Invariant: whoever keeps or does something with people's data is in the register, with how
    /// long.
    #[test]
    fn the_register_leaves_nobody_out() {
        let register = register(&manifests());
        let owners: Vec<&str> = register.iter().map(|entry| entry.owner).collect();
        assert_eq!(owners, ["keeps", "does"]);
        let kept: Vec<(&str, &str)> = register
            .iter()
            .flat_map(|entry| &entry.kept)
            .map(|kept| (kept.table, kept.keep.as_str()))
            .collect();
        assert_eq!(kept, [("meal", "30 jours")]);
    }

    /// Invariant: the audit's tables are there before anybody writes a line.
    #[test]
    fn the_audit_is_made_first() {
        let schema = schema(&manifests());
        let owners: Vec<&str> = schema.iter().map(|set| set.owner).collect();
        assert_eq!(owners, [audit::MIGRATIONS.owner, "meals"]);
    }
}
