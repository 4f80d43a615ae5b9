//! One mail, command by command. `lettre`'s own `send` gives one error for all: whether the end
//! of the mail was written is known here only, and everything depends on it.

use std::{
    iter, mem,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use lettre::transport::smtp::{
    client::AsyncSmtpConnection,
    commands::{Data, Mail as MailFrom, Rcpt, Rset},
    response::Response,
};
use tokio::time::timeout;

use super::{config::Timeouts, obstacle::Obstacle, outcome::Outcome, reply::Reply};
use crate::{Address, Mail};

/// What became of the mail, and whether the connection may carry another.
pub(super) struct Handed {
    pub(super) outcome: Outcome,
    pub(super) reusable: bool,
}

/// Whether a connection that waited still answers, with nothing begun.
pub(super) async fn is_alive(connection: &mut AsyncSmtpConnection, timeouts: &Timeouts) -> bool {
    matches!(
        timeout(timeouts.step, connection.command(Rset)).await,
        Ok(Ok(_))
    )
}

pub(super) async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    mail: &Mail,
    timeouts: &Timeouts,
) -> Handed {
    match announce(connection, mail, timeouts.step).await {
        Ok(()) => deliver(connection, &mail.to_octets(), timeouts).await,
        Err(handed) => handed,
    }
}

/// From whom and to whom, until the server waits for the mail itself.
async fn announce(
    connection: &mut AsyncSmtpConnection,
    mail: &Mail,
    step: Duration,
) -> Result<(), Handed> {
    let from = MailFrom::new(Some(envelope(&mail.from.address)), Vec::new());
    command(connection, from, step).await?;
    let to = Rcpt::new(envelope(&mail.to.address), Vec::new());
    command(connection, to, step).await?;
    let answer = command(connection, Data, step).await?;
    // A server that does not ask for the mail may take what follows for commands.
    if u16::from(answer.code()) == 354 {
        Ok(())
    } else {
        Err(Handed::not_written(Obstacle::Interrupted))
    }
}

/// Ours are stricter than what `lettre` accepts.
fn envelope(address: &Address) -> lettre::Address {
    lettre::Address::new_dangerous(address.local(), address.domain())
}

async fn command(
    connection: &mut AsyncSmtpConnection,
    command: impl std::fmt::Display,
    step: Duration,
) -> Result<Response, Handed> {
    match timeout(step, connection.command(command)).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(match Obstacle::of(&error) {
            Obstacle::Refused { reply } if !is_about_us(reply.code) => Handed::rejected(reply),
            obstacle => Handed::not_written(obstacle),
        }),
        Err(_) => Err(Handed::not_written(Obstacle::Silent)),
    }
}

/// The mail itself.
async fn deliver(
    connection: &mut AsyncSmtpConnection,
    octets: &[u8],
    timeouts: &Timeouts,
) -> Handed {
    // `lettre` adds the line end of the last line, with the dot that ends the mail.
    let octets = octets.strip_suffix(b"\r\n").unwrap_or(octets);
    // It asks for the next part once the previous one is written and flushed: when it asks for
    // one after the last, the dot is what comes next.
    let ending = AtomicBool::new(false);
    let mut rest = Some(octets);
    let parts = iter::from_fn(|| {
        let part = mem::take(&mut rest);
        if part.is_none() {
            ending.store(true, Ordering::Relaxed);
        }
        part
    });
    let mut delivery = pin!(connection.message_iter(parts));
    let mut answer = timeout(timeouts.step, &mut delivery).await;
    if answer.is_err() && ending.load(Ordering::Relaxed) {
        answer = timeout(timeouts.answer, &mut delivery).await;
    }
    match answer {
        // "Go on" (3…) is no answer to a whole mail.
        Ok(Ok(answer)) if u16::from(answer.code()) / 100 == 2 => Handed::accepted(&answer),
        Ok(Err(error)) => match Reply::of_refusal(&error) {
            // Whatever the code, a server that refuses a whole mail has none of it.
            Some(reply) => Handed::rejected(reply),
            None if ending.load(Ordering::Relaxed) => Handed::in_doubt(),
            None => Handed::not_written(Obstacle::of(&error)),
        },
        _ if ending.load(Ordering::Relaxed) => Handed::in_doubt(),
        _ => Handed::not_written(Obstacle::Silent),
    }
}

impl Handed {
    fn accepted(answer: &Response) -> Self {
        Self {
            outcome: Outcome::Accepted {
                reply: Reply::of_answer(answer),
            },
            reusable: true,
        }
    }

    fn rejected(reply: Reply) -> Self {
        Self {
            // "I am closing" (421) is the last word of a connection.
            reusable: reply.code != 421,
            outcome: Outcome::Rejected {
                temporary: reply.is_temporary(),
                reply,
            },
        }
    }

    fn not_written(obstacle: Obstacle) -> Self {
        Self {
            outcome: Outcome::NotWritten { obstacle },
            reusable: false,
        }
    }

    fn in_doubt() -> Self {
        Self {
            outcome: Outcome::InDoubt,
            reusable: false,
        }
    }
}

/// The server leaves, or wants us to sign in or to encrypt: any mail would be told so.
fn is_about_us(code: u16) -> bool {
    matches!(code, 421 | 530 | 534 | 535 | 538)
}
