//! The bytes of a file as the parser gets them: bounded, each line ended by one `\n`.

use std::io::{self, Read};

use crate::{Limits, error::Breach};

/// What follows the file's own bytes, for the parser to show how they ended: the first line end
/// closes a row that nothing closes; only a field that is still open takes the second one in.
pub(crate) const AFTER: &[u8] = b"\n\n";

pub(crate) struct Source<R> {
    input: R,
    limits: Limits,
    /// Bytes of the whole file.
    read: u64,
    /// Bytes since the row began.
    spent: usize,
    after_cr: bool,
    after: &'static [u8],
}

impl<R: Read> Source<R> {
    pub(crate) fn new(input: R, limits: &Limits, after: &'static [u8]) -> Self {
        Self {
            input,
            limits: *limits,
            read: 0,
            spent: 0,
            after_cr: false,
            after,
        }
    }

    /// A new row begins: it has the whole budget.
    pub(crate) fn begin_row(&mut self) {
        self.spent = 0;
    }

    /// Reads into the buffer; how many bytes are left there once line ends are one byte each. None
    /// at the end of the file.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let read = match self.input.read(buffer) {
            Ok(0) => return Ok(None),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(Some(0)),
            Err(error) => return Err(error),
        };
        self.read += read as u64;
        if self.read > self.limits.size {
            return Err(Breach::TooLarge(self.limits.size).into_io());
        }
        let mut kept = 0;
        for index in 0..read {
            let byte = buffer[index];
            let second_half = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            if !second_half {
                buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        Ok(Some(kept))
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.spent > self.limits.row {
            return Err(Breach::RowTooLong.into_io());
        }
        loop {
            match self.fill(buffer)? {
                Some(0) => {}
                Some(count) => {
                    self.spent = self.spent.saturating_add(count);
                    return Ok(count);
                }
                None => return self.after.read(buffer),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_is_one() {
        let mut out = String::new();
        // One byte at a time: « \r » and « \n » never come together.
        let input = b"a\r\nb\rc\n\r\n\r\rd\r";
        let one = input
            .chunks(1)
            .fold(Box::new(io::empty()) as Box<dyn Read>, |all, byte| {
                Box::new(all.chain(byte))
            });
        let mut source = Source::new(one, &Limits::default(), AFTER);
        assert!(source.read_to_string(&mut out).is_ok());
        assert_eq!(out, "a\nb\nc\n\n\n\nd\n\n\n");
    }
}
