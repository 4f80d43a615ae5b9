//! Kannel 1.4 (Debian): its messages wait in its store when the centre opens.

use super::{
    COUNT, Receipts, WINDOW,
    sink::{Sink, pace},
};
use crate::process::free_port;
use anyhow::{Context as _, Result, bail, ensure};
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::{sleep, timeout},
};

/// How its files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Store {
    /// As Kannel does.
    Plain,
    /// In a folder whose every write waits for the disk.
    Synchronous,
}

/// As long as a notice of absence, in letters that cost one sign each everywhere.
const TEXT: &str = "Votre+enfant+BERTIN+Leo+est+absent+ce+jour+24/11/26+08:30.+\
                    Merci+de+contacter+la+vie+scolaire+du+college+Les+Tilleuls.";
/// Connections that hand messages over.
const CONNECTIONS: usize = 4;

/// Messages a second, from the first that comes to the last receipt acknowledged.
pub(super) async fn drain(folder: &Path, receipts: Receipts, store: Store) -> Result<f64> {
    let folder = folder.join("kannel");
    std::fs::create_dir_all(folder.join("dlr"))?;
    if store == Store::Synchronous {
        let done = Command::new("chattr")
            .args(["-R", "+S"])
            .arg(&folder)
            .status()
            .await?;
        ensure!(done.success(), "chattr +S {}", folder.display());
    }
    let (centre, smsbox, sendsms) = (free_port()?, free_port()?, free_port()?);
    let file = folder.join("kannel.conf");
    std::fs::write(&file, configuration(&folder, centre, smsbox, sendsms)?)?;
    let bearer = start("/usr/sbin/bearerbox", &file)?;
    reachable(smsbox).await?;
    let smsbox = start("/usr/sbin/smsbox", &file)?;
    reachable(sendsms).await?;
    hand_over(sendsms, receipts).await?;
    let mut sink = Sink::start(centre, receipts).await?;
    let (first, last) = sink.drained().await?;
    sink.nothing_twice().await?;
    drop((smsbox, bearer));
    std::fs::remove_dir_all(&folder)?;
    pace(first, last)
}

fn configuration(folder: &Path, centre: u16, smsbox: u16, sendsms: u16) -> Result<String> {
    let folder = folder.to_str().context("a folder that can be written")?;
    let places = [
        ("{folder}", folder.to_owned()),
        ("{centre}", centre.to_string()),
        ("{admin}", free_port()?.to_string()),
        ("{smsbox}", smsbox.to_string()),
        ("{sendsms}", sendsms.to_string()),
        ("{window}", WINDOW.to_string()),
    ];
    let text = include_str!("kannel.conf").to_owned();
    Ok(places
        .into_iter()
        .fold(text, |text, (place, value)| text.replace(place, &value)))
}

/// Level 4: panics only, as it writes its traces to the terminal otherwise.
fn start(program: &str, file: &PathBuf) -> Result<Child> {
    Command::new(program)
        .args(["-v", "4"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("{program} (paquet Debian « kannel »)"))
}

async fn reachable(port: u16) -> Result<()> {
    for _ in 0..1_000 {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(());
        }
        sleep(Duration::from_millis(10)).await;
    }
    bail!("Kannel does not answer on port {port}")
}

/// All the messages, through its interface `sendsms`; each is in the store when it says so.
async fn hand_over(port: u16, receipts: Receipts) -> Result<()> {
    // The smsbox takes what it is given only once it has met the bearerbox.
    sleep(Duration::from_secs(1)).await;
    let mut handing = Vec::new();
    for part in 0..CONNECTIONS {
        let numbers = (part..COUNT).step_by(CONNECTIONS);
        handing.push(tokio::spawn(hand(port, receipts, numbers)));
    }
    for handed in handing {
        timeout(Duration::from_secs(120), handed).await???;
    }
    Ok(())
}

async fn hand(port: u16, receipts: Receipts, numbers: impl Iterator<Item = usize>) -> Result<()> {
    // Delivered or not; nothing.
    let mask = match receipts {
        Receipts::Each => 3,
        Receipts::None => 0,
    };
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    for number in numbers {
        let request = format!(
            "GET /cgi-bin/sendsms?username=bench&password=bench&from=Ecole&to=%2B336399{:05}\
             &dlr-mask={mask}&text={TEXT} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            80_000 + number % 10_000
        );
        stream.write_all(request.as_bytes()).await?;
        let answer = answer(&mut stream).await?;
        ensure!(
            answer.starts_with("HTTP/1.1 202"),
            "Kannel answers: {answer}"
        );
    }
    Ok(())
}

/// The first line of an answer, once it was read to its end.
async fn answer(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).await?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(first.trim_end().to_owned())
}
