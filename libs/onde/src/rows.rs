//! One extraction, pulled row by row.

use std::{
    collections::VecDeque,
    io::{self, Read, Seek, SeekFrom},
};

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};

use crate::{
    Limits,
    charset::{Charset, Detection},
    error::ReadError,
    guardians::{self, Guardian},
    header::{Kind, Layout, SEPARATOR},
    pupils::{self, Pupil},
    report::{Anomaly, Cells, RejectedRow},
    source::{AFTER, Source},
};

/// One row of an extraction, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Of the extraction of pupils.
    Pupil(Box<Pupil>),
    /// Of the extraction of guardians.
    Guardian(Box<Guardian>),
    /// A row that could not be taken.
    Rejected(RejectedRow),
    /// A doubt about the row that came just before, which is taken.
    Doubt(Anomaly),
}

/// The rows of one extraction. What was handed over counts only once [`Rows::finish`] has agreed:
/// until then the file may still turn out to be cut.
///
/// Only one row is in memory. After an error, there is nothing more.
pub struct Rows<R> {
    lines: Lines<R>,
    layout: Layout,
    ready: VecDeque<Row>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Whole,
    Broken,
}

/// Opens one extraction, whatever its name. The input is read once to its end, to prove its size
/// and tell its encoding, and once more as rows are pulled.
pub fn open<R: Read + Seek>(input: R, limits: &Limits) -> Result<Rows<R>, ReadError> {
    let mut lines = Lines::open(input, limits)?;
    let header = lines.next()?.ok_or(ReadError::Empty)?;
    let layout = Layout::read(&lines.record, lines.charset)?;
    if header.open {
        return Err(ReadError::Truncated(header.line));
    }
    Ok(Rows {
        lines,
        layout,
        ready: VecDeque::new(),
        state: State::Reading,
    })
}

impl<R: Read> Rows<R> {
    /// What the file is.
    pub fn kind(&self) -> Kind {
        self.layout.kind
    }

    /// Whether the file was read to its end, and did not stop inside a row. It says neither whose it
    /// is nor of when. An error before the end of the rows, or after a row that was one.
    pub fn finish(self) -> Result<(), ReadError> {
        match self.state {
            State::Whole => Ok(()),
            State::Reading | State::Broken => Err(ReadError::Unfinished),
        }
    }

    /// Reads one line; what it gives is then ready.
    fn advance(&mut self) -> Result<(), ReadError> {
        let Some(Line { line, open }) = self.lines.next()? else {
            self.state = State::Whole;
            return Ok(());
        };
        let record = &self.lines.record;
        let blank = record.as_slice().iter().all(u8::is_ascii_whitespace);
        // Blanks after the last line end are no row; empty fields may be the beginning of one.
        if open && record.len() < self.layout.width() && !(blank && record.len() == 1) {
            return Err(ReadError::Truncated(line));
        }
        if blank {
            return Ok(());
        }
        if let Some(end) = swallowed(record, self.layout.width()) {
            self.ready.push_back(Row::Rejected(RejectedRow {
                line,
                what: format!("lignes {line} à {}", line + end),
                reason:
                    "Un guillemet ouvert sur la première de ces lignes n’est refermé que sur la \
                         dernière : retirez-le dans ONDE."
                        .to_owned(),
                about: None,
            }));
            return Ok(());
        }
        let cells = Cells {
            record,
            charset: self.lines.charset,
            line,
            open,
        };
        match self.layout.kind {
            Kind::Pupils => pupils::take(&self.layout, cells, &mut self.ready),
            Kind::Guardians => guardians::take(&self.layout, cells, &mut self.ready),
        }
        Ok(())
    }
}

/// Over how many more lines a record goes because a quotation mark has taken whole rows in: one of
/// its fields then goes over several lines and has the separators of a row.
fn swallowed(record: &ByteRecord, width: usize) -> Option<u64> {
    let count = |bytes: &[u8], byte: u8| bytes.iter().filter(|other| **other == byte).count();
    let rows = |field: &[u8]| field.contains(&b'\n') && 2 * count(field, SEPARATOR) >= width;
    record
        .iter()
        .any(rows)
        .then(|| count(record.as_slice(), b'\n') as u64)
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(Ok(row));
            }
            if self.state != State::Reading {
                return None;
            }
            if let Err(error) = self.advance() {
                self.state = State::Broken;
                return Some(Err(error));
            }
        }
    }
}

impl<R: Read> std::iter::FusedIterator for Rows<R> {}

impl<R> std::fmt::Debug for Rows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("kind", &self.layout.kind)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// The lines of a file, cut into fields.
struct Lines<R> {
    reader: Reader<Source<R>>,
    record: ByteRecord,
    charset: Charset,
    /// Bytes of the file, as [`Source`] gives them.
    size: u64,
    limit: usize,
}

/// What is known of a line besides its fields.
struct Line {
    /// Its number, from 1.
    line: u64,
    /// Whether the file ends without ending it.
    open: bool,
}

impl<R: Read + Seek> Lines<R> {
    fn open(mut input: R, limits: &Limits) -> Result<Self, ReadError> {
        let mut head = Vec::new();
        input
            .by_ref()
            .take(3)
            .read_to_end(&mut head)
            .map_err(ReadError::Io)?;
        let (mut detection, mark) = Detection::begin(&head)?;
        input.seek(SeekFrom::Start(mark)).map_err(ReadError::Io)?;
        let mut first_pass = Source::new(&mut input, limits, b"");
        let mut chunk = vec![0; 64 * 1024];
        let mut size = 0;
        loop {
            first_pass.begin_row();
            let read = first_pass.read(&mut chunk);
            let read = read.map_err(|error| ReadError::from_io(error, 1, limits.row))?;
            if read == 0 {
                break;
            }
            detection.feed(&chunk[..read]);
            size += read as u64;
        }
        let charset = detection.end()?;
        input.seek(SeekFrom::Start(mark)).map_err(ReadError::Io)?;
        let reader = ReaderBuilder::new()
            .delimiter(SEPARATOR)
            .has_headers(false)
            .flexible(true)
            .from_reader(Source::new(input, limits, AFTER));
        Ok(Self {
            reader,
            record: ByteRecord::new(),
            charset,
            size,
            limit: limits.row,
        })
    }
}

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Result<Option<Line>, ReadError> {
        self.reader.get_mut().begin_row();
        let begun = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                let error = match error.into_kind() {
                    ErrorKind::Io(error) => error,
                    other => io::Error::other(format!("{other:?}")),
                };
                return Err(ReadError::from_io(error, begun, self.limit));
            }
        }
        let position = self.reader.position();
        // Line ends in quoted fields, and the one that ended the row.
        let inside = self.record.as_slice().iter().filter(|byte| **byte == b'\n');
        let inside = inside.count() as u64;
        // What is read beyond the file's own bytes is AFTER.
        match position.byte().saturating_sub(self.size) {
            0 | 1 => Ok(Some(Line {
                line: position.line().saturating_sub(inside + 1),
                open: position.byte() > self.size,
            })),
            _ => Err(ReadError::OpenQuote(position.line().saturating_sub(inside))),
        }
    }
}
