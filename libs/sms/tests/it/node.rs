//! Running the independent peers.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// A script of `tests/peers`, and what it says.
pub(crate) struct Peer {
    lines: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/peers")
}

impl Peer {
    pub(crate) fn start(script: &str, arguments: &[String]) -> Self {
        // Installing is bin/test's: two tests that install at once break each other.
        assert!(
            folder().join("node_modules/smpp").exists(),
            "the peers' packages are missing: run bin/test once, or npm ci in libs/sms/tests/peers"
        );
        let mut child = Command::new("node")
            .arg(script)
            .args(arguments)
            .current_dir(folder())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("these tests need `node`: install Node.js 18 or later");
        let stdout = child.stdout.take().expect("piped");
        Self {
            lines: BufReader::new(stdout).lines(),
            _child: child,
        }
    }

    /// The next line which says something of `key`; others are skipped.
    pub(crate) async fn sees(&mut self, key: &str) -> Value {
        loop {
            let line = timeout(Duration::from_secs(10), self.lines.next_line())
                .await
                .unwrap_or_else(|_| panic!("the peer saw no {key} in ten seconds"))
                .expect("readable")
                .unwrap_or_else(|| panic!("the peer ended without seeing {key}"));
            let mut line: Value = serde_json::from_str(&line).expect("JSON");
            if line.get(key).is_some() {
                return line[key].take();
            }
        }
    }

    /// Every line until the peer ends.
    pub(crate) async fn all(&mut self) -> Vec<Value> {
        let mut lines = Vec::new();
        while let Ok(Ok(Some(line))) =
            timeout(Duration::from_secs(10), self.lines.next_line()).await
        {
            lines.push(serde_json::from_str(&line).expect("JSON"));
        }
        lines
    }

    /// Whether it says nothing of `key` for a while.
    pub(crate) async fn is_quiet(&mut self, key: &str, wait: Duration) -> bool {
        timeout(wait, async {
            while let Ok(Some(line)) = self.lines.next_line().await {
                if line.contains(&format!("\"{key}\"")) {
                    return;
                }
            }
            std::future::pending().await
        })
        .await
        .is_err()
    }
}
