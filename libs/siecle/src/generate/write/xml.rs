//! Indented XML in ISO-8859-15, written as it is made.

use std::{fmt::Write as _, io};

use encoding_rs::ISO_8859_15;
use quick_xml::escape::escape;

/// How much is gathered before it is written.
const CHUNK: usize = 64 * 1024;

pub(super) struct Xml<W> {
    out: W,
    gathered: String,
    depth: usize,
    absent: usize,
    failed: io::Result<()>,
}

impl<W: io::Write> Xml<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            gathered: "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n".to_owned(),
            depth: 0,
            absent: 0,
            failed: Ok(()),
        }
    }

    /// An element with others inside.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        fill: impl FnOnce(&mut Self),
    ) {
        self.opening(name, attributes);
        self.gathered.push_str(">\n");
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.indent();
        // Writing to a string cannot fail.
        let _ = writeln!(self.gathered, "</{name}>");
        if self.gathered.len() > CHUNK {
            self.flush();
        }
    }

    /// An element with nothing inside.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.opening(name, attributes);
        self.gathered.push_str("/>\n");
    }

    pub(super) fn field(&mut self, name: &str, value: &str) {
        self.indent();
        let _ = writeln!(self.gathered, "<{name}>{}</{name}>", escape(value));
    }

    /// What is absent is sometimes a missing element, sometimes an empty one.
    pub(super) fn optional(&mut self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.field(name, value),
            None => {
                self.absent += 1;
                if self.absent.is_multiple_of(3) {
                    self.field(name, "");
                }
            }
        }
    }

    /// Writes what is left, and says whether all could be written.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush();
        self.failed?;
        self.out.flush()
    }

    fn opening(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.gathered.push('<');
        self.gathered.push_str(name);
        for (key, value) in attributes {
            let _ = write!(self.gathered, " {key}=\"{}\"", escape(*value));
        }
    }

    fn flush(&mut self) {
        if self.failed.is_ok() {
            // What the encoding lacks becomes a numbered character.
            let (bytes, _, _) = ISO_8859_15.encode(&self.gathered);
            self.failed = self.out.write_all(&bytes);
        }
        self.gathered.clear();
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.gathered.push_str("  ");
        }
    }
}
