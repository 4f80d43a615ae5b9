//! A client that costs little: kept connections, one request after the other on each.

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Asks `count` times for a page over `connections` connections; gives the size of its body.
pub(crate) async fn ask(
    port: u16,
    path: &str,
    cookie: &str,
    count: usize,
    connections: usize,
) -> Result<usize> {
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n");
        tasks.push(tokio::spawn(repeat(port, request, count / connections)));
    }
    let mut size = 0;
    for task in tasks {
        size = task.await??;
    }
    Ok(size)
}

async fn repeat(port: u16, request: String, count: usize) -> Result<usize> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(128 * 1024);
    let mut size = 0;
    for _ in 0..count {
        stream.write_all(request.as_bytes()).await?;
        buffer.clear();
        size = loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                bail!("the server closed");
            }
            if let Some(found) = whole(&buffer)? {
                break found;
            }
        };
    }
    Ok(size)
}

/// The size of the body, once it is all there.
fn whole(buffer: &[u8]) -> Result<Option<usize>> {
    let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&buffer[..end])?.to_ascii_lowercase();
    if !head.starts_with("http/1.1 200") {
        bail!("not 200: {head}");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.context("a length")?.trim().parse()?;
    Ok((buffer.len() >= end + 4 + length).then_some(length))
}
