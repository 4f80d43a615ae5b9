//! The message centre of the measure: the simulator of `libs/sms`, in a process of its own.

use super::{COUNT, Receipts, WINDOW};
use anyhow::{Context as _, Result, bail};
use sms::smpp::{Fate, Simulator, SimulatorConfig, Tally};
use std::{
    process::Stdio,
    time::{Duration, SystemTime},
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

/// A drain that lasts longer will not end.
const PATIENCE: Duration = Duration::from_secs(300);

/// `bench sink PORT RECEIPTS`: delivers all it is given, until it has had everything; then says
/// when it began and ended, and stays.
pub(crate) async fn serve(port: u16, receipts: bool) -> Result<()> {
    let fate = match receipts {
        true => |_| Fate::Delivered,
        false => |_| Fate::NoReceipt,
    };
    let config = SimulatorConfig {
        delivered_after: Duration::ZERO,
        window: usize::from(WINDOW),
        fate,
        ..SimulatorConfig::default()
    };
    let (simulator, reports) = Simulator::start(port, config).await?;
    drop(reports);
    println!("ready");
    let wanted = COUNT as u64;
    let tally = loop {
        let tally = simulator.tally();
        if tally.accepted >= wanted && (!receipts || tally.acknowledged >= wanted) {
            break tally;
        }
        sleep(Duration::from_millis(20)).await;
    };
    let since = |at: Option<SystemTime>| -> Result<u128> {
        let at = at.context("a message")?;
        Ok(at.duration_since(SystemTime::UNIX_EPOCH)?.as_micros())
    };
    println!("{} {}", since(tally.first)?, since(tally.last)?);
    loop {
        sleep(Duration::from_millis(20)).await;
        let Tally { accepted, .. } = simulator.tally();
        if accepted > wanted {
            println!("twice");
        }
    }
}

/// The centre, running; killed when dropped.
pub(crate) struct Sink {
    lines: tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
    _child: Child,
}

impl Sink {
    pub(crate) async fn start(port: u16, receipts: Receipts) -> Result<Self> {
        let receipts = (receipts == Receipts::Each).to_string();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["sink", &port.to_string(), &receipts])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().context("the sink speaks")?;
        let mut sink = Self {
            lines: BufReader::new(out).lines(),
            _child: child,
        };
        if sink.line().await? != "ready" {
            bail!("the sink did not start");
        }
        Ok(sink)
    }

    /// Waits until it has had everything: when the first message came, and the last word.
    pub(crate) async fn drained(&mut self) -> Result<(SystemTime, SystemTime)> {
        let line = timeout(PATIENCE, self.line()).await??;
        let (first, last) = line.split_once(' ').context("two instants")?;
        let at = |micros: &str| -> Result<SystemTime> {
            Ok(SystemTime::UNIX_EPOCH + Duration::from_micros(micros.parse()?))
        };
        Ok((at(first)?, at(last)?))
    }

    /// That nothing came twice, for a while after the end.
    pub(crate) async fn nothing_twice(&mut self) -> Result<()> {
        match timeout(Duration::from_millis(500), self.line()).await {
            Ok(line) => bail!("the sink says: {}", line?),
            Err(_) => Ok(()),
        }
    }

    async fn line(&mut self) -> Result<String> {
        self.lines.next_line().await?.context("the sink stopped")
    }
}

/// Messages a second between two instants.
pub(crate) fn pace(first: SystemTime, last: SystemTime) -> Result<f64> {
    Ok(COUNT as f64 / last.duration_since(first)?.as_secs_f64())
}
