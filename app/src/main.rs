//! The binary `preau`: configuration, command line, and the one list of services.

mod commands;
mod config;
mod demo;
mod house;
mod serve;
mod services;

use clap::Parser as _;
use std::process::ExitCode;

// Rows and pages are many small allocations: on two threads this allocator answers faster and
// keeps less than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
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
