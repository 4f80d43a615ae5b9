//! From whom, to whom: `MAIL` and `RCPT`, and what is answered.

use super::Fate;

/// What was said of a mail before its octets.
#[derive(Default)]
pub(super) struct Transaction {
    /// `Some(None)`: from nobody, as notices of failure are.
    from: Option<Option<String>>,
    to: Vec<String>,
}

/// RFC 5321, 4.5.3.1.8.
const RECIPIENTS_MAX: usize = 100;

impl Transaction {
    pub(super) fn mail(&mut self, argument: &str, size_max: usize) -> &'static str {
        if self.from.is_some() {
            return "503 5.5.1 One mail at a time";
        }
        let Some((from, parameters)) = path(argument, "FROM:") else {
            return "501 5.5.4 MAIL FROM:<address>";
        };
        for parameter in parameters.split_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match (name.to_ascii_uppercase().as_str(), value) {
                ("SIZE", size) => match size.parse::<usize>() {
                    Ok(size) if size > size_max => return "552 5.3.4 Too big",
                    Ok(_) => {}
                    Err(_) => return "501 5.5.4 SIZE=octets",
                },
                ("BODY", "7BIT" | "8BITMIME") | ("SMTPUTF8", "") | ("AUTH", _) => {}
                _ => return "555 5.5.4 Unknown parameter",
            }
        }
        self.from = Some((!from.is_empty()).then(|| from.to_owned()));
        "250 2.1.0 Ok"
    }

    pub(super) fn rcpt(&mut self, argument: &str) -> &'static str {
        if self.from.is_none() {
            return "503 5.5.1 From whom first";
        }
        let address = match path(argument, "TO:") {
            Some((address, "")) if address.contains('@') => address,
            Some((_, parameters)) if !parameters.is_empty() => return "555 5.5.4 Unknown parameter",
            _ => return "501 5.1.3 RCPT TO:<address>",
        };
        match Fate::of(address) {
            Fate::Unknown => return "550 5.1.1 No such mailbox",
            Fate::Full => return "452 4.2.2 Mailbox full",
            Fate::Caught if self.to.len() >= RECIPIENTS_MAX => {
                return "452 4.5.3 Too many recipients";
            }
            Fate::Caught => {}
        }
        self.to.push(address.to_owned());
        "250 2.1.5 Ok"
    }

    /// Who writes to whom, once both are known; the next mail begins anew.
    pub(super) fn take(&mut self) -> Option<(Option<String>, Vec<String>)> {
        if self.from.is_none() || self.to.is_empty() {
            return None;
        }
        let Self { from, to } = std::mem::take(self);
        Some((from?, to))
    }
}

/// `FROM:<address> parameters`.
fn path<'a>(argument: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let start = argument.get(..word.len())?;
    if !start.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = argument[word.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = rest.split_once('>')?;
    (address.len() <= 254).then_some((address, parameters.trim()))
}
