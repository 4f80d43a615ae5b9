//! The simulated providers, and the task that writes down what telephones receive.

use crate::store;
use db::in_write;
use sms::{
    http::{self, CallbackTarget},
    smpp::{Fate, Received, Report, Simulator, SimulatorConfig, Telephones},
};
use std::{io, sync::Arc};
use tokio::sync::mpsc::UnboundedReceiver;
use web::Context;

/// What a family writes back, when it does.
const ANSWER: &str = "Bien reçu, il est malade. Il sera là demain.";

/// Families whose number ends so write back, if the sender is a number.
fn answers(message: &Received) -> bool {
    message.fate == Fate::Delivered && message.number.e164().ends_with("05")
}

/// Starts the provider on this port of the machine itself (0: any free one). It accepts one key
/// and password. It stops when what is returned is dropped.
///
/// # Errors
/// When the port is taken.
pub async fn start(
    context: Context,
    port: u16,
    key: &str,
    password: &str,
) -> io::Result<Simulator> {
    let clock = context.clock.clone();
    let config = SimulatorConfig {
        credentials: Some((key.to_owned(), password.to_owned())),
        clock: Arc::new(move || clock.now()),
        ..SimulatorConfig::default()
    };
    let (simulator, reports) = Simulator::start(port, config).await?;
    tokio::spawn(write_down(context, reports, simulator.telephones()));
    Ok(simulator)
}

/// The same over HTTP: it calls back with its receipts, and with what telephones answer.
///
/// # Errors
/// When the port is taken.
pub async fn start_http(
    context: Context,
    port: u16,
    key: &str,
    password: &str,
    callback: CallbackTarget,
) -> io::Result<http::Simulator> {
    let clock = context.clock.clone();
    let config = http::SimulatorConfig {
        credentials: Some((key.to_owned(), password.to_owned())),
        callback: Some(callback),
        clock: Arc::new(move || clock.now()),
        ..http::SimulatorConfig::default()
    };
    let (simulator, reports) = http::Simulator::start(port, config).await?;
    tokio::spawn(write_down(context, reports, simulator.telephones()));
    Ok(simulator)
}

async fn write_down(
    context: Context,
    mut reports: UnboundedReceiver<Report>,
    telephones: Telephones,
) {
    while let Some(report) = reports.recv().await {
        let now = context.clock.now();
        let written = in_write!(context.db, db::Error, |tx| {
            match &report {
                Report::Accepted(message) => store::accepted(tx, message).await,
                Report::Arrived(message) => store::arrived(tx, message, now).await,
            }
        });
        if let Err(error) = written {
            tracing::error!(%error, "a telephone of the demo could not show its message");
        }
        if let Report::Arrived(message) = &report
            && answers(message)
            && let Err(error) = telephones.reply(message.number, &message.source, ANSWER)
        {
            tracing::error!(%error, "a family of the demo could not answer");
        }
    }
}
