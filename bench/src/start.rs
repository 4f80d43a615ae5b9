//! Starting on an existing database, memory at rest, size of the binary.

use crate::{
    process::{Server, free_port},
    report::{Report, median},
    sms_waiting::Office,
};
use anyhow::Result;
use std::time::Duration;

pub(crate) async fn run(program: &str, report: &mut Report) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("preau-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let office = Office::open(500).await?;
    let database = office.copy(&folder.join("start.db")).await?;
    let mut times = Vec::new();
    let mut memory = 0;
    for run in 0..5 {
        let port = free_port()?;
        let mut command = office.program(program, &database, &folder, port);
        let (server, took) = Server::start(&mut command, port).await?;
        times.push(took.as_secs_f64());
        if run == 4 {
            tokio::time::sleep(Duration::from_secs(10)).await;
            memory = server.anonymous_memory()?;
        }
    }
    let binary = std::fs::metadata(program)?.len();
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    report.under(
        "Démarrage sur une base existante (médiane de 5)",
        median(times),
        "s",
        0.3,
    );
    report.under("Mémoire au repos (RssAnon)", megabytes(memory), "Mo", 60.0);
    report.told("Taille du binaire", format!("{:.1} Mo", megabytes(binary)));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
