//! Where requests go: the machine is declared, the path and the query may hold variables.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use url::{Host, Url};

use super::{
    Charset, Unwritable,
    template::{Piece, Template, TemplateError, Values, Variable},
};

/// What stands for itself in a path, a query or a form (RFC 3986 §2.3); a space is `%20`, which
/// forms read as well as `+`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Why an address is refused. `Display` is a plain French sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Keys and texts would travel in clear.
    #[error(
        "L’adresse doit commencer par https:// ; http:// n’est admis que vers cette machine (127.0.0.1)."
    )]
    Clear,
    /// No machine, an account in the address, or signs that no address has.
    #[error("Cette adresse n’est pas celle d’un serveur.")]
    Invalid,
    /// What chooses the machine must not come from a message or a school.
    #[error("Le nom du serveur ne peut pas contenir de variable.")]
    Variable,
    /// Signs to be written `%…`.
    #[error(
        "L’adresse contient un signe interdit (espace, accent, #, guillemet…) : écrivez-le sous la forme %XX."
    )]
    Sign,
    /// As any template.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// The machine that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::http) struct Server {
    pub(in crate::http) host: String,
    pub(in crate::http) port: u16,
    pub(in crate::http) tls: bool,
    /// What the `Host` header says.
    pub(in crate::http) authority: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) server: Server,
    /// The path and the query.
    target: Template,
}

impl Address {
    pub(super) fn parse(text: &str) -> Result<Self, AddressError> {
        let start = text.find("://").ok_or(AddressError::Clear)? + 3;
        let end = text[start..]
            .find(['/', '?', '#'])
            .map_or(text.len(), |at| start + at);
        let (machine, rest) = text.split_at(end);
        if machine.contains(['{', '}']) {
            return Err(AddressError::Variable);
        }
        let target = match rest.starts_with('/') {
            true => Template::parse(rest)?,
            false => Template::parse(&format!("/{rest}"))?,
        };
        for piece in target.pieces() {
            match piece {
                Piece::Literal(literal) if !is_written(literal) => return Err(AddressError::Sign),
                _ => {}
            }
        }
        Ok(Self {
            server: Server::parse(machine)?,
            target,
        })
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = Variable> {
        self.target.variables()
    }

    pub(super) fn render(
        &self,
        values: &Values<'_>,
        charset: Charset,
    ) -> Result<String, Unwritable> {
        let mut target = String::new();
        for piece in self.target.pieces() {
            match piece {
                Piece::Literal(literal) => target.push_str(literal),
                Piece::Variable(variable) => {
                    target.push_str(&encode(&values.of(*variable), charset)?);
                }
            }
        }
        let path = target.split('?').next().unwrap_or_default();
        // Servers climb at these, however they are written.
        let climbs = path.split('/').any(|segment| {
            let decoded: Vec<u8> = percent_decode_str(segment).collect();
            decoded == b"." || decoded == b".."
        });
        match climbs {
            true => Err(Unwritable::Path),
            false => Ok(target),
        }
    }
}

impl Server {
    /// `https://machine`, `https://machine:8443`, `http://127.0.0.1:8080`.
    pub(in crate::http) fn parse(machine: &str) -> Result<Self, AddressError> {
        let url = Url::parse(machine).map_err(|_| match machine.starts_with("https://") {
            true => AddressError::Invalid,
            false => AddressError::Clear,
        })?;
        let host = url.host().ok_or(AddressError::Invalid)?;
        let loopback = match &host {
            Host::Domain(name) => *name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        let tls = match url.scheme() {
            "https" => true,
            "http" if loopback => false,
            _ => return Err(AddressError::Clear),
        };
        if !url.username().is_empty() || url.password().is_some() || machine.contains('@') {
            return Err(AddressError::Invalid);
        }
        let port = url.port_or_known_default().ok_or(AddressError::Invalid)?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_string(),
        };
        let host = match host {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        Ok(Self {
            host,
            port,
            tls,
            authority,
        })
    }
}

/// A value where nothing but itself may come of it: in an address or a form.
pub(super) fn encode(value: &str, charset: Charset) -> Result<String, Unwritable> {
    let octets = charset.encode(value).ok_or(Unwritable::Value)?;
    Ok(percent_encode(&octets, ENCODED).to_string())
}

/// Whether a text may stand in an address as it is.
fn is_written(literal: &str) -> bool {
    let octets = literal.as_bytes();
    octets.iter().enumerate().all(|(at, &octet)| match octet {
        b'%' => octets
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | b'#' => false,
        _ => octet.is_ascii_graphic(),
    })
}
