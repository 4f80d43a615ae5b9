//! The memory that a reader needs does not grow with the file. Alone in its program, because it
//! looks at what the whole program has used.

use std::io::{self, Read, Seek, SeekFrom};

use onde::{Limits, ReadError, Row};

const HEADER: &str = "Nom élève;Prénom élève;Date naissance;Niveau\n";

/// A file that is never anywhere: that many rows, made when they are read.
struct Imagined {
    row: &'static str,
    rows: u64,
    next: u64,
    current: &'static [u8],
}

impl Imagined {
    fn new(row: &'static str, rows: u64) -> Self {
        Self {
            row,
            rows,
            next: 0,
            current: HEADER.as_bytes(),
        }
    }
}

impl Read for Imagined {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.current.is_empty() && self.next < self.rows {
            self.next += 1;
            self.current = self.row.as_bytes();
        }
        self.current.read(buffer)
    }
}

impl Seek for Imagined {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        assert_eq!(to, SeekFrom::Start(0), "a file is only read again");
        *self = Self::new(self.row, self.rows);
        Ok(0)
    }
}

/// The most that this program has ever had in memory, in kB, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Invariant: a hundred thousand pupils, or a field of tens of megabytes, cost no more memory than
/// one pupil.
#[test]
fn memory_does_not_grow_with_the_file() {
    let count = |pupils| {
        let file = Imagined::new("LEFÈVRE;Zoé;03/02/2018;CE2\n", pupils);
        let mut rows = onde::open(file, &Limits::default()).expect("an extraction");
        let read = rows.by_ref().filter(|row| matches!(row, Ok(Row::Pupil(_))));
        let read = read.count() as u64;
        assert!(rows.finish().is_ok());
        read
    };
    assert_eq!(count(10), 10);
    let before = peak();
    assert_eq!(count(100_000), 100_000);
    let quoted = Imagined::new("\"LEFÈVRE;Zoé;03/02/2018;CE2;\"\"", 1_000_000);
    let refused = onde::open(quoted, &Limits::for_page())
        .expect("it begins well")
        .find_map(Result::err);
    assert!(
        matches!(refused, Some(ReadError::RowTooLong { .. })),
        "{refused:?}"
    );
    let large = onde::open(
        Imagined::new("LEFÈVRE;Zoé\n", 15_000_000),
        &Limits::for_page(),
    );
    assert!(matches!(large, Err(ReadError::TooLarge(_))), "{large:?}");
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 4096, "{} kB more", after - before);
    }
}
