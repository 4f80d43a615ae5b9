//! On which line of a text a byte stands.

/// Lines of growing offsets, from 1.
#[derive(Debug)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// From the first line on.
    pub fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line where that byte stands, which is not before the one asked for last.
    pub fn at(&mut self, offset: usize) -> u64 {
        let offset = offset.clamp(self.at, self.bytes.len());
        let passed = &self.bytes[self.at..offset];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = offset;
        self.line
    }
}
