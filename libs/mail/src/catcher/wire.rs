//! Lines and mails, as they come; nobody can fill the memory.

use std::{io, mem, time::Duration};

use tokio::{
    io::{
        AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader,
    },
    time::timeout,
};

/// A stream, plain or under TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// RFC 5321, 4.5.3.1.4 says 512; AUTH needs more (RFC 4954, 4.3).
const COMMAND_MAX: usize = 12_288;
/// RFC 5321, 4.5.3.1.6: with its CRLF, and the dot that the dialogue adds.
const LINE_MAX: usize = 1001;
/// Nobody waits longer (RFC 5321, 4.5.3.2.7).
const PATIENCE: Duration = Duration::from_secs(300);

/// Our side of a connection.
pub(super) struct Wire {
    stream: BufReader<Box<dyn Stream>>,
}

/// A line, its end taken away.
pub(super) enum Read {
    Line(Vec<u8>),
    /// Longer than allowed; all of it is gone.
    TooLong,
    /// Not ended by CRLF, or with a CR or LF inside: where lines end must not be a matter of
    /// opinion, else a mail can be hidden in a mail. The next line begins where others would say
    /// so only when this one was `ended` by CRLF all the same.
    Bare {
        ended: bool,
    },
}

/// What DATA brought.
pub(super) enum Body {
    Whole(Vec<u8>),
    TooBig,
    LineTooLong,
    Bare,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// The stream, to put TLS on it: nothing when something was already said beyond.
    pub(super) fn into_stream(self) -> Option<Box<dyn Stream>> {
        self.stream
            .buffer()
            .is_empty()
            .then(|| self.stream.into_inner())
    }

    pub(super) async fn answer(&mut self, text: &str) -> io::Result<()> {
        let line = format!("{text}\r\n");
        self.stream.write_all(line.as_bytes()).await?;
        self.stream.flush().await
    }

    pub(super) async fn command(&mut self) -> io::Result<Read> {
        self.line(COMMAND_MAX).await
    }

    async fn line(&mut self, max: usize) -> io::Result<Read> {
        timeout(PATIENCE, read_line(&mut self.stream, max))
            .await
            .map_err(|_| io::ErrorKind::TimedOut)?
    }

    /// Everything until the dot, be it too much: the client speaks until then.
    pub(super) async fn body(&mut self, size_max: usize) -> io::Result<Body> {
        let mut octets = Vec::new();
        let mut trouble = None;
        let mut line_begins = true;
        loop {
            let read = self.line(LINE_MAX).await?;
            let begins = mem::replace(
                &mut line_begins,
                !matches!(read, Read::Bare { ended: false }),
            );
            match read {
                Read::Line(line) if begins && line == b"." => {
                    return Ok(trouble.unwrap_or(Body::Whole(octets)));
                }
                Read::Line(line) if trouble.is_none() => {
                    octets.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
                    octets.extend_from_slice(b"\r\n");
                    if octets.len() > size_max {
                        octets = Vec::new();
                        trouble = Some(Body::TooBig);
                    }
                }
                Read::Line(_) => {}
                Read::TooLong => trouble = Some(Body::LineTooLong),
                Read::Bare { .. } => trouble = Some(Body::Bare),
            }
        }
    }
}

async fn read_line(stream: &mut (impl AsyncBufRead + Unpin), max: usize) -> io::Result<Read> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let seen = stream.fill_buf().await?;
        if seen.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let end = seen
            .iter()
            .position(|octet| *octet == b'\n')
            .map(|end| end + 1);
        let count = end.unwrap_or(seen.len());
        if line.len() + count > max {
            too_long = true;
            line.clear();
        } else if !too_long {
            line.extend_from_slice(&seen[..count]);
        }
        stream.consume(count);
        if end.is_some() {
            break;
        }
    }
    if too_long {
        return Ok(Read::TooLong);
    }
    Ok(match line.strip_suffix(b"\r\n") {
        Some(line) if !line.contains(&b'\r') => Read::Line(line.to_vec()),
        Some(_) => Read::Bare { ended: true },
        None => Read::Bare { ended: false },
    })
}
