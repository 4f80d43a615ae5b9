//! Running the independent server.

use std::{ffi::OsString, path::PathBuf, process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// `tests/peers/receiver.py`, and what it says.
pub(crate) struct Peer {
    lines: Lines<BufReader<ChildStdout>>,
    pub(crate) port: u64,
    _child: Child,
}

impl Peer {
    pub(crate) async fn start(arguments: &[OsString]) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
        let python = folder.join(".venv/bin/python");
        // Installing is bin/test's: two tests that install at once break each other.
        assert!(
            python.exists(),
            "the independent server is missing: run bin/test once"
        );
        let mut child = Command::new(python)
            .arg("receiver.py")
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Python runs");
        let stdout = child.stdout.take().expect("piped");
        let mut peer = Self {
            lines: BufReader::new(stdout).lines(),
            port: 0,
            _child: child,
        };
        peer.port = peer.sees("port").await.as_u64().expect("a port");
        peer
    }

    /// The next line, which says something of `key`.
    pub(crate) async fn sees(&mut self, key: &str) -> Value {
        let line = timeout(Duration::from_secs(20), self.lines.next_line())
            .await
            .unwrap_or_else(|_| panic!("the peer saw no {key} in twenty seconds"))
            .expect("readable")
            .unwrap_or_else(|| panic!("the peer ended without seeing {key}"));
        let mut line: Value = serde_json::from_str(&line).expect("JSON");
        line[key].take()
    }
}
