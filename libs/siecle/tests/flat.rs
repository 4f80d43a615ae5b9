//! The memory that the reader and the generator need does not grow with the file. Alone in its program, because it
//! looks at what the whole program has used.

use std::io::{self, Read, Seek, SeekFrom};

use chrono::{NaiveDate, NaiveTime};
use siecle::{
    Kind, Limits, ReadError, Row,
    generate::{self, Plan},
};

const BEFORE: &str = "<BEE_ELEVES><PARAMETRES><UAJ>0990001N</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>\
     <DATE_EXPORT>15/09/2026</DATE_EXPORT></PARAMETRES><DONNEES><ELEVES>\n";
const AFTER: &str = "</ELEVES></DONNEES></BEE_ELEVES>\n";

/// A file that is never anywhere: each piece is made when it is read.
struct Imagined {
    pieces: Box<dyn Fn(u64) -> Option<Vec<u8>>>,
    next: u64,
    current: io::Cursor<Vec<u8>>,
}

impl Imagined {
    fn new(pieces: impl Fn(u64) -> Option<Vec<u8>> + 'static) -> Self {
        Self {
            pieces: Box::new(pieces),
            next: 0,
            current: io::Cursor::new(Vec::new()),
        }
    }

    /// That many pupils.
    fn pupils(count: u64) -> Self {
        Self::new(move |index| match index {
            0 => Some(BEFORE.as_bytes().to_vec()),
            _ if index <= count => Some(
                format!(
                    "<ELEVE ELEVE_ID='{index}'><NOM_DE_FAMILLE>LEFÈVRE</NOM_DE_FAMILLE>\
                     <PRENOM>Zoé</PRENOM><DATE_NAISS>05/06/2012</DATE_NAISS></ELEVE>\n"
                )
                .into_bytes(),
            ),
            _ if index == count + 1 => Some(AFTER.as_bytes().to_vec()),
            _ => None,
        })
    }

    /// A pupil whose name has that many mebibytes.
    fn named_at_length(mebibytes: u64) -> Self {
        Self::new(move |index| match index {
            0 => Some(format!("{BEFORE}<ELEVE ELEVE_ID='1'><NOM>").into_bytes()),
            _ if index <= mebibytes * 1024 => Some(vec![b'x'; 1024]),
            _ if index == mebibytes * 1024 + 1 => {
                Some(format!("</NOM><PRENOM>A</PRENOM></ELEVE>{AFTER}").into_bytes())
            }
            _ => None,
        })
    }
}

impl Read for Imagined {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.current.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let Some(piece) = (self.pieces)(self.next) else {
                return Ok(0);
            };
            self.next += 1;
            self.current = io::Cursor::new(piece);
        }
    }
}

impl Seek for Imagined {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        assert_eq!(to, SeekFrom::Start(0), "a bare file is only read again");
        self.next = 0;
        self.current = io::Cursor::new(Vec::new());
        Ok(0)
    }
}

/// The most that this program has ever had in memory, in kB, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Invariant: a hundred thousand pupils, or a field of a hundred megabytes, cost no more memory
/// than one pupil; so does writing them.
#[test]
fn memory_does_not_grow_with_the_file() {
    let count = |pupils| {
        let mut rows =
            siecle::open(Imagined::pupils(pupils), &Limits::default()).expect("an export");
        let read = rows.by_ref().filter(|row| matches!(row, Ok(Row::Pupil(_))));
        let read = read.count() as u64;
        assert!(rows.finish().is_ok());
        read
    };
    assert_eq!(count(10), 10);
    let before = peak();
    assert_eq!(count(100_000), 100_000);
    let refused = siecle::open(Imagined::named_at_length(100), &Limits::for_page())
        .expect("it begins well")
        .find_map(Result::err);
    assert!(
        matches!(refused, Some(ReadError::FieldTooLong { .. })),
        "{refused:?}"
    );
    let refused = siecle::open(Imagined::named_at_length(200), &Limits::for_page());
    assert!(
        matches!(refused, Err(ReadError::TooLarge(_))),
        "{refused:?}"
    );
    for kind in [Kind::Pupils, Kind::Guardians, Kind::Staff] {
        assert!(written(kind, 20_000) > 10 * written(kind, 1000));
    }
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 4096, "{} kB more", after - before);
    }
}

/// How many bytes a fictitious school takes, which nobody keeps.
fn written(kind: Kind, pupils: usize) -> u64 {
    struct Counted(u64);
    impl io::Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let day = NaiveDate::from_ymd_opt(2026, 9, 15).expect("a date of the tests exists");
    let plan = Plan::college("0990001N", 2026, day.and_time(NaiveTime::MIN)).of_size(pupils);
    let mut counted = Counted(0);
    generate::write(&plan, kind, &mut counted).expect("nothing is written");
    counted.0
}
