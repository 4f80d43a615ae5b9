//! Text as ASCII lines: encoded words for headers (RFC 2047), quoted-printable for the body
//! (RFC 2045). By hand, because what must hold here is more than both ask, and than the builder of
//! `lettre` gives: a subject that looks like an encoded word stays what it is, no line is longer
//! than 78 characters whatever the words, and no line of the body begins with a dot or with
//! `From `, which servers and mailboxes treat in their own ways.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// RFC 2047, 2: a line that holds an encoded word.
const LINE_MAX: usize = 76;
const WORD_START: &str = "=?utf-8?B?";
const WORD_END: &str = "?=";

/// Whether a reader takes it literally: ASCII that shows, and nothing like an encoded word.
fn is_literal(text: &str) -> bool {
    text.bytes().all(|octet| (b' '..=b'~').contains(&octet)) && !text.contains("=?")
}

/// The value of a header that is free text. `column` is where it begins.
pub(super) fn unstructured(text: &str, column: usize) -> String {
    if is_literal(text) && column + text.len() <= LINE_MAX {
        text.to_owned()
    } else {
        encoded_words(text, column)
    }
}

/// A name before an address: in quotation marks, or encoded.
pub(super) fn phrase(name: &str, column: usize) -> String {
    if is_literal(name) && !name.contains(['"', '\\']) && column + name.len() + 2 <= LINE_MAX {
        format!("\"{name}\"")
    } else {
        encoded_words(name, column)
    }
}

/// As many words as it takes, one a line; none cuts a character in two.
fn encoded_words(text: &str, mut column: usize) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let room = LINE_MAX.saturating_sub(column + WORD_START.len() + WORD_END.len()) / 4 * 3;
        let mut end = rest.len().min(room);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (word, after) = rest.split_at(end);
        if !word.is_empty() {
            out.push_str(WORD_START);
            STANDARD.encode_string(word, &mut out);
            out.push_str(WORD_END);
        }
        rest = after;
        if !rest.is_empty() {
            out.push_str("\r\n ");
            column = 1;
        }
    }
    out
}

/// RFC 2045, 6.7: a line, with the `=` that continues it.
const QUOTED_MAX: usize = 76;

/// The body, each line ended by CRLF. `text` has no line end but `\n`.
pub(super) fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for line in text.lines() {
        quoted_line(line, &mut out);
        out.push_str("\r\n");
    }
    out
}

fn quoted_line(line: &str, out: &mut String) {
    let mut column = 0;
    let mut piece = String::with_capacity(12);
    for (at, c) in line.char_indices() {
        let last = at + c.len_utf8() == line.len();
        piece.clear();
        let literal = match c {
            '=' => false,
            ' ' | '\t' => !last,
            _ => c.is_ascii_graphic(),
        };
        quote(c, literal, &mut piece);
        // Room for this character, and for the `=` unless the line ends with it.
        let needed = piece.len() + usize::from(!last);
        if column + needed > QUOTED_MAX {
            out.push_str("=\r\n");
            column = 0;
        }
        // A line of the wire begins here, be it in the middle of one of the text.
        if column == 0 && (c == '.' || line[at..].starts_with("From ")) {
            piece.clear();
            quote(c, false, &mut piece);
        }
        out.push_str(&piece);
        column += piece.len();
    }
}

fn quote(c: char, literal: bool, piece: &mut String) {
    if literal {
        piece.push(c);
        return;
    }
    for octet in c.encode_utf8(&mut [0; 4]).bytes() {
        // Writing in a String does not fail.
        let _ = write!(piece, "={octet:02X}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant: what is plain stays readable in the source of a mail.
    #[test]
    fn plain_text_stays_plain() {
        assert_eq!(unstructured("Bonjour", 9), "Bonjour");
        assert_eq!(phrase("Vie scolaire", 6), "\"Vie scolaire\"");
        assert_eq!(quoted_printable("un\ndeux\n"), "un\r\ndeux\r\n");
        assert_eq!(quoted_printable("été = 1 \n"), "=C3=A9t=C3=A9 =3D 1=20\r\n");
    }

    /// Invariant: no line of the wire can be taken for the end of the mail or of a mailbox.
    #[test]
    fn dangerous_starts_are_encoded() {
        assert_eq!(
            quoted_printable(".\n..\nFrom là\nFromage\n"),
            "=2E\r\n=2E.\r\n=46rom l=C3=A0\r\nFromage\r\n"
        );
        let long = format!("{}From x", "a".repeat(75));
        let wire = quoted_printable(&format!("{long}\n"));
        assert_eq!(wire, format!("{}=\r\n=46rom x\r\n", "a".repeat(75)));
    }

    /// Invariant: what looks like an encoded word, or could end a quotation, is encoded.
    #[test]
    fn lookalikes_are_encoded() {
        assert!(unstructured("=?utf-8?Q?x?=", 9).starts_with(WORD_START));
        assert!(phrase("Martin \"Jo\"", 4).starts_with(WORD_START));
    }
}
