//! Cells, and their texts as XML says them.

use chrono::NaiveDate;
use std::{
    borrow::Cow,
    io::{self, Write},
};

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text, whatever it begins with.
    Text(Cow<'a, str>),
    /// A whole number.
    Number(i64),
    /// A number of two decimals, in hundredths: 1250 for 12,5.
    Hundredths(u32),
    /// A day.
    Date(NaiveDate),
    /// A month, by any of its days: shown without the day.
    Month(NaiveDate),
}

impl<'a> Cell<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A count.
    pub fn count(count: u64) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Empty => out.write_all(b"<table:table-cell/>"),
            Self::Text(text) => {
                out.write_all(br#"<table:table-cell office:value-type="string">"#)?;
                paragraphs(out, text)?;
                out.write_all(b"</table:table-cell>")
            }
            Self::Number(n) => write!(
                out,
                r#"<table:table-cell office:value-type="float" office:value="{n}"><text:p>{n}</text:p></table:table-cell>"#
            ),
            Self::Hundredths(n) => {
                let (whole, rest) = (n / 100, n % 100);
                let shown = french(*n);
                write!(
                    out,
                    r#"<table:table-cell office:value-type="float" office:value="{whole}.{rest:02}"><text:p>{shown}</text:p></table:table-cell>"#
                )
            }
            Self::Date(day) => dated(out, "date", *day, "%d/%m/%Y"),
            Self::Month(day) => dated(out, "month", *day, "%m/%Y"),
        }
    }
}

/// « 12,5 »: no decimal more than it needs.
pub fn french(hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match (rest, rest % 10) {
        (0, _) => whole.to_string(),
        (_, 0) => format!("{whole},{}", rest / 10),
        _ => format!("{whole},{rest:02}"),
    }
}

/// `shown` is for those who read the text alone: programs show the value, by its style.
fn dated(out: &mut impl Write, style: &str, day: NaiveDate, shown: &str) -> io::Result<()> {
    write!(
        out,
        r#"<table:table-cell table:style-name="{style}" office:value-type="date" office:date-value="{}"><text:p>{}</text:p></table:table-cell>"#,
        day.format("%Y-%m-%d"),
        day.format(shown)
    )
}

/// A text as paragraphs, one a line. Blanks that follow each other, or begin a line, are elements:
/// readers make one of them otherwise (ODF 1.3, part 3, 6.1.2).
pub(crate) fn paragraphs(out: &mut impl Write, text: &str) -> io::Result<()> {
    let text = allowed(text).replace("\r\n", "\n").replace('\r', "\n");
    for line in text.split('\n') {
        out.write_all(b"<text:p>")?;
        let mut spaces = 0usize;
        let mut begun = false;
        for piece in line.split_inclusive([' ', '\t']) {
            let (word, blank) = match piece.strip_suffix([' ', '\t']) {
                Some(word) => (word, piece.chars().next_back()),
                None => (piece, None),
            };
            if !word.is_empty() {
                blanks(out, spaces, begun)?;
                spaces = 0;
                begun = true;
                out.write_all(quick_xml::escape::escape(word).as_bytes())?;
            }
            match blank {
                Some('\t') => {
                    blanks(out, spaces, begun)?;
                    spaces = 0;
                    begun = true;
                    out.write_all(b"<text:tab/>")?;
                }
                Some(_) => spaces += 1,
                None => {}
            }
        }
        // At the end of a line, every blank is an element.
        blanks(out, spaces, false)?;
        out.write_all(b"</text:p>")?;
    }
    Ok(())
}

/// So many spaces; the first is an ordinary one after a word.
fn blanks(out: &mut impl Write, spaces: usize, after_word: bool) -> io::Result<()> {
    let elements = match after_word && spaces > 0 {
        true => {
            out.write_all(b" ")?;
            spaces - 1
        }
        false => spaces,
    };
    match elements {
        0 => Ok(()),
        n => write!(out, r#"<text:s text:c="{n}"/>"#),
    }
}

/// A text inside XML.
pub(crate) fn escaped(text: &str) -> String {
    let text = allowed(text);
    quick_xml::escape::escape(text.as_str()).into_owned()
}

/// Without the characters that XML 1.0 does not have.
fn allowed(text: &str) -> String {
    let is_allowed = |c: &char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        c => *c >= ' ',
    };
    text.chars().filter(is_allowed).collect()
}
