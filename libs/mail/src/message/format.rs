//! The octets of a mail.

use super::{Mail, Person, encode};

impl Mail {
    /// Headers and body, in ASCII, every line of at most 998 characters and ended by CRLF.
    #[must_use]
    pub fn to_octets(&self) -> Vec<u8> {
        let mut out = String::new();
        header(&mut out, "Date", &self.date.to_rfc2822());
        header(&mut out, "From", &person(&self.from, "From"));
        if let Some(reply_to) = &self.reply_to {
            header(&mut out, "Reply-To", &person(reply_to, "Reply-To"));
        }
        header(&mut out, "To", &person(&self.to, "To"));
        let subject = encode::unstructured(self.subject.as_str(), "Subject: ".len());
        header(&mut out, "Subject", &subject);
        header(&mut out, "Message-ID", &format!("<{}>", self.id.as_str()));
        // RFC 3834: those who are on holiday do not answer.
        header(&mut out, "Auto-Submitted", "auto-generated");
        header(&mut out, "MIME-Version", "1.0");
        match &self.html {
            None => part(&mut out, "text/plain", self.text.as_str()),
            Some(html) => {
                let alternative = format!("multipart/alternative; boundary=\"{BOUNDARY}\"");
                header(&mut out, "Content-Type", &alternative);
                // RFC 2046, 5.1.4: the plainest first, the one that is preferred last.
                for (kind, text) in [("text/plain", &self.text), ("text/html", html)] {
                    // The line end before it is the boundary's: that of the text stays.
                    out.push_str(&format!("\r\n--{BOUNDARY}\r\n"));
                    part(&mut out, kind, text.as_str());
                }
                out.push_str(&format!("\r\n--{BOUNDARY}--\r\n"));
            }
        }
        out.into_bytes()
    }
}

/// What stands between parts. RFC 2045, 6.7: `=_` is never written by quoted-printable.
const BOUNDARY: &str = "=_alternative";

/// The headers of a text, and the text.
fn part(out: &mut String, kind: &str, text: &str) {
    header(out, "Content-Type", &format!("{kind}; charset=utf-8"));
    header(out, "Content-Transfer-Encoding", "quoted-printable");
    out.push_str("\r\n");
    out.push_str(&encode::quoted_printable(text));
}

fn header(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.push_str(": ");
    out.push_str(value);
    out.push_str("\r\n");
}

fn person(person: &Person, header: &str) -> String {
    let address = person.address.as_str();
    if person.name.as_str().is_empty() {
        return address.to_owned();
    }
    // The address on a line of its own: it may be long, and some readers cut there badly.
    let name = encode::phrase(person.name.as_str(), header.len() + ": ".len());
    let last = name.rsplit("\r\n").next().unwrap_or(&name).len();
    let fits = header.len() + ": ".len() + last + address.len() + " <>".len() <= 76;
    let fold = if fits { "" } else { "\r\n" };
    format!("{name}{fold} <{address}>")
}
