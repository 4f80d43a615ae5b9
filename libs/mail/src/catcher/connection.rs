//! One client, from its first word to the last.

use std::io;

use tokio::{net::TcpStream, sync::mpsc};

use super::{
    CatcherConfig, CatcherTls, Caught, Content, Identity,
    sign_in::{self, SignIn},
    transaction::Transaction,
    wire::{Body, Read, Wire},
};

struct Connection<'a> {
    wire: Wire,
    config: &'a CatcherConfig,
    caught: &'a mpsc::UnboundedSender<Caught>,
    greeted: bool,
    encrypted: bool,
    account: Option<String>,
    transaction: Transaction,
}

/// What follows a command.
enum Next {
    Answer(String),
    StartTls(Identity),
    Leave,
}

impl From<&str> for Next {
    fn from(answer: &str) -> Self {
        Self::Answer(answer.to_owned())
    }
}

/// Who talks nonsense so many times is not a mail client.
const MISTAKES_MAX: u32 = 20;

pub(super) async fn serve(
    stream: TcpStream,
    config: &CatcherConfig,
    caught: &mpsc::UnboundedSender<Caught>,
) -> io::Result<()> {
    let _ = stream.set_nodelay(true);
    let (wire, encrypted) = match &config.tls {
        CatcherTls::FromTheStart(identity) => (
            Wire::new(Box::new(identity.acceptor().accept(stream).await?)),
            true,
        ),
        CatcherTls::None | CatcherTls::Offered(_) => (Wire::new(Box::new(stream)), false),
    };
    let connection = Connection {
        wire,
        config,
        caught,
        greeted: false,
        encrypted,
        account: None,
        transaction: Transaction::default(),
    };
    connection.run().await
}

impl Connection<'_> {
    async fn run(mut self) -> io::Result<()> {
        self.wire.answer("220 attrape.invalid ESMTP").await?;
        let mut mistakes = 0;
        loop {
            let next = match self.wire.command().await? {
                Read::Line(line) => match String::from_utf8(line) {
                    Ok(line) => self.obey(&line).await?,
                    Err(_) => "500 5.5.2 Not UTF-8".into(),
                },
                Read::TooLong => "500 5.5.6 Line too long".into(),
                Read::Bare { .. } => "500 5.5.2 Lines end with CRLF".into(),
            };
            match next {
                Next::Answer(answer) => {
                    mistakes += u32::from(answer.starts_with("50"));
                    self.wire.answer(&answer).await?;
                }
                Next::StartTls(identity) => self = self.encrypt(&identity).await?,
                Next::Leave => return self.wire.answer("221 2.0.0 Bye").await,
            }
            if mistakes >= MISTAKES_MAX {
                return self.wire.answer("421 4.7.0 Too many mistakes").await;
            }
        }
    }

    async fn obey(&mut self, line: &str) -> io::Result<Next> {
        let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
        let argument = argument.trim();
        let size_max = self.config.size_max;
        Ok(match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" if argument.is_empty() => "501 5.5.4 Who are you?".into(),
            "EHLO" => {
                self.greet();
                Next::Answer(self.extensions())
            }
            "HELO" => {
                self.greet();
                "250 attrape.invalid".into()
            }
            "NOOP" => "250 2.0.0 Ok".into(),
            "RSET" => {
                self.transaction = Transaction::default();
                "250 2.0.0 Ok".into()
            }
            "QUIT" => Next::Leave,
            "VRFY" => "252 2.5.0 Send, and see".into(),
            "STARTTLS" => match &self.config.tls {
                CatcherTls::Offered(identity) if !self.encrypted => {
                    Next::StartTls(identity.clone())
                }
                _ => "503 5.5.1 No TLS here".into(),
            },
            "AUTH" | "MAIL" | "RCPT" | "DATA" if !self.greeted => "503 5.5.1 EHLO first".into(),
            "AUTH" => self.sign_in(argument).await?.into(),
            "MAIL" if self.config.credentials.is_some() && self.account.is_none() => {
                "530 5.7.0 Sign in first".into()
            }
            "MAIL" => self.transaction.mail(argument, size_max).into(),
            "RCPT" => self.transaction.rcpt(argument).into(),
            "DATA" => self.data().await?,
            _ => "500 5.5.1 Unknown command".into(),
        })
    }

    fn greet(&mut self) {
        self.greeted = true;
        self.transaction = Transaction::default();
    }

    fn extensions(&self) -> String {
        let mut lines = vec!["attrape.invalid".to_owned(), "PIPELINING".to_owned()];
        lines.push(format!("SIZE {}", self.config.size_max));
        if matches!(self.config.tls, CatcherTls::Offered(_)) && !self.encrypted {
            lines.push("STARTTLS".to_owned());
        }
        if self.config.credentials.is_some() {
            lines.push("AUTH PLAIN LOGIN".to_owned());
        }
        lines.extend(["8BITMIME", "SMTPUTF8"].map(str::to_owned));
        format!("250-{}\r\n250 ENHANCEDSTATUSCODES", lines.join("\r\n250-"))
    }

    /// All that was said before TLS is forgotten (RFC 3207, 4.2).
    async fn encrypt(mut self, identity: &Identity) -> io::Result<Self> {
        self.wire.answer("220 2.0.0 Go ahead").await?;
        let Some(stream) = self.wire.into_stream() else {
            // Something was slipped in after STARTTLS.
            return Err(io::ErrorKind::InvalidData.into());
        };
        let stream = identity.acceptor().accept(stream).await?;
        Ok(Self {
            wire: Wire::new(Box::new(stream)),
            greeted: false,
            encrypted: true,
            account: None,
            transaction: Transaction::default(),
            ..self
        })
    }

    async fn sign_in(&mut self, argument: &str) -> io::Result<&'static str> {
        let Some(expected) = &self.config.credentials else {
            return Ok("503 5.5.1 No need to sign in");
        };
        if self.account.is_some() {
            return Ok("503 5.5.1 Signed in already");
        }
        Ok(match sign_in::ask(&mut self.wire, argument).await? {
            SignIn::Said(account, password)
                if (&account, &password) == (&expected.0, &expected.1) =>
            {
                self.account = Some(account);
                "235 2.7.0 Welcome"
            }
            SignIn::Said(..) => "535 5.7.8 Wrong account or password",
            SignIn::Unreadable => "501 5.5.2 Unreadable",
            SignIn::Unknown => "504 5.5.4 PLAIN or LOGIN",
        })
    }

    async fn data(&mut self) -> io::Result<Next> {
        let Some((from, to)) = self.transaction.take() else {
            return Ok("503 5.5.1 To whom first".into());
        };
        self.wire.answer("354 Go ahead, then a dot").await?;
        let octets = match self.wire.body(self.config.size_max).await? {
            Body::Whole(octets) => octets,
            Body::TooBig => return Ok("552 5.3.4 Too big".into()),
            Body::LineTooLong => return Ok("554 5.6.0 Line too long".into()),
            Body::Bare => return Ok("554 5.6.0 Lines end with CRLF".into()),
        };
        let caught = Caught {
            from,
            to,
            encrypted: self.encrypted,
            account: self.account.clone(),
            at: (self.config.clock)(),
            content: Content::read(&octets),
            octets,
        };
        // Nobody listens any more: then nobody would see the mail.
        Ok(if self.caught.send(caught).is_ok() {
            "250 2.0.0 Caught".into()
        } else {
            "451 4.3.0 Nobody is here".into()
        })
    }
}
