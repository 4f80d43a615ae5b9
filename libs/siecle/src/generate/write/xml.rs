//! Indented XML in ISO-8859-15.

use std::fmt::Write;

use encoding_rs::ISO_8859_15;
use quick_xml::escape::escape;

pub(super) struct Xml {
    out: String,
    depth: usize,
    absent: usize,
}

impl Xml {
    pub(super) fn new() -> Self {
        let out = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n".to_owned();
        Self {
            out,
            depth: 0,
            absent: 0,
        }
    }

    /// An element with others inside.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        fill: impl FnOnce(&mut Self),
    ) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            // Writing to a string cannot fail.
            let _ = write!(self.out, " {key}=\"{}\"", escape(*value));
        }
        self.out.push_str(">\n");
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.indent();
        let _ = writeln!(self.out, "</{name}>");
    }

    pub(super) fn field(&mut self, name: &str, value: &str) {
        self.indent();
        let _ = writeln!(self.out, "<{name}>{}</{name}>", escape(value));
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

    pub(super) fn finish(self) -> Vec<u8> {
        // What the encoding lacks becomes a numbered character.
        ISO_8859_15.encode(&self.out).0.into_owned()
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }
}
