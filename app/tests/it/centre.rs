//! A message centre by other authors (npm `smpp`), in a process of its own: it outlives what is
//! killed here, and counts.

use std::{
    collections::HashMap,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// The message centre, and what it counted.
pub(crate) struct Centre {
    process: Child,
    pub(crate) port: u16,
    journal: PathBuf,
}

impl Centre {
    pub(crate) fn start(folder: &Path) -> Self {
        let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../libs/sms/tests/peers");
        assert!(
            peers.join("node_modules/smpp").exists(),
            "the message centre's packages are missing: run bin/test once, or npm ci in {}",
            peers.display()
        );
        let journal = folder.join("journal");
        let mut process = Command::new("node")
            .arg(peers.join("centre.mjs"))
            .arg(&journal)
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is installed");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its port");
        let port = line.trim().parse().expect("a port");
        Self {
            process,
            port,
            journal,
        }
    }

    /// How often each text was received.
    pub(crate) fn counts(&self) -> HashMap<String, usize> {
        let journal = std::fs::read_to_string(&self.journal).unwrap_or_default();
        let mut counts = HashMap::new();
        for line in journal.lines() {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
        counts
    }

    /// How many messages were received.
    pub(crate) fn received(&self) -> usize {
        let journal = std::fs::read(&self.journal).unwrap_or_default();
        journal.iter().filter(|octet| **octet == b'\n').count()
    }

    /// Fails unless so many messages stand, each as it must.
    pub(crate) fn kept_its_promises(&self, states: &[(String, String)], released: usize) {
        assert_eq!(self.wrong(states), Vec::<String>::new());
        assert_eq!(states.len(), released, "all that was released is there");
    }

    /// What is wrong, of messages as they stand: one that is delivered was received once, one in
    /// doubt at most once, and there are no others.
    pub(crate) fn wrong(&self, states: &[(String, String)]) -> Vec<String> {
        let counts = self.counts();
        let wrong = states.iter().filter_map(|(text, state)| {
            let received = counts.get(text).copied().unwrap_or(0);
            let right = match state.as_str() {
                "delivered" => received == 1,
                "in_doubt" => received <= 1,
                _ => false,
            };
            (!right).then(|| format!("{state}, received {received} times: {text}"))
        });
        wrong.collect()
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
