//! Invariant: everything that is linked has a licence that an administration may use without
//! asking anybody. Read from the packages themselves: it works offline.

use cargo_metadata::MetadataCommand;
use spdx::{Expression, ParseMode};

/// Licences that ask for no more than a notice, and MPL-2.0, which binds its own files only.
const ACCEPTED: [&str; 13] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "0BSD",
    "Unicode-3.0",
    "CC0-1.0",
    "BSL-1.0",
    "MPL-2.0",
    "CDLA-Permissive-2.0",
];

fn accepted(expression: &str) -> bool {
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|wanted| {
            wanted
                .license
                .id()
                .is_some_and(|id| ACCEPTED.contains(&id.name))
        })
    })
}

#[test]
fn every_linked_crate_has_an_accepted_licence() {
    let metadata = MetadataCommand::new().exec().expect("cargo metadata");
    assert!(metadata.packages.len() > 200, "the whole tree is looked at");
    let refused: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !package.license.as_deref().is_some_and(accepted))
        .map(|package| {
            format!(
                "{} {} : {:?}",
                package.name, package.version, package.license
            )
        })
        .collect();
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn a_licence_that_binds_the_whole_is_refused() {
    assert!(accepted("MIT OR GPL-3.0-only") && accepted("MIT/Apache-2.0"));
    assert!(!accepted("GPL-3.0-only") && !accepted("(MIT OR Apache-2.0) AND AGPL-3.0-only"));
}
