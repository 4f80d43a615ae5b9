//! The program `preau`: configuration, command line, and the one list of services. No logic of
//! its own; a library only so that the tests of the whole house, and its bench, can open it.

mod commands;
mod config;
mod demo;
mod house;
mod leaving;
mod listen;
mod serve;
mod services;

pub use demo::college_timetable;
pub use services::{manifests, rechecks};

use clap::Parser as _;
use std::process::ExitCode;

/// Runs the command line to its end.
pub fn run() -> ExitCode {
    let cli = commands::Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("preau : le programme ne peut pas démarrer : {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("preau : {error:#}");
            ExitCode::FAILURE
        }
    }
}
