//! Télé-services: what a school opens to families, and the codes by which they come in.

use manifest::Manifest;

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest::empty("teleservices")
}
