//! A large school must not keep its office waiting.

use std::time::{Duration, Instant};

use siecle::generate::{self, Plan};

use crate::{college, guardians, pupils};

#[test]
fn three_thousand_pupils_are_written_and_read_in_no_time() {
    let start = Instant::now();
    let files = generate::files(&Plan {
        pupils: 3000,
        ..college()
    });
    let written = start.elapsed();
    let counts = (
        pupils(&files.pupils).pupils.len(),
        guardians(&files.guardians).links.len(),
    );
    let total = start.elapsed();
    println!(
        "{counts:?}: {} + {} bytes, written in {written:?}, read in {:?}",
        files.pupils.len(),
        files.guardians.len(),
        total - written
    );
    // 2 s is the promise of an optimised build on a quiet machine.
    let allowed = if cfg!(debug_assertions) { 30 } else { 2 };
    assert!(total < Duration::from_secs(allowed), "{total:?}");
}
