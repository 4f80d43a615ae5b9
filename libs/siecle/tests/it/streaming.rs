//! Rows are pulled: nothing is kept, nothing counts before the end.

use std::{
    cell::Cell,
    io::{self, Cursor, Read, Seek, SeekFrom},
    rc::Rc,
};

use siecle::{Limits, ReadError, Row, generate};

use crate::{PARAMETERS, college, document, one_pupil};

/// Says how far it was read.
struct Watched {
    inner: Cursor<Vec<u8>>,
    position: Rc<Cell<u64>>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.position.set(self.inner.position());
        Ok(read)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Invariant: the first rows are handed over while most of the file is still to be read.
#[test]
fn rows_come_before_the_file_is_read() {
    let bytes = generate::files(&college()).pupils;
    let total = bytes.len() as u64;
    let position = Rc::new(Cell::new(0));
    let input = Watched {
        inner: Cursor::new(bytes),
        position: Rc::clone(&position),
    };
    let mut rows = siecle::open(input, &Limits::default()).expect("an export");
    assert!(matches!(rows.next(), Some(Ok(Row::Pupil(_)))));
    assert!(position.get() * 10 < total, "{} of {total}", position.get());
    let rest = rows.by_ref().filter(Result::is_ok).count();
    assert!(rest > 1200, "{rest}");
    assert_eq!(position.get(), total);
}

/// Invariant: no header before the end, so that half a file is never taken for one.
#[test]
fn nothing_is_finished_before_the_end() {
    let open = |text: &str| {
        siecle::open(Cursor::new(text.to_owned()), &Limits::default()).expect("it begins well")
    };
    let whole = one_pupil("MOREL");
    assert!(matches!(open(&whole).finish(), Err(ReadError::Unfinished)));
    let mut rows = open(&whole);
    assert!(rows.next().is_some());
    assert!(
        matches!(rows.finish(), Err(ReadError::Unfinished)),
        "rows are left"
    );
    let mut rows = open(&whole);
    assert_eq!(rows.by_ref().count(), 1);
    assert!(rows.finish().is_ok());

    let mut rows = open(&whole[..whole.len() - 5]);
    assert!(matches!(rows.next(), Some(Ok(Row::Pupil(_)))));
    assert!(matches!(rows.next(), Some(Err(ReadError::Truncated(_)))));
    assert!(rows.next().is_none() && rows.next().is_none());
    assert!(matches!(rows.finish(), Err(ReadError::Unfinished)));
}

/// Invariant: sections may come in any order, and the parameters last.
#[test]
fn parameters_may_come_last() {
    let file = one_pupil("MOREL").replace(PARAMETERS, "");
    let file = file.replace("</BEE_ELEVES>", &format!("{PARAMETERS}</BEE_ELEVES>"));
    let mut rows = siecle::open(Cursor::new(file), &Limits::default()).expect("an export");
    assert_eq!(rows.by_ref().filter(Result::is_ok).count(), 1);
    assert_eq!(rows.finish().expect("at the end").uai, "0990001N");
}

/// Invariant: a doubt follows the row that it is about, at once.
#[test]
fn a_doubt_follows_its_row() {
    let file = document(
        "BEE_ELEVES",
        "<ELEVES><ELEVE ELEVE_ID='1'><NOM>A</NOM><PRENOM>A</PRENOM><DATE_NAISS>hier</DATE_NAISS></ELEVE>\
         <ELEVE ELEVE_ID='2'><NOM>B</NOM><PRENOM>B</PRENOM></ELEVE></ELEVES>",
    );
    let rows = siecle::open(Cursor::new(file), &Limits::default()).expect("an export");
    let rows: Vec<_> = rows.collect::<Result<_, _>>().expect("whole");
    assert!(matches!(
        rows.as_slice(),
        [Row::Pupil(_), Row::Doubt(_), Row::Pupil(_)]
    ));
}

/// Invariant: a job may read on another thread.
#[test]
fn rows_may_cross_threads() {
    fn crosses<T: Send>(_: &T) {}
    let rows = siecle::open(Cursor::new(one_pupil("MOREL")), &Limits::for_page());
    crosses(&rows.expect("an export"));
}
