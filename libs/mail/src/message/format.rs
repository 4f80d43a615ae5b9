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
        header(&mut out, "Content-Type", "text/plain; charset=utf-8");
        header(&mut out, "Content-Transfer-Encoding", "quoted-printable");
        out.push_str("\r\n");
        out.push_str(&encode::quoted_printable(self.text.as_str()));
        out.into_bytes()
    }
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
