//! AUTH, in the two ways that every client knows (RFC 4616, and LOGIN, which nobody wrote down).

use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::wire::{Read, Wire};

/// What a client said of itself.
pub(super) enum SignIn {
    /// An account and a password.
    Said(String, String),
    /// It gave up, or what it said can't be read.
    Unreadable,
    /// A way that we do not know.
    Unknown,
}

/// Follows `AUTH way [first answer]` to its end.
pub(super) async fn ask(wire: &mut Wire, argument: &str) -> io::Result<SignIn> {
    let (way, first) = argument.split_once(' ').unwrap_or((argument, ""));
    let first = (!first.is_empty()).then(|| first.to_owned());
    let said = match way.to_ascii_uppercase().as_str() {
        "PLAIN" => plain(&or_ask(wire, first, "").await?),
        "LOGIN" => {
            let account = or_ask(wire, first, "Username:").await?;
            let password = or_ask(wire, None, "Password:").await?;
            decoded(&account).zip(decoded(&password))
        }
        _ => return Ok(SignIn::Unknown),
    };
    Ok(match said {
        Some((account, password)) => SignIn::Said(account, password),
        None => SignIn::Unreadable,
    })
}

/// What came with the command, else what is said after a challenge.
async fn or_ask(wire: &mut Wire, first: Option<String>, challenge: &str) -> io::Result<String> {
    if let Some(first) = first {
        return Ok(first);
    }
    wire.answer(&format!("334 {}", STANDARD.encode(challenge)))
        .await?;
    Ok(match wire.command().await? {
        Read::Line(line) => String::from_utf8_lossy(&line).into_owned(),
        Read::TooLong | Read::Bare { .. } => "*".to_owned(),
    })
}

fn plain(said: &str) -> Option<(String, String)> {
    let said = decoded(said)?;
    let mut parts = said.splitn(3, '\0').skip(1);
    Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
}

fn decoded(said: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(said).ok()?).ok()
}
