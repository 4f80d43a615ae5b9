//! A server under measure: its processor time and its memory, as the kernel counts them.

use anyhow::{Context as _, Result, bail};
use std::{
    net::TcpListener,
    process::{Child, Command},
    time::{Duration, Instant},
};

/// A running server, killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

impl Server {
    /// Starts a server and waits until it accepts a connection; gives how long that took.
    pub(crate) async fn start(command: &mut Command, port: u16) -> Result<(Self, Duration)> {
        let started = Instant::now();
        let child = command.spawn().context("the server starts")?;
        let mut server = Self { child, port };
        loop {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                return Ok((server, started.elapsed()));
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("the server stopped: {status}");
            }
            if started.elapsed() > Duration::from_secs(30) {
                bail!("the server does not answer");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Processor time used so far, user and system.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name of the program, in parentheses, may hold spaces; what follows does not.
        let (_, rest) = stat.rsplit_once(')').context("a line of /proc")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|f| f.parse::<u64>().ok());
        let total = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
        // A tick is a hundredth of a second on every Linux that is met.
        Ok(Duration::from_millis(total.context("times in /proc")? * 10))
    }

    /// Anonymous resident memory, in bytes.
    pub(crate) fn anonymous_memory(&self) -> Result<u64> {
        anonymous_memory(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Anonymous resident memory of a process, in bytes.
pub(crate) fn anonymous_memory(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process))?;
    let line = status
        .lines()
        .find(|line| line.starts_with("RssAnon:"))
        .context("RssAnon")?;
    let kilobytes: u64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .context("RssAnon")?;
    Ok(kilobytes * 1024)
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
