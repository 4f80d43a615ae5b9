//! The binary `preau`.

use std::process::ExitCode;

// Rows and pages are many small allocations: on two threads this allocator answers faster and
// keeps less than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    preau::run()
}
