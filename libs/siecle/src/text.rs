//! Bytes of any encoding in, UTF-8 out, with a line counter and a budget per token, because the
//! XML parser keeps a whole token in memory before it hands it over.

use std::io::{self, BufRead, Read};

use crate::{
    encoding::{Charset, Decoding},
    error::Breach,
};

const CHUNK: usize = 16 * 1024;

pub(crate) struct TextReader<R> {
    raw: R,
    decoding: Decoding,
    skip: usize,
    input: Box<[u8]>,
    pending: std::ops::Range<usize>,
    raw_ended: bool,
    output: Box<[u8]>,
    ready: std::ops::Range<usize>,
    line: u64,
    spent: usize,
    budget: usize,
}

impl<R: Read> TextReader<R> {
    pub(crate) fn new(raw: R, charset: Charset, budget: usize) -> Self {
        Self {
            raw,
            decoding: Decoding::new(charset.encoding),
            skip: charset.bom,
            input: vec![0; CHUNK].into(),
            pending: 0..0,
            raw_ended: false,
            output: vec![0; CHUNK].into(),
            ready: 0..0,
            line: 1,
            spent: 0,
            budget,
        }
    }

    /// The line of the next character, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// A new token begins: it has the whole budget.
    pub(crate) fn begin_token(&mut self) {
        self.spent = 0;
    }

    fn refill_input(&mut self) -> io::Result<()> {
        while self.pending.is_empty() && !self.raw_ended {
            let read = match self.raw.read(&mut self.input) {
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.raw_ended = read == 0;
            let skipped = self.skip.min(read);
            self.skip -= skipped;
            self.pending = skipped..read;
        }
        Ok(())
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for TextReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.spent > self.budget {
            return Err(Breach::TokenTooLong {
                line: self.line,
                limit: self.budget,
            }
            .into_io());
        }
        while self.ready.is_empty() && !self.decoding.finished() {
            self.refill_input()?;
            let input = &self.input[self.pending.clone()];
            let (read, written) = self.decoding.step(input, &mut self.output, self.raw_ended);
            self.pending.start += read;
            self.ready = 0..written;
        }
        Ok(&self.output[self.ready.clone()])
    }

    fn consume(&mut self, amount: usize) {
        let end = (self.ready.start + amount).min(self.ready.end);
        let used = &self.output[self.ready.start..end];
        self.line += used.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.spent = self.spent.saturating_add(used.len());
        self.ready.start = end;
    }
}
