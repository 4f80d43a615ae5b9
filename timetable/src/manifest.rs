//! What the timetable owns: nothing about a person.

use manifest::Manifest;

/// The manifest.
pub fn manifest() -> Manifest {
    Manifest {
        migrations: Some(db::migrations!("timetable": 1 "0001_week")),
        impersonal: &["school_week", "school_closure"],
        ..Manifest::empty("timetable")
    }
}
