//! The note of which statements ran on which engine.
//!
//! When `PREAU_SQL_TRACE` names a folder, each process appends `file:line engine` there the
//! first time a statement runs; `bin/test` compares these notes with the sources.

use crate::Engine;
use std::{
    fmt,
    io::Write as _,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// The place of a statement in the sources.
#[derive(Debug)]
pub struct Site {
    file: &'static str,
    line: u32,
    ran: [AtomicBool; 2],
    /// Whether both engines must run it.
    noted: bool,
}

impl Site {
    /// Made by `sql!`.
    pub const fn new(file: &'static str, line: u32) -> Self {
        Self {
            file,
            line,
            ran: [AtomicBool::new(false), AtomicBool::new(false)],
            noted: true,
        }
    }

    /// Made by `scratch!`: such a statement only ever runs on SQLite.
    pub const fn scratch(file: &'static str, line: u32) -> Self {
        Self {
            noted: false,
            ..Self::new(file, line)
        }
    }

    pub(crate) fn note(&self, engine: Engine) {
        if !self.noted || self.ran[engine as usize].swap(true, Ordering::Relaxed) {
            return;
        }
        let Some(notes) = notes() else { return };
        let Ok(mut notes) = notes.lock() else { return };
        // A note that cannot be written makes the check fail, which says more than a panic here.
        let _ = writeln!(notes, "{self} {}", engine.name());
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

fn notes() -> Option<&'static Mutex<std::fs::File>> {
    static NOTES: OnceLock<Option<Mutex<std::fs::File>>> = OnceLock::new();
    NOTES
        .get_or_init(|| {
            let folder = std::env::var_os("PREAU_SQL_TRACE")?;
            let path = std::path::Path::new(&folder).join(std::process::id().to_string());
            let file = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .ok()?;
            Some(Mutex::new(file))
        })
        .as_ref()
}
