//! Measures, side by side. `bin/bench` builds this and runs it; figures go to `BENCHMARKS.md`.
//!
//! Nothing here is a test: a figure that is missed is printed as missed.

mod baseline;
mod client;
mod import;
mod letters;
mod messages;
mod process;
mod report;
mod school_day;
mod sms_waiting;
mod start;

use anyhow::{Result, bail};
use report::Report;

// As the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run())
}

async fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["baseline", database, port] => baseline::serve(database, port.parse()?).await,
        ["sink", port, receipts] => messages::sink::serve(port.parse()?, receipts.parse()?).await,
        [program] => all(program, None).await,
        [program, name] => all(program, Some(name)).await,
        _ => bail!("bench PROGRAMME [LIGNE]"),
    }
}

async fn all(program: &str, only: Option<&str>) -> Result<()> {
    let mut report = Report::default();
    if only.is_none_or(|name| name == "sms") {
        sms_waiting::run(program, &mut report).await?;
    }
    if only.is_none_or(|name| name == "day") {
        school_day::run(program, &mut report).await?;
    }
    if only.is_none_or(|name| name == "start") {
        start::run(program, &mut report).await?;
    }
    if only.is_none_or(|name| name == "import") {
        import::run(program, &mut report).await?;
    }
    if only.is_none_or(|name| name == "messages") {
        messages::run(program, &mut report).await?;
    }
    if only.is_none_or(|name| name == "letters") {
        letters::run(&mut report)?;
    }
    report.print();
    Ok(())
}
