//! The program: 20,000 notices of absence of one school, released.

use super::{
    COUNT, Receipts, WINDOW,
    sink::{Sink, pace},
};
use crate::{
    process::{Server, free_port},
    sms_waiting::Office,
};
use anyhow::{Result, bail};
use sqlx::{Connection as _, SqliteConnection};
use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// The school, its messages released, its provider the sink.
pub(super) struct Bench<'p> {
    office: Office,
    program: &'p str,
    folder: PathBuf,
    centre: u16,
}

impl<'p> Bench<'p> {
    pub(super) async fn prepare(program: &'p str, folder: &Path) -> Result<Self> {
        let centre = free_port()?;
        let office = Office::open_at(COUNT, centre, WINDOW).await?;
        let took = office.release().await?;
        println!("Diffusion de {COUNT} SMS, une transaction : {took:.2?}");
        Ok(Self {
            office,
            program,
            folder: folder.to_owned(),
            centre,
        })
    }

    /// Messages a second, from the first that comes to the last receipt acknowledged, or to the
    /// last message at its end in the database when that is later.
    pub(super) async fn drain(&self, receipts: Receipts) -> Result<f64> {
        let folder = self.folder.join("preau");
        std::fs::create_dir_all(&folder)?;
        let database = self.office.copy(&folder.join("preau.db")).await?;
        let mut sink = Sink::start(self.centre, receipts).await?;
        let port = free_port()?;
        let mut command = self.office.program(self.program, &database, &folder, port);
        let (server, _) = Server::start(&mut command, port).await?;
        let (first, mut last) = sink.drained().await?;
        let state = match receipts {
            Receipts::Each => "delivered",
            Receipts::None => "accepted",
        };
        let mut read = SqliteConnection::connect(&format!("sqlite:{database}")).await?;
        while !all_are(&mut read, state).await? {
            tokio::time::sleep(Duration::from_millis(5)).await;
            last = SystemTime::now();
            if last.duration_since(first)? > Duration::from_secs(300) {
                bail!("messages are left that are not {state}");
            }
        }
        sink.nothing_twice().await?;
        read.close().await?;
        drop(server);
        std::fs::remove_dir_all(&folder)?;
        pace(first, last)
    }
}

async fn all_are(read: &mut SqliteConnection, state: &str) -> Result<bool> {
    let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM message WHERE state = $1")
        .bind(state)
        .fetch_one(read)
        .await?;
    Ok(usize::try_from(count)? == COUNT)
}
