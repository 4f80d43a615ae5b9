//! A PostgreSQL server of one test's own, which the test may restart. Unlike the one of `bin/test` it
//! answers a commit once it is written: what follows a crash of the server is what is tried.

use crate::machine::free_port;
use std::{
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A server.
pub(crate) struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

/// Whether the test may do what only root may.
pub(crate) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is missing: run bin/test once, or apt-get install postgresql");
    let programs = versions.flatten().map(|version| version.path().join("bin"));
    let newest = programs.filter(|bin| bin.join("initdb").exists()).max();
    newest.expect("PostgreSQL's programs")
}

impl Server {
    /// An empty server, which answers.
    pub(crate) fn start() -> Self {
        let server = Self {
            programs: programs(),
            folder: tempfile::tempdir().expect("a folder"),
            port: free_port(),
        };
        if is_root() {
            // It refuses to run as root.
            let given = Command::new("chown")
                .arg("postgres")
                .arg(server.folder.path())
                .status();
            assert!(given.is_ok_and(|status| status.success()));
        }
        let data = server.data();
        let as_all = [
            "-U",
            "preau",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-D",
        ];
        let mut make = server.command("initdb");
        run(make.args(as_all).arg(&data).stdout(Stdio::null()));
        // Only the machine may stop badly, and it does not: without fsync, nothing that was written
        // is lost.
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=on",
            server.port,
            server.folder.path().display()
        );
        server.control(&["-w", "-o", &options, "start"]);
        server
    }

    /// The address of its first database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://preau@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it as a fault would, in the middle of everything, and starts it again.
    pub(crate) fn crash_and_start(&self) {
        self.control(&["-w", "-m", "immediate", "restart"]);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn control(&self, orders: &[&str]) {
        let log: &Path = &self.folder.path().join("log");
        let mut control = self.command("pg_ctl");
        control
            .arg("-D")
            .arg(self.data())
            .arg("-l")
            .arg(log)
            .args(orders);
        // The server keeps what it is given: no pipe of the test's.
        run(control.stdout(Stdio::null()).stderr(Stdio::null()));
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }
}

#[track_caller]
fn run(command: &mut Command) {
    let status = command.status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?}");
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D")
            .arg(self.data())
            .args(["-m", "immediate", "stop"]);
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}
