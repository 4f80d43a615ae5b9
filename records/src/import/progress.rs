//! How far an import is, for whoever waits.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed};

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the files.
    Reading = 0,
    /// Comparing the pupils.
    Pupils = 1,
    /// Comparing the guardians.
    Guardians = 2,
    /// Comparing the links between them.
    Links = 3,
}

impl Step {
    /// The words: « Lecture des fichiers ».
    pub fn label(self) -> &'static str {
        match self {
            Self::Reading => "Lecture des fichiers",
            Self::Pupils => "Comparaison des élèves",
            Self::Guardians => "Comparaison des responsables",
            Self::Links => "Comparaison des liens",
        }
    }
}

/// Counts that the import moves and anybody reads.
#[derive(Debug, Default)]
pub struct Progress {
    step: AtomicU8,
    rows: AtomicU64,
}

impl Progress {
    /// What is being done, and how many rows of it are done.
    pub fn now(&self) -> (Step, u64) {
        let step = match self.step.load(Relaxed) {
            0 => Step::Reading,
            1 => Step::Pupils,
            2 => Step::Guardians,
            _ => Step::Links,
        };
        (step, self.rows.load(Relaxed))
    }

    /// The same, in words.
    pub(crate) fn words(&self) -> (&'static str, u64) {
        let (step, rows) = self.now();
        (step.label(), rows)
    }

    pub(super) fn begins(&self, step: Step) {
        self.step.store(step as u8, Relaxed);
        self.rows.store(0, Relaxed);
    }

    pub(super) fn row_read(&self) {
        self.rows.fetch_add(1, Relaxed);
    }

    pub(super) fn compared(&self, rows: usize) {
        self.rows.fetch_add(rows as u64, Relaxed);
    }
}
